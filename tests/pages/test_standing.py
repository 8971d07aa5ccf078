"""A page filled with other words is to the byte the page that WeasyPrint makes of them."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from weasyprint import HTML
from weasyprint.formatting_structure import boxes
from weasyprint.pdf.fonts import Font

from apoq_batch.batch.examine import examine
from apoq_batch.letters import files
from apoq_batch.pages import pdf_files
from apoq_batch.pages import pdf_page
from apoq_batch.pages import standing
from apoq_batch.pages.pdf_page import print_page
from apoq_batch.pages.qr import with_qr
from apoq_batch.pages.standing_spots import apart
from apoq_batch.pages.templates import letters_of_the_font
from tests.test_golden import EXAMPLE

HEAD = (
    '<html lang="es"><head><title>{title}</title><meta name="keywords" content="{about}">'
    '</head><body data-footer="f" data-month="{month}" data-page="p" data-of="of">'
)
BODY = (
    '<h1 class="subject"><span>Asunto:</span> Carta</h1>'
    "<p>{one}</p><p>Para <b>{two}</b>, socio.<br>\n{three}</p>"
    '<p class="counts">{four}\t{five}</p>'
    '<table class="grid"><thead><tr><th scope="col">Monto</th><th scope="col">Sector</th></tr>'
    '</thead><tbody><tr><td class="figure">{six}</td><td>{seven}<small>{eight}</small></td>'
    "</tr></tbody></table>"
    '<svg class="bars" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 66">'
    '<title>{nine}</title><path d="{path}"/></svg>'
)
WORDS = {
    "title": "Carta de Ana",
    "about": "C-1 ABC",
    "month": "setiembre · C-1",
    "one": "Ana Chero",
    "two": "Luis",
    "three": "Sector Santa Elvira",
    "four": "12",
    "five": "7",
    "six": "S/ 1,250.00",
    "seven": "P-1",
    "eight": "del 5 de mayo",
    "nine": "Cajas: 12, 7",
    "path": "M0 66v-54h56v54z",
}
OTHER = {
    "title": "Carta de Luis & Cía.",
    "about": "C-2 XYZ",
    "month": "setiembre · C-2",
    "one": 'Ñ\'ico &amp; "Hijos" &lt;b&gt;',
    "two": "María del Rosario",
    "three": "  Sector   La\n Horca",
    "four": "1,120",
    "five": " ",
    "six": "S/ 7.00",
    "seven": "=1+1",
    "eight": "del 31 de agosto",
    "nine": "Cajas: ninguna",
    "path": "M0 66v-5h56v5zM9 9h2v2z",
}
ODD = {"one": "\u200fمزارع", "two": "日本", "eight": "a\u0301", "three": "x\u00a0y"}
PAGE = HEAD + BODY
LONG = "palabras que no caben en una línea " * 9


@pytest.fixture(autouse=True)
def _nothing_stands() -> Iterator[None]:
    pdf_page._press().standing.clear()
    yield
    pdf_page._press().standing.clear()


def plain(page: str) -> bytes:
    """What WeasyPrint makes of a page by itself."""
    held = pdf_page._press()
    tree = HTML(string=page, base_url=pdf_page._templates_url(), url_fetcher=held.fetcher)
    content: bytes = tree.write_pdf(
        stylesheets=[held.style], font_config=held.fonts, pdf_variant=pdf_page.VARIANT
    )
    return content


def page_with(template: str = PAGE, **words: str) -> str:
    return template.format(**(WORDS | words))


def count_layouts(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    layouts: list[object] = []
    real = vars(standing)["layout_document"]

    def counted(*given: object) -> Iterator[object]:
        layouts.append(given)
        laid: Iterator[object] = real(*given)
        return laid

    monkeypatch.setattr(standing, "layout_document", counted)
    return layouts


@pytest.mark.parametrize("name", sorted(WORDS))
def test_other_words_need_no_other_layout(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts = count_layouts(monkeypatch)
    first, other = page_with(), page_with(**{name: OTHER[name]})
    assert print_page("first", first) == plain(first)
    made = len(layouts)
    assert print_page("other", other) == plain(other) != plain(first)
    assert len(layouts) == made
    assert print_page("again", first) == plain(first)


def test_all_words_can_change_at_once_and_back() -> None:
    pages = [page_with(), page_with(**OTHER), page_with(), page_with(**ODD)]
    pages.append(page_with(one="x"))
    assert [print_page("x", page) for page in pages] == [plain(page) for page in pages]


def test_more_lines_move_what_is_below(monkeypatch: pytest.MonkeyPatch) -> None:
    print_page("first", page_with())
    layouts = count_layouts(monkeypatch)
    for name in ("one", "three", "eight"):
        longer = page_with(**{name: LONG})
        assert print_page("longer", longer) == plain(longer)
    assert len(layouts) == 3
    assert print_page("again", page_with()) == plain(page_with())


def test_a_page_that_became_two_stands_no_more() -> None:
    two = page_with(one=LONG * 40)
    assert print_page("one", page_with()) == plain(page_with())
    assert print_page("two", two) == plain(two)
    assert not pdf_page._press().standing
    assert print_page("again", page_with()) == plain(page_with())


PLAIN = (
    "<p>{one} <i>{two}</i></p><p>{three}</p>",
    "<p style='text-align: center'>{one}</p><p style='text-align: right'>{two}</p>",
    "<ul><li>{one}</li><li>{two}</li></ul>",
    "<table><tr><td style='vertical-align: bottom'>{one}</td><td>a<br>b</td></tr></table>",
    "<p><b style='border: 1px solid'>{one}</b> x</p>",
    "<p>{one}<br>{two}</p>",
)
STRANGE = (
    "<h1>{one}</h1><h2>Un <b>{two}</b> x</h2><p>x</p>",
    '<div style="float: left">{one}</div><p>{two}</p>',
    '<p><img style="float: left; width: 9mm" alt="x" src="{picture}">{one}</p>',
    '<p>x <span style="display: inline-block">{one}</span> y</p>',
    '<div style="display: flex"><p>{one}</p><p>{two}</p></div>',
    '<table style="table-layout: auto; width: auto"><tr><td>{one}<td>{two}</table>',
    '<table style="width: auto"><tr><td>{one}</td><td>{two}</td></tr></table>',
    '<p style="position: absolute; right: 0">{one}</p><p>x</p>',
    '<p style="position: relative">{one}<i style="position: absolute">q</i></p>',
    '<p style="text-align: justify">{one} {two}</p>',
    '<p style="text-transform: uppercase">{one}</p>',
    '<p style="hyphens: none">{one}\u00ad</p>',
    '<p style="white-space: pre-line">{one}\n{two}</p>',
    '<p>{one} <b style="background: red">q</b></p>',
    '<p>{one} <a href="https://example.org/">web</a></p>',
    '<p>{one} <b id="z">web</b></p><p><a href="#z">go</a></p>',
    '<p style="bookmark-level: 1; bookmark-label: content()">{one}</p>',
    '<p style="string-set: month attr(data-month)" data-month="{one}">x</p>',
    "<style>p {{ color: #{colour} }}</style><p>x</p>",
    '<p title="&quot; content=&quot;{one}">x</p>',
    "<p>uno<!-- {one} -->x</p>",
)
CHANGES = {"one": "Luis Abad y Querevalú", "two": "Eva", "colour": "00f"}


@pytest.mark.parametrize("body", PLAIN)
def test_what_is_understood_is_not_laid_out_again(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts = count_layouts(monkeypatch)
    for words in ({}, {"one": OTHER["two"]}, {"two": "Eva"}, {"three": "x y"}):
        page = page_with(HEAD + body, **words)
        assert print_page("x", page) == plain(page)
    assert len(layouts) == 1


@pytest.mark.parametrize("body", STRANGE)
def test_what_is_not_understood_is_laid_out_anew(
    body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    layouts = count_layouts(monkeypatch)
    fixed = {"picture": f"data:image/png;base64,{_DOT}", "colour": "f00"}
    changed = [name for name in CHANGES if f"{{{name}}}" in body]
    for name in changed:
        for words in (fixed, fixed | {name: CHANGES[name]}, fixed):
            page = page_with(HEAD + body, **words)
            assert print_page("x", page) == plain(page)
    assert len(layouts) >= 2


def test_what_is_let_go_of_is_cleared_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_page, "STANDING", 2)
    pages = [HEAD.format(**WORDS) + f"<h1>{number}</h1><p>x" for number in range(60)]
    sizes = []
    for number in range(0, 60, 4):
        named = tuple((f"{number}.pdf", page) for page in pages[number : number + 4])
        pdf_files.print_bundle(pdf_files.Bundle(pages=named))
        sizes.append(sum(isinstance(one, boxes.Box) for one in gc.get_objects()))
    assert max(sizes[3:]) < 2 * min(sizes[:3])


def test_what_a_standing_page_lets_go_of_is_cleared_away_now_and_then(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_page, "SELDOM", 3)
    gc.collect()
    gc.disable()
    try:
        for number in range(40):
            page = page_with(path=f"M0 66v-{number}h9v9z")
            pdf_files.print_bundle(pdf_files.Bundle(pages=(("x", page),)))
    finally:
        gc.enable()
    assert sum(isinstance(one, Font) for one in gc.get_objects()) < 15


_DOT = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJ"
    "RU5ErkJggg=="
)


def test_what_is_wrong_does_not_stand() -> None:
    print_page("first", page_with())
    with pytest.raises(pdf_page.BrokenPage, match=r"second: .*notdef"):
        print_page("second", page_with(two="\U0010fffd"))
    assert not pdf_page._press().standing
    assert print_page("again", page_with()) == plain(page_with())


def test_no_more_pages_stand_than_there_is_room_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_page, "STANDING", 2)
    pages = [HEAD.format(**WORDS) + f"<p>{'<b></b>' * number}x" for number in range(4)]
    for page in [*pages, pages[2]]:
        print_page("x", page)
    assert list(pdf_page._press().standing) == [apart(pages[n]).build for n in (3, 2)]


letters = st.text(
    st.one_of(
        st.sampled_from(sorted(letters_of_the_font())),
        st.sampled_from("  \t\n\r\u00ad\u00a0\u200b\u0301\u200f日م&<"),
    ),
    max_size=40,
)


@settings(deadline=None, max_examples=80)
@given(one=letters, two=letters, four=letters)
def test_any_words_give_what_they_give_by_themselves(one: str, two: str, four: str) -> None:
    """Whatever it is: a page, or a complaint about the page."""
    template = HEAD + "<p>{one}</p><p>{two} <b>{three}</b></p><p class='counts'>{four}</p>"
    escaped = {
        name: text.replace("&", "&amp;").replace("<", "&lt;")
        for name, text in {"one": one, "two": two, "four": four}.items()
    }
    page = template.format(**(WORDS | escaped))
    first = template.format(**WORDS)
    print_page("first", first)
    assert _outcome(page) == _plain_outcome(page)


def _outcome(page: str) -> bytes | None:
    try:
        return print_page("x", page)
    except pdf_page.BrokenPage:
        return None


def _plain_outcome(page: str) -> bytes | None:
    try:
        with pdf_page._Complaints("x"):
            return plain(page)
    except pdf_page.BrokenPage:
        return None


@pytest.mark.parametrize(("language", "logo"), [("es", ""), ("en", _DOT)])
def test_letters_of_the_example_are_those_that_weasyprint_makes(
    language: str, logo: str
) -> None:
    settlement = examine(EXAMPLE, language).settlement
    assert settlement is not None
    letters_ = files.letters_of(settlement, language, ())
    picture = f"data:image/png;base64,{logo}" if logo else ""
    pages = files.pages_of(settlement.book, letters_, Path(), language, picture)
    builds: dict[str, list[str]] = {}
    for page, _ in pages:
        drawn = with_qr(page)
        builds.setdefault(apart(drawn).build, []).append(drawn)
    # One of each build after another of it, and some of what there is most of.
    several = sorted((same for same in builds.values() if len(same) > 1), key=len)
    # In one language all of them, in the other the most common.
    several = several if language == "es" else several[-5:]
    for same in several:
        print_page("first", same[0])
        assert print_page("x", same[1]) == plain(same[1])
    for page in several[-1][2:8]:
        assert print_page("x", page) == plain(page)
