"""The rows of a result sheet, written as XML into the sheet that XlsxWriter has drawn.

XlsxWriter makes several objects for each cell, which for the 83,000 cells of a large
association costs a run without letters a third more (docs/performance.md). So it draws all
but the rows: in their place it draws one empty cell for each format, from which the
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


class ResultRows:
    """The rows of a table: what each cell shows, in which format, and where it leads."""

    def __init__(self, drawing: Drawing, table: Table, widths: Sequence[float]) -> None:
        self._table = table
        self._heights = dict(row_heights(table, widths))
        self._targets = _targets(drawing, table)
        self._columns = [
            list(self._shown(drawing, index, width)) for index, width in enumerate(widths)
        ]
        cells = (cell for column in self._columns for cell in column if cell is not None)
        self._looks = tuple(dict.fromkeys(look for _, look in cells))

    def leave_samples(self, page: Worksheet) -> None:
        """Below the sheet's last row, draw one empty cell for each format of the rows."""
        for row, look in enumerate(self._looks, start=last_row(self._table) + 1):
            page.write_blank(row, 0, None, look)

    def written_into(self, sheet: str) -> str:
        """The XML of the drawn sheet with these rows in place of the samples."""
        last = last_row(self._table)
        frame, start, rest = sheet.partition(f'<row r="{last + 2}"')
        if not start:
            frame, start, rest = sheet.partition("</sheetData>")
        samples, end, rest = (start + rest).partition("</sheetData>")
        numbers = re.findall(r'<c r="[A-Z0-9]+" s="([0-9]+)"', samples)
        styles = dict(zip(self._looks, numbers, strict=True))
        heading, row_end, totals = frame.partition("</row>")
        cells = xl_range(0, 0, last, len(self._columns) - 1)
        heading = _DIMENSION.sub(cells, heading, 1)
        rows = "".join(self._rows(styles))
        before, margins, after = rest.partition("<pageMargins")
        filled = f"{heading}{row_end}{rows}{totals}{end}"
        return f"{filled}{before}{self._links()}{margins}{after}"

    def _shown(self, drawing: Drawing, index: int, width: float) -> Iterator[Shown | None]:
        """What the cells of a column show; for each different value it is found once."""
        column = self._table.columns[index]
        form = form_of(column, width)
        known: dict[tuple[type, Value, bool], Shown | None] = {}
        for row, value in enumerate(self._table.column(column.key), start=1):
            is_link = (row, index) in self._targets
            # The type is part of the key because 1 and a ratio of 1 are equal.
            key = type(value), value, is_link
            if key not in known:
                known[key] = (
                    shown_as_link(drawing.palette, value)
                    if is_link
                    else shown(drawing.palette, form, value, drawing.epoch)
                )
            yield known[key]

    def _rows(self, styles: Mapping[CellFormat, str]) -> Iterator[str]:
        letters = [xl_col_to_name(index) for index in range(len(self._columns))]
        written: dict[Shown, str] = {}
        for number, cells in enumerate(zip(*self._columns, strict=True), start=2):
            height = self._heights.get(number - 1, ROW_HEIGHT)
            row = [f'<row r="{number}" ht="{height:g}" customHeight="1">']
            for letter, cell in zip(letters, cells, strict=True):
                if cell is not None:
                    if cell not in written:
                        written[cell] = _cell(cell, styles)
                    row.append(f'<c r="{letter}{number}"{written[cell]}')
            yield "".join((*row, "</row>"))

    def _links(self) -> str:
        """The element with the links; nothing when there are none."""
        links = "".join(
            f'<hyperlink ref="{xl_rowcol_to_cell(*place)}" location={quoteattr(target)}/>'
            for place, target in sorted(self._targets.items())
        )
        return f"<hyperlinks>{links}</hyperlinks>" if links else ""


def _targets(drawing: Drawing, table: Table) -> dict[tuple[int, int], str]:
    """Where cells lead, by row and column counted from 0; no more than Excel takes."""
    targets = (
        ((row, index), target)
        for index, column in enumerate(table.columns)
        for row, target in targets_of(drawing.places, table, column).items()
    )
    return dict(islice(targets, MOST_LINKS))


def _cell(cell: Shown, styles: Mapping[CellFormat, str]) -> str:
    """A cell from behind its address to its end; numbers with the digits Excel keeps."""
    value, look = cell
    if not isinstance(value, str):
        return f' s="{styles[look]}"><v>{value:.16G}</v></c>'
    clean = _CONTROLS.sub(lambda control: f"_x{ord(control[0]):04X}_", escaped(value))
    space = ' xml:space="preserve"' if clean != clean.strip() else ""
    text = f"<is><t{space}>{escape(clean)}</t></is>"
    return f' s="{styles[look]}" t="inlineStr">{text}</c>'
