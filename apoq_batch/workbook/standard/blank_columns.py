"""How wide a column of the standard workbook is, what its cells look like, its list.

Knows kinds of cells and where codes stand; must not know the rows.
"""

from collections.abc import Mapping
from types import MappingProxyType

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from apoq_batch.core.places import Section
from apoq_batch.core.places import column_letters
from apoq_batch.workbook.standard.layout import NO
from apoq_batch.workbook.standard.layout import YES
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.sheets import SHEET_OF

LAST_VALIDATED_ROW = 20_000
# Beside the longest word of a heading stands the button of the filter.
_FILTER_BUTTON = 3
_NUMBER_FORMATS: Mapping[CellKind, str] = MappingProxyType(
    {
        CellKind.DATE: "dd/mm/yyyy",
        CellKind.MONEY: "#,##0.00",
        CellKind.USD: "#,##0.00",
        CellKind.INT: "#,##0",
        CellKind.DECIMAL: "0.00##",
        CellKind.PERCENT: "0.00",
        CellKind.CODE: "@",
        CellKind.DNI: "@",
        CellKind.RUC: "@",
        CellKind.QUARTER: "@",
    }
)
_KINDS_OF_FIGURES = frozenset(
    (CellKind.MONEY, CellKind.USD, CellKind.INT, CellKind.DECIMAL, CellKind.PERCENT)
)
_WIDTHS: Mapping[CellKind, int] = MappingProxyType(
    {
        CellKind.DATE: 13,
        CellKind.MONEY: 14,
        CellKind.USD: 12,
        CellKind.INT: 10,
        CellKind.DECIMAL: 10,
        CellKind.PERCENT: 12,
        CellKind.CODE: 12,
        CellKind.DNI: 12,
        CellKind.RUC: 14,
        CellKind.YES_NO: 10,
        CellKind.CHOICE: 13,
        CellKind.EMAIL: 28,
        CellKind.QUARTER: 12,
        CellKind.TEXT: 18,
    }
)
# What people write there is longer or shorter than others of the kind.
_WIDTHS_OF_FIELDS: Mapping[str, int] = MappingProxyType(
    {
        "buyer": 36,
        "container": 16,
        "description": 38,
        "institution": 36,
        "loan": 16,
        "name": 34,
        "names": 24,
        "number": 16,
        "phone": 13,
        "premium_category": 26,
        "surnames": 24,
    }
)


# An indent keeps figures off the words of the next column.
_FIGURES: Mapping[str, object] = MappingProxyType({"align": "right", "indent": 1})
_WORDS: Mapping[str, object] = MappingProxyType({"align": "left"})


def side(kind: CellKind) -> Mapping[str, object]:
    """Where a kind of cell and its heading are aligned: figures right, the others left."""
    return _FIGURES if kind in _KINDS_OF_FIGURES else _WORDS


def cell_formats(book: Workbook) -> dict[CellKind, Format]:
    """The format of each kind of cell."""
    return {kind: book.add_format({**side(kind), **_number(kind)}) for kind in CellKind}


def value_formats(book: Workbook) -> dict[CellKind, Format]:
    """The format of each kind of setting: all on one side, whatever they are."""
    look = {**_WORDS, "text_wrap": True}
    return {kind: book.add_format({**look, **_number(kind)}) for kind in CellKind}


def _number(kind: CellKind) -> Mapping[str, object]:
    return {"num_format": _NUMBER_FORMATS.get(kind, "General"), "valign": "top"}


def column_width(column: Column, heading: str) -> int:
    """Wide enough for what is written there and for every word of the heading."""
    usual = _WIDTHS_OF_FIELDS.get(column.field, _WIDTHS.get(column.kind, 18))
    return max(usual, max(map(len, heading.split())) + _FILTER_BUTTON)


def note_size(note: str) -> dict[str, object]:
    """The box of a heading's note, as high as its text."""
    lines = -(-len(note) // 30)
    return {"width": 220, "height": 18 + 17 * lines, "author": ""}


def list_source(column: Column, language: str) -> object:
    """Where the list of a column comes from; None for a column without a list."""
    if column.kind is CellKind.CHOICE:
        return [choice.name(language) for choice in column.choices]
    if column.kind is CellKind.YES_NO:
        return [YES[language], NO[language]]
    if column.refers_to is not None:
        return _codes_of(column.refers_to, language)
    return None


def _codes_of(section: Section, language: str) -> str:
    """The codes of a sheet down to its last one, text or number.

    A list that went on over blank cells would open at the blank ones.
    """
    sheet = SHEET_OF[section]
    place = next(
        index
        for index, column in enumerate(sheet.columns, start=1)
        if column.field in ("code", "number")
    )
    letters = column_letters(place)
    first = f"'{sheet.title(language)}'!${letters}$2"
    cells = f"{first}:${letters}${LAST_VALIDATED_ROW}"
    # An approximate search for more than any code finds the last cell of its kind.
    last_text = f'IFERROR(MATCH("zzz",{cells}),0)'
    last_number = f"IFERROR(MATCH(9E+307,{cells}),0)"
    return f"=OFFSET({first},0,0,MAX(1,{last_text},{last_number}),1)"
