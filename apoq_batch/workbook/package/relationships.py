"""Relationships and content types of a package's parts, and the namespaces they use.

Knows how one part leads to another; must not know what a workbook is.
"""

import posixpath
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from apoq_batch.core.messages import troubles
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.archive import Archive
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.xml_element import Element

CONTENT_TYPES = "[Content_Types].xml"
TYPES_SPACE = "http://schemas.openxmlformats.org/package/2006/content-types"
LINKS_SPACE = "http://schemas.openxmlformats.org/package/2006/relationships"
RELS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
XML_START = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
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
class Relationship:
    """One arrow from a part; `part` is the member it leads to, if there is one."""

    id: str
    type: str
    target: str
    part: str | None

    @property
    def kind(self) -> str:
        """The last word of the type, the same in both dialects."""
        return self.type.rpartition("/")[2]


def parse(content: bytes) -> Element:
    """The root of an XML part; a document type is refused, nothing is resolved."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root: Element = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refused(troubles.PART_IS_DAMAGED, str(error)) from error
    if root.getroottree().docinfo.doctype:
        raise Refused(troubles.PART_IS_DAMAGED, "a document type inside")
    return root


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


def relations(archive: Archive, part: str) -> tuple[Relationship, ...]:
    """All relationships of a part, in their order."""
    name = links_name(part)
    if archive.find(name) is None:
        return ()
    links = parse(read_small(archive, name)).findall(f"{{{LINKS_SPACE}}}Relationship")
    return tuple(relation(archive, part, link) for link in links)


def read_small(archive: Archive, part: str) -> bytes:
    """A part that is parsed whole; Refused when it is too large for that."""
    if archive.size(part) > limits.MAX_SMALL_PART_BYTES:
        raise Refused(troubles.IS_TOO_LARGE, part)
    return archive.read(part)


def relation(archive: Archive, source: str, link: Element) -> Relationship:
    """One relationship with the member it leads to."""
    target = link.get("Target", "")
    inside = link.get("TargetMode") != "External"
    return Relationship(
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


def content_type(types: Element, part: str) -> str:
    """The declared content type of a part; "" when there is none."""
    for override in types.findall(f"{{{TYPES_SPACE}}}Override"):
        if is_for(override, part):
            return override.get("ContentType", "")
    return default_type(types, part)


def is_for(override: Element, part: str) -> bool:
    """Whether a declared content type is that of a part."""
    named = override.get("PartName", "").lstrip("/")
    return fold(part) in (fold(named), fold(unquote(named)))


def default_type(types: Element, part: str) -> str:
    """The content type declared for a part's extension; "" when there is none."""
    extension = fold(part.rpartition(".")[2])
    for default in types.findall(f"{{{TYPES_SPACE}}}Default"):
        if fold(default.get("Extension", "")) == extension:
            return default.get("ContentType", "")
    return ""
