"""The month in five figures, with what changed since the month and the year before.

Knows what the workbook knows of earlier months; where it knows nothing it says nothing.
"""

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.rules.allocation import NoProposals
from apoq_batch.core.rules.journal import LOANS_ACCOUNT
from apoq_batch.core.rules.journal import Memo
from apoq_batch.core.rules.journal import bank
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.words import NOTHING
from apoq_batch.report.words import change
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles

_OPENING = (Memo.OPENING_CASH, Memo.OPENING_LOAN, Memo.OPENING_CREDIT)


Known = Callable[[Settlement, Month], int | None]
Say = Callable[[int], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """By how much a figure changed, and since when."""

    by: str
    since: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A figure, the one below it, and its changes."""

    value: str
    below: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiveFigures:
    """The month at a glance; `lent` says whether the quarter's loans are already lent."""

    boxes: Figure
    premium: Figure
    loans: Figure
    owed: Figure
    available: Figure
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
    found = [
        boxes for (_, when), boxes in settlement.boxes.by_month.items() if when == month
    ]
    known = found or month >= Month.of(settlement.book.settings.opening_date)
    return sum(found) if known else None


def premium_in(settlement: Settlement, month: Month) -> int | None:
    """All premium of a month in céntimos; None before the opening date."""
    if month < Month.of(settlement.book.settings.opening_date):
        return None
    receipts = settlement.premium.receipts
    return sum(one.soles for one in receipts if Month.of(one.receipt.date) == month)


def held_at(settlement: Settlement, month: Month, accounts: Iterable[str]) -> int | None:
    """What some accounts held at a month's end; None when the workbook does not know."""
    opening = settlement.book.settings.opening_date
    held = frozenset(accounts)
    if month.end + timedelta(days=1) < opening:
        return None
    is_before = month.end < opening
    return sum(
        post.amount
        for entry in settlement.journal
        if (entry.memo in _OPENING if is_before else entry.day <= month.end)
        for post in entry.postings
        if post.account in held
    )


def banks(settlement: Settlement) -> tuple[str, ...]:
    """The accounts in which the funds' cash lies."""
    return tuple(bank(line.fund.code) for line in settlement.funds)


def _changes(
    settlement: Settlement, now: int, before: int | None, year: int | None, language: str
) -> tuple[Change, ...]:
    month = settlement.month
    told = ((before, month.shifted(-1)), (year, month.shifted(-12)))
    return tuple(
        Change(by=by, since=month_year(since, language))
        for figure, since in told
        if (by := change(now, figure))
    )


def _in_month(
    settlement: Settlement, known: Known, said: Say, total: int, language: str
) -> Figure:
    """What came in this month, over the year's total."""
    month = settlement.month
    now = known(settlement, month) or 0
    before, year = (known(settlement, month.shifted(-back)) for back in (1, 12))
    return Figure(
        value=said(now),
        below=said(total),
        changes=_changes(settlement, now, before, year, language),
    )


def _loans(settlement: Settlement, language: str) -> Figure:
    """What is proposed, and the change on what was lent for the quarter before."""
    allocation = settlement.allocation
    if allocation.no_proposals is not None:
        return Figure(value=NOTHING, below="", changes=())
    before = settlement.quarter.shifted(-1)
    by = change(allocation.total, lent_for(settlement, before))
    since = quarter_name(before, language).partition(" (")[0]
    return Figure(
        value=soles(allocation.total),
        below=integer(len(allocation.proposed)),
        changes=(Change(by=by, since=since),) if by else (),
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


def _owed(settlement: Settlement, language: str) -> Figure:
    month, now = settlement.month, settlement.portfolio
    accounts = (LOANS_ACCOUNT,)
    before, year = (held_at(settlement, month.shifted(-back), accounts) for back in (1, 12))
    late = settlement.par30
    return Figure(
        value=soles(now),
        below="" if late is None else percent(late, 1),
        changes=_changes(settlement, now, before, year, language),
    )


def _available(settlement: Settlement, language: str) -> Figure:
    """What is available; its changes are those of the cash, which earlier months know."""
    month, total = settlement.month, settlement.total
    accounts = banks(settlement)
    before, year = (held_at(settlement, month.shifted(-back), accounts) for back in (1, 12))
    return Figure(
        value=soles(total.available),
        below=soles(total.closing_cash),
        changes=_changes(settlement, total.closing_cash, before, year, language),
    )
