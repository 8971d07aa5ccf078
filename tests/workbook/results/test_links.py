"""Where the cells of the result sheets lead, and the texts that look like formulas."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import Value
from apoq_batch.tables.model import table
from apoq_batch.workbook.results import rows
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from tests.tables.test_result_tables import FOLDER
from tests.tables.test_result_tables import examined
from tests.tables.test_result_tables import tables_of
from tests.workbook.result_books import CASE
from tests.workbook.result_books import HELP
from tests.workbook.result_books import LANGUAGES
from tests.workbook.result_books import SOLES
from tests.workbook.result_books import TEXT
from tests.workbook.result_books import book_of
from tests.workbook.result_books import cell_of
from tests.workbook.result_books import closed
from tests.workbook.result_books import drawn
from tests.workbook.result_books import first_page
from tests.workbook.result_books import locations
from tests.workbook.result_books import members
from tests.workbook.result_books import opened
from tests.workbook.result_books import page_of
from tests.workbook.result_books import pages


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_lead_to_the_member_s_row(language: str) -> None:
    people = page_of(book_of(language), RESULT_TITLES["members"][language == "en"])
    linked = set()
    for one, page in pages(language):
        places = [i for i, column in enumerate(one.columns) if column.link is Link.MEMBER]
        for place in places:
            linked.add(one.key)
            found = locations(page)
            for row, values in enumerate(one.rows, start=2):
                target = found[page.cell(row, place + 1).coordinate]
                sheet, _, address = target.rpartition("!")
                assert sheet == f"'{people.title}'"
                assert people[address].value == values[place]
    assert linked >= {"loans", "portfolio", "schedule", "emergencies"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_member_leads_to_her_rows(language: str) -> None:
    book, tables = book_of(language), tables_of(CASE, language)
    people = page_of(book, RESULT_TITLES["members"][language == "en"])
    found = locations(people)
    leads = {"A": ("loans", "code"), "H": ("portfolio", "outstanding")}
    leads["K"] = ("emergencies", "benefit")
    for letter, (key, having) in leads.items():
        title = RESULT_TITLES[key][language == "en"]
        first: dict[Value, int] = {}
        rows = zip(tables[key].column("code"), tables[key].column(having), strict=True)
        for row, (code, value) in enumerate(rows, start=2):
            if value:
                first.setdefault(code, row)
        for row, code in enumerate(tables["members"].column("code"), start=2):
            cell = people[f"{letter}{row}"]
            target = f"'{title}'!A{first[code]}" if cell.value and code in first else None
            assert found.get(cell.coordinate) == target
            assert letter == "A" or cell.number_format == SOLES
    assert any(place.startswith("H") for place in found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_cells_lead_to_where_the_finding_is(language: str) -> None:
    hers = openpyxl.load_workbook(FOLDER / f"{CASE}.xlsx")
    title = RESULT_TITLES["findings"][language == "en"]
    found = locations(page_of(book_of(language), title))
    for row, one in enumerate(examined(CASE).findings, start=2):
        if one.cell:
            assert found[f"D{row}"] == f"'{one.sheet}'!{one.cell}"
            assert one.sheet in hers.sheetnames
        else:
            assert f"D{row}" not in found


def test_links_follow_titles_with_quotes() -> None:
    code = TableColumn(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    tables = [table("loans", (code,), [("S1",), ("S9",)]), members("S0", "S1")]
    content = drawn(tables, titles={"loans": "Lo'an & 1", "members": "Socio's (2)"})
    book = opened(content)
    assert book.sheetnames == ["Lo'an & 1", "Socio's (2)"]
    page = page_of(book, "Lo'an & 1")
    assert locations(page) == {"A2": "'Socio''s (2)'!A3"}
    assert page["A3"].value == "S9"


def test_a_code_of_no_member_leads_nowhere() -> None:
    code = TableColumn(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    page = page_of(
        opened(drawn([table("loans", (code,), [("S1",), (None,)]), members("S2")])),
        "R Préstamos",
    )
    assert locations(page) == {}
    assert [page["A2"].value, page["A3"].value] == ["S1", None]


def test_more_links_than_excel_takes_are_written_as_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rows, "MOST_LINKS", 2)
    code = TableColumn(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    tables = [table("loans", (code,), [("S1",)] * 4), members("S1")]
    page = page_of(opened(drawn(tables)), "R Préstamos")
    assert list(locations(page)) == ["A2", "A3"]
    assert [page.cell(row, 1).value for row in range(2, 6)] == ["S1"] * 4


def test_a_code_that_looks_like_a_formula_still_leads_to_its_member() -> None:
    code = TableColumn(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    loans = table("loans", (code,), [("=2+2",), ("S1",)])
    page = page_of(opened(drawn([loans, members("=2+2", "S1")])), "R Préstamos")
    assert [cell_of(page, row, 1).value for row in (2, 3)] == ["=2+2", "S1"]
    assert [locations(page)[place] for place in ("A2", "A3")] == [
        "'R Socios'!A2",
        "'R Socios'!A3",
    ]


STARTS = ("=1+1", "+51 999", "-3", "@SUM(A1)")


@pytest.mark.parametrize("form", [Format.TEXT, Format.LONG_TEXT, Format.MIXED])
def test_only_what_excel_would_take_for_a_formula_is_quoted(form: Format) -> None:
    column = replace(TEXT, format=form)
    said = [*STARTS, "{=1}", "a=b", " =1", "'=1", "S-1"]
    page = first_page(drawn([table("loans", (column,), [(one,) for one in said])]))
    quoted = [cell.value for (cell,) in page.iter_rows(min_row=2) if cell.quotePrefix]
    assert quoted == list(STARTS)


def test_a_code_that_leads_somewhere_is_quoted_too() -> None:
    code = TableColumn(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    rows = [("=2+2",), ("S1",)]
    content = drawn([table("loans", (code,), rows), members("=2+2", "S1")])
    page = first_page(content)
    assert [bool(cell_of(page, row, 1).quotePrefix) for row in (2, 3)] == [True, False]
    assert list(locations(page)) == ["A2", "A3"]


def test_in_her_workbook_too_a_text_like_a_formula_stays_one(tmp_path: Path) -> None:
    workbook = tmp_path / "libro.xlsx"
    book = openpyxl.load_workbook(FOLDER / "case-2-es.xlsx")
    spent = page_of(book, "Gastos")
    descriptions = [cell.value for cell in spent[1]].index("Descripcion") + 1
    # Row 3 is of March, before the month of the case.
    cell_of(spent, 3, descriptions).value = "@obra"
    book.save(workbook)
    closed(workbook)
    journal = page_of(openpyxl.load_workbook(workbook), "R Diario")
    said = [cell for (cell,) in journal.iter_rows(min_col=7, max_col=7, min_row=2)]
    quoted = [str(cell.value) for cell in said if cell.quotePrefix]
    assert quoted
    assert all(text.startswith("@obra") for text in quoted)
