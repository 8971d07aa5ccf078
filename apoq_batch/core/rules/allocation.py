"""How much each member is lent: the pool, the caps, the one λ, whole units (rules.md §6).

Knows applicants and the money there is; must not know how either came about.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from fractions import Fraction
from math import ceil
from math import floor

from apoq_batch.core.money import Soles
from apoq_batch.core.money import round_up
from apoq_batch.core.period import add_months
from apoq_batch.core.reasons import Reason
from apoq_batch.core.reasons import Refusal
from apoq_batch.core.reasons import refusal
from apoq_batch.core.records import Book
from apoq_batch.core.records import compared
from apoq_batch.core.rules.eligibility import Applicant
from apoq_batch.core.rules.loans import Instalment
from apoq_batch.core.rules.loans import schedule_of
from apoq_batch.core.settings import Settings


class Limit(StrEnum):
    """What can cap a loan (rules.md §6.2)."""

    LOAN_MAXIMUM = "loan_maximum"
    CAP_PER_BOX = "loan_cap_per_box"
    EXPOSURE = "exposure_maximum"


class NoProposals(StrEnum):
    """Why no loans are shared out this month (rules.md §5.1)."""

    NOT_CLOSING = "not_closing"
    ALREADY_LENT = "already_lent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """The money there is to lend, in céntimos, and where it comes from (rules.md §6.1)."""

    cash: int
    reserve: int
    credits: int
    budget: int | None

    @property
    def amount(self) -> int:
        """Cash less reserve and credits, no more than the budget, not below 0."""
        free = self.cash - self.reserve - self.credits
        return max(0, free if self.budget is None else min(free, self.budget))


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanLine:
    """One member's line of the sharing out, with every step that led to the loan.

    `share` is W ÷ the W of all without a reason against them; `limits` are the caps that
    were set, in céntimos (exact); `cap`, `minimum`, `ideal` and `units` are C, m, x and the
    loan in units of rounding (C None without a cap); `loan` is in céntimos, None when
    nothing is shared out this month (rules.md §6).
    """

    applicant: Applicant
    refusals: tuple[Refusal, ...] = ()
    share: Fraction | None = None
    limits: tuple[tuple[Limit, Fraction], ...] = ()
    cap: int | None = None
    minimum: int = 0
    ideal: Fraction | None = None
    units: int = 0
    loan: int | None = None
    number: str | None = None
    schedule: tuple[Instalment, ...] = ()

    @property
    def code(self) -> str:
        """The member's code."""
        return self.applicant.member.code

    @property
    def deduction_per_box(self) -> int | None:
        """Céntimos to keep back a box to repay the loan; None without one (rules.md §6.5)."""
        if not self.loan:
            return None
        return round_up(self.loan / self.applicant.average_boxes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """How the quarter's pool is shared out (rules.md §6).

    `unit` is u in céntimos and `units` is P; `factor` is λ in units a box, None when
    everyone is at the cap; `caps_total` is the sum of all C.
    """

    no_proposals: NoProposals | None
    pool: Pool
    unit: int
    units: int
    factor: Fraction | None = None
    caps_total: int = 0
    minimum_dropped: bool = False
    lines: tuple[LoanLine, ...]

    @property
    def total(self) -> int:
        """All proposed loans together, in céntimos."""
        return sum(line.loan or 0 for line in self.lines)

    @property
    def proposed(self) -> tuple[LoanLine, ...]:
        """The lines that get a loan."""
        return tuple(line for line in self.lines if line.loan)

    @property
    def everyone_capped(self) -> bool:
        """Whether the caps together do not use up the pool (rules.md §6.3)."""
        return 0 < self.caps_total <= self.units

    @property
    def left_in_fund(self) -> int:
        """What the caps left of the pool, in céntimos."""
        return self.pool.amount - self.total


def why_no_proposals(book: Book) -> NoProposals | None:
    """Why this month shares out no loans; None when it does (rules.md §5.1)."""
    settings = book.settings
    if not settings.month.closes_quarter:
        return NoProposals.NOT_CLOSING
    lent = (
        loan.quarter == settings.quarter and loan.date <= settings.end
        for loan in book.loans
    )
    return NoProposals.ALREADY_LENT if any(lent) else None


def allocate(book: Book, everyone: Sequence[Applicant], pool: Pool) -> Allocation:
    """Share the pool out among the applicants without a reason against them (rules.md §6)."""
    settings = book.settings
    unit = settings.rounding_unit
    units = pool.amount // unit
    no_proposals = why_no_proposals(book)
    allocation = Allocation(
        no_proposals=no_proposals,
        pool=pool,
        unit=unit,
        units=units,
        lines=tuple(LoanLine(applicant=applicant) for applicant in everyone),
    )
    if no_proposals is not None:
        return allocation
    weight = sum(applicant.base_boxes for applicant in everyone if not applicant.refusals)
    lines = [_capped(applicant, weight, units, settings) for applicant in everyone]
    return _shared_out(replace(allocation, lines=tuple(lines)), settings)


def limits_of(
    applicant: Applicant, settings: Settings
) -> tuple[tuple[Limit, Fraction], ...]:
    """The caps that are set, each in céntimos, exact (rules.md §6.2)."""
    limits = []
    if settings.loan_maximum is not None:
        limits.append((Limit.LOAN_MAXIMUM, Fraction(settings.loan_maximum)))
    if settings.loan_cap_per_box is not None:
        per_box = settings.loan_cap_per_box * applicant.average_boxes
        limits.append((Limit.CAP_PER_BOX, per_box))
    if settings.exposure_maximum is not None:
        room = Fraction(settings.exposure_maximum - applicant.owed)
        limits.append((Limit.EXPOSURE, room))
    return tuple(limits)


def _capped(applicant: Applicant, weight: int, units: int, settings: Settings) -> LoanLine:
    """The line of an applicant with caps and floor, or with the reason against it."""
    if applicant.refusals:
        return LoanLine(applicant=applicant, refusals=applicant.refusals, loan=0)
    unit = settings.rounding_unit
    limits = limits_of(applicant, settings)
    cap = min((floor(amount / unit) for _, amount in limits), default=None)
    line = LoanLine(
        applicant=applicant,
        share=Fraction(applicant.base_boxes, weight),
        limits=limits,
        cap=cap,
        loan=0,
    )
    if units == 0:
        return replace(line, refusals=(refusal(Reason.FONDOS),))
    if cap is not None and (cap == 0 or cap * unit < settings.loan_minimum):
        amount, minimum = Soles(cap * unit), Soles(settings.loan_minimum)
        reason = refusal(Reason.TOPE, cap=amount, minimum=minimum, unit=Soles(unit))
        return replace(line, refusals=(reason,))
    return replace(
        line, minimum=min(ceil(Fraction(settings.loan_minimum, unit)), _top(cap, units))
    )


def _top(cap: int | None, units: int) -> int:
    return units if cap is None else cap


def _shared_out(allocation: Allocation, settings: Settings) -> Allocation:
    """Give every line that no reason is against its whole units."""
    eligible = [line for line in allocation.lines if not line.refusals]
    if not eligible:
        return allocation
    dropped = sum(line.minimum for line in eligible) > allocation.units
    if dropped:
        eligible = [replace(line, minimum=0) for line in eligible]
    caps_total = sum(_top(line.cap, allocation.units) for line in eligible)
    target = min(allocation.units, caps_total)
    factor = _factor(eligible, allocation.units, target)
    ideal = [_ideal(line, allocation.units, factor) for line in eligible]
    whole = _whole_units(eligible, ideal, target)
    settled = {
        line.code: _lent(replace(line, ideal=exact, units=units), settings)
        for line, exact, units in zip(eligible, ideal, whole, strict=True)
    }
    return replace(
        allocation,
        factor=factor,
        caps_total=caps_total,
        minimum_dropped=dropped,
        lines=tuple(settled.get(line.code, line) for line in allocation.lines),
    )


def _factor(eligible: Sequence[LoanLine], units: int, target: int) -> Fraction | None:
    """The λ at which the loans add up to the target; None when all are at their cap.

    Between two of its corners (where a line leaves its floor or meets its cap) the sum
    is `fixed + λ × slope`, so λ is found by walking the corners in order.
    """
    if target == sum(_top(line.cap, units) for line in eligible):
        return None
    corners = []
    for line in eligible:
        boxes = line.applicant.base_boxes
        top = _top(line.cap, units)
        corners.append((Fraction(line.minimum, boxes), boxes, -line.minimum))
        corners.append((Fraction(top, boxes), -boxes, top))
    fixed, slope = sum(line.minimum for line in eligible), 0
    walk = iter(sorted(corners))
    corner, more_slope, more_fixed = next(walk)
    while fixed + corner * slope < target:
        fixed, slope = fixed + more_fixed, slope + more_slope
        corner, more_slope, more_fixed = next(walk)
    return Fraction(target - fixed, slope) if slope else Fraction(0)


def _ideal(line: LoanLine, units: int, factor: Fraction | None) -> Fraction:
    top = _top(line.cap, units)
    if factor is None:
        return Fraction(top)
    return min(
        Fraction(top), max(Fraction(line.minimum), factor * line.applicant.base_boxes)
    )


def _whole_units(
    eligible: Sequence[LoanLine], ideal: Sequence[Fraction], target: int
) -> list[int]:
    """Whole units: floors, then one each to the largest fractional parts (rules.md §6.4)."""
    whole = [floor(exact) for exact in ideal]

    def turn(index: int) -> tuple[Fraction, int, str]:
        line = eligible[index]
        return whole[index] - ideal[index], -line.applicant.base_boxes, compared(line.code)

    for index in sorted(range(len(whole)), key=turn)[: target - sum(whole)]:
        whole[index] += 1
    return whole


def _lent(line: LoanLine, settings: Settings) -> LoanLine:
    """The line with its loan, number and schedule, or with REDONDEO."""
    if line.units == 0:
        ideal = (line.ideal or Fraction(0)) * settings.rounding_unit / 100
        unit = Soles(settings.rounding_unit)
        return replace(line, refusals=(refusal(Reason.REDONDEO, ideal=ideal, unit=unit),))
    loan = line.units * settings.rounding_unit
    first_due = add_months(settings.disbursement_date, 1)
    quarter = settings.quarter
    return replace(
        line,
        loan=loan,
        number=f"P-{quarter.year}T{quarter.number}-{line.code}",
        schedule=schedule_of(loan, settings.instalments, first_due),
    )
