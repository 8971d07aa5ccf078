"""Promises about premium receipts, loans and repayments, row by row.

Knows those sheets; what needs repayments applied one after another is in computed.py.
"""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from apoq_batch.core import catalogue_money as say
from apoq_batch.core.checks.rows import before
from apoq_batch.core.checks.rows import doubled
from apoq_batch.core.checks.rows import unknown
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.money import Soles
from apoq_batch.core.places import Section
from apoq_batch.core.premium import expected_soles
from apoq_batch.core.premium import expected_usd
from apoq_batch.core.premium import receipt_rate
from apoq_batch.core.records import Book

TOLERATED_PART = Fraction(5, 1000)
TOLERATED_UNITS = Fraction(1)


def receipts_are_of_the_year(book: Book) -> Iterator[Finding]:
    """No receipt is dated before the opening date."""
    yield from before(book.receipts, book.settings.opening_date, say.RECEIPT_BEFORE_YEAR)


def receipts_have_a_rate(book: Book) -> Iterator[Finding]:
    """Every receipt without soles has an exchange rate."""
    for row in book.receipts:
        if row.soles is None and receipt_rate(row, book.settings) is None:
            yield finding(say.NO_EXCHANGE_RATE, row.source.place("rate"))


def _is_far(given: Fraction, expected: Fraction) -> bool:
    return abs(given - expected) > max(TOLERATED_UNITS, expected * TOLERATED_PART)


def dollars_are_as_expected(book: Book) -> Iterator[Finding]:
    """The dollars are near the boxes times the premium per box."""
    for row in book.receipts:
        expected = expected_usd(row, book.settings)
        if row.usd is not None and _is_far(Fraction(row.usd), Fraction(expected)):
            where = row.source.place("usd")
            yield finding(
                say.USD_UNEXPECTED, where, usd=row.usd, expected=expected, boxes=row.boxes
            )


def soles_are_as_expected(book: Book) -> Iterator[Finding]:
    """The soles are near the dollars times the rate."""
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
                rate=_written(rate),
            )


def _written(rate: Decimal) -> str:
    return f"{rate.normalize():f}"


def loans_are_unique(book: Book) -> Iterator[Finding]:
    """No loan number stands twice."""
    yield from doubled(book.loans, "number", say.DUPLICATE_LOAN)


def _member_codes(book: Book) -> list[str]:
    return [member.code for member in book.members]


def loans_name_members(book: Book) -> Iterator[Finding]:
    """Every loan is of a member."""
    yield from unknown(book.loans, "member", _member_codes(book), say.LOAN_UNKNOWN_MEMBER)


def old_loans_have_their_balance(book: Book) -> Iterator[Finding]:
    """A loan older than the year, and only such a one, has an opening balance."""
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
    """No repayment is dated before the opening date."""
    yield from before(
        book.repayments, book.settings.opening_date, say.REPAYMENT_BEFORE_YEAR
    )


def repayments_name_members(book: Book) -> Iterator[Finding]:
    """Every repayment is of a member."""
    yield from unknown(
        book.repayments, "member", _member_codes(book), say.REPAYMENT_UNKNOWN_MEMBER
    )


def repayments_name_loans(book: Book) -> Iterator[Finding]:
    """A repayment's loan exists, is the member's own and is not later than it."""
    loans = {loan.number: loan for loan in book.loans}
    yield from unknown(book.repayments, "loan", loans, say.UNKNOWN_LOAN)
    for row in book.repayments:
        loan = None if row.loan is None else loans.get(row.loan)
        if loan is None:
            continue
        if loan.member != row.member:
            where = row.source.place("loan")
            number, owner = loan.number, loan.member
            yield finding(
                say.LOAN_OF_ANOTHER, where, value=number, owner=owner, member=row.member
            )
        elif row.date < loan.date:
            where = row.source.place("date")
            number, lent = loan.number, loan.date
            yield finding(
                say.REPAYMENT_BEFORE_LOAN, where, day=row.date, value=number, lent=lent
            )


PROMISES = (
    (receipts_are_of_the_year, ()),
    (receipts_have_a_rate, ()),
    (dollars_are_as_expected, ()),
    (soles_are_as_expected, ()),
    (loans_are_unique, ()),
    (loans_name_members, (Section.MEMBERS,)),
    (old_loans_have_their_balance, ()),
    (repayments_are_of_the_year, ()),
    (repayments_name_members, (Section.MEMBERS,)),
    (repayments_name_loans, (Section.LOANS,)),
)
