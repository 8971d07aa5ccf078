"""Our twelve sheets in a rich book, and ways to see that all that is hers is still there."""

import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from zipfile import ZipFile

import openpyxl
from lxml import etree
from python_calamine import CalamineWorkbook

from apoq_batch.tables.model import Table
from apoq_batch.workbook.package.result_sheets import ResultSheet
from apoq_batch.workbook.package.xml_element import Element
from apoq_batch.workbook.results.draw import draw
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from apoq_batch.workbook.standard.result_titles import result_title
from tests.tables.test_result_tables import tables_of
from tests.workbook.package_books import STRICT
from tests.workbook.package_books import TRANSITIONAL
from tests.workbook.package_books import edited
from tests.workbook.package_books import put
from tests.workbook.package_books import stored
from tests.workbook.package_books import titles
from tests.workbook.package_books import uses_1904
from tests.workbook.rich_forms import rich
from tests.workbook.rich_parts import BOOK

TYPES, BOOK_LINKS, LOOKS = (
    "[Content_Types].xml",
    "xl/_rels/workbook.xml.rels",
    "xl/styles.xml",
)
BOOKKEEPING = (TYPES, BOOK_LINKS, BOOK, LOOKS)
CHAIN = "xl/calcChain.xml"
CASE, PERIOD, FEW = "case-5-es", "junio de 2026", 8
Cells = dict[str, list[tuple[object, ...]]]


def wanted(language: str = "es") -> tuple[ResultSheet, ...]:
    return tuple(
        ResultSheet(key=key, title=result_title(key, language), aliases=aliases)
        for key, aliases in RESULT_TITLES.items()
    )


@cache
def drawn(settled: tuple[ResultSheet, ...], uses_1904: bool, language: str = "es") -> bytes:
    """The new_sheets as a run draws it."""
    return draw(
        [short(one) for one in tables_of(CASE, language).values()],
        {sheet.key: sheet.title for sheet in settled},
        language=language,
        period=PERIOD,
        uses_1904=uses_1904,
    )


def short(table: Table) -> Table:
    """The first rows of a table; of the summary all, which its charts are drawn from."""
    return table if table.key == "summary" else replace(table, rows=table.rows[:FEW])


def new_sheets_for(original: bytes, language: str = "es") -> bytes:
    return drawn(titles(original, wanted(language)), uses_1904(original), language)


def close(original: bytes, language: str = "es") -> bytes:
    """The book with the twelve sheets of a small case."""
    settled = titles(original, wanted(language))
    return put(original, new_sheets_for(original, language), settled)


@cache
def closed(name: str) -> bytes:
    return close(rich(name))


def members(file: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def root_of(file: bytes, name: str) -> Element:
    root: Element = etree.fromstring(members(file)[name])
    return root


def canonical(root: Element) -> str:
    """A part as text, whatever its declaration and the order of its attributes."""
    return str(etree.tostring(root, method="c14n", with_comments=True), "utf-8")


def children(root: Element, path: str) -> list[Element]:
    """Descendants by local names, in any namespace."""
    return root.findall("/".join(f"{{*}}{name}" for name in path.split("/")))


def drop(elements: list[Element]) -> int:
    for element in elements:
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)
    return len(elements)


def sheets_of(file: bytes) -> tuple[str, ...]:
    entries = children(root_of(file, BOOK), "sheets/sheet")
    return tuple(entry.get("name", "") for entry in entries)


def as_her_book(after: Element, before: Element) -> Element:
    """The workbook part without what our sheets brought."""
    hers = len(children(before, "sheets/sheet"))
    assert drop(children(after, "sheets/sheet")[hers:]) == len(RESULT_TITLES)
    names = children(after, "definedNames/definedName")
    marks = [name for name in names if name.get("name", "").startswith("_apoq.")]
    assert drop(marks) == len(RESULT_TITLES)
    drop([name for name in names if int(name.get("localSheetId", "-1")) >= hers])
    drop([found for found in children(after, "definedNames") if not len(found)])
    return after


def as_her_looks(after: Element, before: Element) -> Element:
    """The formats without those our sheets brought; hers have to be the first."""
    for group in list(after):
        name = etree.QName(group).localname
        old = before.find(f"{{*}}{name}")
        if old is None:
            drop([group])
        elif "count" in old.attrib:
            drop(list(group)[len(old) :])
            group.set("count", old.get("count", ""))
    return after


def as_her_links(after: Element, before: Element) -> Element:
    ids = {link.get("Id") for link in before}
    assert drop([link for link in after if link.get("Id") not in ids])
    drop([link for link in before if link.get("Type", "").endswith("/calcChain")])
    return after


def as_her_types(after: Element, before: Element) -> Element:
    def key(one: Element) -> tuple[str | None, str | None]:
        return one.get("PartName"), one.get("Extension")

    known = {key(one) for one in before}
    assert drop([one for one in after if key(one) not in known])
    drop([one for one in before if one.get("PartName") == f"/{CHAIN}"])
    return after


AS_HERS = {
    BOOK: as_her_book,
    LOOKS: as_her_looks,
    BOOK_LINKS: as_her_links,
    TYPES: as_her_types,
}


def assert_parts_identical(before: bytes, after: bytes) -> None:
    """Every part but those that list others or hold the formats, as it lies in the file."""
    was, now = stored(before), stored(after)
    assert [part for part in was if part not in now] in ([], [CHAIN])
    changed = {part for part in was.keys() & now if was[part] != now[part]}
    assert changed <= set(BOOKKEEPING)
    assert set(BOOKKEEPING) - changed <= {LOOKS}


def assert_hers_kept(before: bytes, after: bytes, part: str) -> None:
    """Without what is ours a changed part is the one she had, element by element."""
    was, now = root_of(before, part), root_of(after, part)
    assert canonical(now) != canonical(was)
    hers = AS_HERS[part](now, was)
    assert canonical(hers) == canonical(was)


def loosened(file: bytes) -> bytes:
    """A strict book in the namespaces that openpyxl knows; any other as it is."""
    parts = {name: content for name, content in members(file).items() if is_text(name)}
    if not any(STRICT.encode() in content for content in parts.values()):
        return file

    def loose(content: str) -> str:
        for family in ("spreadsheetml", "officeDocument", "drawingml"):
            content = content.replace(f"{STRICT}{family}/", f"{TRANSITIONAL}{family}/2006/")
        return content

    return edited(file, dict.fromkeys(parts, loose))


def is_text(name: str) -> bool:
    return name.endswith((".xml", ".rels", ".vml"))


@cache
def cells(file: bytes, sheets: tuple[str, ...]) -> Cells:
    """Formula, stored value and number format of each cell, as openpyxl reads them."""
    plain = loosened(file)
    with warnings.catch_warnings():
        # openpyxl says of every extension that it cannot keep it.
        warnings.simplefilter("ignore")
        formulas, values = (
            openpyxl.load_workbook(BytesIO(plain), read_only=True, data_only=data_only)
            for data_only in (False, True)
        )
        found = {title: list(pairs(formulas[title], values[title])) for title in sheets}
        formulas.close()
        values.close()
    return found


def pairs(formulas: object, values: object) -> Iterator[tuple[object, ...]]:
    """Nothing for a sheet that is a chart."""
    if hasattr(formulas, "iter_rows") and hasattr(values, "iter_rows"):
        rows = zip(formulas.iter_rows(), values.iter_rows(), strict=True)
        for row, stored in rows:
            for cell, value in zip(row, stored, strict=True):
                yield shown(cell.value), value.value, cell.number_format


def shown(value: object) -> object:
    """Formulas of several cells are objects; their text says what they are."""
    text = getattr(value, "text", None)
    return text if text is not None else value


@cache
def calamine(file: bytes, sheets: tuple[str, ...]) -> dict[str, object]:
    book = CalamineWorkbook.from_filelike(BytesIO(file))
    return {title: book.get_sheet_by_name(title).to_python() for title in sheets}
