"""Findings as sentences: message, hint, and the line people read.

Knows how a finding is worded; must not know where it is shown.
"""

from apoq_batch.core.findings import Finding
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.wording.facts import filled
from apoq_batch.wording.texts import Texts


def message(finding: Finding, texts: Texts) -> str:
    """What is wrong, in one sentence."""
    return filled(finding.kind.message, finding.facts, texts)


def hint(finding: Finding, texts: Texts) -> str:
    """What to write instead, and where."""
    return filled(finding.kind.hint, finding.facts, texts)


def place(finding: Finding, texts: Texts) -> str:
    """Where it is: sheet and cell, or the sheet, or the whole workbook."""
    if finding.cell:
        return texts("Sheet «{sheet}», cell {cell}", sheet=finding.sheet, cell=finding.cell)
    if finding.sheet:
        return texts("Sheet «{sheet}»", sheet=finding.sheet)
    return texts("Workbook")


def line(finding: Finding, texts: Texts) -> str:
    """Code, place, message and hint in one line."""
    text = f"{message(finding, texts)} {hint(finding, texts)}"
    return f"{finding.code} · {place(finding, texts)}: {text}"


def trouble_message(error: BatchError, texts: Texts) -> str:
    """What went wrong outside the workbook, in one sentence."""
    return filled(error.trouble.message, error.facts, texts)


def trouble_hint(error: BatchError, texts: Texts) -> str:
    """What to do about it."""
    return filled(error.trouble.hint, error.facts, texts)
