"""Checks of what several rows give together: splits, boxes, repayments in order.

Knows the pure computations of core; what needs the whole month settled is in advice.py.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date
from datetime import timedelta
from decimal import Decimal

from apoq_batch.core.checks.rows import Dated
from apoq_batch.core.checks.rows import in_full
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.messages import cells
from apoq_batch.core.messages import money as say
from apoq_batch.core.messages import people
from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from apoq_batch.core.records import Delivery
from apoq_batch.core.records import Method
from apoq_batch.core.records import Receipt
from apoq_batch.core.rules.boxes import count_boxes
from apoq_batch.core.rules.loans import RepaymentEffect
from apoq_batch.core.rules.loans import apply_repayments
from apoq_batch.core.rules.premium import receipt_soles
from apoq_batch.core.rules.premium import split_on

WINDOW = timedelta(days=7)


def receipts_find_their_split(book: Book) -> Iterator[Finding]:
    """A split is in force on every receipt's date; one before the year is reported elsewhere."""
    opening = book.settings.opening_date
    for row in book.receipts:
        if row.date >= opening and not split_on(book.split, row.date):
            yield finding(say.NO_SPLIT, row.source.place("date"), day=row.date)


def quarters_are_not_negative(book: Book) -> Iterator[Finding]:
    """No member's boxes of a quarter add up to less than 0 (rules.md §3.3)."""
    totals: defaultdict[tuple[str, Quarter], int] = defaultdict(int)
    quarters: dict[Month, Quarter] = {}
    for (member, month), boxes in count_boxes(book).by_month.items():
        quarter = quarters.setdefault(month, month.quarter)
        totals[member, quarter] += boxes
    for (member, quarter), boxes in sorted(totals.items()):
        if boxes < 0:
            row = _most_negative(book, member, quarter)
            where = row.source.place("boxes")
            yield finding(
                people.QUARTER_BELOW_ZERO,
                where,
                member=member,
                quarter=quarter,
                boxes=boxes,
            )


def _most_negative(book: Book, member: str, quarter: Quarter) -> Delivery:
    rows = (
        row
        for row in book.deliveries
        if row.member == member and Quarter.of(row.date) == quarter
    )
    return min(rows, key=lambda row: (row.boxes, row.source.row))


def harvests_fit_their_parcels(book: Book) -> Iterator[Finding]:
    """No 7 days up to a delivery hold more boxes than the hectares can bear."""
    deliveries: defaultdict[str, list[Delivery]] = defaultdict(list)
    end = book.settings.end
    for row in book.deliveries:
        if row.date <= end:
            deliveries[row.member].append(row)
    for member in book.members_by_code.values():
        rows = deliveries.get(member.code)
        if member.hectares is not None and rows:
            limit = book.settings.warn_boxes_ha_week * member.hectares
            excess = _first_excess(sorted(rows, key=_by_day), limit)
            if excess is not None:
                row, boxes = excess
                yield finding(
                    people.TOO_MANY_BOXES,
                    row.source.place("boxes"),
                    member=member.code,
                    boxes=boxes,
                    day=row.date,
                    limit=in_full(limit),
                    hectares=in_full(member.hectares),
                )


def _by_day(row: Delivery) -> tuple[date, int, int]:
    return row.date, row.boxes, row.source.row


def _first_excess(rows: list[Delivery], limit: Decimal) -> tuple[Delivery, int] | None:
    """The last delivery of the first 7 days with more boxes than `limit`, and those."""
    in_window, oldest = 0, 0
    for index, row in enumerate(rows):
        in_window += row.boxes
        while rows[oldest].date <= row.date - WINDOW:
            in_window -= rows[oldest].boxes
            oldest += 1
        last_of_day = index + 1 == len(rows) or rows[index + 1].date > row.date
        if last_of_day and in_window > limit:
            return row, in_window
    return None


def premium_has_boxes(book: Book) -> Iterator[Finding]:
    """Every quarter with premium has boxes it can be credited to (rules.md §3.3)."""
    settings = book.settings
    soles: defaultdict[Quarter, int] = defaultdict(int)
    first: dict[Quarter, Receipt] = {}
    for row in sorted(book.receipts, key=lambda row: (row.date, row.source.row)):
        if settings.counts(row.date):
            quarter = Quarter.of(row.date)
            soles[quarter] += receipt_soles(row, settings)
            first.setdefault(quarter, row)
    boxes = count_boxes(book)
    for quarter, total in soles.items():
        if total and not any(boxes.in_quarter(row.code, quarter) for row in book.members):
            where = first[quarter].source.place("date")
            yield finding(
                say.PREMIUM_WITHOUT_BOXES, where, quarter=quarter, soles=Soles(total)
            )


def repayments_fit_the_debt(book: Book) -> Iterator[Finding]:
    """No repayment takes more than is owed or than the credit is (rules.md §4.3).

    One that leaves a credit gets a warning. What comes after a member's first error rests on it and is left out.
    """
    stopped: set[str] = set()
    for effect in apply_repayments(book).effects:
        member = effect.repayment.member
        if member not in stopped:
            problems = tuple(_misfit(effect))
            yield from problems
            if has_errors(problems):
                stopped.add(member)


def _misfit(effect: RepaymentEffect) -> Iterator[Finding]:
    row = effect.repayment
    where = row.source.place("amount")
    amount, credit = Soles(row.amount), Soles(max(0, effect.credit_before))
    owed = Soles(row.amount - effect.beyond_debt)
    beyond_credit = row.amount > effect.credit_before
    match row.method:
        case Method.WRITEOFF if effect.beyond_debt:
            yield finding(say.WRITEOFF_ABOVE_DEBT, where, amount=amount, owed=owed)
        case Method.APPLIED if effect.beyond_debt:
            yield finding(say.APPLICATION_ABOVE_DEBT, where, amount=amount, owed=owed)
        case Method.APPLIED if beyond_credit:
            yield finding(say.APPLICATION_ABOVE_CREDIT, where, amount=amount, credit=credit)
        case Method.REFUND if beyond_credit:
            yield finding(say.REFUND_ABOVE_CREDIT, where, amount=amount, credit=credit)
        case _ if effect.to_credit:
            left = Soles(effect.to_credit)
            yield finding(
                say.REPAYMENT_LEAVES_CREDIT,
                where,
                amount=amount,
                credit=left,
                member=row.member,
            )


def rows_wait_for_their_month(book: Book) -> Iterator[Finding]:
    """Rows dated after the month are counted, one note a sheet (rules.md §1.1)."""
    yield from _later(book, book.deliveries)
    yield from _later(book, book.receipts)
    yield from _later(book, book.loans)
    yield from _later(book, book.repayments)
    yield from _later(book, book.claims)
    yield from _later(book, book.expenses)
    yield from _later(book, book.transfers)


def _later(book: Book, rows: Iterable[Dated]) -> Iterator[Finding]:
    month, end = book.settings.month, book.settings.end
    later = [row for row in rows if row.date > end]
    if later:
        first = min(later, key=lambda row: row.source.row).source.place("date")
        count = len(later)
        yield finding(cells.ROWS_AFTER_MONTH, first, month=month, count=count)


_SETTINGS = Section.SETTINGS
_HARVEST = (_SETTINGS, Section.MEMBERS, Section.DELIVERIES)
_LENDING = (_SETTINGS, Section.MEMBERS, Section.LOANS, Section.REPAYMENTS)

CHECKS = (
    (receipts_find_their_split, (_SETTINGS, Section.SPLIT)),
    (quarters_are_not_negative, (_SETTINGS, Section.DELIVERIES)),
    (harvests_fit_their_parcels, _HARVEST),
    (premium_has_boxes, (*_HARVEST, Section.PREMIUMS)),
    (repayments_fit_the_debt, _LENDING),
    (rows_wait_for_their_month, (_SETTINGS,)),
)
