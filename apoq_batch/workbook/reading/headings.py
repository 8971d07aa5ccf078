"""Which sheet of the file is which, and where each column of a sheet stands.

Knows titles and headings in both languages; must not know how cells are typed.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from itertools import takewhile

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import cells as say
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.places import column_letters
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import SheetPart
from apoq_batch.workbook.reading.cells import RawCell
from apoq_batch.workbook.reading.grid import FilledRow
from apoq_batch.workbook.reading.parse_values import shown
from apoq_batch.workbook.standard.layout import GUIDE_TITLES
from apoq_batch.workbook.standard.layout import HEADER_ROWS
from apoq_batch.workbook.standard.layout import LISTS_TITLES
from apoq_batch.workbook.standard.layout import Sheet
from apoq_batch.workbook.standard.result_titles import is_result_title
from apoq_batch.workbook.standard.sheets import SHEETS
from apoq_batch.workbook.standard.text_keys import folded
from apoq_batch.workbook.standard.text_keys import nearest

NEARLY = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSheets:
    """The file's sheets by section, the language most of them are titled in."""

    parts: Mapping[Section, SheetPart]
    language: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """Where the columns of a sheet stand; `row` is 0 when no row of headings was found.

    `columns` are those of the standard workbook by field, `headed` all with a heading.
    """

    row: int
    columns: Mapping[str, int]
    headed: frozenset[int]
    findings: tuple[Finding, ...]


def find_sheets(package: Package) -> FoundSheets:
    """Match the file's sheets to the standard ones; say which are missing or unknown."""
    by_title = {folded(name): sheet for sheet in SHEETS for name in (sheet.es, sheet.en)}
    parts: dict[Section, SheetPart] = {}
    duplicates: list[tuple[SheetPart, Sheet]] = []
    unknown_titles: list[str] = []
    english = 0
    for part in package.sheets:
        sheet = by_title.get(folded(part.title))
        if sheet is None or part.title in package.our_sheets:
            unknown_titles.extend(_unknown_title(part, package))
        elif sheet.section in parts:
            duplicates.append((part, sheet))
        else:
            parts[sheet.section] = part
            english += 1 if folded(part.title) == folded(sheet.en) else -1
    language = "en" if english > 0 else "es"
    missing = [sheet for sheet in SHEETS if sheet.required and sheet.section not in parts]
    near = {
        sheet.section: nearest(sheet.title(language), unknown_titles) for sheet in missing
    }
    unknown = [title for title in unknown_titles if title not in near.values()]
    return FoundSheets(
        parts=parts,
        language=language,
        findings=(
            *(
                _duplicate(parts[sheet.section], part, sheet, language)
                for part, sheet in duplicates
            ),
            *(_missing(sheet, near[sheet.section], language) for sheet in missing),
            *(_unknown(title, parts, language) for title in unknown),
        ),
    )


def _unknown(title: str, parts: Mapping[Section, SheetPart], language: str) -> Finding:
    """A sheet that is not read; with a warning when its name is nearly one that lacks."""
    absent = [sheet.title(language) for sheet in SHEETS if sheet.section not in parts]
    near = nearest(title, absent, cutoff=NEARLY)
    if near is None:
        return finding(say.UNKNOWN_SHEET, Place(sheet=title), title=title)
    return finding(say.SHEET_NEARLY_NAMED, Place(sheet=title), title=title, nearest=near)


def _unknown_title(part: SheetPart, package: Package) -> Iterator[str]:
    """The title of a sheet that is neither the standard workbook's nor a result."""
    known = {folded(name) for name in (*GUIDE_TITLES.values(), *LISTS_TITLES.values())}
    ours = part.title in package.our_sheets or is_result_title(part.title)
    if not ours and folded(part.title) not in known:
        yield part.title


def _duplicate(first: SheetPart, second: SheetPart, sheet: Sheet, language: str) -> Finding:
    return finding(
        say.SHEET_TWICE,
        Place(section=sheet.section, sheet=second.title),
        first=first.title,
        second=second.title,
        title=sheet.title(language),
    )


def _missing(sheet: Sheet, near: str | None, language: str) -> Finding:
    title = sheet.title(language)
    place = Place(section=sheet.section, sheet=title)
    if near is None:
        return finding(say.MISSING_SHEET, place, title=title)
    return finding(say.MISSPELT_SHEET, place, title=title, nearest=near)


def find_headings(
    sheet: Sheet, title: str, rows: Iterable[FilledRow], language: str
) -> Headings:
    """The first of the first 20 rows that holds all required headings, or what lacks.

    Where none holds them all, the row with most headings tells which are missing.
    """
    place = Place(section=sheet.section, sheet=title)
    best: tuple[int, int, dict[int, str]] = (0, 0, {})
    for number, cells in takewhile(lambda row: row[0] <= HEADER_ROWS, rows):
        texts = dict(_texts(cells))
        known = _columns(sheet, texts)
        if all(column.field in known for column in sheet.columns if column.required):
            return _read_headings(sheet, place, number, texts)
        if len(known) > best[0]:
            best = (len(known), number, texts)
    missing = _missing_headings(sheet, place, best[2], best[1], language)
    return Headings(row=0, columns={}, headed=frozenset(), findings=tuple(missing))


def _texts(cells: Mapping[int, RawCell]) -> Iterator[tuple[int, str]]:
    for column, cell in cells.items():
        if isinstance(cell.value, str) and cell.value.strip():
            yield column, cell.value.strip()


def _columns(sheet: Sheet, texts: Mapping[int, str]) -> dict[str, list[int]]:
    """Each known field with the columns that carry a heading of it."""
    fields = {
        folded(name): column.field
        for column in sheet.columns
        for name in (column.es, column.en)
    }
    found: dict[str, list[int]] = {}
    for number, text in texts.items():
        field = fields.get(folded(text))
        if field is not None:
            found.setdefault(field, []).append(number)
    return found


def _read_headings(
    sheet: Sheet, place: Place, row: int, texts: Mapping[int, str]
) -> Headings:
    known = _columns(sheet, texts)
    findings = [
        _heading_twice(place, row, texts, columns)
        for columns in known.values()
        if len(columns) > 1
    ]
    used = {column for columns in known.values() for column in columns}
    has_free_columns = sheet.section is Section.SETTINGS
    for column, text in texts.items():
        if column not in used and not has_free_columns:
            where = replace(place, row=row, column=column)
            findings.append(_unread(where, text, sheet, known))
    return Headings(
        row=row,
        columns={field: columns[0] for field, columns in known.items()},
        headed=frozenset(texts),
        findings=tuple(findings),
    )


def _unread(
    where: Place, text: str, sheet: Sheet, known: Mapping[str, list[int]]
) -> Finding:
    """A column that is not read; with a warning when it is nearly one that lacks."""
    absent = [column for column in sheet.columns if column.field not in known]
    names = [name for column in absent for name in (column.es, column.en)]
    near = nearest(text, names, cutoff=NEARLY)
    heading = shown(text)
    if near is None:
        return finding(say.UNKNOWN_COLUMN, where, heading=heading)
    return finding(say.COLUMN_NEARLY_NAMED, where, heading=heading, nearest=near)


def _heading_twice(
    place: Place, row: int, texts: Mapping[int, str], columns: list[int]
) -> Finding:
    first, second = columns[:2]
    where = replace(place, row=row, column=second)
    return finding(
        say.HEADING_TWICE,
        where,
        heading=texts[second],
        first=f"{column_letters(first)}{row}",
        second=f"{column_letters(second)}{row}",
    )


def _missing_headings(
    sheet: Sheet, place: Place, texts: Mapping[int, str], row: int, language: str
) -> Iterator[Finding]:
    known = _columns(sheet, texts)
    unknown_headings = {
        text: column
        for column, text in texts.items()
        if all(column not in columns for columns in known.values())
    }
    for column in sheet.columns:
        if column.required and column.field not in known:
            heading = column.heading(language)
            near = nearest(heading, unknown_headings)
            if near is None:
                yield finding(say.MISSING_HEADING, place, heading=heading)
            else:
                where = replace(place, row=row, column=unknown_headings[near])
                yield finding(say.MISSPELT_HEADING, where, heading=heading, nearest=near)
