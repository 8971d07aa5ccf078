"""A few numbers -> the bars of a small chart, as paths of SVG.

Knows whole numbers and the size of the drawing; must not know what is counted.
"""

from collections.abc import Sequence
from dataclasses import dataclass

# A year always has room, so that a month stands at its place whatever month it is.
COLUMN = 100
BAR = 56
HEIGHT = 66
LOWEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Bars as two paths, those of earlier and those of `now`; an empty path has none."""

    earlier: str
    now: str


def bars_of(values: Sequence[int], first_now: int) -> Bars | None:
    """A bar for each number above 0, the tallest as high as the drawing.

    From the place `first_now` on they are of now. None when there is nothing to compare.
    """
    if sum(value > 0 for value in values) <= 1:
        return None
    most = max(values)
    drawn = [_bar(place, value, most) for place, value in enumerate(values)]
    return Bars(earlier="".join(drawn[:first_now]), now="".join(drawn[first_now:]))


def _bar(place: int, value: int, most: int) -> str:
    if value <= 0:
        return ""
    height = max(LOWEST, value * HEIGHT // most)
    return f"M{place * COLUMN} {HEIGHT}v-{height}h{BAR}v{height}z"
