"""HTML -> PDF files, many at once, in several processes, from a store, in order.

Knows pages of HTML, where each file goes and who can make it; must not know what a page
says nor how it is printed. The same page gives the same bytes whenever, wherever and in
whatever order it is made.
"""

import os
from collections import deque
from collections.abc import Callable
from collections.abc import Generator
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from dataclasses import field
from functools import partial
from itertools import chain
from itertools import islice
from pathlib import Path
from threading import Lock

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.disk import flush_file
from apoq_batch.disk import write_new
from apoq_batch.pages import cache
from apoq_batch.pages.cache import Store
from apoq_batch.pages.fingerprint import recipe
from apoq_batch.pages.pdf_page import STYLE
from apoq_batch.pages.pdf_page import VARIANT
from apoq_batch.pages.pdf_page import BrokenPage
from apoq_batch.pages.pdf_page import lacking
from apoq_batch.pages.pdf_page import print_page
from apoq_batch.pages.pdf_page import sweeping_once
from apoq_batch.pages.qr import with_qr
from apoq_batch.pages.workers import Crew
from apoq_batch.pages.workers import Hire
from apoq_batch.pages.workers import Lost
from apoq_batch.pages.workers import processes
from apoq_batch.pages.workers import results

Page = tuple[str, Path]

_OPTIONS = f"{STYLE} {VARIANT}"
# With fewer pages, starting processes takes longer than they save.
FEW = 8
# So many pages at most wait to be put in order.
SORTED = 1_000
# Pages of one piece of work: garbage is collected after each, and a cluster is asked once.
BUNDLE = 4
# Pango's fonts are one thread's business.
_ONE_AT_A_TIME = Lock()


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

    kept = store_at(store)
    made = 0
    missing = iter(pages) if kept is None else _missing(pages, kept, write)
    with closing(
        _made(_longest_first(missing), workers or os.cpu_count() or 1, hire)
    ) as finished:
        for (html, target), content in finished:
            write(target, content)
            made += 1
            if kept is not None:
                cache.keep(kept, html, content)
    for target in written:
        flush_file(target)
    if kept is not None and made:
        cache.trim(kept)


def store_at(place: Path | None) -> Store | None:
    """The store of finished files in a folder, if there is one and it can be used."""
    if place is None:
        return None
    known = recipe(_OPTIONS)
    return cache.open_store(place, known) if known else None


def _missing(
    pages: Iterable[Page], store: Store, write: Callable[[Path, bytes], None]
) -> Iterator[Page]:
    """The pages of which there is no finished letter; the others are written."""
    for html, target in pages:
        content = cache.take(store, html)
        if content is None:
            yield html, target
        else:
            write(target, content)


def _longest_first(pages: Iterator[Page]) -> Iterator[Page]:
    """Long pages first, as nobody should wait for them alone at the end.

    Pages with as many tags, which are mostly of one build, follow each other, and so are
    mostly made where one of them stands already.
    """
    while some := list(islice(pages, SORTED)):
        yield from sorted(some, key=lambda page: page[0].count("<"), reverse=True)


def _made(
    pages: Iterator[Page], workers: int, hire: Hire | None
) -> Generator[tuple[Page, bytes], None, None]:
    """The pages with their bytes, in order; made here if they are few."""
    first = list(islice(pages, FEW))
    if not first:
        return
    pages = chain(first, pages)
    if hire is None and len(first) == FEW:
        hire = partial(processes, workers)
    if hire is None:
        yield from _paired(pages, "", partial(map, print_bundle))
        return
    with hire() as hired:
        try:
            printed = partial(results, hired, print_bundle)
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
        with _ONE_AT_A_TIME, sweeping_once():
            return Printed(
                contents=tuple(
                    print_page(name, with_qr(html)) for name, html in bundle.pages
                )
            )
    except BrokenPage as problem:
        return Printed(fault=(problem.name, problem.complaint))
