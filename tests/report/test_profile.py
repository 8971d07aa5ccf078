"""The profile for buyers: figures of the small year, and nothing about a person."""

from pathlib import Path

import pytest

from apoq_batch.batch.examine import examine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.report import profile
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES
from tests.pages.reading import text_of

SMALL = Path(__file__).parents[2] / "workbooks" / "pequeno-2026-09.xlsx"


def small() -> Settlement:
    settlement = examine(SMALL).settlement
    assert settlement
    return settlement


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_figures_of_the_small_year(language: str) -> None:
    told = profile.compose(small(), language)
    # 2,310 boxes × 18.14 kg = 41.9 t.
    assert (told.members, told.boxes, told.tonnes) == ("6", "2,310", "42")
    assert (told.premium, told.premium_usd) == ("S/\xa08,622.46", "US$\xa02,309.50")
    # Four loans of the year, to three members.
    assert (told.loans, told.loans_total, told.borrowers) == ("4", "S/\xa04,000.00", "3")
    assert (told.families, told.support_total) == ("1", "S/\xa0800.00")
    # Two shelves handed over; 280.00 and 1,200.00 spent this year.
    assert (told.equipment, told.projects, told.projects_total) == (
        "2",
        "2",
        "S/\xa01,480.00",
    )
    assert [(row.name, row.received, row.share) for row in told.uses] == [
        ("Servicios a los socios", "6,355.84", "74%"),
        ("Inversión en la comunidad", "2,266.62", "26%"),
    ]
    assert [month.boxes for month in told.months] == [
        "0", "600", "0", "0", "800", "0", "320", "300", "290",
    ]  # fmt: skip


def test_both_languages_stand_in_it_english_first() -> None:
    page = text_of(profile.render(small()))
    english, spanish = page.index("Producer profile"), page.index("Perfil de productores")
    assert english < spanish
    for part in ("3 members", "1 family", "2 items donated", "3 socios", "1 familia"):
        assert part in page


def test_what_there_is_none_of_is_left_out() -> None:
    empty = settle(build.book(split=build.split(PRE="100")))
    told = profile.compose(empty, "en")
    assert (told.loans, told.families, told.equipment, told.uses) == ("", "", "", ())
    page = text_of(profile.render(empty))
    for part in ("What the premium did", "Where the premium goes", "each month", "tonnes"):
        assert part not in page


def test_a_claim_closed_with_nothing_helped_nobody() -> None:
    claims = (build.claim(paid=0, paid_on=on(3, 9)),)
    assert profile.compose(settle(build.book(claims=claims)), "en").families == ""


def test_a_scheme_that_names_someone_is_left_out() -> None:
    receipts = (build.receipt(scheme="Ana Chero"), build.receipt(scheme="Fairtrade"))
    assert (
        profile.compose(settle(build.book(receipts=receipts)), "en").schemes == "Fairtrade"
    )
