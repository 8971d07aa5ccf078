"""What a settled month makes worth saying."""

from datetime import date
from typing import Any

import pytest

from apoq_batch.core.checks import advice
from apoq_batch.core.findings import Finding
from apoq_batch.core.money import Soles
from apoq_batch.core.period import Quarter
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.reasons import Reason
from apoq_batch.core.rules.settlement import settle
from apoq_batch.core.settings import Settings
from tests.builders import book
from tests.builders import claim
from tests.builders import delivery
from tests.builders import emergency_fund
from tests.builders import expense
from tests.builders import fund
from tests.builders import lending_fund
from tests.builders import loan
from tests.builders import members
from tests.builders import on
from tests.builders import project
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import settings
from tests.core.checks.places_of import places_of


def advised(some: Settings | None = None, /, **rows: Any) -> list[Finding]:
    return list(advice.advise(settle(book(some, **rows))))


def facts(of: Finding) -> dict[str, Any]:
    return dict(of.facts)


def test_a_plain_month_needs_no_advice() -> None:
    assert advised() == []


def test_cash_below_0_is_told_once_with_its_first_day() -> None:
    # 1,000.00 less 1,100.00 on 9 February and less 50.00 more on 12 February.
    rows = [
        expense(50_00, date=on(2, 12)),
        expense(1_100_00, date=on(2, 9)),
        expense(100_00, date=on(2, 8)),
    ]
    found = advised(expenses=rows, receipts=[receipt(5_000_00, date=on(2, 11))])
    assert places_of(found) == [("warning", "FON-053", "Fondos!A4")]
    assert facts(found[0]) == {"fund": "EDU", "day": on(2, 9), "amount": Soles(-200_00)}


def test_a_fund_that_is_used_up_is_not_below_0() -> None:
    assert advised(expenses=[expense(1_000_00)]) == []


def test_a_day_is_looked_at_when_it_is_over() -> None:
    # 1,100.00 go out and 5,000.00 × 20 % come in on the same day.
    rows = {
        "expenses": [expense(1_100_00, date=on(2, 9))],
        "receipts": [receipt(5_000_00, date=on(2, 9))],
    }
    assert advised(**rows) == []


def test_a_negative_opening_shows_at_the_opening_date() -> None:
    funds = [lending_fund(), emergency_fund(), fund(opening_cash=-1)]
    found = advised(funds=funds)
    assert places_of(found) == [
        ("warning", "FON-053", "Fondos!A4"),
        ("warning", "FON-054", "Fondos!E4"),
    ]
    assert facts(found[0])["day"] == on(1, 1)


@pytest.mark.parametrize(("reserve", "codes"), [(1_000_00, []), (1_000_01, ["FON-054"])])
def test_a_fund_that_closes_below_its_reserve(reserve: int, codes: list[str]) -> None:
    funds = [lending_fund(), emergency_fund(minimum_reserve=reserve), fund()]
    assert [one.code for one in advised(funds=funds)] == codes


@pytest.mark.parametrize(("before", "codes"), [(400_00, []), (400_01, ["PRO-053"])])
def test_a_project_above_its_budget(before: int, codes: list[str]) -> None:
    found = advised(
        projects=[project("Y1", 500_00, spent_before=before)],
        expenses=[expense(100_00, project="Y1")],
    )
    assert [one.code for one in found] == codes


@pytest.mark.parametrize(
    ("paid", "beneficiary", "codes"),
    [
        # The rules give 80.00, or nothing for a stranger.
        (80_00, None, []),
        (80_01, None, ["EME-056"]),
        (1, "79999999", ["EME-057"]),
    ],
)
def test_claims_paid_above_or_against_the_rules(
    paid: int, beneficiary: str | None, codes: list[str]
) -> None:
    row = claim(paid=paid, paid_on=on(3, 9))
    for_whom = beneficiary or row.beneficiary_dni
    found = advised(claims=[claim(paid=paid, paid_on=on(3, 9), beneficiary_dni=for_whom)])
    assert [one.code for one in found] == codes
    assert all(one.cell == "J2" for one in found)


def test_all_reasons_against_a_paid_claim_are_told() -> None:
    row = claim(beneficiary_dni="79999999", paid=1_00, paid_on=on(3, 9))
    (found,) = advised(settings(waiting_months=999), claims=[row])
    reasons = (Reason.CARENCIA, Reason.BENEFICIARIO)
    assert facts(found) == {"paid": Soles(1_00), "reasons": reasons}


def test_a_minimum_that_cannot_be_kept_is_told_at_its_setting() -> None:
    place = Place(section=Section.SETTINGS, sheet="Parametros", row=9, column=2)
    some = settings(
        loan_minimum=600_00,
        loan_maximum=900_00,
        places={"loan_minimum": place},
    )
    rows = {
        "members": members("S1", "S2"),
        "deliveries": [delivery(), delivery("S2")],
    }
    (found,) = advised(some, **rows)
    assert places_of([found]) == [("warning", "PAR-057", "Parametros!B9")]
    assert facts(found) == {"minimum": Soles(600_00), "pool": Soles(1_000_00)}


def test_when_the_caps_leave_money_in_the_fund_a_note_says_how_much() -> None:
    (found,) = advised(settings(loan_maximum=400_00), deliveries=[delivery()])
    assert places_of([found]) == [("note", "PRE-061", "!")]
    assert facts(found) == {"left": Soles(600_00)}


def test_less_than_a_unit_that_is_left_needs_no_note() -> None:
    funds = [lending_fund(400_99), emergency_fund(), fund()]
    assert (
        advised(settings(loan_maximum=400_00), funds=funds, deliveries=[delivery()]) == []
    )


def test_a_quarter_that_is_lent_already_is_a_note_on_the_sheet_of_loans() -> None:
    rows = [loan(quarter=Quarter(2026, 1))]
    (found,) = advised(loans=rows, repayments=[repayment(300_00)])
    assert places_of([found]) == [("note", "PRE-062", "Prestamos!")]
    assert facts(found) == {"quarter": Quarter(2026, 1), "end": on(3, 31)}


@pytest.mark.parametrize(
    ("day", "codes"), [(on(3, 30), ["PAR-058"]), (on(3, 31), []), (on(4, 2), [])]
)
def test_letters_of_an_earlier_day_are_told(day: date, codes: list[str]) -> None:
    found = advised(settings(issue_date=day))
    assert [one.code for one in found] == codes
