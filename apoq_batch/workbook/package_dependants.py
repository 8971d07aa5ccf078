"""Which formulas of her own sheets look at ours, so that she can be told to recalculate.

Knows how formulas name sheets, tables and names; must not compute one.
"""

import re
from collections.abc import Collection
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape
from xml.sax.saxutils import unescape

from lxml import etree

from apoq_batch.workbook.package_book import defined_names
from apoq_batch.workbook.package_book import entries
from apoq_batch.workbook.package_book import is_mark
from apoq_batch.workbook.package_book import part_of
from apoq_batch.workbook.package_book import title_of
from apoq_batch.workbook.package_parts import YES
from apoq_batch.workbook.package_parts import Package
from apoq_batch.workbook.package_parts import parse
from apoq_batch.workbook.package_parts import relations

_CELL_WITH_FORMULA = re.compile(
    r'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]+[0-9]+)"[^<>]*>\s*'
    r"<(?:\w+:)?f\b[^<>]*>([^<]+)</"
)
_QUOTES = {"&quot;": '"', "&apos;": "'"}
_AFTER_CALCULATION = (
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
    "smartTagPr",
    "smartTagTypes",
    "webPublishing",
    "fileRecoveryPr",
    "webPublishObjects",
    "extLst",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependant:
    """A cell of hers whose formula looks at a result sheet of ours."""

    sheet: str
    cell: str
    looks_at: str


def dependants(
    package: Package, titles: Collection[str], ours: Collection[str]
) -> tuple[Dependant, ...]:
    """The cells outside the sheets called `ours` whose formulas look at `titles`."""
    if not titles:
        return ()
    spellings = dict(_spellings(package, titles, ours))
    marks = tuple(
        escape(spelling, quotes).encode().lower()
        for spelling in spellings
        for quotes in ({}, {"'": "&apos;"})
    )
    own = {title.casefold() for title in ours}
    hers = (entry for entry in entries(package) if title_of(entry).casefold() not in own)
    found: list[Dependant] = []
    for entry in hers:
        part = part_of(package, entry)
        if part and package.archive.holds(part, marks):
            content = package.archive.read(part).decode("utf-8", "replace")
            found.extend(_looking(content, title_of(entry), spellings))
    return tuple(found)


def _looking(content: str, sheet: str, spellings: dict[str, str]) -> Iterator[Dependant]:
    words = "|".join(map(_as_word, spellings))
    looks = re.compile(rf"(?<![\w.])({words})", re.IGNORECASE)
    folded = {spelling.casefold(): title for spelling, title in spellings.items()}
    for cell in _CELL_WITH_FORMULA.finditer(content):
        # What stands in quotes is a text, but for the titles of sheets.
        formula = re.sub(r'"[^"]*"', '""', unescape(cell[2], _QUOTES))
        if seen := looks.search(formula):
            title = folded[seen[1].casefold()]
            yield Dependant(sheet=sheet, cell=cell[1], looks_at=title)


def _as_word(spelling: str) -> str:
    """A spelling that ends where a name ends; what ends with a sign ends there anyway."""
    end = r"(?![\w.(])" if spelling[-1].isalnum() else ""
    return re.escape(spelling) + end


def _spellings(
    package: Package, titles: Collection[str], ours: Collection[str]
) -> Iterator[tuple[str, str]]:
    """How a formula can name what is on our sheets, with the title it leads to."""
    direct = dict(_of_sheets(titles)) | dict(_of_tables(package, ours))
    yield from direct.items()
    for name in defined_names(package):
        text, called = name.text or "", name.get("name", "")
        is_hers = not is_mark(name) and not called.startswith("_xlnm.")
        leads = [title for spelling, title in direct.items() if spelling in text]
        if is_hers and leads:
            yield called, leads[0]


def _of_sheets(titles: Collection[str]) -> Iterator[tuple[str, str]]:
    for title in titles:
        yield "'" + title.replace("'", "''") + "'!", title
        yield f"{title}!", title


def _of_tables(package: Package, ours: Collection[str]) -> Iterator[tuple[str, str]]:
    own = {title.casefold() for title in ours}
    for entry in entries(package):
        part = part_of(package, entry)
        if title_of(entry).casefold() in own and part:
            tables = [a.part for a in relations(package.archive, part) if a.kind == "table"]
            for table in tables:
                if table:
                    name = parse(package.archive.read(table)).get("displayName", "")
                    yield f"{name}[", title_of(entry)


def recalculate_on_load(package: Package) -> None:
    """Have Excel compute everything when it opens the file: stored values are old."""
    tag = package.dialect.main_tag
    calculation = package.workbook.find(tag("calcPr"))
    if calculation is None:
        calculation = etree.Element(tag("calcPr"), nsmap=package.workbook.nsmap)
        later = [package.workbook.find(tag(name)) for name in _AFTER_CALCULATION]
        first = next((element for element in later if element is not None), None)
        if first is None:
            package.workbook.append(calculation)
        else:
            first.addprevious(calculation)
    if calculation.get("fullCalcOnLoad") not in YES:
        calculation.set("fullCalcOnLoad", "1")
