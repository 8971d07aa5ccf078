"""How the result sheets look: notes, colours, charts, widths, paper."""

import re
import subprocess
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader

from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import table
from apoq_batch.tables.summary import Group
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from apoq_batch.workbook.standard.result_titles import result_title
from tests.tables.test_result_tables import examined
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of
from tests.workbook.result_books import CASE
from tests.workbook.result_books import HELP
from tests.workbook.result_books import LANGUAGES
from tests.workbook.result_books import OFFICE
from tests.workbook.result_books import PERIOD
from tests.workbook.result_books import TEXT
from tests.workbook.result_books import book_of
from tests.workbook.result_books import cell_of
from tests.workbook.result_books import drawn
from tests.workbook.result_books import first_page
from tests.workbook.result_books import of_the_case
from tests.workbook.result_books import opened
from tests.workbook.result_books import page_of
from tests.workbook.result_books import pages
from tests.workbook.result_books import part

NAMES = (
    "RResumen RObservaciones RPrestamos RCartera RCuotas RSocios REmergencias RProyectos "
    "RFondos RPrima RDiario RControl"
)


REWRITTEN = {
    "es": (
        "El programa vuelve a escribir esta hoja en cada cierre: "
        "lo que se anote aquí se pierde."
    ),
    "en": "The program writes this sheet anew at each close: what is typed here is lost.",
}


SAID = {
    "es": "Hoja del programa: se rehace en cada cierre",
    "en": "Sheet of the program: rewritten at each close",
}


def footer_of(page: Worksheet) -> tuple[str | None, ...]:
    footer = page.oddFooter
    assert footer is not None
    return footer.left.text, footer.center.text, footer.right.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_stand_in_row_1_each_with_a_comment(language: str) -> None:
    for one, page in pages(language):
        assert [cell.value for cell in page[1][: len(one.columns)]] == [
            column.heading(language) for column in one.columns
        ]
        for index, column in enumerate(one.columns, start=1):
            note = cell_of(page, 1, index).comment
            assert note is not None
            parts = note.text.split("\n\n")
            assert parts[0] == texts(language)(column.help)
            assert parts[1:] == ([REWRITTEN[language]] if index == 1 else [])
            assert cell_of(page, 1, index).font.b


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_is_a_table_with_a_filter(language: str) -> None:
    names = []
    for one, page in pages(language):
        (held,) = page.tables.values()
        names.append(held.displayName)
        last = page.cell(len(one.rows) + 1, len(one.columns)).coordinate
        end = page.cell(len(one.rows) + 1 + one.has_total, len(one.columns)).coordinate
        assert held.ref == f"A1:{end}"
        assert bool(held.totalsRowCount) == one.has_total
        # Beside the summary's figures stand charts, which a filter would squeeze.
        filtered = held.autoFilter and held.autoFilter.ref
        assert filtered == (None if one.key == "summary" else f"A1:{last}")
    assert " ".join(names) == NAMES


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sheet_prints_well(language: str) -> None:
    for one, page in pages(language):
        assert page.freeze_panes == ("C2" if len(one.columns) > 7 else "A2")
        assert page.page_setup.orientation == "landscape"
        assert page.page_setup.paperSize == 9
        assert page.print_title_rows == "$1:$1"
        assert page.sheet_properties.pageSetUpPr is not None
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert footer_of(page) == (f"&A · {PERIOD}", SAID[language], "&P / &N")
        assert page.sheet_view.showGridLines is False


def alarmed(alarm: Alarm | None, language: str = "es") -> list[str]:
    """The rules of a column of one row: operator or type, and what it looks for."""
    column = TableColumn(
        key="value", es="Valor", en="Value", format=Format.MIXED, help=HELP, alarm=alarm
    )
    content = drawn([table("checks", (column,), [(1,)])], language)
    page = page_of(opened(content), result_title("checks", language))
    return [
        f"{rule.operator or rule.type} {' '.join(rule.formula[:1])}"
        for rules in page.conditional_formatting
        for rule in rules.rules
        if rule.type != "expression"
    ]


def test_each_alarm_has_its_colours() -> None:
    assert alarmed(None) == []
    assert alarmed(Alarm.ABOVE_ZERO) == ["greaterThan 0"]
    assert alarmed(Alarm.BELOW_ZERO) == ["lessThan 0"]
    assert [rule.split()[0] for rule in alarmed(Alarm.FILLED)] == ["notContainsBlanks"]
    assert alarmed(Alarm.DAYS_LATE) == ["greaterThan 30", "greaterThan 0"]
    assert alarmed(Alarm.OVERSPENT) == ["greaterThan 1"]
    assert set(alarmed(Alarm.SEVERITY)) >= {'equal "error"', 'equal "aviso"'}
    assert 'equal "does not agree"' in alarmed(Alarm.NOT_OK, "en")
    assert 'equal "no cuadra"' in alarmed(Alarm.NOT_OK, "es")
    assert set(alarmed(Alarm.DECISION)) >= {
        'equal "no procede"',
        'equal "observado"',
        'equal "en espera"',
        'equal "procede"',
    }


def test_words_that_have_a_colour_are_those_in_the_cells() -> None:
    decision = next(one for one in tables_of(CASE)["emergencies"].columns if one.alarm)
    assert decision.key == "decision"
    said = set(tables_of(CASE)["emergencies"].column("decision"))
    rules = {
        rule.removeprefix('equal "').removesuffix('"') for rule in alarmed(Alarm.DECISION)
    }
    assert said - rules <= {"pagado"}
    assert label(examined(CASE).findings[0].severity, texts("es")) in {"aviso", "nota"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_has_four_charts_over_its_own_figures(language: str) -> None:
    content = of_the_case(language)
    title = RESULT_TITLES["summary"][language == "en"]
    rows = tables_of(CASE, language)["summary"].rows
    seen = []
    for number in range(1, 5):
        chart = part(content, f"xl/charts/chart{number}.xml")
        for sheet, first, last in re.findall(
            r"<c:val><c:numRef><c:f>'([^']+)'!\$C\$(\d+):\$C\$(\d+)</c:f>", chart
        ):
            assert sheet == title
            groups = {row[0] for row in rows[int(first) - 2 : int(last) - 1]}
            (name,) = groups
            assert [row[0] for row in rows].count(name) == int(last) - int(first) + 1
            seen.append(str(name))
    wanted = (Group.CLOSING, Group.AVAILABLE, Group.PREMIUM, Group.SECTORS, Group.AGEING)
    assert sorted(seen) == sorted(texts(language)(group.value) for group in wanted)
    assert page_of(book_of(language), title).page_setup.fitToHeight in (None, 1)
    assert "xl/charts/chart5.xml" not in ZipFile(BytesIO(content)).namelist()


def test_a_month_without_proposals_has_no_chart_of_them() -> None:
    tables = list(tables_of("case-5-es").values())
    content = drawn(tables)
    names = ZipFile(BytesIO(content)).namelist()
    charts = [part(content, name) for name in names if name.startswith("xl/charts/chart")]
    sectors = texts("es")(Group.SECTORS.value)
    assert len(charts) == 3
    assert not any(sectors in chart for chart in charts)


def test_a_table_without_rows_has_one_blank_row_and_no_total() -> None:
    amount = TableColumn(
        key="paid",
        es="Pagado",
        en="Paid",
        format=Format.MONEY,
        help=HELP,
        is_summed=True,
        alarm=Alarm.ABOVE_ZERO,
    )
    page = page_of(
        opened(drawn([table("schedule", (TEXT, amount), (), has_total=True)])), "R Cuotas"
    )
    (held,) = page.tables.values()
    assert held.ref == "A1:B2"
    assert not held.totalsRowCount
    assert [cell.value for row in page.iter_rows(min_row=2) for cell in row] in (
        [],
        [None, None],
    )


def test_rows_are_high_enough_for_long_texts() -> None:
    long = TableColumn(
        key="message", es="Mensaje", en="Message", format=Format.LONG_TEXT, help=HELP
    )
    rows = [("corto",), ("una frase larga " * 20,), (None,)]
    page = page_of(opened(drawn([table("findings", (long,), rows)])), "R Observaciones")
    heights = [page.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights[0] == heights[2] == 16
    assert heights[1] is not None
    assert heights[1] > 60
    assert page["A3"].alignment.wrap_text


def rules_of(page: Worksheet) -> Iterator[tuple[str, str, bool, str]]:
    """Where a rule holds, what it asks, whether it is bold, and its colour."""
    for rules in page.conditional_formatting:
        for rule in rules.rules:
            look = rule.dxf
            if look is not None and look.fill is not None:
                asked = f"{rule.operator or rule.type} {rule.formula[0]}"
                bold = bool(look.font and look.font.b)
                yield str(rules.sqref), asked, bold, look.fill.bgColor.rgb


AMBER, ROSE = "FFFCE8C8", "FFF8DAD6"


def test_amber_asks_for_a_look_and_rose_in_bold_letters_says_no() -> None:
    book = book_of("es")
    late = {rule[1]: rule[2:] for rule in rules_of(page_of(book, "R Cartera"))}
    assert late["greaterThan 0"] == (False, AMBER)
    assert late["greaterThan 30"] == (True, ROSE)
    refused = [rule[2:] for rule in rules_of(page_of(book, "R Préstamos"))]
    assert refused == [(True, ROSE)]
    decided = {rule[1]: rule[2:] for rule in rules_of(page_of(book, "R Emergencias"))}
    assert decided['equal "no procede"'] == (True, ROSE)
    assert decided['equal "observado"'] == (False, AMBER)
    spent = [rule[1:] for rule in rules_of(page_of(book, "R Proyectos"))]
    assert spent == [("lessThan 0", True, ROSE), ("greaterThan 1", True, ROSE)]


def test_an_instalment_has_a_colour_when_it_was_due_before_the_end_and_is_not_paid() -> (
    None
):
    page = page_of(book_of("es"), "R Cuotas")
    criteria = "expression AND($D2<DATE(2026,6,30),$G2>0)"
    held = {(sqref.strip("$")[0], asked) for sqref, asked, *_ in rules_of(page)}
    assert held == {("D", criteria), ("G", criteria)}
    one = replace(tables_of(CASE)["schedule"], as_of=None)
    assert list(rules_of(page_of(opened(drawn([one])), "R Cuotas"))) == []


def test_long_names_take_more_lines_and_no_heading_more_than_two() -> None:
    name = "Asociación Agropecuaria de Productores Orgánicos del Caserío Pozo Dulce"
    page = first_page(drawn([table("loans", (TEXT,), [(name,), ("Ana",)])]))
    assert page["A2"].alignment.wrap_text
    assert [page.row_dimensions[row].height for row in (2, 3)] == [29, 16]
    assert page.column_dimensions["A"].width < 40
    for language in LANGUAGES:
        for one, sheet in pages(language):
            for index, column in enumerate(one.columns, start=1):
                letter = cell_of(sheet, 1, index).column_letter
                wide = widths_of(sheet)[letter] - 3
                lines = textwrap.wrap(column.heading(language), int(wide))
                assert len(lines) <= 2, (one.key, column.key)
                assert max(map(len, lines)) <= wide


def widths_of(page: Worksheet) -> dict[str, float]:
    """The width of every column; XlsxWriter joins neighbours that are as wide."""
    found = {}
    for held in page.column_dimensions.values():
        assert held.min is not None
        assert held.max is not None
        for index in range(held.min, held.max + 1):
            found[get_column_letter(index)] = held.width
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_says_whose_it_is_and_what_par30_means(language: str) -> None:
    drawing = part(of_the_case(language), "xl/drawings/drawing1.xml")
    said = re.findall(r"<a:t>([^<]*)</a:t>", drawing)
    assert said[0] == settled(CASE).book.settings.organisation
    assert said[1] == texts(language)("Close of {month}", month=PERIOD)
    assert any("PAR30" in text and "30 d" in text for text in said)
    assert not any(text.startswith("R ") for text in said)


def test_a_very_long_name_is_cut_above_the_summary() -> None:
    one = replace(tables_of(CASE)["summary"], owner="Cooperativa " * 20)
    drawing = part(drawn([one]), "xl/drawings/drawing1.xml")
    title = re.findall(r"<a:t>([^<]*)</a:t>", drawing)[0]
    assert title.endswith("…")
    assert len(title) == 90


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_summary_is_one_page_of_paper(language: str, tmp_path: Path) -> None:
    book = tmp_path / "resumen.xlsx"
    book.write_bytes(drawn([tables_of(CASE, language)["summary"]], language))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [str(OFFICE), profile, "--headless", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(book)],
        check=True,
        capture_output=True,
        timeout=60,
    )
    assert len(PdfReader(tmp_path / "resumen.pdf").pages) == 1
