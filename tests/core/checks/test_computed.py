"""Promises about what several rows give together."""

from decimal import Decimal
from typing import Any

import pytest

from apoq_batch.core.checks import computed
from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.records import Method
from tests.builders import book
from tests.builders import claim
from tests.builders import delivery
from tests.builders import expense
from tests.builders import loan
from tests.builders import member
from tests.builders import members
from tests.builders import on
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import settings
from tests.builders import split
from tests.builders import transfer
from tests.core.checks.places_of import places_of

HALF_HECTARE = member(hectares=Decimal("0.5"))


def test_every_receipt_finds_a_split() -> None:
    rows = [receipt(date=on(1, 31)), receipt(date=on(2, 1)), receipt(date=on(4, 9))]
    some = book(split=split(on(2, 1), PRE="100"), receipts=rows)
    found = places_of(computed.receipts_find_their_split(some))
    assert found == [("error", "PRI-051", "Primas!A2")]


def test_the_boxes_of_a_quarter_are_not_below_0() -> None:
    # S1 has 10 − 11 boxes in the quarter; the month of March alone may be negative.
    some = book(
        members=members("S1", "S2"),
        deliveries=[
            delivery("S1", 10, date=on(1, 5)),
            delivery("S1", -1, date=on(3, 5)),
            delivery("S1", -10, date=on(3, 6)),
            delivery("S2", 5, date=on(1, 5)),
            delivery("S2", -5, date=on(3, 5)),
            delivery("S2", -500, date=on(4, 1)),
        ],
    )
    (found,) = computed.quarters_are_not_negative(some)
    assert places_of([found]) == [("error", "ENT-051", "Entregas!C4")]
    assert dict(found.facts) == {"member": "S1", "quarter": Quarter(2026, 1), "boxes": -1}


@pytest.mark.parametrize(
    ("deliveries", "cells"),
    [
        # 60 boxes a hectare and week: 30 for half a hectare in 7 days.
        ([(10, 30)], []),
        ([(10, 31)], ["C2"]),
        # The 10th and the 16th are within 7 days, the 10th and the 17th are not.
        ([(10, 20), (16, 11)], ["C3"]),
        ([(10, 20), (17, 11)], []),
        # A day is taken whole, so an adjustment of it counts.
        ([(10, 40), (10, -20)], []),
        ([(10, 20), (10, 20)], ["C3"]),
        # One finding a member, at the first such day.
        ([(10, 40), (11, 40), (25, 40)], ["C2"]),
    ],
)
def test_harvests_fit_their_parcels(
    deliveries: list[tuple[int, int]], cells: list[str]
) -> None:
    rows = [delivery("S1", boxes, date=on(2, day)) for day, boxes in deliveries]
    some = book(members=[HALF_HECTARE], deliveries=rows)
    found = list(computed.harvests_fit_their_parcels(some))
    assert [(one.code, one.cell) for one in found] == [("ENT-052", cell) for cell in cells]


def test_harvests_without_hectares_or_after_the_month_are_not_looked_at() -> None:
    rows = [delivery("S2", 999), delivery("S1", 999, date=on(4, 1))]
    some = book(members=[HALF_HECTARE, member("S2")], deliveries=rows)
    assert places_of(computed.harvests_fit_their_parcels(some)) == []


def test_an_excess_tells_its_boxes_and_limit() -> None:
    rows = [delivery("S1", 20, date=on(2, 10)), delivery("S1", 11, date=on(2, 11))]
    (found,) = computed.harvests_fit_their_parcels(
        book(members=[HALF_HECTARE], deliveries=rows)
    )
    assert dict(found.facts) == {
        "member": "S1",
        "boxes": 31,
        "day": on(2, 11),
        "limit": "30",
        "hectares": "0.5",
    }


def test_a_quarter_with_premium_has_boxes() -> None:
    # The first quarter has boxes; of the second the earliest receipt is named.
    some = book(
        settings(Month(2026, 6)),
        deliveries=[delivery("S1", 1)],
        receipts=[
            receipt(),
            receipt(2_00, date=on(5, 9)),
            receipt(1_00, date=on(4, 9)),
            receipt(5_00, date=on(7, 9)),
        ],
    )
    (found,) = computed.premium_has_boxes(some)
    assert places_of([found]) == [("warning", "PRI-055", "Primas!A4")]
    assert dict(found.facts) == {"quarter": Quarter(2026, 2), "soles": Soles(3_00)}


def test_a_quarter_with_receipts_of_nothing_needs_no_boxes() -> None:
    assert places_of(computed.premium_has_boxes(book(receipts=[receipt(0)]))) == []


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        # 50.00 are owed on P1 and 20.00 are held.
        ([repayment(50_00)], []),
        ([repayment(50_01)], ["PAG-059"]),
        ([repayment(50_00, loan="P1", method=Method.WRITEOFF)], []),
        ([repayment(50_01, loan="P1", method=Method.WRITEOFF)], ["PAG-055"]),
        ([repayment(20_00, method=Method.APPLIED)], []),
        ([repayment(20_01, method=Method.APPLIED)], ["PAG-057"]),
        ([repayment(50_01, method=Method.APPLIED)], ["PAG-056"]),
        ([repayment(20_00, method=Method.REFUND)], []),
        ([repayment(20_01, method=Method.REFUND)], ["PAG-058"]),
        # The credit of that day counts, not that of a later one.
        (
            [
                repayment(60_00, date=on(2, 9)),
                repayment(30_00, method=Method.REFUND),
            ],
            ["PAG-059"],
        ),
        (
            [
                repayment(60_00, date=on(2, 11)),
                repayment(30_00, method=Method.REFUND),
            ],
            # What comes after a member's first error rests on it and is left out.
            ["PAG-058"],
        ),
        # What an earlier row took is gone.
        (
            [repayment(15_00, method=Method.REFUND), repayment(6_00, method=Method.REFUND)],
            ["PAG-058"],
        ),
    ],
)
def test_repayments_fit_the_debt_and_the_credit(rows: Any, expected: list[str]) -> None:
    some = book(
        members=[member(credit=20_00)],
        loans=[loan("P1", principal=50_00), loan("P2", principal=50_00, date=on(3, 1))],
        repayments=rows,
    )
    found = list(computed.repayments_fit_the_debt(some))
    assert [one.code for one in found] == expected
    assert all(one.cell.startswith("D") for one in found)


def test_a_refund_above_the_credit_tells_no_negative_credit() -> None:
    some = book(repayments=[repayment(6_00, method=Method.REFUND)])
    (found,) = computed.repayments_fit_the_debt(some)
    assert dict(found.facts)["credit"] == Soles(0)


def test_the_errors_of_one_member_leave_those_of_another_to_be_told() -> None:
    rows = [
        repayment(6_00, "S1", method=Method.REFUND),
        repayment(7_00, "S1", method=Method.REFUND),
        repayment(8_00, "S2", method=Method.REFUND),
    ]
    some = book(members=members("S1", "S2"), repayments=rows)
    cells = [one.cell for one in computed.repayments_fit_the_debt(some)]
    assert cells == ["D2", "D4"]


def test_rows_after_the_month_are_one_note_a_sheet() -> None:
    late = on(4, 1)
    some = book(
        deliveries=[delivery(), delivery(date=late), delivery(date=late)],
        receipts=[receipt(date=late)],
        loans=[loan(date=late)],
        repayments=[repayment(date=late)],
        claims=[claim(date=late)],
        expenses=[expense(date=late)],
        transfers=[transfer(date=late)],
    )
    found = list(computed.rows_wait_for_their_month(some))
    assert places_of(found) == [
        ("note", "HOJ-054", "Entregas!A3"),
        ("note", "HOJ-054", "Primas!A2"),
        ("note", "HOJ-054", "Prestamos!D2"),
        ("note", "HOJ-054", "Pagos!A2"),
        ("note", "HOJ-054", "Emergencias!B2"),
        ("note", "HOJ-054", "Gastos!A2"),
        ("note", "HOJ-054", "Traslados!A2"),
    ]
    assert dict(found[0].facts) == {"month": Month(2026, 3), "count": 2}
    assert (
        places_of(computed.rows_wait_for_their_month(book(deliveries=[delivery()]))) == []
    )
