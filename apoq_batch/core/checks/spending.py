"""Checks of claims, projects, expenses and transfers, row by row.

Knows those sheets; whether a claim is within the rules is in advice.py.
"""

from collections.abc import Iterator

from apoq_batch.core.checks.rows import dated_before
from apoq_batch.core.checks.rows import duplicates
from apoq_batch.core.checks.rows import fund_codes
from apoq_batch.core.checks.rows import unknown
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import money as say
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from apoq_batch.core.records import FundType


def claims_are_unique(book: Book) -> Iterator[Finding]:
    """No claim number stands twice."""
    yield from duplicates(book.claims, "number", say.DUPLICATE_CLAIM)


def claims_name_members(book: Book) -> Iterator[Finding]:
    """Every claim is of a member."""
    codes = [member.code for member in book.members]
    yield from unknown(book.claims, "member", codes, say.CLAIM_UNKNOWN_MEMBER)


def payments_of_claims_are_whole(book: Book) -> Iterator[Finding]:
    """A claim's payment has amount and date, both or neither."""
    for claim in book.claims:
        if claim.paid is not None and claim.paid_on is None:
            yield finding(say.PAID_WITHOUT_DATE, claim.source.place("paid_on"))
        if claim.paid is None and claim.paid_on is not None:
            yield finding(say.PAID_DATE_WITHOUT_AMOUNT, claim.source.place("paid"))


def claims_are_paid_after_the_event(book: Book) -> Iterator[Finding]:
    """No claim was paid before its event."""
    for claim in book.claims:
        day, where = claim.paid_on, claim.source.place("paid_on")
        if day is not None and day < claim.date:
            yield finding(say.PAID_BEFORE_EVENT, where, day=day, event=claim.date)


def claims_are_paid_in_the_year(book: Book) -> Iterator[Finding]:
    """No claim was paid before the opening date; before its event is reported elsewhere."""
    opening = book.settings.opening_date
    for claim in book.claims:
        day, where = claim.paid_on, claim.source.place("paid_on")
        if day is not None and claim.date <= day < opening:
            yield finding(say.CLAIM_PAID_BEFORE_YEAR, where, day=day, opening=opening)


def projects_are_unique(book: Book) -> Iterator[Finding]:
    """No project code stands twice."""
    yield from duplicates(book.projects, "code", say.DUPLICATE_PROJECT)


def projects_name_their_fund(book: Book) -> Iterator[Finding]:
    """A project's fund exists and is one for projects or other ends."""
    yield from unknown(book.projects, "fund", fund_codes(book), say.PROJECT_UNKNOWN_FUND)
    wrong = _not_for_projects(book)
    for project in book.projects:
        if project.fund in wrong:
            where = project.source.place("fund")
            yield finding(say.PROJECT_WRONG_FUND, where, value=project.fund)


def _not_for_projects(book: Book) -> frozenset[str]:
    kinds = (FundType.LOANS, FundType.EMERGENCY)
    return frozenset(fund.code for fund in book.funds if fund.type in kinds)


def expenses_are_of_the_year(book: Book) -> Iterator[Finding]:
    """No expense is dated before the opening date (rules.md §1.1)."""
    yield from dated_before(
        book.expenses, book.settings.opening_date, say.EXPENSE_BEFORE_YEAR
    )


def expenses_name_funds(book: Book) -> Iterator[Finding]:
    """Every expense's fund exists."""
    yield from unknown(book.expenses, "fund", fund_codes(book), say.EXPENSE_UNKNOWN_FUND)


def expenses_name_projects(book: Book) -> Iterator[Finding]:
    """An expense's project exists."""
    codes = [project.code for project in book.projects]
    yield from unknown(book.expenses, "project", codes, say.UNKNOWN_PROJECT)


def expenses_are_of_their_projects_fund(book: Book) -> Iterator[Finding]:
    """A project's expense is of its fund; funds that cannot be its own are reported elsewhere."""
    possible = frozenset(fund.code for fund in book.funds) - _not_for_projects(book)
    funds = {row.code: row.fund for row in book.projects if row.fund in possible}
    for row in book.expenses:
        fund = funds.get(row.project or "")
        if fund is not None and row.fund != fund and row.fund in fund_codes(book):
            where = row.source.place("fund")
            yield finding(say.EXPENSE_OTHER_FUND, where, value=row.fund, fund=fund)


def transfers_are_of_the_year(book: Book) -> Iterator[Finding]:
    """No transfer is dated before the opening date (rules.md §1.1)."""
    yield from dated_before(
        book.transfers, book.settings.opening_date, say.TRANSFER_BEFORE_YEAR
    )


def transfers_name_funds(book: Book) -> Iterator[Finding]:
    """Both funds of a transfer exist."""
    codes = fund_codes(book)
    yield from unknown(book.transfers, "from_fund", codes, say.TRANSFER_UNKNOWN_FUND)
    yield from unknown(book.transfers, "to_fund", codes, say.TRANSFER_UNKNOWN_FUND)


def transfers_change_funds(book: Book) -> Iterator[Finding]:
    """No transfer goes from a fund to itself."""
    for row in book.transfers:
        if row.from_fund == row.to_fund:
            yield finding(
                say.TRANSFER_SAME_FUND, row.source.place("to_fund"), value=row.to_fund
            )


UNIQUENESS = ((claims_are_unique, ()), (projects_are_unique, ()))
REFERENCES = (
    (claims_name_members, Section.MEMBERS),
    (projects_name_their_fund, Section.FUNDS),
    (expenses_name_funds, Section.FUNDS),
    (expenses_name_projects, Section.PROJECTS),
    (transfers_name_funds, Section.FUNDS),
)
CHECKS = (
    (payments_of_claims_are_whole, ()),
    (claims_are_paid_after_the_event, ()),
    (claims_are_paid_in_the_year, (Section.SETTINGS,)),
    (expenses_are_of_the_year, (Section.SETTINGS,)),
    (expenses_are_of_their_projects_fund, (Section.PROJECTS, Section.FUNDS)),
    (transfers_are_of_the_year, (Section.SETTINGS,)),
    (transfers_change_funds, ()),
)
