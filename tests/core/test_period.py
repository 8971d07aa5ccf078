"""Months, quarters, whole months, due dates and ages (rules.md §1, §4)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.period import add_months
from apoq_batch.core.period import age_on
from apoq_batch.core.period import quarters_between
from apoq_batch.core.period import whole_months
from tests.builders import on
from tests.core.slow_rules import slow_age
from tests.core.slow_rules import slow_months

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2040, 12, 31))
SPANS = st.integers(min_value=-60, max_value=60)


def test_a_month_knows_its_days_and_its_quarter() -> None:
    february = Month(2024, 2)
    assert (february.start, february.end) == (date(2024, 2, 1), date(2024, 2, 29))
    assert february.quarter == Quarter(2024, 1)
    assert str(february) == "2024-02"
    assert Month.of(on(9, 30)) == Month(2026, 9)


def test_four_months_of_the_year_close_a_quarter() -> None:
    closing = [month for month in range(1, 13) if Month(2026, month).closes_quarter]
    assert closing == [3, 6, 9, 12]


def test_months_are_shifted_over_the_years() -> None:
    assert Month(2026, 11).shifted(2) == Month(2027, 1)
    assert Month(2026, 1).shifted(-1) == Month(2025, 12)


def test_a_quarter_knows_its_months_and_days() -> None:
    quarter = Quarter.of(on(8, 15))
    assert quarter.months == (Month(2026, 7), Month(2026, 8), Month(2026, 9))
    assert (quarter.start, quarter.end) == (on(7, 1), on(9, 30))
    assert quarter.shifted(-3) == Quarter(2025, 4)
    assert str(quarter) == "2026-T3"


def test_quarters_between_two_include_both() -> None:
    first, last = Quarter(2025, 4), Quarter(2026, 2)
    between = [Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2)]
    assert list(quarters_between(first, last)) == between
    assert list(quarters_between(last, first)) == []


@pytest.mark.parametrize(
    ("first", "second", "months"),
    [
        # The examples of the text.
        (on(1, 15), on(7, 14), 5),
        (on(1, 15), on(7, 15), 6),
        # A day past the end of a short month counts as its last day.
        (on(1, 31), on(2, 27), 0),
        (on(1, 31), on(2, 28), 1),
        (on(1, 30), on(2, 28), 1),
        (on(8, 31), on(9, 30), 1),
        (on(1, 29, 2024), on(2, 29, 2024), 1),
        # The other way about, the last day of a short month is a day like any other.
        (on(2, 28), on(3, 28), 1),
        (on(2, 28), on(3, 27), 0),
        (on(2, 29, 2024), on(2, 28, 2025), 12),
        # Negative when the second date is earlier, by a day too.
        (on(3, 10), on(3, 10), 0),
        (on(3, 10), on(3, 9), -1),
        (on(3, 10), on(2, 10), -1),
        (on(3, 10), on(2, 9), -2),
        (on(1, 5), on(12, 31, 2025), -1),
    ],
)
def test_whole_months(first: date, second: date, months: int) -> None:
    assert whole_months(first, second) == months


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (on(1, 31), 1, on(2, 28)),
        (on(1, 31), 2, on(3, 31)),
        (on(1, 31, 2024), 1, on(2, 29, 2024)),
        (on(12, 15), 1, on(1, 15, 2027)),
        (on(3, 31), -1, on(2, 28)),
    ],
)
def test_the_same_day_of_a_month_or_its_last(day: date, months: int, due: date) -> None:
    assert add_months(day, months) == due


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (on(6, 15, 2008), on(6, 14), 17),
        (on(6, 15, 2008), on(6, 15), 18),
        # Born on 29 February: 1 March in other years.
        (on(2, 29, 2008), on(2, 28), 17),
        (on(2, 29, 2008), on(3, 1), 18),
        (on(2, 29, 2008), on(2, 28, 2024), 15),
        (on(2, 29, 2008), on(2, 29, 2024), 16),
    ],
)
def test_ages(born: date, day: date, age: int) -> None:
    assert age_on(born, day) == age


@given(DAYS, DAYS)
def test_whole_months_agree_with_adding_month_by_month(first: date, second: date) -> None:
    assert whole_months(first, second) == slow_months(first, second)


@given(DAYS, DAYS)
def test_whole_months_are_negative_exactly_when_the_second_is_earlier(
    first: date, second: date
) -> None:
    assert (whole_months(first, second) < 0) is (second < first)


@given(DAYS, SPANS)
def test_adding_months_gives_as_many_whole_months(day: date, months: int) -> None:
    assert whole_months(day, add_months(day, months)) == months


@given(DAYS, DAYS)
def test_ages_agree_with_counting_birthdays(born: date, day: date) -> None:
    if born <= day:
        assert age_on(born, day) == slow_age(born, day)


@given(DAYS, SPANS)
def test_shifting_a_month_and_back_gives_it_again(day: date, months: int) -> None:
    month = Month.of(day)
    assert month.shifted(months).shifted(-months) == month
    assert month.quarter.shifted(months).shifted(-months) == month.quarter
    assert month.start in (one.start for one in month.quarter.months)
