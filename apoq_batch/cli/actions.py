"""What each command does: call batch, print, give the exit code.

Knows how outcomes are told on a terminal; must not know how they come about.
"""

import os
import sys
from pathlib import Path

import click

from apoq_batch.batch import jobs
from apoq_batch.batch.examine import examine
from apoq_batch.cli.closing import output_of
from apoq_batch.cli.closing import print_lines
from apoq_batch.cli.closing import say_no_copy
from apoq_batch.cli.language import terminal_language
from apoq_batch.cli.places import store_folder
from apoq_batch.cli.troubles import DONE
from apoq_batch.cli.troubles import WORKBOOK_HAS_ERRORS
from apoq_batch.cli.troubles import WORLD_SAID_NO
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.terminal import console
from apoq_batch.terminal import outcome
from apoq_batch.wording.texts import texts


def _spoken(language: str | None) -> str:
    return language or terminal_language(os.environ, ())


def new(path: Path, language: str | None) -> int:
    """Write the blank workbook, unless the file is there already."""
    from apoq_batch.workbook.standard.blank import blank

    spoken = _spoken(language)
    t = texts(spoken, "cli")
    target = path if path.suffix else path.with_suffix(".xlsx")
    if target.suffix.lower() != ".xlsx":
        raise BatchError(troubles.NOT_XLSX_NAME, name=target.name)
    jobs.write_new(target, blank(texts(spoken), spoken))
    print_lines(
        (
            t("The blank workbook is ready: {path}", path=str(target)),
            t("Fill it in and run: apoq check {path}", path=str(target)),
        )
    )
    return DONE


def check(workbook: Path, form: str, marked: Path | None, language: str | None) -> int:
    """All findings; with errors the marked copy too."""
    examined = examine(workbook, language)
    t = texts(examined.language)
    if form == "json":
        click.echo(console.findings_json(examined.findings, t))
    else:
        print_lines(console.finding_lines(examined.findings, t))
    copy = None
    if examined.has_errors:
        target = marked or jobs.marked_path(output_of(workbook), workbook)
        try:
            copy = jobs.mark(examined, target)
        except BatchError as problem:
            say_no_copy(problem, t)
    if form != "json":
        print_lines(outcome.check_lines(examined.findings, copy, t))
    return WORKBOOK_HAS_ERRORS if examined.has_errors else DONE


def clean(workbook: Path, language: str | None) -> int:
    """The result sheets out of a workbook again."""
    t = texts(_spoken(language))
    cleaned = jobs.clean(workbook)
    print_lines(
        outcome.clean_lines(workbook, cleaned.looking, t, found=cleaned.had_results)
    )
    return DONE


def explain(workbook: Path, member: str, language: str | None) -> int:
    """The story of one member's figures."""
    examined = examine(workbook, language)
    t = texts(examined.language)
    if examined.has_errors:
        print_lines(console.finding_lines(examined.findings, t))
        print_lines(outcome.check_lines(examined.findings, None, t))
        return WORKBOOK_HAS_ERRORS
    print_lines(console.story_lines(jobs.explain(examined, member)))
    return DONE


def doctor(language: str | None) -> int:
    """What the program needs, and what to do about what is missing."""
    from apoq_batch.terminal.doctor import doctor_lines
    from apoq_batch.terminal.doctor import examine_machine

    t = texts(_spoken(language))
    needs = examine_machine(Path.cwd())
    print_lines(doctor_lines(needs, t))
    store = store_folder(os.environ, sys.platform, Path.home)
    click.echo(outcome.store_line(store, t))
    return DONE if all(need.met for need in needs) else WORLD_SAID_NO
