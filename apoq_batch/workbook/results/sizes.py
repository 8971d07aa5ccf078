"""How wide the columns of a result sheet are, and how high its rows.

Knows how long values are as they are shown; must not know how a cell is written.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import Value

_NARROWEST = 8
_WIDEST = 38
_WIDEST_LONG_TEXT = 52
_LINE_HEIGHT = 13.5
# Letters of the body are smaller than the digits that Excel measures widths by, and
# capitals larger than other letters; beside them stand the margins and the indent.
_A_LETTER, _MORE_FOR_A_CAPITAL, _A_DIGIT, _MARGINS = 0.88, 0.25, 0.88, 2.2
_HEADING_MARGINS = 3.6
_LETTERS_A_UNIT, _INDENT = 1.25, 1.3
_TEXTS = (Format.TEXT, Format.LONG_TEXT)


def width_of(column: TableColumn, heading: str, values: Iterable[Value]) -> float:
    """Wide enough for the values, and for a heading of two lines with its arrow."""
    different = tuple(values)
    texts = (value for value in different if isinstance(value, str))
    figures = (value for value in different if not isinstance(value, str))
    text = _length(column.format, max(texts, key=len, default=""))
    figure = max((_length(column.format, value) for value in figures), default=0)
    above = _in_two_lines(heading) + _HEADING_MARGINS
    needed = max(_NARROWEST, above, text + _MARGINS, figure + _MARGINS)
    return min(_most_of(column), round(needed, 1))


def _in_two_lines(heading: str) -> int:
    """How many letters the longer line has when a heading is broken at its best place."""
    words = heading.split()
    lines = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return min((max(map(len, pair)) for pair in lines), default=len(heading))


def _most_of(column: TableColumn) -> float:
    """How wide a column may get; a text that needs more takes more lines."""
    usual = _WIDEST_LONG_TEXT if column.format is Format.LONG_TEXT else _WIDEST
    return column.widest or usual


def _length(form: Format, value: Value) -> float:
    """How wide a value is as it is shown."""
    match value:
        case str():
            return _A_LETTER * len(value) + _MORE_FOR_A_CAPITAL * _capitals(value)
        case Soles():
            return _A_DIGIT * len(f"S/ {value.centimos / 100:,.2f}")
        case int() if form is Format.MONEY:
            return _A_DIGIT * len(f"S/ {value / 100:,.2f}")
        case Decimal():
            return _A_DIGIT * len(f"US$ {value:,.2f}")
        case int():
            return _A_DIGIT * len(f"{value:,}")
        case Fraction():
            return _A_DIGIT * len("100.00%")
        case date():
            return _A_DIGIT * len("31/12/2026")
        case None:
            return 0


def _capitals(text: str) -> int:
    """How many capitals a short text has; in a long one they do not count."""
    return sum(map(str.isupper, text)) if len(text) < _WIDEST else 0


def _letters_in(width: float) -> float:
    """How many letters of a text a line takes in a column so wide."""
    return (width - _INDENT) * _LETTERS_A_UNIT


def height_of(texts: Iterable[tuple[str, float]]) -> float | None:
    """The height of a row of texts in columns so wide; None when one line will do.

    Not every viewer works it out by itself.
    """
    filled = (len(text) / _letters_in(width) for text, width in texts)
    # Words do not fill a line to its end, so that long texts take a little more.
    most = max((ceil(part * 1.05 if part > 1 else part) for part in filled), default=1)
    return _LINE_HEIGHT * most + 2 if most > 1 else None


def form_of(column: TableColumn, width: float) -> Format:
    """How a column's values are shown: as long texts where they take more lines."""
    return Format.LONG_TEXT if _wraps(column, width) else column.format


def _wraps(column: TableColumn, width: float) -> bool:
    """Whether a column of texts is as wide as it may get, so that some take more lines."""
    return column.format in _TEXTS and width >= _most_of(column)


def row_heights(table: Table, widths: Sequence[float]) -> Iterator[tuple[int, float]]:
    """The rows that are higher than others, for their long texts."""
    long = [
        index
        for index, column in enumerate(table.columns)
        if column.format is Format.MIXED or _wraps(column, widths[index])
    ]
    for row, values in enumerate(table.rows if long else (), start=1):
        texts = ((values[index], widths[index]) for index in long)
        height = height_of((text, wide) for text, wide in texts if isinstance(text, str))
        if height is not None:
            yield row, height
