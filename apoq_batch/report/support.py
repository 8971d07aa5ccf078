"""The emergency fund in the board's report: claims by type and decision, and what they lack.

Knows decided claims; must not show a name, a document, a member's code, a day or any
health word beyond the three types.
"""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import FundType
from apoq_batch.core.rules.emergencies import DecidedClaim
from apoq_batch.core.rules.emergencies import Decision
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import NOTHING
from apoq_batch.report.charts import plain
from apoq_batch.report.charts import plain_or_nothing
from apoq_batch.report.lending import reason_names
from apoq_batch.report.privacy import Privacy
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts

# A number, not a text: at most four letters in a row.
_NUMBER = re.compile(r"(?!.*[^\W\d_]{5})[\w ./-]{1,20}")
_DECISIONS = (
    Decision.PAID,
    Decision.GRANTED,
    Decision.WAITING,
    Decision.INCOMPLETE,
    Decision.REFUSED,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimsRow:
    """The claims of one decision: how many of each type, how many, how much."""

    name: str
    counts: tuple[str, ...]
    count: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A claim by its number."""

    number: str
    kind: str
    decision: str
    amount: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportSection:
    """The claims of the book; `open` are those not yet paid, each with what it lacks."""

    types: tuple[str, ...]
    rows: tuple[ClaimsRow, ...]
    totals: tuple[str, ...]
    count: str
    families: str
    lacking: str
    open: tuple[ClaimRow, ...]


def support_section(
    settlement: Settlement, privacy: Privacy, texts: Texts
) -> SupportSection | None:
    """The emergency fund; None without a single claim."""
    claims = settlement.emergencies.claims
    if not claims:
        return None
    paid = {row.claim.member for row in claims if row.decision is Decision.PAID}
    waiting = [row for row in claims if row.decision is Decision.WAITING]
    free = max(0, fund_left(settlement))
    lacking = sum(row.benefit for row in waiting) - free
    return SupportSection(
        types=tuple(label(kind, texts) for kind in ClaimType),
        rows=tuple(_rows(claims, texts)),
        totals=tuple(_counts(claims)),
        count=integer(len(claims)),
        families=integer(len(paid)),
        lacking=soles(lacking) if waiting and lacking > 0 else "",
        open=tuple(
            _claim(place, row, free, privacy, texts)
            for place, row in enumerate(claims, start=1)
            if row.decision is not Decision.PAID
        ),
    )


def fund_left(settlement: Settlement) -> int:
    """What the emergency fund still has once the granted claims are paid."""
    fund = settlement.book.fund_of_type(FundType.EMERGENCY)
    return settlement.fund_lines[fund.code].balance.available


def amount_of(row: DecidedClaim) -> int:
    """What a claim got, gets or would get, in céntimos."""
    return row.paid or 0 if row.decision is Decision.PAID else row.benefit


def _rows(claims: Sequence[DecidedClaim], texts: Texts) -> Iterator[ClaimsRow]:
    for decision in _DECISIONS:
        decided = [row for row in claims if row.decision is decision]
        yield ClaimsRow(
            name=label(decision, texts),
            counts=tuple(_counts(decided)),
            count=integer(len(decided)),
            amount=plain_or_nothing(sum(amount_of(row) for row in decided)),
        )


def _counts(claims: Sequence[DecidedClaim]) -> Iterator[str]:
    for kind in ClaimType:
        count = sum(row.claim.type is kind for row in claims)
        yield integer(count) if count else NOTHING


def _claim(
    place: int, row: DecidedClaim, free: int, privacy: Privacy, texts: Texts
) -> ClaimRow:
    why = reason_names((refusal.reason for refusal in row.refusals), texts)
    if row.decision is Decision.WAITING:
        lacks = soles(row.benefit - free)
        why = texts("The fund lacks {amount}", amount=lacks)
    return ClaimRow(
        number=_number(place, row, privacy),
        kind=label(row.claim.type, texts),
        decision=label(row.decision, texts),
        amount=plain(row.benefit) if row.benefit else NOTHING,
        why=why,
    )


def _number(place: int, row: DecidedClaim, privacy: Privacy) -> str:
    """The claim's number; its place among them when that would say more than a number."""
    number = row.claim.number
    is_plain = _NUMBER.fullmatch(number) and not privacy.hides(number)
    return number if is_plain else f"({integer(place)})"
