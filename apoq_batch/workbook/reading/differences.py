"""Two workbooks compared cell by cell: where they say something else.

Knows cells as they are stored; must not know what they mean, nor tell what stands in
them: some are DNIs.
"""

from collections.abc import Iterator

from apoq_batch.core.places import column_letters
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.reading.cells import RawCell
from apoq_batch.workbook.reading.grid import SheetReader

CellText = tuple[str, str | None]
Cells = dict[tuple[int, int], CellText]


def differing_cells(name: str, issued: bytes, other: bytes) -> tuple[str, ...]:
    """The cells that differ as `Sheet!A1`; a sheet that one of them lacks is `Sheet`.

    BatchError when the other one is no workbook that can be read.
    """
    return tuple(_places(_sheets(name, issued), _sheets(name, other)))


def _sheets(name: str, content: bytes) -> dict[str, Cells]:
    package = open_package(name, content)
    reader = SheetReader(package, (sheet.path for sheet in package.sheets))
    return {
        sheet.title: {
            (row, column): _cell_text(cell)
            for row, cells in reader.rows(sheet.path)
            for column, cell in cells.items()
        }
        for sheet in package.sheets
    }


def _cell_text(cell: RawCell) -> CellText:
    """What a cell holds, in a form in which 1 is not the same as yes."""
    return repr(cell.value), cell.formula


def _places(first: dict[str, Cells], second: dict[str, Cells]) -> Iterator[str]:
    for title in dict.fromkeys((*first, *second)):
        before, after = first.get(title), second.get(title)
        if before is None or after is None:
            yield title
            continue
        for place in sorted(before.keys() | after.keys()):
            if before.get(place) != after.get(place):
                row, column = place
                yield f"{title}!{column_letters(column)}{row}"
