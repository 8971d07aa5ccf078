"""Letters as `layout.html` writes them, taken apart and joined to one page of HTML.

Knows the head and body of such a page; must not know what a letter says, nor how it is
laid out.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from html import unescape

_ATTRIBUTES = r'(?:\s+[\w-]+="[^"]*")*'
_LETTER = re.compile(
    r'\s*<!DOCTYPE html>\s*<html lang="(?P<language>[^"]*)">\s*<head>\s*'
    r'<meta charset="utf-8">\s*<title>(?P<title>[^<]*)</title>\s*'
    r'<meta name="author" content="(?P<author>[^"]*)">\s*'
    r'<meta name="keywords" content="(?P<keywords>[^"]*)">\s*</head>\s*'
    rf"<body(?P<attributes>{_ATTRIBUTES})>(?P<content>.*)</body>\s*</html>\s*",
    re.DOTALL,
)
_TAG = re.compile(rf"<(?P<end>/?)(?P<name>[a-z][a-z0-9]*){_ATTRIBUTES}\s*(?P<alone>/?)>")
# Elements without an end, and those that would swallow what comes after them.
_EMPTY = frozenset(("br", "hr", "img", "meta", "wbr"))
_FORBIDDEN = frozenset(("article", "base", "body", "head", "html", "script", "style"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PageParts:
    """What a letter's page of HTML says about itself, and what is in its body as HTML."""

    language: str
    title: str
    author: str
    keywords: str
    attributes: str = field(repr=False)
    content: str = field(repr=False)


def parts_of(html: str) -> PageParts | None:
    """The parts of a letter's page; None for any other page, which must stay as it is.

    So must a letter with a tag that is not closed in its place, which would change the
    letters after it, and one with an `id`, which another letter may have as well.
    """
    found = _LETTER.fullmatch(html)
    if found is None or ' id="' in found["content"] or not _is_nested(found["content"]):
        return None
    return PageParts(
        language=unescape(found["language"]),
        title=unescape(found["title"]),
        author=unescape(found["author"]),
        keywords=unescape(found["keywords"]),
        attributes=found["attributes"],
        content=found["content"],
    )


def joined(letters: Iterable[PageParts], language: str) -> str:
    """One page of HTML with an `article` for each letter, all in one language."""
    articles = "\n".join(
        f"<article{letter.attributes}>{letter.content}</article>" for letter in letters
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"></head>\n'
        f"<body>\n{articles}\n</body>\n</html>\n"
    )


def _is_nested(content: str) -> bool:
    """Whether every tag is one we know how to read, and closed in its place."""
    tags = tuple(_TAG.finditer(content))
    if len(tags) != content.count("<"):
        return False
    within: list[str] = []
    for tag in tags:
        name = tag["name"]
        if name in _FORBIDDEN:
            return False
        if tag["end"]:
            if not within or within.pop() != name:
                return False
        elif name not in _EMPTY and not tag["alone"]:
            within.append(name)
    return not within
