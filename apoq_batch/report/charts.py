"""Amounts -> the bars of the board's charts, as paths of SVG; what they say goes with them.

Knows whole numbers, colours and the size of a drawing; must not know what is drawn. A bar
stands beside its figures in a table, so that no number has to be read off a picture.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

WIDTH, HEIGHT = 600, 40
# A bar that stands for something can be seen.
_LEAST = 4
_MARK = 5
COLUMN, COLUMN_HEIGHT = 100, 240
_COLUMN_ROOM = 72


class Tone(StrEnum):
    """The colours of the result sheets (workbook/results_colours.py)."""

    LEAF = "#1F5C3A"
    BANANA = "#E3B341"
    PALE = "#B9D2C1"
    ROSE = "#8E2A1E"
    INK = "#2B2B2B"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something drawn in one colour."""

    colour: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart or one bar of it, and what it says in words; `width` and `height` its box."""

    pieces: tuple[Piece, ...]
    alt: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a bar: how much, in which colour."""

    amount: int
    tone: Tone


def bar(
    parts: Iterable[Part], most: int, alt: str, start: int = 0, mark: int | None = None
) -> Drawing:
    """Parts one after the other from `start`, `most` being the whole width; a line at `mark`.

    A part of 0 or less is not drawn, and nothing goes beyond the drawing.
    """
    pieces = []
    place = max(0, start)
    for part in parts:
        if part.amount > 0:
            left, right = _at(place, most), _at(place + part.amount, most)
            width = max(_LEAST, right - left)
            left = min(left, WIDTH - width)
            path = f"M{left} 4h{width}v{HEIGHT - 8}h-{width}z"
            pieces.append(Piece(colour=part.tone.value, path=path))
            place += part.amount
    if mark is not None and mark > 0:
        left = min(_at(mark, most), WIDTH - _MARK)
        path = f"M{left} 0h{_MARK}v{HEIGHT}h-{_MARK}z"
        pieces.append(Piece(colour=Tone.INK.value, path=path))
    return Drawing(pieces=tuple(pieces), alt=alt, width=str(WIDTH), height=str(HEIGHT))


def columns(series: Sequence[tuple[Tone, Sequence[int]]], alt: str) -> Drawing:
    """A group of columns for each place, one column a series; the tallest fills the height."""
    most = max((value for _, values in series for value in values), default=0)
    places = max((len(values) for _, values in series), default=0)
    room = _COLUMN_ROOM // max(1, len(series))
    pieces = []
    for turn, (tone, values) in enumerate(series):
        drawn = []
        for place, value in enumerate(values):
            if value > 0:
                tall = max(_LEAST, value * COLUMN_HEIGHT // most)
                left = place * COLUMN + (COLUMN - room * len(series)) // 2 + turn * room
                drawn.append(f"M{left} {COLUMN_HEIGHT}v-{tall}h{room}v{tall}z")
        if drawn:
            pieces.append(Piece(colour=tone.value, path="".join(drawn)))
    width = max(1, places) * COLUMN
    return Drawing(
        pieces=tuple(pieces), alt=alt, width=str(width), height=str(COLUMN_HEIGHT)
    )


def _at(amount: int, most: int) -> int:
    """How far along the bar an amount reaches."""
    return min(WIDTH, max(0, amount) * WIDTH // most) if most > 0 else 0
