"""Premium: soles, shares of the funds, what members generated (rules.md §3)."""

from decimal import Decimal

import pytest
from hypothesis import given

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.records import Book
from apoq_batch.core.records import Receipt
from apoq_batch.core.rules.boxes import count_boxes
from apoq_batch.core.rules.premium import Premium
from apoq_batch.core.rules.premium import premium_of
from apoq_batch.core.rules.premium import receipt_soles
from apoq_batch.core.rules.premium import receipts_in_order
from apoq_batch.core.rules.premium import share_receipt
from apoq_batch.core.rules.premium import split_on
from tests.builders import book
from tests.builders import delivery
from tests.builders import members
from tests.builders import on
from tests.builders import receipt
from tests.builders import settings
from tests.builders import split
from tests.strategies import BOOKS


def premium(of: Book) -> Premium:
    return premium_of(of, count_boxes(of))


@pytest.mark.parametrize(
    ("row", "soles"),
    [
        # As given, whatever the rest says.
        (receipt(999, usd=Decimal(1000), rate=Decimal(4)), 999),
        # 1,080 boxes × US$ 1.00 × 3.75 of the settings.
        (receipt(None, boxes=1080), 4_050_00),
        # US$ 1,000.33 as given × 3.75 = 3,751.2375.
        (receipt(None, usd=Decimal("1000.33")), 3_751_24),
        # The row's rate: 1,080 × 3.8 = 4,104.00.
        (receipt(None, boxes=1080, rate=Decimal("3.8")), 4_104_00),
        # US$ 0.10 × 3.45 = 0.345: the half céntimo goes up.
        (receipt(None, usd=Decimal("0.10"), rate=Decimal("3.45")), 35),
    ],
)
def test_soles_of_a_receipt(row: Receipt, soles: int) -> None:
    assert receipt_soles(row, settings()) == soles


def test_dollars_are_not_rounded_on_the_way() -> None:
    # 7 boxes × US$ 0.335 = 2.345, × 3.8115 = 8.9379675; 2.35 dollars would give 8.96.
    some = settings(premium_usd_per_box=Decimal("0.335"), exchange_rate=Decimal("3.8115"))
    shared = share_receipt(receipt(None, boxes=7), book(some))
    assert (shared.usd, shared.soles) == (Decimal("2.345"), 894)


def test_a_receipt_without_a_rate_is_refused_by_the_checks_before() -> None:
    with pytest.raises(ValueError, match="Primas!2"):
        receipt_soles(receipt(None), settings(exchange_rate=None))


def test_a_receipt_is_shared_over_the_funds_in_order_of_code() -> None:
    # 10,001 × 33.34 % = 3,334.3334 and × 33.33 % = 3,333.3333 twice: one is left over.
    lines = split(PRE="33.33", EME="33.33", EDU="33.34")
    shared = share_receipt(receipt(100_01), book(split=lines))
    assert shared.parts == (("EDU", 3335), ("EME", 3333), ("PRE", 3333))
    assert shared.since == on(1, 1)


def test_ties_between_funds_go_to_the_smaller_code() -> None:
    lines = split(pre="25", EME="50", EDU="25")
    # 1 céntimo: 0.25, 0.50, 0.25 → EME. 3 céntimos: 0.75, 1.50, 0.75 → one each to EDU, pre.
    assert dict(share_receipt(receipt(1), book(split=lines)).parts)["EME"] == 1
    assert share_receipt(receipt(3), book(split=lines)).parts == (
        ("EDU", 1),
        ("EME", 1),
        ("pre", 1),
    )
    # 2 céntimos: 0.5, 1, 0.5: the tie goes to the smaller code.
    assert share_receipt(receipt(2), book(split=lines)).parts == (
        ("EDU", 1),
        ("EME", 1),
        ("pre", 0),
    )


def test_the_split_in_force_is_the_latest_on_or_before_the_day() -> None:
    lines = (*split(on(2, 1), PRE="100"), *split(on(2, 20), EDU="60", EME="40"))
    assert split_on(lines, on(1, 31)) == ()
    assert [line.fund for line in split_on(lines, on(2, 19))] == ["PRE"]
    assert [line.fund for line in split_on(lines, on(2, 20))] == ["EDU", "EME"]


def test_funds_receive_what_counts_only() -> None:
    some = book(
        settings(opening_date=on(2, 1)),
        split=split(on(1, 1), PRE="60", EME="40"),
        receipts=(
            receipt(50, date=on(1, 31)),
            receipt(100, date=on(2, 1)),
            receipt(200, date=on(3, 31), usd=Decimal("1.5")),
            receipt(800, date=on(4, 1)),
        ),
    )
    found = premium(some)
    assert (found.soles, found.of_fund("PRE"), found.of_fund("EME")) == (300, 180, 120)
    assert found.of_fund("EDU") == 0
    assert found.usd == Decimal("1081.5")


def test_receipts_stand_by_date_and_then_by_what_they_say() -> None:
    rows = (
        receipt(3, date=on(2, 2), container="B"),
        receipt(2, date=on(2, 2), container="A"),
        receipt(1, date=on(2, 2), container="A"),
        receipt(4, date=on(2, 2), container=None),
        receipt(9, date=on(2, 1)),
    )
    ordered = [row.soles for row in receipts_in_order(book(receipts=rows))]
    assert ordered == [9, 4, 1, 2, 3]


def test_a_quarter_is_shared_over_the_boxes_of_its_members() -> None:
    # 100.00 over 1, 1 and 1 boxes: 33.33 each and the céntimo to the smallest code.
    some = book(
        members=members("S2", "S3", "s1", "S4"),
        deliveries=(delivery("s1", 1), delivery("S3", 1), delivery("S2", 1)),
        receipts=(receipt(60_00), receipt(40_00)),
    )
    found = premium(some)
    codes = ("s1", "S2", "S3", "S4")
    assert [found.generated_by(code) for code in codes] == [3334, 3333, 3333, 0]
    assert found.quarters[0].boxes == 3


def test_generated_premium_adds_the_quarters_of_the_year() -> None:
    # T1: 90.00 over 2 : 1 boxes. T2: 50.00 over 0 : 5. T3 has premium and no boxes.
    some = book(
        settings(Month(2026, 8)),
        members=members("S1", "S2"),
        deliveries=(
            delivery("S1", 2, date=on(1, 5)),
            delivery("S2", 1, date=on(3, 5)),
            delivery("S2", 5, date=on(4, 5)),
            delivery("S1", 9, date=on(9, 1)),
        ),
        receipts=(
            receipt(90_00, date=on(3, 31)),
            receipt(50_00, date=on(4, 1)),
            receipt(70_00, date=on(8, 31)),
        ),
    )
    found = premium(some)
    assert (found.generated_by("S1"), found.generated_by("S2")) == (60_00, 80_00)
    assert [row.quarter for row in found.quarters] == [
        Quarter(2026, number) for number in (1, 2, 3)
    ]
    assert (found.quarters[2].soles, found.quarters[2].boxes) == (70_00, 0)
    assert dict(found.quarters[2].parts) == {}


def test_quarters_before_the_opening_date_are_none_of_the_year() -> None:
    found = premium(book(settings(Month(2026, 9), opening_date=on(5, 1))))
    assert [row.quarter for row in found.quarters] == [Quarter(2026, 2), Quarter(2026, 3)]


def test_the_first_quarter_has_its_receipts_from_the_opening_date_and_all_its_boxes() -> (
    None
):
    # January's receipt is history, January's boxes are not: 90.00 over 30 : 60 boxes.
    some = book(
        settings(opening_date=on(2, 1)),
        members=members("S1", "S2"),
        deliveries=(delivery("S1", 30, date=on(1, 9)), delivery("S2", 60)),
        receipts=(receipt(500_00, date=on(1, 9)), receipt(90_00)),
    )
    found = premium(some)
    assert (found.generated_by("S1"), found.generated_by("S2")) == (30_00, 60_00)


@given(BOOKS)
def test_no_centimo_of_premium_is_lost(some: Book) -> None:
    found = premium(some)
    assert found.soles == sum(found.of_fund(fund.code) for fund in some.funds)
    assert found.soles == sum(row.soles for row in found.quarters)
    for row in found.quarters:
        assert sum(row.parts.values()) == (row.soles if row.boxes else 0)
