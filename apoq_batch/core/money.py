"""Exact money: whole céntimos, rounding and sharing out.

Knows numbers only; must not know currencies' names, languages or records.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from math import floor

Exact = int | Fraction | Decimal


@dataclass(frozen=True, slots=True)
class Soles:
    """An amount of soles in whole céntimos, marked as money for whoever words it."""

    centimos: int


def centimos(amount: Decimal) -> int:
    """Soles as whole céntimos; ValueError when there are more than two decimals."""
    scaled = amount * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} has more than two decimals")
    return int(scaled)


def round_half_up(value: Exact) -> int:
    """Round to the nearest whole number, halves away from zero (rules.md §3.1, §7.1)."""
    exact = Fraction(value)
    whole = floor(abs(exact) + Fraction(1, 2))
    return whole if exact >= 0 else -whole


def round_up(value: Exact) -> int:
    """Round up to the next whole number (rules.md §6.5)."""
    return ceil(Fraction(value))


def share(total: int, weights: Sequence[int | Fraction]) -> tuple[int, ...]:
    """Share `total` units by `weights`, the parts adding up exactly (rules.md §2).

    Each part is rounded down; the units left over go one each to the largest
    fractional parts, ties to the earlier item. ValueError when there is nothing to
    share by: no weight, a negative one, or all zero.
    """
    whole = sum(weights)
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("shares need weights that are not negative and not all zero")
    divided = [divmod(total * weight, whole) for weight in weights]
    parts = [int(part) for part, _ in divided]
    left_over = total - sum(parts)
    by_remainder = sorted(range(len(parts)), key=lambda index: -divided[index][1])
    for index in by_remainder[:left_over]:
        parts[index] += 1
    return tuple(parts)
