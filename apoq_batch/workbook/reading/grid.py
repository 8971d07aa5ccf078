"""A workbook's sheets -> their filled cells, row by row, as openpyxl reads them.

Knows openpyxl and how numbers stand for dates; must not know what a cell means.
"""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from datetime import time
from datetime import timedelta
from functools import cached_property
from itertools import repeat
from math import inf
from math import isfinite
from zipfile import BadZipFile

from openpyxl import Workbook
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.cell.cell import MergedCell

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.reading.cells import Raw
from apoq_batch.workbook.reading.cells import RawCell
from apoq_batch.workbook.reading.parse_values import ErrorValue
from apoq_batch.workbook.reading.parse_values import OtherValue
from apoq_batch.workbook.reading.reduced_workbook import DATE_FORMAT
from apoq_batch.workbook.reading.reduced_workbook import ReducedWorkbook
from apoq_batch.workbook.reading.reduced_workbook import formulas_workbook
from apoq_batch.workbook.reading.reduced_workbook import values_workbook
from apoq_batch.workbook.references import unescaped

FilledRow = tuple[int, dict[int, RawCell]]
_Cells = tuple[Cell | MergedCell, ...]

# What openpyxl and the parser under it raise at a sheet they do not understand.
_UNREADABLE = (
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    ArithmeticError,
    SyntaxError,
    OSError,
    BadZipFile,
)
_EPOCH_1900 = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)
_LEAP_BUG_ENDS = 61
# The end of the year 9999 by the later of the two epochs.
_LAST_SERIAL = 2_957_004
# The type of a cell whose number is a date, beside those of openpyxl.
_DAY = "day"
# Whole numbers below are exact as Excel stores them.
_LARGEST_WHOLE = 1e15


class SheetReader:
    """Reads chosen sheets of one workbook; shared strings and formats are read once.

    Cells that hold the same value and no formula are one object.
    """

    def __init__(self, package: Package, paths: Iterable[str]) -> None:
        self.package = package
        self.titles = {path: str(at) for at, path in enumerate(dict.fromkeys(paths))}
        self.seen: defaultdict[str, dict[object, RawCell]] = defaultdict(dict)

    def rows(self, path: str) -> Iterator[FilledRow]:
        """The rows that have any filled cell, by row number, cells by column number.

        BatchError when the sheet is damaged.
        """
        title = self.titles[path]
        formulas: Iterable[_Cells] = repeat(())
        if title in self._reduced.with_formulas:
            formulas = self._rows(self._formulas, title)
        rows = zip(self._rows(self._values, title), formulas, strict=False)
        for number, (cells, with_formulas) in enumerate(rows, start=1):
            if cells:
                row = self._row(cells)
                _add_formulas(row, cells, with_formulas)
                if row:
                    yield number, row

    @cached_property
    def _reduced(self) -> ReducedWorkbook:
        return values_workbook(self.package, self.titles)

    @cached_property
    def _values(self) -> Workbook:
        return self._load(self._reduced)

    @cached_property
    def _formulas(self) -> Workbook:
        paths = {title: path for path, title in self.titles.items()}
        wanted = sorted(self._reduced.with_formulas, key=int)
        book = formulas_workbook(self.package, {title: paths[title] for title in wanted})
        return self._load(book)

    def _load(self, reduced: ReducedWorkbook) -> Workbook:
        is_first = reduced is self._reduced
        try:
            return load_workbook(
                reduced.file, read_only=True, data_only=is_first, keep_links=False
            )
        except _UNREADABLE as problem:
            raise self._damaged() from problem

    def _rows(self, book: Workbook, title: str) -> Iterator[_Cells]:
        """Every row up to the last filled one; only openpyxl's own failures are damage."""
        sheet = book[title]
        sheet.reset_dimensions()
        try:
            for row in sheet.iter_rows():
                if len(row) > limits.LAST_COLUMN:
                    raise self._damaged()
                yield row
        except _UNREADABLE as problem:
            raise self._damaged() from problem

    def _damaged(self) -> BatchError:
        return BatchError(troubles.IS_DAMAGED, name=self.package.name)

    def _row(self, cells: _Cells) -> dict[int, RawCell]:
        row = {}
        for column, cell in enumerate(cells, start=1):
            value = cell.value
            if value is None:
                continue
            kind = cell.data_type
            if kind == "n":
                try:
                    kind = _DAY if cell.number_format == DATE_FORMAT else kind
                except IndexError:
                    """Its style is none of the book's, and so shows no date."""
            seen = self.seen[kind]
            known = seen.get(value)
            if known is None:
                known = seen[value] = RawCell(self._raw(value, kind))
            row[column] = known
        return row

    def _raw(self, value: object, kind: str) -> Raw:
        match kind, value:
            case "s", str():
                return unescaped(value)
            case "n", int() | float():
                return _number(_as_float(value))
            case "day", int() | float():
                return self._day(_as_float(value))
            case "b", bool():
                return value
            case "e", str():
                return ErrorValue(value)
            case "d", datetime():
                return value
            case "d", date():
                return datetime(value.year, value.month, value.day)
            case "d", time() | timedelta():
                return OtherValue(str(value))
        raise self._damaged()

    def _day(self, serial: float) -> Raw:
        if not 1 <= serial < _LAST_SERIAL:
            return OtherValue(f"{serial:.15g}")
        if not self.package.is_1904 and serial < _LEAP_BUG_ENDS:
            serial += 1
        epoch = _EPOCH_1904 if self.package.is_1904 else _EPOCH_1900
        return epoch + timedelta(days=int(serial))


def _add_formulas(
    row: dict[int, RawCell],
    cells: _Cells,
    with_formulas: _Cells,
) -> None:
    """Give the cells of a row their formulas; one without a value is a cell too."""
    for column, cell in enumerate(with_formulas, start=1):
        if cell.data_type == "f":
            # A formula that gives an empty text stores it as the type of a blank value.
            empty = "" if cells[column - 1].data_type == "str" else None
            value = row[column].value if column in row else empty
            row[column] = RawCell(value, str(cell.value)[1:])


def _as_float(value: float) -> float:
    """A number as Excel keeps it; openpyxl gives whole ones of any length."""
    try:
        return float(value)
    except OverflowError:
        return inf if value > 0 else -inf


def _number(number: float) -> Raw:
    if not isfinite(number):
        return OtherValue(str(number))
    return int(number) if number.is_integer() and abs(number) < _LARGEST_WHOLE else number
