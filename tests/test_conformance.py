"""The conformance cases, held to the céntimo on every figure.

The cases are invented years as messy workbooks, each with the figures that rules.md
gives for it.
"""

import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from apoq_batch.core.checks import check
from apoq_batch.core.findings import has_errors
from apoq_batch.core.records import Book
from apoq_batch.core.rules.proofs import prove
from apoq_batch.core.rules.settlement import settle
from apoq_batch.workbook.reading.book import read_book
from apoq_batch.workbook.reading.opening import open_workbook
from tests.core.figures import Figures
from tests.core.figures import everything
from tests.core.figures import figures
from tests.core.slow_rules import slow_figures
from tests.strategies import SHEETS
from tests.strategies import renumbered
from tests.strategies import shuffled

FOLDER = Path(__file__).parent / "conformance"
CASES = sorted(path.stem for path in FOLDER.glob("*.xlsx"))
SECTIONS = ("claims", "funds", "loans", "members", "portfolio", "proposals")
BOTH_LANGUAGES = ("case-2-es", "case-3-en")


@cache
def given(case: str) -> Figures:
    found: Figures = json.loads((FOLDER / f"{case}.json").read_text("utf-8"))
    return found


def read(path: Path) -> Book:
    reading = read_book(open_workbook(path))
    assert reading.book is not None
    assert not has_errors((*reading.findings, *check(reading.book, reading.findings)))
    return reading.book


@cache
def book_of(case: str) -> Book:
    return read(FOLDER / f"{case}.xlsx")


@cache
def settled(case: str) -> Figures:
    return figures(settle(book_of(case)))


def test_every_workbook_has_its_figures() -> None:
    assert len(CASES) >= 8
    assert set(CASES) == {path.stem for path in FOLDER.glob("*.json")}
    assert all(set(given(case)) == set(SECTIONS) for case in CASES)


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize("case", CASES)
def test_every_figure_is_the_one_that_is_given(case: str, section: str) -> None:
    assert settled(case)[section] == given(case)[section]


@pytest.mark.parametrize("case", CASES)
def test_every_case_proves_itself(case: str) -> None:
    assert all(one.holds for one in prove(settle(book_of(case))))


@pytest.mark.parametrize("case", BOTH_LANGUAGES)
def test_the_slow_rules_give_the_same(case: str) -> None:
    assert slow_figures(book_of(case)) == given(case)


@pytest.mark.parametrize("case", CASES)
def test_the_order_of_the_rows_changes_no_figure(case: str) -> None:
    book = book_of(case)
    mixed = renumbered(shuffled(book, seed=7))
    assert everything(settle(mixed)) == everything(settle(book))


@pytest.mark.parametrize("case", BOTH_LANGUAGES)
def test_the_order_of_sheets_and_rows_in_the_file_changes_no_figure(
    case: str, tmp_path: Path
) -> None:
    workbook = load_workbook(FOLDER / f"{case}.xlsx", data_only=True)
    random = Random(11)
    for title, rows in rows_read(book_of(case)).items():
        sheet = workbook[title]
        assert isinstance(sheet, Worksheet)
        mix_rows(sheet, rows, random)
    mix_sheets(workbook, random)
    target = tmp_path / "mixed.xlsx"
    workbook.save(target)

    mixed = read(target)
    assert mixed.members != book_of(case).members
    assert figures(settle(mixed)) == given(case)
    assert everything(settle(mixed)) == everything(settle(book_of(case)))


def rows_read(book: Book) -> dict[str, list[int]]:
    """The numbers of the rows that were read, by the title of their sheet."""
    settings = book.settings
    found = {settings.sheet: sorted(place.row for place in settings.places.values())}
    for name in SHEETS:
        for row in getattr(book, name):
            found.setdefault(row.source.sheet, []).append(row.source.row)
    return found


def mix_rows(sheet: Worksheet, rows: Iterable[int], random: Random) -> None:
    """Put the cells of some rows into each other's places, formats too."""
    there = list(sheet.iter_rows())
    targets = [there[row - 1] for row in rows]
    held: list[list[tuple[Any, str]]] = [
        [(cell.value, cell.number_format) for cell in cells] for cells in targets
    ]
    random.shuffle(held)
    for cells, contents in zip(targets, held, strict=True):
        for cell, (value, number_format) in zip(cells, contents, strict=True):
            assert isinstance(cell, Cell)
            cell.value, cell.number_format = value, number_format


def mix_sheets(workbook: Workbook, random: Random) -> None:
    """Move every sheet to another place among them."""
    for title in workbook.sheetnames:
        place = random.randrange(len(workbook.sheetnames))
        workbook.move_sheet(title, place - workbook.sheetnames.index(title))
