"""Why a file is no workbook, or hers is not written to, in words she can act on.

Knows file formats by their first bytes and the reasons of the package; must not know what
is to be read or written.
"""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.workbook.package.archive import RefusalReason

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")

TROUBLES: Mapping[RefusalReason, Trouble] = MappingProxyType(
    {
        RefusalReason.PASSWORD: troubles.IS_PROTECTED,
        RefusalReason.BINARY: troubles.IS_BINARY_EXCEL,
        RefusalReason.NOT_A_WORKBOOK: troubles.IS_OTHER,
        RefusalReason.DAMAGED: troubles.PART_IS_DAMAGED,
        RefusalReason.SIGNED: troubles.IS_SIGNED,
        RefusalReason.SHARED: troubles.IS_SHARED,
        RefusalReason.FINAL: troubles.IS_FINAL,
        RefusalReason.NO_SHEET_LEFT: troubles.ONLY_RESULT_SHEETS,
        RefusalReason.TOO_LARGE: troubles.IS_TOO_LARGE,
        RefusalReason.TOO_MANY_FORMATS: troubles.TOO_MANY_FORMATS,
    }
)


def trouble_of_reading(reason: RefusalReason) -> Trouble:
    """What to tell when a part that has to be read cannot be."""
    return troubles.IS_DAMAGED if reason is RefusalReason.DAMAGED else TROUBLES[reason]


def trouble_of_format(content: bytes) -> Trouble | None:
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
