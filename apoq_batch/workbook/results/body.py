"""What stands below the headings of a result sheet: each value with its look and link.

Knows which look a value has and how high a row must be; must not know how rows are stored.
"""

from collections.abc import Iterator
from collections.abc import Sequence

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.worksheet import Worksheet

from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import Value
from apoq_batch.workbook.results.cells import FORMULA_STARTS
from apoq_batch.workbook.results.cells import LONGEST_TEXT
from apoq_batch.workbook.results.cells import figure_of
from apoq_batch.workbook.results.cells import height_of
from apoq_batch.workbook.results.cells import most_of
from apoq_batch.workbook.results.formats import Palette
from apoq_batch.workbook.results.links import targets_of
from apoq_batch.workbook.results.page import ROW_HEIGHT
from apoq_batch.workbook.results.page import Book
from apoq_batch.workbook.results.page import last_row
from apoq_batch.workbook.results.rows import Rows
from apoq_batch.workbook.results.rows import Stored
from apoq_batch.workbook.results.rows import stored_number
from apoq_batch.workbook.results.rows import stored_text

# Excel takes 65,530 links a sheet; what comes after them stays a text.
_MOST_LINKS = 65_000
_TEXTS = (Format.TEXT, Format.LONG_TEXT)


def rows_of(book: Book, table: Table, widths: Sequence[float]) -> Rows:
    """The rows of a table, ready to be stored in whatever file."""
    columns = []
    links: dict[tuple[int, int], str] = {}
    for index, column in enumerate(table.columns):
        targets = targets_of(book.places, table, column)
        cells = list(_cells(book, column, widths[index], table.column(column.key)))
        for row, target in targets.items():
            cell = _linked(book.palette, table.rows[row - 1][index])
            if len(links) < _MOST_LINKS and cell is not None:
                cells[row - 1] = cell
                links[row, index] = target
        columns.append(cells)
    return Rows(
        columns=tuple(columns),
        height=ROW_HEIGHT,
        heights=dict(_heights(table, widths)),
        links_to=links,
        last_row=last_row(table),
    )


def write_cells(book: Book, page: Worksheet, table: Table, widths: Sequence[float]) -> None:
    """Write the values one by one, where XlsxWriter has to know them for its charts."""
    for index, column in enumerate(table.columns):
        form = _form_of(column, widths[index])
        for row, value in enumerate(table.column(column.key), start=1):
            shown = _shown(book, form, value)
            if shown is not None:
                page.write(row, index, *shown)
    for row, height in _heights(table, widths):
        page.set_row(row, height)


def _cells(
    book: Book, column: TableColumn, width: float, values: Sequence[Value]
) -> Iterator[Stored | None]:
    """The values of a column as they are stored; each different one is made once."""
    form = _form_of(column, width)
    known: dict[tuple[type, Value], Stored | None] = {}
    for value in values:
        # The type is part of the key because 1 and a ratio of 1 are equal.
        seen = type(value), value
        if seen not in known:
            known[seen] = _stored(_shown(book, form, value))
        yield known[seen]


def _stored(shown: tuple[str | float, CellFormat] | None) -> Stored | None:
    if shown is None:
        return None
    value, look = shown
    if isinstance(value, str):
        return stored_text(value, look)
    return stored_number(value, look)


def _shown(book: Book, form: Format, value: Value) -> tuple[str | float, CellFormat] | None:
    """What a cell holds and how it looks; None for a blank one."""
    palette = book.palette
    match value:
        case None | "":
            return None
        case str():
            looks = palette.quoted if value[0] in FORMULA_STARTS else palette.cells
            return value[:LONGEST_TEXT], looks[form]
        case _:
            return figure_of(palette, form, value, book.epoch)


def _linked(palette: Palette, value: Value) -> Stored | None:
    """A text or an amount that leads to another place; the amount stays a number."""
    match value:
        case None | "":
            return None
        case int():
            return stored_number(value / 100, palette.link_money)
        case _:
            said = str(value)[:LONGEST_TEXT]
            quoted = said[0] in FORMULA_STARTS
            return stored_text(said, palette.link_quoted if quoted else palette.link)


def _form_of(column: TableColumn, width: float) -> Format:
    return Format.LONG_TEXT if _wraps(column, width) else column.format


def _wraps(column: TableColumn, width: float) -> bool:
    """Whether a column of texts is as wide as it may get, so that some take more lines."""
    return column.format in _TEXTS and width >= most_of(column)


def _heights(table: Table, widths: Sequence[float]) -> Iterator[tuple[int, float]]:
    """The rows that are higher than others, for their long texts."""
    long = [
        index
        for index, column in enumerate(table.columns)
        if column.format is Format.MIXED or _wraps(column, widths[index])
    ]
    for row, values in enumerate(table.rows if long else (), start=1):
        texts = ((values[index], widths[index]) for index in long)
        height = height_of((text, wide) for text, wide in texts if isinstance(text, str))
        if height is not None:
            yield row, height
