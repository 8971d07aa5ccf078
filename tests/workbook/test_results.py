"""The result sheets as Excel and LibreOffice see them, and the workbook they go into."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from apoq_batch import batch
from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.tables.model import table
from apoq_batch.tables.summary import Group
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import texts
from apoq_batch.workbook import results_page
from apoq_batch.workbook.folding import folded
from apoq_batch.workbook.handback import HandBack
from apoq_batch.workbook.result_titles import RESULT_TITLES
from apoq_batch.workbook.result_titles import is_result_title
from apoq_batch.workbook.result_titles import result_title
from apoq_batch.workbook.results import draw
from tests.tables.test_result_tables import FOLDER
from tests.tables.test_result_tables import examined
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of

LANGUAGES = ("es", "en")
PERIOD = "junio de 2026"
CASE = "case-1-es"
SOLES = '"S/" #,##0.00;[Red]-"S/" #,##0.00'
NUMBER_FORMATS = {
    Format.INT: "#,##0",
    Format.MONEY: SOLES,
    Format.PERCENT: "0.00%",
    Format.DATE: "dd/mm/yyyy",
}
DOLLARS = '"US$" #,##0.00'
NAMES = (
    "RResumen RObservaciones RPrestamos RCartera RCuotas RSocios REmergencias RProyectos "
    "RFondos RPrima RDiario RControl"
)
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
OFFICE = shutil.which("soffice")


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


@cache
def values_of(language: str) -> openpyxl.Workbook:
    return opened(of_the_case(language), data_only=True)


def page_of(book: openpyxl.Workbook, title: str) -> Worksheet:
    page = book[title]
    assert isinstance(page, Worksheet)
    return page


def footer_of(page: Worksheet) -> tuple[str | None, str | None]:
    footer = page.oddFooter
    assert footer is not None
    assert footer.left is not None
    assert footer.right is not None
    return footer.left.text, footer.right.text


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


HELP = "The member's code."
TEXT = Column(key="member", es="Socio", en="Member", help=HELP)


def members(*codes: str) -> Table:
    column = Column(key="code", es="Código", en="Code", help=HELP)
    return table("members", (column,), [(code,) for code in codes])


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
def test_headings_stand_in_row_1_each_with_a_comment(language: str) -> None:
    for one, page in pages(language):
        assert [cell.value for cell in page[1][: len(one.columns)]] == [
            column.heading(language) for column in one.columns
        ]
        for index, column in enumerate(one.columns, start=1):
            note = cell_of(page, 1, index).comment
            assert note is not None
            assert note.text == texts(language)(column.help)
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
        assert footer_of(page) == (f"&A · {PERIOD}", "&P / &N")
        assert page.sheet_view.showGridLines is False


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
    assert rows["Cajas del mes"].number_format == "#,##0"
    assert rows["PAR30"].number_format == "0.00%"


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
    assert "a_x0001_b" in part(content, "xl/sharedStrings.xml")
    assert opened(content).sheetnames == ["R Préstamos"]


def test_a_code_that_looks_like_a_formula_still_leads_to_its_member() -> None:
    code = Column(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    loans = table("loans", (code,), [("=2+2",), ("S1",)])
    page = page_of(opened(drawn([loans, members("=2+2", "S1")])), "R Préstamos")
    assert [cell_of(page, row, 1).value for row in (2, 3)] == ["=2+2", "S1"]
    assert [locations(page)[place] for place in ("A2", "A3")] == [
        "'R Socios'!A2",
        "'R Socios'!A3",
    ]


def locations(page: Worksheet) -> dict[str, str]:
    found = {}
    for row in page.iter_rows():
        for cell in row:
            if isinstance(cell, Cell) and cell.hyperlink is not None:
                found[cell.coordinate] = str(cell.hyperlink.location)
    return found


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
    code = Column(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    tables = [table("loans", (code,), [("S1",), ("S9",)]), members("S0", "S1")]
    content = drawn(tables, titles={"loans": "Lo'an & 1", "members": "Socio's (2)"})
    book = opened(content)
    assert book.sheetnames == ["Lo'an & 1", "Socio's (2)"]
    page = page_of(book, "Lo'an & 1")
    assert locations(page) == {"A2": "'Socio''s (2)'!A3"}
    assert page["A3"].value == "S9"
    assert footer_of(page)[0] == f"&A · {PERIOD}"


def test_a_code_of_no_member_leads_nowhere() -> None:
    code = Column(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    page = page_of(
        opened(drawn([table("loans", (code,), [("S1",), (None,)]), members("S2")])),
        "R Préstamos",
    )
    assert locations(page) == {}
    assert [page["A2"].value, page["A3"].value] == ["S1", None]


def test_more_links_than_excel_takes_are_written_as_texts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(results_page, "_MOST_LINKS", 2)
    code = Column(key="code", es="Código", en="Code", help=HELP, link=Link.MEMBER)
    tables = [table("loans", (code,), [("S1",)] * 4), members("S1")]
    page = page_of(opened(drawn(tables)), "R Préstamos")
    assert list(locations(page)) == ["A2", "A3"]
    assert [page.cell(row, 1).value for row in range(2, 6)] == ["S1"] * 4


def alarmed(alarm: Alarm | None, language: str = "es") -> list[str]:
    """The rules of a column of one row: operator or type, and what it looks for."""
    column = Column(
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
    assert set(alarmed(Alarm.SEVERITY)) >= {'equal "error"', 'equal "aviso"'}
    assert 'equal "does not agree"' in alarmed(Alarm.NOT_OK, "en")
    assert 'equal "no cuadra"' in alarmed(Alarm.NOT_OK, "es")
    assert set(alarmed(Alarm.DECISION)) >= {
        'equal "no procede"',
        'equal "observado"',
        'equal "en espera"',
        'equal "procede"',
    }


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


def test_a_table_without_rows_has_one_blank_row_and_no_total() -> None:
    amount = Column(
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
    long = Column(
        key="message", es="Mensaje", en="Message", format=Format.LONG_TEXT, help=HELP
    )
    rows = [("corto",), ("una frase larga " * 20,), (None,)]
    page = page_of(opened(drawn([table("findings", (long,), rows)])), "R Observaciones")
    heights = [page.row_dimensions[row].height for row in (2, 3, 4)]
    assert heights[0] is None
    assert heights[1] is not None
    assert heights[1] > 60
    assert heights[2] is None
    assert page["A3"].alignment.wrap_text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_tables_give_the_same_bytes(language: str) -> None:
    again = drawn(list(tables_of(CASE, language).values()), language)
    assert again == of_the_case(language)


def test_days_are_the_same_in_a_workbook_that_counts_from_1904() -> None:
    day = Column(key="date", es="Fecha", en="Date", format=Format.DATE, help=HELP)
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


def quiet(_: int, __: int) -> None:
    """No letters are made here."""


def close(workbook: Path, language: str | None = None) -> batch.Outcome:
    request = batch.Request(
        workbook=workbook,
        output=workbook.parent / "salidas",
        language=language,
        letters=False,
    )
    return batch.run(request, quiet)


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
    done = close(workbook)
    assert done.hand_back is HandBack.DONE
    first = workbook.read_bytes()
    after = opened(first)
    ours = [result_title(key, "es") for key in RESULT_TITLES]
    assert after.sheetnames == [*before.sheetnames, *ours]
    for title in before.sheetnames:
        assert looks(page_of(after, title)) == looks(page_of(before, title))
    close(workbook)
    assert workbook.read_bytes() == first


def test_a_run_in_the_other_language_replaces_the_same_sheets(tmp_path: Path) -> None:
    workbook = Path(shutil.copy(FOLDER / "case-2-es.xlsx", tmp_path / "libro.xlsx"))
    hers = openpyxl.load_workbook(workbook).sheetnames
    close(workbook)
    spanish = workbook.read_bytes()
    close(workbook, "en")
    english = [result_title(key, "en") for key in RESULT_TITLES]
    assert opened(workbook.read_bytes()).sheetnames == [*hers, *english]
    close(workbook, "es")
    assert opened(workbook.read_bytes()).sheetnames == opened(spanish).sheetnames


def test_the_grafted_sheets_show_the_figures_of_the_tables(tmp_path: Path) -> None:
    workbook = Path(shutil.copy(FOLDER / "case-2-es.xlsx", tmp_path / "libro.xlsx"))
    close(workbook)
    values = openpyxl.load_workbook(workbook, data_only=True)
    for key, one in tables_of("case-2-es").items():
        page = page_of(values, result_title(key, "es"))
        for row, held in enumerate(one.rows, start=2):
            found = [cell.value for cell in page[row][: len(one.columns)]]
            for here, value, column in zip(found, held, one.columns, strict=True):
                assert_shown(here, value, column.format)
        headings = [folded(str(cell.value)) for cell in page[1][: len(one.columns)]]
        assert headings == [folded(column.heading("es")) for column in one.columns]


def test_words_that_have_a_colour_are_those_in_the_cells() -> None:
    decision = next(one for one in tables_of(CASE)["emergencies"].columns if one.alarm)
    assert decision.key == "decision"
    said = set(tables_of(CASE)["emergencies"].column("decision"))
    rules = {
        rule.removeprefix('equal "').removesuffix('"') for rule in alarmed(Alarm.DECISION)
    }
    assert said - rules <= {"pagado"}
    assert label(examined(CASE).findings[0].severity, texts("es")) in {"aviso", "nota"}


def test_dates_and_drawings_of_a_book_of_1904(tmp_path: Path) -> None:
    workbook = tmp_path / "libro.xlsx"
    book = openpyxl.load_workbook(FOLDER / "case-2-es.xlsx")
    book.epoch = CALENDAR_MAC_1904
    book.save(workbook)
    one = batch.examine(workbook)
    assert one.intake.is_1904
    assert one.settlement is not None
    assert replace(one.settlement.book.settings, places={}, sheet="") == replace(
        settled("case-2-es").book.settings, places={}, sheet=""
    )
    close(workbook)
    due = openpyxl.load_workbook(workbook, data_only=True)["R Cuotas"]["D2"].value
    assert due == shown(tables_of("case-2-es")["schedule"].rows[0][3], Format.DATE)


def test_a_text_longer_than_a_cell_takes_is_cut() -> None:
    page = page_of(
        opened(drawn([table("loans", (TEXT,), [("a" * 40_000,)])])), "R Préstamos"
    )
    assert page["A2"].value == "a" * 32_767


def test_a_month_without_proposals_has_no_chart_of_them() -> None:
    tables = list(tables_of("case-5-es").values())
    content = drawn(tables)
    names = ZipFile(BytesIO(content)).namelist()
    charts = [part(content, name) for name in names if name.startswith("xl/charts/chart")]
    sectors = texts("es")(Group.SECTORS.value)
    assert len(charts) == 3
    assert not any(sectors in chart for chart in charts)


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
    done = close(workbook)
    assert done.hand_back is HandBack.REFUSED
    assert workbook.read_bytes() == before
    assert done.pack is not None
    assert not (done.pack / "libro.xlsx").exists()
    alone = openpyxl.load_workbook(done.pack / "libro - resultados.xlsx")
    assert alone.sheetnames == [result_title(key, "es") for key in RESULT_TITLES]
