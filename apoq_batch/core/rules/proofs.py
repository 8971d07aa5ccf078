"""What every run proves before it writes anything (rules.md §9).

Knows what must be equal; must not know how either side was computed.
"""

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from apoq_batch.core.records import FundType
from apoq_batch.core.rules.funds import FundLine
from apoq_batch.core.rules.journal import CREDITS_ACCOUNT
from apoq_batch.core.rules.journal import LOANS_ACCOUNT
from apoq_batch.core.rules.journal import balances_by_account
from apoq_batch.core.rules.journal import bank
from apoq_batch.core.rules.settlement import Settlement


class Proof(StrEnum):
    """What is proven; each compares two figures (rules.md §9)."""

    FUND_CLOSING = "fund_closing"
    FUND_EQUITY = "fund_equity"
    PREMIUM_SHARES = "premium_shares"
    LOANS_TOTAL = "loans_total"
    LOANS_WITHIN_POOL = "loans_within_pool"
    PORTFOLIO = "portfolio"
    CREDITS = "credits"
    ENTRIES_BALANCE = "entries_balance"
    SCHEDULES = "schedules"
    PREMIUM_GENERATED = "premium_generated"
    MEMBERS_IN_LOANS = "members_in_loans"
    MEMBERS_ONCE = "members_once"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofResult:
    """A proof with both figures: céntimos, or a count when `is_money` is False."""

    proof: Proof
    subject: str = ""
    expected: int
    actual: int
    is_money: bool = True

    @property
    def difference(self) -> int:
        """What is too much (positive) or missing (negative)."""
        return self.actual - self.expected

    @property
    def holds(self) -> bool:
        """Whether both figures are the same."""
        return self.expected == self.actual


class BrokenProof(Exception):
    """A proof that does not hold: a bug of the program, never of the workbook."""

    def __init__(self, result: ProofResult) -> None:
        super().__init__(
            f"{result.proof} {result.subject}: expected {result.expected}, got {result.actual}"
        )
        self.result = result


def proofs(settlement: Settlement) -> tuple[ProofResult, ...]:
    """Every proof with both its figures, whether it holds or not (rules.md §9)."""
    return (
        *_fund_proofs(settlement),
        *_premium_proofs(settlement),
        *_loan_proofs(settlement),
        *_book_proofs(settlement),
    )


def prove(settlement: Settlement) -> tuple[ProofResult, ...]:
    """Every proof; BrokenProof with both figures when one does not hold (rules.md §9)."""
    checks = proofs(settlement)
    for check in checks:
        if not check.holds:
            raise BrokenProof(check)
    return checks


def _fund_proofs(settlement: Settlement) -> Iterator[ProofResult]:
    accounts = balances_by_account(settlement.journal)
    for line in settlement.funds:
        code, balance = line.fund.code, line.balance
        yield ProofResult(
            proof=Proof.FUND_CLOSING,
            subject=code,
            expected=accounts.get(bank(code), 0),
            actual=balance.closing_cash,
        )
        own = -sum(amount for name, amount in accounts.items() if _is_equity(name, line))
        yield ProofResult(
            proof=Proof.FUND_EQUITY, subject=code, expected=own, actual=balance.equity
        )


def _is_equity(account: str, line: FundLine) -> bool:
    kind, _, rest = account.partition(":")
    fund, _, _ = rest.rpartition(":")
    return kind in ("Patrimonio", "Ingreso", "Gasto") and fund == line.fund.code


def _premium_proofs(settlement: Settlement) -> Iterator[ProofResult]:
    premium = settlement.premium
    shared = sum(part for receipt in premium.receipts for _, part in receipt.parts)
    yield ProofResult(proof=Proof.PREMIUM_SHARES, expected=premium.soles, actual=shared)
    attributed = sum(row.soles for row in premium.quarters if row.boxes > 0)
    generated = sum(line.premium_generated for line in settlement.members)
    yield ProofResult(proof=Proof.PREMIUM_GENERATED, expected=attributed, actual=generated)


def _loan_proofs(settlement: Settlement) -> Iterator[ProofResult]:
    allocation = settlement.allocation
    expected = min(allocation.units, allocation.caps_total) * allocation.unit
    yield ProofResult(proof=Proof.LOANS_TOTAL, expected=expected, actual=allocation.total)
    beyond = max(0, allocation.total - allocation.pool.amount)
    yield ProofResult(proof=Proof.LOANS_WITHIN_POOL, expected=0, actual=beyond)
    accounts = balances_by_account(settlement.journal)
    owed = accounts.get(LOANS_ACCOUNT, 0)
    yield ProofResult(proof=Proof.PORTFOLIO, expected=owed, actual=settlement.portfolio)
    lending = next(
        row.balance for row in settlement.funds if row.fund.type is FundType.LOANS
    )
    in_journal = -accounts.get(CREDITS_ACCOUNT, 0)
    yield ProofResult(proof=Proof.CREDITS, expected=in_journal, actual=lending.credits)
    yield from _schedule_proof(settlement)


def _schedule_proof(settlement: Settlement) -> Iterator[ProofResult]:
    schedules = [
        *((state.loan.principal, state.schedule) for state in settlement.loans.states),
        *((line.loan, line.schedule) for line in settlement.allocation.proposed),
    ]
    whole = sum(
        principal == sum(part.amount for part in parts) for principal, parts in schedules
    )
    yield _count(Proof.SCHEDULES, len(schedules), whole)


def _book_proofs(settlement: Settlement) -> Iterator[ProofResult]:
    unbalanced = sum(
        1 for entry in settlement.journal if sum(post.amount for post in entry.postings)
    )
    yield _count(Proof.ENTRIES_BALANCE, 0, unbalanced)
    codes = [member.code for member in settlement.book.members]
    in_loans = _once(codes, (line.code for line in settlement.allocation.lines))
    yield _count(Proof.MEMBERS_IN_LOANS, len(codes), in_loans)
    in_members = _once(codes, (line.member.code for line in settlement.members))
    yield _count(Proof.MEMBERS_ONCE, len(codes), in_members)


def _once(members: Iterable[str], lines: Iterable[str]) -> int:
    """How many members have exactly one line, less the lines of nobody."""
    counted = Counter(lines)
    once = sum(1 for member in members if counted.pop(member, 0) == 1)
    return once - counted.total()


def _count(proof: Proof, expected: int, actual: int) -> ProofResult:
    return ProofResult(proof=proof, expected=expected, actual=actual, is_money=False)
