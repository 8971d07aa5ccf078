"""Facts: the typed values that a finding or a reason carries until it is worded.

Knows the kinds of values; must not know how any of them looks in a language.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter

Fact = (
    str
    | int
    | Decimal
    | Fraction
    | date
    | Soles
    | Month
    | Quarter
    | Enum
    | tuple[Enum, ...]
)
Facts = tuple[tuple[str, Fact], ...]


def facts_of(facts: Mapping[str, Fact]) -> Facts:
    """The facts in order of their names, so that equal ones compare equal."""
    return tuple(sorted(facts.items(), key=lambda item: item[0]))
