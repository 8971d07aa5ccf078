"""Findings as tests name them: severity, code and cell, not the wording."""

from collections.abc import Iterable

from apoq_batch.core.findings import Finding

FindingPlaces = list[tuple[str, str, str]]


def places_of(findings: Iterable[Finding]) -> FindingPlaces:
    """Severity, code and `Sheet!cell` of each finding."""
    return [(row.severity.value, row.code, f"{row.sheet}!{row.cell}") for row in findings]
