"""Who can have a loan, and every reason why not (rules.md §5)."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from apoq_batch.core.money import Soles
from apoq_batch.core.records import Book
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.rules.boxes import count_boxes
from apoq_batch.core.rules.eligibility import Applicant
from apoq_batch.core.rules.eligibility import applicants
from apoq_batch.core.rules.loans import apply_repayments
from apoq_batch.core.settings import Settings
from tests.builders import book
from tests.builders import delivery
from tests.builders import loan
from tests.builders import member
from tests.builders import members
from tests.builders import on
from tests.builders import repayment
from tests.builders import settings


def everyone(of: Book) -> tuple[Applicant, ...]:
    return applicants(of, count_boxes(of), apply_repayments(of))


def the_member(settled: Settings | None = None, /, **rows: Any) -> Applicant:
    """The one member of a book, with 100 boxes unless deliveries are given."""
    (found,) = everyone(book(settled, **{"deliveries": (delivery(),), **rows}))
    return found


def reasons(of: Applicant) -> list[str]:
    return [one.reason.value for one in of.refusals]


def with_loans(**changes: Any) -> Applicant:
    """At 31 March: 300.00 lent in January, 70.00 of it paid, 21 days late."""
    rows = {"loans": (loan(),), "repayments": (repayment(210_00),)}
    return the_member(settings(**changes), **rows)


def test_members_stand_in_order_of_code_with_their_boxes() -> None:
    some = book(members=members("s2", "S1"), deliveries=(delivery("s2", 30),))
    found = everyone(some)
    assert [one.member.code for one in found] == ["S1", "s2"]
    assert [one.base_boxes for one in found] == [0, 30]


def test_base_boxes_are_those_of_the_last_quarters_and_a_is_their_average() -> None:
    rows = (delivery("S1", 100), delivery("S1", 31, date=on(12, 30, 2025)))
    found = the_member(settings(base_quarters=3), deliveries=rows)
    assert (found.base_boxes, found.average_boxes) == (131, Fraction(131, 3))


@pytest.mark.parametrize(
    ("since", "refused"), [(None, True), (on(3, 31), True), (on(4, 1), False)]
)
def test_estado_needs_a_member_active_at_the_end(since: object, refused: bool) -> None:
    withdrawn = member(status=MemberStatus.WITHDRAWN, status_since=since)
    assert (reasons(the_member(members=(withdrawn,))) == ["ESTADO"]) is refused


@pytest.mark.parametrize(
    ("joined", "refused"),
    # Six whole months up to 31 March: since 30 September (its last day) at the latest.
    [(on(9, 30, 2025), False), (on(10, 1, 2025), True), (on(4, 2), True)],
)
def test_antiguedad_counts_whole_months(joined: object, refused: bool) -> None:
    found = the_member(members=(member(joined=joined),))
    assert (reasons(found) == ["ANTIGUEDAD"]) is refused


def test_antiguedad_of_one_who_joins_later_shows_no_negative_months() -> None:
    found = the_member(members=(member(joined=on(6, 1)),))
    assert dict(found.refusals[0].facts)["months"] == 0


@pytest.mark.parametrize(
    ("boxes", "minimum", "quarters", "refused"),
    [
        (0, 0, 1, True),
        (1, 0, 1, False),
        (19, 20, 1, True),
        (20, 20, 1, False),
        # A = 59 / 3 = 19.67 and 60 / 3 = 20.
        (59, 20, 3, True),
        (60, 20, 3, False),
    ],
)
def test_cajas(boxes: int, minimum: int, quarters: int, refused: bool) -> None:
    some = settings(minimum_boxes=minimum, base_quarters=quarters)
    found = the_member(some, deliveries=(delivery("S1", boxes),))
    assert (reasons(found) == ["CAJAS"]) is refused


def test_mora_needs_more_days_late_than_are_forgiven() -> None:
    # From 10 March (110.00 paid, so the second instalment) to 31 March: 21 days.
    rows = {"loans": (loan(),), "repayments": (repayment(110_00),)}
    late = the_member(
        settings(maximum_days_late=20, minimum_repaid_percent=Decimal(0)), **rows
    )
    assert reasons(late) == ["MORA"]
    assert dict(late.refusals[0].facts)["days"] == 21
    assert dict(late.refusals[0].facts)["overdue"] == Soles(90_00)
    allowed = the_member(
        settings(maximum_days_late=21, minimum_repaid_percent=Decimal(0)), **rows
    )
    assert reasons(allowed) == []


def test_mora_looks_at_all_loans_and_names_the_worst() -> None:
    # P1 is 49 days late, P2 21; the latest loan P3 is not late at all.
    loans = (
        loan("P1", date=on(1, 5)),
        loan("P2", date=on(1, 6), first_due=on(3, 10)),
        loan("P3", date=on(1, 7), first_due=on(4, 1)),
    )
    some = settings(minimum_repaid_percent=Decimal(0))
    found = the_member(some, loans=loans)
    assert reasons(found) == ["MORA"]
    assert dict(found.refusals[0].facts)["number"] == "P1"
    assert dict(found.refusals[0].facts)["overdue"] == Soles(300_00)


@pytest.mark.parametrize(
    ("percent", "refused"), [("70", False), ("70.01", True), ("0", False), ("100", True)]
)
def test_pago_minimo_is_a_part_of_the_latest_loan(percent: str, refused: bool) -> None:
    found = with_loans(minimum_repaid_percent=Decimal(percent))
    assert (reasons(found) == ["PAGO_MINIMO"]) is refused


def test_pago_minimo_tells_what_is_missing() -> None:
    # 70.01 % of 300.00 is 210.03.
    (reason,) = with_loans(minimum_repaid_percent=Decimal("70.01")).refusals
    assert dict(reason.facts)["missing"] == Soles(3)
    assert dict(reason.facts)["percent"] == 70


def test_pago_minimo_does_not_count_write_offs() -> None:
    # 209.99 paid and 90.01 written off: nothing is owed and still too little was paid.
    rows = (
        repayment(209_99, loan="P1"),
        repayment(90_01, loan="P1", method=Method.WRITEOFF),
    )
    found = the_member(loans=(loan(),), repayments=rows)
    assert (reasons(found), found.owed) == (["PAGO_MINIMO"], 0)


def test_pago_minimo_counts_what_was_paid_before_the_year() -> None:
    old = loan(date=on(10, 5, 2025), opening_balance=90_00, first_due=on(4, 1))
    assert reasons(the_member(loans=(old,))) == []


def test_the_latest_loan_is_the_one_of_the_latest_date_then_number() -> None:
    # All paid but P2, which is of the same day as P1 and P3; p3 comes after P2.
    loans = (loan("P2"), loan("p3"), loan("P9", date=on(1, 9)))
    paid = (repayment(300_00, loan="p3"), repayment(300_00, loan="P9"))
    some = settings(maximum_days_late=99)
    assert reasons(the_member(some, loans=loans, repayments=paid)) == []
    unpaid = (repayment(300_00, loan="P2"), repayment(300_00, loan="P9"))
    found = the_member(some, loans=loans, repayments=unpaid)
    assert reasons(found) == ["PAGO_MINIMO"]
    assert dict(found.refusals[0].facts)["number"] == "p3"


@pytest.mark.parametrize(
    ("maximum", "refused"), [(None, False), (90_01, False), (90_00, True), (1, True)]
)
def test_exposicion_when_what_is_owed_reaches_the_maximum(
    maximum: int | None, refused: bool
) -> None:
    # 300.00 less 210.00 paid: 90.00 are owed.
    found = with_loans(exposure_maximum=maximum)
    assert found.owed == 90_00
    assert (reasons(found) == ["EXPOSICION"]) is refused


def test_all_reasons_are_reported_in_their_order() -> None:
    found = the_member(
        settings(exposure_maximum=100_00),
        members=(member(status=MemberStatus.SUSPENDED, joined=on(1, 2)),),
        deliveries=(),
        loans=(loan(),),
    )
    assert reasons(found) == [
        "ESTADO",
        "ANTIGUEDAD",
        "CAJAS",
        "MORA",
        "PAGO_MINIMO",
        "EXPOSICION",
    ]
