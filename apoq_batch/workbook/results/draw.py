"""Tables -> the donor workbook with the twelve result sheets, drawn with XlsxWriter.

Knows the order of the sheets and what makes the file the same each time; must not compute
a figure. Every text is written as a text, so that no name becomes a formula or a link.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import xlsxwriter

from apoq_batch.tables.model import Table
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.package.result_sheets import filled
from apoq_batch.workbook.results.body import rows_of
from apoq_batch.workbook.results.body import write_cells
from apoq_batch.workbook.results.cells import epoch_of
from apoq_batch.workbook.results.formats import palette_of
from apoq_batch.workbook.results.links import places_of
from apoq_batch.workbook.results.page import Book
from apoq_batch.workbook.results.page import draw_page
from apoq_batch.workbook.results.rows import Rows
from apoq_batch.workbook.results.summary import draw_dashboard

# Nothing of today may reach the file: the same figures give the same bytes.
_CREATED = datetime(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A workbook of result sheets, and by title the rows that are not yet in it."""

    content: bytes
    bodies: Mapping[str, Rows]


def draw(
    tables: Sequence[Table],
    titles: Mapping[str, str],
    *,
    language: str,
    period: str,
    uses_1904: bool,
) -> bytes:
    """The result sheets as a workbook of their own."""
    drawn = drawing(tables, titles, language=language, period=period, uses_1904=uses_1904)
    return filled(drawn.content, drawn.bodies)


def drawing(
    tables: Sequence[Table],
    titles: Mapping[str, str],
    *,
    language: str,
    period: str,
    uses_1904: bool,
) -> Drawing:
    """One sheet a table, titled by its key; the same tables give the same bytes.

    `period` stands in the footers; `uses_1904` counts the days as Excel once did on a Mac.
    """
    stream = BytesIO()
    bodies: dict[str, Rows] = {}
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
            places=places_of(tables, titles),
            texts=texts(language),
            period=period,
            epoch=epoch_of(uses_1904=uses_1904),
        )
        for table in tables:
            page = workbook.add_worksheet(titles[table.key])
            widths = draw_page(book, page, table)
            if table.key == "summary":
                write_cells(book, page, table, widths)
                draw_dashboard(book, page, table)
            else:
                bodies[titles[table.key]] = rows_of(book, table, widths)
    return Drawing(content=stream.getvalue(), bodies=bodies)
