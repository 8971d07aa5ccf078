"""What findings say in tests: severity, code and cell, not the wording."""

from collections.abc import Iterable

from apoq_batch.core.findings import Finding

Said = list[tuple[str, str, str]]


def said(findings: Iterable[Finding]) -> Said:
    """Severity, code and `Sheet!cell` of each finding."""
    return [(one.severity.value, one.code, f"{one.sheet}!{one.cell}") for one in findings]
