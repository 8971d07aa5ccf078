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
    """The five figures of a month."""
    boxes = sum(line.boxes_year for line in settlement.members)
    premium = settlement.premium.soles
    return FiveFigures(
        boxes=_in_month(settlement, boxes_in, integer, boxes, language),
        premium=_in_month(settlement, premium_in, soles, premium, language),
        loans=_loans(settlement, language),
        owed=_owed(settlement, language),
        available=_available(settlement, language),
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


def banks(settlement: Settlement) -> tuple[str, ...]:
    """The accounts in which the funds' cash lies."""
    return tuple(bank(line.fund.code) for line in settlement.funds)


def change(now: int, before: int | None) -> str:
    """How much more or less than before, as `+4%`; nothing where there is none to tell."""
    if before is None or before <= 0:
        return ""
    ratio = Fraction(now - before, before)
    is_fine = 0 < abs(ratio) * 100 < _FINE_BELOW
    text = percent(ratio, 1 if is_fine else 0)
    return f"+{text}" if ratio > 0 else text


def _changes(
    settlement: Settlement, now: int, before: int | None, year: int | None, language: str
) -> tuple[FigureChange, ...]:
    month = settlement.month
    earlier = ((before, month.shifted(-1)), (year, month.shifted(-12)))
    return tuple(
        FigureChange(by=by, since=month_year(since, language))
        for figure, since in earlier
        if (by := change(now, figure))
    )


def _in_month(
    settlement: Settlement, figure: MonthFigure, worded: Wording, total: int, language: str
) -> KeyFigure:
    """What came in this month, over the year's total."""
    month = settlement.month
    now = figure(settlement, month) or 0
    before, year = (figure(settlement, month.shifted(-back)) for back in (1, 12))
    return KeyFigure(
        value=worded(now),
        below=worded(total),
        changes=_changes(settlement, now, before, year, language),
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
    loans = [
        state.loan for state in settlement.loans.states if state.loan.quarter == quarter
    ]
    opening = settlement.book.settings.opening_date
    if not loans or any(loan.date < opening for loan in loans):
        return None
    return sum(loan.principal for loan in loans)


def _lent(settlement: Settlement) -> str:
    if settlement.allocation.no_proposals is not NoProposals.ALREADY_LENT:
        return ""
    quarter = settlement.quarter
    states = settlement.loans.states
    return soles(
        sum(state.loan.principal for state in states if state.loan.quarter == quarter)
    )


def _owed(settlement: Settlement, language: str) -> KeyFigure:
    month, now = settlement.month, settlement.portfolio
    accounts = (LOANS_ACCOUNT,)
    before, year = (
        balance_at(settlement, month.shifted(-back), accounts) for back in (1, 12)
    )
    late = settlement.par30
    return KeyFigure(
        value=soles(now),
        below="" if late is None else percent(late, 1),
        changes=_changes(settlement, now, before, year, language),
    )


def _available(settlement: Settlement, language: str) -> KeyFigure:
    """What is available; its changes are those of the cash, which earlier months know."""
    month, total = settlement.month, settlement.total
    accounts = banks(settlement)
    before, year = (
        balance_at(settlement, month.shifted(-back), accounts) for back in (1, 12)
    )
    return KeyFigure(
        value=soles(total.available),
        below=soles(total.closing_cash),
        changes=_changes(settlement, total.closing_cash, before, year, language),
    )
