"""A workbook file, opened and understood once: its parts, its sheets, what it refuses.

Knows packages and the list of sheets; must not know cells or formats.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property

from lxml.etree import QName

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.archive import Archive
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.refusals import trouble_of_format
from apoq_batch.workbook.package.relationships import CONTENT_TYPES
from apoq_batch.workbook.package.relationships import STRICT
from apoq_batch.workbook.package.relationships import TRANSITIONAL
from apoq_batch.workbook.package.relationships import YES
from apoq_batch.workbook.package.relationships import Dialect
from apoq_batch.workbook.package.relationships import Relationship
from apoq_batch.workbook.package.relationships import content_type
from apoq_batch.workbook.package.relationships import links_name
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.package.relationships import read_small
from apoq_batch.workbook.package.relationships import relation
from apoq_batch.workbook.package.relationships import relations
from apoq_batch.workbook.package.xml_element import Element
from apoq_batch.workbook.references import title_in

MARK = "_apoq."
_CUSTOM_PROPERTIES = ("custom-properties", "customProperties")
_ENTITY_MARKS = tuple(
    mark.encode(code)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the file: its title and the part that holds its cells."""

    title: str
    path: str


@dataclass(kw_only=True)
class Package:
    """A workbook file: `content` as it was opened, its members, the parts that list others.

    `part` is the name of the workbook part, `workbook` its XML, `links` its relationships,
    `types` the content types.
    """

    name: str
    content: bytes
    archive: Archive
    part: str
    workbook: Element
    links: Element
    types: Element
    dialect: Dialect

    @cached_property
    def sha256(self) -> str:
        """The hash of the file as it was opened."""
        return hashlib.sha256(self.content).hexdigest()

    @cached_property
    def sheets(self) -> tuple[SheetPart, ...]:
        """The worksheets in their order; `path` is "" where the link leads nowhere."""
        links = {link.id: link for link in self._relations()}
        listed = self.workbook.iterfind("{*}sheets/{*}sheet")
        found = ((sheet.get("name", ""), links.get(link_id(sheet))) for sheet in listed)
        return tuple(
            SheetPart(title, link.part or "")
            for title, link in found
            if link is not None and link.kind == "worksheet"
        )

    @cached_property
    def our_sheets(self) -> frozenset[str]:
        """Titles that a hidden name of ours points at, however they are called now."""
        names = self.workbook.iterfind("{*}definedNames/{*}definedName")
        ours = (name for name in names if name.get("name", "").startswith(MARK))
        return frozenset(title_in(name.text or "") for name in ours)

    @cached_property
    def is_1904(self) -> bool:
        """Whether the book counts its days from 1904."""
        properties = self.workbook.find("{*}workbookPr")
        return properties is not None and properties.get("date1904") in YES

    def linked(self, kind: str) -> Relationship | None:
        """The workbook's relationship of a kind, if it has one."""
        return next((link for link in self._relations() if link.kind == kind), None)

    def _relations(self) -> Iterator[Relationship]:
        return (relation(self.archive, self.part, link) for link in self.links)

    def read_linked(self, kind: str) -> bytes | None:
        """The small part that the workbook has for a kind, such as its shared strings.

        None when it has none; BatchError when the part is missing, damaged or too large.
        """
        link = self.linked(kind)
        if link is None:
            return None
        with telling_damage(self.name):
            return _small_part(self.name, self.archive, link.part or link.target)

    def pieces(self, path: str) -> Iterator[bytes]:
        """A part a piece at a time, in flat memory; BatchError when it is damaged."""
        with telling_damage(self.name):
            yield from self.archive.pieces(path)

    def for_changes(self) -> "Package":
        """A copy to be changed; Refused when the workbook must stay as it is."""
        _refuse_other_kinds(content_type(self.types, self.part))
        _refuse_locked(self.archive, self.part)
        ids = [link.get("Id") for link in self.links]
        if len(set(ids)) != len(ids):
            raise Refused(troubles.PART_IS_DAMAGED, "one relationship id used twice")
        return replace(
            self,
            archive=self.archive.copy(),
            workbook=_twin(self.workbook),
            links=_twin(self.links),
            types=_twin(self.types),
        )


def link_id(entry: Element) -> str:
    """The id of the relationship that leads to a sheet's part, in either dialect."""
    ids = (text for key, text in entry.attrib.items() if QName(key).localname == "id")
    return next(ids, "")


def open_package(name: str, content: bytes) -> Package:
    """A workbook given as bytes; BatchError with the remedy when it is none.

    `name` is what the file is called when something has to be said about it.
    """
    trouble = trouble_of_format(content)
    if trouble is not None:
        raise BatchError(trouble, name=name)
    with telling_damage(name):
        archive = Archive(content)
        _check_sizes(name, archive)
        return _understood(name, content, archive)


@contextmanager
def telling_damage(name: str) -> Iterator[None]:
    """Turn a refusal of the package while it is read into what to tell about the file."""
    try:
        yield
    except Refused as problem:
        is_damaged = problem.trouble is troubles.PART_IS_DAMAGED
        trouble = troubles.IS_DAMAGED if is_damaged else problem.trouble
        raise BatchError(trouble, name=name) from problem


def refuse_entities(name: str, content: bytes) -> None:
    """No spreadsheet program writes a DTD; one that is there is an attack."""
    if any(mark in content for mark in _ENTITY_MARKS):
        raise BatchError(troubles.HAS_ENTITIES, name=name)


def _check_sizes(name: str, archive: Archive) -> None:
    sizes = archive.sizes()
    largest = max(sizes, default=0)
    if largest > limits.MAX_PART_BYTES or sum(sizes) > limits.MAX_PACKAGE_BYTES:
        raise BatchError(troubles.IS_TOO_LARGE, name=name)


def _understood(name: str, content: bytes, archive: Archive) -> Package:
    mimetype = archive.find("mimetype")
    if mimetype and b"opendocument" in read_small(archive, mimetype)[:80]:
        raise BatchError(troubles.IS_OPENDOCUMENT, name=name)
    if archive.find(CONTENT_TYPES) is None:
        raise Refused(troubles.IS_OTHER, f"no {CONTENT_TYPES}")
    part = _workbook_part(archive)
    types = parse(_small_part(name, archive, CONTENT_TYPES))
    if part.lower().endswith((".bin", ".xlsb")) or "binary" in content_type(types, part):
        raise Refused(troubles.IS_BINARY_EXCEL, part)
    workbook = parse(_small_part(name, archive, part))
    return Package(
        name=name,
        content=content,
        archive=archive,
        part=part,
        workbook=workbook,
        links=parse(_small_part(name, archive, links_name(part))),
        types=types,
        dialect=_dialect(workbook),
    )


def _small_part(name: str, archive: Archive, part: str) -> bytes:
    """A part that is parsed whole: of a size that can be, and without entities."""
    content = read_small(archive, part)
    refuse_entities(name, content)
    return content


def _workbook_part(archive: Archive) -> str:
    for link in relations(archive, ""):
        if link.kind == "officeDocument":
            if link.part is None:
                raise Refused(troubles.PART_IS_DAMAGED, f"no {link.target}")
            return link.part
    raise Refused(troubles.IS_OTHER, "no main part")


def _dialect(workbook: Element) -> Dialect:
    for dialect in (TRANSITIONAL, STRICT):
        if workbook.tag == dialect.main_tag("workbook"):
            return dialect
    raise Refused(troubles.IS_OTHER, f"root {workbook.tag!r}")


def _refuse_other_kinds(main_type: str) -> None:
    if "sheet" not in main_type and "excel" not in main_type:
        raise Refused(troubles.IS_OTHER, main_type)


def _refuse_locked(archive: Archive, part: str) -> None:
    roots = relations(archive, "")
    signed = any(fold(name).startswith("_xmlsignatures/") for name in archive.names())
    if signed or any(r.type.endswith("/digital-signature/origin") for r in roots):
        raise Refused(troubles.IS_SIGNED, part)
    if any(r.kind == "revisionHeaders" for r in relations(archive, part)):
        raise Refused(troubles.IS_SHARED, part)
    custom = [r.part for r in roots if r.kind in _CUSTOM_PROPERTIES]
    if any(_is_final(read_small(archive, name)) for name in custom if name):
        raise Refused(troubles.IS_FINAL, part)


def _is_final(properties: bytes) -> bool:
    marks = [p for p in parse(properties) if p.get("name") == "_MarkAsFinal"]
    return any((value.text or "").strip() in YES for mark in marks for value in mark)


def _twin(root: Element) -> Element:
    """A copy of a part's XML, with the comments around its root."""
    twin: Element = deepcopy(root.getroottree()).getroot()
    return twin
