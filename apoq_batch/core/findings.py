"""Findings: what we say about the workbook, as values collected in one run.

Knows severity, code, place and facts; must not know the wording in a language, which
is English here and translated by the catalogues.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from string import Formatter

from apoq_batch.core.facts import Fact
from apoq_batch.core.facts import Facts
from apoq_batch.core.facts import facts_of
from apoq_batch.core.places import SECTION_ORDER
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section

WORKBOOK_PREFIX = "HOJ"


class Severity(StrEnum):
    """How grave a finding is; an error stops the run before anything is computed."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of finding: its number, its texts, and so the facts it needs.

    `prefix` is the sheet's letters, or None when the kind can stand on every sheet and
    takes the letters of the sheet where it is found. Numbers are never reused.
    """

    prefix: str | None
    number: int
    severity: Severity
    message: str
    hint: str

    @property
    def needs(self) -> frozenset[str]:
        """The names of the facts that its texts use."""
        texts = (self.message, self.hint)
        return frozenset(
            name for text in texts for _, name, _, _ in Formatter().parse(text) if name
        )


def sheet_kind(
    section: Section, number: int, severity: Severity, *, message: str, hint: str
) -> Kind:
    """A kind that belongs to one sheet."""
    return Kind(
        prefix=section.value, number=number, severity=severity, message=message, hint=hint
    )


class MissingFacts(Exception):
    """A finding was made with too few or too many facts: a bug of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to say about one place of the workbook."""

    kind: Kind
    place: Place
    facts: Facts

    @property
    def severity(self) -> Severity:
        """Its kind's severity."""
        return self.kind.severity

    @property
    def code(self) -> str:
        """Letters of the sheet and a number, such as `SOC-050`."""
        section = self.place.section
        prefix = self.kind.prefix or (section.value if section else WORKBOOK_PREFIX)
        return f"{prefix}-{self.kind.number:03d}"

    @property
    def sheet(self) -> str:
        """The title of the sheet as it is in her workbook."""
        return self.place.sheet

    @property
    def cell(self) -> str:
        """The cell's address, or nothing."""
        return self.place.cell


def finding(kind: Kind, place: Place, **facts: Fact) -> Finding:
    """Make a finding; MissingFacts unless the facts are exactly those its texts use."""
    if facts.keys() != kind.needs:
        raise MissingFacts(
            f"{kind.prefix}-{kind.number}: {sorted(facts.keys() ^ kind.needs)}"
        )
    return Finding(kind=kind, place=place, facts=facts_of(facts))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by sheet, row, column and code (house.md)."""
    return tuple(sorted(findings, key=_position))


def _position(row: Finding) -> tuple[int, str, int, int, str, str]:
    place = row.place
    section = SECTION_ORDER[place.section] if place.section else -1
    return section, place.sheet, place.row, place.column, row.code, repr(row.facts)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of them stops the run."""
    return any(row.severity is Severity.ERROR for row in findings)
