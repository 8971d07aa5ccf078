"""Our sheets in a workbook file: put in, marks again, taken out, or drawn alone.

Knows which sheets are ours and the order of the work; must not know what is on them.
"""

import re
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace

from apoq_batch.core.messages import troubles
from apoq_batch.workbook.package import book
from apoq_batch.workbook.package import parts
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.book import Anchors
from apoq_batch.workbook.package.book import Mark
from apoq_batch.workbook.package.copy_sheets import SheetCopier
from apoq_batch.workbook.package.formulas_using_results import FormulaUsingResult
from apoq_batch.workbook.package.formulas_using_results import find_formulas
from apoq_batch.workbook.package.formulas_using_results import recalculate_on_load
from apoq_batch.workbook.package.formulas_using_results import titles_referred_to
from apoq_batch.workbook.package.marked_cells import CellMark
from apoq_batch.workbook.package.marked_cells import mark_cells
from apoq_batch.workbook.package.original_parts import drop_record
from apoq_batch.workbook.package.original_parts import has_record
from apoq_batch.workbook.package.original_parts import restored
from apoq_batch.workbook.package.original_parts import save_originals
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.package.relationships import content_type
from apoq_batch.workbook.package.relationships import in_dialect
from apoq_batch.workbook.package.styles import MergedStyles
from apoq_batch.workbook.package.styles import merge
from apoq_batch.workbook.package.xml_element import Element

_KEY = re.compile(r"[a-z][a-z0-9_]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultSheet:
    """A sheet of ours: the key it is marks by, its title, its titles in other languages."""

    key: str
    title: str
    aliases: tuple[str, ...] = ()


def titles(original: Package, wanted: tuple[ResultSheet, ...]) -> tuple[ResultSheet, ...]:
    """The sheets with the titles they will get: hers where she renamed one, free ones.

    A sheet that anything of hers looks at (a formula, a name, a chart, a rule) keeps its
    title, in whatever language it is.
    """
    package = original.for_changes()
    marks = book.marks(package)
    ours = [mark.entry for mark in marks.values()]
    kept = {
        sheet.key: marks[sheet.key].title
        for sheet in wanted
        if sheet.key in marks
        and book.keeps_title(marks[sheet.key], sheet.title, sheet.aliases)
    }
    lost = {
        marks[sheet.key].title: sheet.key
        for sheet in wanted
        if sheet.key in marks.keys() - kept
    }
    for title in titles_referred_to(package, lost, ours):
        kept[lost[title]] = title
    hers = [book.title_of(entry) for entry in book.entries(package) if entry not in ours]
    taken = {title.casefold() for title in [*hers, *kept.values()]}
    settled = []
    for sheet in wanted:
        title = kept.get(sheet.key) or book.free_title(sheet.title, taken)
        taken.add(title.casefold())
        settled.append(replace(sheet, title=title))
    return tuple(settled)


def formulas_using_results(original: Package) -> tuple[FormulaUsingResult, ...]:
    """The cells of hers whose formulas look at our sheets; none in a file without them."""
    package = original.for_changes()
    return find_formulas(package, [mark.title for mark in book.marks(package).values()])


def put(original: Package, new_sheets: bytes, sheets: tuple[ResultSheet, ...]) -> bytes:
    """Her workbook with new result sheets, in place of those it has or at its end.

    `new_sheets` is a workbook of their own, as drawn, with the titles of `sheets`.
    """
    host, drawn = original.for_changes(), open_package("", new_sheets)
    before = open_package("", take_out(original))
    marks = book.marks(host)
    _check_drawn(host, drawn, sheets, marks)
    anchors = book.anchored(host)
    book.drop_marks(host)
    _clear(host, marks, anchors)
    _drop_brought_formats(host, before)
    unwanted = marks.keys() - {sheet.key for sheet in sheets}
    _drop_entries(host, [marks[key] for key in unwanted])
    placed = [
        _entry(host, drawn_entry, sheet, marks)
        for drawn_entry, sheet in zip(book.entries(drawn), sheets, strict=True)
    ]
    book.show_one(host)
    book.settle(host, anchors)
    _fill(host, drawn, placed, book.active_entries(anchors))
    _name_sheets(host, drawn, sheets, placed, marks)
    book.ensure_window(host)
    book.tidy_names(host)
    if titles_referred_to(host, [sheet.title for sheet in sheets], placed):
        recalculate_on_load(host)
    save_originals(host, before.archive)
    return host.archive.to_bytes(before.archive.names())


def take_out(original: Package) -> bytes:
    """The workbook without our sheets, every part as it was before they came.

    Where another program has saved the file since, formats that they brought stay.
    """
    host = original.for_changes()
    marks = book.marks(host)
    if not (marks or has_record(host) or any(map(book.is_mark, book.defined_names(host)))):
        return original.content
    as_it_was = restored(host)
    if as_it_was is not None:
        return as_it_was
    anchors = book.anchored(host)
    book.drop_marks(host)
    _clear(host, marks, anchors)
    _drop_entries(host, marks.values())
    if not book.entries(host):
        raise Refused(troubles.ONLY_RESULT_SHEETS, "every sheet is a result sheet")
    book.show_one(host)
    book.settle(host, anchors)
    book.tidy_names(host)
    return parts.save(host)


def marked(
    original: Package,
    new_sheets: bytes,
    sheet: ResultSheet,
    cell_marks: Iterable[CellMark],
) -> bytes:
    """A copy to look at: cells coloured and commented, one sheet of ours before all others.

    Our other sheets stay as they are; the sheet that was in view before no longer is.
    """
    host, drawn = original.for_changes(), open_package("", new_sheets)
    marks = book.marks(host)
    _check_drawn(host, drawn, (sheet,), marks)
    mark_cells(host, cell_marks)
    anchors = book.anchored(host)
    mine = {key: mark for key, mark in marks.items() if key == sheet.key}
    book.drop_marks(host, mine)
    _clear(host, mine, anchors)
    placed = [_entry(host, entry, sheet, marks) for entry in book.entries(drawn)]
    book.move_to_front(placed[0])
    book.settle(host, anchors)
    book.ensure_window(host)
    book.show_first(host)
    _fill(host, drawn, placed, placed)
    _name_sheets(host, drawn, (sheet,), placed, mine)
    return parts.save(host)


def _check_drawn(
    host: Package,
    drawn: Package,
    sheets: tuple[ResultSheet, ...],
    marks: Mapping[str, Mark],
) -> None:
    wanted = [sheet.title for sheet in sheets]
    if [book.title_of(entry) for entry in book.entries(drawn)] != wanted:
        raise ValueError("the drawn titles are not the settled ones")
    keys = [sheet.key for sheet in sheets]
    if len(set(keys)) != len(keys) or not all(map(_KEY.fullmatch, keys)):
        raise ValueError(f"keys must be distinct and plain: {keys}")
    ours = [mark.entry for mark in marks.values()]
    hers = {
        book.title_of(entry).casefold() for entry in book.entries(host) if entry not in ours
    }
    if clashes := hers & {title.casefold() for title in wanted}:
        raise ValueError(f"sheets of hers have these titles: {sorted(clashes)}")
    if any(name.get("localSheetId") is None for name in book.defined_names(drawn)):
        raise ValueError("the drawn workbook defines names of the whole book")
    if drawn.linked("chartsheet") or drawn.linked("sheetMetadata"):
        raise ValueError("the drawn workbook has chart sheets or dynamic arrays")
    if host.is_1904 != drawn.is_1904:
        raise ValueError("the drawn workbook does not count its days as hers does")


def _clear(host: Package, marks: Mapping[str, Mark], anchors: Anchors) -> None:
    """Take out the parts of our sheets, their names, and the record of what was before."""
    ours = [mark.entry for mark in marks.values()]
    drop_record(host)
    book.drop_sheet_names(anchors, ours)
    sheets = [part for entry in ours if (part := book.part_of(host, entry))]
    owned = parts.parts_owned_by(host, sheets)
    for part in [name for name in host.archive.names() if fold(name) in owned]:
        parts.remove_part(host, part)
    if ours:
        # Excel's list of cells with formulas, some of which went; it makes a new one.
        parts.drop_links(host, "calcChain")


def _drop_brought_formats(host: Package, before: Package) -> None:
    """Her formats as they were before our sheets first came."""
    now, then = host.linked("styles"), before.linked("styles")
    if then is None:
        parts.drop_links(host, "styles")
    elif then.part and now and now.part:
        host.archive.write(now.part, before.archive.read(then.part))


def _drop_entries(host: Package, unwanted: Iterable[Mark]) -> None:
    for mark in unwanted:
        link, sheets = book.link_of(host, mark.entry), mark.entry.getparent()
        if link is not None:
            host.links.remove(link)
        if sheets is not None:
            sheets.remove(mark.entry)


def _entry(
    host: Package, drawn_entry: Element, sheet: ResultSheet, marks: Mapping[str, Mark]
) -> Element:
    """The slot of a sheet: the one it has, or a new one that leads nowhere yet."""
    if sheet.key not in marks:
        return book.add_entry(
            host, drawn_entry, parts.add_link(host, "worksheet", host.part)
        )
    entry = marks[sheet.key].entry
    if book.link_of(host, entry) is None:
        link = parts.add_link(host, "worksheet", host.part)
        entry.set(f"{{{host.dialect.links}}}id", link)
    return entry


def _fill(
    host: Package, drawn: Package, placed: list[Element], front: list[Element]
) -> None:
    """Bring in formats and sheets."""
    copier = SheetCopier(host, drawn, _merge_styles(host, drawn))
    for drawn_entry, entry in zip(book.entries(drawn), placed, strict=True):
        copy = copier.copy_to_front if entry in front else copier.copy
        part = copy(book.part_of(drawn, drawn_entry) or "")
        link = book.link_of(host, entry)
        if link is not None:
            link.set("Target", parts.relative(host.part, part))
    # The list of cells with formulas lacks those that came.
    parts.drop_links(host, "calcChain")


def _merge_styles(host: Package, drawn: Package) -> MergedStyles:
    theirs, ours = drawn.linked("styles"), host.linked("styles")
    if theirs is None or theirs.part is None:
        raise ValueError("the drawn workbook has no formats")
    brought = drawn.archive.read(theirs.part)
    if ours is None:
        part = parts.free_name(host.archive, theirs.part)
        host.archive.write(part, in_dialect(brought, host.dialect))
        parts.declare(host, part, content_type(drawn.types, theirs.part))
        parts.add_link(host, "styles", part)
        return merge(brought, brought)
    if ours.part is None:
        raise Refused(troubles.PART_IS_DAMAGED, f"no {ours.target}")
    merged = merge(host.archive.read(ours.part), brought)
    host.archive.write(ours.part, merged.styles)
    return merged


def _name_sheets(
    host: Package,
    drawn: Package,
    sheets: tuple[ResultSheet, ...],
    placed: list[Element],
    marks: Mapping[str, Mark],
) -> None:
    order = book.entries(host)
    for name in book.defined_names(drawn):
        entry = placed[int(name.get("localSheetId", "0"))]
        attributes = {str(key): str(value) for key, value in name.attrib.items()}
        attributes["localSheetId"] = str(order.index(entry))
        book.add_name(host, attributes, name.text or "")
    for sheet, entry in zip(sheets, placed, strict=True):
        mark = marks.get(sheet.key)
        # Her own title is not one we gave: the next run has to see the difference.
        given_title = (
            mark.given_title if mark and mark.title == sheet.title else sheet.title
        )
        entry.set("name", sheet.title)
        book.add_mark(host, sheet.key, sheet.title, given_title)
