"""The commands of `apoq`: arguments, options and help in the user's language.

Each body is in actions.py, imported only when its command runs.
"""

import click

from apoq_batch.cli.mail_commands import outbox
from apoq_batch.cli.mail_commands import send
from apoq_batch.cli.params import crew_options
from apoq_batch.cli.params import language_option
from apoq_batch.cli.params import lazily
from apoq_batch.cli.params import path_argument
from apoq_batch.cli.params import path_option
from apoq_batch.cli.params import workbooks_argument
from apoq_batch.cli.speech import Spoken
from apoq_batch.cli.speech import SpokenGroup
from apoq_batch.cli.verify_commands import verify
from apoq_batch.wording.texts import Texts


def program(t: Texts) -> click.Group:
    """The whole program."""
    group = SpokenGroup(
        "apoq",
        texts=t,
        help=t("Closes the month of the association from its Excel workbook."),
        params=[_version(t)],
    )
    main = (_new(t), _check(t), _run(t), _explain(t))
    for command in (*main, send(t), outbox(t), verify(t), _clean(t), _doctor(t)):
        group.add_command(command)
    return group


def _version(t: Texts) -> click.Option:
    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        help=t("Show the version and stop."),
        callback=_show_version,
    )


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    from apoq_batch import __version__

    if wanted and not context.resilient_parsing:
        click.echo(f"apoq {__version__}")
        context.exit()


def _new(t: Texts) -> click.Command:
    return Spoken(
        "new",
        texts=t,
        callback=lazily("new"),
        help=t("Make the blank standard workbook."),
        params=[
            path_argument("path", t("PATH")),
            language_option(t("Language of the workbook: es or en.")),
        ],
    )


def _check(t: Texts) -> click.Command:
    return Spoken(
        "check",
        texts=t,
        callback=lazily("check"),
        help=t("Say everything there is to correct in a workbook; changes nothing in it."),
        params=[
            path_argument("workbook", t("WORKBOOK")),
            click.Option(
                ["--format", "form"],
                type=click.Choice(("text", "json")),
                default="text",
                help=t("Lines for people (text) or for programs (json)."),
            ),
            path_option(
                "--marked",
                t("PATH"),
                t("Where the copy with the faulty cells in red goes."),
            ),
            language_option(t("Language of the messages: es or en.")),
        ],
    )


def _run(t: Texts) -> click.Command:
    return Spoken(
        "run",
        texts=t,
        callback=lazily("run", "closing"),
        help=t("Close the month: loans, funds, result sheets and letters."),
        params=[
            workbooks_argument(t("WORKBOOK...")),
            path_option(
                "--out",
                t("FOLDER"),
                t("Folder for the results; salidas beside the workbook by default."),
            ),
            click.Option(
                ["--no-write-back", "write_back"],
                flag_value=False,
                default=True,
                help=t("Leave the workbook as it is; the results go to the folder only."),
            ),
            click.Option(
                ["--member", "members"],
                multiple=True,
                metavar=t("CODE"),
                help=t("Letters for this member only; can be given several times."),
            ),
            click.Option(
                ["--no-letters", "letters"],
                flag_value=False,
                default=True,
                help=t("Make neither letters nor the two reports."),
            ),
            path_option(
                "--logo",
                t("PATH"),
                t("A picture for the head of the letters, instead of logotipo."),
            ),
            *crew_options(t),
            language_option(t("Language of the results: es or en.")),
        ],
    )


def _explain(t: Texts) -> click.Command:
    return Spoken(
        "explain",
        texts=t,
        callback=lazily("explain"),
        help=t("Tell step by step how a member's figures came about."),
        params=[
            path_argument("workbook", t("WORKBOOK")),
            click.Argument(["member"], metavar=t("MEMBER"), required=True),
            language_option(t("Language of the story: es or en.")),
        ],
    )


def _clean(t: Texts) -> click.Command:
    return Spoken(
        "clean",
        texts=t,
        callback=lazily("clean"),
        help=t("Take the result sheets out of a workbook again."),
        params=[
            path_argument("workbook", t("WORKBOOK")),
            language_option(t("Language of the messages: es or en.")),
        ],
    )


def _doctor(t: Texts) -> click.Command:
    return Spoken(
        "doctor",
        texts=t,
        callback=lazily("doctor"),
        help=t("Say what the program needs and whether this computer has it."),
        params=[language_option(t("Language of the messages: es or en."))],
    )
