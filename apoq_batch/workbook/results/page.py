"""One result sheet: an Excel table with headings, notes, links, totals, ready to print.

Knows how a result sheet is laid out; must not compute a figure, but for the totals that
Excel computes too.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from xlsxwriter.utility import xl_range
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import TableColumn
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.results.conditional_formats import colour_alarms
from apoq_batch.workbook.results.formats import LEAF
from apoq_batch.workbook.results.formats import PALE_LEAF
from apoq_batch.workbook.results.formats import Palette
from apoq_batch.workbook.results.links import Places
from apoq_batch.workbook.results.sizes import width_of

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
ROW_HEIGHT = 16

_WIDE = 7
_FOOTER_PERIOD = 80
_NOTE_LETTERS_A_LINE = 30
_REWRITTEN = N_(
    "The program writes this sheet anew at each close: what is typed here is lost."
)
_REWRITTEN_IN_SHORT = N_("Sheet of the program: rewritten at each close")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What every sheet needs: the workbook being drawn, formats, titles, words."""

    workbook: Workbook
    palette: Palette
    titles: Mapping[str, str]
    places: Places
    texts: Texts
    period: str
    epoch: int


def draw_page(drawing: Drawing, page: Worksheet, table: Table) -> list[float]:
    """Draw one table on its sheet, but for its rows; gives the widths of the columns."""
    _add_table(drawing, page, table)
    widths = _set_widths(drawing, page, table)
    _draw_totals(drawing, page, table)
    colour_alarms(page, table, drawing.palette, drawing.texts)
    set_up_page(drawing, page, table)
    return widths


def has_totals(table: Table) -> bool:
    """Whether a row of totals stands below the figures."""
    return table.has_total and len(table.rows) > 0


def total_of(table: Table, column: TableColumn) -> int | None:
    """A column's total; None where nothing can be added up."""
    if not (has_totals(table) and column.is_summed):
        return None
    blank = all(value is None for value in table.column(column.key))
    return None if blank else table.total(column)


def last_row(table: Table) -> int:
    """The row of the totals, or the last one of the figures, counted from 0."""
    return max(1, len(table.rows)) + has_totals(table)


def _add_table(drawing: Drawing, page: Worksheet, table: Table) -> None:
    """An Excel table with its headings and a note on each; XlsxWriter knows its sums."""
    columns = []
    for index, column in enumerate(table.columns):
        heading = column.heading(drawing.texts.language)
        look = drawing.palette.heading_of(column.format)
        options: dict[str, object] = {"header": heading, "header_format": look}
        if has_totals(table) and column.key == _TOTAL_IN[table.key]:
            options["total_string"] = drawing.texts("Total")
        elif total_of(table, column) is not None:
            options["total_function"] = "sum"
        columns.append(options)
        help = drawing.texts(column.help)
        if index == 0:
            help = f"{help}\n\n{drawing.texts(_REWRITTEN)}"
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
    parts = help.split("\n")
    lines = sum(max(1, ceil(len(part) / _NOTE_LETTERS_A_LINE)) for part in parts)
    look = {"author": "", "color": PALE_LEAF, "font_size": 9}
    return {**look, "width": 220, "height": 17 * lines + 16}


def _set_widths(drawing: Drawing, page: Worksheet, table: Table) -> list[float]:
    """Make the columns wide enough; gives their widths."""
    widths = []
    for index, column in enumerate(table.columns):
        heading = column.heading(drawing.texts.language)
        values = {*table.column(column.key), total_of(table, column)}
        widths.append(width_of(column, heading, values))
        page.set_column(index, index, widths[index])
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


def _draw_totals(drawing: Drawing, page: Worksheet, table: Table) -> None:
    """The totals as formulas that carry their value, so that every viewer shows them."""
    if not has_totals(table):
        return
    row, look = last_row(table), drawing.palette
    for index, column in enumerate(table.columns):
        total = total_of(table, column)
        if column.key == _TOTAL_IN[table.key]:
            page.write_string(row, index, drawing.texts("Total"), look.total_text)
        elif total is None:
            page.write_blank(row, index, None, look.total_text)
        else:
            value = total / 100 if column.format is Format.MONEY else total
            heading = column.heading(drawing.texts.language)
            formula = f"=SUBTOTAL(109,{TABLE_NAMES[table.key]}[{heading}])"
            page.write_formula(row, index, formula, look.totals[column.format], value)


def set_up_page(drawing: Drawing, page: Worksheet, table: Table) -> None:
    """Headings that stay in sight, and a sheet of paper that shows all columns."""
    names = 2 if len(table.columns) > _WIDE else 0
    period = drawing.period[:_FOOTER_PERIOD].replace("&", "&&")
    page.freeze_panes(1, names)
    page.set_default_row(ROW_HEIGHT)
    page.set_row_pixels(0, HEADING_PIXELS)
    page.hide_gridlines(2)
    page.set_tab_color(LEAF)
    page.set_landscape()
    page.set_paper(_A4)
    page.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    warning = drawing.texts(_REWRITTEN_IN_SHORT)
    footer = f"&L&9&A · {period}&C&8{warning}&R&9&P / &N"
    page.set_footer(footer, {"scale_with_doc": False})
    page.print_area(0, 0, last_row(table), len(table.columns) - 1)
