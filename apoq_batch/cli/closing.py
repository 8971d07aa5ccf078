"""`apoq run`: closes the month of one workbook, or of several one after the other.

Knows how outcomes are told on a terminal; must not know how they come about.
"""

import os
import re
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from apoq_batch.batch import close
from apoq_batch.batch import jobs
from apoq_batch.batch.request import Request
from apoq_batch.cli.language import terminal_language
from apoq_batch.cli.places import store_folder
from apoq_batch.cli.speech import WrongUse
from apoq_batch.cli.troubles import DONE
from apoq_batch.cli.troubles import WORKBOOK_HAS_ERRORS
from apoq_batch.cli.troubles import attempted
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.terminal import console
from apoq_batch.terminal import outcome
from apoq_batch.terminal import overview
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

if TYPE_CHECKING:
    from apoq_batch.pages.workers import OpenPool

# How the mark begins that Excel leaves beside a workbook that is open.
_OWNER_MARK = "~$"
# The name of a pack, which no folder of packs may have.
_MONTH = re.compile(r"\d{4}-\d{2}")

Ask = Callable[..., Request]


def run(
    workbooks: tuple[Path, ...],
    out: Path | None,
    write_back: bool,
    members: tuple[str, ...],
    letters: bool,
    logo: Path | None,
    workers: int | None,
    scheduler: str | None,
    cache: bool,
    language: str | None,
) -> int:
    """The main job."""
    spoken = language or terminal_language(os.environ, ())
    kept = store_folder(os.environ, sys.platform, Path.home) if cache else None
    ask = partial(
        Request,
        language=language,
        write_back=write_back,
        members=members,
        letters=letters,
        logo=logo,
        workers=workers,
        cache_folder=kept,
    )
    found = tuple(_expanded(workbooks))
    if len(found) > 1 and members:
        said = texts(spoken, "cli")("«--member» goes with one workbook only.")
        raise WrongUse(said)
    is_early = letters and not members and _makes_all(found, kept)
    with _pool(scheduler, workers, is_early, len(found) > 1) as open_pool:
        if len(found) == 1:
            output = out or output_of(found[0])
            request = ask(workbook=found[0], output=output, open_pool=open_pool)
            return _close(request, spoken)[0]
        return _close_several(found, out, partial(ask, open_pool=open_pool), spoken)


def _makes_all(workbooks: Iterable[Path], cache_folder: Path | None) -> bool:
    """Whether there are workbooks, and all their letters must be made for certain."""
    from apoq_batch.pages.cache import is_empty

    is_cold = cache_folder is None or is_empty(cache_folder)
    return is_cold and all(path.is_file() for path in workbooks)


@contextmanager
def _pool(
    scheduler: str | None, workers: int | None, is_early: bool, is_shared: bool
) -> Iterator["OpenPool | None"]:
    """One pool for all workbooks; None where letters may be few, or all in the cache.

    Processes that are needed for certain load what they need while workbooks are read.
    """
    if not (scheduler or is_early or is_shared):
        yield None
        return
    from apoq_batch.pages import workers as pools

    processes = partial(pools.processes, workers or os.cpu_count() or 1)
    with pools.shared(
        partial(pools.cluster, scheduler) if scheduler else processes
    ) as open_pool:
        if is_early and not scheduler:
            with open_pool():
                """It stays open."""
        yield open_pool


def _expanded(workbooks: Iterable[Path]) -> Iterator[Path]:
    """The workbooks, with `*` expanded where the shell does not; no marks of Excel's."""
    given = tuple(workbooks)
    for path in given:
        is_pattern = "*" in path.name and not path.exists()
        found = sorted(path.parent.glob(path.name)) if is_pattern else []
        marked = [one for one in found or [path] if one.name.startswith(_OWNER_MARK)]
        is_asked_for = len(given) == 1 and not found
        yield from (one for one in found or [path] if is_asked_for or one not in marked)


def output_of(workbook: Path) -> Path:
    """Where results go when nothing else is said."""
    return workbook.parent / close.OUTPUT_FOLDER


def _close(request: Request, spoken: str) -> tuple[int, overview.Row]:
    """Close one workbook and tell it; the exit code and its row of the table."""
    terminal = texts(spoken)
    jobs.recover(
        request.output, lambda found: click.echo(outcome.interrupted_line(found, terminal))
    )
    progress = console.Progress(sys.stderr, texts(spoken, "cli")("Letters"))
    done = close.run(request, progress.show)
    code = _tell(done, request, texts(done.examined.language))
    name, findings = request.workbook.name, done.examined.findings
    settlement = done.examined.settlement
    if settlement is None:
        return code, overview.with_errors(name, findings)
    return code, overview.closed(name, settlement, findings, done.letters)


def _tell(done: close.Outcome, request: Request, t: Texts) -> int:
    findings = done.examined.findings
    print_lines(console.finding_lines(findings, t))
    if done.unmarked is not None:
        say_no_copy(done.unmarked, t)
    if done.marked is not None or done.examined.settlement is None:
        print_lines(outcome.check_lines(findings, done.marked, t))
        return WORKBOOK_HAS_ERRORS
    click.echo()
    print_lines(console.summary_lines(done.examined.settlement, findings, t))
    if done.pack is not None:
        print_lines(outcome.pack_lines(done.pack, done.letters, t))
    if done.refusal is not None:
        print_lines(outcome.refusal_lines(done.refusal, request.workbook, t))
    ending = done.hand_back.value
    print_lines(outcome.hand_back_lines(ending, request.workbook, done.letters, t))
    return DONE


def print_lines(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        click.echo(line)


def say_no_copy(problem: BatchError, t: Texts) -> None:
    """The findings are what matters; without the copy they are told all the same."""
    for line in console.trouble_lines(problem, t):
        click.echo(line, err=True)


def _close_several(
    workbooks: tuple[Path, ...], out: Path | None, ask: Ask, spoken: str
) -> int:
    """Close one after the other, each into a folder of its own; the worst exit code."""
    rows, codes = [], []
    for workbook, output in zip(workbooks, _folders(workbooks, out), strict=True):
        print_lines(("", f"═══ {workbook} ═══"))
        request = ask(workbook=workbook, output=output)
        code, row = attempted(partial(_close, request, spoken), spoken)
        codes.append(code)
        rows.append(row or overview.failed(workbook.name))
    print_lines(overview.table_lines(rows, texts(spoken)))
    return max(codes)


def _folders(workbooks: tuple[Path, ...], out: Path | None) -> tuple[Path, ...]:
    """A folder for the results of each; BatchError when two would share one."""
    taken: dict[str, Path] = {}
    folders = []
    for workbook in workbooks:
        name = f"libro-{stem}" if _MONTH.fullmatch(stem := workbook.stem) else stem
        folder = (out or output_of(workbook)) / name
        # Windows and macOS take capital and small letters for the same.
        other = taken.setdefault(str(folder.resolve()).casefold(), workbook)
        if other is not workbook:
            raise BatchError(
                troubles.OUTPUT_IS_SHARED, name=str(workbook), other=str(other)
            )
        folders.append(folder)
    return tuple(folders)
