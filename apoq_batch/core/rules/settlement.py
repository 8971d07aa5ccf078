"""One month settled: joins premium, loans, claims and funds into one Settlement.

Knows the order in which the figures depend on each other; must not know how they are
shown. `prove` in proofs.py checks its totals.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from fractions import Fraction
from functools import cached_property

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.records import Book
from apoq_batch.core.records import Fund
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Member
from apoq_batch.core.rules.allocation import Allocation
from apoq_batch.core.rules.allocation import Pool
from apoq_batch.core.rules.allocation import allocate
from apoq_batch.core.rules.boxes import Boxes
from apoq_batch.core.rules.boxes import count_boxes
from apoq_batch.core.rules.eligibility import applicants
from apoq_batch.core.rules.emergencies import Emergencies
from apoq_batch.core.rules.emergencies import Support
from apoq_batch.core.rules.emergencies import decide
from apoq_batch.core.rules.funds import CategoryUse
from apoq_batch.core.rules.funds import FundBalance
from apoq_batch.core.rules.funds import FundLine
from apoq_batch.core.rules.funds import ProjectLine
from apoq_batch.core.rules.funds import balance_of
from apoq_batch.core.rules.funds import projects_of
from apoq_batch.core.rules.funds import use_by_category
from apoq_batch.core.rules.journal import JournalEntry
from apoq_batch.core.rules.journal import journal_of
from apoq_batch.core.rules.loans import LoanBook
from apoq_batch.core.rules.loans import apply_repayments
from apoq_batch.core.rules.loans import outstanding_total
from apoq_batch.core.rules.loans import portfolio_at_risk
from apoq_batch.core.rules.premium import Premium
from apoq_batch.core.rules.premium import premium_of


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member's figures at the month's end; money in céntimos."""

    member: Member
    boxes_month: int
    boxes_quarter: int
    boxes_year: int
    premium_generated: int
    loans_outstanding: int
    overdue: int
    credit: int
    support: Support


@dataclass(frozen=True, kw_only=True)
class Settlement:
    """Everything the month's close gives, with the steps behind every figure."""

    book: Book
    boxes: Boxes
    premium: Premium
    loans: LoanBook
    allocation: Allocation
    emergencies: Emergencies
    projects: tuple[ProjectLine, ...]
    funds: tuple[FundLine, ...]
    categories: tuple[CategoryUse, ...]
    journal: tuple[JournalEntry, ...]
    members: tuple[MemberLine, ...]

    @property
    def month(self) -> Month:
        """The month that is closed."""
        return self.book.settings.month

    @property
    def quarter(self) -> Quarter:
        """The quarter that contains it."""
        return self.month.quarter

    @cached_property
    def fund_lines(self) -> Mapping[str, FundLine]:
        """The funds' lines by code."""
        return {line.fund.code: line for line in self.funds}

    @cached_property
    def member_lines(self) -> Mapping[str, MemberLine]:
        """The members' lines by code."""
        return {line.member.code: line for line in self.members}

    @property
    def total(self) -> FundBalance:
        """All funds together."""
        first, *others = (line.balance for line in self.funds)
        return sum(others, start=first)

    @property
    def portfolio(self) -> int:
        """What the members owe, in céntimos."""
        return outstanding_total(self.loans.states)

    @property
    def par30(self) -> Fraction | None:
        """Portfolio at risk over 30 days; None when nothing is owed (rules.md §4.4)."""
        return portfolio_at_risk(self.loans.states)


def settle(book: Book) -> Settlement:
    """Compute every figure of the month (rules.md §3 to §8).

    The book must have no finding that is an error; with one, what is raised is a bug.
    """
    boxes = count_boxes(book)
    premium = premium_of(book, boxes)
    loans = apply_repayments(book)
    before = tuple(
        FundLine(fund=fund, balance=balance_of(fund, book, premium, loans))
        for fund in book.funds_by_code.values()
    )
    emergencies = decide(book, _free_cash(before, FundType.EMERGENCY))
    allocation = allocate(book, applicants(book, boxes, loans), _pool(before, book))
    projects = projects_of(book)
    funds = tuple(_committed(line, allocation, emergencies, projects) for line in before)
    return Settlement(
        book=book,
        boxes=boxes,
        premium=premium,
        loans=loans,
        allocation=allocation,
        emergencies=emergencies,
        projects=projects,
        funds=funds,
        categories=use_by_category(funds),
        journal=journal_of(book, premium, loans),
        members=_member_lines(book, boxes, premium, loans, emergencies),
    )


def _of_type(lines: tuple[FundLine, ...], kind: FundType) -> FundBalance:
    return next(line.balance for line in lines if line.fund.type is kind)


def _free_cash(lines: tuple[FundLine, ...], kind: FundType) -> int:
    balance = _of_type(lines, kind)
    return balance.closing_cash - balance.reserve


def _pool(lines: tuple[FundLine, ...], book: Book) -> Pool:
    balance = _of_type(lines, FundType.LOANS)
    return Pool(
        cash=balance.closing_cash,
        reserve=balance.reserve,
        credits=balance.credits,
        budget=book.settings.quarter_budget,
    )


def _committed(
    line: FundLine,
    allocation: Allocation,
    emergencies: Emergencies,
    projects: tuple[ProjectLine, ...],
) -> FundLine:
    committed = _commitment(line.fund, allocation, emergencies, projects)
    return replace(line, balance=replace(line.balance, committed=committed))


def _commitment(
    fund: Fund,
    allocation: Allocation,
    emergencies: Emergencies,
    projects: tuple[ProjectLine, ...],
) -> int:
    """What a fund has promised and not yet paid, in céntimos (rules.md §8.2)."""
    match fund.type:
        case FundType.LOANS:
            return allocation.total
        case FundType.EMERGENCY:
            return emergencies.granted
        case _:
            return sum(
                line.committed for line in projects if line.project.fund == fund.code
            )


def _member_lines(
    book: Book, boxes: Boxes, premium: Premium, loans: LoanBook, emergencies: Emergencies
) -> tuple[MemberLine, ...]:
    settings = book.settings
    # Deliveries before the opening date are history (rules.md §1.1).
    opening = Month.of(settings.opening_date)
    year = [Month(opening.year, month) for month in range(opening.month, 13)]
    quarter = [month for month in settings.quarter.months if month >= opening]
    lines = []
    for member in book.members_by_code.values():
        states = loans.of_member(member.code)
        lines.append(
            MemberLine(
                member=member,
                boxes_month=boxes.in_months(member.code, [settings.month]),
                boxes_quarter=boxes.in_months(member.code, quarter),
                boxes_year=boxes.in_months(member.code, year),
                premium_generated=premium.generated_by(member.code),
                loans_outstanding=outstanding_total(states),
                overdue=sum(state.overdue for state in states),
                credit=loans.credits.get(member.code, 0),
                support=emergencies.support(member.code, settings.month.year),
            )
        )
    return tuple(lines)
