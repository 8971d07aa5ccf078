"""How a workbook writes places and texts: references to cells and sheets, escaped characters.

Knows spellings only; must not know what stands in a cell.
"""

import re
from functools import cache

from apoq_batch.workbook import limits

_DIGITS = "0123456789"
_CONTROL = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_A_CONTROL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_QUOTED_SHEET = re.compile(r"'((?:[^']|'')+)'!")
_PLAIN_SHEET = re.compile(r"([^'!\[\]]+)!")


@cache
def column_number(letters: str) -> int:
    """A column's number from its letters, counted from 1; ValueError beyond the last."""
    column = 0
    for char in letters:
        column = column * 26 + ord(char.upper()) - 64
    if not 0 < column <= limits.LAST_COLUMN:
        raise ValueError(f"no sheet has a column {letters}")
    return column


def address_of(cell: str) -> tuple[int, int]:
    """The row and the column of a cell from its reference, counted from 1."""
    letters = cell.rstrip(_DIGITS)
    return int(cell[len(letters) :]), column_number(letters)


def quoted(title: str) -> str:
    """A sheet's title as it stands in a reference."""
    return "'" + title.replace("'", "''") + "'"


def title_in(reference: str) -> str:
    """The title in a reference to a sheet; "" when it means none."""
    if match := _QUOTED_SHEET.match(reference):
        return match[1].replace("''", "'")
    match = _PLAIN_SHEET.match(reference)
    return match[1] if match else ""


def escaped(text: str) -> str:
    """A text in which nothing looks like a control character as Excel writes it."""
    return _LIKE_A_CONTROL.sub("_x005F_", text)


def unescaped(text: str) -> str:
    """A text whose control characters Excel has written as _x000D_."""
    if "_x" not in text:
        return text
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)), text)
