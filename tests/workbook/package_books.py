"""Workbooks of hers and drawn sheets of ours, and ways to look into the files."""

import struct
import warnings
from collections.abc import Callable
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import openpyxl
import xlsxwriter
from openpyxl.cell.cell import Cell
from openpyxl.cell.cell import MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from apoq_batch.workbook.package import result_sheets
from apoq_batch.workbook.package.formulas_using_results import FormulaUsingResult
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.package.result_sheets import ResultSheet

FUNDS = ResultSheet(key="funds", title="R Fondos", aliases=("R Funds",))
LOANS = ResultSheet(key="loans", title="R Préstamos", aliases=("R Loans",))
BOTH = (FUNDS, LOANS)
SOLES = '"S/" #,##0.00'
LISTING = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
TRANSITIONAL = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
Edit = Callable[[str], str]


def her_book(**options: object) -> bytes:
    """A workbook of hers with what could clash: a table, a note, a chart, formats."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, **options})
    book.set_calc_mode("manual")
    bold = book.add_format({"bold": True, "num_format": "dd/mm/yyyy", "font_name": "Arial"})
    members = book.add_worksheet("Socios")
    members.write_row(0, 0, ["codigo", "socio"], bold)
    members.write_row(1, 0, ["S-1", "Ana Quispe"])
    members.write_formula("C2", "=LEN(B2)", None, 10)
    members.write_comment("A1", "su código")
    members.add_table(
        "E1:F3", {"name": "Cuotas", "columns": [{"header": "a"}, {"header": "b"}]}
    )
    members.print_area("A1:C9")
    funds = book.add_worksheet("Fondos")
    funds.write_row(0, 0, [1, 2, 3])
    funds.print_area("A1:B2")
    funds.activate()
    draw(book, funds, "D2", "=Fondos!$A$1:$C$1")
    book.define_name("Tasa", "=Fondos!$A$1")
    book.close()
    return kept.getvalue()


def new_sheets(sheets: tuple[ResultSheet, ...], **options: object) -> bytes:
    """Result sheets with everything the real ones have."""
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, **options})
    for number, sheet in enumerate(sheets):
        fill_result(book, book.add_worksheet(sheet.title), sheet.title, number)
    book.close()
    return kept.getvalue()


def fill_result(
    book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, title: str, number: int
) -> None:
    head = book.add_format(
        {"bold": True, "bg_color": "#DDEEFF", "border": 1, "text_wrap": 1}
    )
    money = book.add_format({"num_format": SOLES})
    day = book.add_format({"num_format": "dd/mm/yyyy", "align": "center", "locked": False})
    page.write_row(0, 0, ["Código", "Saldo", " con espacios ", "A & <b>"], head)
    page.write_comment("A1", "la clave")
    page.write_row(1, 0, ["S-1", 12.5, True, ""])
    page.write("B3", 7 + number, money)
    page.write_formula("B4", "=SUM(B2:B3)", money, 19.5 + number)
    page.write("C3", date(2026, 1, 31), day)
    page.write_rich_string("D3", "vence ", head, "hoy", " o mañana")
    page.write_blank("E3", None, head)
    page.write_url("A5", f"internal:'{title}'!B4", string="ir")
    page.write_url("A6", "https://example.org/?a=1&b=2")
    page.set_column("B:B", 14, money)
    page.set_column("C:C", 11)
    page.set_row(6, 30, head)
    page.conditional_format(
        "B2:B4", {"type": "cell", "criteria": ">", "value": 8, "format": head}
    )
    page.conditional_format("B2:B4", {"type": "data_bar", "data_bar_2010": True})
    columns = [
        {"header": "n", "format": money},
        {"header": "doble", "formula": "=Cuotas[n]*2"},
    ]
    page.add_table("G1:H3", {"name": ["Cuotas", "Otra", "Mas"][number], "columns": columns})
    page.repeat_rows(0)
    page.autofilter("A1:D4")
    page.freeze_panes(1, 0)
    draw(book, page, "J2", f"='{title}'!$B$2:$B$4")


def draw(
    book: xlsxwriter.Workbook, page: xlsxwriter.worksheet.Worksheet, place: str, values: str
) -> None:
    chart = book.add_chart({"type": "line"})
    assert chart is not None
    chart.add_series({"values": values})
    page.insert_chart(place, chart)


def opened(content: bytes) -> Package:
    return open_package("libro.xlsx", content)


def titles(original: bytes, wanted: tuple[ResultSheet, ...]) -> tuple[ResultSheet, ...]:
    return result_sheets.titles(opened(original), wanted)


def put(original: bytes, source: bytes, sheets: tuple[ResultSheet, ...]) -> bytes:
    return result_sheets.put(opened(original), source, sheets)


def take_out(original: bytes) -> bytes:
    return result_sheets.take_out(opened(original))


def formulas_using_results(original: bytes) -> tuple[FormulaUsingResult, ...]:
    return result_sheets.formulas_using_results(opened(original))


def uses_1904(original: bytes) -> bool:
    return opened(original).is_1904


def put_in(original: bytes, wanted: tuple[ResultSheet, ...] = BOTH) -> bytes:
    settled = titles(original, wanted)
    return put(original, new_sheets(settled, date_1904=uses_1904(original)), settled)


def edited(original: bytes, edits: dict[str, Edit]) -> bytes:
    """The file with some members rewritten, as another program would."""
    kept = BytesIO()
    with ZipFile(BytesIO(original)) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        for info in before.infolist():
            content = before.read(info)
            if edit := edits.get(info.filename):
                content = edit(content.decode()).encode()
            after.writestr(info, content)
    return kept.getvalue()


def swap(old: str, new: str) -> Edit:
    def edit(text: str) -> str:
        assert old in text
        return text.replace(old, new)

    return edit


def moved(original: bytes, names: dict[str, str]) -> bytes:
    """The file with members under other names; None of their content changes."""
    kept = BytesIO()
    with ZipFile(BytesIO(original)) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            if names.get(name, name):
                after.writestr(names.get(name, name), before.read(name))
    return kept.getvalue()


def text(file: bytes, name: str) -> str:
    with ZipFile(BytesIO(file)) as archive:
        return archive.read(name).decode()


def names_in(file: bytes, start: str = "") -> set[str]:
    with ZipFile(BytesIO(file)) as archive:
        return {name for name in archive.namelist() if name.startswith(start)}


def stored(file: bytes) -> dict[str, tuple[object, ...]]:
    """Each member's bytes as they lie in the file, with its date and attributes."""
    found: dict[str, tuple[object, ...]] = {}
    with ZipFile(BytesIO(file)) as archive:
        for info in archive.infolist():
            lengths = struct.unpack_from("<HH", file, info.header_offset + 26)
            start = info.header_offset + 30 + sum(lengths)
            raw = file[start : start + info.compress_size]
            found[info.filename] = (raw, info.date_time, info.external_attr)
    return found


def loaded(file: bytes) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        # openpyxl says of every data bar that it cannot keep it.
        warnings.filterwarnings("ignore", message=".*not supported and will be removed")
        return openpyxl.load_workbook(BytesIO(file), rich_text=True)


def saved(book: openpyxl.Workbook) -> bytes:
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def page(book: openpyxl.Workbook, title: str) -> Worksheet:
    found = book[title]
    assert isinstance(found, Worksheet)
    return found


def cell(book: openpyxl.Workbook, title: str, place: str) -> Cell:
    found = page(book, title)[place]
    assert isinstance(found, Cell)
    return found


def front(book: openpyxl.Workbook) -> str:
    assert book.active is not None
    return book.active.title


def note(book: openpyxl.Workbook, title: str) -> str:
    found = cell(book, title, "A1").comment
    assert found is not None
    return str(found.text)


def look(cell: Cell | MergedCell) -> tuple[object, ...]:
    parts = (cell.font, cell.fill, cell.border, cell.alignment, cell.protection)
    return (cell.coordinate, cell.value, cell.number_format, *map(repr, parts))


def assert_same_cells(file: bytes, source: bytes) -> None:
    result, expected = loaded(file), loaded(source)
    for page in expected:
        wanted = [look(cell) for row in page.iter_rows() for cell in row]
        assert [
            look(cell) for row in result[page.title].iter_rows() for cell in row
        ] == wanted
        for letter, column in page.column_dimensions.items():
            ours = result[page.title].column_dimensions[letter]
            assert (ours.width, ours.number_format) == (column.width, column.number_format)


HERS = her_book()
