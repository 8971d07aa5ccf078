"""What each command does: call batch, print, give the exit code.

Knows how outcomes are told on a terminal; must not know how they come about.
"""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

import click

from apoq_batch import batch
from apoq_batch.cli.language import terminal_language
from apoq_batch.cli.troubles import DONE
from apoq_batch.cli.troubles import WORKBOOK_HAS_ERRORS
from apoq_batch.cli.troubles import WORLD_SAID_NO
from apoq_batch.core import troubles
from apoq_batch.core.troubles import BatchError
from apoq_batch.output import console
from apoq_batch.output import outcome
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _spoken(language: str | None) -> str:
    return language or terminal_language(os.environ, ())


def _output_of(workbook: Path) -> Path:
    return workbook.parent / batch.OUTPUT_FOLDER


def new(path: Path, language: str | None) -> int:
    """Write the blank workbook, unless the file is there already."""
    from apoq_batch.workbook.blank import blank

    spoken = _spoken(language)
    t = texts(spoken, "cli")
    target = path if path.suffix else path.with_suffix(".xlsx")
    if target.suffix.lower() != ".xlsx":
        raise BatchError(troubles.NOT_XLSX_NAME, name=target.name)
    batch.write_new(target, blank(texts(spoken), spoken))
    _print(
        (
            t("The blank workbook is ready: {path}", path=str(target)),
            t("Fill it in and run: apoq check {path}", path=str(target)),
        )
    )
    return DONE


def check(workbook: Path, form: str, marked: Path | None, language: str | None) -> int:
    """All findings; with errors the marked copy too."""
    examined = batch.examine(workbook, language)
    t = texts(examined.language)
    if form == "json":
        click.echo(console.findings_json(examined.findings, t))
    else:
        _print(console.finding_lines(examined.findings, t))
    copy = None
    if examined.has_errors:
        target = marked or batch.marked_path(_output_of(workbook), workbook)
        try:
            copy = batch.mark(examined, target)
        except BatchError as problem:
            _say_no_copy(problem, t)
    if form != "json":
        _print(outcome.check_lines(examined.findings, copy, t))
    return WORKBOOK_HAS_ERRORS if examined.has_errors else DONE


def _say_no_copy(problem: BatchError, t: Texts) -> None:
    """The findings are what matters; without the copy they are told all the same."""
    for line in console.trouble_lines(problem, t):
        click.echo(line, err=True)


def run(
    workbook: Path,
    out: Path | None,
    write_back: bool,
    members: tuple[str, ...],
    letters: bool,
    language: str | None,
) -> int:
    """The main job."""
    request = batch.Request(
        workbook=workbook,
        output=out or _output_of(workbook),
        language=language,
        write_back=write_back,
        letters=letters,
        members=members,
    )
    spoken = texts(_spoken(language))
    batch.recover(
        request.output, lambda found: click.echo(outcome.interrupted_line(found, spoken))
    )
    waiting = texts(_spoken(language), "cli")("Letters")
    progress = console.Progress(sys.stderr, waiting)
    done = batch.run(request, progress.show)
    return _tell(done, request, texts(done.examined.language))


def _tell(done: batch.Outcome, request: batch.Request, t: Texts) -> int:
    findings = done.examined.findings
    _print(console.finding_lines(findings, t))
    if done.unmarked is not None:
        _say_no_copy(done.unmarked, t)
    if done.marked is not None or done.examined.settlement is None:
        _print(outcome.check_lines(findings, done.marked, t))
        return WORKBOOK_HAS_ERRORS
    click.echo()
    _print(console.summary_lines(done.examined.settlement, findings, t))
    if done.pack is not None:
        _print(outcome.pack_lines(done.pack, done.letters, t))
    if done.refusal is not None:
        _print(outcome.refusal_lines(done.refusal, request.workbook, t))
    _print(outcome.hand_back_lines(done.hand_back.value, request.workbook, t))
    return DONE


def clean(workbook: Path, language: str | None) -> int:
    """The result sheets out of a workbook again."""
    t = texts(_spoken(language))
    cleaned = batch.clean(workbook)
    _print(outcome.clean_lines(workbook, cleaned.looking, t, found=cleaned.had_results))
    return DONE


def explain(workbook: Path, member: str, language: str | None) -> int:
    """The story of one member's figures."""
    examined = batch.examine(workbook, language)
    t = texts(examined.language)
    if examined.has_errors:
        _print(console.finding_lines(examined.findings, t))
        _print(outcome.check_lines(examined.findings, None, t))
        return WORKBOOK_HAS_ERRORS
    _print(console.story_lines(batch.explain(examined, member)))
    return DONE


def doctor(language: str | None) -> int:
    """What the program needs, and what to do about what is missing."""
    from apoq_batch.output.doctor import examine_machine

    t = texts(_spoken(language))
    needs = examine_machine(Path.cwd())
    _print(outcome.doctor_lines(needs, t))
    return DONE if all(need.met for need in needs) else WORLD_SAID_NO
