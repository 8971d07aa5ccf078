"""What tells a genuine letter: its number, and a check code over everything it says.

Knows letters as finished strings; must not know files, nor how a page looks.
"""

import hashlib
import json
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import is_dataclass

# What stands on paper for a character that the letters' font lacks.
MISSING = "?"
# Crockford's base 32: no letter that looks like a digit, so that a code can be typed.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
GROUP = 5
# Metadata of a field that is drawn and says nothing: the check code leaves it out. It
# hangs on the names of all other fields, so these stay as they are.
NOT_IN_CODE = {"looks": True}
_LOOKALIKES = str.maketrans("ILO", "110")


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterId:
    """A letter's number and its check code; the QR on the page holds both."""

    number: str
    code: str


def letter_id_of(number: str, template: str, content: object) -> LetterId:
    """The number and check code of a letter with this content, made with that template.

    `content` is a dataclass of finished strings, tuples and other such dataclasses.
    """
    return LetterId(number=number, code=check_code(canonical(number, template, content)))


def canonical(number: str, template: str, content: object) -> str:
    """Everything a letter says as one text that is the same on every machine."""
    parts = [number, template, _plain(content)]
    return json.dumps(parts, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def check_code(text: str) -> str:
    """The first 50 bits of a text's SHA-256, such as `7KQ4M-2XP9T`."""
    digest = int.from_bytes(hashlib.sha256(text.encode()).digest(), "big")
    bits = digest >> (256 - 5 * CODE_LENGTH)
    signs = [ALPHABET[bits >> 5 * place & 31] for place in range(CODE_LENGTH - 1, -1, -1)]
    code = "".join(signs)
    return f"{code[:GROUP]}-{code[GROUP:]}"


def as_code(text: str) -> str | None:
    """A check code as it is written here, from how someone typed it; None if it is none."""
    plain = "".join(text.upper().replace("-", "").split()).translate(_LOOKALIKES)
    if len(plain) != CODE_LENGTH or set(plain) - set(ALPHABET):
        return None
    return f"{plain[:GROUP]}-{plain[GROUP:]}"


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if not field.metadata.get("looks")
        }
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value
