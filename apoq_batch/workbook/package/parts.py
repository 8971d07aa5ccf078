"""The parts of a workbook file: which there are, what they point to, what they hold.

Knows packages, relationships and content types; must not know sheets or formats.
"""

import posixpath
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from re import fullmatch
from urllib.parse import unquote

from lxml import etree
from lxml.etree import _Element as Element

from apoq_batch.workbook.package.archive import Archive
from apoq_batch.workbook.package.archive import Reason
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.archive import fold

CONTENT_TYPES = "[Content_Types].xml"
TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
XML_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CUSTOM_PROPERTIES = ("custom-properties", "customProperties")
YES = ("1", "true")
OPEN_XML, ISO_STRICT = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """The namespaces a workbook is written in: of its sheets and of its links."""

    main: str
    links: str

    def main_tag(self, name: str) -> str:
        """The full tag of a spreadsheet element."""
        return f"{{{self.main}}}{name}"

    def link_type(self, kind: str) -> str:
        """The full type of a relationship."""
        return f"{self.links}/{kind}"


TRANSITIONAL = Dialect(
    main=f"{OPEN_XML}spreadsheetml/2006/main",
    links=f"{OPEN_XML}officeDocument/2006/relationships",
)
STRICT = Dialect(
    main=f"{ISO_STRICT}spreadsheetml/main",
    links=f"{ISO_STRICT}officeDocument/relationships",
)
TO_STRICT = tuple(
    (f"{OPEN_XML}{family}/2006/{part}", f"{ISO_STRICT}{family}/{part}")
    for family, part in (
        ("spreadsheetml", "main"),
        ("officeDocument", "relationships"),
        ("drawingml", "main"),
        ("drawingml", "chart"),
        ("drawingml", "chartDrawing"),
        ("drawingml", "picture"),
        ("drawingml", "spreadsheetDrawing"),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation:
    """One arrow from a part; `part` is the member it leads to, if there is one."""

    id: str
    type: str
    target: str
    part: str | None

    @property
    def kind(self) -> str:
        """The last word of the type, the same in both dialects."""
        return self.type.rpartition("/")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Package:
    """An opened workbook file: its members and the three parts that list others."""

    archive: Archive
    part: str
    workbook: Element
    links: Element
    types: Element
    dialect: Dialect


def parse(content: bytes) -> Element:
    """The root of an XML part; a document type is refused, nothing is resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(Reason.DAMAGED, str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(Reason.DAMAGED, "a document type inside")
    return root


def serialise(root: Element) -> bytes:
    """The XML part of a root, with its comments and declaration."""
    tree = root.getroottree()
    return etree.tostring(tree, encoding="UTF-8", xml_declaration=True, standalone=True)


def insert_before(parent: Element, made: Element, later: Collection[str]) -> None:
    """Put an element before the first of those that must come later, or at the end."""
    following = next((child for child in parent if child.tag in later), None)
    if following is None:
        parent.append(made)
    else:
        following.addprevious(made)


def open_package(content: bytes) -> Package:
    """A workbook file, refused when it is none or must not be changed."""
    archive = Archive(content)
    if archive.find(CONTENT_TYPES) is None:
        raise Refused(Reason.NOT_A_WORKBOOK, f"no {CONTENT_TYPES}")
    part = _workbook_part(archive)
    types = parse(archive.read(CONTENT_TYPES))
    _refuse_other_kinds(content_type(types, part))
    _refuse_locked(archive, part)
    workbook = parse(archive.read(part))
    return Package(
        archive=archive,
        part=part,
        workbook=workbook,
        links=_links(archive, part),
        types=types,
        dialect=_dialect(workbook),
    )


def save(package: Package) -> bytes:
    """The file with the three listing parts as they are now."""
    write_listings(package)
    return package.archive.to_bytes()


def write_listings(package: Package) -> None:
    """Put the three parts that list others into the archive as they are now."""
    package.archive.write(package.part, serialise(package.workbook))
    package.archive.write(links_name(package.part), serialise(package.links))
    package.archive.write(CONTENT_TYPES, serialise(package.types))


def _workbook_part(archive: Archive) -> str:
    for relation in relations(archive, ""):
        if relation.kind == "officeDocument":
            if relation.part is None:
                raise Refused(Reason.DAMAGED, f"no {relation.target}")
            return relation.part
    raise Refused(Reason.NOT_A_WORKBOOK, "no main part")


def _refuse_other_kinds(main_type: str) -> None:
    if "binary" in main_type:
        raise Refused(Reason.BINARY, main_type)
    if "sheet" not in main_type and "excel" not in main_type:
        raise Refused(Reason.NOT_A_WORKBOOK, main_type)


def _refuse_locked(archive: Archive, part: str) -> None:
    roots = relations(archive, "")
    signed = any(fold(name).startswith("_xmlsignatures/") for name in archive.names())
    if signed or any(r.type.endswith("/digital-signature/origin") for r in roots):
        raise Refused(Reason.SIGNED, part)
    if any(r.kind == "revisionHeaders" for r in relations(archive, part)):
        raise Refused(Reason.SHARED, part)
    custom = [r.part for r in roots if r.kind in CUSTOM_PROPERTIES]
    if any(_is_final(archive.read(name)) for name in custom if name):
        raise Refused(Reason.FINAL, part)


def _is_final(properties: bytes) -> bool:
    marks = [p for p in parse(properties) if p.get("name") == "_MarkAsFinal"]
    return any((value.text or "").strip() in YES for mark in marks for value in mark)


def _links(archive: Archive, part: str) -> Element:
    links = parse(archive.read(links_name(part)))
    ids = [link.get("Id") for link in links]
    if len(set(ids)) != len(ids):
        raise Refused(Reason.DAMAGED, "one relationship id used twice")
    return links


def _dialect(workbook: Element) -> Dialect:
    for dialect in (TRANSITIONAL, STRICT):
        if workbook.tag == dialect.main_tag("workbook"):
            return dialect
    raise Refused(Reason.NOT_A_WORKBOOK, f"root {workbook.tag!r}")


def in_dialect(content: bytes, dialect: Dialect) -> bytes:
    """A transitional XML part in the host's namespaces."""
    if dialect == STRICT:
        for loose, strict in TO_STRICT:
            content = content.replace(f'"{loose}"'.encode(), f'"{strict}"'.encode())
    return content


def links_name(part: str) -> str:
    """The part that holds a part's relationships; "" is the package itself."""
    folder, _, name = part.rpartition("/")
    return f"{folder}/_rels/{name}.rels".lstrip("/")


def relations(archive: Archive, part: str) -> tuple[Relation, ...]:
    """All relationships of a part, in their order."""
    name = links_name(part)
    if archive.find(name) is None:
        return ()
    links = parse(archive.read(name)).findall(f"{{{LINKS_SPACE}}}Relationship")
    return tuple(relation(archive, part, link) for link in links)


def relation(archive: Archive, source: str, link: Element) -> Relation:
    """One relationship with the member it leads to."""
    target = link.get("Target", "")
    inside = link.get("TargetMode") != "External"
    return Relation(
        id=link.get("Id", ""),
        type=link.get("Type", ""),
        target=target,
        part=_resolve(archive, source, target) if inside else None,
    )


def _resolve(archive: Archive, source: str, target: str) -> str | None:
    path = target.partition("#")[0].replace("\\", "/")
    folder = "/" + posixpath.dirname(source)
    for spelling in (path, unquote(path)):
        name = posixpath.normpath(posixpath.join(folder, spelling)).lstrip("/")
        if found := archive.find(name):
            return found
    return None


def linked(package: Package, kind: str) -> Relation | None:
    """The workbook's relationship of a kind, if it has one."""
    links = (relation(package.archive, package.part, link) for link in package.links)
    return next((link for link in links if link.kind == kind), None)


def all_linked(package: Package, kind: str) -> list[str]:
    """All parts of the package that some relationship of a kind leads to."""
    archive = package.archive
    arrows = (a for source in _sources(archive) for a in relations(archive, source))
    return list(dict.fromkeys(a.part for a in arrows if a.kind == kind and a.part))


def _sources(archive: Archive) -> Iterator[str]:
    """The parts that have relationships; "" is the package itself."""
    for name in archive.names():
        folder, _, file = name.rpartition("/")
        if fold(name).endswith(".rels") and fold(posixpath.basename(folder)) == "_rels":
            yield posixpath.join(posixpath.dirname(folder), file[: -len(".rels")])


def link_part(package: Package, source: str, kind: str, part: str) -> str:
    """A new relationship of any part but the workbook's own; gives its id."""
    name = links_name(source)
    if package.archive.find(name) is None:
        listing = etree.Element(
            f"{{{LINKS_SPACE}}}Relationships", nsmap={None: LINKS_SPACE}
        )
        declare(package, name, RELS_TYPE)
    else:
        listing = parse(package.archive.read(name))
    link_id = _append_link(package.dialect, listing, kind, relative(source, part))
    package.archive.write(name, serialise(listing))
    return link_id


def add_link(package: Package, kind: str, part: str) -> str:
    """A new relationship of the workbook; gives its id."""
    target = relative(package.part, part)
    return _append_link(package.dialect, package.links, kind, target)


def _append_link(dialect: Dialect, listing: Element, kind: str, target: str) -> str:
    found = [fullmatch(r"rId(\d+)", link.get("Id", "")) for link in listing]
    link_id = f"rId{max((int(match[1]) for match in found if match), default=0) + 1}"
    attributes = {"Id": link_id, "Type": dialect.link_type(kind), "Target": target}
    etree.SubElement(listing, f"{{{LINKS_SPACE}}}Relationship", attributes)
    return link_id


def drop_links(package: Package, kind: str) -> None:
    """Take out the workbook's relationships of a kind and the parts they lead to."""
    for link in list(package.links):
        found = relation(package.archive, package.part, link)
        if found.kind == kind:
            package.links.remove(link)
            if found.part:
                remove_part(package, found.part)


def relative(source: str, part: str) -> str:
    """A part as a target seen from another one."""
    return posixpath.relpath("/" + part, "/" + posixpath.dirname(source))


def content_type(types: Element, part: str) -> str:
    """The declared content type of a part; "" when there is none."""
    for override in types.findall(f"{{{TYPES_SPACE}}}Override"):
        if _is_for(override, part):
            return override.get("ContentType", "")
    return _default_type(types, part)


def _is_for(override: Element, part: str) -> bool:
    named = override.get("PartName", "").lstrip("/")
    return fold(part) in (fold(named), fold(unquote(named)))


def _default_type(types: Element, part: str) -> str:
    extension = fold(part.rpartition(".")[2])
    for default in types.findall(f"{{{TYPES_SPACE}}}Default"):
        if fold(default.get("Extension", "")) == extension:
            return default.get("ContentType", "")
    return ""


def declare(package: Package, part: str, declared: str) -> None:
    """Make a part's content type known; XML parts get one of their own each."""
    _forget(package.types, part)
    extension = part.rpartition(".")[2]
    default = _default_type(package.types, part)
    if extension != "xml" and not default:
        place = len(package.types.findall(f"{{{TYPES_SPACE}}}Default"))
        element = etree.Element(f"{{{TYPES_SPACE}}}Default")
        element.attrib.update({"Extension": extension, "ContentType": declared})
        package.types.insert(place, element)
    elif default != declared:
        attributes = {"PartName": f"/{part}", "ContentType": declared}
        etree.SubElement(package.types, f"{{{TYPES_SPACE}}}Override", attributes)


def remove_part(package: Package, part: str) -> None:
    """Take out a part, its relationships and its content type."""
    package.archive.remove(part)
    package.archive.remove(links_name(part))
    _forget(package.types, part)


def _forget(types: Element, part: str) -> None:
    for override in types.findall(f"{{{TYPES_SPACE}}}Override"):
        if _is_for(override, part):
            types.remove(override)


def free_name(archive: Archive, wanted: str) -> str:
    """The wanted part name, a numbered one with the lowest number that is free."""
    stem, dot, extension = wanted.rpartition(".")
    if not stem[-1].isdecimal() and archive.find(wanted) is None:
        return wanted
    stem = stem.rstrip("0123456789")
    names = (f"{stem}{number}{dot}{extension}" for number in count(1))
    return next(name for name in names if archive.find(name) is None)


def parts_owned_by(package: Package, sheets: Collection[str]) -> set[str]:
    """The sheets and the parts that only they lead to, as folded names."""
    graph = _arrows(package.archive)
    ours = {fold(sheet) for sheet in sheets}
    others = _reached(graph, [""], ours)
    return _reached(graph, ours, set()) - others


def _arrows(archive: Archive) -> dict[str, list[str]]:
    return {
        fold(source): [fold(a.part) for a in relations(archive, source) if a.part]
        for source in _sources(archive)
    }


def _reached(
    graph: dict[str, list[str]], starts: Iterable[str], closed: set[str]
) -> set[str]:
    reached: set[str] = set()
    waiting = list(starts)
    while waiting:
        part = waiting.pop()
        if part not in reached and part not in closed:
            reached.add(part)
            waiting.extend(graph.get(part, []))
    return reached
