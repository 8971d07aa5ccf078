"""Tables -> the donor workbook with the twelve result sheets, drawn with XlsxWriter.

Knows the order of the sheets and what makes the file the same each time; must not compute
a figure. Every text is written as a text, so that no name becomes a formula or a link.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

import xlsxwriter

from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.results_cells import epoch_of
from apoq_batch.workbook.results_colours import palette_of
from apoq_batch.workbook.results_page import Book
from apoq_batch.workbook.results_page import draw_page
from apoq_batch.workbook.results_summary import draw_dashboard

# Nothing of today may reach the file: the same figures give the same bytes.
_CREATED = datetime(2026, 1, 1)


def draw(
    tables: Sequence[Table],
    titles: Mapping[str, str],
    *,
    language: str,
    period: str,
    uses_1904: bool,
) -> bytes:
    """A workbook with one sheet a table, titled by its key; the same tables, same bytes.

    `period` stands in the footers; `uses_1904` counts the days as Excel once did on a Mac.
    """
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
            epoch=epoch_of(uses_1904=uses_1904),
        )
        for table in tables:
            page = workbook.add_worksheet(titles[table.key])
            draw_page(book, page, table)
            if table.key == "summary":
                draw_dashboard(book, page, table)
    return stream.getvalue()


def _member_rows(tables: Sequence[Table]) -> dict[Value, int]:
    """The row of each member in R Socios, as Excel counts, so that codes can lead there."""
    for table in tables:
        if table.key == "members":
            return {code: row for row, code in enumerate(table.column("code"), start=2)}
    return {}
