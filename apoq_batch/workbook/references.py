"""Rows of a worksheet as most programs write them -> their cells, by one expression.

Knows one spelling of rows and cells and vouches for no other: a piece that holds anything
else is given back unread, for the parser that reads all of XML.
"""

import re
from functools import cache
from xml.sax.saxutils import unescape

from apoq_batch.workbook import limits

# Column, stored text, type, format and formula of a cell.
StoredCell = tuple[int, str | None, str | None, str | None, str | None]
StoredRow = tuple[int, list[StoredCell]]

# Text without entities and control characters means what it says.
_TEXT = r"[^<&\x00-\x1f]*"
_FORMULA = r"<f[^<>]*(?:/>|>[^<]*</f>)"
_TOKEN = re.compile(
    r'<row r="([0-9]+)"[^<>]*>'
    r'|<c r="([A-Z]{1,3})[0-9]+"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rf"(?:/>|>({_FORMULA})?(?:<v>({_TEXT})</v>|<v/>)?</c>)"
)
_DIGITS = "0123456789"
_CONTROL = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LIKE_A_CONTROL = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_MARKS_OF_ODD_TEXT = ("&#", "\r")
# Every tag of a piece has to be one of a token, or one of these inside or after it.
_OTHER_TAGS = ("</row>", "</c>", "<v", "</v>", "<f", "</f>")


def plain_rows(text: str) -> list[StoredRow] | None:
    """Whole rows with their filled cells; None when the piece is not all plain.

    ValueError for a row or a column that no sheet has.
    """
    found = _TOKEN.findall(text)
    tags = len(found) + sum(map(text.count, _OTHER_TAGS))
    if tags != text.count("<") or any(mark in text for mark in _MARKS_OF_ODD_TEXT):
        return None
    rows: list[StoredRow] = []
    cells: list[StoredCell] = []
    for row, letters, style, kind, formula, value in found:
        if row:
            cells = []
            rows.append((_row_number(row), cells))
        elif value or formula:
            shown = _formula_text(formula) if formula else None
            column = column_number(letters)
            cells.append((column, value or None, kind or None, style or None, shown))
    return rows


def _formula_text(element: str) -> str:
    """What a formula element says; a cell that shares another's formula says nothing."""
    text = element.partition(">")[2].removesuffix("</f>")
    return unescape(text, _QUOTES) if "&" in text else text


def _row_number(text: str) -> int:
    number = int(text)
    if not 0 < number <= limits.LAST_ROW:
        raise ValueError(f"no sheet has a row {number}")
    return number


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


def escaped(text: str) -> str:
    """A text in which nothing looks like a control character as Excel writes it."""
    return _LIKE_A_CONTROL.sub("_x005F_", text)


def unescaped(text: str) -> str:
    """A text whose control characters Excel has written as _x000D_."""
    if "_x" not in text:
        return text
    return _CONTROL.sub(lambda found: chr(int(found[1], 16)), text)
