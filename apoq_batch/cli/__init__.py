"""The command `apoq`: reads arguments and environment once, calls batch, prints, exits.

Knows click and exit codes; must not know how anything is done. Heavy imports are lazy,
so that help answers at once.
"""

import gc
import os
import sys
from collections.abc import Sequence

from apoq_batch.cli.arguments import program
from apoq_batch.cli.exit_codes import guarded
from apoq_batch.cli.language import terminal_language
from apoq_batch.wording.texts import texts


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command and exit with its code (cli/exit_codes.py)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    language = terminal_language(os.environ, words)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show an arrow or a bar must not stop the month's close.
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
    # Records hold no circles: counting frees them, and looking for circles among a
    # hundred thousand of them took a fifth of the time, at the end once more.
    gc.disable()
    try:
        sys.exit(guarded(program(texts(language, "cli")), words, language))
    finally:
        gc.freeze()
        gc.enable()
