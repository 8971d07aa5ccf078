"""The reader against two others that know nothing of it, over every workbook there is."""

from datetime import date
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell.cell import Cell
from python_calamine import CalamineWorkbook

from apoq_batch.workbook.reading.cells import Raw
from apoq_batch.workbook.reading.grid import CellStream
from apoq_batch.workbook.reading.opening import take_in
from apoq_batch.workbook.reading.parse_values import ErrorValue

ROOT = Path(__file__).parents[3]
BOOKS = (
    *sorted((ROOT / "workbooks").glob("*.xlsx")),
    *sorted((ROOT / "tests" / "conformance").glob("*.xlsx")),
    *sorted((ROOT / "tests" / "workbook").glob("rich/*.xlsx")),
)
Cells = dict[tuple[str, int, int], object]


def ours(path: Path) -> tuple[Cells, Cells]:
    """Every filled cell's value, and every formula's."""
    intake = take_in(path)
    stream = CellStream(intake)
    values: Cells = {}
    formulas: Cells = {}
    for sheet in intake.sheets:
        for number, cells in stream.rows(sheet.path):
            for column, cell in cells.items():
                if cell.value is not None:
                    values[sheet.title, number, column] = _plain(cell.value)
                if cell.formula is not None:
                    formulas[sheet.title, number, column] = cell.formula
    return values, formulas


def _plain(value: Raw) -> object:
    match value:
        case ErrorValue():
            return value.text
        case datetime():
            return value.date()
        case bool() | str() | date():
            return value
        case int() | float():
            return float(value)
    return value


def by_openpyxl(path: Path) -> Cells:
    book = openpyxl.load_workbook(path, data_only=True)
    return {
        (sheet.title, cell.row, cell.column): _plain(_known(cell.value))
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell, Cell) and cell.value is not None
    }


def formulas_by_openpyxl(path: Path) -> set[tuple[str, int | None, int | None]]:
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.row, cell.column)
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.data_type == "f"
    }


def by_calamine(path: Path) -> Cells:
    found: Cells = {}
    book = CalamineWorkbook.from_path(path)
    for title in book.sheet_names:
        sheet = book.get_sheet_by_name(title)
        for number, row in enumerate(sheet.to_python(skip_empty_area=False), start=1):
            for column, value in enumerate(row, start=1):
                if value != "":
                    found[title, number, column] = _plain(_known(value))
    return found


def _known(value: object) -> Raw:
    assert isinstance(value, str | int | float | bool | date), repr(value)
    return value


@pytest.mark.filterwarnings("ignore:.*not supported and will be removed")
@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_openpyxl_reads_the_same_values_and_the_same_formulas(path: Path) -> None:
    values, formulas = ours(path)
    # openpyxl takes an empty text for no value at all.
    assert {at: value for at, value in values.items() if value != ""} == by_openpyxl(path)
    assert formulas.keys() == formulas_by_openpyxl(path)


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_calamine_reads_the_same_values(path: Path) -> None:
    values, _ = ours(path)
    # calamine gives nothing for an error and for an empty text.
    told = {at: value for at, value in values.items() if not _is_silent(value)}
    assert told == by_calamine(path)


def _is_silent(value: object) -> bool:
    return value == "" or (isinstance(value, str) and value.startswith("#"))
