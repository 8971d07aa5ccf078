"""Checks of board, funds, split, members, families and deliveries, row by row.

Knows those sheets; must not compute anything of the rules.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import fields
from datetime import date
from decimal import Decimal
from operator import attrgetter

from apoq_batch.core.checks.rows import duplicates
from apoq_batch.core.checks.rows import fund_codes
from apoq_batch.core.checks.rows import in_full
from apoq_batch.core.checks.rows import member_codes
from apoq_batch.core.checks.rows import repeated
from apoq_batch.core.checks.rows import unknown
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import FindingKind
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import people as say
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from apoq_batch.core.records import Delivery
from apoq_batch.core.records import FundType
from apoq_batch.core.records import SplitLine
from apoq_batch.core.records import compared

LARGE_PARCEL_HECTARES = Decimal(5)
WHOLE = Decimal(100)


def someone_gets_the_report(book: Book) -> Iterator[Finding]:
    """At least one member of the board has an e-mail address."""
    if not any(officer.email for officer in book.board):
        yield finding(say.NO_EMAIL_ON_BOARD, _board_place(book, "email"))


def someone_signs(book: Book) -> Iterator[Finding]:
    """At least one member of the board signs."""
    if not any(officer.signs for officer in book.board):
        yield finding(say.NOBODY_SIGNS, _board_place(book, "signs"))


def _board_place(book: Book, field: str) -> Place:
    return book.board[0].source.place(field) if book.board else Place(section=Section.BOARD)


def funds_are_unique(book: Book) -> Iterator[Finding]:
    """No fund code stands twice."""
    yield from duplicates(book.funds, "code", say.DUPLICATE_FUND)


def one_fund_lends(book: Book) -> Iterator[Finding]:
    """Exactly one fund is of the type loans (rules.md §8.1)."""
    yield from _exactly_one(book, FundType.LOANS, say.NOT_ONE_LOAN_FUND)


def one_fund_helps(book: Book) -> Iterator[Finding]:
    """Exactly one fund is of the type emergency (rules.md §8.1)."""
    yield from _exactly_one(book, FundType.EMERGENCY, say.NOT_ONE_EMERGENCY_FUND)


def _exactly_one(book: Book, kind: FundType, problem: FindingKind) -> Iterator[Finding]:
    of_kind = [fund for fund in book.funds if fund.type is kind]
    if len(of_kind) != 1:
        where = (of_kind[1:] or book.funds)[0].source.place("type")
        yield finding(problem, where, count=len(of_kind))


def splits_name_funds(book: Book) -> Iterator[Finding]:
    """Every fund of a split exists."""
    yield from unknown(book.split, "fund", fund_codes(book), say.SPLIT_UNKNOWN_FUND)


def splits_name_a_fund_once(book: Book) -> Iterator[Finding]:
    """No fund stands twice in the split of one date (rules.md §3.2)."""
    for line, other in repeated(book.split, lambda line: (line.since, compared(line.fund))):
        where, cell = line.source.place("fund"), other.source.cell("fund")
        yield finding(
            say.SPLIT_FUND_TWICE, where, value=line.fund, day=line.since, other=cell
        )


def splits_add_up(book: Book) -> Iterator[Finding]:
    """The percentages of one date add up to exactly 100, or as fractions to 1 (rules.md §3.2)."""
    groups: defaultdict[date, list[SplitLine]] = defaultdict(list)
    for line in sorted(book.split, key=lambda line: line.source.row):
        groups[line.since].append(line)
    for since, lines in sorted(groups.items()):
        total = sum((line.percent for line in lines), Decimal(0))
        where = lines[0].source.place("percent")
        if total == 1:
            yield finding(say.SPLIT_AS_FRACTIONS, where, day=since)
        elif total != WHOLE and not _adds_up_without_doubles(lines):
            yield finding(say.SPLIT_NOT_100, where, day=since, total=in_full(total))


def _adds_up_without_doubles(lines: list[SplitLine]) -> bool:
    """Whether only a fund that stands twice, an error already, spoils the total."""
    first: dict[str, Decimal] = {}
    for line in lines:
        first.setdefault(compared(line.fund), line.percent)
    return sum(first.values(), Decimal(0)) in (1, WHOLE)


def members_are_unique(book: Book) -> Iterator[Finding]:
    """No member code stands twice (rules.md §1.4)."""
    yield from duplicates(book.members, "code", say.DUPLICATE_MEMBER)


def members_have_own_dni(book: Book) -> Iterator[Finding]:
    """No two members have the same DNI."""
    yield from duplicates(book.members, "dni", say.DUPLICATE_DNI)


def parcels_are_small(book: Book) -> Iterator[Finding]:
    """No parcel is above 5 hectares."""
    for member in book.members:
        if member.hectares is not None and member.hectares > LARGE_PARCEL_HECTARES:
            where = member.source.place("hectares")
            yield finding(say.LARGE_PARCEL, where, hectares=in_full(member.hectares))


def members_joined_by_now(book: Book) -> Iterator[Finding]:
    """No member joined after the month."""
    month = book.settings.month
    for member in book.members:
        if member.joined > month.end:
            where = member.source.place("joined")
            yield finding(say.JOINED_AFTER_MONTH, where, day=member.joined, month=month)


def relatives_name_members(book: Book) -> Iterator[Finding]:
    """Every relative belongs to a member."""
    yield from unknown(
        book.relatives, "member", member_codes(book), say.FAMILY_UNKNOWN_MEMBER
    )


def relatives_are_unique(book: Book) -> Iterator[Finding]:
    """No relative stands twice with the same member."""
    for row, other in repeated(book.relatives, lambda row: (compared(row.member), row.dni)):
        where, cell = row.source.place("dni"), other.source.cell("dni")
        yield finding(say.RELATIVE_TWICE, where, value=row.dni, other=cell)


def deliveries_name_members(book: Book) -> Iterator[Finding]:
    """Every delivery is of a member."""
    yield from unknown(
        book.deliveries, "member", member_codes(book), say.DELIVERY_UNKNOWN_MEMBER
    )


def boxes_are_positive(book: Book) -> Iterator[Finding]:
    """No delivery is negative, unless it is an adjustment."""
    for row in book.deliveries:
        if row.boxes < 0:
            yield finding(say.NEGATIVE_BOXES, row.source.place("boxes"), boxes=row.boxes)


def deliveries_are_entered_once(book: Book) -> Iterator[Finding]:
    """No two deliveries are the same in every column."""
    columns = (field.name for field in fields(Delivery) if field.name != "source")
    rows = repeated(book.deliveries, attrgetter(*columns))
    for row, earlier in rows:
        where = row.source.place("date")
        yield finding(say.SAME_DELIVERY, where, other=str(earlier.source.row))


UNIQUENESS = ((funds_are_unique, ()), (members_are_unique, ()))
REFERENCES = (
    (splits_name_funds, Section.FUNDS),
    (relatives_name_members, Section.MEMBERS),
    (deliveries_name_members, Section.MEMBERS),
)
CHECKS = (
    (someone_gets_the_report, (Section.BOARD,)),
    (someone_signs, (Section.BOARD,)),
    (one_fund_lends, (Section.FUNDS,)),
    (one_fund_helps, (Section.FUNDS,)),
    (splits_name_a_fund_once, ()),
    (splits_add_up, (Section.SPLIT,)),
    (members_have_own_dni, ()),
    (parcels_are_small, ()),
    (members_joined_by_now, (Section.SETTINGS,)),
    (relatives_are_unique, ()),
    (boxes_are_positive, ()),
    (deliveries_are_entered_once, ()),
)
