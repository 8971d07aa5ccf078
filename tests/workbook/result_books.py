"""Result sheets drawn from the conformance cases, and ways to look into them."""

import shutil
from collections.abc import Iterator
from datetime import date
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from apoq_batch.batch import close
from apoq_batch.batch.request import Request
from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import Value
from apoq_batch.tables.model import table
from apoq_batch.workbook.results.draw import draw
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from apoq_batch.workbook.standard.result_titles import result_title
from tests.tables.test_result_tables import tables_of

LANGUAGES = ("es", "en")
PERIOD = "junio de 2026"
CASE = "case-1-es"
SOLES = '"S/" #,##0.00_);[Red]-"S/" #,##0.00_)'
NUMBER_FORMATS = {
    Format.INT: "#,##0_)",
    Format.MONEY: SOLES,
    Format.PERCENT: "0.00%_)",
    Format.DATE: "dd/mm/yyyy_)",
}
DOLLARS = '"US$" #,##0.00_)'
OFFICE = shutil.which("soffice")
HELP = "The member's code."
TEXT = TableColumn(key="member", es="Socio", en="Member", help=HELP)


def titles_of(tables: list[Table], language: str) -> dict[str, str]:
    return {one.key: result_title(one.key, language) for one in tables}


def drawn(tables: list[Table], language: str = "es", **changes: Any) -> bytes:
    options = {"language": language, "period": PERIOD, "uses_1904": False, **changes}
    titles = options.pop("titles", titles_of(tables, language))
    return draw(tables, titles, **options)


@cache
def of_the_case(language: str) -> bytes:
    return drawn(list(tables_of(CASE, language).values()), language)


def opened(content: bytes, **options: Any) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(content), **options)


@cache
def book_of(language: str) -> openpyxl.Workbook:
    return opened(of_the_case(language))


def page_of(book: openpyxl.Workbook, title: str) -> Worksheet:
    page = book[title]
    assert isinstance(page, Worksheet)
    return page


def first_page(content: bytes) -> Worksheet:
    return opened(content).worksheets[0]


def cell_of(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def pages(language: str) -> Iterator[tuple[Table, Worksheet]]:
    for key, one in tables_of(CASE, language).items():
        yield one, page_of(book_of(language), RESULT_TITLES[key][language == "en"])


def part(content: bytes, name: str) -> str:
    with ZipFile(BytesIO(content)) as package:
        return package.read(name).decode()


def shown(value: Value, form: Format) -> object:
    """A value as a cell holds it."""
    match value:
        case Soles():
            return value.centimos / 100
        case Fraction() | Decimal():
            return float(value)
        case date():
            return datetime(value.year, value.month, value.day)
        case int() if form is Format.MONEY:
            return value / 100
        case _:
            return value


def assert_shown(here: object, value: Value, form: Format) -> None:
    """XlsxWriter writes 16 digits, one fewer than it takes to give each float back."""
    there = shown(value, form)
    assert here == (pytest.approx(there, rel=1e-14) if isinstance(there, float) else there)


def members(*codes: str) -> Table:
    column = TableColumn(key="code", es="Código", en="Code", help=HELP)
    return table("members", (column,), [(code,) for code in codes])


def locations(page: Worksheet) -> dict[str, str]:
    found = {}
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.hyperlink is not None:
                found[cell.coordinate] = str(cell.hyperlink.location)
    return found


def quiet(_: int, __: int) -> None:
    """No letters are made here."""


def closed(workbook: Path, language: str | None = None) -> close.Outcome:
    request = Request(
        workbook=workbook,
        output=workbook.parent / "salidas",
        language=language,
        letters=False,
    )
    return close.run(request, quiet)
