"""Findings: what is to be mended or known in the workbook, as values of one run.

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
class FindingKind:
    """One kind of finding: its code, how grave it is, and its texts with named places.

    `code` is `FON-050` for a kind of one sheet, or `004` for one that can stand on every
    sheet and takes the letters of the sheet where it is found. Codes are never reused.
    """

    code: str
    severity: Severity
    message: str
    hint: str

    @property
    def is_of_any_sheet(self) -> bool:
        """Whether its code has no letters of its own."""
        return self.code.isdecimal()

    @property
    def needs(self) -> frozenset[str]:
        """The names of the facts that its texts use."""
        texts = (self.message, self.hint)
        return frozenset(
            name for text in texts for _, name, _, _ in Formatter().parse(text) if name
        )


@dataclass(frozen=True, slots=True)
class Code:
    """A code that gets its severity and texts: `Code("FON-050").error(message=…, hint=…)`."""

    text: str

    def error(self, *, message: str, hint: str) -> FindingKind:
        """A kind that stops the run before anything is computed."""
        return self._kind(Severity.ERROR, message, hint)

    def warning(self, *, message: str, hint: str) -> FindingKind:
        """A kind that she should look at; the run goes on."""
        return self._kind(Severity.WARNING, message, hint)

    def note(self, *, message: str, hint: str) -> FindingKind:
        """A kind that is good to know."""
        return self._kind(Severity.NOTE, message, hint)

    def _kind(self, severity: Severity, message: str, hint: str) -> FindingKind:
        return FindingKind(code=self.text, severity=severity, message=message, hint=hint)


class MissingFacts(Exception):
    """A finding was made with too few or too many facts: a bug of the program."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend or to know at one place of the workbook."""

    kind: FindingKind
    place: Place
    facts: Facts

    @property
    def severity(self) -> Severity:
        """Its kind's severity."""
        return self.kind.severity

    @property
    def code(self) -> str:
        """Letters of the sheet and a number, such as `SOC-050`."""
        if not self.kind.is_of_any_sheet:
            return self.kind.code
        section = self.place.section
        return f"{section.value if section else WORKBOOK_PREFIX}-{self.kind.code}"

    @property
    def sheet(self) -> str:
        """The title of the sheet as it is in her workbook."""
        return self.place.sheet

    @property
    def cell(self) -> str:
        """The cell's address, or nothing."""
        return self.place.cell


def finding(kind: FindingKind, place: Place, **facts: Fact) -> Finding:
    """Make a finding; MissingFacts unless the facts are exactly those its texts use."""
    if facts.keys() != kind.needs:
        raise MissingFacts(f"{kind.code}: {sorted(facts.keys() ^ kind.needs)}")
    return Finding(kind=kind, place=place, facts=facts_of(facts))


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Sorted by sheet, row, column and code."""
    return tuple(sorted(findings, key=_position))


def _position(row: Finding) -> tuple[int, str, int, int, str, str]:
    place = row.place
    section = SECTION_ORDER[place.section] if place.section else -1
    return section, place.sheet, place.row, place.column, row.code, repr(row.facts)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of them stops the run."""
    return any(row.severity is Severity.ERROR for row in findings)


def sections_with_errors(findings: Iterable[Finding]) -> frozenset[Section]:
    """The sheets in which something is an error."""
    return frozenset(
        row.place.section
        for row in findings
        if row.place.section and row.severity is Severity.ERROR
    )
