"""Her workbook replaced by the one with results, or left alone when it is in use.

Knows the marks of programs that have a workbook open; must not know what is in it.
"""

from enum import Enum
from pathlib import Path

from apoq_batch.disk import replace_file
from apoq_batch.workbook.intake import Intake


class HandBack(Enum):
    """What became of her workbook."""

    DONE = "done"
    NOT_WANTED = "not_wanted"
    OPEN_ELSEWHERE = "open_elsewhere"
    CHANGED = "changed"
    FAILED = "failed"
    REFUSED = "refused"


def is_open_elsewhere(path: Path) -> bool:
    """Whether Excel or LibreOffice have left their mark beside the workbook."""
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    return any(path.with_name(mark).exists() for mark in marks)


def hand_back(path: Path, intake: Intake, content: bytes) -> HandBack:
    """Replace the workbook that was read, unless it is open, changed or not writable."""
    if is_open_elsewhere(path):
        return HandBack.OPEN_ELSEWHERE
    try:
        if path.read_bytes() != intake.content:
            return HandBack.CHANGED
        if content != intake.content:
            replace_file(path, content)
    except OSError:
        return HandBack.FAILED
    return HandBack.DONE
