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
from apoq_batch.batch.request import output_folder
from apoq_batch.cli.cache_folder import cache_folder
from apoq_batch.cli.exit_codes import DONE
from apoq_batch.cli.exit_codes import WORKBOOK_HAS_ERRORS
from apoq_batch.cli.exit_codes import attempted
from apoq_batch.cli.language import command_language
from apoq_batch.cli.localized import UsageMistake
from apoq_batch.cli.output import print_errors
from apoq_batch.cli.output import print_lines
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.terminal import console
from apoq_batch.terminal import outcome
from apoq_batch.terminal import overview
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

if TYPE_CHECKING:
    from apoq_batch.pages.workers import OpenPool

# How the file begins that Excel leaves beside a workbook that is open.
_OWNER_FILE = "~$"
# The name of a pack, which no folder of packs may have.
_MONTH = re.compile(r"\d{4}-\d{2}")


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
    """Close the month of each workbook; the exit code, the worst where there are several."""
    spoken = command_language(language)
    kept = cache_folder() if cache else None
    request = partial(
        Request,
        language=language,
        write_back=write_back,
        members=members,
        letters=letters,
        logo=logo,
        workers=workers,
        cache_folder=kept,
    )
    paths = tuple(_expanded(workbooks))
    if len(paths) > 1 and members:
        raise UsageMistake(texts(spoken, "cli")("«--member» goes with one workbook only."))
    is_early = letters and not members and _makes_all(paths, kept)
    with _pool(scheduler, workers, is_early, len(paths) > 1) as open_pool:
        if len(paths) == 1:
            output = out or output_folder(paths[0])
            only = request(workbook=paths[0], output=output, open_pool=open_pool)
            return _close(only, spoken)[0]
        return _close_several(paths, out, partial(request, open_pool=open_pool), spoken)


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


def _expanded(workbooks: tuple[Path, ...]) -> Iterator[Path]:
    """The workbooks, with `*` expanded where the shell does not; no files of Excel's."""
    for path in workbooks:
        is_pattern = "*" in path.name and not path.exists()
        matches = sorted(path.parent.glob(path.name)) if is_pattern else []
        if len(workbooks) == 1 and not matches:
            yield path
        else:
            yield from (
                match
                for match in matches or [path]
                if not match.name.startswith(_OWNER_FILE)
            )


def _close(request: Request, spoken: str) -> tuple[int, overview.OverviewRow]:
    """Close one workbook and tell it; the exit code and its row of the table."""
    terminal = texts(spoken)
    jobs.recover(
        request.output,
        lambda stopped: click.echo(outcome.interrupted_line(stopped, terminal)),
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
    """Print how a close ended; its exit code."""
    findings, settlement = done.examined.findings, done.examined.settlement
    print_lines(console.finding_lines(findings, t))
    if done.unmarked is not None:
        # The findings are what matters; they are told without the copy too.
        print_errors(console.trouble_lines(done.unmarked, t))
    if done.marked is not None or settlement is None:
        print_lines(outcome.check_lines(findings, done.marked, t))
        return WORKBOOK_HAS_ERRORS
    click.echo()
    print_lines(console.summary_lines(settlement, findings, t))
    if done.pack is not None:
        print_lines(outcome.pack_lines(done.pack, done.letters, t))
    workbook = request.workbook
    if done.refusal is not None:
        print_lines(outcome.refusal_lines(done.refusal, workbook, t))
    print_lines(outcome.write_back_lines(done.write_back, workbook, done.letters, t))
    return DONE


def _close_several(
    workbooks: tuple[Path, ...],
    out: Path | None,
    request: Callable[..., Request],
    spoken: str,
) -> int:
    """Close one after the other, each into a folder of its own; the worst exit code."""
    rows, codes = [], []
    for workbook, output in zip(workbooks, _folders(workbooks, out), strict=True):
        print_lines(("", f"═══ {workbook} ═══"))
        close_one = partial(_close, request(workbook=workbook, output=output), spoken)
        code, row = attempted(close_one, spoken)
        codes.append(code)
        rows.append(row or overview.failed(workbook.name))
    print_lines(overview.table_lines(rows, texts(spoken)))
    return max(codes)


def _folders(workbooks: Iterable[Path], out: Path | None) -> tuple[Path, ...]:
    """A folder for the results of each; BatchError when two would share one."""
    taken: dict[str, Path] = {}
    folders = []
    for workbook in workbooks:
        name = f"libro-{stem}" if _MONTH.fullmatch(stem := workbook.stem) else stem
        folder = (out or output_folder(workbook)) / name
        # Windows and macOS take capital and small letters for the same.
        other = taken.setdefault(str(folder.resolve()).casefold(), workbook)
        if other is not workbook:
            raise BatchError(
                troubles.OUTPUT_IS_SHARED, name=str(workbook), other=str(other)
            )
        folders.append(folder)
    return tuple(folders)
