"""Every command of `apoq` with its arguments, options and help in the user's language.

Knows click; must not know what a command does. A body is imported only when its command
runs, so that help answers at once.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import click

from apoq_batch.cli.language import LANGUAGES
from apoq_batch.cli.localized import Body
from apoq_batch.cli.localized import LocalizedCommand
from apoq_batch.cli.localized import LocalizedGroup
from apoq_batch.wording.texts import Texts

# The module with the function that does what a command of that name is to do.
BODIES = {
    "new": "workbook_commands",
    "check": "workbook_commands",
    "run": "run_command",
    "explain": "workbook_commands",
    "send": "mail_commands",
    "outbox": "mail_commands",
    "verify": "verify_command",
    "clean": "workbook_commands",
    "doctor": "doctor_command",
}
# As `AttachmentKind` of mail/attachments.py, which is too much to load for a help page.
ATTACHABLE = ("informe", "perfil", "workbook", "letters")
_PATH = click.Path(path_type=Path)


def program(t: Texts) -> click.Group:
    """The whole program, its commands in the order in which they are used."""
    group = LocalizedGroup(
        "apoq",
        texts=t,
        help=t("Closes the month of the association from its Excel workbook."),
        params=[_version(t)],
    )
    for command in _commands(t):
        group.add_command(command)
    return group


def _commands(t: Texts) -> Iterator[click.Command]:
    yield _new(t)
    yield _check(t)
    yield _run(t)
    yield _explain(t)
    yield _send(t)
    yield _command(
        t,
        "outbox",
        t("List what was sent and what was not, of one pack or of all."),
        click.Argument(["pack"], metavar=t("PACK"), required=False, type=_PATH),
        _language(t("Language of the messages: es or en.")),
    )
    yield _verify(t)
    yield _command(
        t,
        "clean",
        t("Take the result sheets out of a workbook again."),
        _path_argument("workbook", t("WORKBOOK")),
        _language(t("Language of the messages: es or en.")),
    )
    yield _command(
        t,
        "doctor",
        t("Say what the program needs and whether this computer has it."),
        _language(t("Language of the messages: es or en.")),
    )


def _command(t: Texts, name: str, help: str, *params: click.Parameter) -> click.Command:
    def body(**values: object) -> int:
        module = import_module(f"apoq_batch.cli.{BODIES[name]}")
        function: Body = getattr(module, name)
        return function(**values)

    return LocalizedCommand(name, texts=t, callback=body, help=help, params=params)


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


def _language(help: str) -> click.Option:
    return click.Option(["--lang", "language"], type=click.Choice(LANGUAGES), help=help)


def _path_argument(name: str, metavar: str) -> click.Argument:
    return click.Argument([name], metavar=metavar, required=True, type=_PATH)


def _path_option(flag: str, metavar: str, help: str) -> click.Option:
    return click.Option([flag], metavar=metavar, type=_PATH, help=help)


def _flag(flag: str, help: str) -> click.Option:
    return click.Option([flag], is_flag=True, help=help)


def _off_switch(flag: str, name: str, help: str) -> click.Option:
    """A flag `--no-…`: without it the body gets True."""
    return click.Option([flag, name], flag_value=False, default=True, help=help)


def _new(t: Texts) -> click.Command:
    return _command(
        t,
        "new",
        t("Make the blank standard workbook."),
        _path_argument("path", t("PATH")),
        _language(t("Language of the workbook: es or en.")),
    )


def _check(t: Texts) -> click.Command:
    return _command(
        t,
        "check",
        t("Say everything there is to correct in a workbook; changes nothing in it."),
        _path_argument("workbook", t("WORKBOOK")),
        click.Option(
            ["--format", "form"],
            type=click.Choice(("text", "json")),
            default="text",
            help=t("Lines for people (text) or for programs (json)."),
        ),
        _path_option(
            "--marked", t("PATH"), t("Where the copy with the faulty cells in red goes.")
        ),
        _language(t("Language of the messages: es or en.")),
    )


def _run(t: Texts) -> click.Command:
    return _command(
        t,
        "run",
        t("Close the month: loans, funds, result sheets and letters."),
        click.Argument(
            ["workbooks"], metavar=t("WORKBOOK..."), required=True, nargs=-1, type=_PATH
        ),
        _path_option(
            "--out",
            t("FOLDER"),
            t("Folder for the results; salidas beside the workbook by default."),
        ),
        _off_switch(
            "--no-write-back",
            "write_back",
            t("Leave the workbook as it is; the results go to the folder only."),
        ),
        click.Option(
            ["--member", "members"],
            multiple=True,
            metavar=t("CODE"),
            help=t("Letters for this member only; can be given several times."),
        ),
        _off_switch(
            "--no-letters", "letters", t("Make neither letters nor the two reports.")
        ),
        _path_option(
            "--logo",
            t("PATH"),
            t("A picture for the head of the letters, instead of logotipo."),
        ),
        *_worker_options(t),
        _language(t("Language of the results: es or en.")),
    )


def _worker_options(t: Texts) -> tuple[click.Option, ...]:
    """Who makes the letters, and whether finished ones are kept."""
    return (
        click.Option(
            ["--workers"],
            type=click.IntRange(min=1),
            metavar=t("NUMBER"),
            help=t("Processes that make letters; as many as there are cores by default."),
        ),
        click.Option(
            ["--scheduler"],
            metavar=t("ADDRESS"),
            help=t("A Dask cluster that makes the letters, such as tcp://host:8786."),
        ),
        _off_switch(
            "--no-cache",
            "cache",
            t("Make every letter anew and keep none for the next run."),
        ),
    )


def _explain(t: Texts) -> click.Command:
    return _command(
        t,
        "explain",
        t("Tell step by step how a member's figures came about."),
        _path_argument("workbook", t("WORKBOOK")),
        click.Argument(["member"], metavar=t("MEMBER"), required=True),
        _language(t("Language of the story: es or en.")),
    )


def _send(t: Texts) -> click.Command:
    return _command(
        t,
        "send",
        t("Send the board the pack of the month by e-mail, once to each."),
        click.Argument(["pack"], metavar=t("PACK"), required=False, type=_PATH),
        click.Option(
            ["--to"],
            multiple=True,
            metavar=t("ADDRESS"),
            help=t(
                "To whom: board (by default) or an address; several times or with commas."
            ),
        ),
        click.Option(
            ["--attach"],
            multiple=True,
            metavar="|".join(ATTACHABLE),
            help=t("What goes along besides the report; several times or with commas."),
        ),
        _flag("--dry-run", t("Send nothing: write the messages as drafts (.eml).")),
        _flag("--yes", t("Send without asking.")),
        _flag("--again", t("Send also to those who got it, or who were refused.")),
        _flag(
            "--resend-uncertain",
            t("Send once more what may have arrived or not, the same message."),
        ),
        _flag("--set-password", t("Ask for the password and keep it in the keyring.")),
        _language(t("Language of the messages: es or en.")),
    )


def _verify(t: Texts) -> click.Command:
    return _command(
        t,
        "verify",
        t("Say whether a letter, a workbook or a whole pack is as it was issued."),
        click.Argument(["query"], metavar=t("FILE|CODE"), required=False),
        _path_option(
            "--pack", t("FOLDER"), t("The pack of the month, such as salidas/2026-09.")
        ),
        _language(t("Language of the messages: es or en.")),
    )
