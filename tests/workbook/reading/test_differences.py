"""Two workbooks compared: the cells that say something else, and never what they say."""

import io
from typing import Any

import openpyxl
import pytest

from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook.reading.differences import differing_cells

Rows = list[list[Any]]


def book(**sheets: Rows) -> bytes:
    made = openpyxl.Workbook()
    made.remove(made.worksheets[0])
    for title, rows in sheets.items():
        page = made.create_sheet(title)
        for row in rows:
            page.append(row)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


FIRST = book(Entregas=[["a", 1], ["b", 2]], Socios=[["02712345", None, "Ana"]])


@pytest.mark.parametrize(
    ("other", "places"),
    [
        (FIRST, ()),
        (
            book(Entregas=[["a", 1], ["b", 3]], Socios=[["02712345", None, "Ana"]]),
            ("Entregas!B2",),
        ),
        (
            book(Entregas=[["b", 1], ["a", 2]], Socios=[["02712345", 0, "Ana"]]),
            ("Entregas!A1", "Entregas!A2", "Socios!B1"),
        ),
        (book(Entregas=[["a", 1], ["b", 2]]), ("Socios",)),
        (
            book(
                Socios=[["02712345", None, "Ana"]],
                Entregas=[["a", 1], ["b", 2]],
                Mias=[[1]],
            ),
            ("Mias",),
        ),
        (
            book(Entregas=[["a", 1], ["b", "=1+1"]], Socios=[["02712345", None, "Ana"]]),
            ("Entregas!B2",),
        ),
    ],
)
def test_the_cells_that_differ_are_named(other: bytes, places: tuple[str, ...]) -> None:
    assert differing_cells("libro.xlsx", FIRST, other) == places


@pytest.mark.parametrize("other", [b"", b"hola", FIRST[:400]])
def test_what_is_no_workbook_is_told(other: bytes) -> None:
    with pytest.raises(BatchError):
        differing_cells("libro.xlsx", FIRST, other)
