"""The bars of a small chart."""

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as some

from apoq_batch.letters.bars import COLUMN
from apoq_batch.letters.bars import HEIGHT
from apoq_batch.letters.bars import bars_of

BAR = re.compile(r"M(\d+) (\d+)v-(\d+)h(\d+)v(\d+)z")


def bars(path: str) -> list[tuple[int, int]]:
    """The place and the height of each bar."""
    found = BAR.findall(path)
    assert (
        "".join(f"M{x} {y}v-{up}h{wide}v{down}z" for x, y, up, wide, down in found) == path
    )
    assert all(up == down for _, _, up, _, down in found)
    return [(int(x) // COLUMN, int(up)) for x, _, up, _, _ in found]


@pytest.mark.parametrize("values", [(), (0, 0), (5,), (0, 7, 0), (-3, 7), (-3, -4)])
def test_one_figure_is_no_comparison(values: Sequence[int]) -> None:
    assert bars_of(values, 0) is None


def test_bars_are_as_high_as_their_numbers_and_split_at_now() -> None:
    drawn = bars_of([100, 50, 0, -8, 1, 100_000], 4)
    assert drawn is not None
    assert bars(drawn.earlier) == [(0, 3), (1, 3)]
    assert bars(drawn.now) == [(4, 3), (5, HEIGHT)]


@given(some.lists(some.integers(-10, 10**9), max_size=12), some.integers(0, 12))
def test_no_bar_leaves_the_drawing(values: list[int], first_now: int) -> None:
    drawn = bars_of(values, first_now)
    if drawn is None:
        assert sum(value > 0 for value in values) <= 1
        return
    both = bars(drawn.earlier + drawn.now)
    assert [place for place, _ in both] == [
        n for n, value in enumerate(values) if value > 0
    ]
    assert all(0 < height <= HEIGHT for _, height in both)
    assert max(height for _, height in both) == HEIGHT
