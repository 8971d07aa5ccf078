"""The result sheets as Excel and LibreOffice see them, and the workbook they go into."""

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from apoq_batch.batch.examine import examine
from apoq_batch.pack.write_back import WriteBack
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import table
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from apoq_batch.workbook.standard.result_titles import is_result_title
from apoq_batch.workbook.standard.result_titles import result_title
from apoq_batch.workbook.standard.text_keys import folded
from tests.tables.test_result_tables import FOLDER
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of
from tests.workbook.result_books import CASE
from tests.workbook.result_books import DOLLARS
from tests.workbook.result_books import HELP
from tests.workbook.result_books import LANGUAGES
from tests.workbook.result_books import NUMBER_FORMATS
from tests.workbook.result_books import OFFICE
from tests.workbook.result_books import SOLES
from tests.workbook.result_books import TEXT
from tests.workbook.result_books import assert_shown
from tests.workbook.result_books import book_of
from tests.workbook.result_books import cell_of
from tests.workbook.result_books import closed
from tests.workbook.result_books import drawn
from tests.workbook.result_books import of_the_case
from tests.workbook.result_books import opened
from tests.workbook.result_books import page_of
from tests.workbook.result_books import pages
from tests.workbook.result_books import part
from tests.workbook.result_books import shown

TOTALLED = {
    "loans",
    "portfolio",
    "schedule",
    "members",
    "emergencies",
    "projects",
    "funds",
    "premium",
    "journal",
}


@cache
def values_of(language: str) -> openpyxl.Workbook:
    return opened(of_the_case(language), data_only=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_have_their_titles_in_order(language: str) -> None:
    wanted = {
        "es": (
            "R Resumen, R Observaciones, R Préstamos, R Cartera, R Cuotas, R Socios, "
            "R Emergencias, R Proyectos, R Fondos, R Prima, R Diario, R Control"
        ),
        "en": (
            "R Summary, R Findings, R Loans, R Portfolio, R Schedule, R Members, "
            "R Emergencies, R Projects, R Funds, R Premium, R Journal, R Checks"
        ),
    }
    assert ", ".join(book_of(language).sheetnames) == wanted[language]
    assert all(is_result_title(title) for title in book_of(language).sheetnames)
    assert is_result_title("r prestamos")
    assert not is_result_title("Préstamos")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_value_is_in_its_cell_with_its_format(language: str) -> None:
    for one, page in pages(language):
        for row, values in enumerate(one.rows, start=2):
            for place, (column, value) in enumerate(
                zip(one.columns, values, strict=True), start=1
            ):
                cell = cell_of(page, row, place)
                assert_shown(cell.value, value, column.format)
                if value is not None and column.format in NUMBER_FORMATS:
                    assert cell.number_format == NUMBER_FORMATS[column.format]


def test_a_mixed_column_formats_each_value_by_what_it_is() -> None:
    page = page_of(book_of("es"), "R Resumen")
    rows = {cell_of(page, row, 2).value: cell_of(page, row, 3) for row in range(2, 40)}
    assert rows["Prima en soles"].number_format == SOLES
    assert rows["Prima en dólares"].number_format == DOLLARS
    assert rows["Cajas del mes"].number_format == "#,##0_)"
    assert rows["PAR30"].number_format == "0.00%_)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_totals_are_formulas_that_carry_their_value(language: str) -> None:
    totalled = set()
    for one, page in pages(language):
        if not one.has_total:
            assert page.max_row == len(one.rows) + 1
            continue
        totalled.add(one.key)
        row = len(one.rows) + 2
        values = page_of(values_of(language), page.title)
        words = [cell.value for cell in page[row] if isinstance(cell.value, str)]
        assert words.count(texts(language)("Total")) == 1
        for place, column in enumerate(one.columns, start=1):
            formula, value = page.cell(row, place).value, values.cell(row, place).value
            held = [cell for cell in one.column(column.key) if isinstance(cell, int)]
            if not (column.is_summed and held):
                assert formula in (None, texts(language)("Total"))
                continue
            heading = re.escape(column.heading(language))
            assert re.fullmatch(rf"=SUBTOTAL\(109,\w*\[{heading}\]\)", str(formula))
            scale = 100 if column.format is Format.MONEY else 1
            assert isinstance(value, int | float)
            assert round(value * scale) == sum(held) == one.total(column)
            assert page.cell(row, place).number_format == NUMBER_FORMATS[column.format]
    assert totalled == TOTALLED


@pytest.mark.thorough
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_works_the_totals_out_to_the_same(tmp_path: Path) -> None:
    """Without the values they carry, so that it has to."""
    bare = tmp_path / "libro.xlsx"
    kept = 0
    source = BytesIO(of_the_case("es"))
    with ZipFile(source) as before, ZipFile(bare, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            content = before.read(name).decode()
            content, count = re.subn(r"(</f>)<v>[^<]*</v>", r"\1", content)
            kept += count
            after.writestr(name, content)
    assert kept > 40
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "xlsx"]
    folder = tmp_path / "office"
    subprocess.run(
        [*command, "--outdir", str(folder), str(bare)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    ours = values_of("es")
    theirs = openpyxl.load_workbook(folder / "libro.xlsx", data_only=True)
    assert theirs.sheetnames == ours.sheetnames
    for one, page in pages("es"):
        if one.has_total:
            row = len(one.rows) + 2
            for place, column in enumerate(one.columns, start=1):
                if column.is_summed:
                    found = page_of(theirs, page.title).cell(row, place).value
                    wanted = page_of(ours, page.title).cell(row, place).value
                    assert found == pytest.approx(wanted)


ODD = (
    "=1+1",
    "+51 999",
    "-3",
    "@SUM(A1)",
    "http://example.org",
    "mailto:a@b.pe",
    "internal:'R Fondos'!A1",
    "0012",
    "1e5",
    "  con espacios  ",
    "D'Angelo & Hijos <S.A.>",
    "línea 1\nlínea 2",
    "ñandú Ñ ü 😀",
    "{=1+1}",
)


@pytest.mark.parametrize("said", ODD)
def test_a_text_stays_a_text(said: str) -> None:
    content = drawn([table("loans", (TEXT,), [(said,)])])
    cell = cell_of(page_of(opened(content), "R Préstamos"), 2, 1)
    assert cell.value == said
    assert cell.data_type == "s"
    assert cell.hyperlink is None
    assert "<f>" not in part(content, "xl/worksheets/sheet1.xml")


def test_control_characters_do_not_break_the_file() -> None:
    content = drawn([table("loans", (TEXT,), [("a\x01b\x1fc",)])])
    assert "a_x0001_b" in part(content, "xl/worksheets/sheet1.xml")
    assert opened(content).sheetnames == ["R Préstamos"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_tables_give_the_same_bytes(language: str) -> None:
    again = drawn(list(tables_of(CASE, language).values()), language)
    assert again == of_the_case(language)


def test_days_are_the_same_in_a_workbook_that_counts_from_1904() -> None:
    day = TableColumn(key="date", es="Fecha", en="Date", format=Format.DATE, help=HELP)
    tables = [table("loans", (day,), [(date(2026, 6, 30),)])]
    numbers = []
    for uses_1904 in (False, True):
        content = drawn(tables, uses_1904=uses_1904)
        assert page_of(opened(content), "R Préstamos")["A2"].value == datetime(2026, 6, 30)
        found = re.search(
            r'r="A2"[^>]*><v>(\d+)<', part(content, "xl/worksheets/sheet1.xml")
        )
        assert found is not None
        numbers.append(int(found[1]))
    assert numbers[0] - numbers[1] == 1462


def test_nothing_of_today_is_in_the_file() -> None:
    core = part(of_the_case("es"), "docProps/core.xml")
    assert "2026-01-01T00:00:00Z" in core
    assert core.count("2026-01-01T00:00:00Z") == core.count("T00:00:00Z")


def looks(page: Worksheet) -> list[tuple[object, ...]]:
    return [
        (cell.coordinate, cell.value, cell.data_type, cell.number_format, cell.has_style)
        for row in page.iter_rows()
        for cell in row
    ]


@pytest.mark.parametrize("case", ["case-2-es", "case-3-en"])
def test_her_sheets_keep_every_cell_and_a_second_run_gives_the_same_bytes(
    case: str, tmp_path: Path
) -> None:
    workbook = Path(shutil.copy(FOLDER / f"{case}.xlsx", tmp_path / "libro.xlsx"))
    before = openpyxl.load_workbook(workbook)
    done = closed(workbook)
    assert done.write_back is WriteBack.DONE
    first = workbook.read_bytes()
    after = opened(first)
    ours = [result_title(key, "es") for key in RESULT_TITLES]
    assert after.sheetnames == [*before.sheetnames, *ours]
    for title in before.sheetnames:
        assert looks(page_of(after, title)) == looks(page_of(before, title))
    closed(workbook)
    assert workbook.read_bytes() == first


def test_a_run_in_the_other_language_replaces_the_same_sheets(tmp_path: Path) -> None:
    workbook = Path(shutil.copy(FOLDER / "case-2-es.xlsx", tmp_path / "libro.xlsx"))
    hers = openpyxl.load_workbook(workbook).sheetnames
    closed(workbook)
    spanish = workbook.read_bytes()
    closed(workbook, "en")
    english = [result_title(key, "en") for key in RESULT_TITLES]
    assert opened(workbook.read_bytes()).sheetnames == [*hers, *english]
    closed(workbook, "es")
    assert opened(workbook.read_bytes()).sheetnames == opened(spanish).sheetnames


def test_the_grafted_sheets_show_the_figures_of_the_tables(tmp_path: Path) -> None:
    workbook = Path(shutil.copy(FOLDER / "case-2-es.xlsx", tmp_path / "libro.xlsx"))
    closed(workbook)
    values = openpyxl.load_workbook(workbook, data_only=True)
    for key, one in tables_of("case-2-es").items():
        page = page_of(values, result_title(key, "es"))
        for row, held in enumerate(one.rows, start=2):
            found = [cell.value for cell in page[row][: len(one.columns)]]
            for here, value, column in zip(found, held, one.columns, strict=True):
                assert_shown(here, value, column.format)
        headings = [folded(str(cell.value)) for cell in page[1][: len(one.columns)]]
        assert headings == [folded(column.heading("es")) for column in one.columns]


def test_dates_and_drawings_of_a_book_of_1904(tmp_path: Path) -> None:
    workbook = tmp_path / "libro.xlsx"
    book = openpyxl.load_workbook(FOLDER / "case-2-es.xlsx")
    book.epoch = CALENDAR_MAC_1904
    book.save(workbook)
    one = examine(workbook)
    assert one.original.is_1904
    assert one.settlement is not None
    assert replace(one.settlement.book.settings, places={}, sheet="") == replace(
        settled("case-2-es").book.settings, places={}, sheet=""
    )
    closed(workbook)
    due = openpyxl.load_workbook(workbook, data_only=True)["R Cuotas"]["D2"].value
    assert due == shown(tables_of("case-2-es")["schedule"].rows[0][3], Format.DATE)


def test_a_text_longer_than_a_cell_takes_is_cut() -> None:
    page = page_of(
        opened(drawn([table("loans", (TEXT,), [("a" * 40_000,)])])), "R Préstamos"
    )
    assert page["A2"].value == "a" * 32_767


def test_an_empty_text_leaves_its_cell_empty() -> None:
    page = page_of(opened(drawn([table("loans", (TEXT,), [("",), ("a",)])])), "R Préstamos")
    assert [page["A2"].value, page["A3"].value] == [None, "a"]


def test_a_signed_workbook_is_left_alone_and_the_results_stand_in_their_own(
    tmp_path: Path,
) -> None:
    workbook = Path(shutil.copy(FOLDER / "case-2-es.xlsx", tmp_path / "libro.xlsx"))
    with ZipFile(workbook, "a") as package:
        package.writestr("_xmlsignatures/origin.sigs", b"")
    before = workbook.read_bytes()
    done = closed(workbook)
    assert done.write_back is WriteBack.REFUSED
    assert workbook.read_bytes() == before
    assert done.pack is not None
    assert not (done.pack / "libro.xlsx").exists()
    alone = openpyxl.load_workbook(done.pack / "libro - resultados.xlsx")
    assert alone.sheetnames == [result_title(key, "es") for key in RESULT_TITLES]
