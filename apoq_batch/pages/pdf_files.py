"""HTML -> PDF files: many at once, in several processes, from the cache, in order.

Knows pages of HTML, where each file goes and who can make it; must not know what a page
says nor how it is laid out. The same page gives the same bytes whenever, wherever and in
whatever order it is made.
"""

import os
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
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
from apoq_batch.pages.cache import Cache
from apoq_batch.pages.fingerprint import fingerprint
from apoq_batch.pages.pdf_page import BrokenPage
from apoq_batch.pages.pdf_page import NamedPage
from apoq_batch.pages.pdf_page import missing_libraries
from apoq_batch.pages.pdf_page import render_pdfs
from apoq_batch.pages.qr import with_qr
from apoq_batch.pages.shared_jobs import SharedJob
from apoq_batch.pages.shared_jobs import sharing
from apoq_batch.pages.workers import JobsLost
from apoq_batch.pages.workers import OpenPool
from apoq_batch.pages.workers import WorkerPool
from apoq_batch.pages.workers import processes
from apoq_batch.pages.workers import submitted

Page = tuple[str, Path]

# With fewer pages, starting processes takes longer than they save.
FEW = 8
# So many pages at most wait to be put in order.
SORTED = 1_000
# Pages of a job, which are laid out together; at the end fewer, so that all end together.
BATCH, LEAST = 12, 3
# Pango's fonts must be used by one thread at a time.
_ONE_AT_A_TIME = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderJob:
    """Some pages, each with its name; a cluster's `fingerprint` must be the one given."""

    pages: tuple[NamedPage, ...] = field(repr=False)
    fingerprint: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the pages."""
        return tuple(name for name, _ in self.pages)


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderResult:
    """The files of a job, in order; or none, for one of the other reasons.

    `fault` are the name of the page that could not be made and what was wrong; `lack` is
    the library that is missing; `differs` tells a worker with another fingerprint.
    """

    contents: tuple[bytes, ...] = ()
    fault: tuple[str, str] | None = None
    lack: str = ""
    differs: bool = False


def write_all(
    pages: Iterable[Page],
    on_done: Callable[[], None],
    workers: int | None = None,
    *,
    open_pool: OpenPool | None = None,
    cache_folder: Path | None = None,
) -> None:
    """Make a file of every page, as `writing_all` does, and wait for them."""
    with writing_all(
        pages, on_done, workers, open_pool=open_pool, cache_folder=cache_folder
    ):
        """Nothing else is to be done meanwhile."""


@contextmanager
def writing_all(
    pages: Iterable[Page],
    on_done: Callable[[], None],
    workers: int | None = None,
    *,
    open_pool: OpenPool | None = None,
    cache_folder: Path | None = None,
) -> Iterator[None]:
    """Make a file of every page; other things can be done meanwhile, within the context.

    At its end the disk has all files. They are made in as many processes as the machine has
    cores, or by the pool that is opened; finished letters are copied from the cache and
    kept in it. `on_done` is called after each file. BrokenPage names the file that failed,
    and says what was wrong; BatchError when PDF files cannot be made here, or the cluster
    is gone; OSError when a file cannot be written.
    """
    written: list[Path] = []

    def write(target: Path, content: bytes) -> None:
        write_new(target, content)
        written.append(target)
        on_done()

    known = open_cache(cache_folder)
    missing = iter(pages) if known is None else _missing(pages, known, write)
    with _rendered(missing, workers, open_pool) as finished:
        yield
        is_new = False
        for (html, target), content in finished:
            write(target, content)
            is_new = True
            if known is not None:
                cache.put(known, html, content)
    for target in written:
        flush_file(target)
    if known is not None and is_new:
        cache.trim(known)


def open_cache(place: Path | None) -> Cache | None:
    """The cache of finished files in a folder, if there is one and it can be used."""
    if place is None or not fingerprint():
        return None
    return cache.open_cache(place, fingerprint())


def _missing(
    pages: Iterable[Page], known: Cache, write: Callable[[Path, bytes], None]
) -> Iterator[Page]:
    """The pages whose letters are not in the cache; the others are written."""
    for html, target in pages:
        content = cache.get(known, html)
        if content is None:
            yield html, target
        else:
            write(target, content)


@contextmanager
def _rendered(
    pages: Iterator[Page], workers: int | None, open_pool: OpenPool | None
) -> Iterator[Iterator[tuple[Page, bytes]]]:
    """The pages with their bytes, the longest first; made here if they are few."""
    first = list(islice(pages, FEW))
    if open_pool is None and len(first) == FEW:
        open_pool = partial(processes, workers or os.cpu_count() or 1)
    begun: deque[Sequence[Page]] = deque()
    if not first or open_pool is None:
        jobs = _jobs([first] if first else [], begun)
        yield _with_contents(begun, map(render_job, jobs))
        return
    with open_pool() as pool:
        expected = fingerprint() if pool.address else ""
        jobs = _jobs(_batches(chain(first, pages), pool.size()), begun, expected)
        try:
            with _submitted(pool, jobs) as results:
                yield _with_contents(begun, results, pool.address)
        except JobsLost as problem:
            raise _loss(problem, pool) from problem


@contextmanager
def _submitted(
    pool: WorkerPool, jobs: Iterator[RenderJob]
) -> Iterator[Iterator[RenderResult]]:
    """The results of the jobs, which processes of this machine find in shared memory."""
    if pool.address:
        with submitted(pool, render_job, jobs) as results:
            yield results
        return

    def released(results: Iterator[RenderResult]) -> Iterator[RenderResult]:
        for result in results:
            shared.release_first()
            yield result

    with sharing() as shared:
        handed_over = shared.share(job.pages for job in jobs)
        with submitted(pool, render_shared_job, handed_over) as results:
            yield released(results)


def _batches(pages: Iterator[Page], workers: int) -> Iterator[Sequence[Page]]:
    """Long pages first, as nobody should wait for them alone at the end."""
    while some := sorted(islice(pages, SORTED), key=_length, reverse=True):
        while some:
            size = min(BATCH, max(LEAST, len(some) // (2 * workers)))
            yield some[:size]
            del some[:size]


def _length(page: Page) -> int:
    return page[0].count("<")


def _jobs(
    batches: Iterable[Sequence[Page]], begun: deque[Sequence[Page]], expected: str = ""
) -> Iterator[RenderJob]:
    """A job for each batch, which is noted; processes of this machine are as we are."""
    for batch in batches:
        begun.append(batch)
        named = tuple((target.name, html) for html, target in batch)
        yield RenderJob(pages=named, fingerprint=expected)


def _with_contents(
    begun: deque[Sequence[Page]], results: Iterator[RenderResult], address: str = ""
) -> Iterator[tuple[Page, bytes]]:
    """Each page with its bytes, from the results of the batches in order."""
    for result in results:
        if result.fault:
            raise BrokenPage(*result.fault)
        if result.lack:
            raise BatchError(troubles.PDF_UNAVAILABLE, name=result.lack)
        if result.differs:
            raise BatchError(troubles.CLUSTER_DIFFERS, name=address)
        yield from zip(begun.popleft(), result.contents, strict=True)


# What a worker raises that has not this program, or not this version of it.
_DIFFERS = (ImportError, AttributeError)


def _loss(
    problem: "JobsLost[RenderJob] | JobsLost[SharedJob]", pool: WorkerPool
) -> Exception:
    """What to say when those who made the pages are gone."""
    if pool.address:
        why = problem.__cause__
        differs = isinstance(why, _DIFFERS) or isinstance(why and why.__cause__, _DIFFERS)
        trouble = troubles.CLUSTER_DIFFERS if differs else troubles.CLUSTER_LOST
        return BatchError(trouble, name=pool.address)
    names = (name for job in problem.jobs for name in job.names)
    return BrokenPage(", ".join(names), "a process ended while it made one of them")


def render_shared_job(job: SharedJob) -> RenderResult:
    """The files of a job in shared memory, made in this process."""
    return render_job(RenderJob(pages=job.pages()))


def render_job(job: RenderJob) -> RenderResult:
    """The files of a job, made in this process."""
    if job.fingerprint and job.fingerprint != fingerprint():
        return RenderResult(differs=True)
    lacking = missing_libraries()
    if lacking:
        return RenderResult(lack=lacking[0])
    try:
        with _ONE_AT_A_TIME:
            contents = render_pdfs([(name, with_qr(html)) for name, html in job.pages])
    except BrokenPage as problem:
        return RenderResult(fault=(problem.name, problem.complaint))
    return RenderResult(contents=contents)
