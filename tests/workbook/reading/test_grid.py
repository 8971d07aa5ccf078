"""The reader against calamine and the plain XML, over every workbook there is."""

import zipfile
from datetime import date
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from lxml import etree
from python_calamine import CalamineWorkbook

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.reading import grid
from apoq_batch.workbook.reading.cells import Raw
from apoq_batch.workbook.reading.grid import SheetReader
from apoq_batch.workbook.reading.opening import open_workbook
from apoq_batch.workbook.reading.parse_values import ErrorValue
from apoq_batch.workbook.references import address_of

ROOT = Path(__file__).parents[3]
BOOKS = (
    *sorted((ROOT / "workbooks").glob("*.xlsx")),
    *sorted((ROOT / "tests" / "conformance").glob("*.xlsx")),
    *sorted((ROOT / "tests" / "workbook").glob("rich/*.xlsx")),
)
Cells = dict[tuple[str, int, int], object]


def ours(path: Path) -> tuple[Cells, Cells]:
    """Every filled cell's value, and every formula's."""
    package = open_workbook(path)
    reader = SheetReader(package, (sheet.path for sheet in package.sheets))
    values: Cells = {}
    formulas: Cells = {}
    for sheet in package.sheets:
        for number, cells in reader.rows(sheet.path):
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


def formulas_in_xml(path: Path) -> Cells:
    package = open_workbook(path)
    with zipfile.ZipFile(BytesIO(package.content)) as archive:
        return {
            (sheet.title, *address_of(cell.get("r", ""))): cell.findtext("{*}f") or ""
            for sheet in package.sheets
            for cell in etree.fromstring(archive.read(sheet.path)).iter("{*}c")
            if cell.find("{*}f") is not None
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


@pytest.mark.parametrize("path", BOOKS, ids=lambda path: path.stem)
def test_calamine_reads_the_same_values_and_the_xml_has_the_same_formulas(
    path: Path,
) -> None:
    values, formulas = ours(path)
    # calamine gives nothing for an error and for an empty text.
    told = {at: value for at, value in values.items() if not _is_silent(value)}
    assert told == by_calamine(path)
    assert formulas == formulas_in_xml(path)


def _is_silent(value: object) -> bool:
    return value == "" or (isinstance(value, str) and value.startswith("#"))


def reader_of(package: Package) -> SheetReader:
    return SheetReader(package, (sheet.path for sheet in package.sheets))


@pytest.mark.parametrize("problem", [ValueError, KeyError, IndexError, TypeError])
def test_only_what_openpyxl_raises_is_damage(
    monkeypatch: pytest.MonkeyPatch, problem: type[Exception]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise problem("no")

    package = open_workbook(BOOKS[0])
    path = package.sheets[-1].path
    with monkeypatch.context() as patch:
        patch.setattr(grid, "load_workbook", fail)
        with pytest.raises(BatchError) as caught:
            list(reader_of(package).rows(path))
        assert caught.value.trouble is troubles.IS_DAMAGED
    for ours_name in ("_add_formulas", "_number", "unescaped", "values_workbook"):
        with monkeypatch.context() as patch:
            patch.setattr(grid, ours_name, fail)
            with pytest.raises(problem, match="no"):
                list(reader_of(package).rows(path))
