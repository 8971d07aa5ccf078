"""Boxes by member, month and quarter (rules.md §1, §5)."""

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.rules.boxes import count_boxes
from tests.builders import book
from tests.builders import delivery
from tests.builders import on

BOXES = count_boxes(
    book(
        deliveries=(
            delivery("S1", 40, date=on(12, 31, 2025)),
            delivery("S1", 10, date=on(1, 1)),
            delivery("S1", 20, date=on(1, 31)),
            delivery("S1", -5, date=on(2, 1)),
            delivery("S1", 3, date=on(3, 31)),
            delivery("S1", 900, date=on(4, 1)),
            delivery("S2", 7, date=on(3, 15)),
        )
    )
)


def test_boxes_of_months_and_adjustments() -> None:
    assert BOXES.in_months("S1", [Month(2026, 1)]) == 30
    assert BOXES.in_months("S1", [Month(2026, 1), Month(2026, 2)]) == 25
    assert BOXES.in_months("S3", [Month(2026, 1)]) == 0


def test_boxes_after_the_month_are_left_out() -> None:
    assert BOXES.in_quarter("S1", Quarter(2026, 1)) == 28
    assert BOXES.in_quarter("S1", Quarter(2026, 2)) == 0


def test_the_window_ends_with_the_quarter_and_reaches_into_history() -> None:
    assert BOXES.in_window("S1", Quarter(2026, 1), 1) == 28
    assert BOXES.in_window("S1", Quarter(2026, 1), 2) == 68
    assert BOXES.in_window("S2", Quarter(2026, 1), 4) == 7
