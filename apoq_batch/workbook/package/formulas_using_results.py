"""Which formulas of her own sheets use result sheets, and what else of hers refers to one.

Knows how formulas name sheets, tables and names; must not compute one.
"""

import re
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from itertools import groupby
from itertools import takewhile
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
from apoq_batch.workbook.package.xml_element import Element
from apoq_batch.workbook.references import quoted

_CELL_WITH_FORMULA = re.compile(
    r'<(?:\w+:)?c\s[^<>]*?\br="([A-Z]+[0-9]+)"[^<>]*>\s*'
    r"<(?:\w+:)?f\b[^<>]*>([^<]+)</"
)
_QUOTES = {"&quot;": '"', "&apos;": "'", "&#39;": "'"}
_APOSTROPHES = ("'", "&apos;", "&#39;")
_PLAIN_TITLE = re.compile(r"[^\W\d][\w.]*")
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

# How a reference can be spelled, and the title of the result sheet it leads to.
Spellings = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormulaUsingResult:
    """A cell of hers whose formula uses a result sheet, by that sheet's title."""

    sheet: str
    cell: str
    result: str


def find_formulas(
    package: Package, titles: Collection[str]
) -> tuple[FormulaUsingResult, ...]:
    """The cells of her own sheets whose formulas use the result sheets with these titles."""
    if not titles:
        return ()
    of_results = _entries_titled(package, titles)
    spellings = _in_formulas(package, of_results)
    in_xml = tuple(_in_xml(spellings))
    found: list[FormulaUsingResult] = []
    for entry in entries(package):
        part = part_of(package, entry)
        if entry not in of_results and part and _holds(package, part, in_xml):
            content = package.archive.read(part).decode("utf-8", "replace")
            found.extend(_formulas_in(content, title_of(entry), spellings))
    return tuple(found)


def titles_referred_to(
    package: Package, titles: Collection[str], of_results: Collection[Element]
) -> list[str]:
    """The titles that anything of hers refers to: a formula, a name, a chart, a rule.

    `of_results` are the entries of the result sheets, whose own references do not count.
    """
    if not titles:
        return []
    names = "\n".join(_texts_of_names(package, of_results))
    tables = _of_tables(package, of_results)
    spellings = {
        title: [
            *_of_sheets((title,)),
            *(table for table, leads_to in tables.items() if leads_to == title),
            # How a pivot table names where its figures come from.
            f'sheet="{title}"',
        ]
        for title in titles
    }
    in_xml = {title: tuple(_in_xml(spellings[title])) for title in titles}
    every = tuple(chain.from_iterable(in_xml.values()))
    parts = _parts_of_hers(package, of_results)
    parts = [part for part in parts if _holds(package, part, every)]
    return [
        title
        for title in titles
        if any(spelling in names for spelling in spellings[title])
        or any(package.archive.holds(part, in_xml[title]) for part in parts)
    ]


def _entries_titled(package: Package, titles: Collection[str]) -> list[Element]:
    wanted = {title.casefold() for title in titles}
    return [entry for entry in entries(package) if title_of(entry).casefold() in wanted]


def _parts_of_hers(package: Package, of_results: Collection[Element]) -> list[str]:
    """The parts that can refer to a sheet and do not belong to a result sheet.

    The workbook part lists all titles, and so do the properties of the document.
    """
    sheets = [part for entry in of_results if (part := part_of(package, entry))]
    others = parts_owned_by(package, sheets) | {fold(package.part), fold(CONTENT_TYPES)}
    return [
        name
        for name in package.archive.names()
        if fold(name) not in others
        and fold(name).endswith((".xml", ".vml"))
        and not fold(name).startswith("docprops/")
    ]


def _holds(package: Package, part: str, in_xml: tuple[bytes, ...]) -> bool:
    """Whether a part holds a spelling; looks first for the few ways in which they begin."""
    alike = groupby(sorted(in_xml), key=lambda spelling: spelling[:2])
    beginnings = tuple(_common_start(list(spellings)) for _, spellings in alike)
    holds = package.archive.holds
    return holds(part, beginnings) and holds(part, in_xml)


def _common_start(in_order: list[bytes]) -> bytes:
    """What sorted texts begin with: as far as the first and the last agree."""
    first, last = in_order[0], in_order[-1]
    agree = takewhile(lambda length: last.startswith(first[:length]), range(1, len(first)))
    return first[: max(agree, default=len(first))]


def _texts_of_names(package: Package, of_results: Collection[Element]) -> Iterator[str]:
    """What her names stand for; what Excel itself names on a result sheet is not hers."""
    order = entries(package)
    own = {str(order.index(entry)) for entry in of_results if entry in order}
    for name in defined_names(package):
        if not is_mark(name) and name.get("localSheetId") not in own:
            yield name.text or ""


def _in_xml(spellings: Iterable[str]) -> Iterator[bytes]:
    """How spellings stand in XML, in small letters."""
    for spelling in spellings:
        written = {escape(spelling, {"'": sign}) for sign in _APOSTROPHES}
        yield from sorted(text.encode().lower() for text in written)


def _formulas_in(
    content: str, sheet: str, spellings: Spellings
) -> Iterator[FormulaUsingResult]:
    words = "|".join(map(_as_word, spellings))
    uses = re.compile(f"({words})", re.IGNORECASE)
    folded = {spelling.casefold(): title for spelling, title in spellings.items()}
    for cell in _CELL_WITH_FORMULA.finditer(content):
        # What stands in quotes is a text, but for the titles of sheets.
        formula = re.sub(r'"[^"]*"', '""', unescape(cell[2], _QUOTES))
        if match := uses.search(formula):
            result = folded[match[1].casefold()]
            yield FormulaUsingResult(sheet=sheet, cell=cell[1], result=result)


def _as_word(spelling: str) -> str:
    """A spelling that begins and ends where a name does; a sign does so by itself."""
    start = r"(?<![\w.])" if spelling[0].isalnum() else ""
    end = r"(?![\w.(])" if spelling[-1].isalnum() else ""
    return start + re.escape(spelling) + end


def _in_formulas(package: Package, of_results: Collection[Element]) -> Spellings:
    """How a formula can refer to these sheets: by title, by table, by a name of hers."""
    titles = [title_of(entry) for entry in of_results]
    spellings = _of_sheets(titles) | _of_tables(package, of_results)
    names = {
        name.get("name", ""): name.text or ""
        for name in defined_names(package)
        if not is_mark(name) and not name.get("name", "").startswith("_xlnm.")
    }
    # A name may stand for another name.
    for _ in names:
        for name, text in names.items():
            leads_to = (spellings[known] for known in spellings if known in text)
            if name not in spellings and (title := next(leads_to, None)):
                spellings[name] = title
    return spellings


def _of_sheets(titles: Iterable[str]) -> Spellings:
    spellings: Spellings = {}
    for title in titles:
        spelling = f"{quoted(title)}!"
        # The second is the last sheet of several, as in 'Enero:R Fondos'!B2.
        spellings |= {spelling: title, f":{spelling[1:]}": title}
        if _PLAIN_TITLE.fullmatch(title):
            spellings[f"{title}!"] = title
    return spellings


def _of_tables(package: Package, of_results: Iterable[Element]) -> Spellings:
    spellings: Spellings = {}
    for entry in of_results:
        part = part_of(package, entry)
        for arrow in relations(package.archive, part) if part else ():
            if arrow.kind == "table" and arrow.part:
                name = parse(package.archive.read(arrow.part)).get("displayName", "")
                spellings[f"{name}["] = title_of(entry)
    return spellings


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
