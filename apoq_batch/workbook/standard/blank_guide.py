"""The first sheet of the blank workbook: how to use it, in ten lines.

Knows what the treasurer does each month; must not know columns.
"""

from collections.abc import Iterator

from xlsxwriter.workbook import Workbook

from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.standard.layout import GUIDE_TITLES

LEAF = "#1F5C3A"


def draw_guide(book: Workbook, texts: Texts, language: str) -> None:
    """Add the sheet of instructions."""
    page = book.add_worksheet(GUIDE_TITLES[language])
    title = book.add_format(
        {"bold": True, "font_size": 18, "font_color": LEAF, "indent": 1}
    )
    number = book.add_format(
        {"bold": True, "font_color": LEAF, "valign": "top", "align": "right"}
    )
    line = book.add_format(
        {"text_wrap": True, "valign": "top", "font_size": 11, "align": "left", "indent": 1}
    )
    page.hide_gridlines(2)
    page.set_column(0, 0, 5)
    page.set_column(1, 1, 96)
    page.write_string(0, 1, texts("How to use this workbook"), title)
    page.set_row(0, 30)
    for index, text in enumerate(_lines(texts), start=1):
        page.write_number(index + 1, 0, index, number)
        page.write_string(index + 1, 1, text, line)
        page.set_row(index + 1, 32)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 1)


def _lines(texts: Texts) -> Iterator[str]:
    yield texts(
        "This workbook covers one year to date. Keep adding rows; do not start anew."
    )
    yield texts(
        "Dark green headings must be filled in on every row; the others can be blank."
    )
    yield texts("Point at a heading to read what its column is for.")
    yield texts("Begin with the settings: the association's name and the month to close.")
    yield texts("Then funds, how the premium is split over them, members and families.")
    yield texts("Every week add the deliveries; every receipt of premium is one row.")
    yield texts(
        "Loans, repayments, claims, expenses and transfers: one row each, when they happen."
    )
    yield texts("Never write a diagnosis anywhere: surgery, illness or funeral is enough.")
    yield texts(
        "At the month's end set the month, save, close Excel and check: apoq check."
    )
    yield texts(
        "When there are no errors, close the month: apoq run. Results come in sheets R."
    )
