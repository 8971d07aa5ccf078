"""The templates: nothing but text goes in, nothing undefined, all languages alike."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from jinja2 import nodes

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pages import templates
from apoq_batch.pages.cache import open_cache
from apoq_batch.pages.shipped import folder
from apoq_batch.pages.templates import environment
from apoq_batch.pages.templates import fill
from apoq_batch.pages.templates import keep_compiled
from apoq_batch.pages.templates import only_text
from apoq_batch.pages.templates import printable
from apoq_batch.pages.templates import show
from tests.pages.reading import LANGUAGES

TEMPLATES = (
    "page.html",
    "letter.html",
    "support.html",
    "deed.html",
    "list.html",
    "index.html",
)


@dataclass(frozen=True)
class Nothing:
    """A content without anything in it."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_there_is_an_error(language: str) -> None:
    with pytest.raises(BatchError) as caught:
        fill("letter.html", language, content=Nothing())
    assert caught.value.trouble is troubles.TEMPLATE_FAULT
    facts = dict(caught.value.facts)
    assert facts["name"] == "layout.html"
    assert "has no attribute" in str(facts["problem"])


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("one\n{{ content.name", 2, "unexpected end of template"),
        ("one\n{{ nothing.name }}", 2, "'nothing' is undefined"),
        ("{% if content %}\n\n{{ number }}{% endif %}", 3, "which is not text"),
        ("\n\n{% include 'away.html' %}", 3, "away.html"),
    ],
)
def test_a_fault_names_template_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, line: int, problem: str
) -> None:
    monkeypatch.setattr(templates, "folder", lambda name: tmp_path)
    (tmp_path / "mine.html").write_text(text, encoding="utf-8")
    templates.environment.cache_clear()
    try:
        with pytest.raises(BatchError) as caught:
            show("mine.html", "es", content="x", number=17)
    finally:
        templates.environment.cache_clear()
    facts = dict(caught.value.facts)
    assert (facts["name"], facts["line"]) == ("mine.html", line)
    assert problem in str(facts["problem"])


@pytest.mark.parametrize("value", [1250, 12.5, None, True, ("a",)])
def test_only_text_is_shown(value: object) -> None:
    with pytest.raises(TypeError, match="which is not text"):
        only_text(value)
    shown = environment("es").from_string("{{ value }}")
    with pytest.raises(TypeError):
        shown.render(value=value)


def test_text_is_escaped_in_bodies_and_attributes() -> None:
    shown = environment("en").from_string('<p title="{{ text }}">{{ text }}</p>')
    escaped = "&lt;b&gt; &#34;&#39; &amp;"
    assert shown.render(text="<b> \"' &") == f'<p title="{escaped}">{escaped}</p>'


@pytest.mark.parametrize("name", TEMPLATES)
def test_every_language_shows_the_same_figures(name: str) -> None:
    first, *others = (fields_of(language, name) for language in LANGUAGES)
    assert first
    assert all(other == first for other in others)


def fields_of(language: str, name: str) -> set[str]:
    """Every field of the content that a template asks for, but for one of grammar."""
    source = (folder("templates") / language / name).read_text("utf-8")
    parsed = environment(language).parse(source)
    return {node.attr for node in parsed.find_all(nodes.Getattr)} - {"to_family"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_of_a_language_is_known_here(language: str) -> None:
    found = {path.name for path in (folder("templates") / language).glob("*.html")}
    assert found >= set(TEMPLATES)


def test_on_a_screen_no_character_is_lacking() -> None:
    @dataclass(frozen=True)
    class Frame:
        language: str = "en"
        month: str = "May 2026"
        organisation: str = "<b>Ñusta 😀 ישר</b>"

    @dataclass(frozen=True)
    class Content:
        frame: Frame = Frame()
        count: str = "0"
        rows: tuple[str, ...] = ()

    shown = show("index.html", "en", content=Content())
    assert "&lt;b&gt;Ñusta 😀 ישר&lt;/b&gt;" in shown


def test_a_character_that_the_font_lacks_is_marked() -> None:
    assert (
        printable("Ñusta 😀 ישר 'O' – S/\u00a01.00\n") == "Ñusta ? ??? 'O' – S/\u00a01.00\n"
    )


def test_compiled_templates_are_found_again(tmp_path: Path) -> None:
    cache = open_cache(tmp_path / "cache", "fingerprint")
    assert cache is not None
    environment.cache_clear()
    keep_compiled("es", cache)
    first = environment("es").get_template("mail-subject.txt")
    (kept,) = cache.folder.iterdir()
    written = kept.read_bytes()
    environment.cache_clear()
    keep_compiled("es", cache)
    again = environment("es").get_template("mail-subject.txt")
    assert again.root_render_func.__code__ == first.root_render_func.__code__
    kept.write_bytes(b"damaged")
    environment.cache_clear()
    keep_compiled("es", cache)
    environment("es").get_template("mail-subject.txt")
    assert kept.read_bytes() == written
    environment.cache_clear()
