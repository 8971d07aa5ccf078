"""Checks of premium receipts, loans and repayments, row by row.

Knows those sheets; what needs repayments applied one after another is in computed.py.
"""

from collections.abc import Iterator
from fractions import Fraction

from apoq_batch.core.checks.rows import dated_before
from apoq_batch.core.checks.rows import duplicates
from apoq_batch.core.checks.rows import in_full
from apoq_batch.core.checks.rows import member_codes
from apoq_batch.core.checks.rows import unknown
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import money as say
from apoq_batch.core.money import Soles
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from apoq_batch.core.records import Loan
from apoq_batch.core.records import Repayment
from apoq_batch.core.rules.premium import expected_soles
from apoq_batch.core.rules.premium import expected_usd
from apoq_batch.core.rules.premium import receipt_rate

TOLERATED_PART = Fraction(5, 1000)
TOLERATED_UNITS = Fraction(1)


def receipts_are_of_the_year(book: Book) -> Iterator[Finding]:
    """No receipt is dated before the opening date (rules.md §1.1)."""
    yield from dated_before(
        book.receipts, book.settings.opening_date, say.RECEIPT_BEFORE_YEAR
    )


def receipts_have_a_rate(book: Book) -> Iterator[Finding]:
    """Every receipt without soles has an exchange rate (rules.md §3.1)."""
    for row in book.receipts:
        if row.soles is None and receipt_rate(row, book.settings) is None:
            yield finding(say.NO_EXCHANGE_RATE, row.source.place("rate"))


def _is_far(actual: Fraction, expected: Fraction) -> bool:
    return abs(actual - expected) > max(TOLERATED_UNITS, expected * TOLERATED_PART)


def dollars_are_as_expected(book: Book) -> Iterator[Finding]:
    """The dollars are near the boxes times the premium per box (rules.md §3.1)."""
    for row in book.receipts:
        expected = expected_usd(row, book.settings)
        if row.usd is not None and _is_far(Fraction(row.usd), Fraction(expected)):
            where = row.source.place("usd")
            yield finding(
                say.USD_UNEXPECTED, where, usd=row.usd, expected=expected, boxes=row.boxes
            )


def soles_are_as_expected(book: Book) -> Iterator[Finding]:
    """The soles are near the dollars times the rate (rules.md §3.1)."""
    for row in book.receipts:
        expected = expected_soles(row, book.settings)
        rate = receipt_rate(row, book.settings)
        if row.soles is None or expected is None or rate is None:
            continue
        if _is_far(Fraction(row.soles, 100), Fraction(expected, 100)):
            where = row.source.place("soles")
            yield finding(
                say.SOLES_UNEXPECTED,
                where,
                soles=Soles(row.soles),
                expected=Soles(expected),
                rate=in_full(rate),
            )


def loans_are_unique(book: Book) -> Iterator[Finding]:
    """No loan number stands twice."""
    yield from duplicates(book.loans, "number", say.DUPLICATE_LOAN)


def loans_name_members(book: Book) -> Iterator[Finding]:
    """Every loan is of a member."""
    yield from unknown(book.loans, "member", member_codes(book), say.LOAN_UNKNOWN_MEMBER)


def old_loans_have_their_balance(book: Book) -> Iterator[Finding]:
    """A loan older than the year, and only such a one, has an opening balance (rules.md §4.1)."""
    opening = book.settings.opening_date
    for loan in book.loans:
        where = loan.source.place("opening_balance")
        balance = loan.opening_balance
        if loan.date < opening and balance is None:
            yield finding(say.OPENING_BALANCE_MISSING, where, opening=opening)
        elif loan.date >= opening and balance is not None:
            yield finding(
                say.OPENING_BALANCE_ON_NEW_LOAN, where, day=loan.date, opening=opening
            )
        elif balance is not None and balance > loan.principal:
            owed, lent = Soles(balance), Soles(loan.principal)
            yield finding(say.OPENING_BALANCE_TOO_HIGH, where, balance=owed, principal=lent)


def repayments_are_of_the_year(book: Book) -> Iterator[Finding]:
    """No repayment is dated before the opening date (rules.md §1.1)."""
    yield from dated_before(
        book.repayments, book.settings.opening_date, say.REPAYMENT_BEFORE_YEAR
    )


def repayments_name_members(book: Book) -> Iterator[Finding]:
    """Every repayment is of a member."""
    yield from unknown(
        book.repayments, "member", member_codes(book), say.REPAYMENT_UNKNOWN_MEMBER
    )


def repayments_name_loans(book: Book) -> Iterator[Finding]:
    """A repayment's loan exists."""
    numbers = [loan.number for loan in book.loans]
    yield from unknown(book.repayments, "loan", numbers, say.UNKNOWN_LOAN)


def _with_their_loans(book: Book) -> Iterator[tuple[Repayment, Loan]]:
    loans = {loan.number: loan for loan in book.loans}
    for row in book.repayments:
        if row.loan is not None and row.loan in loans:
            yield row, loans[row.loan]


def repayments_are_of_their_loans_member(book: Book) -> Iterator[Finding]:
    """A repayment's loan is the member's own; members who do not exist are reported elsewhere."""
    members = frozenset(member_codes(book))
    for row, loan in _with_their_loans(book):
        if loan.member != row.member and members.issuperset((loan.member, row.member)):
            where, number = row.source.place("loan"), loan.number
            yield finding(
                say.LOAN_OF_ANOTHER,
                where,
                value=number,
                owner=loan.member,
                member=row.member,
            )


def repayments_follow_their_loan(book: Book) -> Iterator[Finding]:
    """A repayment is not dated before its loan; one before the year is reported elsewhere."""
    opening = book.settings.opening_date
    for row, loan in _with_their_loans(book):
        if loan.member == row.member and opening <= row.date < loan.date:
            where, number = row.source.place("date"), loan.number
            yield finding(
                say.REPAYMENT_BEFORE_LOAN,
                where,
                day=row.date,
                value=number,
                lent=loan.date,
            )


UNIQUENESS = ((loans_are_unique, ()),)
REFERENCES = (
    (loans_name_members, Section.MEMBERS),
    (repayments_name_members, Section.MEMBERS),
    (repayments_name_loans, Section.LOANS),
)
CHECKS = (
    (receipts_are_of_the_year, (Section.SETTINGS,)),
    (receipts_have_a_rate, (Section.SETTINGS,)),
    (dollars_are_as_expected, (Section.SETTINGS,)),
    (soles_are_as_expected, (Section.SETTINGS,)),
    (old_loans_have_their_balance, (Section.SETTINGS,)),
    (repayments_are_of_the_year, (Section.SETTINGS,)),
    (repayments_are_of_their_loans_member, (Section.LOANS, Section.MEMBERS)),
    (repayments_follow_their_loan, (Section.LOANS, Section.SETTINGS)),
)
