"""R Cartera and R Cuotas against the figures of the conformance cases."""

from collections import defaultdict
from datetime import date

import pytest

from apoq_batch.core.period import Month
from apoq_batch.core.rules.settlement import settle
from apoq_batch.tables.model import Value
from apoq_batch.tables.portfolio import portfolio_table
from apoq_batch.tables.portfolio import schedule_table
from apoq_batch.wording.texts import texts
from tests.builders import book
from tests.builders import delivery
from tests.builders import loan
from tests.builders import on
from tests.builders import repayment
from tests.builders import settings
from tests.tables.test_members import given
from tests.tables.test_result_tables import CASES
from tests.tables.test_result_tables import rows_by
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of


def bucket_of(days: int) -> str:
    if days > 90:
        return "90+"
    return next(
        name
        for name, most in (("0", 0), ("1-30", 30), ("31-60", 60), ("61-90", 90))
        if days <= most
    )


@pytest.mark.parametrize("case", CASES)
def test_loans_have_the_given_figures_but_for_those_settled_before(case: str) -> None:
    rows = rows_by(tables_of(case)["portfolio"], "number")
    settled_before = set()
    for number, wanted in given(case)["portfolio"].items():
        if number in rows:
            assert {key: rows[number][key] for key in wanted} == wanted
        else:
            settled_before.add(number)
    opening = settled(case).book.settings.opening_date
    assert settled_before == {
        one.number
        for one in settled(case).book.loans
        if one.date < opening and one.opening_balance == 0
    }
    assert settled_before
    assert set(rows) <= set(given(case)["portfolio"])


@pytest.mark.parametrize("case", CASES)
def test_buckets_follow_the_days_late(case: str) -> None:
    for row in rows_by(tables_of(case)["portfolio"], "number").values():
        days, overdue = row["days_late"], row["overdue"]
        assert isinstance(days, int)
        assert row["bucket"] == bucket_of(days)
        assert (days > 0) == (overdue != 0)


def test_the_cases_show_every_bucket() -> None:
    seen = {
        name for case in CASES for name in tables_of(case)["portfolio"].column("bucket")
    }
    assert seen == {"0", "1-30", "31-60", "61-90", "90+"}


@pytest.mark.parametrize("case", CASES)
def test_the_next_due_is_the_earliest_unpaid_instalment_not_yet_due(case: str) -> None:
    end = settled(case).month.end
    plans: dict[object, list[tuple[date, int]]] = defaultdict(list)
    schedule = tables_of(case)["schedule"]
    for number, due, left in zip(
        schedule.column("number"),
        schedule.column("due"),
        schedule.column("outstanding"),
        strict=True,
    ):
        assert isinstance(due, date)
        assert isinstance(left, int)
        if left and due >= end:
            plans[number].append((due, left))
    for number, row in rows_by(tables_of(case)["portfolio"], "number").items():
        wanted = min(plans[number], default=(None, None))
        assert (row["next_due"], row["next_amount"]) == wanted


def test_a_loan_s_row_from_first_to_last() -> None:
    plan = loan("P1", principal=300_01, first_due=on(2, 10))
    paid = repayment(150_00, date=on(2, 10), loan="P1")
    table = portfolio_table(settle(book(loans=[plan], repayments=[paid])), texts("es"))
    assert table.rows == (
        (
            "P1",
            "S1",
            "Chero Ipanaqué, Ana",
            "2025-T4",
            300_01,
            150_00,
            150_01,
            50_00,
            21,
            "1-30",
            on(4, 10),
            100_01,
        ),
    )


@pytest.mark.parametrize(("language", "quarter"), [("es", "2025-T4"), ("en", "2025-Q4")])
def test_a_quarter_is_written_as_its_language_does(language: str, quarter: str) -> None:
    table = portfolio_table(settle(book(loans=[loan()])), texts(language))
    assert table.column("quarter") == (quarter,)


def test_an_instalment_due_on_the_last_day_is_the_next_one_and_not_overdue() -> None:
    plan = loan("P1", first_due=on(3, 31), instalments=1)
    table = portfolio_table(settle(book(loans=[plan])), texts("es"))
    assert table.column("overdue") == (0,)
    assert table.column("next_due") == (on(3, 31),)
    assert table.column("next_amount") == (300_00,)


def test_a_loan_settled_before_the_year_is_left_out_and_one_settled_in_it_is_not() -> None:
    before = loan("P0", date=on(7, 10, 2025), first_due=on(8, 10, 2025), opening_balance=0)
    within = loan(
        "P2", date=on(8, 10, 2025), first_due=on(9, 10, 2025), opening_balance=50_00
    )
    paid = repayment(50_00, loan="P2")
    later = loan("P3", date=on(4, 2), first_due=on(5, 2))
    done = settle(book(loans=[before, within, later], repayments=[paid]))
    table = portfolio_table(done, texts("es"))
    assert table.column("number") == ("P2",)
    assert table.column("outstanding") == (0,)
    assert table.column("paid") == (300_00,)
    assert table.column("next_due") == (None,)
    assert table.column("next_amount") == (None,)
    assert "P2" not in schedule_table(done).column("number")


@pytest.mark.parametrize("case", CASES)
def test_the_schedule_has_loans_with_something_owed_and_proposed_ones(case: str) -> None:
    owing = {
        number for number, row in given(case)["portfolio"].items() if row["outstanding"]
    }
    month = settled(case).month
    prefix = f"P-{month.year}T{month.quarter.number}-"
    proposed = {
        f"{prefix}{code}" for code, row in given(case)["loans"].items() if row["loan"]
    }
    assert set(tables_of(case)["schedule"].column("number")) == owing | proposed


@pytest.mark.parametrize("case", CASES)
def test_the_instalments_of_a_loan_add_up_to_it(case: str) -> None:
    totals: dict[Value, list[int]] = defaultdict(lambda: [0, 0, 0])
    numbers: dict[Value, list[Value]] = defaultdict(list)
    for number, _, place, _, *amounts in tables_of(case)["schedule"].rows:
        numbers[number].append(place)
        for index, amount in enumerate(amounts):
            assert isinstance(amount, int)
            totals[number][index] += amount
    loans = rows_by(tables_of(case)["portfolio"], "number")
    proposals = {f"{line.number}": line.loan for line in settled(case).allocation.proposed}
    for number, found in totals.items():
        if number in loans:
            row = loans[number]
            assert found == [row["principal"], row["paid"], row["outstanding"]]
        else:
            assert found == [proposals[str(number)], 0, proposals[str(number)]]
        assert numbers[number] == list(range(1, len(numbers[number]) + 1))


def test_a_proposed_loan_is_due_monthly_from_a_month_after_it_is_handed_out() -> None:
    months = settings(Month(2026, 3), loan_maximum=100_00, disbursement_date=on(4, 15))
    table = schedule_table(settle(book(months, deliveries=[delivery()])))
    assert table.rows == (
        ("P-2026T1-S1", "S1", 1, on(5, 15), 33_33, 0, 33_33),
        ("P-2026T1-S1", "S1", 2, on(6, 15), 33_33, 0, 33_33),
        ("P-2026T1-S1", "S1", 3, on(7, 15), 33_34, 0, 33_34),
    )


@pytest.mark.parametrize("case", CASES)
def test_the_coloured_instalments_add_up_to_what_is_overdue(case: str) -> None:
    schedule, portfolio = tables_of(case)["schedule"], tables_of(case)["portfolio"]
    assert schedule.as_of is not None
    due, left = schedule.place("due"), schedule.place("outstanding")
    late = [row[left] for row in schedule.rows if is_before(row[due], schedule.as_of)]
    assert sum(amount for amount in late if isinstance(amount, int)) == portfolio.total(
        portfolio.columns[portfolio.place("overdue")]
    )


def is_before(day: Value, end: date) -> bool:
    return isinstance(day, date) and day < end
