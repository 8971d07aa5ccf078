"""Boxes delivered, added up by member, month and quarter (rules.md §1, §3, §5).

Knows deliveries up to the month's end; must not know premium or loans.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.records import Book


@dataclass(frozen=True, slots=True)
class Boxes:
    """Boxes by member code and month, history before the year included."""

    by_month: Mapping[tuple[str, Month], int]

    def in_months(self, member: str, months: Iterable[Month]) -> int:
        """A member's boxes in some months."""
        return sum(self.by_month.get((member, month), 0) for month in months)

    def in_quarter(self, member: str, quarter: Quarter) -> int:
        """A member's boxes in a whole quarter."""
        return self.in_months(member, quarter.months)

    def in_window(self, member: str, last: Quarter, quarters: int) -> int:
        """A member's boxes in the last `quarters` quarters, `last` included (rules.md §5.2)."""
        return sum(self.in_quarter(member, last.shifted(-back)) for back in range(quarters))


@lru_cache(maxsize=1)
def count_boxes(book: Book) -> Boxes:
    """Add up the boxes delivered on or before the month's end (rules.md §1.1)."""
    totals: defaultdict[tuple[str, Month], int] = defaultdict(int)
    months: dict[object, Month] = {}
    end = book.settings.end
    for delivery in book.deliveries:
        day = delivery.date
        if day <= end:
            month = months.get(day) or months.setdefault(day, Month.of(day))
            totals[delivery.member, month] += delivery.boxes
    return Boxes(dict(totals))
