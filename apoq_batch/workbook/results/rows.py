"""The rows of a result sheet, written as XML into the sheet that XlsxWriter has drawn.

XlsxWriter makes several objects for each cell, which for the 83,000 cells of a large
association costs a run without letters a third more (docs/performance.md). So it draws all
but the rows: in their place it leaves one empty cell for each format, from which the
numbers of the formats are read here.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from itertools import islice
from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.utility import xl_range
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.workbook.references import escaped
from apoq_batch.workbook.results.cells import Shown
from apoq_batch.workbook.results.cells import shown
from apoq_batch.workbook.results.cells import shown_as_link
from apoq_batch.workbook.results.formats import Palette
from apoq_batch.workbook.results.links import targets_of
from apoq_batch.workbook.results.page import ROW_HEIGHT
from apoq_batch.workbook.results.page import Drawing
from apoq_batch.workbook.results.page import last_row
from apoq_batch.workbook.results.sizes import form_of
from apoq_batch.workbook.results.sizes import row_heights

# Excel takes 65,530 links a sheet; what comes after them stays a text.
MOST_LINKS = 65_000
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
_DIMENSION = re.compile('(?<=<dimension ref=")[^"]*')

Styles = Mapping[CellFormat, str]


def leave_samples(page: Worksheet, table: Table, palette: Palette) -> None:
    """Below a sheet's last row, draw one empty cell for each format its rows may need."""
    for row, look in enumerate(palette.looks_of_rows(), start=last_row(table) + 1):
        page.write_blank(row, 0, None, look)


def with_rows(sheet: str, drawing: Drawing, table: Table, widths: Sequence[float]) -> str:
    """The XML of a drawn sheet with the rows of its table in place of the samples."""
    frame, start, rest = sheet.partition(f'<row r="{last_row(table) + 2}"')
    samples, end, rest = (start + rest).partition("</sheetData>")
    numbers = re.findall(r'<c r="[A-Z0-9]+" s="([0-9]+)"', samples)
    styles = dict(zip(drawing.palette.looks_of_rows(), numbers, strict=True))
    targets = _targets(drawing, table)
    heading, row_end, totals = frame.partition("</row>")
    cells = xl_range(0, 0, last_row(table), len(table.columns) - 1)
    heading = _DIMENSION.sub(cells, heading, 1)
    rows = "".join(_rows(drawing, table, widths, styles, targets))
    before, margins, after = rest.partition("<pageMargins")
    return "".join(
        (heading, row_end, rows, totals, end, before, _links(targets), margins, after)
    )


def _targets(drawing: Drawing, table: Table) -> dict[tuple[int, int], str]:
    """Where cells lead, by row and column counted from 0; no more than Excel takes."""
    found = (
        ((row, index), target)
        for index, column in enumerate(table.columns)
        for row, target in targets_of(drawing.places, table, column).items()
    )
    return dict(islice(found, MOST_LINKS))


def _links(targets: Mapping[tuple[int, int], str]) -> str:
    """The element with the links; nothing when there are none."""
    links = "".join(
        f'<hyperlink ref="{xl_rowcol_to_cell(*place)}" location={quoteattr(target)}/>'
        for place, target in sorted(targets.items())
    )
    return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _rows(
    drawing: Drawing,
    table: Table,
    widths: Sequence[float],
    styles: Styles,
    targets: Mapping[tuple[int, int], str],
) -> Iterator[str]:
    columns = [
        list(_cells(drawing, table, index, width, styles, targets))
        for index, width in enumerate(widths)
    ]
    starts = [f'<c r="{xl_col_to_name(index)}' for index in range(len(columns))]
    heights = dict(row_heights(table, widths))
    for number, cells in enumerate(zip(*columns, strict=True), start=2):
        height = heights.get(number - 1, ROW_HEIGHT)
        written = "".join(
            f"{start}{number}{cell}"
            for start, cell in zip(starts, cells, strict=True)
            if cell is not None
        )
        yield f'<row r="{number}" ht="{height:g}" customHeight="1">{written}</row>'


def _cells(
    drawing: Drawing,
    table: Table,
    index: int,
    width: float,
    styles: Styles,
    targets: Mapping[tuple[int, int], str],
) -> Iterator[str | None]:
    """The cells of a column from behind their numbers on; each different one made once."""
    column = table.columns[index]
    form = form_of(column, width)
    known: dict[tuple[type, Value, bool], str | None] = {}
    for row, value in enumerate(table.column(column.key), start=1):
        is_link = (row, index) in targets
        # The type is part of the key because 1 and a ratio of 1 are equal.
        key = type(value), value, is_link
        if key not in known:
            cell = (
                shown_as_link(drawing.palette, value)
                if is_link
                else shown(drawing.palette, form, value, drawing.epoch)
            )
            known[key] = None if cell is None else _cell(cell, styles)
        yield known[key]


def _cell(cell: Shown, styles: Styles) -> str:
    """A cell from behind its number to its end; numbers with the digits Excel keeps."""
    value, look = cell
    if not isinstance(value, str):
        return f'" s="{styles[look]}"><v>{value:.16G}</v></c>'
    clean = _CONTROLS.sub(lambda found: f"_x{ord(found[0]):04X}_", escaped(value))
    space = ' xml:space="preserve"' if clean != clean.strip() else ""
    text = f"<is><t{space}>{escape(clean)}</t></is>"
    return f'" s="{styles[look]}" t="inlineStr">{text}</c>'
