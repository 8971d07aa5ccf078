"""`apoq new`, `check`, `explain` and `clean`: what is done with one workbook.

Knows how outcomes are told on a terminal; must not know how they come about.
"""

from pathlib import Path

import click

from apoq_batch.batch import jobs
from apoq_batch.batch.examine import examine
from apoq_batch.batch.request import output_folder
from apoq_batch.cli.exit_codes import DONE
from apoq_batch.cli.exit_codes import WORKBOOK_HAS_ERRORS
from apoq_batch.cli.language import command_language
from apoq_batch.cli.output import print_errors
from apoq_batch.cli.output import print_lines
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.terminal import console
from apoq_batch.terminal import outcome
from apoq_batch.wording.texts import texts


def new(path: Path, language: str | None) -> int:
    """Write the blank workbook, unless the file is there already."""
    from apoq_batch.workbook.standard.blank import blank

    spoken = command_language(language)
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
    """Say all findings; with errors write the marked copy too."""
    examined = examine(workbook, language)
    t = texts(examined.language)
    if form == "json":
        click.echo(console.findings_json(examined.findings, t))
    else:
        print_lines(console.finding_lines(examined.findings, t))
    copy = None
    if examined.has_errors:
        output = output_folder(workbook)
        try:
            copy = jobs.mark(examined, marked or jobs.marked_path(output, workbook))
        except BatchError as problem:
            # The findings are what matters; they are told without the copy too.
            print_errors(console.trouble_lines(problem, t))
    if form != "json":
        print_lines(outcome.check_lines(examined.findings, copy, t))
    return WORKBOOK_HAS_ERRORS if examined.has_errors else DONE


def explain(workbook: Path, member: str, language: str | None) -> int:
    """Tell the story of one member's figures."""
    examined = examine(workbook, language)
    t = texts(examined.language)
    if examined.has_errors:
        print_lines(console.finding_lines(examined.findings, t))
        print_lines(outcome.check_lines(examined.findings, None, t))
        return WORKBOOK_HAS_ERRORS
    print_lines(console.story_lines(jobs.explain(examined, member)))
    return DONE


def clean(workbook: Path, language: str | None) -> int:
    """Take the result sheets out of a workbook again."""
    t = texts(command_language(language))
    cleaned = jobs.clean(workbook)
    print_lines(
        outcome.clean_lines(workbook, cleaned.formulas, t, found=cleaned.had_results)
    )
    return DONE
