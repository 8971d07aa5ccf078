"""Céntimos, rounding and sharing out (rules.md §2)."""

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.core.money import Soles
from apoq_batch.core.money import centimos
from apoq_batch.core.money import round_half_up
from apoq_batch.core.money import round_up
from apoq_batch.core.money import share
from tests.core.slow_rules import slow_share

TOTALS = st.integers(min_value=0, max_value=10**9)
WEIGHTS = st.lists(
    st.integers(min_value=0, max_value=10**6), min_size=1, max_size=12
).filter(any)


@pytest.mark.parametrize(
    ("soles", "expected"),
    [("12.50", 1250), ("12.5", 1250), ("-0.01", -1), ("1E+2", 10_000)],
)
def test_soles_become_whole_centimos(soles: str, expected: int) -> None:
    assert centimos(Decimal(soles)) == expected


def test_a_third_decimal_is_refused() -> None:
    with pytest.raises(ValueError, match="two decimals"):
        centimos(Decimal("12.345"))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction(5, 2), 3),
        (Decimal("2.4999"), 2),
        (Fraction(-5, 2), -3),
        (7, 7),
        (Decimal("0.5"), 1),
        (Fraction(1, 3), 0),
    ],
)
def test_halves_are_rounded_away_from_zero(
    value: Fraction | Decimal, expected: int
) -> None:
    assert round_half_up(value) == expected


def test_rounding_up_leaves_whole_numbers_alone() -> None:
    assert [round_up(Fraction(part, 3)) for part in (6, 7, 9)] == [2, 3, 3]


def test_amounts_are_equal_by_their_centimos() -> None:
    assert Soles(150) == Soles(150)


def test_the_units_left_over_go_to_the_largest_fractional_parts() -> None:
    # 10 × 1/6 = 1.67, 10 × 2/6 = 3.33, 10 × 3/6 = 5.00: 1 + 3 + 5 = 9, one left over.
    assert share(10, [1, 2, 3]) == (2, 3, 5)


def test_ties_go_to_the_earlier_item() -> None:
    # 100 / 3 = 33.33 each: one left over. 200 / 3 = 66.67 each: two left over.
    assert share(100, [1, 1, 1]) == (34, 33, 33)
    assert share(200, [1, 1, 1]) == (67, 67, 66)


def test_fractions_are_shared_exactly() -> None:
    # 1,001 × 0.455 = 455.455, × 0.245 = 245.245, × 0.2 = 200.2, × 0.1 = 100.1.
    weights = [Fraction("45.5"), Fraction("24.5"), Fraction(20), Fraction(10)]
    assert share(1001, weights) == (456, 245, 200, 100)


def test_who_weighs_nothing_gets_nothing() -> None:
    assert share(7, [0, 2, 0]) == (0, 7, 0)
    assert share(0, [1, 2]) == (0, 0)


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_there_must_be_something_to_share_by(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        share(10, weights)


@given(TOTALS, WEIGHTS)
def test_the_parts_add_up_and_each_is_within_a_unit(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(st.integers(min_value=0, max_value=500), WEIGHTS)
def test_sharing_agrees_with_giving_unit_by_unit(total: int, weights: list[int]) -> None:
    slow = slow_share(total, [Fraction(weight) for weight in weights])
    assert list(share(total, weights)) == slow


@given(TOTALS, WEIGHTS)
def test_equal_weights_differ_by_a_unit_and_the_earlier_has_it(
    total: int, weights: list[int]
) -> None:
    parts = share(total, weights)
    for index, weight in enumerate(weights):
        for later in range(index + 1, len(weights)):
            if weights[later] == weight:
                assert 0 <= parts[index] - parts[later] <= 1


@given(TOTALS, WEIGHTS)
def test_a_larger_weight_never_gets_less(total: int, weights: list[int]) -> None:
    parts = share(total, weights)
    in_order = sorted(zip(weights, parts, strict=True))
    for (lighter, less), (heavier, more) in pairwise(in_order):
        assert lighter == heavier or less <= more


@given(TOTALS, WEIGHTS, st.fractions(min_value=Fraction(1, 1000), max_value=1000))
def test_only_the_proportion_of_the_weights_matters(
    total: int, weights: list[int], scale: Fraction
) -> None:
    assert share(total, [weight * scale for weight in weights]) == share(total, weights)
