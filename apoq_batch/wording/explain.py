"""How a member's figures came about, step by step with the numbers (`apoq explain`).

Explains boxes, premium, open loans, credit and support; the quarter's loan is explained
in explain_loan.py. Knows the records of a Settlement only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from apoq_batch.core.rules.emergencies import DecidedClaim
from apoq_batch.core.rules.loans import LoanState
from apoq_batch.core.rules.settlement import MemberLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.dates import short_date
from apoq_batch.wording.explain_loan import explain_loan
from apoq_batch.wording.labels import label
from apoq_batch.wording.names import full_name
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.reasons import claim_explanation
from apoq_batch.wording.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedTopic:
    """One topic of the explanation: a title and its steps, a finished sentence each."""

    title: str
    steps: tuple[str, ...]


def explain_member(
    settlement: Settlement, code: str, texts: Texts
) -> tuple[ExplainedTopic, ...]:
    """Every figure of one member explained; KeyError for a code that is no member's."""
    line = settlement.member_lines[code]
    topics = (
        ExplainedTopic(
            title=_heading(line), steps=tuple(_standing(settlement, line, texts))
        ),
        ExplainedTopic(title=texts("Boxes"), steps=tuple(_boxes(settlement, line, texts))),
        ExplainedTopic(
            title=texts("Premium"), steps=tuple(_premium(settlement, line, texts))
        ),
        ExplainedTopic(
            title=texts("Loan of the quarter"),
            steps=tuple(explain_loan(settlement, code, texts)),
        ),
        ExplainedTopic(
            title=texts("Open loans"), steps=tuple(_open_loans(settlement, line, texts))
        ),
        ExplainedTopic(
            title=texts("Support"), steps=tuple(_support(settlement, line, texts))
        ),
    )
    return tuple(topic for topic in topics if topic.steps)


def _heading(line: MemberLine) -> str:
    member = line.member
    return f"{full_name(member.surnames, member.names)} · {member.code}"


def _standing(settlement: Settlement, line: MemberLine, texts: Texts) -> Iterator[str]:
    member = line.member
    yield texts(
        "Month closed: {month}. Status: {status}. Member since {day}.",
        month=month_year(settlement.month, texts.language),
        status=label(member.status_on(settlement.month.end), texts),
        day=short_date(member.joined),
    )


def _boxes(settlement: Settlement, line: MemberLine, texts: Texts) -> Iterator[str]:
    code = line.member.code
    for month in settlement.quarter.months:
        if month <= settlement.month:
            boxes = settlement.boxes.in_months(code, [month])
            name = month_year(month, texts.language)
            yield texts("{month}: {boxes} boxes.", month=name, boxes=integer(boxes))
    yield texts(
        "Quarter so far: {quarter}; year so far: {year}.",
        quarter=integer(line.boxes_quarter),
        year=integer(line.boxes_year),
    )


def _premium(settlement: Settlement, line: MemberLine, texts: Texts) -> Iterator[str]:
    code = line.member.code
    for row in settlement.premium.quarters:
        if row.boxes <= 0:
            continue
        own = settlement.boxes.in_quarter(code, row.quarter)
        yield texts(
            "{quarter}: {soles} of premium × {own} of {all} boxes = {part}.",
            quarter=quarter_name(row.quarter, texts.language),
            soles=soles(row.soles),
            own=integer(own),
            all=integer(row.boxes),
            part=soles(row.parts.get(code, 0)),
        )
    total = soles(line.premium_generated)
    yield texts("Premium generated in the year so far: {total}.", total=total)


def _open_loans(settlement: Settlement, line: MemberLine, texts: Texts) -> Iterator[str]:
    end = settlement.month.end
    for state in settlement.loans.of_member(line.member.code):
        if state.outstanding:
            yield _loan_state(state, texts)
            upcoming = state.next_instalment(end)
            if upcoming is not None:
                due, left = short_date(upcoming.due), soles(upcoming.left)
                yield texts("Next instalment: {left} on {due}.", left=left, due=due)
    if line.loans_outstanding:
        owed = soles(line.loans_outstanding)
        yield texts("Owed in all: {owed}.", owed=owed)
    if line.credit:
        credit = soles(line.credit)
        yield texts("The association owes the member {credit} as credit.", credit=credit)


def _loan_state(state: LoanState, texts: Texts) -> str:
    sums = texts(
        "{number} of {day}: {principal} lent − {paid} paid = {outstanding} outstanding.",
        number=state.loan.number,
        day=short_date(state.loan.date),
        principal=soles(state.loan.principal),
        paid=soles(state.paid),
        outstanding=soles(state.outstanding),
    )
    if not state.overdue:
        return sums
    late = texts(
        "Overdue: {overdue}, {days} days late.",
        overdue=soles(state.overdue),
        days=integer(state.days_late),
    )
    return f"{sums} {late}"


def _support(settlement: Settlement, line: MemberLine, texts: Texts) -> Iterator[str]:
    for row in settlement.emergencies.claims:
        if row.claim.member == line.member.code:
            yield _claim_head(row, texts)
            yield f"  {_claim_steps(row, settlement, texts)}"
            yield f"  {claim_explanation(row, texts)}"
    year = str(settlement.month.year)
    used = soles(line.support.used)
    yield texts("Support used in {year}: {used}.", year=year, used=used)
    if line.support.left is not None:
        left = soles(line.support.left)
        yield texts("Support left in {year}: {left}.", year=year, left=left)


def _claim_head(row: DecidedClaim, texts: Texts) -> str:
    return texts(
        "{number} of {day}, {type}: cost {cost}.",
        number=row.claim.number,
        day=short_date(row.claim.date),
        type=label(row.claim.type, texts),
        cost=soles(row.claim.cost),
    )


def _claim_steps(row: DecidedClaim, settlement: Settlement, texts: Texts) -> str:
    """The benefit as the smallest of cost less copayment, cap, what the year leaves."""
    copayment = settlement.book.settings.copayment_percent
    parts = [
        texts(
            "cost less {percent} % = {amount}",
            percent=f"{copayment.normalize():f}",
            amount=soles(row.after_copayment),
        )
    ]
    if row.type_cap is not None:
        parts.append(texts("cap {amount}", amount=soles(row.type_cap)))
    if row.yearly_left is not None:
        parts.append(texts("left of the year {amount}", amount=soles(row.yearly_left)))
    limits = "; ".join(parts)
    return texts(
        "The smallest of: {parts}. That is {lawful}.",
        parts=limits,
        lawful=soles(row.lawful),
    )
