"""A worksheet part -> its filled cells, row by row, in one pass and flat memory.

Knows the XML of cells, strings and date formats; must not know what a cell means. One
pass tells a blank cell from a formula without a stored value, which no library does.
"""

import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from datetime import timedelta
from functools import cached_property
from io import BytesIO
from math import isfinite

from lxml import etree

from apoq_batch.workbook.reading.cells import Raw
from apoq_batch.workbook.reading.cells import RawCell
from apoq_batch.workbook.reading.opening import Intake
from apoq_batch.workbook.reading.opening import read_xml
from apoq_batch.workbook.reading.parse_values import ErrorValue
from apoq_batch.workbook.reading.parse_values import OtherValue
from apoq_batch.workbook.reading.sheetxml import stored_rows
from apoq_batch.workbook.references import unescaped

FilledRow = tuple[int, dict[int, RawCell]]

_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LEAP_BUG_ENDS = 61
# The end of the year 9999 by the later of the two epochs.
_LAST_SERIAL = 2_957_004


class CellStream:
    """Reads the sheets of one workbook; shared strings and formats are read once."""

    def __init__(self, intake: Intake) -> None:
        self.intake = intake
        self.package = zipfile.ZipFile(BytesIO(intake.content))
        self.epoch = _EPOCH_1904 if intake.is_1904 else _EPOCH_1900
        self.seen: dict[tuple[str | None, ...], RawCell] = {}

    def rows(self, path: str) -> Iterator[FilledRow]:
        """The rows that have any filled cell, by row number, cells by column number."""
        seen = self.seen
        with self.package.open(path) as part:
            for number, cells in stored_rows(part, self.intake.name):
                row = {}
                for column, text, kind, style, formula in cells:
                    # Dates, codes and small numbers come again and again.
                    stored = text, kind, style, formula
                    cell = seen.get(stored)
                    if cell is None:
                        cell = RawCell(self._value(text, kind, style), formula)
                        if formula is None:
                            seen[stored] = cell
                    row[column] = cell
                yield number, row

    def _value(self, text: str | None, kind: str | None, style: str | None) -> Raw:
        # A formula that gives an empty text stores <v></v>: a value, and a blank one.
        if text is None:
            return "" if kind == "str" else None
        if kind is None or kind == "n":
            return self._number(text, style)
        return self._other(text, kind)

    def _number(self, text: str, style: str | None) -> Raw:
        if style is not None and style in self.date_styles:
            return self._day(float(text))
        number = float(text)
        if not isfinite(number):
            return OtherValue(text)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _other(self, text: str, kind: str) -> Raw:
        match kind:
            case "s":
                return self.strings[_index(text)]
            case "str" | "inlineStr":
                return unescaped(text)
            case "b":
                return text.strip() in ("1", "true")
            case "e":
                return ErrorValue(text)
            case "d":
                return datetime.fromisoformat(text.removesuffix("Z"))
        raise ValueError(f"a cell of an unknown type: {kind}")

    def _day(self, serial: float) -> Raw:
        if not 1 <= serial < _LAST_SERIAL:
            return OtherValue(f"{serial:.15g}")
        if not self.intake.is_1904 and serial < _LEAP_BUG_ENDS:
            serial += 1
        return self.epoch + timedelta(days=int(serial))

    @cached_property
    def strings(self) -> tuple[str, ...]:
        """The shared strings, rich ones as plain text."""
        path = self.intake.strings_path
        if path is None:
            return ()
        root = read_xml(self.intake.name, self.package, path)
        return tuple(_rich_text(item) for item in root.iterfind("{*}si"))

    @cached_property
    def date_styles(self) -> frozenset[str]:
        """The indexes of cell formats that show a number as a date."""
        if self.intake.styles_path is None:
            return frozenset()
        root = read_xml(self.intake.name, self.package, self.intake.styles_path)
        own = {
            item.get("numFmtId"): item.get("formatCode", "")
            for item in root.iterfind("{*}numFmts/{*}numFmt")
        }
        return frozenset(
            str(index)
            for index, item in enumerate(root.iterfind("{*}cellXfs/{*}xf"))
            if _shows_date(item.get("numFmtId", "0"), own)
        )


def _shows_date(number_format: str, own: dict[str | None, str]) -> bool:
    code = own.get(number_format)
    if code is None:
        return number_format.isdecimal() and int(number_format) in _DATE_FORMATS
    # LibreOffice writes the format General out in full, letters of dates and all.
    letters = _QUOTED.sub("", code).split(";")[0].lower().replace("general", "")
    digits = any(char in letters for char in "0#?")
    return not digits and any(char in letters for char in "dmyhsaj")


def _index(text: str) -> int:
    """The place of a shared string; ValueError for one before the first."""
    index = int(text)
    if index < 0:
        raise ValueError(f"no shared string has the number {text}")
    return index


def _rich_text(element: etree._Element) -> str:
    """The text of a string item, its formatting and phonetic hints left out."""
    pieces = []
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        if name == "t":
            pieces.append(child.text or "")
        elif name == "r":
            pieces.extend(run.text or "" for run in child.iterfind("{*}t"))
    return unescaped("".join(pieces))
