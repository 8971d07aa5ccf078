"""One value of a table -> what its cell holds and how it looks.

Knows XlsxWriter's formats and both calendars of Excel; must not know which sheet it is on.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from xlsxwriter.format import Format as CellFormat

from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Value
from apoq_batch.workbook.results.formats import Palette

# What a cell holds, a text or a number, and its format.
Shown = tuple[str | float, CellFormat]

_LONGEST_TEXT = 32_767
_EPOCH_1900 = date(1899, 12, 30).toordinal()
_EPOCH_1904 = date(1904, 1, 1).toordinal()
# Excel would take a text that starts so for a formula once it is edited.
_FORMULA_STARTS = "=+-@"


def epoch_of(*, uses_1904: bool) -> int:
    """The day that Excel counts as 0, as Python counts days."""
    return _EPOCH_1904 if uses_1904 else _EPOCH_1900


def shown(palette: Palette, form: Format, value: Value, epoch: int) -> Shown | None:
    """A value as a cell shows it; None for a blank one.

    Céntimos become soles, and a date the days since `epoch`. In a mixed column the
    value's type says how it looks.
    """
    match value:
        case None | "":
            return None
        case str():
            looks = palette.quoted if value[0] in _FORMULA_STARTS else palette.cells
            return value[:_LONGEST_TEXT], looks[form]
        case Soles():
            return value.centimos / 100, palette.cells[Format.MONEY]
        case Fraction():
            return float(value), palette.cells[Format.PERCENT]
        case Decimal():
            return float(value), palette.dollars
        case date():
            return value.toordinal() - epoch, palette.cells[Format.DATE]
        case int():
            number = value / 100 if form is Format.MONEY else value
            return number, palette.cells[Format.INT if form is Format.MIXED else form]


def shown_as_link(palette: Palette, value: Value) -> Shown:
    """A text or an amount that leads to another place; the amount stays a number."""
    if isinstance(value, int):
        return value / 100, palette.link_money
    text = str(value)[:_LONGEST_TEXT]
    return text, palette.link_quoted if text[0] in _FORMULA_STARTS else palette.link
