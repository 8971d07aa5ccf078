"""One result sheet: an Excel table with headings, notes, links, totals, ready to print.

Knows how a result sheet is laid out; must not compute a figure, but for the totals that
Excel computes too.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.results_alarms import colour_alarms
from apoq_batch.workbook.results_cells import cell_writer
from apoq_batch.workbook.results_cells import height_of
from apoq_batch.workbook.results_cells import width_of
from apoq_batch.workbook.results_colours import LEAF
from apoq_batch.workbook.results_colours import PALE_LEAF
from apoq_batch.workbook.results_colours import Palette

TABLE_NAMES: Mapping[str, str] = {
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

# Where "Total" is written: not among the codes, so that no code is called like it; the
# funds have no other place for it, and the categories neither.
_TOTAL_IN: Mapping[str, str] = {
    "loans": "member",
    "portfolio": "member",
    "schedule": "code",
    "members": "member",
    "emergencies": "type",
    "projects": "name",
    "funds": "code",
    "premium": "category",
    "journal": "account",
}
_A4 = 9
HEADING_PIXELS = 40

_WIDE = 7
# Excel takes 65,530 links a sheet; what comes after them stays a text.
_MOST_LINKS = 65_000
_FOOTER_PERIOD = 80
_NOTE_LETTERS_A_LINE = 34


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What every sheet needs: the workbook being drawn, formats, titles, words."""

    workbook: Workbook
    palette: Palette
    titles: Mapping[str, str]
    member_rows: Mapping[Value, int]
    texts: Texts
    period: str
    epoch: int


def draw_page(book: Book, page: Worksheet, table: Table) -> None:
    """Draw one table on its sheet."""
    _add_table(book, page, table)
    widths = _draw_columns(book, page, table)
    _draw_totals(book, page, table)
    _make_room(page, table, widths)
    colour_alarms(page, table, book.palette, book.texts)
    set_up_page(book, page, table)


def has_totals(table: Table) -> bool:
    """Whether a row of totals stands below the figures."""
    return table.has_total and len(table.rows) > 0


def total_of(table: Table, column: Column) -> int | None:
    """A column's total; None where nothing can be added up."""
    if not (has_totals(table) and column.is_summed):
        return None
    blank = all(value is None for value in table.column(column.key))
    return None if blank else table.total(column)


def last_row(table: Table) -> int:
    """The row of the totals, or the last one of the figures, counted from 0."""
    return max(1, len(table.rows)) + has_totals(table)


def _add_table(book: Book, page: Worksheet, table: Table) -> None:
    """An Excel table with its headings and a note on each; XlsxWriter knows its sums."""
    columns = []
    for index, column in enumerate(table.columns):
        heading = column.heading(book.texts.language)
        look = book.palette.heading_of(column.format)
        options: dict[str, object] = {"header": heading, "header_format": look}
        if has_totals(table) and column.key == _TOTAL_IN[table.key]:
            options["total_string"] = book.texts("Total")
        elif total_of(table, column) is not None:
            options["total_function"] = "sum"
        columns.append(options)
        help = book.texts(column.help)
        page.write_comment(0, index, help, _note(help))
    options = {
        "name": TABLE_NAMES[table.key],
        "style": None,
        "columns": columns,
        "total_row": has_totals(table),
        "autofilter": table.key != "summary",
    }
    page.add_table(0, 0, last_row(table), len(columns) - 1, options)


def _note(help: str) -> dict[str, object]:
    """A small note without an author, as high as its text needs."""
    lines = -(-len(help) // _NOTE_LETTERS_A_LINE)
    look = {"author": "", "color": PALE_LEAF, "font_size": 9}
    return {**look, "width": 210, "height": 18 * lines + 12}


def _draw_columns(book: Book, page: Worksheet, table: Table) -> list[float]:
    """Write the values column by column; gives the columns' widths."""
    widths = []
    for index, column in enumerate(table.columns):
        values = table.column(column.key)
        write = cell_writer(page, book.palette, column.format, epoch=book.epoch)
        targets = _targets(book, table, column)
        for row, value in enumerate(values, start=1):
            if value is None:
                continue
            target = targets.get(row) if row <= _MOST_LINKS else None
            if target is None:
                write(row, index, value)
            else:
                page.write_url(row, index, target, book.palette.link, str(value))
        heading = column.heading(book.texts.language)
        width = width_of(column.format, heading, {*values, total_of(table, column)})
        page.set_column(index, index, width)
        widths.append(width)
    _excuse_codes(page, table)
    return widths


def _excuse_codes(page: Worksheet, table: Table) -> None:
    """A code 7 or a bucket 0 is text on purpose: no green corner for it."""
    ranges = [
        xl_range(1, index, last_row(table), index)
        for index, column in enumerate(table.columns)
        if column.format is Format.TEXT
    ]
    page.ignore_errors({"number_stored_as_text": " ".join(ranges)})


def _targets(book: Book, table: Table, column: Column) -> dict[int, str]:
    """Where the values of a column lead inside the workbook, by row."""
    values = table.column(column.key)
    match column.link:
        case None:
            return {}
        case Link.MEMBER:
            members = _quoted(book.titles["members"])
            rows = ((row, book.member_rows.get(one)) for row, one in enumerate(values, 1))
            return {row: f"internal:{members}!A{place}" for row, place in rows if place}
        case Link.CELL:
            places = enumerate(zip(table.column("sheet"), values, strict=True), start=1)
            return {
                row: f"internal:{_quoted(str(sheet))}!{cell}"
                for row, (sheet, cell) in places
                if sheet and cell
            }


def _quoted(title: str) -> str:
    escaped = title.replace("'", "''")
    return f"'{escaped}'"


def _draw_totals(book: Book, page: Worksheet, table: Table) -> None:
    """The totals as formulas that carry their value, so that every viewer shows them."""
    if not has_totals(table):
        return
    row, look = last_row(table), book.palette
    for index, column in enumerate(table.columns):
        total = total_of(table, column)
        if column.key == _TOTAL_IN[table.key]:
            page.write_string(row, index, book.texts("Total"), look.total_text)
        elif total is None:
            page.write_blank(row, index, None, look.total_text)
        else:
            value = total / 100 if column.format is Format.MONEY else total
            heading = column.heading(book.texts.language)
            formula = f"=SUBTOTAL(109,{TABLE_NAMES[table.key]}[{heading}])"
            page.write_formula(row, index, formula, look.totals[column.format], value)


def _make_room(page: Worksheet, table: Table, widths: Sequence[float]) -> None:
    """Rows high enough for their long texts."""
    long = [
        index
        for index, column in enumerate(table.columns)
        if column.format in (Format.LONG_TEXT, Format.MIXED)
    ]
    for row, values in enumerate(table.rows if long else (), start=1):
        texts = [(_text(values[index]), widths[index]) for index in long]
        height = height_of(texts)
        if height is not None:
            page.set_row(row, height)


def _text(value: Value) -> str:
    return value if isinstance(value, str) else ""


def set_up_page(book: Book, page: Worksheet, table: Table) -> None:
    """Headings that stay in sight, and a sheet of paper that shows all columns."""
    names = 2 if len(table.columns) > _WIDE else 0
    period = book.period[:_FOOTER_PERIOD].replace("&", "&&")
    page.freeze_panes(1, names)
    page.set_row_pixels(0, HEADING_PIXELS)
    page.hide_gridlines(2)
    page.set_tab_color(LEAF)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.set_footer(f"&L&9&A · {period}&R&9&P / &N")
    page.print_area(0, 0, last_row(table), len(table.columns) - 1)
