"""The list of sheets and the names in the workbook part, and which sheets are ours.

Knows the workbook part; must not know what is on a sheet or how parts are stored.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from itertools import count

from lxml import etree

from apoq_batch.core.messages import troubles
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.package import MARK
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import link_id
from apoq_batch.workbook.package.relationships import relation
from apoq_batch.workbook.package.xml_element import Element
from apoq_batch.workbook.references import quoted
from apoq_batch.workbook.references import title_in

# All rows: such a reference survives inserted rows and does not follow a cell that she
# cuts out of our sheet and pastes into one of hers.
MARKED_CELLS = "$1:$1048576"
LONGEST_TITLE = 31
HIGHEST_SHEET_ID = 65_534
_SELECTED = re.compile(rb' tabSelected="(?:1|true)"')
_TURN = re.compile(r" \(\d+\)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sheet of ours: its entry, and the title we gave it if the file still says so."""

    key: str
    entry: Element
    given_title: str | None

    @property
    def title(self) -> str:
        """The title it has now."""
        return self.entry.get("name", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """What the workbook says by position, held by the sheet it means."""

    names: tuple[tuple[Element, Element], ...]
    tabs: tuple[tuple[Element, str, Element], ...]


def entries(package: Package) -> list[Element]:
    """The sheets' entries in their order."""
    tag = package.dialect.main_tag
    return package.workbook.findall(f"{tag('sheets')}/{tag('sheet')}")


def title_of(entry: Element) -> str:
    """A sheet's title."""
    return entry.get("name", "")


def link_of(package: Package, entry: Element) -> Element | None:
    """The relationship that leads to a sheet's part."""
    wanted = link_id(entry)
    return next((link for link in package.links if link.get("Id") == wanted), None)


def part_of(package: Package, entry: Element) -> str | None:
    """The part that holds a sheet; None when its link leads nowhere."""
    link = link_of(package, entry)
    return None if link is None else relation(package.archive, package.part, link).part


def defined_names(package: Package) -> list[Element]:
    """The defined names, of the book and of single sheets."""
    tag = package.dialect.main_tag
    return package.workbook.findall(f"{tag('definedNames')}/{tag('definedName')}")


def is_mark(name: Element) -> bool:
    """Whether a name of the whole book is one of ours."""
    of_the_book = name.get("localSheetId") is None
    return of_the_book and name.get("name", "").casefold().startswith(MARK)


def marks(package: Package) -> dict[str, Mark]:
    """Our sheets by key; a name whose sheet is gone marks nothing."""
    by_title = {title_of(entry).casefold(): entry for entry in entries(package)}
    found: dict[str, Mark] = {}
    for name in filter(is_mark, defined_names(package)):
        entry = by_title.pop(title_in(name.text or "").casefold(), None)
        key = name.get("name", "")[len(MARK) :].casefold()
        if entry is not None and key not in found:
            found[key] = Mark(key=key, entry=entry, given_title=name.get("comment"))
    return found


def keeps_title(mark: Mark, wanted: str, aliases: tuple[str, ...]) -> bool:
    """Whether our sheet has the wanted title already, or one that she gave it."""
    without_turn = _TURN.sub("", mark.title).casefold()
    if without_turn == wanted.casefold():
        return True
    if mark.given_title is not None:
        return mark.title.casefold() != mark.given_title.casefold()
    return without_turn not in {alias.casefold() for alias in aliases}


def free_title(wanted: str, taken: set[str]) -> str:
    """The wanted title, with a number when another sheet has it."""
    turn, title = 1, wanted[:LONGEST_TITLE]
    while title.casefold() in taken:
        turn += 1
        suffix = f" ({turn})"
        title = wanted[: LONGEST_TITLE - len(suffix)].rstrip() + suffix
    return title


def anchored(package: Package) -> Anchors:
    """Hold what is said by position before sheets come or go."""
    sheets = entries(package)
    tag = package.dialect.main_tag
    names = [(name, name.get("localSheetId", "")) for name in defined_names(package)]
    views = package.workbook.findall(f"{tag('bookViews')}/{tag('workbookView')}")
    tabs = [(view, what) for view in views for what in ("activeTab", "firstSheet")]
    return Anchors(
        names=tuple((name, sheets[int(at)]) for name, at in names if _within(at, sheets)),
        tabs=tuple(
            (view, what, sheets[int(view.get(what, "0"))])
            for view, what in tabs
            if _within(view.get(what, "0"), sheets)
        ),
    )


def _within(position: str, sheets: list[Element]) -> bool:
    return position.isdecimal() and int(position) < len(sheets)


def settle(package: Package, anchors: Anchors) -> None:
    """Say again by position what was held, after sheets came or went."""
    places = {entry: str(place) for place, entry in enumerate(entries(package))}
    for name, entry in anchors.names:
        if entry in places:
            name.set("localSheetId", places[entry])
        else:
            _remove(name)
    for view, what, entry in anchors.tabs:
        place = places.get(entry) or _visible_place(package)
        if view.get(what, "0") != place:
            view.set(what, place)


def _visible_place(package: Package) -> str:
    states = [entry.get("state", "visible") for entry in entries(package)]
    return str(states.index("visible")) if "visible" in states else "0"


def active_entries(anchors: Anchors) -> list[Element]:
    """The sheets that are in front, one for each window."""
    return [entry for _, what, entry in anchors.tabs if what == "activeTab"]


def drop_marks(package: Package, keys: Collection[str] | None = None) -> None:
    """Take out the names of some of our sheets, or all, also those whose sheet is gone."""
    for name in filter(is_mark, defined_names(package)):
        if keys is None or name.get("name", "")[len(MARK) :].casefold() in keys:
            _remove(name)


def move_to_front(entry: Element) -> None:
    """Make a sheet the first of the book; what is said by position has to be held."""
    parent = entry.getparent()
    if parent is not None:
        parent.insert(0, entry)


def show_one(package: Package) -> None:
    """A book needs a sheet that is not hidden; when none is left, the first one shows."""
    states = [entry.get("state", "visible") for entry in entries(package)]
    if states and "visible" not in states:
        entries(package)[0].attrib.pop("state")


def show_first(package: Package) -> None:
    """Open the book on its first sheet, and on no other with it."""
    tag = package.dialect.main_tag
    for view in package.workbook.iterfind(f"{tag('bookViews')}/{tag('workbookView')}"):
        for what in ("activeTab", "firstSheet"):
            view.attrib.pop(what, None)
    for entry in entries(package)[1:]:
        part = part_of(package, entry)
        if part is not None:
            head, data, rest = package.archive.read(part).partition(b"sheetData")
            package.archive.write(part, _SELECTED.sub(b"", head) + data + rest)


def drop_sheet_names(anchors: Anchors, ours: list[Element]) -> None:
    """Take out what Excel itself names on our sheets: print areas, titles, filters."""
    for name, entry in anchors.names:
        if entry in ours and name.get("name", "").startswith("_xlnm."):
            _remove(name)


def _remove(element: Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def add_mark(package: Package, key: str, title: str, given_title: str | None) -> None:
    """Mark a sheet as ours by a hidden name of the book."""
    attributes = {"name": MARK + key, "hidden": "1"}
    if given_title is not None:
        attributes["comment"] = given_title
    add_name(package, attributes, f"{quoted(title)}!{MARKED_CELLS}")


def add_name(package: Package, attributes: dict[str, str], reference: str) -> None:
    """Append a defined name."""
    tag = package.dialect.main_tag
    names = package.workbook.find(tag("definedNames"))
    if names is None:
        names = etree.SubElement(package.workbook, tag("definedNames"))
        _after(package, names, ("externalReferences", "functionGroups", "sheets"))
    etree.SubElement(names, tag("definedName"), attributes).text = reference


def _after(package: Package, element: Element, earlier: tuple[str, ...]) -> None:
    tag = package.dialect.main_tag
    found = [package.workbook.find(tag(name)) for name in earlier]
    next(before for before in found if before is not None).addnext(element)


def add_entry(package: Package, drawn_entry: Element, link: str) -> Element:
    """A new sheet at the end of the list."""
    sheets = package.workbook.find(package.dialect.main_tag("sheets"))
    numbers = [entry.get("sheetId", "") for entry in entries(package)]
    highest = max((int(number) for number in numbers if number.isdecimal()), default=0)
    next_one = highest + 1
    if next_one > HIGHEST_SHEET_ID:
        next_one = next(n for n in count(1) if str(n) not in numbers)
    attributes = {"name": title_of(drawn_entry), "sheetId": str(next_one)}
    if state := drawn_entry.get("state"):
        attributes["state"] = state
    if sheets is None:
        raise Refused(troubles.PART_IS_DAMAGED, "no list of sheets")
    made: Element = etree.SubElement(sheets, package.dialect.main_tag("sheet"), attributes)
    made.set(f"{{{package.dialect.links}}}id", link)
    return made


def ensure_window(package: Package) -> None:
    """A view of the book, which the views on our sheets refer to."""
    tag = package.dialect.main_tag
    sheets = package.workbook.find(tag("sheets"))
    if package.workbook.find(tag("bookViews")) is None and sheets is not None:
        views = etree.Element(tag("bookViews"), nsmap=package.workbook.nsmap)
        etree.SubElement(views, tag("workbookView"))
        sheets.addprevious(views)


def tidy_names(package: Package) -> None:
    """Take out the list of names when nothing is left in it."""
    names = package.workbook.find(package.dialect.main_tag("definedNames"))
    if names is not None and not defined_names(package):
        _remove(names)
