"""Months, quarters, whole months between dates and due dates (rules.md §1, §4).

Knows the calendar; must not know today's date, languages or records.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        """The month that contains a day."""
        return cls(day.year, day.month)

    @property
    def start(self) -> date:
        """Its first day."""
        return date(self.year, self.month, 1)

    @property
    def end(self) -> date:
        """Its last day."""
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    @property
    def quarter(self) -> "Quarter":
        """The calendar quarter that contains it."""
        return Quarter(self.year, (self.month + 2) // 3)

    @property
    def closes_quarter(self) -> bool:
        """Whether it is the last of its quarter (rules.md §1.1)."""
        return self.month % 3 == 0

    def shifted(self, months: int) -> "Month":
        """The month so many months later."""
        years, month = divmod(self.year * 12 + self.month - 1 + months, 12)
        return Month(years, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One calendar quarter."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter that contains a day."""
        return Month.of(day).quarter

    @property
    def months(self) -> tuple[Month, Month, Month]:
        """Its three months in order."""
        first = Month(self.year, self.number * 3 - 2)
        return first, first.shifted(1), first.shifted(2)

    @property
    def start(self) -> date:
        """Its first day."""
        return self.months[0].start

    @property
    def end(self) -> date:
        """Its last day."""
        return self.months[2].end

    def shifted(self, quarters: int) -> "Quarter":
        """The quarter so many quarters later."""
        return self.months[0].shifted(3 * quarters).quarter

    def __str__(self) -> str:
        return f"{self.year:04d}-T{self.number}"


def quarters_between(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    """The quarters from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = first.shifted(1)


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last day of a shorter month (rules.md §4.1)."""
    month = Month.of(day).shifted(months)
    return month.end if day.day > month.end.day else date(month.year, month.month, day.day)


def whole_months(first: date, second: date) -> int:
    """Full calendar months elapsed; negative when `second` is earlier (rules.md §1.3)."""
    months = (second.year - first.year) * 12 + second.month - first.month
    return months if add_months(first, months) <= second else months - 1


def age_on(born: date, day: date) -> int:
    """Age in completed years; one born on 29 February turns on 1 March (rules.md §1.3)."""
    before_birthday = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - before_birthday
