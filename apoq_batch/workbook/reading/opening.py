"""A dropped file -> the bytes of a workbook and where its sheets lie, or what is wrong.

Knows file formats by their first bytes and the limits on sizes; must not know cells.
"""

import hashlib
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from pathlib import PurePosixPath
from urllib.parse import unquote
from xml.parsers import expat

from lxml import etree

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.workbook import limits

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENTITY_MARKS = tuple(
    mark.encode(code)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for code in ("ascii", "utf-16-le", "utf-16-be")
)
_REL_ID = "id"
_BAD_PACKAGE = (
    LookupError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    ValueError,
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    etree.XMLSyntaxError,
    expat.ExpatError,
)


@dataclass(frozen=True, slots=True)
class SheetPart:
    """A worksheet of the file: its title and the part that holds its cells."""

    title: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A workbook as it was read: its bytes, its hash, where its parts lie."""

    name: str
    content: bytes
    sha256: str
    sheets: tuple[SheetPart, ...]
    our_sheets: frozenset[str]
    strings_path: str | None
    styles_path: str | None
    is_1904: bool


def take_in(path: Path) -> Intake:
    """Read a file once and find its sheets; BatchError with the remedy when it is none."""
    return open_package(path.name, _read_file(path))


def open_package(name: str, content: bytes) -> Intake:
    """Find the sheets of a workbook given as bytes."""
    trouble = _not_a_package(content)
    if trouble is not None:
        raise BatchError(trouble, name=name)
    with refusing_damage(name), zipfile.ZipFile(BytesIO(content)) as package:
        _check_sizes(name, package)
        return _find_parts(name, content, package)


@contextmanager
def refusing_damage(name: str) -> Iterator[None]:
    """Turn whatever a damaged package raises into one plain sentence."""
    try:
        yield
    except _BAD_PACKAGE as problem:
        raise BatchError(troubles.IS_DAMAGED, name=name) from problem


def _read_file(path: Path) -> bytes:
    name = path.name
    if name.startswith("~$"):
        raise BatchError(troubles.IS_OWNER_FILE, name=name)
    if path.is_dir():
        raise BatchError(troubles.IS_FOLDER, name=name)
    try:
        with path.open("rb") as file:
            content = file.read(limits.MAX_FILE_BYTES + 1)
    except FileNotFoundError as problem:
        raise BatchError(troubles.NOT_FOUND, name=name) from problem
    except OSError as problem:
        raise BatchError(troubles.NO_ACCESS, name=name) from problem
    if len(content) > limits.MAX_FILE_BYTES:
        raise BatchError(troubles.IS_TOO_LARGE, name=name)
    return content


def _not_a_package(content: bytes) -> Trouble | None:
    """What a file is when it is no zip package, told by its first bytes."""
    if not content:
        return troubles.IS_EMPTY
    if content.startswith(_COMPOUND):
        return troubles.IS_PROTECTED if _ENCRYPTED in content else troubles.IS_OLD_EXCEL
    if content.startswith(b"PK\x03\x04"):
        return None if zipfile.is_zipfile(BytesIO(content)) else troubles.IS_CUT_OFF
    if content.startswith(_PICTURES) or content[8:12] == b"WEBP":
        return troubles.IS_PICTURE
    if _is_text(content[:4096]) and not content.startswith((b"%PDF", b"{\\rtf")):
        return troubles.IS_TEXT
    return troubles.IS_OTHER


def _is_text(start: bytes) -> bool:
    return not any(byte < 9 or 13 < byte < 32 for byte in start)


def _check_sizes(name: str, package: zipfile.ZipFile) -> None:
    sizes = [member.file_size for member in package.infolist()]
    if (
        max(sizes, default=0) > limits.MAX_PART_BYTES
        or sum(sizes) > limits.MAX_PACKAGE_BYTES
    ):
        raise BatchError(troubles.IS_TOO_LARGE, name=name)


def _find_parts(name: str, content: bytes, package: zipfile.ZipFile) -> Intake:
    names = {member.lower(): member for member in package.namelist()}
    if "mimetype" in names and b"opendocument" in package.read(names["mimetype"])[:80]:
        raise BatchError(troubles.IS_OPENDOCUMENT, name=name)
    book_path = _workbook_path(name, package, names)
    book = read_xml(name, package, book_path)
    links = _relationships(name, package, names, book_path)
    properties = book.find("{*}workbookPr")
    flag = "0" if properties is None else properties.get("date1904", "0")
    return Intake(
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        sheets=tuple(_worksheets(book, links)),
        our_sheets=_our_sheets(book),
        strings_path=_first_of(links, "sharedStrings"),
        styles_path=_first_of(links, "styles"),
        is_1904=flag in ("1", "true"),
    )


def read_xml(name: str, package: zipfile.ZipFile, path: str) -> etree._Element:
    """Parse one small part whole; entities are refused, nothing outside is fetched."""
    if package.getinfo(path).file_size > limits.MAX_SMALL_PART_BYTES:
        raise BatchError(troubles.IS_TOO_LARGE, name=name)
    content = package.read(path)
    refuse_entities(name, content)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return etree.fromstring(content, parser)


def refuse_entities(name: str, content: bytes) -> None:
    """No spreadsheet program writes a DTD; one that is there is an attack."""
    if any(mark in content for mark in _ENTITY_MARKS):
        raise BatchError(troubles.HAS_ENTITIES, name=name)


def _workbook_path(name: str, package: zipfile.ZipFile, names: dict[str, str]) -> str:
    if "[content_types].xml" not in names:
        raise BatchError(troubles.IS_OTHER, name=name)
    links = _relationships(name, package, names, "")
    path = _first_of(links, "officeDocument")
    if path is None or path.lower().endswith((".bin", ".xlsb")):
        raise BatchError(troubles.IS_BINARY_EXCEL if path else troubles.IS_OTHER, name=name)
    if etree.QName(read_xml(name, package, path)).localname != "workbook":
        raise BatchError(troubles.IS_OTHER, name=name)
    return path


Links = dict[str, tuple[str, str]]


def _relationships(
    name: str, package: zipfile.ZipFile, names: dict[str, str], source: str
) -> Links:
    """The links of a part: id -> (last word of the type, path of the target)."""
    folder = PurePosixPath(source).parent
    rels = str(folder / "_rels" / f"{PurePosixPath(source).name}.rels")
    found: Links = {}
    for link in read_xml(name, package, names[rels.lower()]).iterfind("{*}Relationship"):
        target = unquote((link.get("Target") or "").replace("\\", "/"))
        path = _resolved(folder, target)
        kind = (link.get("Type") or "").rpartition("/")[2]
        found[link.get("Id") or ""] = (kind, names.get(path.lower(), path))
    return found


def _resolved(folder: PurePosixPath, target: str) -> str:
    parts: list[str] = [] if target.startswith("/") else list(folder.parts)
    for part in target.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def _first_of(links: Links, kind: str) -> str | None:
    return next((path for word, path in links.values() if word == kind), None)


def _worksheets(book: etree._Element, links: Links) -> Iterator[SheetPart]:
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        ids = (
            text
            for key, text in sheet.attrib.items()
            if etree.QName(key).localname == _REL_ID
        )
        kind, path = links.get(next(iter(ids), ""), ("", ""))
        if kind == "worksheet":
            yield SheetPart(sheet.get("name") or "", path)


def _our_sheets(book: etree._Element) -> frozenset[str]:
    """Titles that a hidden name of ours points at, however they are called now."""
    titles = set()
    for name in book.iterfind("{*}definedNames/{*}definedName"):
        if (name.get("name") or "").startswith("_apoq."):
            title = (name.text or "").rpartition("!")[0]
            titles.add(title.removeprefix("'").removesuffix("'").replace("''", "'"))
    return frozenset(titles)
