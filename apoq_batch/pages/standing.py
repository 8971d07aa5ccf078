"""A page that is laid out -> the same page with other words in it, without laying it out.

Printers keep type standing for what is printed again with few changes. Knows the boxes
of WeasyPrint from inside, of the one version that is pinned; must not know what a page
says. What comes out is to the byte what WeasyPrint makes of the page by itself: lines
are broken by WeasyPrint, and where one more or fewer of them would move what is below,
it lays out the page again.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from math import inf
from typing import Any
from typing import TypeAlias

from weasyprint import DEFAULT_OPTIONS
from weasyprint.css.counters import CounterStyle
from weasyprint.document import Document
from weasyprint.document import DocumentMetadata
from weasyprint.document import Page
from weasyprint.formatting_structure import boxes
from weasyprint.formatting_structure.build import build_formatting_structure
from weasyprint.html import get_html_metadata
from weasyprint.images import SVGImage
from weasyprint.layout import layout_document
from weasyprint.layout.background import layout_box_backgrounds
from weasyprint.layout.inline import iter_line_boxes
from weasyprint.layout.page import make_margin_boxes

from apoq_batch.pages.standing_spots import HEADINGS
from apoq_batch.pages.standing_spots import Box
from apoq_batch.pages.standing_spots import Element
from apoq_batch.pages.standing_spots import Spot
from apoq_batch.pages.standing_spots import as_laid_out
from apoq_batch.pages.standing_spots import fits
from apoq_batch.pages.standing_spots import spots_of

Html: TypeAlias = Any
Css: TypeAlias = Any
Fonts: TypeAlias = Any
Printable: TypeAlias = Any

_IN_A_LINE = (boxes.LineBox, boxes.InlineBox, boxes.TextBox)
_OF_ANY_WIDTH = (
    boxes.MarginBox,
    boxes.InlineBlockBox,
    boxes.FlexContainerBox,
    boxes.GridContainerBox,
)
# Less than this is the rounding of a sum, in CSS pixels.
_NOTHING = 1e-6


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """A block as it is laid out, and its lines."""

    block: Box
    lines: tuple[Box, ...]


class Standing:
    """A page as WeasyPrint has laid it out, to be filled with other words again and again.

    `words` are those that stand in it now; `spots` are the places among them that can
    change.
    """

    def __init__(self, html: Html, style: Css, fonts: Fonts, words: Sequence[str]) -> None:
        counters = CounterStyle()
        self.html = html
        self.fonts = fonts
        self.words = list(words)
        self.spots: Mapping[int, Spot] = {}
        # What a document is rendered by, step for step, but what is between is kept.
        self.context = Document._build_layout_context(
            html, fonts, counters, {}, {**DEFAULT_OPTIONS, "stylesheets": [style]}
        )
        self.root: Box = build_formatting_structure(
            html.etree_element,
            self.context.style_for,
            self.context.get_image_from_uri,
            html.base_url,
            self.context.target_collector,
            counters,
            self.context.footnotes,
        )
        self.drawings: dict[Element, Box] = {}
        self.sayers: list[Box] = []
        for box in self.root.descendants():
            if isinstance(box, boxes.LineBox):
                # An attribute of ours: the lines it is cut into are copies with all that
                # it has, and so know where they are from.
                box.whole = box
            if isinstance(box, boxes.ReplacedBox):
                self.drawings[box.element] = box
            if box.string_set:
                self.sayers.append(box)
        self._lay_out()
        if self.can_stand:
            standing = {**self.paragraphs, **self.pictures}
            self.spots = spots_of(html.etree_element, words, self.root, standing)

    @property
    def can_stand(self) -> bool:
        """Whether it can be filled: where pages break hangs on all words at once.

        Places of links, and marks other than headings, would not move with the words.
        """
        return (
            len(self.pages) == 1
            and not self.pages[0].links
            and not self.pages[0].anchors
            and all(box.element_tag in HEADINGS for box in self.marked)
        )

    def takes(self, words: Sequence[str]) -> bool:
        """Whether a page of the same build with these words can be had from it."""
        return all(
            here == there or (place in self.spots and fits(self.spots[place], there))
            for place, (here, there) in enumerate(zip(self.words, words, strict=True))
        )

    def fill(self, words: Sequence[str]) -> None:
        """Put words in that it takes."""
        changed = []
        for place, spot in self.spots.items():
            if words[place] != self.words[place]:
                new = unescape(words[place])
                if spot.text is not None:
                    spot.text.text = as_laid_out(spot.text, new)
                spot.place.write(new)
                self.words[place] = words[place]
                changed.append(spot)
        self._draw(spot.drawing for spot in changed if spot.drawing is not None)
        strings = {spot.string: spot.place.read() for spot in changed if spot.string}
        self._say(strings)
        lines = {spot.line: None for spot in changed if spot.line is not None}
        if not all(self._set(line) for line in lines):
            self._lay_out()
        elif strings:
            self._foot(self.pages[0]._page_box)

    def document(self) -> Printable:
        """The document as it stands now."""
        about = DocumentMetadata(**get_html_metadata(self.html))
        fetcher = self.html.url_fetcher
        return Document(self.pages, about, fetcher, self.fonts, {}, output_intent=None)

    def _lay_out(self) -> None:
        self.context.string_set.clear()
        self.context.tables.clear()
        laid = layout_document(self.html, self.root, self.context)
        self.pages = [Page(box) for box in laid]
        self.paragraphs: dict[Box, _Paragraph] = {}
        self.pictures: dict[Element, Box] = {}
        self.marked: list[Box] = []
        for page in self.pages:
            self._collect(page._page_box)

    def _collect(self, box: Box, *, is_beside_float: bool = False) -> None:
        """The paragraphs whose words move nothing else, the pictures, the bookmarks."""
        if box.bookmark_label:
            self.marked.append(box)
        if isinstance(box, boxes.ReplacedBox):
            self.pictures[box.element] = box
        if isinstance(box, boxes.PageBox) or box.establishes_formatting_context():
            is_beside_float = _has_float(box)
        if isinstance(box, boxes.BlockContainerBox) and not is_beside_float:
            lines = tuple(box.children)
            wholes = {getattr(line, "whole", None) for line in lines}
            if len(wholes) == 1 and _is_plain(box):
                self.paragraphs[wholes.pop()] = _Paragraph(box, lines)
        for child in box.children:
            if isinstance(child, boxes.Box) and not _is_shrunk(child):
                self._collect(child, is_beside_float=is_beside_float)

    def _set(self, line: Box) -> bool:
        """Break a paragraph's lines anew; whether there are as many, as high as before.

        Their heights on the page are not computed again, and so stay exactly the same.
        """
        paragraph = self.paragraphs[line]
        block, lines = paragraph.block, paragraph.lines
        line.position_x = block.content_box_x()
        # No float is beside it.
        self.context.create_block_formatting_context()
        broken = iter_line_boxes(
            self.context, line, lines[0].position_y, -inf, None, block, [], [], None, None
        )
        new = [box for one, _ in broken for box in one.descendants()]
        self.context.finish_block_formatting_context()
        old = [box for one in lines for box in one.descendants()]
        if len(new) != len(old) or not all(map(_is_alike, old, new)):
            return False
        for box, other in zip(old, new, strict=True):
            box.position_x, box.width = other.position_x, other.width
            if isinstance(box, boxes.TextBox):
                box.text, box.pango_layout = other.text, other.pango_layout
        return True

    def _draw(self, drawings: Iterable[Element]) -> None:
        for element in dict.fromkeys(drawings):
            url, fetcher = self.html.base_url, self.html.url_fetcher
            picture = SVGImage(element, url, fetcher, self.context)
            # As it is laid out, and for the next time that it is.
            self.pictures[element].replacement = picture
            self.drawings[element].replacement = picture

    def _say(self, strings: Mapping[str, str]) -> None:
        """Tell the foot of the page what it repeats."""
        for box in self.sayers if strings else ():
            box.string_set = [
                (name, strings.get(name, said)) for name, said in box.string_set
            ]
        for name, said in strings.items():
            self.context.string_set[name] = {1: [said]}

    def _foot(self, page: Box) -> None:
        """Make what stands in the margins of the page anew."""
        self.context.current_page = 1
        state = self.context.page_maker[1][3]
        margins = list(make_margin_boxes(self.context, page, state))
        for box in margins:
            layout_box_backgrounds(page, box, self.context.get_image_from_uri)
        inside = [box for box in page.children if not isinstance(box, boxes.MarginBox)]
        page.children = (*inside, *margins)


def _has_float(box: Box) -> bool:
    """Whether something floats among what a box holds, beside which lines are shorter."""
    inside = (child for child in box.children if isinstance(child, boxes.Box))
    return any(
        child.is_floated()
        or (not child.establishes_formatting_context() and _has_float(child))
        for child in inside
    )


def _is_plain(block: Box) -> bool:
    """Whether lines in a block are broken by nothing but their width, and hold only text.

    Where a background is painted is settled when the page is laid out.
    """
    held = [box for line in block.children for box in line.descendants()]
    return (
        block.first_letter_style is None
        and block.first_line_style is None
        and "justify" not in (block.style["text_align_all"], block.style["text_align_last"])
        and all(isinstance(box, _IN_A_LINE) and box.background is None for box in held)
    )


def _is_shrunk(box: Box) -> bool:
    """Whether a box may be as wide as what it holds, or is none of the page's body."""
    if isinstance(box, boxes.TableBox):
        is_fixed = box.style["table_layout"] == "fixed" and box.style["width"] != "auto"
        return not is_fixed
    return box.is_floated() or isinstance(box, _OF_ANY_WIDTH)


def _is_alike(box: Box, other: Box) -> bool:
    """Whether a box can stand where another one of the same height stood."""
    return (
        type(box) is type(other)
        and box.style is other.style
        and abs(box.height - other.height) < _NOTHING
        and abs(box.position_y - other.position_y) < _NOTHING
    )
