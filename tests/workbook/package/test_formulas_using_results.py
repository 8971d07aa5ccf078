"""Formulas of hers that look at result sheets are found, kept working, and recalculated."""

from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from apoq_batch.workbook.package.formulas_using_results import FormulaUsingResult
from apoq_batch.workbook.package.result_sheets import ResultSheet
from tests.workbook.package_books import BOTH
from tests.workbook.package_books import FUNDS
from tests.workbook.package_books import HERS
from tests.workbook.package_books import LOANS
from tests.workbook.package_books import draw
from tests.workbook.package_books import edited
from tests.workbook.package_books import formulas_using_results
from tests.workbook.package_books import put_in
from tests.workbook.package_books import swap
from tests.workbook.package_books import take_out
from tests.workbook.package_books import text
from tests.workbook.package_books import titles

FULL = ' fullCalcOnLoad="1"'
IN_ENGLISH = (
    ResultSheet(key="funds", title="R Funds", aliases=("R Fondos",)),
    ResultSheet(key="loans", title="R Loans", aliases=("R Préstamos",)),
)


def looking(formula: str, names: dict[str, str] | None = None, rows: int = 1) -> bytes:
    """A workbook of hers with a formula, or more below each other."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    page = book.add_worksheet("Mi análisis")
    for row in range(rows):
        page.write_formula(row + 1, 2, formula, None, 111)
    for name, reference in (names or {}).items():
        book.define_name(name, reference)
    book.close()
    return kept.getvalue()


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("='R Fondos'!B2*10", {}),
        ("=SUM('r fondos'!B2:B9)", {}),
        ("=SUMIF('R Fondos'!A:A,\"S-1\",'R Fondos'!B:B)", {}),
        ("=Cuotas[n]+1", {}),
        ("=MiSaldo+1", {"MiSaldo": "='R Fondos'!$B$2"}),
    ],
)
def test_a_formula_that_looks_at_a_result_sheet_is_found(
    formula: str, names: dict[str, str]
) -> None:
    file = put_in(looking(formula, names))
    expected = FormulaUsingResult(sheet="Mi análisis", cell="C2", result="R Fondos")
    assert formulas_using_results(file) == (expected,)
    assert 'fullCalcOnLoad="1"' in text(file, "xl/workbook.xml")


@pytest.mark.parametrize(
    ("formula", "names"),
    [
        ("=Fondos!B2", {}),
        ("=\"mire 'R Fondos'!B2\"", {}),
        ("=MiSaldo2+1", {"MiSaldo": "='R Fondos'!$B$2"}),
        ("=A1+Cuotas2", {}),
    ],
)
def test_a_formula_that_looks_elsewhere_is_not(formula: str, names: dict[str, str]) -> None:
    assert formulas_using_results(put_in(looking(formula, names))) == ()


def test_every_such_cell_is_told() -> None:
    found = formulas_using_results(put_in(looking("='R Préstamos'!B2", rows=3)))
    assert [one.cell for one in found] == ["C2", "C3", "C4"]
    assert {one.result for one in found} == {"R Préstamos"}


def test_a_large_sheet_is_searched_to_its_end() -> None:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    page = book.add_worksheet("Mucho")
    for row in range(60_000):
        page.write_number(row, 0, (row * 7919) % 1_000_003 / 7)
    page.write_formula("B60001", "='R Fondos'!B2", None, 1)
    book.close()
    found = formulas_using_results(put_in(kept.getvalue()))
    assert [one.cell for one in found] == ["B60001"]


def test_our_own_formulas_and_a_file_without_results_are_nobody_of_hers() -> None:
    assert formulas_using_results(HERS) == ()
    assert formulas_using_results(put_in(HERS)) == ()


def test_nothing_is_recalculated_that_does_not_look_at_us() -> None:
    assert "fullCalcOnLoad" not in text(put_in(HERS), "xl/workbook.xml")


def test_a_book_without_settings_of_calculation_gets_them_in_their_place() -> None:
    original = looking("='R Fondos'!B2")
    bare = edited(
        original,
        {"xl/workbook.xml": swap('<calcPr calcId="124519" fullCalcOnLoad="1"/>', "")},
    )
    book = text(put_in(bare), "xl/workbook.xml")
    assert book.index("</definedNames>") < book.index('<calcPr fullCalcOnLoad="1"/>')


def test_sheets_that_her_formulas_look_at_keep_their_title_in_another_language() -> None:
    file = put_in(looking("='R Fondos'!B2"))
    assert [one.title for one in titles(file, IN_ENGLISH)] == ["R Fondos", "R Loans"]
    plain = put_in(looking("=1"))
    assert [one.title for one in titles(plain, IN_ENGLISH)] == ["R Funds", "R Loans"]


def test_her_formulas_and_their_values_stay_as_they_are() -> None:
    original = looking("='R Fondos'!B2")
    file = put_in(put_in(original, (FUNDS,)), (FUNDS, LOANS))
    sheet = "xl/worksheets/sheet1.xml"
    assert text(file, sheet) == text(original, sheet)
    assert text(take_out(file), sheet) == text(original, sheet)
    assert put_in(take_out(file), BOTH) == put_in(original, BOTH)


def _with_rule(reference: str) -> bytes:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    page = book.add_worksheet("Mi análisis")
    page.data_validation("A1", {"validate": "list", "source": f"={reference}"})
    book.close()
    return kept.getvalue()


def _with_chart(reference: str) -> bytes:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    draw(book, book.add_worksheet("Mia"), "D2", "=Mia!$B$2:$B$4")
    book.close()
    chart = {"xl/charts/chart1.xml": swap("Mia!$B$2:$B$4", reference)}
    return edited(kept.getvalue(), chart)


@pytest.mark.parametrize(
    "hers",
    [
        looking("=1", {"MiSaldo": "='R Fondos'!$B$2:$B$4"}),
        looking("=SUM('Mi análisis:R Fondos'!B2)"),
        _with_rule("'R Fondos'!$B$2:$B$4"),
        _with_chart("'R Fondos'!$B$2:$B$4"),
    ],
)
def test_a_title_that_anything_of_hers_names_is_kept_and_computed_anew(
    hers: bytes,
) -> None:
    file = put_in(edited(hers, {"xl/workbook.xml": lambda t: t.replace(FULL, "")}))
    assert [one.title for one in titles(file, IN_ENGLISH)] == ["R Fondos", "R Loans"]
    assert FULL in text(file, "xl/workbook.xml")


def test_a_title_in_the_list_of_properties_alone_is_not_kept() -> None:
    listed = "<vt:lpstr>'R Fondos'!Print_Titles</vt:lpstr></TitlesOfParts>"
    file = edited(
        put_in(HERS), {"docProps/app.xml": lambda t: t.replace("</TitlesOfParts>", listed)}
    )
    assert [one.title for one in titles(file, IN_ENGLISH)] == ["R Funds", "R Loans"]


def test_a_name_that_stands_for_another_name_is_followed() -> None:
    names = {"Base": "='R Fondos'!$B$2", "Doble": "=Base*2"}
    found = formulas_using_results(put_in(looking("=Doble+1", names)))
    assert [one.cell for one in found] == ["C2"]


def test_a_sheet_that_she_called_without_blanks_is_found_as_excel_writes_it() -> None:
    plain = put_in(looking("=Fondos.sep!B2*10"))
    renamed = edited(plain, {"xl/workbook.xml": swap("R Fondos", "Fondos.sep")})
    assert [one.result for one in formulas_using_results(renamed)] == ["Fondos.sep"]


def test_a_pivot_table_on_a_result_sheet_keeps_its_title() -> None:
    kept = BytesIO(put_in(HERS))
    with ZipFile(kept, "a") as archive:
        source = '<c:worksheetSource xmlns:c="x" ref="A1:B9" sheet="R Fondos"/>'
        archive.writestr("xl/pivotCache/pivotCacheDefinition1.xml", source)
    assert [one.title for one in titles(kept.getvalue(), IN_ENGLISH)] == [
        "R Fondos",
        "R Loans",
    ]
