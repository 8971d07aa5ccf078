"""A month settled as a whole: members' figures, and all rules against slow ones."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.core.checks.advice import advise
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.records import Book
from apoq_batch.core.rules.proofs import prove
from apoq_batch.core.rules.settlement import settle
from tests.builders import book
from tests.builders import claim
from tests.builders import delivery
from tests.builders import emergency_fund
from tests.builders import fund
from tests.builders import lending_fund
from tests.builders import loan
from tests.builders import member
from tests.builders import members
from tests.builders import on
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import settings
from tests.core.figures import everything
from tests.core.figures import figures
from tests.core.slow_rules import slow_figures
from tests.sampling import tries
from tests.strategies import BOOKS
from tests.strategies import SEEDS
from tests.strategies import renumbered
from tests.strategies import shuffled


def test_a_member_has_all_figures() -> None:
    some = book(
        settings(Month(2026, 5), family_annual_cap=500_00),
        members=(member("S1", credit=5_00), member("S2")),
        deliveries=(
            delivery("S1", 7, date=on(12, 30, 2025)),
            delivery("S1", 10, date=on(1, 5)),
            delivery("S1", 20, date=on(4, 5)),
            delivery("S1", 40, date=on(5, 31)),
            delivery("S1", 80, date=on(6, 1)),
        ),
        receipts=(receipt(30_00, date=on(2, 1)), receipt(60_00, date=on(5, 1))),
        loans=(loan(),),
        repayments=(repayment(120_00),),
        # 100.00 less 20 % are granted.
        claims=(claim(paid=40_00, paid_on=on(3, 9)), claim("E2", date=on(4, 9))),
    )
    found = settle(some)
    line = found.member_lines["S1"]
    assert (line.boxes_month, line.boxes_quarter, line.boxes_year) == (40, 60, 70)
    assert line.premium_generated == 90_00
    assert (line.loans_outstanding, line.overdue, line.credit) == (180_00, 180_00, 5_00)
    assert (line.support.used, line.support.left) == (120_00, 380_00)
    other = found.member_lines["S2"]
    assert (other.boxes_year, other.premium_generated, other.credit) == (0, 0, 0)


def test_deliveries_before_the_opening_date_count_for_base_windows_only() -> None:
    # Opened on 1 February: January's 10 boxes are in the base of the quarter alone.
    some = book(
        settings(opening_date=on(2, 1)),
        deliveries=(delivery("S1", 10, date=on(1, 31)), delivery("S1", 5)),
    )
    found = settle(some)
    line = found.member_lines["S1"]
    assert (line.boxes_quarter, line.boxes_year) == (5, 5)
    assert found.allocation.lines[0].applicant.base_boxes == 15


def test_a_settlement_knows_its_month_and_totals() -> None:
    # P1 (300.00, of 10 February) is 49 days late at 31 March, P2 not yet due.
    late, good = loan("P1"), loan("P2", principal=900_00, first_due=on(4, 10))
    found = settle(book(loans=(late, good)))
    assert (found.month, found.quarter) == (Month(2026, 3), Quarter(2026, 1))
    assert (found.portfolio, found.par30) == (1_200_00, Fraction(1, 4))
    assert found.total.opening_cash == 3_000_00
    assert found.total.closing_cash == 3_000_00 - 1_200_00
    assert list(found.fund_lines) == ["EDU", "EME", "PRE"]


def test_the_pool_is_free_cash_of_the_loan_fund() -> None:
    funds = (lending_fund(1_000_00, minimum_reserve=100_00), emergency_fund(), fund())
    some = book(
        settings(quarter_budget=700_00),
        funds=funds,
        members=(member("S1", credit=5_00), member("S2")),
        receipts=(receipt(200_00),),
    )
    pool = settle(some).allocation.pool
    # Half of the premium is the loan fund's: 1,000 + 100 − 100 − 5 = 995.
    assert (pool.cash, pool.reserve, pool.credits) == (1_100_00, 100_00, 5_00)
    assert (pool.budget, pool.amount) == (700_00, 700_00)


def test_everyone_stands_in_loans_and_members_in_order_of_code() -> None:
    found = settle(book(members=members("b", "C", "A")))
    assert [line.code for line in found.allocation.lines] == ["A", "b", "C"]
    assert [line.member.code for line in found.members] == ["A", "b", "C"]


def test_a_month_run_again_proposes_the_same_once_the_loans_are_entered() -> None:
    # The proposals enter the books with the day of disbursement, after the month.
    rows = {"members": members("S1", "S2"), "deliveries": (delivery("S1"), delivery("S2"))}
    first = settle(book(**rows))
    entered = [
        loan(
            line.number or "",
            line.code,
            line.loan or 0,
            quarter=first.quarter,
            date=first.book.settings.disbursement_date,
        )
        for line in first.allocation.proposed
    ]
    again = settle(book(**rows, loans=entered))
    assert len(entered) == 2
    assert everything(again) == everything(first)


@tries(150)
@given(BOOKS)
def test_all_figures_agree_with_the_slow_rules(some: Book) -> None:
    assert figures(settle(some)) == slow_figures(some)


@given(BOOKS, SEEDS)
def test_the_order_of_the_rows_changes_no_figure(some: Book, seed: int) -> None:
    mixed = renumbered(shuffled(some, seed))
    first, second = settle(some), settle(mixed)
    assert everything(first) == everything(second)
    assert prove(first) == prove(second)


@given(BOOKS, SEEDS)
def test_the_order_of_the_rows_changes_no_advice(some: Book, seed: int) -> None:
    first, second = settle(some), settle(shuffled(some, seed))
    assert sorted(map(repr, advise(first))) == sorted(map(repr, advise(second)))


@given(BOOKS, st.integers(min_value=0, max_value=9))
def test_rows_after_the_month_change_no_figure(some: Book, days: int) -> None:
    end = some.settings.end
    kept = {
        name: [row for row in getattr(some, name) if row.date <= end]
        for name in ("deliveries", "receipts", "loans", "repayments", "expenses")
    }
    others = {name: getattr(some, name) for name in ("claims", "transfers", "projects")}
    alike = {name: getattr(some, name) for name in ("funds", "split", "members")}
    without = book(some.settings, relatives=some.relatives, **kept, **others, **alike)
    assert everything(settle(without)) == everything(settle(some))
