"""Every movement as one balanced entry (rules.md §8)."""

from collections import defaultdict

import pytest
from hypothesis import given

from apoq_batch.core.records import Book
from apoq_batch.core.records import Method
from apoq_batch.core.records import Row
from apoq_batch.core.rules.journal import JournalEntry
from apoq_batch.core.rules.journal import Memo
from apoq_batch.core.rules.journal import balances_by_account
from apoq_batch.core.rules.settlement import settle
from tests.builders import book
from tests.builders import claim
from tests.builders import emergency_fund
from tests.builders import expense
from tests.builders import fund
from tests.builders import lending_fund
from tests.builders import loan
from tests.builders import member
from tests.builders import on
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import settings
from tests.builders import split
from tests.builders import transfer
from tests.strategies import BOOKS

Postings = list[tuple[str, int, str | None]]

POOR = (lending_fund(0), emergency_fund(0), fund(opening_cash=0))


def journal(**rows: tuple[Row, ...]) -> tuple[JournalEntry, ...]:
    """The entries of a book whose funds start with nothing."""
    return settle(book(**{"funds": POOR, **rows})).journal


def postings(entry: JournalEntry) -> Postings:
    return [(one.account, one.amount, one.member) for one in entry.postings]


def test_opening_cash_of_every_fund_of_either_sign() -> None:
    funds = (lending_fund(500_00), emergency_fund(-20_00), fund(opening_cash=0))
    entries = journal(funds=funds)
    assert [postings(entry) for entry in entries] == [
        [("Activo:Banco:EME", -20_00, None), ("Patrimonio:EME:Inicial", 20_00, None)],
        [("Activo:Banco:PRE", 500_00, None), ("Patrimonio:PRE:Inicial", -500_00, None)],
    ]
    assert [(entry.number, entry.day, entry.source) for entry in entries] == [
        (1, on(1, 1), "Fondos!3"),
        (2, on(1, 1), "Fondos!2"),
    ]


def test_opening_loans_and_credits() -> None:
    entries = journal(
        members=(member(credit=15_00),),
        loans=(
            loan("P1", date=on(10, 1, 2025), opening_balance=80_00),
            loan("P2", date=on(10, 1, 2025), opening_balance=0),
        ),
    )
    assert [(entry.memo, postings(entry)) for entry in entries] == [
        (
            Memo.OPENING_LOAN,
            [("Activo:Prestamos", 80_00, "S1"), ("Patrimonio:PRE:Inicial", -80_00, "S1")],
        ),
        (
            Memo.OPENING_CREDIT,
            [("Patrimonio:PRE:Inicial", 15_00, "S1"), ("Pasivo:SaldoAFavor", -15_00, "S1")],
        ),
    ]


def test_premium_enters_each_fund() -> None:
    lines = split(PRE="60", EME="40")
    (entry,) = journal(split=lines, receipts=(receipt(100_00),))
    assert (entry.memo, entry.day, entry.source) == (Memo.PREMIUM, on(2, 20), "Primas!2")
    assert dict(entry.facts) == {"buyer": "AgroFair", "container": "MSKU1234567"}
    assert postings(entry) == [
        ("Activo:Banco:EME", 40_00, None),
        ("Ingreso:EME:Prima", -40_00, None),
        ("Activo:Banco:PRE", 60_00, None),
        ("Ingreso:PRE:Prima", -60_00, None),
    ]


def test_a_receipt_without_a_container_is_still_an_entry() -> None:
    (entry,) = journal(receipts=(receipt(100_00, container=None),))
    assert dict(entry.facts) == {"buyer": "AgroFair", "container": ""}


def test_a_loan_leaves_the_bank() -> None:
    (entry,) = journal(loans=(loan(),))
    assert (entry.memo, entry.facts) == (Memo.LOAN, (("number", "P1"),))
    assert postings(entry) == [
        ("Activo:Prestamos", 300_00, "S1"),
        ("Activo:Banco:PRE", -300_00, "S1"),
    ]


@pytest.mark.parametrize("method", [Method.DEDUCTION, Method.CASH, Method.BANK])
def test_a_repayment_enters_the_bank_and_its_excess_is_a_credit(method: Method) -> None:
    loans = (loan("P1", principal=70_00), loan("P2", principal=10_00))
    entry = journal(loans=loans, repayments=(repayment(100_00, method=method),))[-1]
    assert (entry.memo, entry.facts) == (Memo.REPAYMENT, (("numbers", "P1, P2"),))
    assert postings(entry) == [
        ("Activo:Banco:PRE", 100_00, "S1"),
        ("Activo:Prestamos", -80_00, "S1"),
        ("Pasivo:SaldoAFavor", -20_00, "S1"),
    ]


def test_a_repayment_without_a_debt_is_all_credit() -> None:
    (entry,) = journal(repayments=(repayment(100_00),))
    assert postings(entry) == [
        ("Activo:Banco:PRE", 100_00, "S1"),
        ("Pasivo:SaldoAFavor", -100_00, "S1"),
    ]


@pytest.mark.parametrize(
    ("method", "memo", "debit", "credit"),
    [
        (Method.WRITEOFF, Memo.WRITEOFF, "Gasto:PRE:Castigos", "Activo:Prestamos"),
        (Method.APPLIED, Memo.APPLIED, "Pasivo:SaldoAFavor", "Activo:Prestamos"),
        (Method.REFUND, Memo.REFUND, "Pasivo:SaldoAFavor", "Activo:Banco:PRE"),
    ],
)
def test_write_offs_applications_and_refunds(
    method: Method, memo: Memo, debit: str, credit: str
) -> None:
    entry = journal(
        members=(member(credit=50_00),),
        loans=(loan(),),
        repayments=(repayment(30_00, method=method),),
    )[-1]
    assert entry.memo is memo
    assert postings(entry) == [(debit, 30_00, "S1"), (credit, -30_00, "S1")]


def test_a_claim_is_entered_when_it_is_paid() -> None:
    entries = journal(
        claims=(
            claim("E1", paid=40_00, paid_on=on(3, 9)),
            claim("E2"),
            claim("E3", paid=40_00, paid_on=on(4, 1)),
            claim("E4", paid=0, paid_on=on(3, 9)),
        )
    )
    assert [(entry.day, entry.memo, entry.source) for entry in entries] == [
        (on(3, 9), Memo.CLAIM, "Emergencias!2")
    ]
    assert postings(entries[0]) == [
        ("Gasto:EME:Apoyos", 40_00, "S1"),
        ("Activo:Banco:EME", -40_00, "S1"),
    ]


def test_an_expense_leaves_its_fund() -> None:
    (entry,) = journal(expenses=(expense(12_00),))
    assert (entry.memo, dict(entry.facts)) == (
        Memo.EXPENSE,
        {"description": "Flete", "voucher": "F001-1"},
    )
    assert postings(entry) == [
        ("Gasto:EDU:Gastos", 12_00, None),
        ("Activo:Banco:EDU", -12_00, None),
    ]


def test_a_transfer_moves_cash_and_equity() -> None:
    (entry,) = journal(transfers=(transfer("EDU", "EME", 25_00),))
    assert (entry.memo, entry.facts) == (Memo.TRANSFER, (("resolution", "Acta 3"),))
    assert postings(entry) == [
        ("Activo:Banco:EME", 25_00, None),
        ("Activo:Banco:EDU", -25_00, None),
        ("Patrimonio:EDU:Traslados", 25_00, None),
        ("Patrimonio:EME:Traslados", -25_00, None),
    ]


def test_movements_outside_the_year_and_month_have_no_entry() -> None:
    late, early = on(4, 1), on(12, 31, 2025)
    some = book(
        settings(),
        funds=POOR,
        receipts=(receipt(date=late),),
        loans=(loan(date=late),),
        repayments=(repayment(date=late),),
        claims=(claim(date=early, paid=1, paid_on=late),),
        expenses=(expense(date=late),),
        transfers=(transfer(date=late),),
    )
    assert settle(some).journal == ()


def test_entries_stand_openings_first_then_by_day_and_kind() -> None:
    entries = journal(
        funds=(lending_fund(900_00), emergency_fund(0), fund(opening_cash=0)),
        members=(member(credit=5_00),),
        receipts=(receipt(1_00, date=on(1, 1)),),
        loans=(
            loan("P1", date=on(12, 1, 2025), opening_balance=1_00),
            loan("P2", date=on(2, 10)),
        ),
        repayments=(repayment(2_00), repayment(1_00, date=on(2, 9))),
        expenses=(expense(3_00, date=on(2, 10)),),
        transfers=(transfer(date=on(2, 10)),),
    )
    assert [(entry.number, entry.day, entry.memo) for entry in entries] == [
        (1, on(1, 1), Memo.OPENING_CASH),
        (2, on(1, 1), Memo.OPENING_LOAN),
        (3, on(1, 1), Memo.OPENING_CREDIT),
        (4, on(1, 1), Memo.PREMIUM),
        (5, on(2, 9), Memo.REPAYMENT),
        (6, on(2, 10), Memo.LOAN),
        (7, on(2, 10), Memo.REPAYMENT),
        (8, on(2, 10), Memo.EXPENSE),
        (9, on(2, 10), Memo.TRANSFER),
    ]


def test_transfers_of_one_day_stand_in_one_order_whatever_their_rows() -> None:
    rows = (transfer(resolution="Acta 8"), transfer(resolution="Acta 7"))
    entries = journal(transfers=rows)
    assert [dict(entry.facts)["resolution"] for entry in entries] == ["Acta 7", "Acta 8"]
    assert [entry.source for entry in entries] == ["Traslados!3", "Traslados!2"]


def test_balances_add_the_postings_of_each_account() -> None:
    found = balances_by_account(journal(loans=(loan(),), repayments=(repayment(30_00),)))
    assert found["Activo:Banco:PRE"] == -270_00
    assert found["Activo:Prestamos"] == 270_00


@given(BOOKS)
def test_every_entry_balances_and_all_accounts_add_up_to_nothing(some: Book) -> None:
    entries = settle(some).journal
    assert all(sum(one.amount for one in entry.postings) == 0 for entry in entries)
    assert all(one.amount for entry in entries for one in entry.postings)
    assert sum(balances_by_account(entries).values()) == 0
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))


@given(BOOKS)
def test_accounts_give_the_balances_of_every_member(some: Book) -> None:
    found = settle(some)
    owed: defaultdict[str | None, int] = defaultdict(int)
    held: defaultdict[str | None, int] = defaultdict(int)
    for entry in found.journal:
        for one in entry.postings:
            if one.account == "Activo:Prestamos":
                owed[one.member] += one.amount
            if one.account == "Pasivo:SaldoAFavor":
                held[one.member] -= one.amount
    for line in found.members:
        code = line.member.code
        assert (owed[code], held[code]) == (line.loans_outstanding, line.credit)
