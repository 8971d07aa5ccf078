"""How columns of the blank workbook look: room for words, lists that end, what is advised."""

from functools import cache
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from apoq_batch.core.places import Section
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.standard.blank import blank
from apoq_batch.workbook.standard.blank_columns import column_width
from apoq_batch.workbook.standard.blank_columns import list_source
from apoq_batch.workbook.standard.blank_columns import note_size
from apoq_batch.workbook.standard.heading_text import heading_text
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.settings import SETTINGS
from apoq_batch.workbook.standard.sheets import SHEET_OF
from apoq_batch.workbook.standard.sheets import SHEETS

LANGUAGES = ("es", "en")
COLUMNS = [column for sheet in SHEETS for column in sheet.columns]
FIGURES = {CellKind.MONEY, CellKind.USD, CellKind.INT, CellKind.DECIMAL, CellKind.PERCENT}
# The longest formula that Excel takes for a list.
LONGEST_FORMULA = 255


@cache
def made(language: str) -> bytes:
    return blank(texts(language), language)


@cache
def book_of(language: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(made(language)))


def page_of(section: Section, language: str) -> Worksheet:
    page = book_of(language)[SHEET_OF[section].title(language)]
    assert isinstance(page, Worksheet)
    return page


def column_of(section: Section, field: str) -> Column:
    return next(one for one in SHEET_OF[section].columns if one.field == field)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_of_a_heading_has_room_beside_the_filter(language: str) -> None:
    for column in COLUMNS:
        heading = heading_text(column.heading(language))
        longest = max(len(word) for word in heading.split())
        assert column_width(column, heading) >= longest + 3


def test_a_note_is_as_high_as_its_text() -> None:
    short, long = note_size("The member's code. Required."), note_size("x" * 100)
    assert short == {"width": 220, "height": 35, "author": ""}
    assert long["height"] == 18 + 4 * 17


@pytest.mark.parametrize(
    ("section", "field", "cells"),
    [
        (Section.DELIVERIES, "member", "'Socios'!$A$2"),
        (Section.SPLIT, "fund", "'Fondos'!$A$2"),
        (Section.REPAYMENTS, "loan", "'Prestamos'!$A$2"),
        (Section.EXPENSES, "project", "'Proyectos'!$A$2"),
        (Section.TRANSFERS, "to_fund", "'Fondos'!$A$2"),
    ],
)
def test_a_list_of_codes_ends_at_the_last_code(
    section: Section, field: str, cells: str
) -> None:
    # A list that goes on over blank cells opens at the blank ones.
    every = f"{cells}:$A$20000"
    last = f'IFERROR(MATCH("zzz",{every}),0),IFERROR(MATCH(9E+307,{every}),0)'
    source = list_source(column_of(section, field), "es")
    assert source == f"=OFFSET({cells},0,0,MAX(1,{last}),1)"
    assert len(str(source)) < LONGEST_FORMULA


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_stand_left_and_figures_right(language: str) -> None:
    for sheet in SHEETS:
        page = page_of(sheet.section, language)
        for place, column in enumerate(sheet.columns, start=1):
            side = "right" if column.kind in FIGURES else "left"
            assert page.cell(1, place).alignment.horizontal == side


@pytest.mark.parametrize("language", LANGUAGES)
def test_excel_does_not_mark_codes_as_numbers_stored_as_text(language: str) -> None:
    with ZipFile(BytesIO(made(language))) as package:
        names = [name for name in package.namelist() if "worksheets/sheet" in name]
        meant = [b'numberStoredAsText="1"' in package.read(name) for name in names]
    assert meant.count(True) == len(SHEETS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_setting_is_advised_on_while_it_is_typed(language: str) -> None:
    fields = {row: one.field for row, one in enumerate(SETTINGS, start=2)}
    rules = {}
    page = page_of(Section.SETTINGS, language)
    for rule in page.data_validations.dataValidation:
        assert rule.errorStyle == "warning"
        for cells in rule.sqref.ranges:
            assert cells.min_col == cells.max_col == 2
            for row in range(cells.min_row, cells.max_row + 1):
                rules[fields[row]] = (rule.type, rule.formula1, rule.formula2)
    assert rules["language"] == ("list", '"es,en"', None)
    assert rules["base_quarters"] == ("whole", "1", "4")
    assert rules["instalments"] == ("whole", "1", "24")
    assert rules["copayment_percent"] == ("decimal", "0", "100")
    assert rules["loan_maximum"] == ("decimal", "0", None)
    assert rules["tax_id"] == ("textLength", "11", None)
    assert rules["disbursement_date"][0] == "date"
    assert set(fields.values()) - set(rules) == {"organisation", "city", "logo", "month"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_required_settings_look_like_required_headings(language: str) -> None:
    page = page_of(Section.SETTINGS, language)
    required = page.cell(1, 1).fill.start_color.rgb
    marked = {
        setting.field
        for row, setting in enumerate(SETTINGS, start=2)
        if page.cell(row, 1).fill.start_color.rgb == required
    }
    assert marked == {"organisation", "month"}
