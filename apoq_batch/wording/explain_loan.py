"""How the quarter's loan came about: pool, share, λ, caps, floor, rounding, or reasons.

Knows an Allocation; the same records stand behind the sheet and the letter.
"""

from collections.abc import Iterator
from fractions import Fraction

from apoq_batch.core.rules.allocation import Allocation
from apoq_batch.core.rules.allocation import LoanLine
from apoq_batch.core.rules.allocation import NoProposals
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.dates import short_date
from apoq_batch.wording.facts import exact_amount
from apoq_batch.wording.facts import trimmed
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.reasons import sentence
from apoq_batch.wording.texts import Texts


def explain_loan(settlement: Settlement, code: str, texts: Texts) -> Iterator[str]:
    """Every step to the loan of one member, or why no loans are shared out.

    StopIteration for a code that is no member's.
    """
    allocation = settlement.allocation
    line = next(row for row in allocation.lines if row.code == code)
    match allocation.no_proposals:
        case NoProposals.NOT_CLOSING:
            yield texts("The month does not close a quarter, so no loans are shared out.")
        case NoProposals.ALREADY_LENT:
            quarter = quarter_name(settlement.quarter, texts.language)
            yield texts("The loans of the {quarter} are already lent.", quarter=quarter)
        case None:
            yield from _pool(allocation, texts)
            yield from _base(settlement, line, texts)
            yield from _steps(settlement, line, texts)


def _pool(allocation: Allocation, texts: Texts) -> Iterator[str]:
    pool = allocation.pool
    yield texts(
        "Money to lend: cash {cash} − reserve {reserve} − credits {credits}.",
        cash=soles(pool.cash),
        reserve=soles(pool.reserve),
        credits=soles(pool.credits),
    )
    if pool.budget is not None:
        yield texts("Budget of the quarter: {budget}.", budget=soles(pool.budget))
    yield texts(
        "Shared out: {amount} in whole multiples of {unit}: {units}.",
        amount=soles(pool.amount),
        unit=soles(allocation.unit),
        units=integer(allocation.units),
    )


def _base(settlement: Settlement, line: LoanLine, texts: Texts) -> Iterator[str]:
    quarters = settlement.book.settings.base_quarters
    yield texts(
        "Base: {boxes} boxes in the last {quarters} quarters; {average} a quarter.",
        boxes=integer(line.applicant.base_boxes),
        quarters=integer(quarters),
        average=trimmed(line.applicant.average_boxes),
    )
    if line.share is not None:
        yield texts(
            "Share of the base of all who can have a loan: {share}.",
            share=percent(line.share, 4),
        )


def _steps(settlement: Settlement, line: LoanLine, texts: Texts) -> Iterator[str]:
    allocation = settlement.allocation
    yield from _limits(allocation, line, texts)
    if line.refusals:
        yield texts("No loan this quarter:")
        yield from (f"  · {sentence(refusal, texts)}" for refusal in line.refusals)
        return
    yield from _ideal(allocation, line, texts)
    yield from _terms(settlement, line, texts)


def _limits(allocation: Allocation, line: LoanLine, texts: Texts) -> Iterator[str]:
    for limit, amount in line.limits:
        written = f"S/ {exact_amount(amount / 100)}"
        yield texts("Cap, {limit}: {amount}.", limit=label(limit, texts), amount=written)
    if line.cap is not None:
        cap = soles(line.cap * allocation.unit)
        yield texts("The smallest cap in whole multiples: {cap}.", cap=cap)
    if line.minimum:
        minimum = soles(line.minimum * allocation.unit)
        yield texts("Floor, the smallest loan: {minimum}.", minimum=minimum)


def _ideal(allocation: Allocation, line: LoanLine, texts: Texts) -> Iterator[str]:
    unit = Fraction(allocation.unit, 100)
    if allocation.factor is None:
        yield texts("There is enough for everyone's cap, so λ plays no part.")
    else:
        yield texts(
            "λ = S/ {factor} a box, the same for everyone; λ × {boxes} boxes = S/ {product}.",
            factor=exact_amount(allocation.factor * unit),
            boxes=integer(line.applicant.base_boxes),
            product=exact_amount(allocation.factor * line.applicant.base_boxes * unit),
        )
    ideal = line.ideal if line.ideal is not None else Fraction(0)
    exact = exact_amount(ideal * unit)
    yield texts("Between floor and cap: S/ {ideal} exactly worked out.", ideal=exact)
    loan = soles(line.loan or 0)
    rounded = line.units - ideal
    if rounded > 0:
        yield texts("Rounded up to {loan}: one of the largest remainders.", loan=loan)
    elif rounded < 0:
        yield texts("Rounded down to {loan}: others have larger remainders.", loan=loan)
    else:
        yield texts("That is whole already: {loan}.", loan=loan)


def _terms(settlement: Settlement, line: LoanLine, texts: Texts) -> Iterator[str]:
    deduction = line.deduction_per_box
    yield texts(
        "Loan {number}: {loan}, handed out on {day}.",
        number=line.number or "",
        loan=soles(line.loan or 0),
        day=short_date(settlement.book.settings.disbursement_date),
    )
    yield texts(
        "Deduction a box: {loan} / {average} boxes = {deduction}, rounded up.",
        loan=soles(line.loan or 0),
        average=trimmed(line.applicant.average_boxes),
        deduction=soles(deduction or 0),
    )
    for part in line.schedule:
        yield texts(
            "  Instalment {number}: {amount} on {due}.",
            number=integer(part.number),
            amount=soles(part.amount),
            due=short_date(part.due),
        )
