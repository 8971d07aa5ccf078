"""Single cells of her own sheets coloured and commented, in a copy of her workbook.

Knows cells, rows and cell formats; must not know findings. Only the sheets with such cells
and the formats are written anew.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from apoq_batch.core.places import column_letters
from apoq_batch.workbook.package.book import entries
from apoq_batch.workbook.package.book import part_of
from apoq_batch.workbook.package.book import title_of
from apoq_batch.workbook.package.notes import add_notes
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.parts import serialise
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.package.styles import ColouredFormats
from apoq_batch.workbook.package.xml_element import Element
from apoq_batch.workbook.references import address_of
from apoq_batch.workbook.references import column_number

# A tree takes about ten times the bytes of its sheet.
LARGEST_SHEET = 48 * 1024 * 1024
_DIGITS = "0123456789"

_MANY_ROWS = 1_000

Address = tuple[int, int]
Range = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CellMark:
    """A cell to mark: a colour as RRGGBB or none, a note or none."""

    sheet: str
    cell: str
    colour: str | None = None
    note: str | None = None


def mark_cells(host: Package, cell_marks: Iterable[CellMark]) -> None:
    """Colour cells and put notes on them; a sheet that is too large stays as it is."""
    by_sheet: dict[str, list[CellMark]] = {}
    for mark in cell_marks:
        by_sheet.setdefault(mark.sheet, []).append(mark)
    styles = host.linked("styles")
    part_of_styles = styles.part if styles else None
    formats = ColouredFormats(host.archive.read(part_of_styles)) if part_of_styles else None
    for entry in entries(host):
        mine, part = by_sheet.get(title_of(entry)), part_of(host, entry)
        if mine and part and host.archive.size(part) <= LARGEST_SHEET:
            _mark_sheet(host, part, mine, formats)
    if part_of_styles and formats:
        host.archive.write(part_of_styles, formats.styles())


def _mark_sheet(
    host: Package, part: str, cell_marks: list[CellMark], formats: ColouredFormats | None
) -> None:
    root = parse(host.archive.read(part))
    sheet = _Sheet(root, host.dialect.main_tag("sheetData"))
    for mark in cell_marks:
        if mark.colour is not None and formats is not None:
            cell = sheet.cell(sheet.anchor(address_of(mark.cell)))
            cell.set("s", formats.coloured(cell.get("s", "0"), mark.colour))
    notes = {
        sheet.anchor(address_of(mark.cell)): mark.note for mark in cell_marks if mark.note
    }
    add_notes(host, part, root, notes)
    host.archive.write(part, serialise(root))


class _Sheet:
    """The rows and cells of a sheet's tree by their numbers."""

    def __init__(self, root: Element, data_tag: str) -> None:
        self._space = etree.QName(data_tag).namespace or ""
        data = root.find(data_tag)
        self._data = etree.SubElement(root, data_tag) if data is None else data
        self._rows = dict(self._numbered_rows())
        self._cells: dict[int, dict[int, Element]] = {}
        self._widths = list(root.iterfind(f"{{{self._space}}}cols/{{{self._space}}}col"))
        self._low, self._tall = _merged_ranges(root, f"{{{self._space}}}mergeCell")

    def anchor(self, address: Address) -> Address:
        """The cell that shows what is said of an address, in a merged range its first."""
        row, column = address
        for top, left, bottom, right in (*self._low.get(row, ()), *self._tall):
            if top <= row <= bottom and left <= column <= right:
                return top, left
        return address

    def cell(self, address: Address) -> Element:
        """The cell at an address, made with the format it shows when it is not there."""
        row, column = address
        cells = self._row_cells(row)
        if column not in cells:
            made = etree.Element(f"{{{self._space}}}c")
            made.set("r", f"{column_letters(column)}{row}")
            made.set("s", self._format_of_blank(row, column))
            _insert(self._rows[row], cells, column, made)
        return cells[column]

    def _format_of_blank(self, row: int, column: int) -> str:
        if (style := self._rows[row].get("s")) is not None:
            return style
        for width in self._widths:
            if int(width.get("min", "0")) <= column <= int(width.get("max", "0")):
                return width.get("style", "0")
        return "0"

    def _row_cells(self, row: int) -> dict[int, Element]:
        if row not in self._rows:
            made = etree.Element(f"{{{self._space}}}row")
            made.set("r", str(row))
            _insert(self._data, self._rows, row, made)
        if row not in self._cells:
            self._cells[row] = dict(self._numbered_cells(row))
        return self._cells[row]

    def _numbered_rows(self) -> Iterator[tuple[int, Element]]:
        number = 0
        for row in self._data.iterchildren(f"{{{self._space}}}row"):
            number = int(row.get("r") or number + 1)
            yield number, row

    def _numbered_cells(self, row: int) -> Iterator[tuple[int, Element]]:
        number = 0
        for cell in self._rows[row].iterchildren(f"{{{self._space}}}c"):
            reference = cell.get("r")
            number = column_number(reference.rstrip(_DIGITS)) if reference else number + 1
            yield number, cell


def _insert(
    parent: Element, siblings: dict[int, Element], number: int, made: Element
) -> None:
    """Put a row or cell before the first one with a higher number."""
    following = min((other for other in siblings if other > number), default=None)
    if following is None:
        parent.append(made)
    else:
        siblings[following].addprevious(made)
    siblings[number] = made


def _merged_ranges(root: Element, tag: str) -> tuple[dict[int, list[Range]], list[Range]]:
    """The merged ranges by each of their rows, and apart the few that have many rows."""
    low: dict[int, list[Range]] = {}
    tall: list[Range] = []
    for item in root.iter(tag):
        first, colon, last = item.get("ref", "").partition(":")
        if colon:
            cells = (*address_of(first), *address_of(last))
            if cells[2] - cells[0] > _MANY_ROWS:
                tall.append(cells)
            else:
                for row in range(cells[0], cells[2] + 1):
                    low.setdefault(row, []).append(cells)
    return low, tall
