"""The rows of one sheet typed cell by cell, with what is to be said about them.

Knows rows, gaps and columns without headings; must not know records or other sheets.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from typing import Any

from apoq_batch.core import records
from apoq_batch.core.bounds import Bound
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.messages import cells as say
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.places import Source
from apoq_batch.core.places import column_letters
from apoq_batch.workbook import limits
from apoq_batch.workbook.reading.cells import CellReading
from apoq_batch.workbook.reading.cells import RawCell
from apoq_batch.workbook.reading.cells import read_cell
from apoq_batch.workbook.reading.grid import FilledRow
from apoq_batch.workbook.reading.headings import Headings
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Choice
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.layout import Sheet

_EMPTY = RawCell(None)

# Cells that were read already, by all of a column that tells how they are read.
WayOfReading = tuple[CellKind, bool, Bound, tuple[Choice, ...]]
KnownCells = dict[WayOfReading, dict[RawCell, CellReading]]

CODE_FIELDS: Mapping[Section, str] = {
    Section.MEMBERS: "code",
    Section.FUNDS: "code",
    Section.LOANS: "number",
    Section.PROJECTS: "code",
}


def _way_of_reading(column: Column) -> WayOfReading:
    return column.kind, column.required, column.bound, column.choices


def _is_the_same_everywhere(cell: RawCell, column: Column) -> bool:
    """Whether a cell is read alike in every column that is read in the same way."""
    names_its_column = column.required and cell.is_blank
    return cell.formula is None and column.kind is not CellKind.ANY and not names_its_column


class RowReader:
    """Types the rows of one sheet one by one and keeps what is to be said about them."""

    def __init__(
        self,
        sheet: Sheet,
        title: str,
        headings: Headings,
        language: str,
        known: KnownCells,
    ) -> None:
        self.sheet = sheet
        self.title = title
        self.headings = headings
        self.language = language
        self.findings: list[Finding] = []
        self.last_row = headings.row
        self.has_told_gap = False
        self.rows_seen = 0
        self.code_field = CODE_FIELDS.get(sheet.section, "")
        self.codes_of_broken: list[str | None] = []
        self.unheaded: set[int] = set()
        self.by_column: dict[int, Column] = {
            headings.columns[column.field]: column
            for column in sheet.columns
            if column.field in headings.columns
        }
        # Dates, members and small numbers come again and again: each is read once.
        self.columns = tuple(
            (position, column, known.setdefault(_way_of_reading(column), {}))
            for position, column in self.by_column.items()
        )

    def read(self, rows: Iterable[FilledRow]) -> Iterator[tuple[dict[str, Any], Source]]:
        """The rows below the headings that are whole; broken ones leave findings."""
        for number, cells in rows:
            if number <= self.headings.row or self._is_blank(cells):
                continue
            self.rows_seen += 1
            if self.rows_seen > limits.MAX_ROWS:
                where = self._place(number, 1)
                self.findings.append(
                    finding(say.TOO_MANY_ROWS, where, limit=limits.MAX_ROWS)
                )
                return
            self._note_gap(number)
            values, is_whole = self._values(number, cells)
            if is_whole:
                yield values, self._source(number)
            else:
                self.codes_of_broken.append(values.get(self.code_field))

    def broken_codes(
        self, whole: Iterable[tuple[Mapping[str, Any], Source]]
    ) -> frozenset[str] | None:
        """The codes of rows that could not be read whole; None where one is in doubt."""
        is_cut_off = self.rows_seen > limits.MAX_ROWS or not self.rows_seen
        if not self.code_field or is_cut_off or has_errors(self.headings.findings):
            return None
        others = [records.compared(values[self.code_field]) for values, _ in whole]
        codes = frozenset(records.compared(code) for code in self.codes_of_broken if code)
        is_one_each = len(codes) == len(self.codes_of_broken)
        return codes if is_one_each and codes.isdisjoint(others) else None

    def closing(self) -> Iterator[Finding]:
        """All findings of the sheet, those about the whole of it too."""
        yield from self.findings
        for column in self._unheaded_columns():
            where = self._place(self.headings.row, column)
            letters = column_letters(column)
            yield finding(say.COLUMN_WITHOUT_HEADING, where, letters=letters)
        if self.sheet.required and not self.rows_seen:
            whole = Place(section=self.sheet.section, sheet=self.title)
            yield finding(say.NO_ROWS, whole, title=self.title)

    def _unheaded_columns(self) -> list[int]:
        """Columns with values and no heading; beside the settings they are free."""
        is_free = self.sheet.section is Section.SETTINGS
        return [] if is_free else sorted(self.unheaded - self.headings.headed)

    def _is_blank(self, cells: Mapping[int, RawCell]) -> bool:
        if not cells.keys() <= self.by_column.keys():
            others = cells.keys() - self.by_column.keys()
            self.unheaded.update(place for place in others if not cells[place].is_blank)
        for place in self.by_column:
            if place in cells and not cells[place].is_blank:
                return False
        return True

    def _note_gap(self, number: int) -> None:
        if number > self.last_row + 1 and not self.has_told_gap and self.rows_seen > 1:
            self.has_told_gap = True
            self.findings.append(finding(say.ROWS_AFTER_GAP, self._place(number, 1)))
        self.last_row = number

    def _values(
        self, number: int, cells: Mapping[int, RawCell]
    ) -> tuple[dict[str, Any], bool]:
        values: dict[str, Any] = {}
        whole = True
        for position, column, readings in self.columns:
            cell = cells.get(position, _EMPTY)
            reading = readings.get(cell)
            if reading is None:
                reading = read_cell(cell, column, self.language)
                if _is_the_same_everywhere(cell, column):
                    readings[cell] = reading
            if reading.complaints:
                where = self._place(number, position)
                self.findings.extend(
                    finding(complaint.kind, where, **complaint.facts)
                    for complaint in reading.complaints
                )
                whole = whole and not reading.failed
            if reading.value is not None:
                values[column.field] = reading.value
        return values, whole

    def _source(self, number: int) -> Source:
        return Source(
            section=self.sheet.section,
            sheet=self.title,
            row=number,
            columns=self.headings.columns,
        )

    def _place(self, number: int, column: int) -> Place:
        return Place(
            section=self.sheet.section, sheet=self.title, row=number, column=column
        )
