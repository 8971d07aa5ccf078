"""What `apoq verify` does: ask, print, give the exit code.

Knows how an answer becomes an exit code; must not know how it is found.
"""

import os
from pathlib import Path

import click

from apoq_batch.batch import jobs
from apoq_batch.cli.language import terminal_language
from apoq_batch.cli.speech import WrongUse
from apoq_batch.cli.troubles import DONE
from apoq_batch.cli.troubles import NOT_ISSUED
from apoq_batch.terminal.verify import verdict_lines
from apoq_batch.wording.texts import texts


def verify(asked: str | None, pack: Path | None, language: str | None) -> int:
    """Whether it was issued; without anything asked, whether the whole pack is."""
    spoken = language or terminal_language(os.environ, ())
    folder = pack or _pack_itself(asked)
    if folder is None:
        raise WrongUse(texts(spoken, "cli")("«{name}» is missing.", name="--pack"))
    verdict = jobs.verify(asked or str(folder), folder)
    for line in verdict_lines(verdict, texts(spoken)):
        click.echo(line)
    return DONE if verdict.is_issued else NOT_ISSUED


def _pack_itself(asked: str | None) -> Path | None:
    """A folder that is asked about needs no other pack to be compared with."""
    return Path(asked) if asked and Path(asked).is_dir() else None
