"""Each fund's columns, what is committed and available (rules.md §8)."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from apoq_batch.core.records import Book
from apoq_batch.core.records import Method
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.rules.funds import CategoryUse
from apoq_batch.core.rules.funds import FundBalance
from apoq_batch.core.rules.funds import FundLine
from apoq_batch.core.rules.funds import counted_expenses
from apoq_batch.core.rules.funds import projects_of
from apoq_batch.core.rules.funds import use_by_category
from apoq_batch.core.rules.settlement import settle
from tests.builders import book
from tests.builders import claim
from tests.builders import delivery
from tests.builders import emergency_fund
from tests.builders import expense
from tests.builders import fund
from tests.builders import lending_fund
from tests.builders import loan
from tests.builders import member
from tests.builders import on
from tests.builders import project
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import settings
from tests.builders import split
from tests.builders import transfer
from tests.strategies import BOOKS


def balances(of: Book) -> dict[str, FundBalance]:
    return {line.fund.code: line.balance for line in settle(of).funds}


def balance(**amounts: int) -> FundBalance:
    names = (
        "opening_cash premium repayments transfers loans claims expenses "
        "opening_portfolio portfolio credits committed reserve"
    ).split()
    return FundBalance(**{**dict.fromkeys(names, 0), **amounts})


def test_closing_cash_equity_and_available() -> None:
    some = balance(
        opening_cash=1_000,
        premium=200,
        repayments=50,
        transfers=-30,
        loans=400,
        claims=20,
        expenses=10,
        portfolio=600,
        credits=70,
        committed=100,
        reserve=500,
    )
    # 1,000 + 200 + 50 − 30 − 400 − 20 − 10.
    assert some.closing_cash == 790
    assert some.equity == 790 + 600 - 70
    assert some.available == 790 - 70 - 100 - 500


def test_balances_add_up_column_by_column() -> None:
    total = balance(opening_cash=5, loans=2) + balance(opening_cash=7, credits=3)
    assert total == balance(opening_cash=12, loans=2, credits=3)


def busy_quarter() -> Book:
    """A book with a row of every kind that moves money, some after the month."""
    return book(
        # Nothing is proposed: the loans of the quarter have been handed out.
        settings(copayment_percent=Decimal(0)),
        split=split(PRE="50", EME="30", EDU="20"),
        members=(member("S1", credit=15_00), member("S2")),
        deliveries=(delivery("S2", 5),),
        receipts=(receipt(1_000_00), receipt(9_00, date=on(4, 1))),
        loans=(
            loan("P1", date=on(10, 1, 2025), principal=200_00, opening_balance=80_00),
            loan("P2", date=on(1, 10), principal=300_00, quarter=settings().quarter),
            loan("P3", date=on(4, 1), principal=999_00),
        ),
        repayments=(
            repayment(100_00, loan="P1", method=Method.DEDUCTION),
            repayment(30_00, loan="P2", method=Method.BANK),
            repayment(20_00, loan="P2", method=Method.CASH),
            repayment(50_00, loan="P2", method=Method.WRITEOFF),
            repayment(10_00, loan="P2", method=Method.APPLIED),
            repayment(5_00, method=Method.REFUND),
            repayment(77_00, date=on(4, 1)),
        ),
        claims=(
            claim("E1", paid=40_00, paid_on=on(3, 9)),
            claim("E2", paid=40_00, paid_on=on(4, 9), date=on(3, 6)),
            claim("E3", date=on(3, 7), cost=60_00),
        ),
        projects=(project("Y1", 500_00, spent_before=120_00),),
        expenses=(
            expense(90_00, project="Y1"),
            expense(11_00),
            expense(7_00, fund="PRE"),
            expense(1_00, date=on(4, 1)),
        ),
        transfers=(transfer("EDU", "EME", 25_00), transfer(amount=1_00, date=on(4, 1))),
    )


def test_every_column_of_every_fund() -> None:
    found = balances(busy_quarter())
    assert found["PRE"] == balance(
        opening_cash=1_000_00,
        premium=500_00,
        # 100 + 30 + 20 − 5 refunded; neither write-off nor application is cash.
        repayments=145_00,
        loans=300_00,
        expenses=7_00,
        opening_portfolio=80_00,
        # P1 is settled; P2: 300 − 30 − 20 − 50 − 10.
        portfolio=190_00,
        # 15 + (100 − 80) − 10 − 5.
        credits=20_00,
    )
    assert found["PRE"].closing_cash == 1_338_00
    assert found["EME"] == balance(
        opening_cash=1_000_00,
        premium=300_00,
        transfers=25_00,
        claims=40_00,
        # E2 (paid after the month) and E3 are granted.
        committed=160_00,
    )
    assert found["EDU"] == balance(
        opening_cash=1_000_00,
        premium=200_00,
        transfers=-25_00,
        expenses=101_00,
        # 500 − 120 − 90.
        committed=290_00,
    )


def test_proposed_loans_are_committed_and_the_reserve_is_not_available() -> None:
    # 1,000.00 less 200.00 of reserve and 50.00 of credits: 750.00 are lent.
    funds = (lending_fund(minimum_reserve=200_00), emergency_fund(), fund())
    rows = {"members": (member(credit=50_00),), "deliveries": (delivery(),)}
    found = balances(book(funds=funds, **rows))["PRE"]
    assert (found.committed, found.available) == (750_00, 0)


@pytest.mark.parametrize(
    ("budget", "before", "spent", "status", "committed"),
    [
        (500_00, 0, 100_00, ProjectStatus.APPROVED, 400_00),
        (500_00, 150_00, 100_00, ProjectStatus.RUNNING, 250_00),
        (500_00, 450_00, 100_00, ProjectStatus.RUNNING, 0),
        (500_00, 0, 100_00, ProjectStatus.FINISHED, 0),
    ],
)
def test_a_project_binds_what_is_left_of_its_budget_until_it_is_finished(
    budget: int, before: int, spent: int, status: ProjectStatus, committed: int
) -> None:
    some = book(
        projects=(project("Y1", budget, spent_before=before, status=status),),
        expenses=(expense(spent, project="Y1"), expense(9_00)),
    )
    (line,) = projects_of(some)
    assert (line.spent, line.left) == (before + spent, budget - before - spent)
    assert (line.committed, len(line.items)) == (committed, 1)
    assert balances(some)["EDU"].committed == committed


def test_one_overspent_project_frees_nothing_of_another() -> None:
    some = book(
        projects=(project("y2", 100_00), project("Y1", 50_00)),
        expenses=(expense(80_00, project="Y1"),),
    )
    assert [line.project.code for line in projects_of(some)] == ["Y1", "y2"]
    assert balances(some)["EDU"].committed == 100_00


def test_progress_is_spent_over_budget_and_nothing_over_nothing() -> None:
    some = book(
        projects=(project("Y1", 300_00), project("Y2", 0)),
        expenses=(expense(100_00, project="Y1"),),
    )
    assert [line.progress for line in projects_of(some)] == [Fraction(1, 3), None]


def test_expenses_stand_by_date_and_then_by_what_they_say() -> None:
    rows = [
        expense(1, date=on(2, 1), voucher="B"),
        expense(1, date=on(2, 2), voucher="A"),
        expense(2, date=on(2, 2), voucher="A", quantity=1),
        expense(2, date=on(2, 2), voucher="A", quantity=2),
        expense(2, date=on(2, 2), voucher="A", quantity=2, supplier_ruc="20484002488"),
    ]
    found = [
        (row.voucher, row.amount, row.quantity, row.supplier_ruc)
        for row in counted_expenses(book(expenses=reversed(rows)))
    ]
    assert found == [
        (row.voucher, row.amount, row.quantity, row.supplier_ruc) for row in rows
    ]


# --- premium by category


def lines(*of: tuple[str | None, dict[str, int]]) -> Iterable[FundLine]:
    for category, amounts in of:
        yield FundLine(fund=fund(premium_category=category), balance=balance(**amounts))


@pytest.mark.parametrize(
    ("amounts", "used"),
    [
        # Of the loan fund what was lent beyond what came back, not below 0.
        ({"loans": 500, "repayments": 300}, 200),
        ({"loans": 300, "repayments": 500}, 0),
        ({"repayments": 500}, 0),
        ({"loans": 500, "repayments": 300, "expenses": 7}, 207),
        # Refunds without loans are not premium that was used.
        ({"repayments": -500}, 0),
        # Of the others claims and expenses.
        ({"claims": 40, "expenses": 2}, 42),
        ({"transfers": -90}, 0),
    ],
)
def test_premium_used(amounts: dict[str, int], used: int) -> None:
    (found,) = use_by_category(lines(("Social", amounts)))
    assert found.used == used


def test_funds_of_one_category_are_added_and_the_blank_one_comes_last() -> None:
    found = use_by_category(
        lines(
            (None, {"premium": 5, "expenses": 9}),
            ("Social", {"premium": 100, "claims": 40}),
            ("Ambiental", {"premium": 30}),
            ("Social", {"premium": 60, "expenses": 10}),
        )
    )
    assert found == (
        CategoryUse(category="Ambiental", received=30, used=0),
        CategoryUse(category="Social", received=160, used=50),
        CategoryUse(category=None, received=5, used=9),
    )
    assert [row.balance for row in found] == [30, 110, -4]


# --- properties


@given(BOOKS)
def test_what_came_in_less_what_went_out_is_what_is_there(some: Book) -> None:
    total = settle(some).total
    counts = some.settings.counts
    cash = (Method.DEDUCTION, Method.CASH, Method.BANK)
    repayments = [row for row in some.repayments if counts(row.date)]
    repaid = sum(row.amount for row in repayments if row.method in cash)
    refunded = sum(row.amount for row in repayments if row.method is Method.REFUND)
    lent = sum(row.principal for row in some.loans if counts(row.date))
    spent = sum(row.amount for row in some.expenses if counts(row.date))
    paid = sum(row.paid or 0 for row in some.claims if row.paid_on and counts(row.paid_on))
    assert total.transfers == 0
    came_in = sum(row.opening_cash for row in some.funds) + total.premium + repaid
    assert total.closing_cash == came_in - refunded - lent - paid - spent


@given(BOOKS)
def test_equity_moves_by_premium_costs_and_write_offs_only(some: Book) -> None:
    found = settle(some)
    total = found.total
    opening_credits = sum(row.credit for row in some.members)
    opening = total.opening_cash + total.opening_portfolio - opening_credits
    written_off = sum(state.written_off for state in found.loans.states)
    costs = total.claims + total.expenses + written_off
    assert total.equity == opening + total.premium - costs
