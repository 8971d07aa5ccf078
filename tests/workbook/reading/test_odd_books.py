"""350 workbooks as odd as the world writes them give the cells that were put into them."""

import pytest

from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.reading.grid import SheetReader
from tests.workbook.odd_books import Cells
from tests.workbook.odd_books import odd_book

BOOKS, PER_TEST = 350, 50


def read(content: bytes) -> Cells:
    package = open_package("libro.xlsx", content)
    reader = SheetReader(package, (sheet.path for sheet in package.sheets))
    return {
        (sheet.title, row, column): (repr(cell.value), cell.formula)
        for sheet in package.sheets
        for row, cells in reader.rows(sheet.path)
        for column, cell in cells.items()
    }


@pytest.mark.parametrize("first", range(0, BOOKS, PER_TEST))
def test_every_odd_book_gives_the_cells_that_were_put_in(first: int) -> None:
    books = {seed: odd_book(seed) for seed in range(first, first + PER_TEST)}
    assert sum(len(book.cells) for book in books.values()) > 1_000
    for seed, book in books.items():
        assert read(book.content) == book.cells, f"seed {seed}"
