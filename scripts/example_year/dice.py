"""The one source of chance: whole numbers only, so every machine draws the same year."""

from collections.abc import Iterable
from collections.abc import Sequence
from datetime import date
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import TypeVar

T = TypeVar("T")
CENT = Decimal("0.01")


class Dice(Random):
    """Seeded chance with the draws a year needs; nothing here is secret."""

    def between(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both possible."""
        return low + self.randrange(high - low + 1)

    def chance(self, percent: int) -> bool:
        """True in so many of a hundred cases."""
        return self.randrange(100) < percent

    def one_of(self, weighted: Sequence[tuple[T, int]]) -> T:
        """One of several things, each with its weight."""
        left = self.randrange(sum(weight for _, weight in weighted))
        for thing, weight in weighted:
            left -= weight
            if left < 0:
                return thing
        raise AssertionError("the weights add up")

    def some(self, things: Sequence[T], count: int) -> list[T]:
        """So many of them, none twice, in their own order."""
        places = sorted(self.sample(range(len(things)), count))
        return [things[place] for place in places]

    def day(self, first: date, last: date) -> date:
        """A day from `first` to `last`, both possible."""
        return first + timedelta(days=self.between(0, (last - first).days))

    def workday(self, first: date, last: date) -> date:
        """A day of that time that is no Sunday; Sundays move to the Saturday before."""
        day = self.day(first, last)
        return day - timedelta(days=1) if day.weekday() == 6 and day > first else day


def soles(centimos: int) -> Decimal:
    """Céntimos as soles with two decimals."""
    return Decimal(centimos).scaleb(-2)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """A sum of soles."""
    return sum(amounts, Decimal(0))
