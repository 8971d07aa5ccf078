"""Figures: exact, rounded half away from zero, written as in Peru."""

from decimal import Decimal
from fractions import Fraction

import pytest
from babel.numbers import format_currency
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.wording import numbers

CENTIMOS = st.integers(min_value=-(10**13), max_value=10**13)


@pytest.mark.parametrize(
    ("centimos", "expected"),
    [
        (125_000, "S/\u00a01,250.00"),
        (0, "S/\u00a00.00"),
        (5, "S/\u00a00.05"),
        (-1_250, "-S/\u00a012.50"),
        (-1, "-S/\u00a00.01"),
        (100_000_000_00, "S/\u00a0100,000,000.00"),
    ],
)
def test_soles(centimos: int, expected: str) -> None:
    assert numbers.soles(centimos) == expected


@given(CENTIMOS)
def test_soles_are_written_as_the_locale_data_for_peru_have_them(centimos: int) -> None:
    amount = Decimal(f"{centimos}e-2")
    assert numbers.soles(centimos) == format_currency(amount, "PEN", locale="es_PE")


@given(CENTIMOS)
def test_soles_can_be_read_back(centimos: int) -> None:
    figure = numbers.soles(centimos).replace("S/\u00a0", "").replace(",", "")
    assert Decimal(figure) * 100 == centimos


@given(CENTIMOS)
def test_english_writes_the_same_figures(centimos: int) -> None:
    amount = Decimal(f"{centimos}e-2")
    assert numbers.decimal(amount, 2) == format_decimal(amount, "#,##0.00", locale="en")


def test_dollars() -> None:
    assert numbers.dollars(Decimal(1250)) == "US$\u00a01,250.00"
    assert numbers.dollars(Decimal("-0.125")) == "-US$\u00a00.13"
    assert numbers.dollars(Decimal("-0.004")) == "US$\u00a00.00"


def test_integer() -> None:
    assert [numbers.integer(n) for n in (0, 999, 1234, -1234567)] == [
        "0",
        "999",
        "1,234",
        "-1,234,567",
    ]


@pytest.mark.parametrize(
    ("number", "places", "expected"),
    [
        (Decimal("2.675"), 2, "2.68"),
        (Decimal("2.665"), 2, "2.67"),
        (Decimal("-2.665"), 2, "-2.67"),
        (Decimal("0.5"), 0, "1"),
        (Decimal("1.5"), 0, "2"),
        (Fraction(1, 3), 4, "0.3333"),
        (Fraction(2001, 2), 0, "1,001"),
        (7, 1, "7.0"),
        (Decimal("12345678901234567890.125"), 2, "12,345,678,901,234,567,890.13"),
    ],
)
def test_decimals_round_halves_away_from_zero(
    number: int | Decimal | Fraction, places: int, expected: str
) -> None:
    assert numbers.decimal(number, places) == expected


@given(st.fractions(-(10**9), 10**9), st.integers(0, 6))
def test_a_decimal_is_never_further_than_half_a_unit(number: Fraction, places: int) -> None:
    written = numbers.decimal(number, places)
    assert abs(Fraction(written.replace(",", "")) - number) <= Fraction(1, 2 * 10**places)
    assert len(written.partition(".")[2]) == places


def test_percent_takes_a_ratio() -> None:
    assert numbers.percent(Decimal("0.125"), 1) == "12.5%"
    assert numbers.percent(Fraction(1, 3), 2) == "33.33%"
    assert numbers.percent(Fraction(1, 2)) == "50%"
    assert numbers.percent(1) == "100%"
    assert numbers.percent(Decimal("-0.005")) == "-1%"


def test_rate_has_three_or_four_decimals() -> None:
    rates = ("3.75", "3.741", "3.7415", "3.74155", "3.7", "3")
    written = ["3.750", "3.741", "3.7415", "3.7416", "3.700", "3.000"]
    assert [numbers.rate(Decimal(rate)) for rate in rates] == written


@pytest.mark.parametrize(
    ("size", "written"),
    [
        (0, "1 KB"),
        (85_400, "85 KB"),
        (999_999, "999 KB"),
        (1_000_000, "1.0 MB"),
        (26_214_400, "26.2 MB"),
    ],
)
def test_a_file_s_size(size: int, written: str) -> None:
    assert numbers.file_size(size) == written
