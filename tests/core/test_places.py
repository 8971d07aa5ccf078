"""Addresses of cells and where records were read."""

import pytest

from apoq_batch.core.places import SECTION_ORDER
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.places import Source
from apoq_batch.core.places import column_letters


@pytest.mark.parametrize(
    ("column", "letters"),
    [
        (1, "A"),
        (26, "Z"),
        (27, "AA"),
        (52, "AZ"),
        (702, "ZZ"),
        (703, "AAA"),
        (16384, "XFD"),
    ],
)
def test_letters_of_columns(column: int, letters: str) -> None:
    assert column_letters(column) == letters


def test_a_place_has_a_cell_only_with_row_and_column() -> None:
    assert Place(sheet="Socios", row=17, column=5).cell == "E17"
    assert Place(sheet="Socios", row=17).cell == ""
    assert Place(sheet="Socios", column=5).cell == ""


def test_a_source_names_the_cell_of_a_field() -> None:
    source = Source(
        section=Section.MEMBERS, sheet="Members", row=4, columns={"code": 3, "dni": 2}
    )
    assert source.cell("code") == "C4"
    assert source.place("code").sheet == "Members"
    assert source.place("code").section is Section.MEMBERS
    assert str(source) == "Members!4"


def test_a_field_without_a_column_is_shown_at_the_first_one() -> None:
    source = Source(section=Section.MEMBERS, sheet="Socios", row=4, columns={"dni": 2})
    assert source.cell("credit") == "B4"
    bare = Source(section=Section.MEMBERS, sheet="Socios", row=4, columns={})
    assert bare.cell("credit") == "A4"


def test_sections_are_ordered_as_the_sheets_of_the_standard_workbook() -> None:
    assert SECTION_ORDER[Section.SETTINGS] == 0
    assert SECTION_ORDER[Section.TRANSFERS] == len(Section) - 1
