"""The blank workbook: all columns, notes and lists; filled in by hand it can be closed."""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from apoq_batch.batch.examine import examine
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.places import Section
from apoq_batch.core.places import column_letters
from apoq_batch.core.records import FundType
from apoq_batch.core.settings import Settings
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.standard.blank import blank
from apoq_batch.workbook.standard.blank import filled
from apoq_batch.workbook.standard.blank_settings import setting_rows
from apoq_batch.workbook.standard.heading_text import heading_text
from apoq_batch.workbook.standard.layout import NO
from apoq_batch.workbook.standard.layout import YES
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.layout import Sheet
from apoq_batch.workbook.standard.settings import SETTINGS
from apoq_batch.workbook.standard.sheets import SHEET_OF
from apoq_batch.workbook.standard.sheets import SHEETS
from apoq_batch.workbook.standard.text_keys import folded

LANGUAGES = ("es", "en")
LAST_VALIDATED_ROW = 20_000
INPUT = [sheet for sheet in SHEETS if sheet.section is not Section.SETTINGS]
TITLES = {
    "es": (
        "Instrucciones Parametros Directiva Fondos Distribucion Socios Familia Entregas "
        "Primas Prestamos Pagos Emergencias Proyectos Gastos Traslados"
    ),
    "en": (
        "Instructions Settings Board Funds Split Members Family Deliveries Premiums Loans "
        "Repayments Emergencies Projects Expenses Transfers"
    ),
}


@cache
def made(language: str) -> bytes:
    return blank(texts(language), language)


@cache
def book_of(language: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(made(language)))


def page_of(book: openpyxl.Workbook, title: str) -> Worksheet:
    page = book[title]
    assert isinstance(page, Worksheet)
    return page


def cell_of(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)
    return cell


def said(path: Path) -> list[tuple[str, str]]:
    """The errors of a workbook: code and sheet."""
    errors = (one for one in examine(path).findings if one.severity is Severity.ERROR)
    return [(one.code, one.sheet) for one in errors]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sheets_are_instructions_and_the_fourteen_of_input(language: str) -> None:
    assert book_of(language).sheetnames == TITLES[language].split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_fold_to_the_keys_and_have_a_note(language: str) -> None:
    for sheet in SHEETS:
        page = page_of(book_of(language), sheet.title(language))
        for place, column in enumerate(sheet.columns, start=1):
            cell = cell_of(page, 1, place)
            assert folded(str(cell.value)) == column.heading(language)
            need = "Required." if column.required else "Can be blank."
            assert cell.comment is not None
            assert cell.comment.text.startswith(texts(language)(column.help))
            assert cell.comment.text.endswith(texts(language)(need))


@pytest.mark.parametrize("language", LANGUAGES)
def test_required_headings_stand_out(language: str) -> None:
    colours: dict[bool, set[object]] = {True: set(), False: set()}
    for sheet in INPUT:
        page = page_of(book_of(language), sheet.title(language))
        for place, column in enumerate(sheet.columns, start=1):
            fill = cell_of(page, 1, place).fill
            colours[column.required].add(fill.start_color.rgb)
    assert len(colours[True]) == len(colours[False]) == 1
    assert colours[True] != colours[False]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_is_a_table_that_prints_well(language: str) -> None:
    names = set()
    for sheet in SHEETS:
        page = page_of(book_of(language), sheet.title(language))
        (held,) = page.tables.values()
        names.add(held.displayName)
        assert held.ref.startswith("A1:")
        assert page.freeze_panes == "A2"
        assert page.print_title_rows == "$1:$1"
        assert page.page_setup.orientation == "landscape"
    assert len(names) == len(SHEETS)


def lists_of(page: Worksheet) -> dict[str, tuple[int, bool, str | None]]:
    """By column: the first row, whether it goes far enough, where the list is."""
    found = {}
    for rule in page.data_validations.dataValidation:
        assert rule.type == "list"
        # Rows are pasted in: what is not on the list is advised against, not refused.
        assert rule.errorStyle == "warning"
        (cells,) = rule.sqref.ranges
        letters = column_letters(cells.min_col)
        reaches = cells.max_row >= LAST_VALIDATED_ROW
        found[letters] = (cells.min_row, reaches, rule.formula1)
    return found


def wanted_list(column: Column, language: str) -> str | None:
    if column.kind is CellKind.CHOICE:
        return f'"{",".join(choice.name(language) for choice in column.choices)}"'
    if column.kind is CellKind.YES_NO:
        return f'"{YES[language]},{NO[language]}"'
    if column.refers_to is None:
        return None
    target = SHEET_OF[column.refers_to]
    fields = [one.field for one in target.columns]
    place = next(fields.index(name) for name in ("code", "number") if name in fields)
    letters = column_letters(place + 1)
    title = target.title(language)
    return f"'{title}'!${letters}$2:${letters}${LAST_VALIDATED_ROW}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_choices_answers_and_references_have_a_list(language: str) -> None:
    count = 0
    for sheet in INPUT:
        found = lists_of(page_of(book_of(language), sheet.title(language)))
        wanted = {}
        for place, column in enumerate(sheet.columns, start=1):
            source = wanted_list(column, language)
            if source is not None:
                wanted[column_letters(place)] = (2, True, source)
        assert found.keys() == wanted.keys()
        for letters, (*rows, source) in found.items():
            *wanted_rows, cells = wanted[letters]
            assert rows == wanted_rows
            # A reference may end its list at the last code; its cells are these.
            assert cells in (source or "")
        count += len(wanted)
    assert count >= 20


def format_of(page: Worksheet, place: int) -> str:
    """Excel keeps one entry for neighbours that look alike."""
    return next(
        one.number_format
        for one in page.column_dimensions.values()
        if place in range(one.min or 0, (one.max or 0) + 1)
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_columns_have_the_format_of_what_they_hold(language: str) -> None:
    formats = {CellKind.DATE: "dd/mm/yyyy", CellKind.DNI: "@", CellKind.MONEY: "#,##0.00"}
    for sheet in INPUT:
        page = page_of(book_of(language), sheet.title(language))
        for place, column in enumerate(sheet.columns, start=1):
            if column.kind in formats:
                assert format_of(page, place) == formats[column.kind]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_settings_show_their_defaults_and_what_they_are_for(language: str) -> None:
    page = page_of(book_of(language), SHEET_OF[Section.SETTINGS].title(language))
    rows = {row[0]: row[1:] for row in page.iter_rows(min_row=2, values_only=True)}
    key = {one.field: one.heading(language) for one in SETTINGS}
    assert list(rows) == [one.heading(language) for one in SETTINGS]
    assert all(isinstance(row[1], str) for row in rows.values())
    shown = {field: rows[heading][0] for field, heading in key.items()}
    assert shown["version"] == 1
    assert shown["language"] == language
    assert shown["rounding_unit"] == 1
    assert shown["minimum_repaid_percent"] == 70
    assert shown["city"] == "Querecotillo"
    blank_ones = {field for field, value in shown.items() if value is None}
    assert blank_ones >= {"organisation", "month", "loan_maximum", "opening_date"}
    assert {name for name in shown if name not in Settings.__slots__} == set()


def test_given_settings_replace_defaults_and_money_is_in_soles() -> None:
    rows = setting_rows("es", {"loan_minimum": Decimal("12.50"), "city": "X"})
    found = {setting.es: (value, setting.kind) for setting, value in rows}
    assert found["prestamo_minimo"] == (Decimal("12.50"), CellKind.MONEY)
    assert found["multiplo_redondeo"] == (Decimal(1), CellKind.MONEY)
    assert found["ciudad"][0] == "X"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_instructions_are_ten_numbered_lines(language: str) -> None:
    page = page_of(book_of(language), TITLES[language].split()[0])
    numbers = [cell.value for cell in page["A"] if isinstance(cell.value, int)]
    lines = [cell.value for cell in page["B"] if isinstance(cell.value, str)]
    assert numbers == list(range(1, 11))
    assert len(lines) == 11
    assert any("diagn" in line for line in lines)
    assert any("apoq run" in line for line in lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_blank_has_the_same_bytes(language: str) -> None:
    assert blank(texts(language), language) == made(language)
    with ZipFile(BytesIO(made(language))) as package:
        assert "2026-01-01T00:00:00Z" in package.read("docProps/core.xml").decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_blank_lacks_only_what_nobody_else_can_know(
    language: str, tmp_path: Path
) -> None:
    path = tmp_path / "libro.xlsx"
    path.write_bytes(made(language))
    settings = SHEET_OF[Section.SETTINGS].title(language)
    required = [sheet.title(language) for sheet in INPUT if sheet.required]
    found = said(path)
    # The name and the month, and rows where there must be some.
    assert [code for code, sheet in found if sheet == settings] == ["PAR-001"] * 2
    assert sorted(sheet for _, sheet in found if sheet != settings) == sorted(required)
    assert {one.sheet for one in examine(path).findings} <= {settings, "", *required}


# The least that an association has, as field -> value.
SMALL: Mapping[Section, Sequence[Mapping[str, Any]]] = {
    Section.FUNDS: (
        {"code": "PRE", "name": "Crédito", "type": FundType.LOANS, "opening_cash": 2000},
        {"code": "EME", "name": "Apoyo", "type": FundType.EMERGENCY, "opening_cash": 500},
    ),
    Section.SPLIT: (
        {"since": date(2026, 1, 1), "fund": "PRE", "percent": 60, "resolution": "Acta 1"},
        {"since": date(2026, 1, 1), "fund": "EME", "percent": 40, "resolution": "Acta 1"},
    ),
    Section.MEMBERS: (
        {
            "code": "S1",
            "dni": "02650001",
            "surnames": "Chero Ruiz",
            "names": "Ana",
            "joined": date(2019, 3, 4),
            "status": "active",
        },
    ),
    Section.DELIVERIES: ({"date": date(2026, 2, 10), "member": "S1", "boxes": 40},),
}


def name_of(column: Column, value: Any, language: str) -> Any:
    """A value as a person writes it."""
    if column.kind is CellKind.CHOICE:
        return next(one.name(language) for one in column.choices if one.value == value)
    return datetime(value.year, value.month, value.day) if type(value) is date else value


def fill_in(book: openpyxl.Workbook, sheet: Sheet, language: str) -> None:
    page = page_of(book, sheet.title(language))
    for row, values in enumerate(SMALL.get(sheet.section, ()), start=2):
        needed = {column.field for column in sheet.columns if column.required}
        assert needed == set(values)
        for place, column in enumerate(sheet.columns, start=1):
            if column.field in values:
                written = name_of(column, values[column.field], language)
                page.cell(row, place).value = written


def set_up(book: openpyxl.Workbook, language: str) -> None:
    page = page_of(book, SHEET_OF[Section.SETTINGS].title(language))
    fields = {one.heading(language): one.field for one in SETTINGS}
    given = {"organisation": "Asociación", "month": "2026-03"}
    for row in range(2, page.max_row + 1):
        field = fields[str(page.cell(row, 1).value)]
        if field in given:
            page.cell(row, 2).value = given[field]


@pytest.mark.parametrize("language", LANGUAGES)
def test_filled_in_by_hand_it_can_be_closed(language: str, tmp_path: Path) -> None:
    path = tmp_path / "libro.xlsx"
    book = openpyxl.load_workbook(BytesIO(made(language)))
    set_up(book, language)
    for sheet in INPUT:
        fill_in(book, sheet, language)
    book.save(path)
    examined = examine(path)
    assert said(path) == []
    assert examined.language == language
    assert examined.settlement is not None
    assert str(examined.settlement.month) == "2026-03"
    assert [line.code for line in examined.settlement.allocation.proposed] == ["S1"]
    assert codes(examined.findings) <= {"DIR-050", "DIR-051", "DIR-013"}


def codes(findings: Sequence[Finding]) -> set[str]:
    return {one.code for one in findings if one.severity is not Severity.NOTE}


@pytest.mark.parametrize("language", LANGUAGES)
def test_rows_given_are_drawn_and_read_back(language: str, tmp_path: Path) -> None:
    path = tmp_path / "libro.xlsx"
    rows = {
        **SMALL,
        Section.MEMBERS: [
            {**row, "hectares": Decimal("1.25"), "names": "=Ana"}
            for row in SMALL[Section.MEMBERS]
        ],
        Section.BOARD: [
            {"role": "Presidenta", "name": "Rosa", "signs": True},
            {"role": "Vocal", "name": "Juan", "signs": False},
        ],
    }
    # A member's status comes as its enumeration there, not as a word.
    members = [{**row, "status": status()} for row in rows[Section.MEMBERS]]
    settings = {"organisation": "Asociación", "month": "2026-03"}
    made_of = {**rows, Section.MEMBERS: members}
    content = filled(texts(language), language, settings, made_of)
    assert content == filled(texts(language), language, settings, made_of)
    path.write_bytes(content)
    examined = examine(path)
    assert said(path) == []
    assert examined.settlement is not None
    book = examined.settlement.book
    (member,) = book.members
    assert (member.names, member.hectares) == ("=Ana", Decimal("1.25"))
    assert [one.signs for one in book.board] == [True, False]
    assert [one.type for one in book.funds] == [FundType.LOANS, FundType.EMERGENCY]
    assert [one.boxes for one in book.deliveries] == [40]


def status() -> object:
    column = next(one for one in SHEET_OF[Section.MEMBERS].columns if one.field == "status")
    return next(one.value for one in column.choices if one.value == "active")


def test_what_no_cell_holds_is_refused() -> None:
    rows = {Section.FUNDS: [{"code": ["a"]}]}
    with pytest.raises(TypeError, match="no cell holds"):
        filled(texts("es"), "es", {}, rows)


@pytest.mark.parametrize(
    ("key", "heading"),
    [
        ("fecha_ingreso", "Fecha ingreso"),
        ("codigo", "Código"),
        ("dni", "DNI"),
        ("beneficiario_dni", "Beneficiario DNI"),
        ("proveedor_ruc", "Proveedor RUC"),
        ("saldo_a_favor", "Saldo a favor"),
    ],
)
def test_a_key_as_a_heading(key: str, heading: str) -> None:
    assert heading_text(key) == heading
    assert folded(heading) == key
