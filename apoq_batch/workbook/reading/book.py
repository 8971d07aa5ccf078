"""A workbook -> Book and findings about its sheets and cells.

Knows the layout and builds records; must not know rules between rows, which are
checked in core.
"""

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from apoq_batch.core import records
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.findings import sections_with_errors
from apoq_batch.core.messages.people import MISSING_SETTING
from apoq_batch.core.places import Section
from apoq_batch.core.places import Source
from apoq_batch.core.settings import Settings
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.reading.circular_formulas import circular_formulas
from apoq_batch.workbook.reading.grid import FilledRow
from apoq_batch.workbook.reading.grid import SheetReader
from apoq_batch.workbook.reading.headings import FoundSheets
from apoq_batch.workbook.reading.headings import find_headings
from apoq_batch.workbook.reading.headings import find_sheets
from apoq_batch.workbook.reading.rows import CODE_FIELDS
from apoq_batch.workbook.reading.rows import KnownCells
from apoq_batch.workbook.reading.rows import RowReader
from apoq_batch.workbook.reading.settings import empty_settings
from apoq_batch.workbook.reading.settings import read_settings
from apoq_batch.workbook.standard.layout import HEADER_ROWS
from apoq_batch.workbook.standard.layout import Sheet
from apoq_batch.workbook.standard.sheets import SHEET_OF
from apoq_batch.workbook.standard.sheets import SHEETS

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
    in_doubt = sections_with_errors(found.findings)
    for section, rows in read.items():
        if rows.broken_codes is not None and section not in in_doubt:
            yield section, rows.broken_codes


def _settings(
    found: FoundSheets, read: Mapping[Section, SheetRows]
) -> tuple[Settings | None, tuple[Finding, ...]]:
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


def _book(settings: Settings, read: Mapping[Section, SheetRows]) -> records.Book:
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
        for section, field in CODE_FIELDS.items()
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
    row_reader = RowReader(sheet, part.title, headings, found.language, known)
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
