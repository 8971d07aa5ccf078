"""Promises about premium receipts, loans and repayments, row by row."""

from collections.abc import Callable
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from apoq_batch.core.checks import lending
from apoq_batch.core.findings import Finding
from apoq_batch.core.records import Book
from tests.builders import book
from tests.builders import loan
from tests.builders import members
from tests.builders import on
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import settings
from tests.core.checks.places_of import FindingPlaces
from tests.core.checks.places_of import places_of

Promise = Callable[[Book], Iterator[Finding]]
LAST_YEAR = on(12, 31, 2025)

BROKEN: list[tuple[Promise, dict[str, Any], FindingPlaces]] = [
    (
        lending.receipts_are_of_the_year,
        {"receipts": [receipt(), receipt(date=LAST_YEAR)]},
        [("error", "PRI-050", "Primas!A3")],
    ),
    # 1,080 boxes are US$ 1,080.00; 0.5 % of them are 5.40.
    (
        lending.dollars_are_as_expected,
        {"receipts": [receipt(usd=Decimal("1085.41")), receipt(usd=Decimal("1074.59"))]},
        [("warning", "PRI-053", "Primas!F2"), ("warning", "PRI-053", "Primas!F3")],
    ),
    # 100 boxes: 0.5 % are 0.50, and 1.00 is borne.
    (
        lending.dollars_are_as_expected,
        {"receipts": [receipt(boxes=100, usd=Decimal("101.01"))]},
        [("warning", "PRI-053", "Primas!F2")],
    ),
    # US$ 1,080 × 3.75 = 4,050.00; 0.5 % of them are 20.25.
    (
        lending.soles_are_as_expected,
        {"receipts": [receipt(4_070_26), receipt(4_029_74)]},
        [("warning", "PRI-054", "Primas!H2"), ("warning", "PRI-054", "Primas!H3")],
    ),
    (
        lending.loans_are_unique,
        {"loans": [loan("p1"), loan("P1")]},
        [("error", "PRE-050", "Prestamos!A3")],
    ),
    (
        lending.loans_name_members,
        {"loans": [loan(member="S9")]},
        [("error", "PRE-051", "Prestamos!B2")],
    ),
    (
        lending.old_loans_have_their_balance,
        {
            "loans": [
                loan(date=LAST_YEAR),
                loan(date=LAST_YEAR, opening_balance=300_01),
                loan(date=on(1, 1), opening_balance=0),
            ]
        },
        [
            ("error", "PRE-052", "Prestamos!H2"),
            ("error", "PRE-053", "Prestamos!H3"),
            ("error", "PRE-054", "Prestamos!H4"),
        ],
    ),
    (
        lending.repayments_are_of_the_year,
        {"repayments": [repayment(date=LAST_YEAR)]},
        [("error", "PAG-050", "Pagos!A2")],
    ),
    (
        lending.repayments_name_members,
        {"repayments": [repayment(member="S9")]},
        [("error", "PAG-051", "Pagos!B2")],
    ),
    (
        lending.repayments_name_loans,
        {"loans": [loan()], "repayments": [repayment(loan="P9")]},
        [("error", "PAG-052", "Pagos!C2")],
    ),
    (
        lending.repayments_are_of_their_loans_member,
        {
            "members": members("S1", "S2"),
            "loans": [loan(member="S2")],
            "repayments": [repayment(loan="P1"), repayment(member="S2", loan="P1")],
        },
        [("error", "PAG-053", "Pagos!C2")],
    ),
    (
        lending.repayments_follow_their_loan,
        {"loans": [loan()], "repayments": [repayment(loan="P1", date=on(1, 9))]},
        [("error", "PAG-054", "Pagos!A2")],
    ),
]

KEPT: list[tuple[Promise, dict[str, Any]]] = [
    (lending.receipts_are_of_the_year, {"receipts": [receipt(date=on(1, 1))]}),
    (lending.receipts_have_a_rate, {"receipts": [receipt(None)]}),
    (
        lending.dollars_are_as_expected,
        {
            "receipts": [
                receipt(usd=Decimal("1085.40")),
                receipt(boxes=100, usd=Decimal("99.00")),
                receipt(),
            ]
        },
    ),
    (
        lending.soles_are_as_expected,
        {"receipts": [receipt(4_070_25), receipt(4_029_75), receipt(None)]},
    ),
    (lending.loans_are_unique, {"loans": [loan("P1"), loan("P2")]}),
    (lending.loans_name_members, {"loans": [loan()]}),
    (
        lending.old_loans_have_their_balance,
        {"loans": [loan(date=LAST_YEAR, opening_balance=300_00), loan(date=on(1, 1))]},
    ),
    (lending.repayments_are_of_the_year, {"repayments": [repayment(date=on(1, 1))]}),
    (lending.repayments_name_members, {"repayments": [repayment()]}),
    (
        lending.repayments_name_loans,
        {"loans": [loan()], "repayments": [repayment(), repayment(loan="P1")]},
    ),
    # Members who do not exist are said already.
    (
        lending.repayments_are_of_their_loans_member,
        {
            "members": members("S2"),
            "loans": [loan(member="S2"), loan("P2", "S9")],
            "repayments": [
                repayment(member="S1", loan="P1"),
                repayment(member="S2", loan="P2"),
                repayment(loan="P7"),
            ],
        },
    ),
    # One dated before the year, or of another member's loan, is said already.
    (
        lending.repayments_follow_their_loan,
        {
            "loans": [loan()],
            "repayments": [
                repayment(loan="P1", date=on(1, 10)),
                repayment(loan="P1", date=LAST_YEAR),
                repayment(member="S2", loan="P1", date=on(1, 9)),
            ],
        },
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


def test_a_receipt_needs_soles_or_a_rate() -> None:
    some = book(
        settings(exchange_rate=None),
        receipts=[receipt(None), receipt(1_00), receipt(None, rate=Decimal("3.7"))],
    )
    found = places_of(lending.receipts_have_a_rate(some))
    assert found == [("error", "PRI-052", "Primas!G2")]
    # Soles without any rate cannot be compared with anything.
    assert places_of(lending.soles_are_as_expected(some)) == []


def test_the_rate_is_written_as_short_as_it_can_be() -> None:
    some = book(settings(exchange_rate=Decimal("3.750")), receipts=[receipt(1_00)])
    (found,) = lending.soles_are_as_expected(some)
    assert dict(found.facts)["rate"] == "3.75"
