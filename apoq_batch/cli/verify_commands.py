"""The command `apoq verify`, with its help in the user's language.

Its body is in verify_actions.py, imported only when it runs.
"""

import click

from apoq_batch.cli.params import language_option
from apoq_batch.cli.params import lazily
from apoq_batch.cli.params import path_option
from apoq_batch.cli.speech import Spoken
from apoq_batch.wording.texts import Texts


def verify(t: Texts) -> click.Command:
    """`apoq verify`."""
    return Spoken(
        "verify",
        texts=t,
        callback=lazily("verify", "verify_actions"),
        help=t("Say whether a letter, a workbook or a whole pack is as it was issued."),
        params=[
            click.Argument(["asked"], metavar=t("FILE|CODE"), required=False),
            path_option(
                "--pack",
                t("FOLDER"),
                t("The pack of the month, such as salidas/2026-09."),
            ),
            language_option(t("Language of the messages: es or en.")),
        ],
    )
