"""Notes put on cells of a sheet, beside those that are there already.

Knows the two parts that hold notes, their texts and their boxes; must not know why a cell
has one.
"""

import re
from collections.abc import Mapping
from itertools import count
from itertools import islice
from math import ceil

from lxml import etree

from apoq_batch.core.places import column_letters
from apoq_batch.workbook.package import parts
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.relationships import Relationship
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.package.relationships import relations
from apoq_batch.workbook.package.xml_element import Element
from apoq_batch.workbook.references import escaped

# The shapes of a whole workbook come in blocks, told apart by their numbers.
SHAPES_IN_A_BLOCK = 1024
BLOCKS = re.compile(r'(<(?:\w+:)?idmap\b[^<>]*\bdata=")([0-9, ]*)(?=")')
_SHAPE_NUMBER = re.compile(r"_x0000_s([0-9]+)")
AUTHOR = "apoq"
NOTES_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
DRAWING_TYPE = "application/vnd.openxmlformats-officedocument.vmlDrawing"
_AFTER_DRAWING = (
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
)
_LETTERS_A_LINE, _LINE_POINTS, _ROW_POINTS = 58, 12.5, 15
_BOX_POINTS = 290
_SHAPES_OF_NOTES = SHAPES_IN_A_BLOCK - 1
_ILLEGAL = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff￾￿]")
_START = (
    '<xml xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel">'
    '<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data=""/></o:shapelayout></xml>'
)
# Some drawings of hers lack the kind of shape that notes are.
_SHAPE_KIND_ID = 'id="_x0000_t202"'
_SHAPE_KIND = (
    f'<v:shapetype {_SHAPE_KIND_ID} coordsize="21600,21600" o:spt="202" '
    'path="m,l,21600r21600,l21600,xe" xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:o="urn:schemas-microsoft-com:office:office"><v:stroke joinstyle="miter"/>'
    '<v:path gradientshapeok="t" o:connecttype="rect"/></v:shapetype>'
)
_SHAPE = (
    '<v:shape id="_x0000_s{number}" type="#_x0000_t202" xmlns:v="urn:schemas-'
    'microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:x="urn:schemas-microsoft-com:office:excel" style="position:absolute;'
    "margin-left:60pt;margin-top:2pt;width:{width}pt;height:{height}pt;z-index:{order};"
    'visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto"><v:fill color2="#ffffe1"/>'
    '<v:shadow on="t" color="black" obscured="t"/><v:path o:connecttype="none"/>'
    '<v:textbox style="mso-direction-alt:auto"><div style="text-align:left"></div>'
    '</v:textbox><x:ClientData ObjectType="Note"><x:MoveWithCells/><x:SizeWithCells/>'
    "<x:Anchor>{left}, 15, {top}, 2, {right}, 15, {bottom}, 4</x:Anchor>"
    "<x:AutoFill>False</x:AutoFill><x:Row>{row}</x:Row><x:Column>{column}</x:Column>"
    "</x:ClientData></v:shape>"
)


def add_notes(
    host: Package, sheet: str, root: Element, notes: Mapping[tuple[int, int], str]
) -> None:
    """Put a note on each cell, before the one it has; a discussion stays as it is."""
    arrows = relations(host.archive, sheet)
    kinds = {arrow.kind: arrow for arrow in arrows if arrow.part}
    with_discussion = _cells_with_discussion(host, arrows)
    by_cell = {
        f"{column_letters(column)}{row}": (row, column, _legal(note))
        for (row, column), note in sorted(notes.items())
    }
    texts = {
        cell: note for cell, (*_, note) in by_cell.items() if cell not in with_discussion
    }
    if not texts:
        return
    tree = _notes_tree(host, kinds.get("comments"))
    new = _write_texts(host, tree, texts)
    _keep_texts(host, sheet, kinds.get("comments"), tree)
    if new:
        _draw_boxes(host, sheet, root, [by_cell[cell] for cell in new])


def _legal(text: str) -> str:
    """Without what no XML can hold, and without what Excel would take for a code."""
    return escaped(_ILLEGAL.sub("", text))


def _cells_with_discussion(host: Package, arrows: tuple[Relationship, ...]) -> set[str]:
    parts = [arrow.part for arrow in arrows if arrow.kind == "threadedComment"]
    trees = [parse(host.archive.read(part)) for part in parts if part]
    comments = (comment for tree in trees for comment in tree.iter("{*}threadedComment"))
    return {comment.get("ref", "") for comment in comments}


def _notes_tree(host: Package, arrow: Relationship | None) -> Element:
    if arrow and arrow.part:
        return parse(host.archive.read(arrow.part))
    tag, space = host.dialect.main_tag, host.dialect.main
    root: Element = etree.Element(tag("comments"), nsmap={None: space})
    etree.SubElement(root, tag("authors"))
    etree.SubElement(root, tag("commentList"))
    return root


def _write_texts(host: Package, tree: Element, texts: Mapping[str, str]) -> list[str]:
    """Write the notes; gives the cells that had none before."""
    tag = host.dialect.main_tag
    comments = tree.find(tag("commentList"))
    authors = tree.find(tag("authors"))
    if comments is None or authors is None:
        return []
    existing = {comment.get("ref", ""): comment for comment in comments}
    author = str(len(authors))
    new = []
    for cell, note in texts.items():
        if cell in existing:
            _write_first(host, existing[cell], f"{note}\n\n")
        else:
            attributes = {"ref": cell, "authorId": author}
            comment = etree.SubElement(comments, tag("comment"), attributes)
            text = etree.SubElement(comment, tag("text"))
            _write_text(etree.SubElement(text, tag("t")), note)
            new.append(cell)
    if new:
        etree.SubElement(authors, tag("author")).text = AUTHOR
    return new


def _write_first(host: Package, comment: Element, note: str) -> None:
    """Put a text before the one that is there: the box keeps its size."""
    tag = host.dialect.main_tag
    text = comment.find(tag("text"))
    if text is None:
        text = etree.SubElement(comment, tag("text"))
    plain = text.find(tag("t"))
    if plain is not None:
        run = etree.Element(tag("r"))
        plain.addprevious(run)
        run.append(plain)
    first = etree.Element(tag("r"))
    _write_text(etree.SubElement(first, tag("t")), note)
    text.insert(0, first)


def _write_text(element: Element, text: str) -> None:
    element.text = text
    element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _keep_texts(
    host: Package, sheet: str, arrow: Relationship | None, tree: Element
) -> None:
    if arrow and arrow.part:
        host.archive.write(arrow.part, parts.serialise(tree))
        return
    part = parts.free_name(host.archive, "xl/comments1.xml")
    host.archive.write(part, parts.serialise(tree))
    parts.declare(host, part, NOTES_TYPE)
    parts.link_part(host, sheet, "comments", part)


def _draw_boxes(
    host: Package, sheet: str, root: Element, notes: list[tuple[int, int, str]]
) -> None:
    """A hidden box for each new note, in the drawing that the sheet has for them."""
    part = _drawing_of(host, sheet, root)
    drawing = host.archive.read(part).decode("utf-8", "replace")
    blocks = _free_blocks(host, ceil(len(notes) / _SHAPES_OF_NOTES))
    shapes = [] if _SHAPE_KIND_ID in drawing else [_SHAPE_KIND]
    for order, (row, column, note) in enumerate(notes):
        turn, place = divmod(order, _SHAPES_OF_NOTES)
        number = blocks[turn] * SHAPES_IN_A_BLOCK + place + 1
        shapes.append(_box(number, order + 1, row, column, note))
    listed = ",".join(map(str, blocks))
    drawing = BLOCKS.sub(
        lambda m: m[1] + ",".join(filter(None, (m[2], listed))), drawing, 1
    )
    before, end, after = drawing.rpartition("</xml>")
    host.archive.write(part, (before + "".join(shapes) + end + after).encode())


def blocks_in(package: Package) -> set[int]:
    """The blocks that drawings of the workbook use."""
    blocks: set[int] = set()
    for part in parts.all_linked(package, "vmlDrawing"):
        drawing = package.archive.read(part).decode("utf-8", "replace")
        listed = ",".join(match[2] for match in BLOCKS.finditer(drawing))
        blocks |= {int(block) for block in re.findall(r"\d+", listed)}
        shapes = _SHAPE_NUMBER.findall(drawing)
        blocks |= {int(shape) // SHAPES_IN_A_BLOCK for shape in shapes}
    return blocks


def _free_blocks(host: Package, wanted: int) -> list[int]:
    """Numbers of blocks of shapes that no drawing of the workbook uses."""
    used = blocks_in(host)
    free = (block for block in count(1) if block not in used)
    return list(islice(free, wanted))


def _box(number: int, order: int, row: int, column: int, note: str) -> str:
    lines = sum(max(1, ceil(len(line) / _LETTERS_A_LINE)) for line in note.split("\n"))
    height = _LINE_POINTS * lines + 8
    top = max(0, row - 2)
    return _SHAPE.format(
        number=number,
        order=order,
        width=_BOX_POINTS,
        height=height,
        left=column,
        right=column + 6,
        top=top,
        bottom=top + ceil(height / _ROW_POINTS),
        row=row - 1,
        column=column - 1,
    )


def _drawing_of(host: Package, sheet: str, root: Element) -> str:
    """The part with the boxes of the sheet's notes, made when there is none."""
    link_name = f"{{{host.dialect.links}}}id"
    tag = host.dialect.main_tag
    element = root.find(tag("legacyDrawing"))
    if element is not None:
        for arrow in relations(host.archive, sheet):
            if arrow.id == element.get(link_name) and arrow.part:
                return arrow.part
        root.remove(element)
    part = parts.free_name(host.archive, "xl/drawings/vmlDrawing1.vml")
    host.archive.write(part, _START.encode())
    parts.declare(host, part, DRAWING_TYPE)
    made = etree.Element(tag("legacyDrawing"), nsmap={"r": host.dialect.links})
    made.set(link_name, parts.link_part(host, sheet, "vmlDrawing", part))
    parts.insert_before(root, made, [tag(name) for name in _AFTER_DRAWING])
    return part
