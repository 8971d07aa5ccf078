"""Where every exception ends: one plain sentence, what to do, and an exit code.

0 done, 1 the workbook has errors or was not issued, 2 wrong usage, 3 the world said no, 4 a bug.
"""

import os
import sys
from collections.abc import Callable
from collections.abc import Sequence
from pathlib import Path
from traceback import extract_tb
from traceback import print_exception
from typing import TypeVar

import click

from apoq_batch.cli.localized import UsageMistake
from apoq_batch.cli.output import print_errors
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

DONE = 0
WORKBOOK_HAS_ERRORS = 1
NOT_ISSUED = 1
WRONG_USAGE = 2
WORLD_SAID_NO = 3
BUG = 4
INTERRUPTED = 130

T = TypeVar("T")


def guarded(command: click.Command, arguments: Sequence[str], language: str) -> int:
    """Run a command; whatever happens, the user gets a sentence and the right code."""
    try:
        code = command.main(list(arguments), prog_name="apoq", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.format_message())
        return DONE
    except click.UsageError as problem:
        return _print_usage_mistake(problem, language)
    except (click.Abort, KeyboardInterrupt):
        click.echo(
            texts(language, "cli")(
                "Stopped. The earlier results are complete, or the new ones are."
            ),
            err=True,
        )
        return INTERRUPTED
    except BatchError as problem:
        return _print_trouble(problem, language)
    # The one place for what nobody foresaw: the user must never see a traceback.
    except Exception as problem:
        return _print_bug(problem, language)
    return code if isinstance(code, int) else DONE


def attempted(work: Callable[[], tuple[int, T]], language: str) -> tuple[int, T | None]:
    """One of several jobs, with its exit code: where it fails, the others still go on."""
    try:
        return work()
    except BatchError as problem:
        return _print_trouble(problem, language), None
    # As in `guarded`: what nobody foresaw must not take the other jobs with it.
    except Exception as problem:
        return _print_bug(problem, language), None


def _print_usage_mistake(problem: click.UsageError, language: str) -> int:
    t = texts(language, "cli")
    sentence = t("The command was not understood.")
    match problem:
        case UsageMistake():
            sentence = problem.message
        case click.NoSuchOption():
            sentence = t("There is no option «{name}».", name=problem.option_name)
        case click.MissingParameter() if problem.param is not None:
            name = problem.param.make_metavar(
                problem.ctx or click.Context(click.Command(""))
            )
            sentence = t("«{name}» is missing.", name=name)
        case click.BadParameter() if problem.param is not None:
            sentence = _unusable_value(problem.param, t)
    command = problem.ctx.command_path if problem.ctx else "apoq"
    click.echo(sentence, err=True)
    click.echo(t("See how it is used with: {command} --help", command=command), err=True)
    return WRONG_USAGE


def _unusable_value(param: click.Parameter, t: Texts) -> str:
    """That a value cannot be used, and which can."""
    sentence = t("The value of «{name}» cannot be used.", name=param.opts[-1])
    kind, shown = param.type, param.metavar or ""
    if isinstance(kind, click.Choice):
        shown = "|".join(str(choice) for choice in kind.choices)
    if "|" in shown:
        return f"{sentence} {t('It can be: {values}.', values=', '.join(shown.split('|')))}"
    if isinstance(kind, click.IntRange) and kind.min is not None:
        return (
            f"{sentence} {t('It is a whole number from {least} on.', least=str(kind.min))}"
        )
    return sentence


def _print_trouble(problem: BatchError, language: str) -> int:
    from apoq_batch.terminal.console import trouble_lines

    print_errors(trouble_lines(problem, texts(language)))
    return WORLD_SAID_NO


def _print_bug(problem: Exception, language: str) -> int:
    from apoq_batch.core.rules.proofs import BrokenProof
    from apoq_batch.pages.pdf_page import BrokenPage

    t = texts(language, "cli")
    if os.environ.get("APOQ_DEBUG"):
        print_exception(problem, file=sys.stderr)
    click.echo(t("The program found a fault of its own; your workbook is whole."), err=True)
    if isinstance(problem, BrokenProof):
        result = problem.result
        sentence = t(
            "A total does not agree: {proof} {subject}, expected {expected}, got {actual}.",
            proof=result.proof,
            subject=result.subject,
            expected=str(result.expected),
            actual=str(result.actual),
        )
        click.echo(sentence, err=True)
    if isinstance(problem, BrokenPage):
        sentence = t("The file «{name}» could not be made.", name=problem.name)
        click.echo(sentence, err=True)
    last = extract_tb(problem.__traceback__)[-1:]
    where = "".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in last)
    kind = type(problem).__name__
    click.echo(
        t("Tell whoever looks after it: {kind} at {where}.", kind=kind, where=where),
        err=True,
    )
    return BUG
