"""Findings as sentences: message, hint, and the line people read.

Knows how a finding is worded; must not know where it is shown.
"""

from apoq_batch.core.findings import Finding
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.wording.facts import all_worded
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import places


def message(finding: Finding, texts: Texts) -> str:
    """What is wrong, in one sentence."""
    return _filled(finding, finding.kind.message, texts)


def hint(finding: Finding, texts: Texts) -> str:
    """What to write instead, and where."""
    return _filled(finding, finding.kind.hint, texts)


def place(finding: Finding, texts: Texts) -> str:
    """Where it is: sheet and cell, or the sheet, or the whole workbook."""
    if finding.cell:
        return texts("Sheet «{sheet}», cell {cell}", sheet=finding.sheet, cell=finding.cell)
    if finding.sheet:
        return texts("Sheet «{sheet}»", sheet=finding.sheet)
    return texts("Workbook")


def line(finding: Finding, texts: Texts) -> str:
    """Code, place, message and hint in one line (house.md)."""
    said = f"{message(finding, texts)} {hint(finding, texts)}"
    return f"{finding.code} · {place(finding, texts)}: {said}"


def trouble_message(error: BatchError, texts: Texts) -> str:
    """What the world refused, in one sentence."""
    facts = all_worded(error.facts, texts)
    used = places(error.trouble.message)
    return texts(error.trouble.message, **{name: facts[name] for name in used})


def trouble_hint(error: BatchError, texts: Texts) -> str:
    """What to do about it."""
    facts = all_worded(error.facts, texts)
    used = places(error.trouble.hint)
    return texts(error.trouble.hint, **{name: facts[name] for name in used})


def _filled(finding: Finding, text: str, texts: Texts) -> str:
    facts = all_worded(finding.facts, texts)
    return texts(text, **{name: facts[name] for name in places(text)})
