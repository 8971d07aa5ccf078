"""The donor's sheets and all they lead to, copied into the host under free names.

Knows how XlsxWriter writes sheets, tables and notes; must not know the list of sheets.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from typing import NamedTuple
from typing import Protocol
from xml.sax.saxutils import quoteattr

from lxml.etree import _Element as Element

from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.book import defined_names
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.parts import all_linked
from apoq_batch.workbook.package.parts import declare
from apoq_batch.workbook.package.parts import free_name
from apoq_batch.workbook.package.parts import relative
from apoq_batch.workbook.package.parts import serialise
from apoq_batch.workbook.package.relationships import LINKS_SPACE
from apoq_batch.workbook.package.relationships import RELS_TYPE
from apoq_batch.workbook.package.relationships import TRANSITIONAL
from apoq_batch.workbook.package.relationships import XML_START
from apoq_batch.workbook.package.relationships import Relation
from apoq_batch.workbook.package.relationships import content_type
from apoq_batch.workbook.package.relationships import in_dialect
from apoq_batch.workbook.package.relationships import links_name
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.package.relationships import relations
from apoq_batch.workbook.package.shapes import BLOCKS
from apoq_batch.workbook.package.shapes import SHAPES_IN_A_BLOCK
from apoq_batch.workbook.package.shapes import blocks_in
from apoq_batch.workbook.package.styles import Merged

TABLE_NAMES = ("name", "displayName")
_CELL = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?: s="([0-9]+)")?(?: t="s"><v>([0-9]+)</v></c>)?'
)
_ROW = re.compile(rb'(<row [^<>]*? s=")([0-9]+)(?=")')
_COLUMN = re.compile(rb"<col ([^<>]*?)/>")
_COLUMN_STYLE = re.compile(rb' style="([0-9]+)"')
_DIFFERENCE = re.compile(
    rb'(<(?:cfRule|colorFilter|sortCondition) [^<>]*?dxfId=")([0-9]+)(?=")'
)
_VIEW = re.compile(rb"(<sheetView)(?= )([^<>/]*)")
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')
_SELECTED = b' tabSelected="1"'
_FORMULA = re.compile(rb"(<(f|formula|formula1|formula2)\b[^<>]*>)([^<]*)(?=</\2>)")
_SHAPE = re.compile(r"(?<=_x0000_s)([0-9]+)")


class Body(Protocol):
    """The rows of a sheet below its headings, and their links, written when they go in."""

    @property
    def reference(self) -> str:
        """The cells from the first heading to the last value, such as A1:F9."""

    def rows(self, formats: Sequence[int]) -> bytes:
        """The rows, with the host's number for each of the donor's cell formats."""

    def links(self) -> bytes:
        """The element of links; nothing when there are none."""


class Grafted(NamedTuple):
    """A sheet that was copied: its part, and whether it computes anything."""

    part: str
    has_formulas: bool


class TablePlace(NamedTuple):
    """What a table of the donor becomes in the host."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Graft:
    """Everything a part of the donor needs to be written for the host."""

    host: Package
    gift: Package
    formats: tuple[int, ...]
    cells: Mapping[bytes | None, bytes]
    differences: tuple[int, ...]
    strings: Mapping[bytes | None, bytes]
    tables: Mapping[str, TablePlace]
    table_names: Mapping[str, str]
    blocks: Mapping[int, int]
    placed: dict[str, str]


def plan(host: Package, gift: Package, merged: Merged, strings: bytes) -> Graft:
    """Settle numbers and names for all the donor's parts before the first is copied."""
    tables = dict(_table_places(host, gift))
    return Graft(
        host=host,
        gift=gift,
        formats=merged.cells,
        cells=_cell_styles(merged.cells),
        differences=merged.differences,
        strings=_inline_strings(strings),
        tables={part: place for part, (_, place) in tables.items()},
        table_names={old: new.name for old, new in tables.values() if old != new.name},
        blocks=_block_places(host, gift),
        placed={},
    )


def _cell_styles(cells: tuple[int, ...]) -> dict[bytes | None, bytes]:
    styles: dict[bytes | None, bytes] = {
        str(donor).encode(): f' s="{ours}"'.encode() for donor, ours in enumerate(cells)
    }
    # The host's format 0 is hers, so a cell that says nothing has to name ours.
    return styles | {None: styles[b"0"]}


def _inline_strings(strings: bytes) -> dict[bytes | None, bytes]:
    if b"<si/>" in strings:
        raise ValueError("the donor's texts are not written as XlsxWriter writes them")
    inline: dict[bytes | None, bytes] = {None: b""}
    for number, item in enumerate(strings.split(b"<si>")[1:]):
        inside = item.partition(b"</si>")[0]
        inline[b"%d" % number] = b' t="inlineStr"><is>' + inside + b"</is></c>"
    return inline


def _table_places(
    host: Package, gift: Package
) -> Iterator[tuple[str, tuple[str, TablePlace]]]:
    ours = all_linked(gift, "table")
    hers = [parse(host.archive.read(part)) for part in all_linked(host, "table") if ours]
    used = {table.get("id", "") for table in hers}
    names = {table.get(what, "").casefold() for table in hers for what in TABLE_NAMES}
    names |= {name.get("name", "").casefold() for name in defined_names(host)}
    for part in sorted(ours, key=_trailing_number):
        old = parse(gift.archive.read(part)).get("displayName", "")
        number = next(free for free in count(1) if str(free) not in used)
        choices = (old if turn == 1 else f"{old}_{turn}" for turn in count(1))
        name = next(free for free in choices if free.casefold() not in names)
        used.add(str(number))
        names.add(name.casefold())
        yield fold(part), (old, TablePlace(number, name))


def _trailing_number(part: str) -> int:
    digits = re.search(r"(\d+)\.\w+$", part)
    return int(digits[1]) if digits else 0


def _block_places(host: Package, gift: Package) -> dict[int, int]:
    """Blocks of shape ids for the donor's notes that no drawing of hers uses."""
    ours = sorted(blocks_in(gift))
    used = blocks_in(host) if ours else set()
    free = (block for block in count(1) if block not in used)
    return dict(zip(ours, free, strict=False))


def graft_sheet(graft: Graft, part: str, body: Body | None) -> Grafted:
    """Copy a worksheet of the donor and all it leads to."""
    return _graft_worksheet(graft, part, body, b"")


def graft_front_sheet(graft: Graft, part: str, body: Body | None) -> Grafted:
    """The same for the sheet that is in front when the book opens."""
    return _graft_worksheet(graft, part, body, b' tabSelected="1"')


def _graft_worksheet(
    graft: Graft, part: str, body: Body | None, selected: bytes
) -> Grafted:
    sheet = _worksheet(graft, graft.gift.archive.read(part))
    # Two selected tabs are group editing: what she types would go into both.
    sheet = _VIEW.sub(lambda v: v[1] + v[2].replace(_SELECTED, b"") + selected, sheet)
    has_formulas = _FORMULA.search(sheet) is not None
    sheet = in_dialect(sheet, graft.host.dialect)
    if body is not None:
        sheet = with_body(sheet, body, graft.formats)
    return Grafted(_place(graft, part, sheet), has_formulas)


def with_body(sheet: bytes, body: Body, formats: Sequence[int]) -> bytes:
    """A sheet with its headings, and perhaps totals, filled with what stands between."""
    dimension = f'<dimension ref="{body.reference}"/>'.encode()
    sheet = _DIMENSION.sub(dimension, sheet, 1)
    sheet = sheet.replace(b"</row>", b"</row>" + body.rows(formats), 1)
    head, mark, rest = sheet.partition(b"<printOptions")
    if not mark:
        head, mark, rest = sheet.partition(b"<pageMargins")
    return head + body.links() + mark + rest


def _place(graft: Graft, part: str, content: bytes) -> str:
    host, gift = graft.host, graft.gift
    name = free_name(host.archive, part)
    graft.placed[fold(part)] = name
    host.archive.write(name, content)
    declare(host, name, content_type(gift.types, part))
    arrows = relations(gift.archive, part)
    if arrows:
        links = "".join(_link(graft, name, arrow) for arrow in arrows)
        listing = f'{XML_START}<Relationships xmlns="{LINKS_SPACE}">{links}</Relationships>'
        host.archive.write(links_name(name), listing.encode())
        declare(host, links_name(name), RELS_TYPE)
    return name


def _link(graft: Graft, source: str, arrow: Relation) -> str:
    target, mode = arrow.target, ""
    if arrow.part:
        placed = graft.placed.get(fold(arrow.part)) or _place(
            graft, arrow.part, _converted(graft, arrow)
        )
        target = relative(source, placed)
    else:
        mode = ' TargetMode="External"'
    kind = arrow.type.replace(TRANSITIONAL.links, graft.host.dialect.links)
    fixed = f"Id={quoteattr(arrow.id)} Type={quoteattr(kind)} Target={quoteattr(target)}"
    return f"<Relationship {fixed}{mode}/>"


def _converted(graft: Graft, arrow: Relation) -> bytes:
    part = arrow.part or ""
    content = graft.gift.archive.read(part)
    if arrow.kind == "image":
        return content
    if arrow.kind == "table":
        content = _table(graft, content, graft.tables[fold(part)])
    elif arrow.kind == "vmlDrawing":
        content = _notes(graft, content.decode()).encode()
    return in_dialect(content, graft.host.dialect)


def _worksheet(graft: Graft, sheet: bytes) -> bytes:
    cells, strings, differences = graft.cells, graft.strings, graft.differences

    def cell(match: re.Match[bytes]) -> bytes:
        reference, style, string = match.groups()
        return b'<c r="' + reference + b'"' + cells[style] + strings[string]

    def difference(match: re.Match[bytes]) -> bytes:
        return match[1] + str(differences[int(match[2])]).encode()

    written, found = _CELL.subn(cell, sheet)
    if found != sheet.count(b"<c "):
        raise ValueError("the donor's cells are not written as XlsxWriter writes them")
    written = _ROW.sub(lambda row: row[1] + cells[row[2]][4:-1], written)
    written = _COLUMN.sub(lambda column: _column(column[1], cells), written)
    written = _DIFFERENCE.sub(difference, written)
    if graft.table_names:
        written = _FORMULA.sub(lambda formula: _formula(graft, formula), written)
    return written


def _column(attributes: bytes, cells: Mapping[bytes | None, bytes]) -> bytes:
    found = _COLUMN_STYLE.search(attributes)
    style = cells[found[1] if found else None][4:-1]
    return b"<col " + _COLUMN_STYLE.sub(b"", attributes) + b' style="' + style + b'"/>'


def _formula(graft: Graft, match: re.Match[bytes]) -> bytes:
    return match[1] + _with_table_names(graft, match[3].decode()).encode()


def _with_table_names(graft: Graft, formula: str) -> str:
    if not graft.table_names:
        return formula
    old = "|".join(map(re.escape, graft.table_names))
    # A text in quotes is taken whole, so that a name in it stays as it is.
    pattern = re.compile(rf'"[^"]*"|(?<![\w.])({old})(?=\[)')
    return pattern.sub(lambda m: graft.table_names[m[1]] if m[1] else m[0], formula)


def _table(graft: Graft, content: bytes, place: TablePlace) -> bytes:
    table = parse(content)
    table.set("id", str(place.number))
    for what in TABLE_NAMES:
        table.set(what, place.name)
    for element in table.iter("{*}*"):
        _renumber_differences(graft, element)
        if str(element.tag).endswith("Formula") and element.text:
            element.text = _with_table_names(graft, element.text)
    return serialise(table)


def _renumber_differences(graft: Graft, element: Element) -> None:
    for name, value in element.attrib.items():
        if str(name).casefold().endswith("dxfid"):
            element.set(name, str(graft.differences[int(value)]))


def _notes(graft: Graft, drawing: str) -> str:
    def shape(match: re.Match[str]) -> str:
        block, place = divmod(int(match[1]), SHAPES_IN_A_BLOCK)
        return str(graft.blocks.get(block, block) * SHAPES_IN_A_BLOCK + place)

    def blocks(match: re.Match[str]) -> str:
        listed = [graft.blocks[int(block)] for block in match[2].split(",")]
        return match[1] + ",".join(map(str, listed))

    return BLOCKS.sub(blocks, _SHAPE.sub(shape, drawing))
