"""The month in five figures, with what changed since the month and the year before.

Knows what the workbook knows of earlier months; where it knows nothing it says nothing.
"""

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.records import Loan
from apoq_batch.core.rules.allocation import NoProposals
from apoq_batch.core.rules.journal import LOANS_ACCOUNT
from apoq_batch.core.rules.journal import Memo
from apoq_batch.core.rules.journal import bank
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import NOTHING
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles

# Changes below so many per cent are shown with one decimal.
_FINE_BELOW = 10
_OPENING = (Memo.OPENING_CASH, Memo.OPENING_LOAN, Memo.OPENING_CREDIT)


# A figure of a month, None when the workbook does not know it; and how it is written.
MonthFigure = Callable[[Settlement, Month], int | None]
Wording = Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """By how much a figure changed, and since when."""

    by: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A figure, the one below it, and its changes."""

    value: str
    below: str
    changes: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveFigures:
    """The month at a glance; `lent` says whether the quarter's loans are already lent."""

    boxes: KeyFigure
    premium: KeyFigure
    loans: KeyFigure
    owed: KeyFigure
    available: KeyFigure
    lent: str


def five_figures(settlement: Settlement, language: str) -> FiveFigures:
    """The five figures of a month; the change of what is available is that of the cash."""
    month, total, late = settlement.month, settlement.total, settlement.par30
    boxes = integer(boxes_in(settlement, month) or 0)
    boxes_year = integer(sum(line.boxes_year for line in settlement.members))
    premium = soles(premium_in(settlement, month) or 0)
    premium_year = soles(settlement.premium.soles)
    owed, overdue = soles(settlement.portfolio), "" if late is None else percent(late, 1)
    available, cash = soles(total.available), soles(total.closing_cash)
    return FiveFigures(
        boxes=_figure(settlement, boxes_in, boxes, boxes_year, language),
        premium=_figure(settlement, premium_in, premium, premium_year, language),
        loans=_loans(settlement, language),
        owed=_figure(settlement, owed_at, owed, overdue, language),
        available=_figure(settlement, cash_at, available, cash, language),
        lent=_lent(settlement),
    )


def boxes_in(settlement: Settlement, month: Month) -> int | None:
    """All boxes of a month; None when the workbook has none of it."""
    delivered = [
        boxes for (_, when), boxes in settlement.boxes.by_month.items() if when == month
    ]
    is_known = delivered or month >= Month.of(settlement.book.settings.opening_date)
    return sum(delivered) if is_known else None


def premium_in(settlement: Settlement, month: Month) -> int | None:
    """All premium of a month in céntimos; None before the opening date."""
    if month < Month.of(settlement.book.settings.opening_date):
        return None
    return sum(
        shared.soles
        for shared in settlement.premium.receipts
        if Month.of(shared.receipt.date) == month
    )


def balance_at(settlement: Settlement, month: Month, accounts: Iterable[str]) -> int | None:
    """The sum of some accounts at a month's end; None when the workbook does not know."""
    opening = settlement.book.settings.opening_date
    summed = frozenset(accounts)
    if month.end + timedelta(days=1) < opening:
        return None
    is_before = month.end < opening
    return sum(
        post.amount
        for entry in settlement.journal
        if (entry.memo in _OPENING if is_before else entry.day <= month.end)
        for post in entry.postings
        if post.account in summed
    )


def cash_at(settlement: Settlement, month: Month) -> int | None:
    """The cash of all funds at a month's end; None when the workbook does not know."""
    return balance_at(
        settlement, month, [bank(line.fund.code) for line in settlement.funds]
    )


def owed_at(settlement: Settlement, month: Month) -> int | None:
    """What members owed at a month's end; None when the workbook does not know."""
    return balance_at(settlement, month, [LOANS_ACCOUNT])


def change(now: int, before: int | None) -> str:
    """How much more or less than before, as `+4%`; nothing where there is none to tell."""
    if before is None or before <= 0:
        return ""
    ratio = Fraction(now - before, before)
    is_fine = 0 < abs(ratio) * 100 < _FINE_BELOW
    text = percent(ratio, 1 if is_fine else 0)
    return f"+{text}" if ratio > 0 else text


def _figure(
    settlement: Settlement, figure: MonthFigure, value: str, below: str, language: str
) -> KeyFigure:
    """A figure with its changes since the month and the year before."""
    now = figure(settlement, settlement.month) or 0
    earlier = [settlement.month.shifted(-back) for back in (1, 12)]
    return KeyFigure(
        value=value,
        below=below,
        changes=tuple(
            FigureChange(by=by, since=month_year(month, language))
            for month in earlier
            if (by := change(now, figure(settlement, month)))
        ),
    )


def _loans(settlement: Settlement, language: str) -> KeyFigure:
    """What is proposed, and the change on what was lent for the quarter before."""
    allocation = settlement.allocation
    if allocation.no_proposals is not None:
        return KeyFigure(value=NOTHING, below="", changes=())
    before = settlement.quarter.shifted(-1)
    by = change(allocation.total, lent_for(settlement, before))
    since = quarter_name(before, language).partition(" (")[0]
    return KeyFigure(
        value=soles(allocation.total),
        below=integer(len(allocation.proposed)),
        changes=(FigureChange(by=by, since=since),) if by else (),
    )


def lent_for(settlement: Settlement, quarter: Quarter) -> int | None:
    """What was lent for a quarter; None when some of it may be older than the year."""
    loans = _loans_of(settlement, quarter)
    opening = settlement.book.settings.opening_date
    if not loans or any(loan.date < opening for loan in loans):
        return None
    return sum(loan.principal for loan in loans)


def _loans_of(settlement: Settlement, quarter: Quarter) -> list[Loan]:
    loans = (state.loan for state in settlement.loans.states)
    return [loan for loan in loans if loan.quarter == quarter]


def _lent(settlement: Settlement) -> str:
    """What was lent for the quarter, where that is why nothing is proposed."""
    if settlement.allocation.no_proposals is not NoProposals.ALREADY_LENT:
        return ""
    loans = _loans_of(settlement, settlement.quarter)
    return soles(sum(loan.principal for loan in loans))
