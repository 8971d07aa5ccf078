"""How much each member is lent (rules.md §5, §6)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.reasons import Reason
from apoq_batch.core.reasons import refusal
from apoq_batch.core.rules.allocation import Allocation
from apoq_batch.core.rules.allocation import Limit
from apoq_batch.core.rules.allocation import NoProposals
from apoq_batch.core.rules.allocation import Pool
from apoq_batch.core.rules.allocation import allocate
from apoq_batch.core.rules.allocation import why_no_proposals
from apoq_batch.core.rules.eligibility import Applicant
from tests.builders import book
from tests.builders import loan
from tests.builders import member
from tests.builders import on
from tests.builders import settings
from tests.core.slow_rules import slow_ideals


def applicant(code: str, boxes: int, owed: int = 0, quarters: int = 1) -> Applicant:
    return Applicant(
        member=member(code),
        base_boxes=boxes,
        average_boxes=Fraction(boxes, quarters),
        owed=owed,
        refusals=(),
    )


def refused(code: str, boxes: int) -> Applicant:
    reason = refusal(Reason.ESTADO, status="active", day=on(3, 31))
    return replace(applicant(code, boxes), refusals=(reason,))


def pool_of(cash: int) -> Pool:
    return Pool(cash=cash, reserve=0, credits=0, budget=None)


def shared(cash: int, who: Sequence[Applicant], **changes: Any) -> Allocation:
    return allocate(book(settings(**changes)), who, pool_of(cash))


def loans(of: Allocation) -> dict[str, int | None]:
    return {line.code: line.loan for line in of.lines}


def reasons(of: Allocation) -> dict[str, list[str]]:
    return {line.code: [one.reason.value for one in line.refusals] for line in of.lines}


# --- when


@pytest.mark.parametrize(
    ("month", "why"),
    [(3, None), (4, NoProposals.NOT_CLOSING), (5, NoProposals.NOT_CLOSING), (12, None)],
)
def test_loans_are_shared_out_when_a_quarter_closes(month: int, why: object) -> None:
    assert why_no_proposals(book(settings(Month(2026, month)))) is why


@pytest.mark.parametrize(
    ("quarter", "day", "why"),
    [
        (Quarter(2026, 1), on(3, 31), NoProposals.ALREADY_LENT),
        # Dated later: the month can be run again and proposes the same.
        (Quarter(2026, 1), on(4, 1), None),
        (Quarter(2025, 4), on(3, 31), None),
        (Quarter(2025, 1), on(3, 31), None),
    ],
)
def test_nothing_is_proposed_when_the_quarter_is_lent_already(
    quarter: Quarter, day: date, why: object
) -> None:
    some = book(loans=(loan(quarter=quarter, date=day),))
    assert why_no_proposals(some) is why


def test_without_proposals_no_line_has_a_loan_or_a_reason() -> None:
    some = book(settings(Month(2026, 2)))
    found = allocate(some, [applicant("S1", 5), refused("S2", 5)], pool_of(100_00))
    assert loans(found) == {"S1": None, "S2": None}
    assert reasons(found) == {"S1": [], "S2": []}
    assert (found.total, found.proposed, found.everyone_capped) == (0, (), False)


# --- the pool


@pytest.mark.parametrize(
    ("cash", "reserve", "held", "budget", "amount"),
    [
        (1_000, 200, 50, None, 750),
        (1_000, 200, 50, 700, 700),
        (1_000, 200, 50, 800, 750),
        (1_000, 200, 50, 0, 0),
        (200, 300, 0, None, 0),
        (200, 100, 200, 500, 0),
    ],
)
def test_pool(cash: int, reserve: int, held: int, budget: int | None, amount: int) -> None:
    pool = Pool(cash=cash, reserve=reserve, credits=held, budget=budget)
    assert pool.amount == amount


def test_an_empty_pool_refuses_who_passed_and_only_them_with_fondos() -> None:
    # 0.99 is less than a unit of 1.00. TOPE would hold too, but FONDOS comes first.
    found = shared(99, [applicant("S1", 5), refused("S2", 5)], loan_maximum=1)
    assert reasons(found) == {"S1": ["FONDOS"], "S2": ["ESTADO"]}
    assert loans(found) == {"S1": 0, "S2": 0}
    assert found.lines[0].share == 1


# --- caps and floors


def test_without_caps_or_minimum_the_pool_is_shared_by_boxes() -> None:
    # 60 units over 1 : 2 : 3 boxes.
    found = shared(60_00, [applicant("A", 1), applicant("B", 2), applicant("C", 3)])
    assert loans(found) == {"A": 10_00, "B": 20_00, "C": 30_00}
    assert found.factor == 10
    assert [line.share for line in found.lines] == [
        Fraction(1, 6),
        Fraction(1, 3),
        Fraction(1, 2),
    ]
    assert found.lines[0].cap is None


def test_the_share_leaves_out_those_refused_before() -> None:
    found = shared(60_00, [applicant("A", 1), refused("B", 7), applicant("C", 3)])
    assert [line.share for line in found.lines] == [Fraction(1, 4), None, Fraction(3, 4)]


def test_the_cap_is_the_smallest_of_those_set_in_whole_units() -> None:
    # A = 25 / 2 = 12.5 boxes; 12.5 × 3.35 = 41.875; 100 − 55.50 = 44.50; maximum 43.00.
    found = shared(
        500_00,
        [applicant("A", 25, owed=55_50, quarters=2)],
        loan_maximum=43_00,
        loan_cap_per_box=3_35,
        exposure_maximum=100_00,
        rounding_unit=50,
        base_quarters=2,
    )
    (line,) = found.lines
    assert line.limits == (
        (Limit.LOAN_MAXIMUM, Fraction(43_00)),
        (Limit.CAP_PER_BOX, Fraction(8375, 2)),
        (Limit.EXPOSURE, Fraction(44_50)),
    )
    # 4187.5 / 50 = 83.75 units.
    assert (line.cap, line.loan) == (83, 41_50)


@pytest.mark.parametrize(
    ("maximum", "minimum", "unit", "why"),
    [
        # The cap is less than a unit.
        (99, 0, 100, ["TOPE"]),
        # C × u = 40.00 < 45.00, although the cap of 49.99 is not.
        (49_99, 45_00, 10_00, ["TOPE"]),
        (49_99, 40_00, 10_00, []),
        # Without a cap the minimum never refuses.
        (None, 900_00, 10_00, []),
    ],
)
def test_tope(maximum: int | None, minimum: int, unit: int, why: list[str]) -> None:
    found = shared(
        60_00,
        [applicant("A", 1)],
        loan_maximum=maximum,
        loan_minimum=minimum,
        rounding_unit=unit,
    )
    assert reasons(found)["A"] == why


def test_tope_tells_the_cap_in_whole_units() -> None:
    found = shared(60_00, [applicant("A", 1)], loan_maximum=49_99, loan_minimum=50_00)
    (reason,) = found.lines[0].refusals
    assert (dict(reason.facts)["cap"], dict(reason.facts)["minimum"]) == (
        Soles(49_00),
        Soles(50_00),
    )


def test_who_is_refused_with_tope_leaves_the_pool_to_the_others() -> None:
    # A may have 2 × 0.40 = 0.80, not a unit; B and C share 20 units over 40 : 60 boxes.
    who = [applicant("A", 2), applicant("B", 40), applicant("C", 60)]
    found = shared(20_00, who, loan_cap_per_box=40)
    assert loans(found) == {"A": 0, "B": 8_00, "C": 12_00}
    assert reasons(found)["A"] == ["TOPE"]


def test_the_minimum_is_rounded_up_to_units_and_kept() -> None:
    # Minimum 15.00 in units of 10.00 is 2 units. 10 units over 1 : 1 : 8 boxes would be
    # 1, 1 and 8: with the floor 2, 2 and 6 (λ = 6/8).
    who = [applicant("A", 1), applicant("B", 1), applicant("C", 8)]
    found = shared(100_00, who, loan_minimum=15_00, rounding_unit=10_00)
    assert loans(found) == {"A": 20_00, "B": 20_00, "C": 60_00}
    assert [line.minimum for line in found.lines] == [2, 2, 2]
    assert (found.factor, found.minimum_dropped) == (Fraction(3, 4), False)


def test_the_floor_is_never_above_the_pool_or_the_cap() -> None:
    # Without a cap C is P = 5 units: the floor of 9 units becomes 5.
    found = shared(5_00, [applicant("A", 1)], loan_minimum=9_00)
    assert (found.lines[0].minimum, found.lines[0].loan) == (5, 5_00)
    # A minimum of 8.50 is 9 units; the cap of 9.00 just bears it.
    capped = shared(90_00, [applicant("A", 1)], loan_minimum=8_50, loan_maximum=9_00)
    assert (capped.lines[0].minimum, capped.lines[0].loan) == (9, 9_00)


def test_a_minimum_that_cannot_be_kept_is_dropped_for_all() -> None:
    # Three floors of 4 are 12 > 10 units: shared by boxes alone, 1 : 1 : 8.
    who = [applicant("A", 1), applicant("B", 1), applicant("C", 8)]
    found = shared(10_00, who, loan_minimum=4_00)
    assert loans(found) == {"A": 1_00, "B": 1_00, "C": 8_00}
    assert found.minimum_dropped
    assert [line.minimum for line in found.lines] == [0, 0, 0]


def test_floors_that_use_the_pool_up_exactly_are_kept() -> None:
    who = [applicant("A", 1), applicant("B", 99)]
    found = shared(10_00, who, loan_minimum=5_00)
    assert loans(found) == {"A": 5_00, "B": 5_00}
    assert found.factor == 0
    assert not found.minimum_dropped


def test_what_a_cap_leaves_goes_to_the_others_by_their_boxes() -> None:
    # 100 units over 5 : 3 : 2 boxes, at most 40: A has 40, the other 60 go 3 : 2.
    who = [applicant("A", 5), applicant("B", 3), applicant("C", 2)]
    found = shared(100_00, who, loan_maximum=40_00)
    assert loans(found) == {"A": 40_00, "B": 36_00, "C": 24_00}
    assert found.factor == 12


def test_when_all_are_at_their_cap_the_rest_stays_in_the_fund() -> None:
    found = shared(100_50, [applicant("A", 5), applicant("B", 3)], loan_maximum=40_00)
    assert loans(found) == {"A": 40_00, "B": 40_00}
    assert (found.everyone_capped, found.left_in_fund) == (True, 20_50)
    assert (found.factor, found.caps_total) == (None, 80)


def test_lambda_meets_floors_and_caps_at_once() -> None:
    # P = 30; floors 4, caps 12. Boxes 1, 4, 5, 20: A is at its floor, D at its cap; of
    # the 14 left B and C have 4λ and 5λ: λ = 14/9, 6.22 and 7.78.
    who = [applicant("A", 1), applicant("B", 4), applicant("C", 5), applicant("D", 20)]
    found = shared(30_00, who, loan_minimum=4_00, loan_maximum=12_00)
    assert found.factor == Fraction(14, 9)
    assert [line.ideal for line in found.lines] == [4, Fraction(56, 9), Fraction(70, 9), 12]
    assert loans(found) == {"A": 4_00, "B": 6_00, "C": 8_00, "D": 12_00}


# --- whole units


def test_units_left_over_go_to_the_largest_fractional_parts() -> None:
    # 10 units over 1 : 2 : 3: 1.67, 3.33 and 5.
    who = [applicant("A", 1), applicant("B", 2), applicant("C", 3)]
    assert loans(shared(10_00, who)) == {"A": 2_00, "B": 3_00, "C": 5_00}


def test_ties_go_to_the_larger_w_then_to_the_smaller_code() -> None:
    # 4 units over 1 : 3 : 1 : 3 boxes: 0.5, 1.5, 0.5, 1.5; two are left over and go to
    # the members with 3 boxes.
    who = [applicant("A", 1), applicant("B", 3), applicant("C", 1), applicant("D", 3)]
    assert loans(shared(4_00, who)) == {"A": 0, "B": 2_00, "C": 0, "D": 2_00}
    # 5 units over 3 equal members: 1.67 each, two left over.
    same = [applicant("c", 1), applicant("A", 1), applicant("B", 1)]
    assert loans(shared(5_00, same)) == {"c": 1_00, "A": 2_00, "B": 2_00}


def test_a_result_of_no_units_is_refused_with_redondeo() -> None:
    # 3 units over 1 : 9 boxes: 0.3 and 2.7.
    found = shared(3_00, [applicant("A", 1), applicant("B", 9)])
    assert loans(found) == {"A": 0, "B": 3_00}
    assert reasons(found) == {"A": ["REDONDEO"], "B": []}
    assert dict(found.lines[0].refusals[0].facts)["ideal"] == Fraction(3, 10)
    assert [line.code for line in found.proposed] == ["B"]


def test_what_is_less_than_a_unit_is_not_lent() -> None:
    found = shared(10_49, [applicant("A", 1)], rounding_unit=50)
    assert (found.total, found.left_in_fund) == (10_00, 49)


# --- the loan itself


def test_a_loan_has_number_schedule_and_deduction() -> None:
    # 100.00 over 3 boxes a quarter is 33.333…: 33.34. Disbursed on 31 August, first due
    # on 30 September, and the others a month after it each.
    found = allocate(
        book(settings(Month(2026, 6), disbursement_date=on(8, 31), instalments=3)),
        [applicant("s7", 6, quarters=2)],
        pool_of(100_00),
    )
    (line,) = found.lines
    assert (line.number, line.deduction_per_box) == ("P-2026T2-s7", 33_34)
    assert [(part.due, part.amount) for part in line.schedule] == [
        (on(9, 30), 33_33),
        (on(10, 30), 33_33),
        (on(11, 30), 33_34),
    ]


def test_a_deduction_that_is_whole_is_not_rounded_up() -> None:
    found = shared(100_00, [applicant("A", 4), refused("B", 4)])
    assert [line.deduction_per_box for line in found.lines] == [25_00, None]


def test_nobody_eligible_leaves_everything() -> None:
    found = shared(100_00, [refused("A", 4)])
    assert (found.total, found.everyone_capped, found.factor) == (0, False, None)


# --- properties

UNIT = 100


@st.composite
def crowds(draw: st.DrawFn) -> tuple[list[Applicant], int, dict[str, int | None]]:
    """Applicants, a pool and settings in which caps and floors are often met."""
    small = st.integers(min_value=1, max_value=12)
    boxes = draw(st.lists(small | st.integers(1, 900), min_size=1, max_size=9))
    owed = draw(st.lists(st.integers(0, 9_00), min_size=len(boxes), max_size=len(boxes)))
    who = [
        applicant(f"S{index}", one, debt)
        for index, (one, debt) in enumerate(zip(boxes, owed, strict=True))
    ]
    cash = draw(st.integers(min_value=0, max_value=200_00))
    changes = {
        "loan_minimum": draw(st.sampled_from([0, 1, 2_50, 8_00])),
        "loan_maximum": draw(st.none() | st.integers(1, 60_00)),
        "loan_cap_per_box": draw(st.none() | st.integers(1, 9_00)),
        "exposure_maximum": draw(st.none() | st.integers(9_01, 70_00)),
    }
    return who, cash, changes


def tops(of: Allocation) -> list[int]:
    return [of.units if line.cap is None else line.cap for line in running(of)]


def running(of: Allocation) -> list[Any]:
    return [line for line in of.lines if line.ideal is not None]


@given(crowds())
def test_the_total_is_exact_and_within_the_pool(
    crowd: tuple[list[Applicant], int, dict[str, int | None]],
) -> None:
    who, cash, changes = crowd
    found = shared(cash, who, **changes)
    assert found.total == min(found.units, sum(tops(found))) * UNIT
    assert found.total <= found.pool.amount


@given(crowds())
def test_nobody_passes_a_cap_or_falls_under_a_kept_minimum(
    crowd: tuple[list[Applicant], int, dict[str, int | None]],
) -> None:
    who, cash, changes = crowd
    found = shared(cash, who, **changes)
    for line in running(found):
        assert all(line.loan <= amount for _, amount in line.limits)
        assert line.minimum <= line.units
        assert abs(line.units - line.ideal) < 1
        if line.cap is not None and not found.minimum_dropped:
            assert line.loan >= (changes["loan_minimum"] or 0)


@given(crowds())
def test_lambda_agrees_with_a_slow_search(
    crowd: tuple[list[Applicant], int, dict[str, int | None]],
) -> None:
    who, cash, changes = crowd
    found = shared(cash, who, **changes)
    lines = running(found)
    if lines:
        slow = slow_ideals(
            found.units,
            [line.applicant.base_boxes for line in lines],
            [line.minimum for line in lines],
            tops(found),
        )
        assert [line.ideal for line in lines] == slow


@given(crowds())
def test_the_ideals_add_up_at_the_one_lambda(
    crowd: tuple[list[Applicant], int, dict[str, int | None]],
) -> None:
    who, cash, changes = crowd
    found = shared(cash, who, **changes)
    lines = running(found)
    if lines:
        assert sum(line.ideal for line in lines) == min(found.units, sum(tops(found)))
    if found.factor is not None:
        for line, top in zip(lines, tops(found), strict=True):
            wanted = found.factor * line.applicant.base_boxes
            assert line.ideal == min(top, max(line.minimum, wanted))


@given(crowds())
def test_with_equal_caps_more_boxes_never_give_less(
    crowd: tuple[list[Applicant], int, dict[str, int | None]],
) -> None:
    who, cash, changes = crowd
    equal = {**changes, "loan_cap_per_box": None, "exposure_maximum": None}
    lines = sorted(
        running(shared(cash, who, **equal)), key=lambda line: line.applicant.base_boxes
    )
    for less, more in pairwise(lines):
        fewer_boxes = less.applicant.base_boxes < more.applicant.base_boxes
        assert less.units <= more.units + (not fewer_boxes)


@given(crowds(), st.integers(min_value=0, max_value=2**16))
def test_the_order_of_the_members_changes_nothing(
    crowd: tuple[list[Applicant], int, dict[str, int | None]], seed: int
) -> None:
    who, cash, changes = crowd
    mixed = list(who)
    Random(seed).shuffle(mixed)
    first, second = shared(cash, who, **changes), shared(cash, mixed, **changes)
    assert loans(first) == loans(second)
    assert reasons(first) == reasons(second)
    assert (first.factor, first.caps_total) == (second.factor, second.caps_total)


@given(crowds())
def test_more_money_never_lends_less_in_all(
    crowd: tuple[list[Applicant], int, dict[str, int | None]],
) -> None:
    who, cash, changes = crowd
    assert shared(cash, who, **changes).total <= shared(cash + UNIT, who, **changes).total
