"""Names of people in sentences and in the names of files.

Knows spelling only; must not know who a member is nor where a file goes.
"""

import re
import unicodedata
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import count

LONGEST_PART = 80
NO_NAME = "sin-nombre"
NO_CODE = "sin-codigo"


def full_name(surnames: str, names: str) -> str:
    """Given names and then surnames, single spaces between: `Rosa Inés Chero Ñique`."""
    return " ".join(f"{names} {surnames}".split())


def file_name_part(text: str) -> str:
    """Text as part of a file name: `a-z`, `0-9` and `-` only, at most 80, never empty."""
    words = re.findall(r"[a-z0-9]+", _unaccented(text).lower())
    return "-".join(words)[:LONGEST_PART].strip("-") or NO_NAME


def file_name_code(code: str) -> str:
    """A code as part of a file name: it keeps letters, digits, `_`, `-` and its case."""
    kept = re.sub(r"[^A-Za-z0-9_-]", "-", _unaccented(code.strip()))
    return kept[:LONGEST_PART].strip("-") or NO_CODE


def letter_file_names(letters: Sequence[tuple[str, str]]) -> tuple[str, ...]:
    """A file name for each (code, surnames and names), in the order given.

    They are `<code>-<surnames-names>.pdf`, all different even where upper and lower case
    are one; where two would clash, the later in order of code gets `-2`, then `-3`.
    """
    named: dict[int, str] = {}
    taken: set[str] = set()
    for place, (code, name) in sorted(enumerate(letters), key=lambda item: item[1]):
        stem = f"{file_name_code(code)}-{file_name_part(name)}"
        free = next(stem for stem in _numbered(stem) if stem.lower() not in taken)
        taken.add(free.lower())
        named[place] = f"{free}.pdf"
    return tuple(named[place] for place in range(len(letters)))


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    yield from (f"{stem}-{number}" for number in count(2))


def _unaccented(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
