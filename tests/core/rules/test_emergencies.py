"""Claims on the emergency fund (rules.md §7)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from apoq_batch.core.money import Soles
from apoq_batch.core.records import Book
from apoq_batch.core.records import Claim
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Relation
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.emergencies import DecidedClaim
from apoq_batch.core.rules.emergencies import Emergencies
from apoq_batch.core.rules.emergencies import Support
from apoq_batch.core.rules.emergencies import decide
from apoq_batch.core.rules.settlement import settle
from tests.builders import book
from tests.builders import claim
from tests.builders import dni_of
from tests.builders import emergency_fund
from tests.builders import fund
from tests.builders import lending_fund
from tests.builders import member
from tests.builders import members
from tests.builders import on
from tests.builders import relative
from tests.builders import settings
from tests.strategies import BOOKS

PLENTY = 1_000_000_00
CHILD = "70000001"


def decided(
    *claims: Claim, cash: int = PLENTY, rows: dict[str, Any] | None = None, **changes: Any
) -> Emergencies:
    """The claims decided; the member pays nothing unless the settings say so."""
    some = settings(**{"copayment_percent": Decimal(0), **changes})
    return decide(book(some, claims=claims, **(rows or {})), cash)


def one(*claims: Claim, **changes: Any) -> DecidedClaim:
    """The decision of the last of some claims."""
    return decided(*claims, **changes).claims[-1]


def reasons(of: DecidedClaim) -> list[str]:
    return [refusal.reason.value for refusal in of.refusals]


def brief(of: Emergencies) -> list[tuple[str, str, int]]:
    return [(row.claim.number, row.decision.value, row.benefit) for row in of.claims]


# --- benefit


@pytest.mark.parametrize(
    ("cost", "copayment", "benefit"),
    [
        (100_00, "20", 80_00),
        (100_00, "0", 100_00),
        (100_00, "100", 0),
        # 0.01 × 50 % and 0.03 × 50 %: halves go up. 10.01 × 67 % = 6.7067.
        (1, "50", 1),
        (3, "50", 2),
        (10_01, "33", 6_71),
        (10_01, "33.5", 6_66),
    ],
)
def test_the_member_pays_a_part_of_the_cost(
    cost: int, copayment: str, benefit: int
) -> None:
    found = one(claim(cost=cost), copayment_percent=Decimal(copayment))
    assert (found.benefit, found.after_copayment) == (benefit, benefit)
    assert found.decision is ClaimDecision.GRANTED


def test_each_type_has_its_cap() -> None:
    caps = {"surgery_cap": 30_00, "illness_cap": 20_00, "funeral_cap": None}
    benefits = {kind.value: one(claim(type=kind), **caps).benefit for kind in ClaimType}
    assert benefits == {"surgery": 30_00, "illness": 20_00, "funeral": 100_00}


def test_the_yearly_cap_limits_what_is_left() -> None:
    found = one(claim(), family_annual_cap=60_00)
    assert (found.benefit, found.yearly_left, found.decision) == (60_00, 60_00, "granted")


# --- order and dates


def test_claims_go_by_date_and_number_and_not_after_the_month() -> None:
    found = decided(
        claim("b", date=on(3, 5)),
        claim("E9", date=on(3, 4)),
        claim("A", date=on(3, 5), type=ClaimType.SURGERY),
        claim("E0", date=on(4, 1)),
        claim("E1", date=on(3, 31)),
    )
    assert [row.claim.number for row in found.claims] == ["E9", "A", "b", "E1"]


# --- no procede


@pytest.mark.parametrize(
    ("since", "refused"), [(None, True), (on(3, 5), True), (on(3, 6), False)]
)
def test_estado_needs_a_member_active_on_the_day(since: date | None, refused: bool) -> None:
    suspended = member(status=MemberStatus.SUSPENDED, status_since=since)
    found = one(claim(), rows={"members": (suspended,)})
    assert (reasons(found) == ["ESTADO"]) is refused
    assert found.decision == ("refused" if refused else "granted")


@pytest.mark.parametrize(
    ("status", "kind", "beneficiary", "refused"),
    [
        (MemberStatus.DECEASED, ClaimType.FUNERAL, dni_of("S1"), False),
        (MemberStatus.DECEASED, ClaimType.FUNERAL, CHILD, True),
        (MemberStatus.DECEASED, ClaimType.ILLNESS, dni_of("S1"), True),
        (MemberStatus.WITHDRAWN, ClaimType.FUNERAL, dni_of("S1"), True),
    ],
)
def test_estado_accepts_the_funeral_of_the_deceased_member_only(
    status: MemberStatus, kind: ClaimType, beneficiary: str, refused: bool
) -> None:
    found = one(
        claim(type=kind, beneficiary_dni=beneficiary),
        rows={
            "members": (member(status=status, status_since=on(3, 1)),),
            "relatives": (relative(dni=CHILD),),
        },
    )
    assert (reasons(found) == ["ESTADO"]) is refused


@pytest.mark.parametrize(
    ("joined", "refused"),
    # Three whole months up to 5 March.
    [(on(12, 5, 2025), False), (on(12, 6, 2025), True), (on(6, 1), True)],
)
def test_carencia_counts_whole_months(joined: date, refused: bool) -> None:
    found = one(claim(), rows={"members": (member(joined=joined),)})
    assert (reasons(found) == ["CARENCIA"]) is refused
    if refused:
        assert dict(found.refusals[0].facts)["months"] in (0, 2)


def test_no_waiting_months_still_need_a_member_who_has_joined() -> None:
    joined_later = {"members": (member(joined=on(3, 6)),)}
    assert reasons(one(claim(), rows=joined_later, waiting_months=0)) == ["CARENCIA"]
    joined_that_day = {"members": (member(joined=on(3, 5)),)}
    assert reasons(one(claim(), rows=joined_that_day, waiting_months=0)) == []


def test_beneficiario_is_the_member_or_one_of_the_own_family() -> None:
    rows = {"members": members("S1", "S2"), "relatives": (relative("S2", dni=CHILD),)}
    stranger = one(claim(beneficiary_dni=CHILD), rows=rows)
    assert (stranger.decision, reasons(stranger)) == ("refused", ["BENEFICIARIO"])
    assert stranger.refusals[0].facts == ()
    other_member = one(claim(beneficiary_dni=dni_of("S2")), rows=rows)
    assert reasons(other_member) == ["BENEFICIARIO"]
    assert reasons(one(claim(member="S2", beneficiary_dni=CHILD), rows=rows)) == []


@pytest.mark.parametrize(
    ("relation", "born", "student", "disabled", "covered"),
    [
        (Relation.SPOUSE, on(1, 1, 1930), False, False, True),
        (Relation.PARTNER, on(1, 1, 1950), False, False, True),
        # 18 on 5 March, the day of the event, is not below 18.
        (Relation.CHILD, on(3, 6, 2008), False, False, True),
        (Relation.CHILD, on(3, 5, 2008), False, False, False),
        # 28 for who studies.
        (Relation.CHILD, on(3, 6, 1998), True, False, True),
        (Relation.CHILD, on(3, 5, 1998), True, False, False),
        # Any age with a disability.
        (Relation.CHILD, on(1, 1, 1960), False, True, True),
    ],
)
def test_beneficiario_by_relation_and_age(
    relation: Relation, born: date, student: bool, disabled: bool, covered: bool
) -> None:
    family = relative(
        relation=relation, dni=CHILD, born=born, student=student, disabled=disabled
    )
    found = one(claim(beneficiary_dni=CHILD), rows={"relatives": (family,)})
    assert (reasons(found) == []) is covered
    assert reasons(found) in ([], ["BENEFICIARIO"])


@pytest.mark.parametrize(("day", "covered"), [(on(2, 28), True), (on(3, 1), False)])
def test_a_child_born_on_29_february_comes_of_age_on_1_march(
    day: date, covered: bool
) -> None:
    child = relative(relation=Relation.CHILD, dni=CHILD, born=on(2, 29, 2008))
    found = one(claim(date=day, beneficiary_dni=CHILD), rows={"relatives": (child,)})
    assert (reasons(found) == []) is covered


def test_studying_never_makes_a_child_be_covered_for_less_long() -> None:
    # Below the age of a child, or below that of a student: 17 is below 18.
    child = relative(relation=Relation.CHILD, dni=CHILD, born=on(6, 1, 2008), student=True)
    rows = {"relatives": (child,)}
    assert reasons(one(claim(beneficiary_dni=CHILD), rows=rows, student_age=16)) == []


def test_the_refusal_of_a_grown_child_tells_age_and_limit() -> None:
    child = relative(relation=Relation.CHILD, dni=CHILD, born=on(3, 5, 2006))
    (reason,) = one(claim(beneficiary_dni=CHILD), rows={"relatives": (child,)}).refusals
    assert (dict(reason.facts)["age"], dict(reason.facts)["limit"]) == (20, 18)


@pytest.mark.parametrize(("declared", "refused"), [(on(3, 5), False), (on(3, 6), True)])
def test_declarado_needs_a_relative_declared_by_the_day(
    declared: date, refused: bool
) -> None:
    rows = {"relatives": (relative(dni=CHILD, declared=declared),)}
    found = one(claim(beneficiary_dni=CHILD), rows=rows)
    assert (reasons(found) == ["DECLARADO"]) is refused


def test_duplicado_looks_at_earlier_claims_of_any_member() -> None:
    # A child of both S1 and S2, claimed for by each; the third is another day.
    rows = {
        "members": members("S1", "S2"),
        "relatives": (relative("S1", dni=CHILD), relative("S2", dni=CHILD)),
    }
    found = decided(
        claim("E1", "S1", beneficiary_dni=CHILD),
        claim("E2", "S2", beneficiary_dni=CHILD),
        claim("E3", "S2", beneficiary_dni=CHILD, type=ClaimType.SURGERY),
        claim("E4", "S2", beneficiary_dni=CHILD, date=on(3, 6)),
        rows=rows,
    )
    assert [reasons(row) for row in found.claims] == [[], ["DUPLICADO"], [], []]
    assert dict(found.claims[1].refusals[0].facts)["number"] == "E1"


@pytest.mark.parametrize(
    ("changes", "repeated"),
    [
        # Refused (it costs the caps), so the second is not a double of it.
        ({"beneficiary_dni": "79999999"}, False),
        ({"documents": False}, True),
        ({"paid": 5_00, "paid_on": on(3, 9)}, True),
    ],
)
def test_duplicado_passes_over_refused_claims_only(
    changes: dict[str, Any], repeated: bool
) -> None:
    second = {**changes, "documents": True, "paid": None, "paid_on": None}
    found = decided(claim("E1", **changes), claim("E2", **second))
    assert ("DUPLICADO" in reasons(found.claims[1])) is repeated


def test_a_third_claim_is_a_double_of_the_first_though_the_second_was_refused() -> None:
    found = decided(claim("E1"), claim("E2"), claim("E3"))
    numbers = [dict(row.refusals[0].facts)["number"] for row in found.claims[1:]]
    assert numbers == ["E1", "E1"]


def test_a_waiting_claim_counts_for_duplicado() -> None:
    found = decided(claim("E1"), claim("E2"), cash=50_00)
    assert [row.decision.value for row in found.claims] == ["waiting", "refused"]


def test_tope_anual_when_nothing_is_left_of_the_year() -> None:
    # 60.00 were paid in the year and the cap is 60.00.
    found = decided(
        claim("E1", date=on(2, 1), paid=60_00, paid_on=on(2, 5)),
        claim("E2"),
        family_annual_cap=60_00,
    )
    assert brief(found) == [("E1", "paid", 60_00), ("E2", "refused", 0)]
    assert reasons(found.claims[1]) == ["TOPE_ANUAL"]
    assert dict(found.claims[1].refusals[0].facts)["cap"] == Soles(60_00)


def test_all_reasons_are_reported_in_their_order() -> None:
    # A child too old and declared too late, of a member who joined in January.
    child = relative(
        relation=Relation.CHILD, dni=CHILD, born=on(1, 1, 1990), declared=on(3, 9)
    )
    late = member(status=MemberStatus.SUSPENDED, joined=on(1, 2))
    found = one(
        claim("E0", beneficiary_dni=CHILD, paid=1, paid_on=on(3, 5)),
        claim("E1", beneficiary_dni=CHILD, documents=False, consent=False),
        rows={"members": (late,), "relatives": (child,)},
        family_annual_cap=0,
    )
    assert reasons(found) == [
        "ESTADO",
        "CARENCIA",
        "BENEFICIARIO",
        "DECLARADO",
        "DUPLICADO",
        "TOPE_ANUAL",
    ]
    assert (found.decision, found.benefit, found.lawful) == ("refused", 0, 0)


# --- observado


@pytest.mark.parametrize(
    ("documents", "consent", "missing"),
    [
        (False, True, ["DOCUMENTOS"]),
        (True, False, ["CONSENTIMIENTO"]),
        (False, False, ["DOCUMENTOS", "CONSENTIMIENTO"]),
    ],
)
def test_incomplete_claims_show_what_the_rules_would_give(
    documents: bool, consent: bool, missing: list[str]
) -> None:
    found = one(claim(documents=documents, consent=consent), cash=1)
    assert (found.decision, found.benefit) == ("incomplete", 100_00)
    assert reasons(found) == missing


# --- pagado


def test_a_paid_claim_shows_what_the_rules_would_give() -> None:
    found = one(claim(paid=40_00, paid_on=on(3, 31), documents=False))
    assert (found.decision, found.benefit, found.paid) == ("paid", 100_00, 40_00)
    assert reasons(found) == []


def test_a_claim_paid_against_the_rules_shows_0_and_why() -> None:
    found = one(claim(beneficiary_dni="79999999", paid=40_00, paid_on=on(3, 31)))
    assert (found.decision, found.benefit, found.paid) == ("paid", 0, 40_00)
    assert reasons(found) == ["BENEFICIARIO"]


def test_a_payment_after_the_month_is_not_yet_one() -> None:
    found = one(claim(paid=40_00, paid_on=on(4, 1)))
    assert (found.decision, found.benefit, found.paid) == ("granted", 100_00, None)


def test_a_paid_claims_own_payment_is_left_out_of_the_cap() -> None:
    # The cap is 100.00, E1 was paid 70.00 and E2 50.00: the rules give E1 100 − 50 and
    # E2 100 − 70.
    found = decided(
        claim("E1", date=on(2, 1), paid=70_00, paid_on=on(2, 5)),
        claim("E2", paid=50_00, paid_on=on(3, 9)),
        family_annual_cap=100_00,
    )
    assert brief(found) == [("E1", "paid", 50_00), ("E2", "paid", 30_00)]


# --- the yearly cap, in order


def test_all_payments_count_first_and_then_the_grants_in_order() -> None:
    # Cap 250.00. E4, the last by date, was paid 90.00. E1 gets 100.00, E2 the 60.00
    # that are left, E3 nothing. E4 without its own 90.00 has 250 − 160 = 90 left.
    found = decided(
        claim("E1", date=on(1, 5)),
        claim("E2", date=on(2, 5)),
        claim("E3", date=on(3, 5)),
        claim("E4", date=on(3, 6), paid=90_00, paid_on=on(3, 9)),
        family_annual_cap=250_00,
    )
    assert brief(found) == [
        ("E1", "granted", 100_00),
        ("E2", "granted", 60_00),
        ("E3", "refused", 0),
        ("E4", "paid", 90_00),
    ]
    assert found.support("S1", 2026) == Support(used=250_00, left=0)


def test_incomplete_and_waiting_claims_use_nothing_of_the_cap() -> None:
    found = decided(
        claim("E1", date=on(1, 5), documents=False),
        claim("E2", date=on(2, 5), cost=110_00),
        claim("E3"),
        cash=100_00,
        family_annual_cap=150_00,
    )
    assert brief(found) == [
        ("E1", "incomplete", 100_00),
        ("E2", "waiting", 110_00),
        ("E3", "granted", 100_00),
    ]
    assert found.support("S1", 2026) == Support(used=100_00, left=50_00)


def test_the_cap_is_of_the_member_and_of_the_year_of_the_event() -> None:
    # Paid this year for an event of last year: it counts for last year.
    found = decided(
        claim("E1", date=on(12, 20, 2025), paid=60_00, paid_on=on(1, 9)),
        claim("E2"),
        claim("E3", "S2", type=ClaimType.SURGERY),
        rows={"members": members("S1", "S2")},
        family_annual_cap=100_00,
    )
    assert [row.benefit for row in found.claims] == [100_00, 100_00, 100_00]
    assert found.support("S1", 2026) == Support(used=100_00, left=0)
    assert found.support("S1", 2025) == Support(used=60_00, left=40_00)


def test_support_above_the_cap_leaves_0_and_without_a_cap_nothing_is_shown() -> None:
    paid = claim(paid=90_00, paid_on=on(3, 9))
    assert decided(paid, family_annual_cap=50_00).support("S1", 2026) == Support(
        used=90_00, left=0
    )
    assert decided(paid).support("S1", 2026) == Support(used=90_00, left=None)
    assert decided().support("S1", 2026) == Support(used=0, left=None)


# --- en espera


def test_a_claim_is_granted_in_full_or_waits_and_a_smaller_one_may_follow() -> None:
    # 150.00: E1 takes 100.00; E2 needs 60.00 of the 50.00 left and waits; E3 gets its
    # 50.00; nothing is left for E4.
    found = decided(
        claim("E1", date=on(3, 1)),
        claim("E2", date=on(3, 2), cost=60_00),
        claim("E3", date=on(3, 3), cost=50_00),
        claim("E4", date=on(3, 4), cost=1),
        cash=150_00,
    )
    assert brief(found) == [
        ("E1", "granted", 100_00),
        ("E2", "waiting", 60_00),
        ("E3", "granted", 50_00),
        ("E4", "waiting", 1),
    ]
    assert [row.fund_left for row in found.claims] == [150_00, 50_00, 50_00, 0]
    assert found.granted == 150_00


@pytest.mark.parametrize("cash", [0, -5_00])
def test_a_benefit_of_0_never_waits(cash: int) -> None:
    found = one(claim(), cash=cash, illness_cap=0)
    assert (found.decision, found.benefit) == ("granted", 0)
    assert one(claim(), cash=cash).decision is ClaimDecision.WAITING


def test_the_fund_has_its_closing_cash_less_its_reserve() -> None:
    # The emergency fund opens with 1,000.00 and paid 100.00 of E1 this year; 300.00 are
    # its reserve: 600.00 are left.
    some = settings(copayment_percent=Decimal(0))
    rows = (
        claim("E1", date=on(1, 5), paid=100_00, paid_on=on(1, 9)),
        claim("E2", date=on(2, 5), cost=600_01),
        claim("E3", date=on(3, 5), cost=600_00),
    )
    funds = (lending_fund(), emergency_fund(1_000_00, minimum_reserve=300_00), fund())
    found = settle(book(some, funds=funds, claims=rows)).emergencies
    assert [row.decision.value for row in found.claims] == ["paid", "waiting", "granted"]
    assert found.claims[0].fund_left == 600_00


# --- properties


@given(BOOKS)
def test_grants_never_pass_the_fund_nor_the_cap(some: Book) -> None:
    found = settle(some)
    free = found.fund_lines["EME"].balance
    granted = [row for row in found.emergencies.claims if row.decision == "granted"]
    total = sum(row.benefit for row in granted)
    assert total <= max(0, free.closing_cash - free.reserve)
    cap = some.settings.family_annual_cap
    for row in granted:
        assert row.benefit == row.lawful <= row.claim.cost
        if cap is not None:
            assert row.yearly_left is not None
            assert row.benefit <= row.yearly_left <= cap
    for row in found.emergencies.claims:
        if row.decision is ClaimDecision.REFUSED:
            assert row.benefit == 0
            assert row.refusals
