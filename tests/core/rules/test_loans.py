"""The state of each loan at the month's end (rules.md §4)."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.core.period import Month
from apoq_batch.core.records import Book
from apoq_batch.core.records import Loan
from apoq_batch.core.records import Method
from apoq_batch.core.records import Repayment
from apoq_batch.core.rules.loans import LoanBook
from apoq_batch.core.rules.loans import LoanState
from apoq_batch.core.rules.loans import apply_repayments
from apoq_batch.core.rules.loans import outstanding_total
from apoq_batch.core.rules.loans import paid_before
from apoq_batch.core.rules.loans import portfolio_at_risk
from apoq_batch.core.rules.loans import repayments_in_order
from apoq_batch.core.rules.loans import schedule_of
from tests.builders import book
from tests.builders import loan
from tests.builders import member
from tests.builders import members
from tests.builders import on
from tests.builders import repayment
from tests.builders import settings
from tests.strategies import BOOKS


def outstanding(found: LoanBook) -> dict[str, int]:
    return {state.loan.number: state.outstanding for state in found.states}


def only_state(one: Loan, *repayments: Repayment, month: int = 3) -> LoanState:
    some = book(settings(Month(2026, month)), loans=(one,), repayments=repayments)
    (state,) = apply_repayments(some).states
    return state


# --- schedules


def test_the_last_instalment_takes_the_rest() -> None:
    # 100.00 in three: 33.33, 33.33 and 33.34.
    parts = schedule_of(100_00, 3, on(1, 31))
    assert [part.amount for part in parts] == [33_33, 33_33, 33_34]
    assert [part.number for part in parts] == [1, 2, 3]


def test_instalments_fall_on_the_same_day_or_the_last_of_the_month() -> None:
    dues = [part.due for part in schedule_of(100_00, 4, on(1, 31))]
    assert dues == [on(1, 31), on(2, 28), on(3, 31), on(4, 30)]


def test_what_is_paid_covers_the_earliest_instalments_first() -> None:
    parts = schedule_of(100_00, 3, on(1, 31), paid=40_00)
    assert [part.paid for part in parts] == [33_33, 6_67, 0]
    assert [part.left for part in parts] == [0, 26_66, 33_34]


def test_a_few_centimos_fall_due_with_the_last_instalment() -> None:
    assert [part.amount for part in schedule_of(2, 3, on(1, 31))] == [0, 0, 2]


@given(
    st.integers(min_value=1, max_value=10**9),
    st.integers(min_value=1, max_value=24),
    st.dates(min_value=date(2020, 1, 1), max_value=date(2030, 1, 1)),
    st.fractions(min_value=0, max_value=1),
)
def test_a_schedule_adds_up_to_its_principal(
    principal: int, instalments: int, first_due: date, part: Fraction
) -> None:
    paid = int(principal * part)
    parts = schedule_of(principal, instalments, first_due, paid)
    assert len(parts) == instalments
    assert sum(one.amount for one in parts) == principal
    assert sum(one.paid for one in parts) == paid
    assert all(0 <= one.paid <= one.amount for one in parts)
    unpaid = [one.left > 0 for one in parts if one.amount]
    assert unpaid == sorted(unpaid)
    assert len({one.amount for one in parts[:-1]}) <= 1
    for earlier, later in pairwise(parts):
        assert Month.of(later.due) == Month.of(earlier.due).shifted(1)


# --- what was paid before the year


@pytest.mark.parametrize(
    ("changes", "before"),
    [
        ({"date": on(12, 31, 2025), "opening_balance": 120_00}, 180_00),
        ({"date": on(12, 31, 2025), "opening_balance": 0}, 300_00),
        ({"date": on(12, 31, 2025)}, 0),
        ({"date": on(1, 1), "opening_balance": 120_00}, 0),
    ],
)
def test_an_older_loan_counts_as_paid_down_to_its_opening_balance(
    changes: dict[str, Any], before: int
) -> None:
    assert paid_before(loan(**changes), on(1, 1)) == before


def test_a_loan_settled_before_the_year_is_known_as_such() -> None:
    settled = only_state(loan(date=on(10, 1, 2025), opening_balance=0))
    assert (settled.settled_before, settled.paid, settled.outstanding) == (True, 300_00, 0)
    paid_now = only_state(loan(), repayment(300_00))
    assert (paid_now.settled_before, paid_now.outstanding) == (False, 0)


def test_loans_after_the_month_belong_to_a_later_one() -> None:
    some = book(loans=(loan("P1", date=on(4, 1)), loan("P2", date=on(3, 31))))
    assert outstanding(apply_repayments(some)) == {"P2": 300_00}


# --- the order of repayments


def test_repayments_go_by_date_rank_number_receipt_and_amount() -> None:
    ordered = [
        repayment(9, date=on(2, 1), method=Method.REFUND),
        repayment(8, loan="P1", receipt="R1", method=Method.BANK),
        repayment(7, loan="p2"),
        repayment(6, loan="P2", receipt="R1", method=Method.DEDUCTION),
        repayment(1, loan="P2", receipt="R2"),
        repayment(2, loan="P2", receipt="R2"),
        repayment(1, receipt=None),
        repayment(1, receipt="R0"),
        repayment(5, loan="P1", method=Method.WRITEOFF),
        repayment(5, method=Method.WRITEOFF),
        repayment(4, loan="P1", method=Method.APPLIED),
        repayment(3, method=Method.REFUND),
        repayment(8, date=on(2, 11), loan="P1"),
    ]
    assert repayments_in_order(book(repayments=reversed(ordered))) == [
        replace(row, source=replace(row.source, row=len(ordered) + 1 - index))
        for index, row in enumerate(ordered)
    ]


def test_repayments_outside_the_year_and_month_do_not_count() -> None:
    dates = [on(12, 31, 2025), on(1, 1), on(3, 31), on(4, 1)]
    rows = [repayment(date=day) for day in dates]
    counted = repayments_in_order(book(repayments=rows))
    assert [row.date for row in counted] == [on(1, 1), on(3, 31)]


def test_numbered_ones_come_first_on_their_day() -> None:
    # P1 owes 100.00. The 80.00 for P1 come first; of the 60.00 without a number 20.00
    # are left for P1 and 40.00 for P2. The other way about P2 would get nothing.
    some = book(
        loans=(loan("P1", principal=100_00), loan("P2", date=on(1, 20))),
        repayments=(repayment(60_00), repayment(80_00, loan="P1")),
    )
    assert outstanding(apply_repayments(some)) == {"P1": 0, "P2": 260_00}


def test_payments_come_before_write_offs_of_the_same_day() -> None:
    some = book(
        loans=(loan(principal=100_00),),
        repayments=(
            repayment(40_00, loan="P1", method=Method.WRITEOFF),
            repayment(60_00, loan="P1"),
        ),
    )
    found = apply_repayments(some)
    assert [effect.repayment.method for effect in found.effects] == ["cash", "writeoff"]
    assert (found.states[0].repaid, found.states[0].written_off) == (60_00, 40_00)
    assert found.credits == {}


def test_a_credit_made_and_applied_on_one_day_can_be_refunded_that_day() -> None:
    # 100.00 to P1 of 70.00: 30.00 of credit; 20.00 go to P2, 10.00 are paid out.
    some = book(
        loans=(loan("P1", principal=70_00), loan("P2", principal=50_00)),
        repayments=(
            repayment(10_00, method=Method.REFUND),
            repayment(20_00, loan="P2", method=Method.APPLIED),
            repayment(100_00, loan="P1"),
        ),
    )
    found = apply_repayments(some)
    assert outstanding(found) == {"P1": 0, "P2": 30_00}
    assert found.credits == {}
    assert [effect.credit_before for effect in found.effects] == [0, 30_00, 10_00]


# --- where repayments go


def test_without_a_number_the_oldest_loans_on_or_before_the_day_are_paid() -> None:
    # 250.00: P9 (5 January) takes 100.00, p1 (10 January) 100.00, P2 (10 January) the
    # rest of 50.00; P0 is lent the day after.
    some = book(
        loans=(
            loan("P0", principal=100_00, date=on(2, 11)),
            loan("P2", principal=100_00, date=on(1, 10)),
            loan("p1", principal=100_00, date=on(1, 10)),
            loan("P9", principal=100_00, date=on(1, 5)),
            loan("P5", "S2", 100_00, date=on(1, 1)),
        ),
        members=members("S1", "S2"),
        repayments=(repayment(250_00),),
    )
    found = apply_repayments(some)
    assert outstanding(found) == {
        "P0": 100_00,
        "P2": 50_00,
        "p1": 0,
        "P9": 0,
        "P5": 100_00,
    }
    assert found.effects[0].applied == (("P9", 100_00), ("p1", 100_00), ("P2", 50_00))
    assert [state.loan.number for state in found.of_member("S1")] == [
        "P9",
        "p1",
        "P2",
        "P0",
    ]


def test_a_loan_lent_that_day_can_be_repaid() -> None:
    assert only_state(loan(date=on(2, 10)), repayment(30_00)).outstanding == 270_00


def test_what_exceeds_the_debt_becomes_credit_and_is_not_applied_by_itself() -> None:
    # 130.00 to P1 of 100.00: 30.00 of credit, though P2 is owed and overdue.
    some = book(
        members=(member(credit=5_00),),
        loans=(loan("P1", principal=100_00), loan("P2", principal=100_00)),
        repayments=(repayment(130_00, loan="P1"),),
    )
    found = apply_repayments(some)
    assert outstanding(found) == {"P1": 0, "P2": 100_00}
    assert found.credits == {"S1": 35_00}
    assert (found.effects[0].to_credit, found.effects[0].credit_before) == (30_00, 5_00)


def test_without_a_number_the_excess_over_all_loans_becomes_credit() -> None:
    some = book(loans=(loan(principal=100_00),), repayments=(repayment(130_00),))
    assert apply_repayments(some).credits == {"S1": 30_00}


def test_an_application_takes_from_the_credit_and_repays() -> None:
    some = book(
        members=(member(credit=50_00),),
        loans=(loan(principal=100_00),),
        repayments=(repayment(30_00, loan="P1", method=Method.APPLIED),),
    )
    found = apply_repayments(some)
    assert outstanding(found) == {"P1": 70_00}
    assert (found.credits, found.states[0].repaid) == ({"S1": 20_00}, 30_00)


def test_an_application_above_the_debt_is_told() -> None:
    some = book(
        members=(member(credit=50_00),),
        loans=(loan(principal=20_00),),
        repayments=(repayment(30_00, method=Method.APPLIED),),
    )
    assert apply_repayments(some).effects[0].beyond_debt == 10_00


def test_a_refund_pays_the_credit_out_and_repays_nothing() -> None:
    some = book(
        members=(member(credit=50_00),),
        loans=(loan(),),
        repayments=(repayment(20_00, method=Method.REFUND),),
    )
    found = apply_repayments(some)
    assert (outstanding(found), found.credits) == ({"P1": 300_00}, {"S1": 30_00})


def test_a_write_off_above_the_debt_leaves_no_credit() -> None:
    some = book(
        loans=(loan(principal=20_00),),
        repayments=(repayment(30_00, loan="P1", method=Method.WRITEOFF),),
    )
    found = apply_repayments(some)
    assert (found.effects[0].beyond_debt, found.credits) == (10_00, {})
    assert found.states[0].written_off == 20_00


def test_a_number_that_is_no_loan_of_the_month_repays_none() -> None:
    some = book(loans=(loan(),), repayments=(repayment(30_00, loan="P7"),))
    found = apply_repayments(some)
    assert (outstanding(found), found.effects[0].applied) == ({"P1": 300_00}, ())


# --- ageing


def test_overdue_is_the_unpaid_part_of_instalments_due_before_the_end() -> None:
    # 100.00 each on 10 February, 10 March and 10 April; 130.00 paid by 31 March.
    state = only_state(loan(), repayment(130_00))
    assert (state.paid, state.outstanding, state.overdue) == (130_00, 170_00, 70_00)
    # From 10 to 31 March.
    assert (state.days_late, state.bucket) == (21, "1-30")


def test_days_late_count_from_the_earliest_unpaid_instalment() -> None:
    # From 10 February to 31 March 2026: 18 + 31 = 49 days.
    state = only_state(loan(), repayment(99_99))
    assert (state.overdue, state.days_late, state.bucket) == (100_01, 49, "31-60")


def test_an_instalment_due_at_the_end_is_not_overdue_but_next() -> None:
    state = only_state(loan(first_due=on(3, 31)))
    assert (state.overdue, state.days_late, state.bucket) == (0, 0, "0")
    upcoming = state.next_instalment(on(3, 31))
    assert upcoming is not None
    assert (upcoming.due, upcoming.left) == (on(3, 31), 100_00)


def test_the_next_instalment_is_the_earliest_not_yet_due_with_something_to_pay() -> None:
    state = only_state(loan(first_due=on(3, 10)), repayment(250_00))
    upcoming = state.next_instalment(on(3, 31))
    assert upcoming is not None
    assert (upcoming.due, upcoming.left) == (on(5, 10), 50_00)
    assert only_state(loan(), repayment(300_00)).next_instalment(on(3, 31)) is None


@pytest.mark.parametrize(
    ("due", "days", "bucket"),
    [
        (on(6, 30), 0, "0"),
        (on(6, 29), 1, "1-30"),
        (on(5, 31), 30, "1-30"),
        (on(5, 30), 31, "31-60"),
        (on(5, 1), 60, "31-60"),
        (on(4, 30), 61, "61-90"),
        (on(4, 1), 90, "61-90"),
        (on(3, 31), 91, "90+"),
    ],
)
def test_buckets_at_30_june(due: date, days: int, bucket: str) -> None:
    state = only_state(loan(instalments=1, first_due=due), month=6)
    assert (state.days_late, state.bucket) == (days, bucket)


def test_write_offs_take_off_the_debt_but_are_not_repaid() -> None:
    rows = (repayment(60_00), repayment(90_00, loan="P1", method=Method.WRITEOFF))
    state = only_state(loan(), *rows)
    assert (state.paid, state.outstanding, state.repaid) == (150_00, 150_00, 60_00)
    assert state.repaid_share == Fraction(1, 5)


def test_par30_is_what_is_owed_on_loans_over_30_days_late() -> None:
    # At 30 June P1 (31 days late) owes 100.00, P2 (30 days late) 300.00: 100 / 400.
    late = loan("P1", principal=100_00, instalments=1, first_due=on(5, 30))
    less = loan("P2", principal=300_00, instalments=1, first_due=on(5, 31))
    states = apply_repayments(book(settings(Month(2026, 6)), loans=(late, less))).states
    assert outstanding_total(states) == 400_00
    assert portfolio_at_risk(states) == Fraction(1, 4)
    assert portfolio_at_risk(()) is None


# --- properties


@given(BOOKS)
def test_nobody_ever_owes_less_than_nothing(some: Book) -> None:
    found = apply_repayments(some)
    assert all(0 <= state.outstanding <= state.loan.principal for state in found.states)
    assert all(0 <= state.overdue <= state.outstanding for state in found.states)
    assert all((state.days_late > 0) is (state.overdue > 0) for state in found.states)
    assert all(credit > 0 for credit in found.credits.values())


@given(BOOKS)
def test_money_paid_is_debt_less_or_credit_more(some: Book) -> None:
    found = apply_repayments(some)
    opening = some.settings.opening_date
    lent = sum(state.loan.principal for state in found.states)
    before = sum(paid_before(state.loan, opening) for state in found.states)
    credits_before = sum(row.credit for row in some.members)
    came_in = went_out = 0
    for effect in found.effects:
        amount = effect.repayment.amount
        if effect.repayment.method is Method.REFUND:
            went_out += amount
        elif effect.repayment.method is not Method.APPLIED:
            came_in += amount
    owed_less = lent - before - outstanding_total(found.states)
    credits_more = sum(found.credits.values()) - credits_before
    assert came_in - went_out == owed_less + credits_more


@given(BOOKS)
def test_each_schedule_is_covered_by_what_was_paid(some: Book) -> None:
    for state in apply_repayments(some).states:
        assert sum(part.amount for part in state.schedule) == state.loan.principal
        assert sum(part.left for part in state.schedule) == state.outstanding
