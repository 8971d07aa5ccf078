"""The commands `apoq send` and `apoq outbox`, with their help in the user's language.

Each body is in mail_actions.py, imported only when its command runs.
"""

from pathlib import Path

import click

from apoq_batch.cli.params import language_option
from apoq_batch.cli.params import lazily
from apoq_batch.cli.speech import Params
from apoq_batch.cli.speech import Spoken
from apoq_batch.wording.texts import Texts

# As `Kind` of output/enclosures.py, which is too much to load for a help page.
ATTACHABLE = ("informe", "perfil", "workbook", "letters")


def send(t: Texts) -> click.Command:
    """`apoq send`."""
    return Spoken(
        "send",
        texts=t,
        callback=lazily("send", "mail_actions"),
        help=t("Send the board the pack of the month by e-mail, once to each."),
        params=[
            _pack(t),
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
            *_ways(t),
            language_option(t("Language of the messages: es or en.")),
        ],
    )


def _ways(t: Texts) -> Params:
    def flag(name: str, help: str) -> click.Option:
        return click.Option([name], is_flag=True, help=help)

    return (
        flag("--dry-run", t("Send nothing: write the messages as drafts (.eml).")),
        flag("--yes", t("Send without asking.")),
        flag("--again", t("Send also to those who got it, or who were refused.")),
        flag(
            "--resend-uncertain",
            t("Send once more what may have arrived or not, the same message."),
        ),
        flag("--set-password", t("Ask for the password and keep it in the keyring.")),
    )


def outbox(t: Texts) -> click.Command:
    """`apoq outbox`."""
    return Spoken(
        "outbox",
        texts=t,
        callback=lazily("outbox", "mail_actions"),
        help=t("List what was sent and what was not, of one pack or of all."),
        params=[_pack(t), language_option(t("Language of the messages: es or en."))],
    )


def _pack(t: Texts) -> click.Argument:
    kind = click.Path(path_type=Path)
    return click.Argument(["pack"], metavar=t("PACK"), required=False, type=kind)
