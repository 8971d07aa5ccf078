"""Each fund's money: opening, in, out, closing; portfolio, equity, what is available.

Knows rules.md §8; must not know how loans or claims were decided.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import fields
from fractions import Fraction

from apoq_batch.core.records import Book
from apoq_batch.core.records import Expense
from apoq_batch.core.records import Fund
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Loan
from apoq_batch.core.records import Method
from apoq_batch.core.records import Project
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.records import by_code
from apoq_batch.core.rules.loans import LoanBook
from apoq_batch.core.rules.loans import outstanding_total
from apoq_batch.core.rules.premium import Premium

CASH_METHODS = (Method.DEDUCTION, Method.CASH, Method.BANK)


@dataclass(frozen=True, slots=True, kw_only=True)
class FundBalance:
    """One fund's year up to the month's end; every amount in céntimos (rules.md §8).

    `loans`, `claims` and `expenses` are outflows given as positive amounts.
    """

    opening_cash: int
    premium: int
    repayments: int
    transfers: int
    loans: int
    claims: int
    expenses: int
    opening_portfolio: int
    portfolio: int
    credits: int
    committed: int
    reserve: int

    @property
    def closing_cash(self) -> int:
        """Opening plus everything that came in less everything that went out (rules.md §8.1)."""
        came_in = self.opening_cash + self.premium + self.repayments + self.transfers
        return came_in - self.loans - self.claims - self.expenses

    @property
    def equity(self) -> int:
        """Cash plus portfolio less the members' credits (rules.md §8.1)."""
        return self.closing_cash + self.portfolio - self.credits

    @property
    def available(self) -> int:
        """Closing cash less credits, commitments and reserve; may be negative (rules.md §8.2)."""
        return self.closing_cash - self.credits - self.committed - self.reserve

    def __add__(self, other: "FundBalance") -> "FundBalance":
        names = (field.name for field in fields(FundBalance))
        return FundBalance(
            **{name: getattr(self, name) + getattr(other, name) for name in names}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FundLine:
    """A fund with its balance."""

    fund: Fund
    balance: FundBalance


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLine:
    """A project with what was spent on it, in earlier years too, in céntimos."""

    project: Project
    spent: int
    items: tuple[Expense, ...]

    @property
    def left(self) -> int:
        """What is left of its budget; negative when it is overspent."""
        return self.project.budget - self.spent

    @property
    def progress(self) -> Fraction | None:
        """Spent over budget; None with a budget of 0."""
        return Fraction(self.spent, self.project.budget) if self.project.budget else None

    @property
    def committed(self) -> int:
        """What the project still binds of its fund, in céntimos (rules.md §8.2)."""
        if self.project.status is ProjectStatus.FINISHED:
            return 0
        return max(0, self.left)


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryUse:
    """Premium received and used by one premium category (None: none given)."""

    category: str | None
    received: int
    used: int

    @property
    def balance(self) -> int:
        """What was received and not used, in céntimos."""
        return self.received - self.used


def lent_in_year(book: Book) -> list[Loan]:
    """The loans lent in the year up to the month's end (rules.md §8.1)."""
    return [loan for loan in book.loans if book.settings.counts(loan.date)]


def carried_over(book: Book) -> list[Loan]:
    """The loans older than the year (rules.md §4.1)."""
    return [loan for loan in book.loans if loan.date < book.settings.opening_date]


def counted_expenses(book: Book) -> list[Expense]:
    """The year's expenses up to the month's end, in a fixed order (rules.md §8.1)."""
    counted = (row for row in book.expenses if book.settings.counts(row.date))
    return sorted(
        counted,
        key=lambda row: (
            row.date,
            row.voucher,
            row.fund,
            row.description,
            row.amount,
            row.quantity or 0,
            row.supplier_ruc or "",
        ),
    )


def balance_of(fund: Fund, book: Book, premium: Premium, loans: LoanBook) -> FundBalance:
    """A fund's balance before anything is committed this month (rules.md §8.1)."""
    is_loans = fund.type is FundType.LOANS
    is_emergency = fund.type is FundType.EMERGENCY
    spent = sum(row.amount for row in counted_expenses(book) if row.fund == fund.code)
    return FundBalance(
        opening_cash=fund.opening_cash,
        premium=premium.of_fund(fund.code),
        repayments=_repaid_in_cash(loans) if is_loans else 0,
        transfers=_transferred(fund.code, book),
        loans=sum(loan.principal for loan in lent_in_year(book)) if is_loans else 0,
        claims=_claims_paid(book) if is_emergency else 0,
        expenses=spent,
        opening_portfolio=_opening_portfolio(book) if is_loans else 0,
        portfolio=outstanding_total(loans.states) if is_loans else 0,
        credits=sum(loans.credits.values()) if is_loans else 0,
        committed=0,
        reserve=fund.minimum_reserve,
    )


def _repaid_in_cash(loans: LoanBook) -> int:
    rows = [effect.repayment for effect in loans.effects]
    came_in = sum(row.amount for row in rows if row.method in CASH_METHODS)
    return came_in - sum(row.amount for row in rows if row.method is Method.REFUND)


def _transferred(code: str, book: Book) -> int:
    rows = [row for row in book.transfers if book.settings.counts(row.date)]
    came_in = sum(row.amount for row in rows if row.to_fund == code)
    return came_in - sum(row.amount for row in rows if row.from_fund == code)


def _claims_paid(book: Book) -> int:
    return sum(
        claim.paid or 0
        for claim in book.claims
        if claim.paid_on is not None and book.settings.counts(claim.paid_on)
    )


def _opening_portfolio(book: Book) -> int:
    return sum(loan.opening_balance or 0 for loan in carried_over(book))


def projects_of(book: Book) -> tuple[ProjectLine, ...]:
    """Every project with its expenses, in order of code (rules.md §8.2)."""
    expenses = counted_expenses(book)
    lines = []
    for project in sorted(book.projects, key=by_code):
        items = tuple(row for row in expenses if row.project == project.code)
        spent = project.spent_before + sum(row.amount for row in items)
        lines.append(ProjectLine(project=project, spent=spent, items=items))
    return tuple(lines)


def use_by_category(lines: Iterable[FundLine]) -> tuple[CategoryUse, ...]:
    """Premium received and used by category, by name, the blank one last (rules.md §8.4)."""
    received: dict[str | None, int] = {}
    used: dict[str | None, int] = {}
    for line in lines:
        category, balance = line.fund.premium_category, line.balance
        spent = max(0, balance.loans - balance.repayments) if balance.loans else 0
        spent += balance.claims + balance.expenses
        received[category] = received.get(category, 0) + balance.premium
        used[category] = used.get(category, 0) + spent
    order = sorted(received, key=lambda name: (name is None, name or ""))
    return tuple(
        CategoryUse(category=name, received=received[name], used=used[name])
        for name in order
    )
