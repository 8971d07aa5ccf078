"""Which formulas of her own sheets look at ours, so that she can be told to recalculate.

Knows how formulas name sheets, tables and names; must not compute one.
"""

import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape
from xml.sax.saxutils import unescape

from lxml import etree

from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.book import defined_names
from apoq_batch.workbook.package.book import entries
from apoq_batch.workbook.package.book import is_mark
from apoq_batch.workbook.package.book import part_of
from apoq_batch.workbook.package.book import title_of
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.parts import insert_before
from apoq_batch.workbook.package.parts import parts_owned_by
from apoq_batch.workbook.package.relationships import CONTENT_TYPES
from apoq_batch.workbook.package.relationships import YES
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.package.relationships import relations
from apoq_batch.workbook.references import quoted

_CELL_WITH_FORMULA = re.compile(
    r'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]+[0-9]+)"[^<>]*>\s*'
    r"<(?:\w+:)?f\b[^<>]*>([^<]+)</"
)
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#39;": "'"}
_PLAIN_TITLE = re.compile(r"[^\W\d][\w.]*")
_SIGNS = (b"'!", b"&apos;!", b"&#39;!", b"[")
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


def dependants(package: Package, ours: Collection[str]) -> tuple[Dependant, ...]:
    """The cells outside our sheets, told by their titles, whose formulas look at them."""
    if not ours:
        return ()
    spellings = dict(_spellings(package, ours))
    marks = tuple(_marks(spellings))
    own = {title.casefold() for title in ours}
    hers = (entry for entry in entries(package) if title_of(entry).casefold() not in own)
    found: list[Dependant] = []
    for entry in hers:
        part = part_of(package, entry)
        if part and _holds(package, part, marks):
            content = package.archive.read(part).decode("utf-8", "replace")
            found.extend(_looking(content, title_of(entry), spellings))
    return tuple(found)


def mentioned(
    package: Package, titles: Collection[str], ours: Collection[etree._Element]
) -> list[str]:
    """The titles that anything of hers names: a formula, a name, a chart, a rule."""
    if not titles:
        return []
    tables = dict(_of_tables(package, [title_of(entry) for entry in ours]))
    own = [part for entry in ours if (part := part_of(package, entry))]
    closed = parts_owned_by(package, own)
    closed |= {fold(package.part), fold(CONTENT_TYPES)}
    parts = [name for name in package.archive.names() if fold(name) not in closed]
    parts = [name for name in parts if _may_refer(fold(name))]
    texts = "\n".join(_texts_of_names(package, ours))
    spellings = {
        title: [
            *dict(_of_sheets((title,))),
            *_of(tables, title),
            # How a pivot table names where its figures come from.
            f'sheet="{title}"',
        ]
        for title in titles
    }
    marks = {title: tuple(_marks(listed)) for title, listed in spellings.items()}
    every = tuple(mark for listed in marks.values() for mark in listed)
    parts = [part for part in parts if _holds(package, part, every)]
    return [
        title
        for title, listed in spellings.items()
        if any(spelling in texts for spelling in listed)
        or any(package.archive.holds(part, marks[title]) for part in parts)
    ]


def _holds(package: Package, part: str, marks: tuple[bytes, ...]) -> bool:
    """Whether a part holds a mark; most hold none of the few signs that marks end with."""
    signs = tuple({sign for mark in marks for sign in _SIGNS if mark.endswith(sign)})
    plain = tuple(mark for mark in marks if not mark.endswith(_SIGNS))
    if not package.archive.holds(part, (*signs, *plain)):
        return False
    return package.archive.holds(part, marks)


def _may_refer(name: str) -> bool:
    """Whether a part can hold references; the list of properties only repeats titles."""
    return name.endswith((".xml", ".vml")) and not name.startswith("docprops/")


def _of(tables: dict[str, str], title: str) -> list[str]:
    return [spelling for spelling, leads_to in tables.items() if leads_to == title]


def _texts_of_names(package: Package, ours: Collection[etree._Element]) -> Iterator[str]:
    """What her names stand for; what Excel itself names on our sheets is not hers."""
    order = entries(package)
    own = {str(order.index(entry)) for entry in ours if entry in order}
    for name in defined_names(package):
        if not is_mark(name) and name.get("localSheetId") not in own:
            yield name.text or ""


def _marks(spellings: Iterable[str]) -> Iterator[bytes]:
    """How spellings stand in XML, in small letters."""
    for spelling in spellings:
        for quotes in ({}, {"'": "&apos;"}, {"'": "&#39;"}):
            yield escape(spelling, quotes).encode().lower()


def _looking(content: str, sheet: str, spellings: dict[str, str]) -> Iterator[Dependant]:
    words = "|".join(map(_as_word, spellings))
    looks = re.compile(f"({words})", re.IGNORECASE)
    folded = {spelling.casefold(): title for spelling, title in spellings.items()}
    for cell in _CELL_WITH_FORMULA.finditer(content):
        # What stands in quotes is a text, but for the titles of sheets.
        formula = re.sub(r'"[^"]*"', '""', unescape(cell[2], _QUOTES))
        if seen := looks.search(formula):
            title = folded[seen[1].casefold()]
            yield Dependant(sheet=sheet, cell=cell[1], looks_at=title)


def _as_word(spelling: str) -> str:
    """A spelling that begins and ends where a name does; a sign does so by itself."""
    start = r"(?<![\w.])" if spelling[0].isalnum() else ""
    end = r"(?![\w.(])" if spelling[-1].isalnum() else ""
    return start + re.escape(spelling) + end


def _spellings(package: Package, ours: Collection[str]) -> Iterator[tuple[str, str]]:
    """How a formula can name what is on our sheets, with the title it leads to."""
    found = dict(_of_sheets(ours)) | dict(_of_tables(package, ours))
    hers = {
        name.get("name", ""): name.text or ""
        for name in defined_names(package)
        if not is_mark(name) and not name.get("name", "").startswith("_xlnm.")
    }
    # A name may stand for another name.
    for _ in hers:
        leads = {
            called: next((found[one] for one in found if one in text), None)
            for called, text in hers.items()
        }
        new = {name: title for name, title in leads.items() if title and name not in found}
        if not new:
            break
        found |= new
    yield from found.items()


def _of_sheets(titles: Collection[str]) -> Iterator[tuple[str, str]]:
    for title in titles:
        spelling = f"{quoted(title)}!"
        yield spelling, title
        # The last sheet of several, as in 'Enero:R Fondos'!B2.
        yield f":{spelling[1:]}", title
        if _PLAIN_TITLE.fullmatch(title):
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
        later = [tag(name) for name in _AFTER_CALCULATION]
        insert_before(package.workbook, calculation, later)
    if calculation.get("fullCalcOnLoad") not in YES:
        calculation.set("fullCalcOnLoad", "1")
