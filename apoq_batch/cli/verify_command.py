"""`apoq verify`: whether something is as it was issued.

Knows how an answer becomes an exit code; must not know how it is found.
"""

from pathlib import Path

from apoq_batch.batch import jobs
from apoq_batch.cli.exit_codes import DONE
from apoq_batch.cli.exit_codes import NOT_ISSUED
from apoq_batch.cli.language import command_language
from apoq_batch.cli.localized import UsageMistake
from apoq_batch.cli.output import print_lines
from apoq_batch.terminal.verify import verdict_lines
from apoq_batch.wording.texts import texts


def verify(query: str | None, pack: Path | None, language: str | None) -> int:
    """Compare a file or a code with a pack; without one, the pack with its manifest."""
    spoken = command_language(language)
    # A folder needs no other pack to be compared with.
    folder = pack or (Path(query) if query and Path(query).is_dir() else None)
    if folder is None:
        raise UsageMistake(texts(spoken, "cli")("«{name}» is missing.", name="--pack"))
    verdict = jobs.verify(query or str(folder), folder)
    print_lines(verdict_lines(verdict, texts(spoken)))
    return DONE if verdict.is_issued else NOT_ISSUED
