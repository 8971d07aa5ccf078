"""The parts of a workbook file: which there are, what they point to, what they hold.

Knows packages, relationships and content types; must not know sheets or formats.
"""

import posixpath
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from itertools import count
from re import fullmatch

from lxml import etree

from apoq_batch.workbook.package.archive import Archive
from apoq_batch.workbook.package.archive import fold
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.relationships import CONTENT_TYPES
from apoq_batch.workbook.package.relationships import LINKS_SPACE
from apoq_batch.workbook.package.relationships import RELS_TYPE
from apoq_batch.workbook.package.relationships import TYPES_SPACE
from apoq_batch.workbook.package.relationships import Dialect
from apoq_batch.workbook.package.relationships import default_type
from apoq_batch.workbook.package.relationships import is_for
from apoq_batch.workbook.package.relationships import links_name
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.package.relationships import relation
from apoq_batch.workbook.package.relationships import relations
from apoq_batch.workbook.package.xml_element import Element


def serialise(root: Element) -> bytes:
    """The XML part of a root, with its comments and declaration."""
    tree = root.getroottree()
    content: bytes = etree.tostring(
        tree, encoding="UTF-8", xml_declaration=True, standalone=True
    )
    return content


def insert_before(parent: Element, made: Element, later: Collection[str]) -> None:
    """Put an element before the first of those that must come later, or at the end."""
    following = next((child for child in parent if child.tag in later), None)
    if following is None:
        parent.append(made)
    else:
        following.addprevious(made)


def save(package: Package) -> bytes:
    """The file with the three listing parts as they are now."""
    write_listings(package)
    return package.archive.to_bytes()


def write_listings(package: Package) -> None:
    """Put the three parts that list others into the archive as they are now."""
    package.archive.write(package.part, serialise(package.workbook))
    package.archive.write(links_name(package.part), serialise(package.links))
    package.archive.write(CONTENT_TYPES, serialise(package.types))


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
    ids = [fullmatch(r"rId(\d+)", link.get("Id", "")) for link in listing]
    link_id = f"rId{max((int(match[1]) for match in ids if match), default=0) + 1}"
    attributes = {"Id": link_id, "Type": dialect.link_type(kind), "Target": target}
    etree.SubElement(listing, f"{{{LINKS_SPACE}}}Relationship", attributes)
    return link_id


def drop_links(package: Package, kind: str) -> None:
    """Take out the workbook's relationships of a kind and the parts they lead to."""
    for link in list(package.links):
        leads = relation(package.archive, package.part, link)
        if leads.kind == kind:
            package.links.remove(link)
            if leads.part:
                remove_part(package, leads.part)


def relative(source: str, part: str) -> str:
    """A part as a target seen from another one."""
    return posixpath.relpath("/" + part, "/" + posixpath.dirname(source))


def declare(package: Package, part: str, declared: str) -> None:
    """Make a part's content type known; XML parts get one of their own each."""
    _forget(package.types, part)
    extension = part.rpartition(".")[2]
    default = default_type(package.types, part)
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
        if is_for(override, part):
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
