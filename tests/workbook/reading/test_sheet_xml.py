"""What openpyxl gets to see of a worksheet: its rows, in a spelling it understands."""

from collections.abc import Callable

import pytest

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.package.relationships import STRICT
from apoq_batch.workbook.package.relationships import TRANSITIONAL
from apoq_batch.workbook.reading.grid import SheetReader
from apoq_batch.workbook.reading.sheet_xml import filled_rows
from tests.workbook.test_bad_files import GOOD
from tests.workbook.test_bad_files import changed
from tests.workbook.test_bad_files import part_of

ROOT = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
PART = part_of("Socios")


def package_with(rows: str, around: Callable[[str], str] = str) -> Package:
    sheet = around(f"{ROOT}<sheetData>{rows}</sheetData><pageMargins/></worksheet>")
    return open_package("libro.xlsx", changed(PART, lambda _: sheet.encode()))


def reduced(rows: str) -> str:
    text = b"".join(filled_rows(package_with(rows), PART)).decode()
    return text.partition("<sheetData>")[2].removesuffix("</sheetData></worksheet>")


def values(rows: str, around: Callable[[str], str] = str) -> dict[tuple[int, int], object]:
    read = SheetReader(package_with(rows, around), (PART,)).rows(PART)
    return {
        (row, column): cell.value for row, cells in read for column, cell in cells.items()
    }


def test_what_stands_around_the_rows_is_left_out() -> None:
    text = b"".join(filled_rows(open_package("libro.xlsx", GOOD), PART))
    assert b'<dimension ref="A1"/><sheetData>' in text
    assert text.endswith(b"</sheetData></worksheet>")
    assert b"<cols>" not in text


def test_a_sheet_may_be_in_the_other_dialect_than_the_workbook() -> None:
    row = '<row r="1"><c r="A1"><v>7</v></c></row>'
    loose_in_strict = values(row, lambda text: text.replace(TRANSITIONAL.main, STRICT.main))
    assert loose_in_strict == {(1, 1): 7}


def test_cells_far_to_the_right_cost_nothing_and_hide_nothing() -> None:
    row = '<row r="1"><c r="A1"><v>7</v></c><c r="XFD1" t="str"><v>x</v></c></row>'
    assert values(row) == {(1, 1): 7}


@pytest.mark.parametrize("style", ['s=""', "s='-1'"])
def test_a_format_without_a_number_is_none(style: str) -> None:
    row = f'<row r="1"><c r="A1" {style}><v>7</v></c></row>'
    assert values(row) == {(1, 1): 7}


def test_odd_values_are_read_with_blanks_between_the_tags() -> None:
    row = '<row r="1"><c r="A1" t="b">\n  <v>true</v>\n</c></row>'
    assert values(row) == {(1, 1): True}


def test_many_rows_and_cells_without_content_are_dropped() -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(2, 90))
    filled = '<row r="95"><c r="B95"><v>7</v></c></row>'
    assert reduced(blank + filled) == filled
    assert reduced(blank) == '<row r="89"/>'


def test_an_empty_cell_without_its_place_still_moves_those_behind_it() -> None:
    blanks = '<c s="0"/>' * 40
    rows = f'<row><c t="str"><v>a</v></c><c s="0"/><c><v>7</v></c>{blanks}</row>'
    assert values(rows) == {(1, 1): "a", (1, 3): 7}
    assert values("<row/>" * 90 + rows) == {(91, 1): "a", (91, 3): 7}


def test_rows_in_a_comment_are_none_however_long_it_is() -> None:
    many = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(2, 60_000))
    last = '<row r="70000"><c r="A70000"><v>2</v></c></row>'
    assert values(f"<!-- {many} -->{last}") == {(70_000, 1): 2}


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="0"><c r="A0"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="1"><c r="XFE1"><v>1</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="5"><c r="B5"><v>1</v></c></row>',
        '<row r="5"><c r="A5"><v>1</v></c></row><row r="4"><c r="A4"><v>1</v></c></row>',
        '<row r="1"><c r="B1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-1</v></c></row>',
        '<row r="1"><c r="A1" t="what"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</c></row>',
        '<row r="1"><c r="A1"><v>1</v></c></row><!-- ',
    ],
)
def test_what_no_sheet_can_hold_is_damage(rows: str) -> None:
    with pytest.raises(BatchError) as caught:
        values(rows)
    assert caught.value.trouble is troubles.IS_DAMAGED


@pytest.mark.parametrize(
    ("around", "trouble"),
    [
        (lambda text: "<!DOCTYPE x>" + text, troubles.HAS_ENTITIES),
        (lambda text: text.replace("sheetData", "sheetdata"), troubles.IS_DAMAGED),
        (lambda text: text.replace("worksheet", "chartsheet"), troubles.IS_DAMAGED),
        (lambda text: text.replace("</sheetData>", ""), troubles.IS_DAMAGED),
        (lambda text: text.replace(TRANSITIONAL.main, "urn:x"), troubles.IS_DAMAGED),
        (lambda text: "", troubles.IS_DAMAGED),
    ],
)
def test_what_is_no_worksheet_is_refused(
    around: Callable[[str], str], trouble: Trouble
) -> None:
    with pytest.raises(BatchError) as caught:
        values('<row r="1"><c r="A1"><v>1</v></c></row>', around)
    assert caught.value.trouble is trouble


def test_more_rows_than_a_sheet_has_are_refused_without_reading_them_all() -> None:
    tiny = "<row><c><v>1</v></c></row>" * (limits.LAST_ROW + 10)
    with pytest.raises(BatchError) as caught:
        values(tiny)
    assert caught.value.trouble is troubles.IS_DAMAGED
