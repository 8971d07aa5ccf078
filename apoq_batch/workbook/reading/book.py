"""A workbook -> Book and findings about its sheets and cells.

Knows the layout and builds records; must not know rules between rows, which are
checked in core.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from apoq_batch.core import records
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.messages import cells as say
from apoq_batch.core.messages.people import MISSING_SETTING
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.places import Source
from apoq_batch.core.places import column_letters
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.reading.cells import CellReading
from apoq_batch.workbook.reading.cells import RawCell
from apoq_batch.workbook.reading.cells import read_cell
from apoq_batch.workbook.reading.circular_formulas import circular_formulas
from apoq_batch.workbook.reading.grid import FilledRow
from apoq_batch.workbook.reading.grid import SheetReader
from apoq_batch.workbook.reading.headings import FoundSheets
from apoq_batch.workbook.reading.headings import Headings
from apoq_batch.workbook.reading.headings import find_headings
from apoq_batch.workbook.reading.headings import find_sheets
from apoq_batch.workbook.reading.settings import empty_settings
from apoq_batch.workbook.reading.settings import read_settings
from apoq_batch.workbook.standard.layout import HEADER_ROWS
from apoq_batch.workbook.standard.layout import Bound
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Choice
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.layout import Sheet
from apoq_batch.workbook.standard.sheets import SHEET_OF
from apoq_batch.workbook.standard.sheets import SHEETS

_EMPTY = RawCell(None)

# Cells that were read already, by all of a column that tells how they are read.
WayOfReading = tuple[CellKind, bool, Bound, tuple[Choice, ...]]
KnownCells = dict[WayOfReading, dict[RawCell, CellReading]]

Builder = Callable[..., records.Row]

_BUILDERS: Mapping[Section, tuple[str, Builder]] = {
    Section.BOARD: ("board", records.Officer),
    Section.FUNDS: ("funds", records.Fund),
    Section.SPLIT: ("split", records.SplitLine),
    Section.MEMBERS: ("members", records.Member),
    Section.FAMILY: ("relatives", records.Relative),
    Section.DELIVERIES: ("deliveries", records.Delivery),
    Section.PREMIUMS: ("receipts", records.Receipt),
    Section.LOANS: ("loans", records.Loan),
    Section.REPAYMENTS: ("repayments", records.Repayment),
    Section.EMERGENCIES: ("claims", records.Claim),
    Section.PROJECTS: ("projects", records.Project),
    Section.EXPENSES: ("expenses", records.Expense),
    Section.TRANSFERS: ("transfers", records.Transfer),
}


_CODE_FIELDS: Mapping[Section, str] = {
    Section.MEMBERS: "code",
    Section.FUNDS: "code",
    Section.LOANS: "number",
    Section.PROJECTS: "code",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRows:
    """One sheet read: its typed rows as field -> value with their sources.

    `broken_codes` are the codes, as compared, of rows in which something else is wrong;
    None where a code itself is in doubt.
    """

    rows: tuple[tuple[dict[str, Any], Source], ...]
    findings: tuple[Finding, ...]
    broken_codes: frozenset[str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a workbook gave: its rows as a Book, and findings.

    Settings that fail are replaced by empty ones, which no check needs: every check
    that needs a sheet with errors is left out. `broken_codes` are the codes of rows that
    could not be read whole, for sections in which no code is in doubt.
    """

    book: records.Book
    findings: tuple[Finding, ...]
    broken_codes: Mapping[Section, frozenset[str]]
    language: str


def read_book(package: Package) -> Reading:
    """Read every input sheet; all findings about sheets and cells come together."""
    found = find_sheets(package)
    reader = SheetReader(package, (part.path for part in found.parts.values()))
    known: KnownCells = {}
    read = {
        sheet.section: _read_sheet(sheet, reader, found, known)
        for sheet in SHEETS
        if sheet.section in found.parts
    }
    formula_findings = tuple(circular_formulas(package, found))
    return _joined(found, read, formula_findings)


def _joined(
    found: FoundSheets,
    read: Mapping[Section, SheetRows],
    formula_findings: tuple[Finding, ...],
) -> Reading:
    settings, settings_findings = _settings(found, read)
    cell_findings = chain.from_iterable(rows.findings for rows in read.values())
    findings = (*found.findings, *formula_findings, *cell_findings, *settings_findings)
    return Reading(
        book=_book(settings or empty_settings(), read),
        findings=findings,
        broken_codes=dict(_broken_codes(found, read)),
        language=found.language if settings is None else settings.language,
    )


def _broken_codes(
    found: FoundSheets, read: Mapping[Section, SheetRows]
) -> Iterator[tuple[Section, frozenset[str]]]:
    in_doubt = _with_errors(found.findings)
    for section, rows in read.items():
        if rows.broken_codes is not None and section not in in_doubt:
            yield section, rows.broken_codes


def _settings(
    found: FoundSheets, read: Mapping[Section, SheetRows]
) -> tuple[records.Settings | None, tuple[Finding, ...]]:
    """The settings, None when they fail; a broken row is not said to be missing too."""
    sheet = read.get(Section.SETTINGS)
    if sheet is None:
        return None, ()
    title = found.parts[Section.SETTINGS].title
    reading = read_settings(sheet.rows, title, found.language)
    if not has_errors(sheet.findings):
        return reading.settings, reading.findings
    kept = (about for about in reading.findings if about.kind is not MISSING_SETTING)
    return None, tuple(kept)


def _with_errors(findings: Iterable[Finding]) -> frozenset[Section]:
    return frozenset(
        about.place.section
        for about in findings
        if about.place.section and has_errors((about,))
    )


def _book(settings: records.Settings, read: Mapping[Section, SheetRows]) -> records.Book:
    """The rows as records; a spoiled sheet gives the rows that could be read whole."""
    parts: dict[str, Any] = {}
    spelling = _spelling(read)
    for section, (name, build) in _BUILDERS.items():
        rows = read[section].rows if section in read else ()
        references = [
            (column.field, column.refers_to) for column in SHEET_OF[section].columns
        ]
        pointing = [(field, spelling[to]) for field, to in references if to is not None]
        for values, _ in rows:
            for field, codes in pointing:
                if field in values:
                    values[field] = codes.get(
                        records.compared(values[field]), values[field]
                    )
        parts[name] = tuple(build(**values, source=source) for values, source in rows)
    return records.Book(settings=settings, **parts)


def _spelling(read: Mapping[Section, SheetRows]) -> dict[Section, dict[str, str]]:
    """Each code as its own row spells it, so that `s7` elsewhere means the member `S7`."""
    return {
        section: {
            records.compared(values[field]): values[field]
            for values, _ in (read[section].rows if section in read else ())
        }
        for section, field in _CODE_FIELDS.items()
    }


def _read_sheet(
    sheet: Sheet, reader: SheetReader, found: FoundSheets, known: KnownCells
) -> SheetRows:
    part = found.parts[sheet.section]
    rows = reader.rows(part.path)
    first = tuple(_first_rows(rows))
    if not first and not sheet.required:
        return SheetRows(rows=(), findings=())
    headings = find_headings(sheet, part.title, first, found.language)
    if not headings.row:
        return SheetRows(rows=(), findings=headings.findings)
    row_reader = _RowReader(sheet, part.title, headings, found.language, known)
    read = tuple(row_reader.read(chain(first, rows)))
    findings = (*headings.findings, *row_reader.closing())
    return SheetRows(
        rows=read, findings=findings, broken_codes=row_reader.broken_codes(read)
    )


def _first_rows(rows: Iterator[FilledRow]) -> Iterator[FilledRow]:
    """The rows in which headings can stand, and the one after them."""
    for row in rows:
        yield row
        if row[0] > HEADER_ROWS:
            return


def _way_of_reading(column: Column) -> WayOfReading:
    return column.kind, column.required, column.bound, column.choices


def _is_the_same_everywhere(cell: RawCell, column: Column) -> bool:
    """Whether a cell is read alike in every column that is read in the same way."""
    names_its_column = column.required and cell.is_blank
    return cell.formula is None and column.kind is not CellKind.ANY and not names_its_column


class _RowReader:
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
        self.code_field = _CODE_FIELDS.get(sheet.section, "")
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
