"""HTML -> PDF files, many at once; the only user of WeasyPrint.

Knows pages of HTML and where each file goes; must not know what a page says. The same
page gives the same bytes whenever, wherever and in whatever order it is made, and one
that WeasyPrint has anything to say about is a bug: nothing is lost in silence.
"""

import base64
import gc
import logging
import os
from collections import deque
from collections.abc import Callable
from collections.abc import Generator
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from functools import partial
from importlib import import_module
from itertools import chain
from itertools import islice
from logging.handlers import BufferingHandler
from pathlib import Path
from threading import Lock
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from apoq_batch.core import troubles
from apoq_batch.core.troubles import BatchError
from apoq_batch.disk import flush_file
from apoq_batch.disk import write_new
from apoq_batch.output import crew
from apoq_batch.output import letter_store
from apoq_batch.output.crew import Crew
from apoq_batch.output.crew import Hire
from apoq_batch.output.crew import Lost
from apoq_batch.output.letter_store import Store
from apoq_batch.output.letterhead import INLINE_PICTURE
from apoq_batch.output.recipe import recipe
from apoq_batch.output.shipped import folder

Page = tuple[str, Path]

STYLE = "letter.css"
# Tagged, so that a letter can be read aloud.
VARIANT = "pdf/ua-1"
_OPTIONS = f"{STYLE} {VARIANT}"
# With fewer pages, starting processes takes longer than they save.
FEW = 8
# Pages of one piece of work: garbage is collected after each, and a cluster is asked once.
BUNDLE = 4
OLDEST_SUBSETTER = (4, 1, 0)
PANGO, SUBSETTER, WEASYPRINT = "Pango", "HarfBuzz-Subset", "WeasyPrint"
# Pango's fonts are one thread's business.
_ONE_AT_A_TIME = Lock()


class BrokenPage(RuntimeError):
    """A page could not be made without complaint: a bug, in a template or in here."""

    def __init__(self, name: str, complaint: str) -> None:
        super().__init__(name, complaint)
        self.name = name
        self.complaint = complaint

    def __str__(self) -> str:
        return f"{self.name}: {self.complaint}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Some pages, each with its name; `recipe` is what another machine must go by."""

    pages: tuple[tuple[str, str], ...] = field(repr=False)
    recipe: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """The files of a bundle, in order; or none, for what is wrong, lacking or strange.

    `fault` are the name of the page that could not be made and what was wrong.
    """

    contents: tuple[bytes, ...] = ()
    fault: tuple[str, str] | None = None
    lack: str = ""
    is_strange: bool = False


@dataclass(frozen=True, slots=True)
class _Press:
    """What every page needs and is loaded once in a process."""

    weasyprint: Any
    fetcher: Any
    fonts: Any
    style: Any


def lacking() -> tuple[str, ...]:
    """What PDF files need and this machine has not."""
    try:
        ffi = import_module("weasyprint.text.ffi")
    except ModuleNotFoundError:
        return (WEASYPRINT,)
    except OSError:
        return (PANGO,)
    if not ffi.harfbuzz_subset or not ffi.harfbuzz.hb_version_atleast(*OLDEST_SUBSETTER):
        return (SUBSETTER,)
    return ()


def write_all(
    pages: Iterable[Page],
    on_done: Callable[[], None],
    workers: int | None = None,
    *,
    hire: Hire | None = None,
    store: Path | None = None,
) -> None:
    """Make a file of every page and wait until the disk has them all.

    They are made in as many processes as the machine has cores, or by whom `hire` brings;
    `store` is a folder of finished letters, out of which and into which they are copied.
    `on_done` is called after each file. BrokenPage names the file that failed, and says
    what was wrong; BatchError when PDF files cannot be made here, or the cluster is gone;
    OSError when a file cannot be written.
    """
    written: list[Path] = []

    def write(target: Path, content: bytes) -> None:
        write_new(target, content)
        written.append(target)
        on_done()

    kept = _store(store)
    made = 0
    missing = iter(pages) if kept is None else _missing(pages, kept, write)
    with closing(_made(missing, workers or os.cpu_count() or 1, hire)) as finished:
        for (html, target), content in finished:
            write(target, content)
            made += 1
            if kept is not None:
                letter_store.keep(kept, html, content)
    for target in written:
        flush_file(target)
    if kept is not None and made:
        letter_store.trim(kept)


def _store(place: Path | None) -> Store | None:
    if place is None:
        return None
    known = recipe(_OPTIONS)
    return letter_store.open_store(place, known) if known else None


def _missing(
    pages: Iterable[Page], store: Store, write: Callable[[Path, bytes], None]
) -> Iterator[Page]:
    """The pages of which there is no finished letter; the others are written."""
    for html, target in pages:
        content = letter_store.take(store, html)
        if content is None:
            yield html, target
        else:
            write(target, content)


def _made(
    pages: Iterator[Page], workers: int, hire: Hire | None
) -> Generator[tuple[Page, bytes], None, None]:
    """The pages with their bytes, in order; made here if they are few."""
    first = list(islice(pages, FEW))
    if not first:
        return
    pages = chain(first, pages)
    if hire is None and len(first) == FEW:
        hire = partial(crew.processes, workers)
    if hire is None:
        yield from _paired(pages, "", partial(map, print_bundle))
        return
    with hire() as hired:
        try:
            printed = partial(crew.results, hired, print_bundle)
            yield from _paired(pages, hired.address, printed)
        except Lost as problem:
            raise _loss(problem, hired) from problem


def _paired(
    pages: Iterator[Page],
    address: str,
    printed: Callable[[Iterator[Bundle]], Iterator[Printed]],
) -> Iterator[tuple[Page, bytes]]:
    """Each page with its bytes, from whoever prints bundles in order.

    Processes of this machine need not be asked for the recipe: it is ours.
    """
    known = recipe(_OPTIONS) if address else ""
    asked: deque[tuple[Page, ...]] = deque()

    def bundles() -> Iterator[Bundle]:
        while some := tuple(islice(pages, BUNDLE)):
            asked.append(some)
            named = tuple((target.name, html) for html, target in some)
            yield Bundle(pages=named, recipe=known)

    for done in printed(bundles()):
        if done.fault:
            raise BrokenPage(*done.fault)
        if done.lack:
            raise BatchError(troubles.PDF_UNAVAILABLE, name=done.lack)
        if done.is_strange:
            raise BatchError(troubles.CLUSTER_DIFFERS, name=address)
        yield from zip(asked.popleft(), done.contents, strict=True)


# What a worker raises that has not this program, or not this version of it.
_STRANGE = (ImportError, AttributeError)


def _loss(problem: Lost[Bundle], hired: Crew) -> Exception:
    """What to say when those who made the pages are gone."""
    if hired.address:
        why = problem.__cause__
        is_strange = isinstance(why, _STRANGE) or isinstance(
            why and why.__cause__, _STRANGE
        )
        trouble = troubles.CLUSTER_DIFFERS if is_strange else troubles.CLUSTER_LOST
        return BatchError(trouble, name=hired.address)
    names = (name for bundle in problem.pieces for name, _ in bundle.pages)
    return BrokenPage(", ".join(names), "a process ended while it made one of them")


def print_bundle(bundle: Bundle) -> Printed:
    """The files of a bundle, made in this process."""
    lack = lacking()
    if lack:
        return Printed(lack=lack[0])
    if bundle.recipe and bundle.recipe != recipe(_OPTIONS):
        return Printed(is_strange=True)
    try:
        with _ONE_AT_A_TIME, _sweeping_once():
            return Printed(contents=tuple(_print_page(*page) for page in bundle.pages))
    except BrokenPage as problem:
        return Printed(fault=(problem.name, problem.complaint))


@contextmanager
def _sweeping_once() -> Iterator[None]:
    """Look for garbage once, when all of it is, and only among what is new."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.collect(0)
        if was_enabled:
            gc.enable()


def _print_page(name: str, html: str) -> bytes:
    with _Complaints(name):
        return _printed(html)


def _printed(html: str) -> bytes:
    press = _press()
    document = press.weasyprint.HTML(
        string=html, base_url=_templates_url(), url_fetcher=press.fetcher
    )
    content: bytes = document.write_pdf(
        stylesheets=[press.style],
        font_config=press.fonts,
        pdf_variant=VARIANT,
        pdf_identifier=True,
    )
    return content


@cache
def _press() -> _Press:
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

    fonts = FontConfiguration()
    fetcher = URLFetcher(fail_on_errors=True)
    fetcher.fetch = _fetch
    style = weasyprint.CSS(
        url=_templates_url() + STYLE, font_config=fonts, url_fetcher=fetcher
    )
    return _Press(weasyprint, fetcher, fonts, style)


def _templates_url() -> str:
    return folder("templates").resolve().as_uri() + "/"


def _fetch(url: str) -> object:
    """A file of the templates' folder, or a picture that stands in the page itself.

    ValueError for anything else, above all the net.
    """
    from weasyprint.urls import URLFetcherResponse

    if url.startswith(INLINE_PICTURE):
        content = base64.b64decode(url.removeprefix(INLINE_PICTURE), validate=True)
        return URLFetcherResponse(url, content, {"Content-Type": "image/png"})
    path = Path(url2pathname(urlsplit(url).path)).resolve()
    if not url.startswith("file:") or not path.is_relative_to(
        folder("templates").resolve()
    ):
        raise ValueError(f"not a file of the templates: {url}")
    return URLFetcherResponse(url, path.read_bytes())


class _Complaints:
    """Raises BrokenPage for whatever goes wrong while it is open, and for any warning."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.log = logging.getLogger("weasyprint")
        self.held = BufferingHandler(10_000)
        self.held.setLevel(logging.WARNING)

    def __enter__(self) -> None:
        self.log.addHandler(self.held)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.log.removeHandler(self.held)
        if isinstance(problem, KeyboardInterrupt):
            return
        said = [record.getMessage() for record in self.held.buffer]
        if problem is not None:
            said.append(repr(problem))
        if said:
            raise BrokenPage(self.name, "; ".join(said)) from problem
