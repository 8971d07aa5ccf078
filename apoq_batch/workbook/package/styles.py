"""Cell formats of one workbook brought into another, adding only what is missing.

Knows the styles part; must not know sheets, cells or the zip.
"""

from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from apoq_batch.core.messages import troubles
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.parts import insert_before
from apoq_batch.workbook.package.parts import serialise
from apoq_batch.workbook.package.relationships import YES
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.package.xml_element import Element

MOST_FORMATS = 64_000
FIRST_CUSTOM_NUMBER = 164
ORDER = (
    "numFmts",
    "fonts",
    "fills",
    "borders",
    "cellStyleXfs",
    "cellXfs",
    "cellStyles",
    "dxfs",
    "tableStyles",
    "colors",
    "extLst",
)
LOOKS = ("font", "fill", "border")
USED_BY_CELLS = ("Font", "Fill", "Border", "NumberFormat", "Alignment", "Protection")
# What a program may write or leave out without a change of meaning.
SILENT = {
    ("b", "val"): ("1", "true"),
    ("i", "val"): ("1", "true"),
    ("strike", "val"): ("1", "true"),
    ("u", "val"): ("single",),
    ("patternFill", "patternType"): ("none",),
    ("border", "diagonalUp"): ("0", "false"),
    ("border", "diagonalDown"): ("0", "false"),
    ("alignment", "horizontal"): ("general",),
    ("alignment", "vertical"): ("bottom",),
    ("alignment", "wrapText"): ("0", "false"),
    ("alignment", "textRotation"): ("0",),
    ("alignment", "indent"): ("0",),
    ("alignment", "shrinkToFit"): ("0", "false"),
    ("protection", "locked"): ("1", "true"),
    ("protection", "hidden"): ("0", "false"),
}

_KeyOf = Callable[[Element], Hashable]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergedStyles:
    """The host's styles part, and the host's number for each drawn format."""

    styles: bytes
    cells: tuple[int, ...]
    differences: tuple[int, ...]


def merge(host: bytes, brought: bytes) -> MergedStyles:
    """Add to a styles part, the host, the formats of another that it lacks."""
    book, drawn = _Styles(parse(host)), _Styles(parse(brought))
    numbers = _Numbers(book, drawn)
    cells = tuple(_cell_formats(book, drawn, numbers))
    differences = tuple(_differences(book, drawn, numbers))
    if len(book.items("cellXfs")) > MOST_FORMATS:
        raise Refused(troubles.TOO_MANY_FORMATS, str(len(book.items("cellXfs"))))
    styles = serialise(book.root) if book.grown() else host
    return MergedStyles(styles=styles, cells=cells, differences=differences)


class ColouredFormats:
    """Her cell formats, and copies of them with a fill of another colour."""

    def __init__(self, styles: bytes) -> None:
        self._original = styles
        self._book = _Styles(parse(styles))
        self._made: dict[tuple[str, str], str] = {}
        self._fills: dict[str, str] = {}

    def coloured(self, number: str, colour: str) -> str:
        """The number of a format like another one, but with a fill of a colour."""
        wanted = number, colour
        if wanted not in self._made:
            self._made[wanted] = self._coloured(number, colour)
        return self._made[wanted]

    def styles(self) -> bytes:
        """The part with what was added, or as it was."""
        return serialise(self._book.root) if self._book.grown() else self._original

    def _coloured(self, number: str, colour: str) -> str:
        formats, fills = self._book.find("cellXfs"), self._book.find("fills")
        if formats is None or fills is None or not number.isdecimal():
            return number
        if int(number) >= len(formats):
            return number
        if colour not in self._fills:
            self._fills[colour] = _appended(fills, self._fill(colour))
        made = deepcopy(formats[int(number)])
        made.set("fillId", self._fills[colour])
        made.set("applyFill", "1")
        return _appended(formats, made)

    def _fill(self, colour: str) -> Element:
        tag = f"{{{self._book.space}}}"
        fill: Element = etree.Element(f"{tag}fill")
        pattern = etree.SubElement(fill, f"{tag}patternFill", {"patternType": "solid"})
        for name in ("fgColor", "bgColor"):
            etree.SubElement(pattern, tag + name, {"rgb": f"FF{colour}"})
        return fill


def _appended(items: Element, item: Element) -> str:
    items.append(item)
    return str(len(items) - 1)


class _Styles:
    """A styles part and the lists in it."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.space = etree.QName(root).namespace or ""
        self._sizes = {name: len(self.items(name)) for name in ORDER}

    def find(self, name: str) -> Element | None:
        return self.root.find(f"{{{self.space}}}{name}")

    def items(self, name: str) -> list[Element]:
        group = self.find(name)
        return [] if group is None else _elements(group)

    def add(self, name: str, item: Element) -> Element:
        """Append a copy of an item to a list, which is made when it is missing."""
        group = self.find(name)
        return self._copy(self._new(name) if group is None else group, item)

    def grown(self) -> bool:
        """Whether anything was added; the counts are set right."""
        grown = [name for name in ORDER if len(self.items(name)) != self._sizes[name]]
        for name in grown:
            group = self.find(name)
            if group is not None:
                group.set("count", str(len(_elements(group))))
        return bool(grown)

    def _new(self, name: str) -> Element:
        made: Element = etree.Element(f"{{{self.space}}}{name}", nsmap=self.root.nsmap)
        later = ORDER[ORDER.index(name) + 1 :]
        insert_before(
            self.root, made, [f"{{{self.space}}}{following}" for following in later]
        )
        return made

    def _copy(self, parent: Element, item: Element) -> Element:
        tag = f"{{{self.space}}}{etree.QName(item).localname}"
        made: Element = etree.SubElement(parent, tag, dict(item.attrib))
        made.text = item.text
        for child in _elements(item):
            self._copy(made, child)
        return made


class _Pool:
    """One list of the host in which drawn items are looked up or added."""

    def __init__(self, book: _Styles, name: str, key: _KeyOf) -> None:
        self._book, self._name, self._key = book, name, key
        self._places: dict[Hashable, int] = {}
        items = book.items(name)
        self.first = [
            self._places.setdefault(key(item), place) for place, item in enumerate(items)
        ]

    def place(self, item: Element) -> int:
        """The number of the item in the host."""
        key = self._key(item)
        if key not in self._places:
            self._places[key] = len(self.first)
            self.first.append(len(self.first))
            self._book.add(self._name, item)
        return self._places[key]

    def canonical(self, number: str) -> int:
        """The first of the host's items that look like this one."""
        known = number.isdecimal() and int(number) < len(self.first)
        return self.first[int(number)] if known else -1


class _Numbers:
    """Number formats by what they say, not by their number."""

    def __init__(self, book: _Styles, drawn: _Styles) -> None:
        self._book = book
        self.codes = _codes(book)
        self._drawn_codes = _codes(drawn)
        self._places = {code: number for number, code in reversed(self.codes.items())}

    def place(self, number: str) -> str:
        """The host's number for a drawn number format."""
        code = self._drawn_codes.get(number)
        return number if code is None else self.place_code(code)

    def place_code(self, code: str) -> str:
        """The host's number for what a format says."""
        if code not in self._places:
            highest = max((int(n) for n in self.codes if n.isdecimal()), default=0)
            number = str(max(highest + 1, FIRST_CUSTOM_NUMBER))
            self._places[code], self.codes[number] = number, code
            item = etree.Element("numFmt")
            item.attrib.update({"numFmtId": number, "formatCode": code})
            self._book.add("numFmts", item)
        return self._places[code]


def _codes(styles: _Styles) -> dict[str, str]:
    items = styles.items("numFmts")
    return {item.get("numFmtId", ""): item.get("formatCode", "") for item in items}


def _cell_formats(book: _Styles, drawn: _Styles, numbers: _Numbers) -> Iterator[int]:
    looks = {f"{name}Id": _pool_from(book, drawn, f"{name}s") for name in LOOKS}
    lists = {f"{name}Id": drawn.items(f"{name}s") for name in LOOKS}
    named = _named_styles(book, drawn)
    pool = _Pool(book, "cellXfs", lambda item: _format_key(item, numbers, looks))
    for drawn_format in drawn.items("cellXfs"):
        item = parse(etree.tostring(drawn_format))
        item.set("numFmtId", numbers.place(item.get("numFmtId", "0")))
        for attribute, look in looks.items():
            chosen = lists[attribute][int(item.get(attribute, "0"))]
            item.set(attribute, str(look.place(chosen)))
        _set_named_style(item, named)
        for use in USED_BY_CELLS:
            item.set(f"apply{use}", "1")
        yield pool.place(item)


def _pool_from(book: _Styles, drawn: _Styles, name: str) -> _Pool:
    pool = _Pool(book, name, _key)
    if not pool.first:
        for item in drawn.items(name):
            pool.place(item)
    return pool


def _named_styles(book: _Styles, drawn: _Styles) -> dict[str, str]:
    """The host's named style for each drawn one; Normal where it has no such one."""
    if not book.items("cellStyleXfs"):
        return {}
    hers = reversed(book.items("cellStyles"))
    places = {style.get("builtinId"): style.get("xfId", "0") for style in hers}
    return {
        style.get("xfId", "0"): places.get(style.get("builtinId"), places.get("0", "0"))
        for style in drawn.items("cellStyles")
    }


def _set_named_style(item: Element, named: dict[str, str]) -> None:
    chosen = named.get(item.get("xfId", "0"))
    if chosen is None:
        item.attrib.pop("xfId", None)
    else:
        item.set("xfId", chosen)


def _format_key(item: Element, numbers: _Numbers, looks: dict[str, _Pool]) -> Hashable:
    number = item.get("numFmtId", "0")
    placed = tuple(look.canonical(item.get(name, "0")) for name, look in looks.items())
    flags = tuple(item.get(name) in YES for name in ("quotePrefix", "pivotButton"))
    # A child that says only what goes without saying is the same as none.
    children = tuple(sorted(key for e in _elements(item) if any((key := _key(e))[1:])))
    says = numbers.codes.get(number, number)
    return says, placed, item.get("xfId"), flags, children


def _differences(book: _Styles, drawn: _Styles, numbers: _Numbers) -> Iterator[int]:
    pool = _Pool(book, "dxfs", _key)
    for difference in drawn.items("dxfs"):
        item = parse(etree.tostring(difference))
        for number in item.iter("{*}numFmt"):
            number.set("numFmtId", numbers.place_code(number.get("formatCode", "")))
        yield pool.place(item)


def _key(item: Element) -> tuple[str, tuple[tuple[str, str], ...], str, tuple[object, ...]]:
    """What an element says: names and values, whatever its prefix or the order in it."""
    name = etree.QName(item).localname
    attributes = sorted(
        (str(key), str(value))
        for key, value in item.attrib.items()
        if value not in SILENT.get((name, str(key)), ())
    )
    children = tuple(sorted(map(_key, _elements(item)), key=repr))
    return name, tuple(attributes), (item.text or "").strip(), children


def _elements(parent: Element) -> list[Element]:
    return [child for child in parent if isinstance(child.tag, str)]
