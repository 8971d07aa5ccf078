"""What a workbook file was before our sheets came, kept in a part of its own.

Knows which parts we changed and how they were; must not know what is in them. The part is
custom XML, which every program leaves alone and Excel keeps; it counts only while every
other part is as we left it.
"""

import base64
import re
import zlib

from lxml import etree

from apoq_batch.workbook.package import parts
from apoq_batch.workbook.package import relationships
from apoq_batch.workbook.package.archive import LARGEST_PART
from apoq_batch.workbook.package.archive import Archive
from apoq_batch.workbook.package.archive import checksum_of
from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.relationships import LINKS_SPACE
from apoq_batch.workbook.package.relationships import RELS_TYPE
from apoq_batch.workbook.package.relationships import XML_START
from apoq_batch.workbook.package.xml_element import Element

SPACE = "urn:apoq:before:1"
ITEM, PROPERTIES = "customXml/item1.xml", "customXml/itemProps1.xml"
ITEM_TYPE = "application/xml"
PROPERTIES_TYPE = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_ITEM = re.compile(r"customxml/item\d+\.xml")
_ITEM_ID = "{6B1F0D52-5E0B-4C0E-9C55-A0B5A7C0DE01}"


def save_originals(package: Package, before: Archive) -> None:
    """Write down how each changed part was, as the last step before saving."""
    item = parts.free_name(package.archive, ITEM)
    properties = parts.free_name(package.archive, PROPERTIES)
    parts.declare(package, item, ITEM_TYPE)
    parts.declare(package, properties, PROPERTIES_TYPE)
    parts.declare(package, relationships.links_name(item), RELS_TYPE)
    parts.add_link(package, "customXml", item)
    parts.write_listings(package)
    package.archive.write(properties, _properties(package))
    package.archive.write(relationships.links_name(item), _link(package, properties))
    package.archive.write(item, _record(package.archive, before))


def _record(now: Archive, before: Archive) -> bytes:
    root = etree.Element(f"{{{SPACE}}}before", nsmap={None: SPACE})
    for name in before.names():
        was, is_now = before.checksum(name), now.checksum(name)
        part = etree.SubElement(root, f"{{{SPACE}}}part", {"name": name, "seal": is_now})
        if is_now != was:
            packed = zlib.compress(before.read(name), 9)
            part.set("was", was)
            part.text = base64.b64encode(packed).decode()
    for name in now.names():
        if before.find(name) is None:
            etree.SubElement(root, f"{{{SPACE}}}ours", {"name": name})
    return parts.serialise(root)


def _properties(package: Package) -> bytes:
    space = package.dialect.links.replace("relationships", "customXml")
    return (
        f'{XML_START}<ds:datastoreItem ds:itemID="{_ITEM_ID}" xmlns:ds="{space}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{SPACE}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    ).encode()


def _link(package: Package, properties: str) -> bytes:
    kind = package.dialect.link_type("customXmlProps")
    target = properties.rpartition("/")[2]
    return (
        f'{XML_START}<Relationships xmlns="{LINKS_SPACE}">'
        f'<Relationship Id="rId1" Type="{kind}" Target="{target}"/></Relationships>'
    ).encode()


def drop_record(package: Package) -> None:
    """Take out our record and what leads to it."""
    for link, part in _records(package):
        for arrow in relationships.relations(package.archive, part):
            if arrow.part:
                parts.remove_part(package, arrow.part)
        parts.remove_part(package, part)
        if link is not None:
            package.links.remove(link)


def has_record(package: Package) -> bool:
    """Whether the file holds a record of ours, of whatever use it still is."""
    return bool(_records(package))


def restored(package: Package) -> bytes | None:
    """The file as it was; None when there is no record or something else changed."""
    records = _records(package)
    if len(records) != 1:
        return None
    archive, (_, item) = package.archive, records[0]
    root = relationships.parse(archive.read(item))
    theirs, ours = _parts(root, "part"), _parts(root, "ours")
    if any(archive.checksum(name) != part.get("seal") for name, part in theirs.items()):
        return None
    if not {*archive.names()} <= {*theirs, *ours, item}:
        return None
    changed = {name: part for name, part in theirs.items() if part.text}
    contents = {name: _as_it_was(part) for name, part in changed.items()}
    if any(content is None for content in contents.values()):
        return None
    for name in (*ours, item):
        archive.remove(name)
    for name, content in contents.items():
        archive.write(name, content or b"")
    return archive.to_bytes(theirs)


def _as_it_was(part: Element) -> bytes | None:
    """A part as it was; None when somebody spoiled the record."""
    try:
        packed = base64.b64decode(part.text or "", validate=True)
        content = zlib.decompressobj().decompress(packed, LARGEST_PART)
    except (ValueError, zlib.error):
        return None
    return content if checksum_of(content) == part.get("was") else None


def _parts(root: Element, tag: str) -> dict[str, Element]:
    return {part.get("name", ""): part for part in root.findall(f"{{{SPACE}}}{tag}")}


def _records(package: Package) -> list[tuple[Element | None, str]]:
    """Our records with the links to them; LibreOffice keeps one without its link."""
    arrows = [
        (link, relationships.relation(package.archive, package.part, link))
        for link in package.links
    ]
    links = {arrow.part: link for link, arrow in arrows if arrow.part}
    items = [name for name in package.archive.names() if _ITEM.fullmatch(fold(name))]
    return [(links.get(name), name) for name in items if _is_record(package, name)]


def _is_record(package: Package, name: str) -> bool:
    content = package.archive.read(name)
    return (
        SPACE.encode() in content
        and relationships.parse(content).tag == f"{{{SPACE}}}before"
    )
