"""Promises about board, funds, split, members, families and deliveries."""

from collections.abc import Callable
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from apoq_batch.core.checks import association
from apoq_batch.core.findings import Finding
from apoq_batch.core.records import Book
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Relation
from tests.builders import book
from tests.builders import delivery
from tests.builders import emergency_fund
from tests.builders import fund
from tests.builders import lending_fund
from tests.builders import member
from tests.builders import members
from tests.builders import officer
from tests.builders import on
from tests.builders import relative
from tests.builders import split
from tests.builders import split_line
from tests.core.checks.places_of import FindingPlaces
from tests.core.checks.places_of import places_of

Promise = Callable[[Book], Iterator[Finding]]


def child(**changes: Any) -> Any:
    return relative(relation=Relation.CHILD, **changes)


BROKEN: list[tuple[Promise, dict[str, Any], FindingPlaces]] = [
    (
        association.someone_gets_the_report,
        {"board": [officer(email=None), officer(email=None)]},
        [("warning", "DIR-050", "Directiva!D2")],
    ),
    (
        association.someone_gets_the_report,
        {"board": []},
        [("warning", "DIR-050", "!")],
    ),
    (
        association.someone_signs,
        {"board": [officer(signs=False)]},
        [("warning", "DIR-051", "Directiva!E2")],
    ),
    (
        association.funds_are_unique,
        {"funds": [fund("A"), fund("a")]},
        [("error", "FON-050", "Fondos!A3")],
    ),
    (
        association.one_fund_lends,
        {"funds": [fund(), emergency_fund()]},
        [("error", "FON-051", "Fondos!C2")],
    ),
    (
        association.one_fund_lends,
        {"funds": [lending_fund(), fund(), fund("B", FundType.LOANS)]},
        [("error", "FON-051", "Fondos!C4")],
    ),
    (
        association.one_fund_helps,
        {"funds": [lending_fund()]},
        [("error", "FON-052", "Fondos!C2")],
    ),
    (
        association.splits_name_funds,
        {"split": split(PRE="50", XXX="50")},
        [("error", "DIS-051", "Distribucion!B3")],
    ),
    (
        association.splits_name_a_fund_once,
        {"split": [split_line("PRE", "50"), split_line("pre", "50")]},
        [("error", "DIS-052", "Distribucion!B3")],
    ),
    (
        association.splits_add_up,
        {"split": [*split(PRE="99.99"), *split(on(2, 1), PRE="50", EME="50.01")]},
        [
            ("error", "DIS-050", "Distribucion!C2"),
            ("error", "DIS-050", "Distribucion!C3"),
        ],
    ),
    (
        association.splits_add_up,
        {"split": split(PRE="0.3", EME="0.7")},
        [("note", "DIS-053", "Distribucion!C2")],
    ),
    (
        association.members_are_unique,
        {"members": members("S1", "s1")},
        [("error", "SOC-050", "Socios!A3")],
    ),
    (
        association.members_have_own_dni,
        {"members": [member("S1", dni="12345678"), member("S2", dni="12345678")]},
        [("error", "SOC-051", "Socios!B3")],
    ),
    (
        association.parcels_are_small,
        {"members": [member(hectares=Decimal("5.01"))]},
        [("warning", "SOC-052", "Socios!J2")],
    ),
    (
        association.members_joined_by_now,
        {"members": [member(joined=on(4, 1))]},
        [("note", "SOC-053", "Socios!F2")],
    ),
    (
        association.relatives_name_members,
        {"relatives": [relative("S9")]},
        [("error", "FAM-050", "Familia!A2")],
    ),
    (
        association.relatives_are_unique,
        {"relatives": [relative(), child(), relative("S2")]},
        [("error", "FAM-051", "Familia!B3")],
    ),
    (
        association.deliveries_name_members,
        {"deliveries": [delivery("S9")]},
        [("error", "ENT-050", "Entregas!B2")],
    ),
    (
        association.boxes_are_positive,
        {"deliveries": [delivery("S1", -1)]},
        [("warning", "ENT-053", "Entregas!C2")],
    ),
    (
        association.deliveries_are_entered_once,
        {"deliveries": [delivery(), delivery(note="7"), delivery()]},
        [("warning", "ENT-054", "Entregas!A4")],
    ),
]

KEPT: list[tuple[Promise, dict[str, Any]]] = [
    (association.someone_gets_the_report, {"board": [officer(email=None), officer()]}),
    (association.someone_signs, {"board": [officer(signs=False), officer()]}),
    (association.funds_are_unique, {}),
    (association.one_fund_lends, {}),
    (association.one_fund_helps, {}),
    (association.splits_name_funds, {}),
    (
        association.splits_name_a_fund_once,
        {"split": [*split(PRE="100"), *split(on(2, 1), PRE="100")]},
    ),
    (association.splits_add_up, {"split": split(PRE="33.3", EME="66.70")}),
    (association.members_are_unique, {"members": members("S1", "S2")}),
    (association.members_have_own_dni, {"members": members("S1", "S2")}),
    (
        association.parcels_are_small,
        {"members": [member(), member("S2", hectares=Decimal(5))]},
    ),
    (association.members_joined_by_now, {"members": [member(joined=on(3, 31))]}),
    (association.relatives_name_members, {"relatives": [relative()]}),
    (association.relatives_are_unique, {"relatives": [relative(), relative("S2")]}),
    (association.deliveries_name_members, {"deliveries": [delivery()]}),
    (association.boxes_are_positive, {"deliveries": [delivery("S1", 0)]}),
    (
        association.deliveries_are_entered_once,
        {"deliveries": [delivery(), delivery(rejected=1), delivery("S2")]},
    ),
]


@pytest.mark.parametrize(("promise", "rows", "expected"), BROKEN)
def test_a_broken_promise_is_told(
    promise: Promise, rows: dict[str, Any], expected: FindingPlaces
) -> None:
    assert places_of(promise(book(**rows))) == expected


@pytest.mark.parametrize(("promise", "rows"), KEPT)
def test_a_kept_promise_is_not(promise: Promise, rows: dict[str, Any]) -> None:
    assert places_of(promise(book(**rows))) == []


def test_a_split_that_does_not_add_up_shows_its_total() -> None:
    (found,) = association.splits_add_up(book(split=split(PRE="60.50", EME="29.50")))
    assert dict(found.facts)["total"] == "90"
