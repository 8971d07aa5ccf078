"""How names are compared: sheets, headings, choices, keys.

Knows accents, case and spaces; must not know which names there are.
"""

import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from functools import lru_cache


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Lower case, no accents, spaces and underscores alike: how names are compared."""
    plain = unicodedata.normalize("NFKD", text.replace("_", " ").casefold())
    letters = "".join(char for char in plain if not unicodedata.combining(char))
    visible = "".join(char for char in letters if unicodedata.category(char) != "Cf")
    return "_".join(visible.split())


def nearest(wanted: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The name most like the wanted one, or None when none comes as near as `cutoff`."""
    by_key = {folded(name): name for name in names}
    found = get_close_matches(folded(wanted), list(by_key), n=1, cutoff=cutoff)
    return by_key[found[0]] if found else None


def cleaned(text: str) -> str:
    """The text without what cannot be seen, composed, with single spaces."""
    composed = unicodedata.normalize("NFC", text)
    if composed.isprintable():
        return " ".join(composed.split())
    return " ".join("".join(_visible(char) for char in composed).split())


def has_invisible(text: str) -> bool:
    """Whether a text has control or direction marks, line breaks and tabs apart."""
    return not text.isprintable() and any(
        unicodedata.category(char) in ("Cc", "Cf") and char not in "\t\n\r" for char in text
    )


def _visible(char: str) -> str:
    category = unicodedata.category(char)
    if category in ("Cf", "Cs", "Co", "Cn"):
        return ""
    return " " if category in ("Cc", "Zs", "Zl", "Zp") else char
