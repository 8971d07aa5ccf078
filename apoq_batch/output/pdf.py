"""HTML -> PDF files, many at once; the only user of WeasyPrint.

Knows pages of HTML and where each file goes; must not know what a page says. The same
page gives the same bytes whenever, wherever and in whatever order it is made, and one
that WeasyPrint has anything to say about is a bug: nothing is lost in silence.
"""

import ctypes
import gc
import logging
import os
import signal
import sys
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import chain
from itertools import islice
from logging.handlers import BufferingHandler
from multiprocessing import get_context
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from apoq_batch.core import troubles
from apoq_batch.core.troubles import BatchError
from apoq_batch.disk import write_through
from apoq_batch.output.shipped import folder

Page = tuple[str, Path]

STYLE = "letter.css"
# Tagged, so that a letter can be read aloud.
VARIANT = "pdf/ua-1"
# With fewer pages, starting processes takes longer than they save.
FEW = 8
# Pages handed to each worker in advance; memory does not grow with their number.
AHEAD = 8
# PR_SET_PDEATHSIG of Linux.
_DIE_WITH_PARENT = 1
OLDEST_SUBSETTER = (4, 1, 0)
PANGO, SUBSETTER, WEASYPRINT = "Pango", "HarfBuzz-Subset", "WeasyPrint"


class BrokenPage(RuntimeError):
    """A page could not be made without complaint: a bug, in a template or in here."""


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
    pages: Iterable[Page], on_done: Callable[[], None], workers: int | None = None
) -> None:
    """Make a file of every page, in as many processes as the machine has cores.

    `on_done` is called after each file. BrokenPage names the file that failed, and says
    what was wrong; BatchError when this machine cannot make PDF files; OSError when a
    file cannot be written.
    """
    coming = iter(pages)
    first = list(islice(coming, FEW))
    workers = workers or os.cpu_count() or 1
    pages = chain(first, coming)
    if len(first) < FEW or workers == 1:
        for html, target in pages:
            _refuse_lack(_print_page(html, target))
            on_done()
    else:
        _write_in_processes(pages, on_done, workers)


def _write_in_processes(
    pages: Iterable[Page], on_done: Callable[[], None], workers: int
) -> None:
    # Not forked: the parent may have threads, and Windows cannot.
    pool = ProcessPoolExecutor(workers, get_context("spawn"), _start_worker)
    waiting: deque[tuple[Path, Future[str]]] = deque()

    def take_first() -> None:
        _refuse_lack(waiting[0][1].result())
        waiting.popleft()
        on_done()

    try:
        for html, target in pages:
            waiting.append((target, pool.submit(_print_page, html, target)))
            if len(waiting) >= workers * AHEAD:
                take_first()
        while waiting:
            take_first()
    except BrokenProcessPool as problem:
        names = ", ".join(target.name for target, _ in waiting)
        raise BrokenPage(f"a process ended while it made one of: {names}") from problem
    finally:
        pool.shutdown(cancel_futures=True)


def _refuse_lack(lack: str) -> None:
    if lack:
        raise BatchError(troubles.PDF_UNAVAILABLE, name=lack)


def _start_worker() -> None:
    """Collect garbage rarely, which takes long; end when a killed run leaves us behind."""
    gc.set_threshold(100_000, 10, 10)
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _print_page(html: str, target: Path) -> str:
    """Write one file; what the machine lacks for it, which is nothing as a rule.

    BrokenPage; OSError when the file cannot be written.
    """
    lack = lacking()
    if lack:
        return lack[0]
    with _Complaints(target.name):
        content = _printed(html)
    write_through(target, content)
    return ""


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
    """A file of the templates' folder; ValueError for anything else, above all the net."""
    from weasyprint.urls import URLFetcherResponse

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
            raise BrokenPage(f"{self.name}: {'; '.join(said)}") from problem
