"""Tables -> the donor workbook with the twelve result sheets, drawn with XlsxWriter.

Knows how a result sheet looks; must not compute a figure. Every text is written as a
text, so that no name becomes a formula or a link.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from math import ceil

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.results_colours import Palette
from apoq_batch.workbook.results_colours import colour_alarms
from apoq_batch.workbook.results_colours import palette_of
from apoq_batch.workbook.results_summary import draw_dashboard

# Nothing of today may reach the file: the same figures give the same bytes.
_CREATED = datetime(2026, 1, 1)
_WIDEST = 64
_NARROWEST = 9
_LINE_HEIGHT = 13.5
_CHARACTERS_A_LINE = 78
_ROWS_MEASURED = 500
_TABLE_NAMES: Mapping[str, str] = {
    "summary": "RResumen",
    "findings": "RObservaciones",
    "loans": "RPrestamos",
    "portfolio": "RCartera",
    "schedule": "RCuotas",
    "members": "RSocios",
    "emergencies": "REmergencias",
    "projects": "RProyectos",
    "funds": "RFondos",
    "premium": "RPrima",
    "journal": "RDiario",
    "checks": "RControl",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What every sheet needs: the workbook being drawn, formats, titles, words."""

    workbook: Workbook
    palette: Palette
    titles: Mapping[str, str]
    member_rows: Mapping[Value, int]
    texts: Texts
    period: str


def draw(
    tables: Sequence[Table],
    titles: Mapping[str, str],
    *,
    language: str,
    period: str,
    uses_1904: bool,
) -> bytes:
    """A workbook with one sheet a table, titled by its key; the same tables, same bytes."""
    stream = BytesIO()
    options = {
        "in_memory": True,
        "date_1904": uses_1904,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(stream, options) as workbook:
        workbook.set_properties({"created": _CREATED})
        book = Book(
            workbook=workbook,
            palette=palette_of(workbook),
            titles=titles,
            member_rows=_member_rows(tables),
            texts=texts(language),
            period=period,
        )
        for table in tables:
            page = workbook.add_worksheet(titles[table.key])
            _draw_table(book, page, table)
            if table.key == "summary":
                draw_dashboard(workbook, page, table, titles[table.key], book.texts)
    return stream.getvalue()


def _member_rows(tables: Sequence[Table]) -> dict[Value, int]:
    """The row of each member in R Socios, as Excel counts, so that codes can lead there."""
    for table in tables:
        if table.key == "members":
            return {code: row for row, code in enumerate(table.column("code"), start=2)}
    return {}


def _draw_table(book: Book, page: Worksheet, table: Table) -> None:
    language = book.texts.language
    columns = table.columns
    last = max(1, len(table.rows))
    totals = table.has_total and len(table.rows) > 0
    options = {
        "name": _TABLE_NAMES[table.key],
        "style": "Table Style Light 1",
        "columns": [
            _column_options(book, table, column, index)
            for index, column in enumerate(columns)
        ],
        "total_row": totals,
    }
    page.add_table(0, 0, last + totals, len(columns) - 1, options)
    for index, column in enumerate(columns):
        page.write_string(0, index, column.heading(language), book.palette.head_of(column))
        note = {"x_scale": 1.5, "y_scale": 0.6, "author": ""}
        page.write_comment(0, index, book.texts(column.help), note)
        _draw_column(book, page, table, index)
        page.set_column(index, index, _width(column, table, index, language))
    _make_room(page, table)
    colour_alarms(page, table, book.palette, book.texts)
    _set_up_page(book, page, table)


def _column_options(
    book: Book, table: Table, column: Column, index: int
) -> dict[str, object]:
    options: dict[str, object] = {"header": column.heading(book.texts.language)}
    if index == 0:
        options["total_string"] = book.texts("Total")
    elif column.is_summed and table.has_total:
        total = table.total(column)
        options["total_function"] = "sum"
        options["total_value"] = total / 100 if column.format is Format.MONEY else total
        options["format"] = book.palette.total_of(column.format)
    return options


def _draw_column(book: Book, page: Worksheet, table: Table, index: int) -> None:
    column = table.columns[index]
    for row, values in enumerate(table.rows, start=1):
        value = values[index]
        if value is not None and column.link is None:
            _write(book, page, row, index, column.format, value)
        elif value is not None:
            _write_link(book, page, row, index, column, values, value)


def _write(
    book: Book, page: Worksheet, row: int, column: int, form: Format, value: Value
) -> None:
    """One value with its format; céntimos become soles, ratios stay ratios."""
    palette = book.palette
    match value:
        case str():
            page.write_string(row, column, value, palette.of(form))
        case Soles():
            page.write_number(row, column, value.centimos / 100, palette.of(Format.MONEY))
        case int() if form is Format.MONEY:
            page.write_number(row, column, value / 100, palette.of(form))
        case int():
            page.write_number(row, column, value, palette.of(Format.INT))
        case Fraction():
            page.write_number(row, column, float(value), palette.of(Format.PERCENT))
        case Decimal():
            page.write_number(row, column, float(value), palette.dollars)
        case date():
            day = datetime.combine(value, time())
            page.write_datetime(row, column, day, palette.of(Format.DATE))


def _write_link(
    book: Book,
    page: Worksheet,
    row: int,
    index: int,
    column: Column,
    values: Sequence[Value],
    value: Value,
) -> None:
    target = _target(book, column, values, value)
    if target is None:
        _write(book, page, row, index, column.format, value)
    else:
        page.write_url(row, index, target, book.palette.link, str(value))


def _target(
    book: Book, column: Column, values: Sequence[Value], value: Value
) -> str | None:
    """Where a value leads inside the workbook, or None when it leads nowhere."""
    if column.link is Link.MEMBER and value in book.member_rows:
        return f"internal:{_quoted(book.titles['members'])}!A{book.member_rows[value]}"
    if column.link is Link.CELL and isinstance(values[2], str):
        return f"internal:{_quoted(values[2])}!{value}"
    return None


def _quoted(title: str) -> str:
    escaped = title.replace("'", "''")
    return f"'{escaped}'"


def _width(column: Column, table: Table, index: int, language: str) -> float:
    """Wide enough for the heading's longest word and most values."""
    longest = max(map(len, column.heading(language).split())) + 3
    if column.format is Format.LONG_TEXT:
        return _WIDEST
    if column.format in (Format.MONEY, Format.MIXED):
        longest = max(longest, 15)
    if column.format is Format.DATE:
        longest = max(longest, 12)
    texts_seen = (row[index] for row in table.rows[:_ROWS_MEASURED])
    lengths = (len(text) for text in texts_seen if isinstance(text, str))
    return float(min(_WIDEST, max(_NARROWEST, longest, *lengths, 0) + 1))


def _make_room(page: Worksheet, table: Table) -> None:
    """Rows high enough for their long texts; not every viewer works that out by itself."""
    long = [
        i for i, column in enumerate(table.columns) if column.format is Format.LONG_TEXT
    ]
    for row, values in enumerate(table.rows, start=1):
        lines = max(
            (ceil(len(str(values[i] or "")) / _CHARACTERS_A_LINE) for i in long), default=1
        )
        if lines > 1:
            page.set_row(row, _LINE_HEIGHT * lines + 2)


def _set_up_page(book: Book, page: Worksheet, table: Table) -> None:
    title = book.titles[table.key].replace("&", "&&")
    page.freeze_panes(1, 2 if len(table.columns) > 6 else 0)
    page.set_row(0, 32)
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L{title} · {book.period}&R&P / &N")
    if table.key != "summary" and table.rows:
        last = xl_rowcol_to_cell(len(table.rows) + 1, len(table.columns) - 1)
        page.print_area(f"A1:{last}")
