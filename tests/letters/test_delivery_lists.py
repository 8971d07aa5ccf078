"""Who is handed which letters, in which order, and the list they sign."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters.claims import support_letters
from apoq_batch.letters.delivery_lists import DeliveryList
from apoq_batch.letters.delivery_lists import ListKind
from apoq_batch.letters.delivery_lists import delivery_lists
from apoq_batch.letters.delivery_lists import list_page
from apoq_batch.letters.delivery_lists import listed_name
from apoq_batch.letters.delivery_lists import sort_key
from apoq_batch.letters.handover_deeds import handover_deeds
from apoq_batch.letters.member import Letter
from apoq_batch.letters.member import member_letters
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES
from tests.pages.reading import text_of


def person(code: str, surnames: str, names: str = "Ana", sector: str | None = None) -> Any:
    return build.member(code, surnames=surnames, names=names, sector=sector)


def settled(*members: Any, **rows: Any) -> Settlement:
    return settle(build.book(members=members, **rows))


def letters_of(settlement: Settlement) -> tuple[Letter, ...]:
    return (
        *member_letters(settlement, "es"),
        *support_letters(settlement, "es"),
        *handover_deeds(settlement, "es"),
    )


def lists_of(settlement: Settlement) -> tuple[DeliveryList, ...]:
    return delivery_lists(settlement.book, letters_of(settlement))


def test_sectors_come_in_order_then_who_has_none_then_institutions() -> None:
    settlement = settled(
        person("S1", "Zeta", sector="Ñaupe"),
        person("S2", "Paz"),
        person("S3", "Cruz", sector="  la  horca "),
        person("S4", "Abad", sector="La Horca"),
        person("S5", "Gil", sector="Nuevo Huabal"),
        projects=(build.project(handed_over=on(3, 2)),),
    )
    found = lists_of(settlement)
    assert [(one.kind, one.sector, one.file_name) for one in found] == [
        (ListKind.SECTOR, "la horca", "01-la-horca.pdf"),
        (ListKind.SECTOR, "Nuevo Huabal", "02-nuevo-huabal.pdf"),
        (ListKind.SECTOR, "Ñaupe", "03-naupe.pdf"),
        (ListKind.NO_SECTOR, "", "04-sin-sector.pdf"),
        (ListKind.INSTITUTIONS, "", "05-instituciones.pdf"),
    ]
    assert [one.name for one in found[0].recipients] == ["Abad, Ana", "Cruz, Ana"]
    assert [one.name for one in found[-1].recipients] == ["IE 14780"]


def test_what_a_member_gets_is_handed_over_together() -> None:
    settlement = settled(
        person("S1", "Ñique"),
        person("S2", "Nunura"),
        claims=(build.claim("E1", "S1"), build.claim("E2", "S2")),
    )
    (one,) = lists_of(settlement)
    assert [letter.number for letter in one.letters] == [
        "C-2026-03-S2",
        "A-2026-03-E2",
        "C-2026-03-S1",
        "A-2026-03-E1",
    ]


def test_members_of_one_name_do_not_share_a_line() -> None:
    settlement = settled(person("S2", "Cruz"), person("S1", "Cruz"))
    (one,) = lists_of(settlement)
    assert [row.member.code for row in one.recipients if row.member] == ["S1", "S2"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_shows_names_and_numbers_and_neither_dni_nor_amount(language: str) -> None:
    settlement = settled(
        person("S1", "Chero Ñique", "Rosa Inés", "La Horca"),
        claims=(build.claim(),),
        deliveries=(build.delivery(),),
    )
    (one,) = lists_of(settlement)
    shown = text_of(list_page(settlement.book, one, language))
    for part in ("La Horca", "Chero Ñique, Rosa Inés", "C-2026-03-S1", "A-2026-03-E1"):
        assert part in shown
    assert build.dni_of("S1") not in shown
    assert "S/" not in shown


def test_the_order_of_the_letters_given_changes_nothing() -> None:
    members = [
        person(f"S{n}", name) for n, name in enumerate(("Paz", "Ñope", "Nole", "Ávila"))
    ]
    settlement = settled(*members)
    given_letters = letters_of(settlement)
    assert delivery_lists(settlement.book, reversed(given_letters)) == lists_of(settlement)


def test_names_are_listed_by_surname_even_when_one_part_is_missing() -> None:
    member = build.member(surnames="  Chero  Ipanaqué ", names="Ana")
    assert listed_name(member) == "Chero Ipanaqué, Ana"
    assert listed_name(replace(member, names=" ")) == "Chero Ipanaqué"


def test_spanish_order_has_n_with_tilde_after_n() -> None:
    right = ["Abad", "Ávila", "nole", "Nunura", "Nuñez", "Ñáñez", "Oca", "zeta"]
    assert sorted(sorted(right), key=sort_key) == right


@given(some.text(max_size=30))
def test_any_text_has_a_place(text: str) -> None:
    assert sort_key(text) == sort_key(f" {text} ")
