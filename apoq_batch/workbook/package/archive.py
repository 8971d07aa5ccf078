"""The zip file under a workbook: members read, replaced, or copied as they were.

Knows headers and compressed bytes; must not know what a workbook is.
"""

import struct
import zlib
from collections.abc import Iterable
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import BadZipFile
from zipfile import ZipFile
from zipfile import ZipInfo

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import Trouble

LARGEST_PART = 256 * 1024 * 1024
# Packed bytes unpack to a thousand times as many at most.
PACKED_PIECE, PIECE = 1 << 15, 1 << 20
LARGEST_FILE = 0xFFFFFFFF
MOST_MEMBERS = 0xFFFF
ENCRYPTED, DESCRIPTOR, UTF8 = 0x1, 0x8, 0x800
UNREADABLE = (BadZipFile, struct.error, ValueError, NotImplementedError, OverflowError)
LOCAL = struct.Struct("<4s5H3L2H")
CENTRAL = struct.Struct("<4s4B4H3L5H2L")
END = struct.Struct("<4s4H2LH")


class Refused(Exception):
    """The workbook cannot be written to, which `trouble` tells; nothing was changed."""

    def __init__(self, trouble: Trouble, detail: str) -> None:
        super().__init__(f"{trouble.message} {detail}")
        self.trouble = trouble


@dataclass(frozen=True, slots=True, kw_only=True)
class ZipMember:
    """One entry of the zip: its header and its bytes as they are stored."""

    info: ZipInfo
    stored_name: bytes
    local_extra: bytes
    raw: bytes

    @property
    def name(self) -> str:
        """The name with forward slashes, as package parts are called."""
        return self.info.filename.replace("\\", "/").lstrip("/")

    @property
    def checksum(self) -> str:
        """Length and checksum of what it holds."""
        return f"{self.info.file_size}-{self.info.CRC:08x}"

    def content(self) -> bytes:
        """The member unpacked and checked."""
        if self.info.file_size > LARGEST_PART:
            raise Refused(troubles.IS_TOO_LARGE, self.name)
        return b"".join(self.pieces())

    def pieces(self) -> Iterator[bytes]:
        """The member unpacked a piece at a time, in flat memory, and checked at the end."""
        length = checksum = 0
        for piece in _unpacked_pieces(self):
            length += len(piece)
            checksum = zlib.crc32(piece, checksum)
            if length > self.info.file_size:
                break
            yield piece
        if (length, checksum) != (self.info.file_size, self.info.CRC):
            raise Refused(troubles.PART_IS_DAMAGED, self.name)

    def holds(self, marks: tuple[bytes, ...]) -> bool:
        """Whether any of the marks, in small letters, is in it; a piece at a time."""
        longest = max(map(len, marks), default=0)
        tail = b""
        for piece in self.pieces() if marks else ():
            text = tail + piece.lower()
            if any(mark in text for mark in marks):
                return True
            tail = text[-longest:]
        return False


def checksum_of(content: bytes) -> str:
    """Length and checksum of a content, as a member's checksum tells them."""
    return f"{len(content)}-{zlib.crc32(content):08x}"


def fold(name: str) -> str:
    """The form in which two part names are compared."""
    return name.casefold()


class Archive:
    """The members of a zip file with the changes to be made to them."""

    def __init__(self, content: bytes) -> None:
        listing = _listing(content)
        self._comment = listing.comment
        self._original: dict[str, ZipMember] = {}
        for info in listing.infolist():
            self._add(_member(content, info))
        self._now = dict(self._original)

    def copy(self) -> "Archive":
        """The same members, to be changed apart from these."""
        twin = copy(self)
        twin._now = dict(self._now)
        return twin

    def _add(self, member: ZipMember) -> None:
        first = self._original.setdefault(fold(member.name), member)
        if first.checksum != member.checksum:
            raise Refused(troubles.PART_IS_DAMAGED, f"two different members {member.name}")

    def names(self) -> tuple[str, ...]:
        """The members' names in their order."""
        return tuple(member.name for member in self._now.values())

    def find(self, name: str) -> str | None:
        """The name as the zip spells it; None when there is no such member."""
        member = self._now.get(fold(name))
        return member.name if member else None

    def size(self, name: str) -> int:
        """How many bytes a member holds; 0 when there is none."""
        member = self._now.get(fold(name))
        return member.info.file_size if member else 0

    def sizes(self) -> tuple[int, ...]:
        """How many bytes each member holds."""
        return tuple(member.info.file_size for member in self._now.values())

    def pieces(self, name: str) -> Iterator[bytes]:
        """What a member holds, a piece at a time and in flat memory."""
        return self._member(name).pieces()

    def checksum(self, name: str) -> str:
        """Length and checksum of what a member holds; "" when there is none."""
        member = self._now.get(fold(name))
        return member.checksum if member else ""

    def holds(self, name: str, marks: tuple[bytes, ...]) -> bool:
        """Whether any of the marks, in small letters, is in a member; in flat memory."""
        member = self._now.get(fold(name))
        return member is not None and member.holds(marks)

    def read(self, name: str) -> bytes:
        """What a member holds."""
        return self._member(name).content()

    def _member(self, name: str) -> ZipMember:
        member = self._now.get(fold(name))
        if member is None:
            raise Refused(troubles.PART_IS_DAMAGED, f"no {name}")
        return member

    def write(self, name: str, content: bytes) -> None:
        """Replace or add a member; one that holds just this stays as it was."""
        before = self._original.get(fold(name))
        if (
            before
            and before.checksum == checksum_of(content)
            and before.content() == content
        ):
            self._now[fold(name)] = before
        else:
            self._now[fold(name)] = _packed(before.name if before else name, content)

    def remove(self, name: str) -> None:
        """Take a member out."""
        self._now.pop(fold(name), None)

    def to_bytes(self, order: Iterable[str] = ()) -> bytes:
        """The zip: members in their old order or a given one, then the rest by name."""
        first = dict.fromkeys(map(fold, order)) or self._original
        kept = [self._now[key] for key in first if key in self._now]
        added = [self._now[key] for key in sorted(self._now.keys() - first.keys())]
        return _zip([*kept, *added], self._comment)


def _listing(content: bytes) -> ZipFile:
    try:
        return ZipFile(BytesIO(content))
    except UNREADABLE as error:
        raise Refused(troubles.PART_IS_DAMAGED, str(error)) from error


def _member(content: bytes, info: ZipInfo) -> ZipMember:
    start = info.header_offset + LOCAL.size
    if not content.startswith(b"PK\3\4", info.header_offset) or start > len(content):
        raise Refused(troubles.PART_IS_DAMAGED, info.filename)
    *_, name_length, extra_length = LOCAL.unpack(content[info.header_offset : start])
    after_name = start + name_length
    after_extra = after_name + extra_length
    raw = content[after_extra : after_extra + info.compress_size]
    if len(raw) != info.compress_size:
        raise Refused(troubles.PART_IS_DAMAGED, info.filename)
    return ZipMember(
        info=info,
        stored_name=content[start:after_name],
        local_extra=_without_zip64(content[after_name:after_extra]),
        raw=raw,
    )


def _without_zip64(extra: bytes) -> bytes:
    return b"".join(field for kind, field in _extra_fields(extra) if kind != 1)


def _extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        yield kind, extra[at : at + 4 + length]
        at += 4 + length


def _unpacked_pieces(member: ZipMember) -> Iterator[bytes]:
    if member.info.flag_bits & ENCRYPTED:
        raise Refused(troubles.IS_PROTECTED, member.name)
    if member.info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Refused(
            troubles.PART_IS_DAMAGED, f"{member.name} is packed in an unknown way"
        )
    if member.info.compress_type == ZIP_STORED:
        for start in range(0, len(member.raw), PIECE):
            yield member.raw[start : start + PIECE]
        return
    inflate = zlib.decompressobj(-15)
    for start in range(0, len(member.raw), PACKED_PIECE):
        packed = member.raw[start : start + PACKED_PIECE]
        while packed:
            try:
                piece = inflate.decompress(packed, PIECE)
            except zlib.error as error:
                raise Refused(
                    troubles.PART_IS_DAMAGED, f"{member.name}: {error}"
                ) from error
            yield piece
            packed = inflate.unconsumed_tail


def _packed(name: str, content: bytes) -> ZipMember:
    deflate = zlib.compressobj(6, zlib.DEFLATED, -15)
    raw = deflate.compress(content) + deflate.flush()
    info = ZipInfo(name)
    info.compress_type = ZIP_DEFLATED
    info.create_system = 0
    info.flag_bits = 0 if name.isascii() else UTF8
    info.CRC = zlib.crc32(content)
    info.file_size, info.compress_size = len(content), len(raw)
    return ZipMember(info=info, stored_name=name.encode(), local_extra=b"", raw=raw)


def _zip(members: list[ZipMember], comment: bytes) -> bytes:
    weight = sum(len(member.raw) + 1024 for member in members)
    if len(members) >= MOST_MEMBERS or weight > LARGEST_FILE:
        raise Refused(troubles.IS_TOO_LARGE, "more than a plain zip file holds")
    body, directory = BytesIO(), BytesIO()
    for member in members:
        directory.write(_central(member, body.tell()))
        body.write(_local(member))
        body.write(member.raw)
    start, length = body.tell(), directory.tell()
    count = len(members)
    end = END.pack(b"PK\5\6", 0, 0, count, count, length, start, len(comment))
    return body.getvalue() + directory.getvalue() + end + comment


def _header(info: ZipInfo) -> tuple[int, ...]:
    year, month, day, hour, minute, second = info.date_time
    return (
        info.flag_bits & ~DESCRIPTOR,
        info.compress_type,
        hour << 11 | minute << 5 | second // 2,
        (year - 1980) << 9 | month << 5 | day,
        info.CRC,
        info.compress_size,
        info.file_size,
    )


def _local(member: ZipMember) -> bytes:
    name, extra, info = member.stored_name, member.local_extra, member.info
    fixed = LOCAL.pack(
        b"PK\3\4", info.extract_version, *_header(info), len(name), len(extra)
    )
    return fixed + name + extra


def _central(member: ZipMember, offset: int) -> bytes:
    info, extra = member.info, _without_zip64(member.info.extra)
    fixed = CENTRAL.pack(
        b"PK\1\2",
        info.create_version,
        info.create_system,
        info.extract_version & 0xFF,
        info.reserved,
        *_header(info),
        len(member.stored_name),
        len(extra),
        len(info.comment),
        0,
        info.internal_attr,
        info.external_attr,
        offset,
    )
    return fixed + member.stored_name + extra + info.comment
