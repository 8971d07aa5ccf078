"""What a file is when it is no workbook.

Knows file formats by their first bytes; must not know what a package holds.
"""

import zipfile
from io import BytesIO

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import Trouble

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


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
