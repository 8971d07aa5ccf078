"""A workbook read, checked, settled and proven; nothing is written.

Knows which step follows which; must not know how a step is done.
"""

from dataclasses import dataclass
from pathlib import Path

from apoq_batch.core.checks import check
from apoq_batch.core.checks.advice import advise
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.findings import in_order
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.records import compared
from apoq_batch.core.rules.proofs import ProofResult
from apoq_batch.core.rules.proofs import prove
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.reading.book import read_book
from apoq_batch.workbook.reading.opening import open_workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A workbook read, checked and, without errors, settled and proven."""

    original: Package
    language: str
    findings: tuple[Finding, ...]
    settlement: Settlement | None
    proofs: tuple[ProofResult, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the run has to stop here."""
        return has_errors(self.findings)


def examine(workbook: Path, language: str | None = None) -> Examined:
    """Read, check, settle, advise and prove; writes nothing."""
    original = open_workbook(workbook)
    reading = read_book(original)
    spoken = language or reading.language
    checked = check(reading.book, reading.findings, reading.broken_codes)
    findings = (*reading.findings, *checked)
    if has_errors(findings):
        return Examined(
            original=original,
            language=spoken,
            findings=in_order(findings),
            settlement=None,
            proofs=(),
        )
    settlement = settle(reading.book)
    return Examined(
        original=original,
        language=spoken,
        findings=in_order((*findings, *advise(settlement))),
        settlement=settlement,
        proofs=prove(settlement),
    )


def settled(examined: Examined) -> Settlement:
    """The settlement of a workbook without errors; ValueError for one that has some."""
    if examined.settlement is None:
        raise ValueError("a workbook with errors is not settled")
    return examined.settlement


def known_member(settlement: Settlement, code: str) -> str:
    """A member's code as the workbook spells it; BatchError when there is none."""
    for known in settlement.member_lines:
        if compared(known) == compared(code.strip()):
            return known
    raise BatchError(troubles.NO_SUCH_MEMBER, name=code)
