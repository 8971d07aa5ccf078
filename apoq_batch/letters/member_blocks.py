"""The blocks of a member's letter: loan, boxes and premium, debts, support.

Knows which figures of the settlement stand in each; must not know the words around them,
which are in the templates. An empty text means there is nothing to say there.
"""

from dataclasses import dataclass
from dataclasses import field

from apoq_batch.core.check_code import NOT_IN_CODE
from apoq_batch.core.period import Month
from apoq_batch.core.records import Book
from apoq_batch.core.records import FundType
from apoq_batch.core.records import SplitLine
from apoq_batch.core.rules.allocation import LoanLine
from apoq_batch.core.rules.loans import Instalment
from apoq_batch.core.rules.loans import LoanState
from apoq_batch.core.rules.settlement import MemberLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.letters.bars import Bars
from apoq_batch.letters.bars import bars_of
from apoq_batch.letters.parts import Amount
from apoq_batch.letters.parts import amount_of
from apoq_batch.wording.dates import long_date
from apoq_batch.wording.dates import month_name
from apoq_batch.wording.dates import short_date
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles

INSTALMENTS_IN_A_ROW = 6
# Letters of a month's name above its boxes.
SHORT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalmentCell:
    """One instalment of the loan that is proposed."""

    number: str
    due: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanBlock:
    """The loan that is proposed, its instalments in rows of equal length."""

    number: str
    amount: Amount
    disbursed: str
    deduction: str
    resolution: str
    since: str
    instalments: tuple[tuple[InstalmentCell, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LentLoan:
    """The quarter's loan when it is among the loans already."""

    number: str
    amount: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthBoxes:
    """A month of the year and its boxes; blank for one that is yet to come."""

    month: str
    boxes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxesBlock:
    """Boxes of the year month by month, and the premium they generated.

    `bars` shows them side by side, those of the quarter as of now.
    """

    months: tuple[MonthBoxes, ...]
    total: str
    total_year: str
    premium: str
    premium_year: str
    bars: Bars | None = field(metadata=NOT_IN_CODE)


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtLine:
    """A loan that is not paid off; `overdue` or `next_due` is empty when there is none."""

    number: str
    day: str
    principal: str
    paid: str
    outstanding: str
    overdue: str
    overdue_since: str
    next_due: str
    next_amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DebtBlock:
    """What a member owes, loan by loan and together; `several` when there is a total."""

    owed: Amount
    overdue: str
    several: bool
    loans: tuple[DebtLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportBlock:
    """Support of the emergency fund to the family in the year, used and left."""

    year: str
    used: str
    left: str


def loan_block(row: LoanLine, book: Book, language: str) -> LoanBlock:
    """The loan that a line of the sharing out proposes."""
    resolution = resolution_of_loans(book)
    return LoanBlock(
        number=row.number or "",
        amount=amount_of(row.loan or 0, language),
        disbursed=long_date(book.settings.disbursement_date, language),
        deduction=soles(row.deduction_per_box or 0),
        resolution=resolution.resolution if resolution else "",
        since=short_date(resolution.since) if resolution else "",
        instalments=_in_rows(row.schedule),
    )


def resolution_of_loans(book: Book) -> SplitLine | None:
    """The line of the latest split, up to the month's end, that feeds the loan fund."""
    fund = book.fund_of_type(FundType.LOANS).code
    lines = (line for line in book.split if line.fund == fund)
    known = (line for line in lines if line.since <= book.settings.end)
    return max(known, key=lambda line: line.since, default=None)


def _in_rows(schedule: tuple[Instalment, ...]) -> tuple[tuple[InstalmentCell, ...], ...]:
    """Up to six in a row, as even as can be; the last row is filled up with blanks."""
    rows = -(-len(schedule) // INSTALMENTS_IN_A_ROW)
    width = -(-len(schedule) // rows)
    cells = [
        InstalmentCell(
            number=integer(part.number), due=short_date(part.due), amount=soles(part.amount)
        )
        for part in schedule
    ]
    blank = InstalmentCell(number="", due="", amount="")
    cells += [blank] * (rows * width - len(cells))
    return tuple(
        tuple(cells[first : first + width]) for first in range(0, len(cells), width)
    )


def lent_this_quarter(settlement: Settlement, member: str) -> LentLoan | None:
    """The member's loan of this quarter among the loans, the latest when there are more."""
    states = settlement.loans.of_member(member)
    loans = [state.loan for state in states if state.loan.quarter == settlement.quarter]
    if not loans:
        return None
    loan = loans[-1]
    return LentLoan(
        number=loan.number, amount=soles(loan.principal), day=short_date(loan.date)
    )


def boxes_block(
    settlement: Settlement, line: MemberLine, language: str
) -> BoxesBlock | None:
    """Boxes and premium of the year so far; None without any."""
    if not (line.boxes_year or line.boxes_quarter or line.premium_generated):
        return None
    code = line.member.code
    quarter = next(
        row for row in settlement.premium.quarters if row.quarter == settlement.quarter
    )
    year = [Month(settlement.month.year, number) for number in range(1, 13)]
    counted = [
        settlement.boxes.in_months(code, [month])
        if _is_counted(month, settlement)
        else None
        for month in year
    ]
    return BoxesBlock(
        months=tuple(
            MonthBoxes(
                month=month_name(month.month, language)[:SHORT].capitalize(),
                boxes="" if boxes is None else integer(boxes),
            )
            for month, boxes in zip(year, counted, strict=True)
        ),
        total=integer(line.boxes_quarter),
        total_year=integer(line.boxes_year),
        premium=soles(quarter.parts.get(code, 0)),
        premium_year=soles(line.premium_generated),
        bars=bars_of(
            [boxes or 0 for boxes in counted], year.index(settlement.quarter.months[0])
        ),
    )


def _is_counted(month: Month, settlement: Settlement) -> bool:
    """Whether a month belongs to the year so far; what is earlier is history."""
    opening = Month.of(settlement.book.settings.opening_date)
    return opening <= month <= settlement.month


def debt_block(settlement: Settlement, line: MemberLine, language: str) -> DebtBlock | None:
    """Each loan that is not paid off; None when nothing is owed."""
    end = settlement.month.end
    states = settlement.loans.of_member(line.member.code)
    open_loans = [state for state in states if state.outstanding > 0]
    if not open_loans:
        return None
    return DebtBlock(
        owed=amount_of(line.loans_outstanding, language),
        overdue=soles(line.overdue) if line.overdue else "",
        several=len(open_loans) > 1,
        loans=tuple(_debt_line(state, state.next_instalment(end)) for state in open_loans),
    )


def _debt_line(state: LoanState, coming: Instalment | None) -> DebtLine:
    late_since = next((part.due for part in state.schedule if part.left), None)
    return DebtLine(
        number=state.loan.number,
        day=short_date(state.loan.date),
        principal=soles(state.loan.principal),
        paid=soles(state.paid),
        outstanding=soles(state.outstanding),
        overdue=soles(state.overdue) if state.overdue else "",
        overdue_since=short_date(late_since) if state.overdue and late_since else "",
        next_due=short_date(coming.due) if coming else "",
        next_amount=soles(coming.left) if coming else "",
    )


def support_block(line: MemberLine, settlement: Settlement) -> SupportBlock | None:
    """Support used and left; only an active member's family has anything left to use."""
    support = line.support
    active = line.member.active_on(settlement.month.end)
    left = soles(support.left) if active and support.left is not None else ""
    if not (left or support.used or active):
        return None
    year = str(settlement.month.year)
    return SupportBlock(year=year, used=soles(support.used), left=left)
