"""Amounts -> figures in a table, and the bars and columns beside them as paths of SVG.

Knows whole numbers and the size of a drawing; must not know what is drawn, nor what a tone
looks like: the colours stand in `templates/board-colours.html`. A bar stands beside its
figures in a table, so that no number has to be read off a picture.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from apoq_batch.wording.numbers import decimal
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import percent

NOTHING = "–"
WIDTH, HEIGHT = 600, 40
# A bar that stands for something can be seen.
_LEAST = 4
_MARK = 5
COLUMN, COLUMN_HEIGHT = 100, 240
_COLUMN_ROOM = 72


class Tone(StrEnum):
    """A colour by the name that it has in `templates/board-colours.html`."""

    LEAF = "leaf"
    BANANA = "banana"
    PALE = "pale"
    ROSE = "rose"
    INK = "ink"


# A part of a bar: in which colour, and how much it stands for.
Part = tuple[Tone, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A path of SVG and its colour."""

    tone: Tone
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A bar or a row of columns, with what it says in words and the size of its box."""

    shapes: tuple[Shape, ...]
    alt: str
    width: str
    height: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CountRow:
    """A name, how many, an amount in soles, and the bar beside them."""

    name: str
    count: str
    amount: str
    bar: Chart


def bar(
    parts: Iterable[Part], most: int, alt: str, start: int = 0, mark: int | None = None
) -> Chart:
    """Parts one after the other from `start`, `most` being the whole width; a line at `mark`.

    A part of 0 or less is not drawn, and nothing goes beyond the drawing.
    """
    shapes = []
    place = max(0, start)
    for tone, amount in parts:
        if amount > 0:
            left, right = _at(place, most), _at(place + amount, most)
            width = max(_LEAST, right - left)
            left = min(left, WIDTH - width)
            path = f"M{left} 4h{width}v{HEIGHT - 8}h-{width}z"
            shapes.append(Shape(tone=tone, path=path))
            place += amount
    if mark is not None and mark > 0:
        left = min(_at(mark, most), WIDTH - _MARK)
        path = f"M{left} 0h{_MARK}v{HEIGHT}h-{_MARK}z"
        shapes.append(Shape(tone=Tone.INK, path=path))
    return Chart(shapes=tuple(shapes), alt=alt, width=str(WIDTH), height=str(HEIGHT))


def columns(series: Sequence[tuple[Tone, Sequence[int]]], alt: str) -> Chart:
    """A group of columns for each place, one column a series; the tallest fills the height."""
    most = max((value for _, values in series for value in values), default=0)
    places = max((len(values) for _, values in series), default=0)
    room = _COLUMN_ROOM // max(1, len(series))
    shapes = []
    for turn, (tone, values) in enumerate(series):
        drawn = []
        for place, value in enumerate(values):
            if value > 0:
                tall = max(_LEAST, value * COLUMN_HEIGHT // most)
                left = place * COLUMN + (COLUMN - room * len(series)) // 2 + turn * room
                drawn.append(f"M{left} {COLUMN_HEIGHT}v-{tall}h{room}v{tall}z")
        if drawn:
            shapes.append(Shape(tone=tone, path="".join(drawn)))
    width = max(1, places) * COLUMN
    return Chart(shapes=tuple(shapes), alt=alt, width=str(width), height=str(COLUMN_HEIGHT))


def counted(name: str, count: int, centimos: int, most: int, tone: Tone) -> CountRow:
    """A row whose bar is as long as its count; an amount of 0 is left out."""
    number = integer(count)
    return CountRow(
        name=name,
        count=number,
        amount=plain(centimos) if centimos else "",
        bar=bar([(tone, count)], most, f"{name}: {number}"),
    )


def plain(centimos: int) -> str:
    """Céntimos in a column of soles: `1,250.00`."""
    return decimal(Fraction(centimos, 100), 2)


def plain_or_nothing(centimos: int) -> str:
    """As `plain`, a dash for 0."""
    return plain(centimos) if centimos else NOTHING


def share(amount: int, whole: int, places: int = 0) -> str:
    """An amount as a per cent of a whole; a dash without one."""
    return percent(Fraction(amount, whole), places) if whole else NOTHING


def _at(amount: int, most: int) -> int:
    """How far along the bar an amount reaches."""
    return min(WIDTH, max(0, amount) * WIDTH // most) if most > 0 else 0
