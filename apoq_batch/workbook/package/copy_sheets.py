"""Drawn result sheets and all they lead to, copied into her workbook under free names.

Knows how XlsxWriter writes sheets, tables and notes; must not know the list of sheets.
"""

import re
from collections.abc import Iterator
from itertools import count
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

from apoq_batch.workbook.package import parts
from apoq_batch.workbook.package import relationships
from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.book import defined_names
from apoq_batch.workbook.package.notes import BLOCKS
from apoq_batch.workbook.package.notes import SHAPES_IN_A_BLOCK
from apoq_batch.workbook.package.notes import blocks_in
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.relationships import LINKS_SPACE
from apoq_batch.workbook.package.relationships import RELS_TYPE
from apoq_batch.workbook.package.relationships import TRANSITIONAL
from apoq_batch.workbook.package.relationships import XML_START
from apoq_batch.workbook.package.relationships import Relationship
from apoq_batch.workbook.package.styles import MergedStyles

_TABLE_NAMES = ("name", "displayName")
# Anchored to its tag, which no text can hold: there a < is written &lt;.
_STYLE = re.compile(rb'(<c r="[A-Z]+[0-9]+"|<row [^<>]*?(?= s="))(?: s="([0-9]+)")?')
_STRING = re.compile(rb' t="s"><v>([0-9]+)</v></c>')
_COLUMN = re.compile(rb"<col ([^<>]*?)/>")
_COLUMN_STYLE = re.compile(rb' style="([0-9]+)"')
_DIFFERENCE = re.compile(
    rb'(<(?:cfRule|colorFilter|sortCondition) [^<>]*?dxfId=")([0-9]+)(?=")'
)
_VIEW = re.compile(rb"(<sheetView)(?= )([^<>/]*)")
_SELECTED = b' tabSelected="1"'
_FORMULA = re.compile(rb"(<(f|formula|formula1|formula2)\b[^<>]*>)([^<]*)(?=</\2>)")
_SHAPE = re.compile(r"(?<=_x0000_s)([0-9]+)")


class _TablePlace(NamedTuple):
    """The number and the name that a drawn table gets in her workbook."""

    number: int
    name: str


class SheetCopier:
    """Copies sheets of a drawn workbook into hers, the host.

    Numbers and names of all drawn parts are settled before the first sheet is copied.
    """

    def __init__(self, host: Package, drawn: Package, styles: MergedStyles) -> None:
        self._host, self._drawn = host, drawn
        self._styles = styles
        self._strings = _inline_strings(drawn)
        tables = dict(_table_places(host, drawn))
        self._tables = {part: place for part, (_, place) in tables.items()}
        self._renamed_tables = {
            old: new.name for old, new in tables.values() if old != new.name
        }
        self._blocks = _block_places(host, drawn)
        self._placed: dict[str, str] = {}

    def copy(self, part: str) -> str:
        """Copy a sheet and all it leads to; gives the name of its part in the host."""
        return self._copy(part, b"")

    def copy_to_front(self, part: str) -> str:
        """The same for the sheet that is in front when the workbook opens."""
        return self._copy(part, _SELECTED)

    def _copy(self, part: str, selected: bytes) -> str:
        sheet = self._worksheet(self._drawn.archive.read(part))
        # Two selected tabs are group editing: what she types would go into both.
        sheet = _VIEW.sub(lambda v: v[1] + v[2].replace(_SELECTED, b"") + selected, sheet)
        return self._place(part, relationships.in_dialect(sheet, self._host.dialect))

    def _place(self, part: str, content: bytes) -> str:
        """Write a part under a free name, after the parts that it leads to."""
        host, drawn = self._host, self._drawn
        name = parts.free_name(host.archive, part)
        self._placed[fold(part)] = name
        host.archive.write(name, content)
        parts.declare(host, name, relationships.content_type(drawn.types, part))
        arrows = relationships.relations(drawn.archive, part)
        if arrows:
            links = "".join(self._link(name, arrow) for arrow in arrows)
            listing = (
                f'{XML_START}<Relationships xmlns="{LINKS_SPACE}">{links}</Relationships>'
            )
            host.archive.write(relationships.links_name(name), listing.encode())
            parts.declare(host, relationships.links_name(name), RELS_TYPE)
        return name

    def _link(self, source: str, arrow: Relationship) -> str:
        target, mode = arrow.target, ' TargetMode="External"'
        if arrow.part:
            placed = self._placed.get(fold(arrow.part))
            part = placed or self._place(arrow.part, self._converted(arrow, arrow.part))
            target, mode = parts.relative(source, part), ""
        kind = arrow.type.replace(TRANSITIONAL.links, self._host.dialect.links)
        attributes = {"Id": arrow.id, "Type": kind, "Target": target}
        written = " ".join(f"{key}={quoteattr(text)}" for key, text in attributes.items())
        return f"<Relationship {written}{mode}/>"

    def _converted(self, arrow: Relationship, part: str) -> bytes:
        content = self._drawn.archive.read(part)
        match arrow.kind:
            case "image":
                return content
            case "table":
                content = self._table(content, self._tables[fold(part)])
            case "vmlDrawing":
                content = self._note_boxes(content.decode()).encode()
        return relationships.in_dialect(content, self._host.dialect)

    def _worksheet(self, sheet: bytes) -> bytes:
        """A sheet with the host's numbers of formats, and its texts in the cells."""
        if sheet.count(b"<c ") != sheet.count(b'<c r="'):
            raise ValueError("the drawn cells are not written as XlsxWriter writes them")
        cells, differences = self._styles.cells, self._styles.differences
        pieces = _STYLE.split(sheet)
        # What names no format has the first one, which in the host is hers.
        pieces[2::3] = (b' s="%d"' % cells[int(number or 0)] for number in pieces[2::3])
        sheet = b"".join(pieces)
        sheet = _STRING.sub(lambda string: self._strings[int(string[1])], sheet)
        sheet = _COLUMN.sub(lambda column: self._column(column[1]), sheet)
        sheet = _DIFFERENCE.sub(lambda d: d[1] + b"%d" % differences[int(d[2])], sheet)
        if self._renamed_tables:
            sheet = _FORMULA.sub(
                lambda f: f[1] + self._with_table_names(f[3].decode()).encode(), sheet
            )
        return sheet

    def _column(self, attributes: bytes) -> bytes:
        style = _COLUMN_STYLE.search(attributes)
        number = self._styles.cells[int(style[1]) if style else 0]
        return b'<col %s style="%d"/>' % (_COLUMN_STYLE.sub(b"", attributes), number)

    def _with_table_names(self, formula: str) -> str:
        """A formula in which tables are called as they are in the host."""
        if not self._renamed_tables:
            return formula
        old = "|".join(map(re.escape, self._renamed_tables))
        # A text in quotes is taken whole, so that a name in it stays as it is.
        pattern = re.compile(rf'"[^"]*"|(?<![\w.])({old})(?=\[)')
        return pattern.sub(lambda m: self._renamed_tables[m[1]] if m[1] else m[0], formula)

    def _table(self, content: bytes, place: _TablePlace) -> bytes:
        table = relationships.parse(content)
        table.set("id", str(place.number))
        for what in _TABLE_NAMES:
            table.set(what, place.name)
        for element in table.iter("{*}*"):
            for name, value in element.attrib.items():
                if str(name).casefold().endswith("dxfid"):
                    element.set(name, str(self._styles.differences[int(value)]))
            if str(element.tag).endswith("Formula") and element.text:
                element.text = self._with_table_names(element.text)
        return parts.serialise(table)

    def _note_boxes(self, drawing: str) -> str:
        """A drawing of notes whose shapes have numbers that are free in the host."""

        def shape(match: re.Match[str]) -> str:
            block, place = divmod(int(match[1]), SHAPES_IN_A_BLOCK)
            return str(self._blocks.get(block, block) * SHAPES_IN_A_BLOCK + place)

        def blocks(match: re.Match[str]) -> str:
            listed = [self._blocks[int(block)] for block in match[2].split(",")]
            return match[1] + ",".join(map(str, listed))

        return BLOCKS.sub(blocks, _SHAPE.sub(shape, drawing))


def _inline_strings(drawn: Package) -> list[bytes]:
    """The ends of cells with a shared text: each with the text in the cell itself."""
    shared = drawn.linked("sharedStrings")
    strings = drawn.archive.read(shared.part) if shared and shared.part else b""
    if b"<si/>" in strings:
        raise ValueError("the drawn texts are not written as XlsxWriter writes them")
    return [
        b' t="inlineStr"><is>%s</is></c>' % item.partition(b"</si>")[0]
        for item in strings.split(b"<si>")[1:]
    ]


def _table_places(
    host: Package, drawn: Package
) -> Iterator[tuple[str, tuple[str, _TablePlace]]]:
    """For each part with a drawn table, its old name and what it becomes in the host."""
    ours = parts.all_linked(drawn, "table")
    hers = [
        relationships.parse(host.archive.read(part))
        for part in parts.all_linked(host, "table")
        if ours
    ]
    used = {table.get("id", "") for table in hers}
    names = {table.get(what, "").casefold() for table in hers for what in _TABLE_NAMES}
    names |= {name.get("name", "").casefold() for name in defined_names(host)}
    for part in sorted(ours, key=_trailing_number):
        old = relationships.parse(drawn.archive.read(part)).get("displayName", "")
        number = next(free for free in count(1) if str(free) not in used)
        choices = (old if turn == 1 else f"{old}_{turn}" for turn in count(1))
        name = next(free for free in choices if free.casefold() not in names)
        used.add(str(number))
        names.add(name.casefold())
        yield fold(part), (old, _TablePlace(number, name))


def _trailing_number(part: str) -> int:
    digits = re.search(r"(\d+)\.\w+$", part)
    return int(digits[1]) if digits else 0


def _block_places(host: Package, drawn: Package) -> dict[int, int]:
    """Blocks of shape ids for the drawn notes that no drawing of hers uses."""
    ours = sorted(blocks_in(drawn))
    used = blocks_in(host) if ours else set()
    free = (block for block in count(1) if block not in used)
    return dict(zip(ours, free, strict=False))
