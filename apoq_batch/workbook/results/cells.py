"""One value of a table -> one cell, and how wide and high cells must be.

Knows XlsxWriter's cells and both calendars of Excel; must not know which sheet it is on.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from xlsxwriter.format import Format as CellFormat

from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import Value
from apoq_batch.workbook.results.formats import Palette

LONGEST_TEXT = 32_767
_EPOCH_1900 = date(1899, 12, 30).toordinal()
_EPOCH_1904 = date(1904, 1, 1).toordinal()
# Excel would take a text that starts so for a formula once it is edited.
FORMULA_STARTS = "=+-@"
_NARROWEST = 8
_WIDEST = 38
_WIDEST_LONG_TEXT = 52
_LINE_HEIGHT = 13.5
# Letters of the body are smaller than the digits that Excel measures widths by, and
# capitals larger than other letters; beside them stand the margins and the indent.
_A_LETTER, _MORE_FOR_A_CAPITAL, _A_DIGIT, _MARGINS = 0.88, 0.25, 0.88, 2.2
_HEADING_MARGINS = 3.6
_LETTERS_A_UNIT, _INDENT = 1.25, 1.3


def figure_of(
    palette: Palette,
    form: Format,
    value: int | Fraction | Decimal | Soles | date,
    epoch: int,
) -> tuple[float, CellFormat]:
    """Céntimos become soles, and a date the days since Excel's first.

    In a mixed column the value's type says how it looks.
    """
    match value:
        case Soles():
            return value.centimos / 100, palette.cells[Format.MONEY]
        case Fraction():
            return float(value), palette.cells[Format.PERCENT]
        case Decimal():
            return float(value), palette.dollars
        case date():
            return value.toordinal() - epoch, palette.cells[Format.DATE]
        case int():
            shown = value / 100 if form is Format.MONEY else value
            return shown, palette.cells[Format.INT if form is Format.MIXED else form]


def epoch_of(*, uses_1904: bool) -> int:
    """The day that Excel counts as 0, as Python counts days."""
    return _EPOCH_1904 if uses_1904 else _EPOCH_1900


def width_of(column: TableColumn, heading: str, values: Iterable[Value]) -> float:
    """Wide enough for the values, and for a heading of two lines with its arrow."""
    held = tuple(values)
    texts = (value for value in held if isinstance(value, str))
    figures = (value for value in held if not isinstance(value, str))
    text = _length(column.format, max(texts, key=len, default=""))
    figure = max((_length(column.format, value) for value in figures), default=0)
    above = _in_two_lines(heading) + _HEADING_MARGINS
    needed = max(_NARROWEST, above, text + _MARGINS, figure + _MARGINS)
    return min(most_of(column), round(needed, 1))


def _in_two_lines(heading: str) -> int:
    """How many letters the longer line has when a heading is broken at its best place."""
    words = heading.split()
    lines = ((" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words)))
    return min((max(map(len, pair)) for pair in lines), default=len(heading))


def most_of(column: TableColumn) -> float:
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


def letters_in(width: float) -> float:
    """How many letters of a text a line takes in a column so wide."""
    return (width - _INDENT) * _LETTERS_A_UNIT


def height_of(texts: Iterable[tuple[str, float]]) -> float | None:
    """The height of a row of texts in columns so wide; None when one line will do.

    Not every viewer works it out by itself.
    """
    filled = (len(text) / letters_in(width) for text, width in texts)
    # Words do not fill a line to its end, so that long texts take a little more.
    most = max((ceil(part * 1.05 if part > 1 else part) for part in filled), default=1)
    return _LINE_HEIGHT * most + 2 if most > 1 else None
