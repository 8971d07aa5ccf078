"""R Diario and R Control: entries that balance, and every proof with both figures."""

import re
from collections import defaultdict
from datetime import date

import pytest

from apoq_batch.core.money import Soles
from apoq_batch.core.records import Method
from apoq_batch.core.rules.journal import Memo
from apoq_batch.core.rules.proofs import Proof
from apoq_batch.core.rules.proofs import ProofResult
from apoq_batch.core.rules.settlement import settle
from apoq_batch.tables.journal import checks_table
from apoq_batch.tables.journal import journal_table
from apoq_batch.wording.texts import texts
from tests.builders import book
from tests.builders import claim
from tests.builders import expense
from tests.builders import loan
from tests.builders import member
from tests.builders import on
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import transfer
from tests.tables.test_members import given
from tests.tables.test_result_tables import CASES
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of

ACCOUNT = re.compile(
    r"Activo:Banco:\S+|Activo:Prestamos|Pasivo:SaldoAFavor|Patrimonio:\S+:Inicial"
    r"|Ingreso:\S+:Prima|Gasto:\S+:(Apoyos|Gastos|Castigos)|Patrimonio:\S+:Traslados"
)
AGREES = {"es": "cuadra", "en": "agrees"}
DIFFERS = {"es": "no cuadra", "en": "does not agree"}


@pytest.mark.parametrize("case", CASES)
def test_every_entry_balances_and_so_does_the_whole(case: str) -> None:
    table = tables_of(case)["journal"]
    balances: defaultdict[object, int] = defaultdict(int)
    for entry, _, _, debit, credit, *_ in table.rows:
        assert (debit is None) != (credit is None)
        for amount, sign in ((debit, 1), (credit, -1)):
            if amount is not None:
                assert isinstance(amount, int)
                assert amount > 0
                balances[entry] += sign * amount
    assert set(balances.values()) == {0}
    left, right = (table.columns[table.place(key)] for key in ("debit", "credit"))
    assert table.total(left) == table.total(right) > 0


@pytest.mark.parametrize("case", CASES)
def test_entries_are_numbered_from_1_and_stand_in_order_of_day(case: str) -> None:
    table = tables_of(case)["journal"]
    numbers = [value for value in table.column("entry") if isinstance(value, int)]
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, numbers[-1] + 1))
    days = [value for value in table.column("date") if isinstance(value, date)]
    assert days == sorted(days)
    assert len(days) == len(table.rows)


@pytest.mark.parametrize("case", CASES)
def test_accounts_are_the_specified_ones_and_add_up_to_the_funds(case: str) -> None:
    table = tables_of(case)["journal"]
    balances: defaultdict[str, int] = defaultdict(int)
    for _, _, account, debit, credit, *_ in table.rows:
        assert isinstance(account, str)
        assert ACCOUNT.fullmatch(account)
        balances[account] += debit if isinstance(debit, int) else 0
        balances[account] -= credit if isinstance(credit, int) else 0
    funds = given(case)["funds"]
    for code, row in funds.items():
        assert balances[f"Activo:Banco:{code}"] == row["closing_cash"]
        assert -balances[f"Ingreso:{code}:Prima"] == row["premium"]
        assert balances[f"Gasto:{code}:Apoyos"] == row["claims"]
        assert balances[f"Gasto:{code}:Gastos"] == row["expenses"]
    owed = sum(row["portfolio"] for row in funds.values())
    assert balances["Activo:Prestamos"] == owed


@pytest.mark.parametrize("case", CASES)
def test_codes_are_members_and_sources_are_rows(case: str) -> None:
    table = tables_of(case)["journal"]
    assert set(table.column("code")) - {None} <= set(given(case)["members"])
    assert all(re.fullmatch(r".+!\d+", str(source)) for source in table.column("source"))


@pytest.mark.parametrize("case", CASES)
def test_no_dni_stands_in_the_journal(case: str) -> None:
    held = settled(case).book
    secret = {one.dni for one in held.members} | {one.dni for one in held.relatives}
    said = "\n".join(
        value
        for row in tables_of(case)["journal"].rows
        for value in row
        if isinstance(value, str)
    )
    assert {dni for dni in secret if dni in said} == set()


def test_every_kind_of_movement_says_what_it_was() -> None:
    old = loan("P0", date=on(7, 10, 2025), first_due=on(8, 10, 2025), opening_balance=90_00)
    moves = {
        "members": [member(credit=50_00)],
        "receipts": [receipt()],
        "loans": [old, loan("P1")],
        "repayments": [
            repayment(10_00, loan="P0", receipt="R-9"),
            repayment(20_00, loan="P0", method=Method.WRITEOFF, date=on(2, 11)),
            repayment(30_00, loan="P0", method=Method.APPLIED, date=on(2, 12)),
            repayment(5_00, method=Method.REFUND, date=on(2, 13)),
        ],
        "claims": [claim(paid=60_00, paid_on=on(3, 20))],
        "expenses": [expense()],
        "transfers": [transfer()],
    }
    done = settle(book(**moves))
    assert {entry.memo for entry in done.journal} == set(Memo)
    said = set(journal_table(done, texts("en")).column("text"))
    assert said == {
        "Opening cash of EDU",
        "Opening cash of EME",
        "Opening cash of PRE",
        "Opening balance of the loan P0",
        "Opening credit of the member",
        "Premium of AgroFair, container MSKU1234567",
        "Loan P1 handed out",
        "Repayment P0",
        "Write-off P0",
        "Credit applied to P0",
        "Credit refunded",
        "Support E1 paid",
        "Flete, voucher F001-1",
        "Transfer by Acta 3",
    }


def test_premium_without_a_container_names_the_buyer_alone() -> None:
    done = settle(book(receipts=[receipt(container=None)]))
    said = set(journal_table(done, texts("en")).column("text"))
    assert "Premium of AgroFair" in said


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_check_of_a_run_agrees(case: str, language: str) -> None:
    table = tables_of(case, language)["checks"]
    assert len(table.rows) >= len(Proof)
    assert set(table.column("result")) == {AGREES[language]}
    assert table.column("expected") == table.column("actual")
    assert set(table.column("difference")) == {0, Soles(0)}
    names = table.column("check")
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_check_that_fails_shows_both_figures(language: str) -> None:
    checks = (
        ProofResult(proof=Proof.FUND_CLOSING, subject="PRE", expected=5_00, actual=4_00),
        ProofResult(proof=Proof.MEMBERS_ONCE, expected=3, actual=3, is_money=False),
    )
    table = checks_table(checks, texts(language))
    assert [row[1:] for row in table.rows] == [
        (Soles(5_00), Soles(4_00), Soles(-1_00), DIFFERS[language]),
        (3, 3, 0, AGREES[language]),
    ]
    assert "PRE" in str(table.rows[0][0])


@pytest.mark.parametrize("proof", Proof)
def test_every_proof_has_a_name_in_both_languages(proof: Proof) -> None:
    funds = (Proof.FUND_CLOSING, Proof.FUND_EQUITY)
    subject = "PRE" if proof in funds else ""
    one = ProofResult(proof=proof, subject=subject, expected=0, actual=0)
    said = [checks_table([one], texts(language)).rows[0][0] for language in ("es", "en")]
    assert said[0] != said[1]
