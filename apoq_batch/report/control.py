"""What the board has to decide, what was found in the workbook, and what was proven.

Knows findings, proofs and what waits for a decision; must not know how one is taken. A
finding is told without anything that could name someone.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum

from apoq_batch.core.facts import Fact
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.money import Soles
from apoq_batch.core.rules.emergencies import Decision
from apoq_batch.core.rules.proofs import Check
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.letters.parts import Amount
from apoq_batch.letters.parts import amount_of
from apoq_batch.report.privacy import Privacy
from apoq_batch.tables.journal import checks_table
from apoq_batch.tables.model import Value
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts

# Of each kind; the sheet R Observaciones has them all.
_MOST_OF_A_KIND = 4
_BRIEF = 3
# What touches money already spent or promised weighs more than how a row is written.
_WEIGHT = ("FON", "EME", "PRO", "PAR", "GAS", "PAG", "PRE", "PRI", "TRA", "DIS")


class Subject(StrEnum):
    """What the board is asked to decide on, or to take note of."""

    LOANS = "loans"
    CLAIMS = "claims"
    WAITING = "waiting"
    WARNINGS = "warnings"


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One decision asked for: how many loans, claims or warnings it is about.

    `amount` is None where no money is asked for; `is_one` says that the count is 1.
    """

    number: str
    subject: Subject
    count: str
    is_one: bool
    amount: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A warning; `others` are how many more of its code there are, said in its last row."""

    code: str
    place: str
    message: str
    hint: str
    others: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofRow:
    """A proof with its two figures."""

    name: str
    expected: str
    actual: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlSection:
    """Warnings and proofs, and the SHA-256 of the workbook they were made from.

    `brief` has one warning for each of the weightiest codes, `more` the number of other
    codes; `agreed` is how many proofs hold.
    """

    warnings: str
    brief: tuple[FindingRow, ...]
    more: str
    findings: tuple[FindingRow, ...]
    agreed: str
    proofs: tuple[ProofRow, ...]
    sha256: str
    version: str


def agenda(
    settlement: Settlement, findings: Iterable[Finding], language: str
) -> tuple[AgendaItem, ...]:
    """What the board has to decide this month; nothing where nothing waits for it."""
    items = (item for item in _agenda(settlement, findings) if item[1])
    return tuple(
        AgendaItem(
            number=integer(place),
            subject=subject,
            count=integer(count),
            is_one=count == 1,
            amount=None if centimos is None else amount_of(centimos, language),
        )
        for place, (subject, count, centimos) in enumerate(items, start=1)
    )


def _agenda(
    settlement: Settlement, findings: Iterable[Finding]
) -> Iterator[tuple[Subject, int, int | None]]:
    allocation, claims = settlement.allocation, settlement.emergencies.claims
    yield Subject.LOANS, len(allocation.proposed), allocation.total
    granted = [row for row in claims if row.decision is Decision.GRANTED]
    yield Subject.CLAIMS, len(granted), settlement.emergencies.granted
    waiting = [row for row in claims if row.decision is Decision.WAITING]
    yield Subject.WAITING, len(waiting), sum(row.benefit for row in waiting)
    yield Subject.WARNINGS, len(_warnings(findings)), None


def _warnings(findings: Iterable[Finding]) -> list[Finding]:
    return [row for row in findings if row.severity is Severity.WARNING]


def control_section(
    findings: Iterable[Finding],
    checks: Sequence[Check],
    privacy: Privacy,
    sha256: str,
    version: str,
    texts: Texts,
) -> ControlSection:
    """What the board must know of the workbook itself."""
    warnings = _warnings(findings)
    rows = tuple(_rows(warnings, privacy, texts))
    firsts = {row.code: row for row in reversed(rows)}
    kinds = tuple(reversed(firsts.values()))
    return ControlSection(
        warnings=integer(len(warnings)) if warnings else "",
        brief=kinds[:_BRIEF],
        more=integer(len(kinds) - _BRIEF) if len(kinds) > _BRIEF else "",
        findings=rows,
        agreed=integer(sum(check.holds for check in checks)),
        proofs=tuple(_proofs(checks, privacy, texts)),
        sha256=sha256,
        version=version,
    )


def _rows(
    findings: Sequence[Finding], privacy: Privacy, texts: Texts
) -> Iterator[FindingRow]:
    by_code: dict[str, list[Finding]] = {}
    for finding in findings:
        by_code.setdefault(finding.code, []).append(finding)
    for code in sorted(by_code, key=_weight):
        shown = [without_names(row, privacy) for row in by_code[code][:_MOST_OF_A_KIND]]
        others = len(by_code[code]) - len(shown)
        for place, finding in enumerate(shown, start=1):
            is_last = place == len(shown) and others
            yield FindingRow(
                code=code,
                place=" ".join(filter(None, (privacy.shown(finding.sheet), finding.cell))),
                message=message(finding, texts),
                hint=hint(finding, texts),
                others=integer(others) if is_last else "",
            )


def _weight(code: str) -> int:
    prefix = code.partition("-")[0]
    return _WEIGHT.index(prefix) if prefix in _WEIGHT else len(_WEIGHT)


def without_names(finding: Finding, privacy: Privacy) -> Finding:
    """The finding with every text among its facts hidden that names a person."""

    def safe(fact: Fact) -> Fact:
        # Words of an enumeration are texts too, and ours.
        return privacy.shown(fact) if type(fact) is str else fact

    return replace(finding, facts=tuple((name, safe(fact)) for name, fact in finding.facts))


def _proofs(checks: Sequence[Check], privacy: Privacy, texts: Texts) -> Iterator[ProofRow]:
    table = checks_table(checks, texts)
    columns = (table.column("check"), table.column("expected"), table.column("actual"))
    for name, expected, actual in zip(*columns, strict=True):
        yield ProofRow(
            name=privacy.shown(str(name)),
            expected=_figure(expected),
            actual=_figure(actual),
        )


def _figure(value: Value) -> str:
    match value:
        case Soles():
            return soles(value.centimos)
        case int():
            return integer(value)
    raise TypeError(f"no figure of a proof: {value!r}")
