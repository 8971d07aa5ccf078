"""Pages of HTML -> PDF, by the public interface of WeasyPrint.

Knows WeasyPrint, our fonts and looks, and what is loaded once in a process; must not know
what a page says nor where its file goes. The same page gives the same bytes whatever is
laid out together with it, and one that WeasyPrint has anything to say about is a bug:
nothing is lost in silence.
"""

import atexit
import gc
import logging
import re
import warnings
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from logging.handlers import BufferingHandler
from pathlib import Path
from types import TracebackType
from typing import Any
from typing import TypeAlias

from apoq_batch.pages import libraries
from apoq_batch.pages.page_parts import PageParts
from apoq_batch.pages.page_parts import joined
from apoq_batch.pages.page_parts import parts_of
from apoq_batch.pages.shipped import folder

# How the address of a picture begins that is in the page itself.
INLINE_PICTURE = "data:image/png;base64,"
STYLE = "letter.css"
# Tagged, so that a letter can be read aloud.
VARIANT = "pdf/ua-1"
OLDEST_HARFBUZZ = (4, 1, 0)
PANGO, SUBSETTER, WEASYPRINT = "Pango", "HarfBuzz-Subset", "WeasyPrint"
_START = "letter"
# Of letters laid out together each is page 1 of 1, and we must find where it begins.
_COUNTERS = re.compile(r"counter\(pages?\)")
_TOGETHER_STYLE = f"""
article {{ break-before: page; bookmark-level: 1; bookmark-label: "{_START}"; }}
"""

# A page's name, to complain about it, and its HTML.
NamedPage = tuple[str, str]
# Of WeasyPrint, which has no types.
Css: TypeAlias = Any
Document: TypeAlias = Any
DocumentPage: TypeAlias = Any


class BrokenPage(RuntimeError):
    """A page could not be made without complaint: a bug, in a template or in here."""

    def __init__(self, name: str, complaint: str) -> None:
        super().__init__(name, complaint)
        self.name = name
        self.complaint = complaint

    def __str__(self) -> str:
        return f"{self.name}: {self.complaint}"


def missing_libraries() -> tuple[str, ...]:
    """What PDF files need and this machine has not."""
    try:
        # Without HarfBuzz-Subset it only warns.
        with warnings.catch_warnings(action="ignore"):
            import_module("weasyprint")
    except ModuleNotFoundError:
        return (WEASYPRINT,)
    except OSError:
        return (PANGO,)
    version = libraries.version_of(libraries.HARFBUZZ_SUBSET)
    return () if libraries.is_at_least(version, OLDEST_HARFBUZZ) else (SUBSETTER,)


def render_pdfs(pages: Sequence[NamedPage]) -> tuple[bytes, ...]:
    """The PDF of each page, in order; BrokenPage with the name of the first that fails.

    Letters are laid out together, which takes a quarter less time than one by one. One
    that is longer than a page, or wrong, is laid out alone, and so is any other page.
    """
    letters = {
        place: parts
        for place, (_, html) in enumerate(pages)
        if (parts := parts_of(html)) is not None
    }
    with _garbage_collected_after():
        together = _render_together(letters)
        return tuple(
            together.get(place) or _render_alone(name, html, letters.get(place))
            for place, (name, html) in enumerate(pages)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Renderer:
    """WeasyPrint with our fonts and looks, loaded once in a process.

    `style` is for one document, `style_together` for several letters laid out as one.
    """

    fetcher: Any
    fonts: Any
    style: Css
    style_together: Css

    def lay_out(self, html: str, style: Css) -> Document:
        """A page of HTML as WeasyPrint's document."""
        from weasyprint import HTML

        page = HTML(string=html, base_url=_base_url(), url_fetcher=self.fetcher)
        return page.render(font_config=self.fonts, stylesheets=[style], pdf_variant=VARIANT)


@cache
def _renderer() -> _Renderer:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    from apoq_batch.pages.template_files import TemplateFiles

    fonts, fetcher = FontConfiguration(), TemplateFiles(fail_on_errors=True)
    looks = Path(folder("templates"), STYLE).read_text(encoding="utf-8")
    styles = [
        CSS(string=text, base_url=_base_url(), font_config=fonts, url_fetcher=fetcher)
        for text in (looks, _COUNTERS.sub('"1"', looks) + _TOGETHER_STYLE)
    ]
    # Python takes apart what is left at its end in an order that fonts do not bear.
    atexit.register(_renderer.cache_clear)
    return _Renderer(
        fetcher=fetcher, fonts=fonts, style=styles[0], style_together=styles[1]
    )


def _base_url() -> str:
    return folder("templates").resolve().as_uri() + "/"


def _render_together(letters: Mapping[int, PageParts]) -> dict[int, bytes]:
    """The PDF of each letter of one page, laid out as one document; none if in doubt.

    Whose fault a complaint is, shows when each letter is laid out alone.
    """
    languages = {letter.language for letter in letters.values()}
    if len(letters) < 2 or len(languages) > 1:
        return {}
    try:
        with _Complaints("letters laid out together"):
            renderer = _renderer()
            html = joined(letters.values(), *languages)
            document = renderer.lay_out(html, renderer.style_together)
            pages = _pages_of_each(document)
            if len(pages) != len(letters):
                return {}
            return {
                place: _written(document, own, letter)
                for (place, letter), own in zip(letters.items(), pages, strict=True)
                if len(own) == 1
            }
    except BrokenPage:
        return {}


def _pages_of_each(document: Document) -> list[list[DocumentPage]]:
    """The pages of each letter; the bookmark by which it is found is taken out again."""
    found: list[list[DocumentPage]] = []
    for page in document.pages:
        if page.bookmarks and page.bookmarks[0][1] == _START:
            del page.bookmarks[0]
            found.append([])
        found[-1].append(page)
    return found


def _render_alone(name: str, html: str, letter: PageParts | None) -> bytes:
    with _Complaints(name):
        renderer = _renderer()
        if letter is None:
            content: bytes = renderer.lay_out(html, renderer.style).write_pdf(
                pdf_variant=VARIANT
            )
            return content
        # As when it is laid out together with others, so that its tags are the same.
        document = renderer.lay_out(joined([letter], letter.language), renderer.style)
        return _written(document, document.pages, letter)


def _written(document: Document, pages: list[DocumentPage], letter: PageParts) -> bytes:
    """The PDF of a letter's own pages, with what it says about itself."""
    from weasyprint.document import DocumentMetadata

    own = document.copy(pages)
    own.metadata = DocumentMetadata(
        title=letter.title,
        authors=[letter.author],
        keywords=[letter.keywords],
        lang=letter.language,
    )
    content: bytes = own.write_pdf(pdf_variant=VARIANT)
    return content


@contextmanager
def _garbage_collected_after() -> Iterator[None]:
    """Collect garbage once, when all of it is, and only among what is new."""
    was_enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()
        if was_enabled:
            gc.enable()


class _Complaints:
    """Raises BrokenPage for whatever goes wrong while it is open, and for any warning."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.log = logging.getLogger("weasyprint")
        self.records = BufferingHandler(10_000)
        self.records.setLevel(logging.WARNING)

    def __enter__(self) -> None:
        self.log.addHandler(self.records)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        problem: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.log.removeHandler(self.records)
        if isinstance(problem, KeyboardInterrupt):
            return
        complaints = [record.getMessage() for record in self.records.buffer]
        if problem is not None:
            complaints.append(repr(problem))
        if complaints:
            raise BrokenPage(self.name, "; ".join(complaints)) from problem
