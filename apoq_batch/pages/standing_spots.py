"""Where the words of a page stand: in its text, in the tree it is read to, in the boxes.

Knows trees and the boxes before layout; must not know lines nor what a page says. Words
whose place is not known for certain have no spot, and a page that differs there is
another page.
"""

import re
from collections import Counter
from collections import defaultdict
from collections.abc import Container
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from typing import TypeAlias

from weasyprint.formatting_structure import boxes

# Of WeasyPrint and of the tree it reads: neither has types.
Box: TypeAlias = Any
Element: TypeAlias = Any

_ATTRIBUTES = ("content", "d", "data-month")
_BLANK = " \t\n"
_BLANKS = re.compile(f"[{_BLANK}]+")
# What may differ from page to page: some attributes, and texts but the last of a heading,
# which is a bookmark too.
_WORDS = re.compile(
    "|".join(
        (
            rf"(?<=>)[{_BLANK}]*[^<{_BLANK}][^<]*(?=<(?!/h[1-6]>))",
            *(rf'(?<= {name}=")[^"]*' for name in _ATTRIBUTES),
        )
    )
)
# What readers of HTML and of our own words could take differently.
_STRANGE = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_SVG = "{http://www.w3.org/2000/svg}svg"
_WRAPPED = ("normal", "nowrap")
_AS_IT_STANDS = "pre"
_TEXT, _TAIL = "#text", "#tail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Apart:
    """A page's build, which pages of one kind share, and its words, in order."""

    build: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where words stand in the tree: in an element, after it, or in an attribute of it.

    `within` is the element that contains them.
    """

    element: Element
    name: str
    within: Element

    def read(self) -> str:
        """The words that stand there."""
        if self.name == _TEXT:
            words = self.element.text
        elif self.name == _TAIL:
            words = self.element.tail
        else:
            words = self.element.get(self.name)
        return words or ""

    def write(self, words: str) -> None:
        """Let other words stand there."""
        if self.name == _TEXT:
            self.element.text = words
        elif self.name == _TAIL:
            self.element.tail = words
        else:
            self.element.set(self.name, words)


@dataclass(frozen=True, slots=True)
class Spot:
    """A place, and what must be made anew when its words change.

    `text` is its box before layout, and `line` the one long line that holds it before
    lines are broken; `drawing` is the element of a picture; `string` is the name by which
    the foot of the page repeats it. Without any of them it is said about the document.
    """

    place: Place
    text: Box = None
    line: Box = None
    drawing: Element = None
    string: str = ""


def apart(page: str) -> Apart:
    """Take a page of HTML apart."""
    return Apart(build=_WORDS.sub("\0", page), words=tuple(_WORDS.findall(page)))


def fits(spot: Spot, words: str) -> bool:
    """Whether words can be told to stand in a spot as WeasyPrint would read them."""
    new = unescape(words)
    if _STRANGE.search(new):
        return False
    if spot.text is None:
        return True
    if spot.text.style["white_space"] == _AS_IT_STANDS:
        return bool(new) and "\n" not in new
    old = spot.place.read()
    return bool(new.strip(_BLANK)) and _edges(old) == _edges(new)


def _edges(text: str) -> tuple[bool, bool]:
    """Whether a text begins and ends with a blank."""
    return text[0] in _BLANK, text[-1] in _BLANK


def as_laid_out(box: Box, words: str) -> str:
    """The words as they are in a text box, whose blanks at the ends are decided."""
    if box.style["white_space"] == _AS_IT_STANDS:
        return words
    text = _BLANKS.sub(" ", words).strip(" ")
    first = " " if box.text.startswith(" ") else ""
    return f"{first}{text}{' ' if box.text.endswith(' ') else ''}"


def spots_of(
    tree: Element, words: Sequence[str], root: Box, standing: Container[object]
) -> Mapping[int, Spot]:
    """The spots of a page's words, each by its number among them.

    Only such as hang on what is `standing`: long lines and the elements of pictures. None
    if the tree says anything else than the words.
    """
    places = tuple(_places(tree))
    said = [
        (place.read(), unescape(one)) for place, one in zip(places, words, strict=False)
    ]
    if len(places) != len(words) or any(there != here for there, here in said):
        return {}
    numbers = {place: number for number, place in enumerate(places)}
    found = {**_about(tree, places), **_texts(tree, places, root, standing)}
    found |= _drawings(tree, places, standing)
    found |= _strings(places, root)
    return {numbers[place]: spot for place, spot in found.items()}


def _places(element: Element) -> Iterator[Place]:
    """All places of words in a tree, in the order in which they are written."""
    for name in element.attrib:
        if name in _ATTRIBUTES:
            yield Place(element, name, element)
    children = tuple(element)
    # The last words of a heading are no words of the page.
    last = (children or (element,))[-1] if element.tag in HEADINGS else None
    if last is not element and _says(element.text):
        yield Place(element, _TEXT, element)
    for child in children:
        if isinstance(child.tag, str):
            yield from _places(child)
        if last is not child and _says(child.tail):
            yield Place(child, _TAIL, element)


def _says(text: str | None) -> bool:
    return bool(text and text.strip(_BLANK))


def _about(tree: Element, places: Sequence[Place]) -> dict[Place, Spot]:
    """What is said about the document, in its head."""
    said = {element for tag in ("title", "meta") for element in tree.iter(tag)}
    return {place: Spot(place) for place in places if place.within in said}


def _drawings(
    tree: Element, places: Sequence[Place], standing: Container[object]
) -> dict[Place, Spot]:
    drawings = {
        element: drawing
        for drawing in tree.iter(_SVG)
        if drawing in standing
        for element in drawing.iter()
    }
    return {
        place: Spot(place, drawing=drawings[place.within])
        for place in places
        if place.within in drawings
    }


def _strings(places: Sequence[Place], root: Box) -> dict[Place, Spot]:
    """Attributes that a string of the page is made of, alone, and that no other box sets."""
    made = [
        (box.element, name, content)
        for box in root.descendants()
        if box.string_set
        for name, content in box.style["string_set"]
    ]
    times = Counter(name for _, name, _ in made)
    names = {
        (element, attribute): name
        for element, name, content in made
        if times[name] == 1
        for attribute in _only_attribute(content)
    }
    return {
        place: Spot(place, string=names[place.element, place.name])
        for place in places
        if (place.element, place.name) in names
    }


def _only_attribute(content: Sequence[tuple[str, Sequence[str]]]) -> Iterator[str]:
    if len(content) == 1 and content[0][0] == "attr()":
        yield content[0][1][0]


def _texts(
    tree: Element, places: Sequence[Place], root: Box, standing: Container[object]
) -> dict[Place, Spot]:
    """Texts whose box is known: as many boxes of an element say something as texts do."""
    headings = {
        element
        for heading in tree.iter()
        if heading.tag in HEADINGS
        for element in heading.iter()
    }
    here: defaultdict[Element, list[Place]] = defaultdict(list)
    for place in places:
        if place.name in (_TEXT, _TAIL) and place.within not in headings:
            here[place.within].append(place)
    there: defaultdict[Element, list[tuple[Box, Box]]] = defaultdict(list)
    for line in root.descendants():
        if isinstance(line, boxes.LineBox):
            for box in line.descendants():
                if _is_text_of_element(box):
                    there[box.element].append((box, line))
    return {
        place: Spot(place, text=box, line=line)
        for element, its in here.items()
        if len(its) == len(there[element])
        for place, (box, line) in zip(its, there[element], strict=True)
        if line in standing and _is_as_written(box, place.read())
    }


def _is_text_of_element(box: Box) -> bool:
    return (
        isinstance(box, boxes.TextBox)
        and box.element is not None
        and box.element_tag == box.element.tag
        and bool(box.text.strip(_BLANK))
    )


def _is_as_written(box: Box, words: str) -> bool:
    style = box.style
    known = style["white_space"] in (*_WRAPPED, _AS_IT_STANDS)
    untouched = style["text_transform"] == "none" and style["hyphens"] != "none"
    return known and untouched and bool(box.text == as_laid_out(box, words))
