"""Promises about claims, projects, expenses and transfers, row by row."""

from collections.abc import Callable
from collections.abc import Iterator
from typing import Any

import pytest

from apoq_batch.core.checks import spending
from apoq_batch.core.findings import Finding
from apoq_batch.core.records import Book
from tests.builders import book
from tests.builders import claim
from tests.builders import expense
from tests.builders import on
from tests.builders import project
from tests.builders import transfer
from tests.core.checks.places_of import FindingPlaces
from tests.core.checks.places_of import places_of

Promise = Callable[[Book], Iterator[Finding]]
LAST_YEAR = on(12, 31, 2025)

BROKEN: list[tuple[Promise, dict[str, Any], FindingPlaces]] = [
    (
        spending.claims_are_unique,
        {"claims": [claim("e1"), claim("E1")]},
        [("error", "EME-050", "Emergencias!A3")],
    ),
    (
        spending.claims_name_members,
        {"claims": [claim(member="S9")]},
        [("error", "EME-051", "Emergencias!C2")],
    ),
    (
        spending.payments_of_claims_are_whole,
        {"claims": [claim(paid=0), claim(paid_on=on(3, 9))]},
        [("error", "EME-052", "Emergencias!K2"), ("error", "EME-053", "Emergencias!J3")],
    ),
    (
        spending.claims_are_paid_after_the_event,
        {"claims": [claim(paid=1, paid_on=on(3, 4))]},
        [("error", "EME-054", "Emergencias!K2")],
    ),
    (
        spending.claims_are_paid_in_the_year,
        {"claims": [claim(date=on(12, 1, 2025), paid=1, paid_on=LAST_YEAR)]},
        [("error", "EME-055", "Emergencias!K2")],
    ),
    (
        spending.projects_are_unique,
        {"projects": [project("Y1"), project("y1")]},
        [("error", "PRO-050", "Proyectos!A3")],
    ),
    (
        spending.projects_name_their_fund,
        {"projects": [project(fund="XXX"), project(fund="PRE"), project(fund="EME")]},
        [
            ("error", "PRO-051", "Proyectos!D2"),
            ("error", "PRO-052", "Proyectos!D3"),
            ("error", "PRO-052", "Proyectos!D4"),
        ],
    ),
    (
        spending.expenses_are_of_the_year,
        {"expenses": [expense(date=LAST_YEAR)]},
        [("error", "GAS-050", "Gastos!A2")],
    ),
    (
        spending.expenses_name_funds,
        {"expenses": [expense(fund="XXX")]},
        [("error", "GAS-051", "Gastos!B2")],
    ),
    (
        spending.expenses_name_projects,
        {"projects": [project("Y1")], "expenses": [expense(project="Y9")]},
        [("error", "GAS-052", "Gastos!C2")],
    ),
    (
        spending.expenses_are_of_their_projects_fund,
        {"projects": [project("Y1")], "expenses": [expense(project="Y1", fund="PRE")]},
        [("error", "GAS-053", "Gastos!B2")],
    ),
    (
        spending.transfers_are_of_the_year,
        {"transfers": [transfer(date=LAST_YEAR)]},
        [("error", "TRA-050", "Traslados!A2")],
    ),
    (
        spending.transfers_name_funds,
        {"transfers": [transfer("XXX", "YYY")]},
        [("error", "TRA-051", "Traslados!B2"), ("error", "TRA-051", "Traslados!C2")],
    ),
    (
        spending.transfers_change_funds,
        {"transfers": [transfer("EDU", "EDU")]},
        [("error", "TRA-052", "Traslados!C2")],
    ),
]

KEPT: list[tuple[Promise, dict[str, Any]]] = [
    (spending.claims_are_unique, {"claims": [claim("E1"), claim("E2")]}),
    (spending.claims_name_members, {"claims": [claim()]}),
    (
        spending.payments_of_claims_are_whole,
        {"claims": [claim(), claim(paid=1, paid_on=on(3, 5))]},
    ),
    (
        spending.claims_are_paid_after_the_event,
        {"claims": [claim(), claim(paid=1, paid_on=on(3, 5))]},
    ),
    # One before its event is said already.
    (
        spending.claims_are_paid_in_the_year,
        {
            "claims": [
                claim(),
                claim(paid=1, paid_on=LAST_YEAR),
                claim(date=on(12, 1, 2025), paid=1, paid_on=on(1, 1)),
            ]
        },
    ),
    (spending.projects_are_unique, {"projects": [project("Y1"), project("Y2")]}),
    (spending.projects_name_their_fund, {"projects": [project()]}),
    (spending.expenses_are_of_the_year, {"expenses": [expense(date=on(1, 1))]}),
    (spending.expenses_name_funds, {"expenses": [expense(fund="PRE")]}),
    (
        spending.expenses_name_projects,
        {"projects": [project()], "expenses": [expense(project="Y1"), expense()]},
    ),
    # Funds that do not exist or are not for projects are said already.
    (
        spending.expenses_are_of_their_projects_fund,
        {
            "projects": [project("Y1"), project("Y2", fund="PRE")],
            "expenses": [
                expense(project="Y1"),
                expense(project="Y1", fund="XXX"),
                expense(project="Y2"),
                expense(fund="PRE"),
            ],
        },
    ),
    (spending.transfers_are_of_the_year, {"transfers": [transfer(date=on(1, 1))]}),
    (spending.transfers_name_funds, {"transfers": [transfer()]}),
    (spending.transfers_change_funds, {"transfers": [transfer()]}),
]


@pytest.mark.parametrize(("promise", "rows", "expected"), BROKEN)
def test_a_broken_promise_is_told(
    promise: Promise, rows: dict[str, Any], expected: FindingPlaces
) -> None:
    assert places_of(promise(book(**rows))) == expected


@pytest.mark.parametrize(("promise", "rows"), KEPT)
def test_a_kept_promise_is_not(promise: Promise, rows: dict[str, Any]) -> None:
    assert places_of(promise(book(**rows))) == []
