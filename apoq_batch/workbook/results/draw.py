"""Tables -> a workbook with the twelve result sheets, drawn with XlsxWriter.

Knows the order of the sheets and what makes the file the same each time; must not compute
a figure. Every text is written as a text, so that no name becomes a formula or a link.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import xlsxwriter

from apoq_batch.tables.model import Table
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.results.cells import epoch_of
from apoq_batch.workbook.results.formats import palette_of
from apoq_batch.workbook.results.links import places_of
from apoq_batch.workbook.results.page import Drawing
from apoq_batch.workbook.results.page import draw_page
from apoq_batch.workbook.results.rows import ResultRows
from apoq_batch.workbook.results.summary import draw_dashboard
from apoq_batch.workbook.results.summary import write_values

# Nothing of today may reach the file: the same figures give the same bytes.
_CREATED = datetime(2026, 1, 1)
_OPTIONS: Mapping[str, object] = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def draw(
    tables: Sequence[Table],
    titles: Mapping[str, str],
    *,
    language: str,
    period: str,
    uses_1904: bool,
) -> bytes:
    """A workbook with one sheet a table, titled by its key; the same tables, the same bytes.

    `period` stands in the footers; `uses_1904` counts the days as Excel once did on a Mac.
    """
    stream = BytesIO()
    rows_of_parts: dict[str, ResultRows] = {}
    with xlsxwriter.Workbook(stream, {**_OPTIONS, "date_1904": uses_1904}) as workbook:
        workbook.set_properties({"created": _CREATED})
        drawing = Drawing(
            workbook=workbook,
            palette=palette_of(workbook),
            titles=titles,
            places=places_of(tables, titles),
            texts=texts(language),
            period=period,
            epoch=epoch_of(uses_1904=uses_1904),
        )
        for number, table in enumerate(tables, start=1):
            page = workbook.add_worksheet(titles[table.key])
            widths = draw_page(drawing, page, table)
            if table.key == "summary":
                # Its charts have to know the values.
                write_values(drawing, page, table, widths)
                draw_dashboard(drawing, page, table)
            else:
                rows = ResultRows(drawing, table, widths)
                rows.leave_samples(page)
                rows_of_parts[f"xl/worksheets/sheet{number}.xml"] = rows
    return _filled(stream, rows_of_parts)


def _filled(drawn: BytesIO, rows_of_parts: Mapping[str, ResultRows]) -> bytes:
    """The drawn workbook with the rows of its sheets."""
    content = BytesIO()
    with ZipFile(drawn) as before, ZipFile(content, "w", ZIP_DEFLATED) as after:
        for info in before.infolist():
            part = before.read(info)
            if rows := rows_of_parts.get(info.filename):
                part = rows.written_into(part.decode()).encode()
            # Packed in haste: as a rule it is unpacked at once, to go into her workbook.
            after.writestr(info, part, compresslevel=1)
    return content.getvalue()
