"""cartas.html: every letter, nothing from elsewhere, no DNI, no harm from odd names."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from urllib.parse import urlsplit

import pytest
from lxml import html as parser
from lxml.html import HtmlElement

from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters.claims import support_letters
from apoq_batch.letters.delivery_lists import delivery_lists
from apoq_batch.letters.index_page import index_page
from apoq_batch.letters.index_page import mobile_number
from apoq_batch.letters.index_page import searched
from apoq_batch.letters.index_page import whatsapp_link
from apoq_batch.letters.member import member_letters
from apoq_batch.pages.shipped import folder
from tests import builders as build
from tests.pages.reading import LANGUAGES

NODE = shutil.which("node")
# A page of few elements, enough for the search; no browser is needed.
STAGE = """
const shown = ROWS.map((find) => ({ dataset: { find }, hidden: false }));
const count = { dataset: { all: "3", of: "de", letters: "cartas" }, textContent: "" };
const empty = { hidden: true };
const box = { value: "", addEventListener: (_, act) => { box.act = act; } };
globalThis.document = {
  getElementById: (id) => (id === "q" ? box : count),
  querySelector: () => empty,
  querySelectorAll: () => shown,
};
SCRIPT
const answers = QUERIES.map((query) => {
  box.value = query;
  box.act();
  return [shown.map((row) => !row.hidden), count.textContent, empty.hidden];
});
console.log(JSON.stringify(answers));
"""


def settled(*members: Any, **rows: Any) -> Settlement:
    return settle(build.book(members=members, **rows))


def page_of(settlement: Settlement, language: str = "es") -> str:
    letters = (
        *member_letters(settlement, language),
        *support_letters(settlement, language),
    )
    book = settlement.book
    made = index_page(book, delivery_lists(book, letters), "cartas", language)
    return made.decode()


def rows_of(page: str) -> list[HtmlElement]:
    return list(parser.document_fromstring(page).iter("li"))


def links_of(page: str) -> list[str]:
    return [str(one.get("href")) for one in parser.document_fromstring(page).iter("a")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_shows_whose_it_is_and_what_it_is_about(language: str) -> None:
    settlement = settled(
        build.member(sector="La Horca"),
        deliveries=(build.delivery(),),
        loans=(build.loan(),),
    )
    (letter,) = member_letters(settlement, language)
    (row,) = rows_of(page_of(settlement, language))
    shown = " ".join(row.text_content().split())
    for part in ("Chero Ipanaqué, Ana", "S1", "La Horca", letter.number, letter.id.code):
        assert part in shown
    assert "S/ 300.00" in shown
    assert links_of(page_of(settlement, language)) == [f"cartas/{letter.file_name}"] * 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_comes_from_elsewhere_and_no_dni_is_there(language: str) -> None:
    settlement = settled(
        build.member(phone="987 654 321"),
        claims=(build.claim(),),
        relatives=(build.relative(),),
    )
    page = page_of(settlement, language)
    for tag in ("link", "img", "iframe", "object", "source", "base"):
        assert not list(parser.document_fromstring(page).iter(tag))
    assert "url(" not in page
    assert "@import" not in page
    assert not re.search(r"<script[^>]+src", page)
    assert {link.partition("?")[0] for link in re.findall(r"https?://[^\"\s]+", page)} == {
        "https://wa.me/51987654321"
    }
    for dni in (build.dni_of("S1"), "70000001"):
        assert dni not in page


@pytest.mark.parametrize(
    ("phone", "mobile"),
    [
        ("987654321", "987654321"),
        ("+51 987 654 321", "987654321"),
        ("0051-987-654-321", "987654321"),
        ("(51) 987.654.321", "987654321"),
        ("51987654321", "987654321"),
        ("987654321 / 912345678", ""),
        ("073-378000", ""),
        ("887654321", ""),
        ("+1 987 654 3210", ""),
        ("+34987654321", ""),
        ("9876543210", ""),
        ("\u0669\u0668\u0667\u0666\u0665\u0664\u0663\u0662\u0661", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_only_one_mobile_number_of_peru_is_reached(phone: str | None, mobile: str) -> None:
    assert mobile_number(phone) == mobile
    assert bool(whatsapp_link(phone, "x")) is bool(mobile)


def test_the_message_is_ready_and_tells_no_amount() -> None:
    odd = 'Ñáñez & "Hijos" <b>'
    settlement = settled(
        build.member(surnames=odd, phone="987654321"), loans=(build.loan(),)
    )
    (letter,) = member_letters(settlement, "es")
    link = next(one for one in links_of(page_of(settlement)) if "wa.me" in one)
    (text,) = parse_qs(urlsplit(link).query)["text"]
    assert text.startswith(f"Estimado(a) Ana {odd}: su carta N.° {letter.number}")
    assert text.endswith(f"{letter.id.code}.")
    assert "S/" not in text


@pytest.mark.parametrize(
    "name",
    [
        "=1+1",
        "<b>Ana</b>",
        '"><script>alert(1)</script>',
        "{{ content }} {% raw %}",
        "\u202eanA\u202c 🍌",
        "' onmouseover='x",
        "Pérez " * 50,
    ],
)
def test_an_odd_name_does_nothing(name: str) -> None:
    usual = page_of(settled(build.member(sector="A", phone="987654321")))
    odd = page_of(settled(build.member(surnames=name, sector=name, phone="987654321")))
    assert tags_of(odd) == tags_of(usual)
    (row,) = rows_of(odd)
    assert " ".join(name.split()) in " ".join(row.text_content().split())


def tags_of(page: str) -> list[tuple[str, ...]]:
    elements = parser.document_fromstring(page).iter("*")
    return [(str(one.tag), *sorted(str(name) for name in one.attrib)) for one in elements]


def test_words_are_searched_without_accents_or_case() -> None:
    assert searched("  ÑÁÑEZ   Ñusta\u00a0Í ") == "nanez nusta i"
    (row,) = rows_of(page_of(settled(build.member(surnames="Ñopo Ávila", sector="Río"))))
    found = str(row.get("data-find"))
    assert "nopo avila, ana" in found
    assert "rio" in found
    assert "c-2026-03-s1" in found


@pytest.mark.skipif(NODE is None, reason="without node the search is not run")
def test_the_search_shows_what_holds_every_word(tmp_path: Path) -> None:
    script = (folder("templates") / "index.js").read_text(encoding="utf-8")
    rows = [
        searched("Ñopo Ávila, Ana S1"),
        searched("Cruz, Ana S2"),
        searched("Gil, Luis S3"),
    ]
    queries = ["", "ANA", "ana ÁVILA", "ñopo", "s3", "nadie"]
    stage = STAGE.replace("SCRIPT", script).replace("ROWS", json.dumps(rows))
    path = tmp_path / "search.mjs"
    path.write_text(stage.replace("QUERIES", json.dumps(queries)), encoding="utf-8")
    ended = subprocess.run([str(NODE), str(path)], capture_output=True, check=True)
    assert json.loads(ended.stdout) == [
        [[True, True, True], "3 cartas", True],
        [[True, True, False], "2 de 3 cartas", True],
        [[True, False, False], "1 de 3 cartas", True],
        [[True, False, False], "1 de 3 cartas", True],
        [[False, False, True], "1 de 3 cartas", True],
        [[False, False, False], "0 de 3 cartas", False],
    ]


def test_the_same_letters_give_the_same_bytes() -> None:
    settlement = settled(build.member(phone="987654321"), build.member("S2"))
    assert page_of(settlement) == page_of(settlement)
