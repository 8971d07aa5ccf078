"""What the board has to decide this month, as a list with a line to sign each.

Knows what is proposed, granted and found; must not know how a decision is taken.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.letters.parts import Amount
from apoq_batch.letters.parts import amount_of
from apoq_batch.wording.numbers import integer


class Subject(StrEnum):
    """What is to be decided on."""

    LOANS = "loans"
    CLAIMS = "claims"
    WAITING = "waiting"
    WARNINGS = "warnings"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision: on how many, and for how much, None where no money is asked for."""

    number: str
    subject: Subject
    count: str
    is_one: str
    amount: Amount | None


def decisions(
    settlement: Settlement, findings: Iterable[Finding], language: str
) -> tuple[Decision, ...]:
    """The decisions of a month; none where there is nothing to decide on."""
    asked = (one for one in _asked(settlement, findings) if one[1])
    return tuple(
        Decision(
            number=integer(place),
            subject=subject,
            count=integer(count),
            is_one="yes" if count == 1 else "",
            amount=None if centimos is None else amount_of(centimos, language),
        )
        for place, (subject, count, centimos) in enumerate(asked, start=1)
    )


def _asked(
    settlement: Settlement, findings: Iterable[Finding]
) -> Iterator[tuple[Subject, int, int | None]]:
    allocation, claims = settlement.allocation, settlement.emergencies.claims
    yield Subject.LOANS, len(allocation.proposed), allocation.total
    granted = [row for row in claims if row.decision is ClaimDecision.GRANTED]
    yield Subject.CLAIMS, len(granted), settlement.emergencies.granted
    waiting = [row for row in claims if row.decision is ClaimDecision.WAITING]
    yield Subject.WAITING, len(waiting), sum(row.benefit for row in waiting)
    warnings = sum(one.severity is Severity.WARNING for one in findings)
    yield Subject.WARNINGS, warnings, None
