"""Days, months and quarters in both languages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.wording import dates

MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto setiembre "
    "octubre noviembre diciembre"
)
ENGLISH_MONTHS = (
    "January February March April May June July August September October November December"
)
DAY = date(2026, 9, 30)


def test_long_date() -> None:
    assert dates.long_date(DAY, "es") == "30 de setiembre de 2026"
    assert dates.long_date(DAY, "en") == "30 September 2026"
    assert dates.long_date(date(2026, 1, 1), "es") == "1 de enero de 2026"


def test_short_date() -> None:
    assert dates.short_date(DAY) == "30/09/2026"
    assert dates.short_date(date(2026, 1, 2)) == "02/01/2026"


def test_the_months_are_those_of_peru() -> None:
    assert [dates.month_name(month, "es") for month in range(1, 13)] == MONTHS.split()
    assert [
        dates.month_name(month, "en") for month in range(1, 13)
    ] == ENGLISH_MONTHS.split()


def test_month_and_year() -> None:
    assert dates.month_year(Month(2026, 9), "es") == "setiembre de 2026"
    assert dates.month_year(Month(2026, 9), "en") == "September 2026"


@pytest.mark.parametrize(
    ("number", "spanish", "english"),
    [
        (
            1,
            "primer trimestre de 2026 (enero a marzo)",
            "first quarter of 2026 (January to March)",
        ),
        (
            2,
            "segundo trimestre de 2026 (abril a junio)",
            "second quarter of 2026 (April to June)",
        ),
        (
            3,
            "tercer trimestre de 2026 (julio a setiembre)",
            "third quarter of 2026 (July to September)",
        ),
        (
            4,
            "cuarto trimestre de 2026 (octubre a diciembre)",
            "fourth quarter of 2026 (October to December)",
        ),
    ],
)
def test_quarter(number: int, spanish: str, english: str) -> None:
    assert dates.quarter_name(Quarter(2026, number), "es") == spanish
    assert dates.quarter_name(Quarter(2026, number), "en") == english


@given(st.dates(), st.sampled_from(["es", "en"]))
def test_no_two_days_are_written_alike(day: date, language: str) -> None:
    written = dates.long_date(day, language)
    number, *_, year = written.split()
    assert (int(number), int(year)) == (day.day, day.year)
    assert dates.month_name(day.month, language) in written
    assert date(*map(int, reversed(dates.short_date(day).split("/")))) == day


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LookupError):
        dates.long_date(DAY, "fr")
