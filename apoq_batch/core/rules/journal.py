"""The journal: every movement as one balanced entry of a double-entry book (rules.md §8).

Knows accounts and postings; must not know balances, so that it can prove them.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from enum import StrEnum

from apoq_batch.core.facts import Fact
from apoq_batch.core.facts import Facts
from apoq_batch.core.facts import facts_of
from apoq_batch.core.records import Book
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Method
from apoq_batch.core.rules.funds import carried_over
from apoq_batch.core.rules.funds import counted_expenses
from apoq_batch.core.rules.funds import lent_in_year
from apoq_batch.core.rules.loans import LoanBook
from apoq_batch.core.rules.loans import RepaymentEffect
from apoq_batch.core.rules.premium import Premium

LOANS_ACCOUNT = "Activo:Prestamos"
CREDITS_ACCOUNT = "Pasivo:SaldoAFavor"


class Memo(StrEnum):
    """What an entry is about; worded elsewhere."""

    OPENING_CASH = "opening_cash"
    OPENING_LOAN = "opening_loan"
    OPENING_CREDIT = "opening_credit"
    PREMIUM = "premium"
    LOAN = "loan"
    REPAYMENT = "repayment"
    WRITEOFF = "writeoff"
    APPLIED = "applied"
    REFUND = "refund"
    CLAIM = "claim"
    EXPENSE = "expense"
    TRANSFER = "transfer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """One line of an entry: céntimos on an account, debit positive, credit negative."""

    account: str
    amount: int
    member: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalEntry:
    """One movement: its postings add up to 0. `source` is `sheet!row`."""

    number: int = 0
    day: date
    memo: Memo
    facts: Facts = ()
    source: str
    postings: tuple[Posting, ...]


def bank(fund: str) -> str:
    """The account of a fund's cash (rules.md §8.3)."""
    return f"Activo:Banco:{fund}"


def opening(fund: str) -> str:
    """The account of a fund's equity at the start of the year (rules.md §8.3)."""
    return f"Patrimonio:{fund}:Inicial"


def premium_income(fund: str) -> str:
    """The account of a fund's premium (rules.md §8.3)."""
    return f"Ingreso:{fund}:Prima"


def claims_cost(fund: str) -> str:
    """The account of a fund's support paid to members (rules.md §8.3)."""
    return f"Gasto:{fund}:Apoyos"


def expenses_cost(fund: str) -> str:
    """The account of a fund's expenses (rules.md §8.3)."""
    return f"Gasto:{fund}:Gastos"


def writeoffs_cost(fund: str) -> str:
    """The account of a fund's loans written off (rules.md §8.3)."""
    return f"Gasto:{fund}:Castigos"


def transfers_equity(fund: str) -> str:
    """The account of what a fund got from or gave to other funds (rules.md §8.3)."""
    return f"Patrimonio:{fund}:Traslados"


def journal_of(book: Book, premium: Premium, loans: LoanBook) -> tuple[JournalEntry, ...]:
    """Every movement of the year up to the month's end, numbered from 1 (rules.md §8.3).

    By date, the opening date being the earliest; within a day in the order of `Memo`.
    """
    entries = [
        *_openings(book),
        *_premiums(premium),
        *_disbursements(book),
        *_repayments(book, loans),
        *_claims(book),
        *_expenses(book),
        *_transfers(book),
    ]
    memos = {memo: index for index, memo in enumerate(Memo)}
    entries.sort(key=lambda entry: (entry.day, memos[entry.memo]))
    return tuple(
        replace(entry, number=index) for index, entry in enumerate(entries, start=1)
    )


def balances_by_account(entries: Iterable[JournalEntry]) -> Mapping[str, int]:
    """Each account's balance in céntimos, debit positive (rules.md §8.3)."""
    totals: defaultdict[str, int] = defaultdict(int)
    for entry in entries:
        for posting in entry.postings:
            totals[posting.account] += posting.amount
    return totals


def _entry(
    day: date, memo: Memo, source: object, postings: Iterable[Posting], **facts: Fact
) -> Iterator[JournalEntry]:
    """The entry of a movement, or none when it moves nothing."""
    kept = tuple(posting for posting in postings if posting.amount)
    if kept:
        yield JournalEntry(
            day=day, memo=memo, facts=facts_of(facts), source=str(source), postings=kept
        )


def _move(
    debit: str, credit: str, amount: int, member: str | None = None
) -> tuple[Posting, ...]:
    return (
        Posting(account=debit, amount=amount, member=member),
        Posting(account=credit, amount=-amount, member=member),
    )


def _openings(book: Book) -> Iterator[JournalEntry]:
    day = book.settings.opening_date
    lender = opening(book.fund_of_type(FundType.LOANS).code)
    for fund in book.funds_by_code.values():
        moved = _move(bank(fund.code), opening(fund.code), fund.opening_cash)
        yield from _entry(day, Memo.OPENING_CASH, fund.source, moved, fund=fund.code)
    for loan in sorted(carried_over(book), key=lambda row: (row.date, row.number)):
        moved = _move(LOANS_ACCOUNT, lender, loan.opening_balance or 0, loan.member)
        yield from _entry(day, Memo.OPENING_LOAN, loan.source, moved, number=loan.number)
    for member in book.members_by_code.values():
        moved = _move(lender, CREDITS_ACCOUNT, member.credit, member.code)
        yield from _entry(day, Memo.OPENING_CREDIT, member.source, moved)


def _premiums(premium: Premium) -> Iterator[JournalEntry]:
    for shared in premium.receipts:
        receipt = shared.receipt
        moved = [
            posting
            for fund, part in shared.parts
            for posting in _move(bank(fund), premium_income(fund), part)
        ]
        yield from _entry(
            receipt.date,
            Memo.PREMIUM,
            receipt.source,
            moved,
            buyer=receipt.buyer,
            container=receipt.container or "",
        )


def _disbursements(book: Book) -> Iterator[JournalEntry]:
    cash = bank(book.fund_of_type(FundType.LOANS).code)
    for loan in sorted(lent_in_year(book), key=lambda row: (row.date, row.number)):
        moved = _move(LOANS_ACCOUNT, cash, loan.principal, loan.member)
        yield from _entry(loan.date, Memo.LOAN, loan.source, moved, number=loan.number)


def _repayments(book: Book, loans: LoanBook) -> Iterator[JournalEntry]:
    fund = book.fund_of_type(FundType.LOANS).code
    for effect in loans.effects:
        row = effect.repayment
        memo, moved = _repayment_postings(effect, fund)
        numbers = ", ".join(number for number, _ in effect.applied)
        yield from _entry(row.date, memo, row.source, moved, numbers=numbers)


def _repayment_postings(
    effect: RepaymentEffect, fund: str
) -> tuple[Memo, tuple[Posting, ...]]:
    row = effect.repayment
    member, applied = row.member, sum(part for _, part in effect.applied)
    match row.method:
        case Method.WRITEOFF:
            moved = _move(writeoffs_cost(fund), LOANS_ACCOUNT, applied, member)
            return Memo.WRITEOFF, moved
        case Method.APPLIED:
            return Memo.APPLIED, _move(CREDITS_ACCOUNT, LOANS_ACCOUNT, applied, member)
        case Method.REFUND:
            return Memo.REFUND, _move(CREDITS_ACCOUNT, bank(fund), row.amount, member)
        case _:
            return Memo.REPAYMENT, (
                Posting(account=bank(fund), amount=row.amount, member=member),
                Posting(account=LOANS_ACCOUNT, amount=-applied, member=member),
                Posting(account=CREDITS_ACCOUNT, amount=-effect.to_credit, member=member),
            )


def _claims(book: Book) -> Iterator[JournalEntry]:
    fund = book.fund_of_type(FundType.EMERGENCY).code
    for claim in sorted(book.claims, key=lambda row: row.number):
        if claim.paid_on is not None and book.settings.counts(claim.paid_on):
            moved = _move(claims_cost(fund), bank(fund), claim.paid or 0, claim.member)
            day, number = claim.paid_on, claim.number
            yield from _entry(day, Memo.CLAIM, claim.source, moved, number=number)


def _expenses(book: Book) -> Iterator[JournalEntry]:
    for row in counted_expenses(book):
        moved = _move(expenses_cost(row.fund), bank(row.fund), row.amount)
        yield from _entry(
            row.date,
            Memo.EXPENSE,
            row.source,
            moved,
            description=row.description,
            voucher=row.voucher,
        )


def _transfers(book: Book) -> Iterator[JournalEntry]:
    rows = (row for row in book.transfers if book.settings.counts(row.date))
    for row in sorted(
        rows,
        key=lambda row: (
            row.date,
            row.from_fund,
            row.to_fund,
            row.amount,
            row.resolution,
        ),
    ):
        moved = (
            *_move(bank(row.to_fund), bank(row.from_fund), row.amount),
            *_move(
                transfers_equity(row.from_fund), transfers_equity(row.to_fund), row.amount
            ),
        )
        yield from _entry(
            row.date, Memo.TRANSFER, row.source, moved, resolution=row.resolution
        )
