"""One page of HTML -> its PDF; what is standing from the pages before is used again.

Knows WeasyPrint, our fonts and looks, and what is loaded once in a process; must not know
what a page says nor where its file goes. The same page gives the same bytes whatever was
printed before, and one that WeasyPrint has anything to say about is a bug: nothing is
lost in silence.
"""

import base64
import gc
import logging
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from importlib import import_module
from logging.handlers import BufferingHandler
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from apoq_batch.pages.shipped import folder

if TYPE_CHECKING:
    from apoq_batch.pages.standing import Standing
    from apoq_batch.pages.standing_spots import Apart

# How the address of a picture begins that stands in the page itself.
INLINE_PICTURE = "data:image/png;base64,"
STYLE = "letter.css"
# Tagged, so that a letter can be read aloud.
VARIANT = "pdf/ua-1"
OLDEST_SUBSETTER = (4, 1, 0)
PANGO, SUBSETTER, WEASYPRINT = "Pango", "HarfBuzz-Subset", "WeasyPrint"
# So many pages stand at once, of a megabyte or two each; the example has 35 builds.
STANDING = 40
# After so many pieces of work all memory is looked through, which takes a tenth of a second.
SELDOM = 25


class BrokenPage(RuntimeError):
    """A page could not be made without complaint: a bug, in a template or in here."""

    def __init__(self, name: str, complaint: str) -> None:
        super().__init__(name, complaint)
        self.name = name
        self.complaint = complaint

    def __str__(self) -> str:
        return f"{self.name}: {self.complaint}"


@dataclass(frozen=True, slots=True)
class _Press:
    """What every page needs and is loaded once in a process, and the pages that stand.

    They are known by their build, the one that was used last at the end.
    """

    weasyprint: Any
    fetcher: Any
    fonts: Any
    style: Any
    standing: "OrderedDict[str, Standing]" = field(default_factory=OrderedDict)


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


def print_page(name: str, html: str) -> bytes:
    """The PDF of a page; BrokenPage, with the page's `name`, if anything is wrong."""
    from apoq_batch.pages.standing_spots import apart

    with _Complaints(name):
        page = apart(html)
        standing = _take_or_lay_out(html, page)
        content: bytes = standing.document().write_pdf(pdf_variant=VARIANT)
    if standing.can_stand:
        _keep(page, standing)
    return content


@contextmanager
def sweeping_once() -> Iterator[None]:
    """Look for garbage once, when all of it is, and among what is new.

    What pages that stand let go of is old, and is looked for now and then; a whole page is
    looked for at once.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    before = {id(one) for one in _press().standing.values()}
    try:
        yield
    finally:
        has_dropped = before - {id(one) for one in _press().standing.values()}
        _, looks_since, _ = gc.get_count()
        gc.collect(2 if has_dropped or looks_since >= SELDOM else 0)
        if was_enabled:
            gc.enable()


def _take_or_lay_out(html: str, page: "Apart") -> "Standing":
    """The page, out of one of its build that stands if there is one.

    That one stands no more: what anything is wrong with must not be used again.
    """
    from apoq_batch.pages.standing import Standing

    press = _press()
    standing = press.standing.pop(page.build, None)
    if standing is not None and standing.takes(page.words):
        standing.fill(page.words)
        return standing
    tree = press.weasyprint.HTML(
        string=html, base_url=_templates_url(), url_fetcher=press.fetcher
    )
    return Standing(tree, press.style, press.fonts, page.words)


def _keep(page: "Apart", standing: "Standing") -> None:
    kept = _press().standing
    kept[page.build] = standing
    if len(kept) > STANDING:
        kept.popitem(last=False)


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
