"""The state of each loan at the month's end: schedule, repayments, ageing, credits.

Knows rules.md §4; must not know who may have a new loan, nor the funds.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cached_property
from functools import lru_cache

from apoq_batch.core.period import add_months
from apoq_batch.core.records import Book
from apoq_batch.core.records import Loan
from apoq_batch.core.records import Method
from apoq_batch.core.records import Repayment
from apoq_batch.core.records import compared
from apoq_batch.core.settings import Settings

LATE_FOR_PAR = 30
_BUCKETS = ((0, "0"), (30, "1-30"), (60, "31-60"), (90, "61-90"))
BUCKET_NAMES = ("0", "1-30", "31-60", "61-90", "90+")
_RANK = {Method.WRITEOFF: 1, Method.APPLIED: 2, Method.REFUND: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Instalment:
    """One instalment: its due date, its amount and what is paid of it, in céntimos."""

    number: int
    due: date
    amount: int
    paid: int = 0

    @property
    def left(self) -> int:
        """What is still to be paid of it."""
        return self.amount - self.paid


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanState:
    """A loan at the month's end; amounts in céntimos.

    `repaid` is what the member paid, before the year too; `written_off` is what the
    association gave up; the two together are `paid`.
    """

    loan: Loan
    repaid: int
    written_off: int
    schedule: tuple[Instalment, ...]
    overdue: int
    days_late: int
    settled_before: bool

    @property
    def paid(self) -> int:
        """All that was taken off the principal."""
        return self.repaid + self.written_off

    @property
    def outstanding(self) -> int:
        """What is still owed."""
        return self.loan.principal - self.paid

    @property
    def bucket(self) -> str:
        """The name of its age by days late, such as `31-60` (rules.md §4.4)."""
        return next((name for top, name in _BUCKETS if self.days_late <= top), "90+")

    @property
    def repaid_share(self) -> Fraction:
        """The part of the principal that the member has repaid (rules.md §5.3)."""
        return Fraction(self.repaid, self.loan.principal)

    def next_instalment(self, end: date) -> Instalment | None:
        """The earliest unpaid instalment not yet due at `end`."""
        return next((part for part in self.schedule if part.left and part.due >= end), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentEffect:
    """What one repayment did; amounts in céntimos (rules.md §4.3).

    `applied` is what it took off each loan by number, `to_credit` what it left as credit,
    `beyond_debt` what a write-off or application had too much, `credit_before` the
    member's credit just before it.
    """

    repayment: Repayment
    applied: tuple[tuple[str, int], ...]
    to_credit: int = 0
    beyond_debt: int = 0
    credit_before: int = 0


@dataclass(frozen=True, kw_only=True)
class LoanBook:
    """Every loan's state, every repayment's effect and every member's credit."""

    states: tuple[LoanState, ...]
    effects: tuple[RepaymentEffect, ...]
    credits: Mapping[str, int]

    @cached_property
    def _by_member(self) -> Mapping[str, list[LoanState]]:
        loans: defaultdict[str, list[LoanState]] = defaultdict(list)
        for state in self.states:
            loans[state.loan.member].append(state)
        return dict(loans)

    def of_member(self, member: str) -> tuple[LoanState, ...]:
        """A member's loans, oldest first."""
        return tuple(self._by_member.get(member, ()))


def schedule_of(
    principal: int, instalments: int, first_due: date, paid: int = 0
) -> tuple[Instalment, ...]:
    """Monthly instalments of a loan, the last one taking the rest (rules.md §4.1).

    Amounts are céntimos; `paid` covers the earliest first (rules.md §4.4).
    """
    each = principal // instalments
    parts = []
    for index in range(instalments):
        last = index == instalments - 1
        amount = principal - each * index if last else each
        covered = min(amount, paid)
        paid -= covered
        due = add_months(first_due, index)
        parts.append(Instalment(number=index + 1, due=due, amount=amount, paid=covered))
    return tuple(parts)


def by_date_and_number(loan: Loan) -> tuple[date, str]:
    """The key by which loans stand from the oldest to the newest (rules.md §4.2)."""
    return loan.date, compared(loan.number)


def paid_before(loan: Loan, opening: date) -> int:
    """Céntimos paid before the year on a loan older than it, else 0 (rules.md §4.1)."""
    if loan.date >= opening or loan.opening_balance is None:
        return 0
    return loan.principal - loan.opening_balance


def repayments_in_order(book: Book) -> list[Repayment]:
    """The repayments that count, in the order in which they are applied (rules.md §4.2)."""
    counted = (row for row in book.repayments if book.settings.counts(row.date))
    return sorted(counted, key=_repayment_key)


def _repayment_key(row: Repayment) -> tuple[date, int, bool, str, str, int, str, str]:
    unnumbered = row.loan is None
    rank = _RANK.get(row.method, 0)
    loan, receipt = compared(row.loan or ""), row.receipt or ""
    return row.date, rank, unnumbered, loan, receipt, row.amount, row.member, row.method


@lru_cache(maxsize=1)
def apply_repayments(book: Book) -> LoanBook:
    """Apply every repayment of the year in order, and state each loan (rules.md §4)."""
    settings = book.settings
    end = settings.end
    loans = sorted((row for row in book.loans if row.date <= end), key=by_date_and_number)
    debts = _Debts(loans, settings.opening_date)
    debts.credits.update({row.code: row.credit for row in book.members if row.credit})
    effects = tuple(debts.repay(repayment) for repayment in repayments_in_order(book))
    return LoanBook(
        states=tuple(debts.state(loan, settings) for loan in loans),
        effects=effects,
        credits={
            member: credit for member, credit in sorted(debts.credits.items()) if credit
        },
    )


class _Debts:
    """What is owed, and the credits, while the repayments are applied one by one."""

    def __init__(self, loans: Iterable[Loan], opening: date) -> None:
        self.loans: defaultdict[str, list[Loan]] = defaultdict(list)
        self.before: dict[str, int] = {}
        self.owed: dict[str, int] = {}
        self.written_off: defaultdict[str, int] = defaultdict(int)
        self.credits: defaultdict[str, int] = defaultdict(int)
        for loan in loans:
            self.loans[loan.member].append(loan)
            self.before[loan.number] = paid_before(loan, opening)
            self.owed[loan.number] = loan.principal - self.before[loan.number]

    def repay(self, repayment: Repayment) -> RepaymentEffect:
        """Apply one repayment; gives what it did."""
        credit = self.credits[repayment.member]
        if repayment.method is Method.REFUND:
            self.credits[repayment.member] -= repayment.amount
            return RepaymentEffect(repayment=repayment, applied=(), credit_before=credit)
        applied, rest = self._cover(repayment)
        effect = RepaymentEffect(repayment=repayment, applied=applied, credit_before=credit)
        if repayment.method is Method.APPLIED:
            self.credits[repayment.member] -= repayment.amount
        if repayment.method in (Method.APPLIED, Method.WRITEOFF):
            return replace(effect, beyond_debt=rest)
        self.credits[repayment.member] += rest
        return replace(effect, to_credit=rest)

    def _cover(self, repayment: Repayment) -> tuple[tuple[tuple[str, int], ...], int]:
        rest = repayment.amount
        applied = []
        for number in self._targets(repayment):
            part = min(rest, self.owed[number])
            if part:
                self.owed[number] -= part
                rest -= part
                applied.append((number, part))
                if repayment.method is Method.WRITEOFF:
                    self.written_off[number] += part
        return tuple(applied), rest

    def _targets(self, repayment: Repayment) -> list[str]:
        if repayment.loan is not None:
            return [repayment.loan] if repayment.loan in self.owed else []
        mine = self.loans[repayment.member]
        return [loan.number for loan in mine if loan.date <= repayment.date]

    def state(self, loan: Loan, settings: Settings) -> LoanState:
        """The state of a loan once every repayment is applied."""
        paid = loan.principal - self.owed[loan.number]
        schedule = schedule_of(loan.principal, loan.instalments, loan.first_due, paid)
        late = [part for part in schedule if part.left and part.due < settings.end]
        written_off = self.written_off[loan.number]
        return LoanState(
            loan=loan,
            repaid=paid - written_off,
            written_off=written_off,
            schedule=schedule,
            overdue=sum(part.left for part in late),
            days_late=(settings.end - late[0].due).days if late else 0,
            settled_before=self.before[loan.number] == loan.principal,
        )


def outstanding_total(states: Iterable[LoanState]) -> int:
    """What is owed on some loans together, in céntimos (rules.md §4.4)."""
    return sum(state.outstanding for state in states)


def portfolio_at_risk(states: Iterable[LoanState]) -> Fraction | None:
    """PAR30, owed over 30 days late ÷ owed; None when nothing is owed (rules.md §4.4)."""
    loans = tuple(states)
    late = outstanding_total(state for state in loans if state.days_late > LATE_FOR_PAR)
    owed = outstanding_total(loans)
    return Fraction(late, owed) if owed else None
