"""One value of a table -> one cell, and how wide and high cells must be.

Knows XlsxWriter's cells and both calendars of Excel; must not know which sheet it is on.
"""

from collections.abc import Callable
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Value
from apoq_batch.workbook.results_colours import Palette

LONGEST_TEXT = 32_767
_EPOCH_1900 = date(1899, 12, 30).toordinal()
_EPOCH_1904 = date(1904, 1, 1).toordinal()
_NARROWEST = 8
_WIDEST = 42
_WIDEST_LONG_TEXT = 58
_LINE_HEIGHT = 13.5
# Letters of the body are narrower than the digits that Excel measures widths by.
_LETTERS_A_UNIT = 1.3

Cell = Callable[[int, int, Value], None]


def cell_writer(page: Worksheet, palette: Palette, form: Format, *, epoch: int) -> Cell:
    """How the values of one column are written; blanks are not, which is quicker."""
    plain = palette.cells[form]
    text, number = page.write_string, page.write_number

    def write(row: int, column: int, value: Value) -> None:
        match value:
            case None | "":
                pass
            case str():
                text(row, column, value[:LONGEST_TEXT], plain)
            case date():
                number(row, column, value.toordinal() - epoch, palette.cells[Format.DATE])
            case _:
                number(row, column, *_figure(palette, form, value))

    return write


def _figure(
    palette: Palette, form: Format, value: int | Fraction | Decimal | Soles
) -> tuple[float, CellFormat]:
    """Céntimos become soles; in a mixed column the value's type says how it looks."""
    mixed = form is Format.MIXED
    match value:
        case Soles():
            return value.centimos / 100, palette.cells[Format.MONEY]
        case Fraction():
            return float(value), palette.cells[Format.PERCENT]
        case Decimal():
            return float(value), palette.dollars
        case int():
            shown = value / 100 if form is Format.MONEY else value
            return shown, palette.cells[Format.INT if mixed else form]


def epoch_of(*, uses_1904: bool) -> int:
    """The day that Excel counts as 0, as Python counts days."""
    return _EPOCH_1904 if uses_1904 else _EPOCH_1900


def width_of(form: Format, heading: str, values: Iterable[Value]) -> float:
    """Wide enough for the heading's longest word with its arrow, and for the values."""
    longest_word = max(map(len, heading.split())) + 4
    widest = max((_length(form, value) for value in values), default=0)
    most = _WIDEST_LONG_TEXT if form is Format.LONG_TEXT else _WIDEST
    return min(most, max(_NARROWEST, longest_word, widest + 2))


def _length(form: Format, value: Value) -> int:
    """How many characters a value takes as it is shown."""
    match value:
        case str():
            return len(value)
        case Soles():
            return len(f"S/ {value.centimos / 100:,.2f}")
        case int() if form is Format.MONEY:
            return len(f"S/ {value / 100:,.2f}")
        case Decimal():
            return len(f"US$ {value:,.2f}")
        case int():
            return len(f"{value:,}")
        case Fraction():
            return len("100.00%")
        case date():
            return len("31/12/2026")
        case None:
            return 0


def height_of(texts: Iterable[tuple[str, float]]) -> float | None:
    """The height of a row of texts in columns so wide; None when one line will do.

    Not every viewer works it out by itself.
    """
    filled = (len(text) / (width * _LETTERS_A_UNIT) for text, width in texts)
    # Words do not fill a line to its end, so that long texts take a little more.
    most = max((ceil(part * 1.07 if part > 1 else part) for part in filled), default=1)
    return _LINE_HEIGHT * most + 2 if most > 1 else None
