"""What was found and what was proven, in the board's report.

Knows findings and proofs; a finding is told without anything that could name someone.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from apoq_batch.core.facts import Fact
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.money import Soles
from apoq_batch.core.rules.proofs import ProofResult
from apoq_batch.report.privacy import Veil
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


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingRow:
    """A warning; `others` are how many more of its kind there are, in its last row."""

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
class ControlPart:
    """Warnings and proofs, and the SHA-256 of the workbook they were made from."""

    warnings: str
    brief: tuple[FindingRow, ...]
    more: str
    findings: tuple[FindingRow, ...]
    held: str
    proofs: tuple[ProofRow, ...]
    sha256: str
    version: str


def control_part(
    findings: Iterable[Finding],
    checks: Sequence[ProofResult],
    veil: Veil,
    sha256: str,
    version: str,
    texts: Texts,
) -> ControlPart:
    """What the board must know of the workbook itself."""
    held = [one for one in findings if one.severity is Severity.WARNING]
    rows = tuple(_rows(held, veil, texts))
    firsts = {row.code: row for row in reversed(rows)}
    kinds = tuple(firsts[code] for code in dict.fromkeys(row.code for row in rows))
    return ControlPart(
        warnings=integer(len(held)) if held else "",
        brief=kinds[:_BRIEF],
        more=integer(len(kinds) - _BRIEF) if len(kinds) > _BRIEF else "",
        findings=rows,
        held=integer(sum(check.holds for check in checks)),
        proofs=tuple(_proofs(checks, veil, texts)),
        sha256=sha256,
        version=version,
    )


def _rows(findings: Sequence[Finding], veil: Veil, texts: Texts) -> Iterator[FindingRow]:
    by_code: dict[str, list[Finding]] = {}
    for one in findings:
        by_code.setdefault(one.code, []).append(one)
    for code in sorted(by_code, key=_weight):
        held = by_code[code]
        told = held[:_MOST_OF_A_KIND]
        others = len(held) - len(told)
        for one in told:
            shown = veiled(one, veil)
            is_last = one is told[-1] and others
            yield FindingRow(
                code=code,
                place=" ".join(filter(None, (veil.shown(one.sheet), one.cell))),
                message=message(shown, texts),
                hint=hint(shown, texts),
                others=integer(others) if is_last else "",
            )


def _weight(code: str) -> int:
    prefix = code.partition("-")[0]
    return _WEIGHT.index(prefix) if prefix in _WEIGHT else len(_WEIGHT)


def veiled(finding: Finding, veil: Veil) -> Finding:
    """A finding whose texts name nobody."""

    def safe(fact: Fact) -> Fact:
        # Words of an enumeration are texts too, and ours.
        return veil.shown(fact) if type(fact) is str else fact

    return replace(finding, facts=tuple((name, safe(fact)) for name, fact in finding.facts))


def _proofs(checks: Sequence[ProofResult], veil: Veil, texts: Texts) -> Iterator[ProofRow]:
    table = checks_table(checks, texts)
    columns = (table.column("check"), table.column("expected"), table.column("actual"))
    for name, expected, actual in zip(*columns, strict=True):
        yield ProofRow(
            name=veil.shown(str(name)), expected=_figure(expected), actual=_figure(actual)
        )


def _figure(value: Value) -> str:
    match value:
        case Soles():
            return soles(value.centimos)
        case int():
            return integer(value)
    raise TypeError(f"no figure of a proof: {value!r}")
