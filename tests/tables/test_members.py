"""R Préstamos and R Socios against the figures of the conformance cases."""

import json
from dataclasses import replace
from fractions import Fraction
from functools import cache
from math import ceil

import pytest

from apoq_batch.core.rules.settlement import settle
from apoq_batch.tables.members import loans_table
from apoq_batch.tables.members import members_table
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Link
from apoq_batch.wording.texts import texts
from tests.builders import book
from tests.builders import delivery
from tests.builders import members
from tests.builders import settings
from tests.core.figures import Figures
from tests.tables.test_result_tables import CASES
from tests.tables.test_result_tables import FOLDER
from tests.tables.test_result_tables import rows_by
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of

NOT_PROPOSING = ("case-3-en", "case-5-es")
PROPOSING = tuple(case for case in CASES if case not in NOT_PROPOSING)
AFTER_SECTION_5 = {"FONDOS", "TOPE", "REDONDEO"}
STATUS_WORDS = {
    "es": {"hábil", "inhábil", "retirado", "fallecido"},
    "en": {"active", "suspended", "withdrawn", "deceased"},
}


@cache
def given(case: str) -> Figures:
    found: Figures = json.loads((FOLDER / f"{case}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("case", CASES)
def test_every_member_stands_once_in_both_in_order_of_code(case: str) -> None:
    codes = tuple(sorted(given(case)["members"]))
    assert tables_of(case)["loans"].column("code") == codes
    assert tables_of(case)["members"].column("code") == codes


@pytest.mark.parametrize("case", PROPOSING)
def test_loans_and_reasons_are_the_given_ones(case: str) -> None:
    rows = rows_by(tables_of(case)["loans"], "code")
    for code, wanted in given(case)["loans"].items():
        assert rows[code]["loan"] == wanted["loan"]
        assert rows[code]["reason"] == (", ".join(wanted["reasons"]) or None)
        assert (rows[code]["explanation"] is None) == (not wanted["reasons"])


@pytest.mark.parametrize("case", PROPOSING)
def test_a_refused_member_has_0_and_says_why(case: str) -> None:
    rows = rows_by(tables_of(case)["loans"], "code").values()
    refused = [row for row in rows if row["reason"]]
    assert refused
    assert {row["loan"] for row in refused} == {0}
    assert all(row["deduction_per_box"] is None for row in refused)
    assert all(
        isinstance(row["loan"], int) and row["loan"] > 0
        for row in rows
        if not row["reason"]
    )


@pytest.mark.parametrize("case", NOT_PROPOSING)
def test_without_proposals_loan_and_reason_are_blank_for_all(case: str) -> None:
    table = tables_of(case)["loans"]
    assert given(case)["proposals"] is False
    for key in ("loan", "reason", "explanation", "deduction_per_box"):
        assert set(table.column(key)) == {None}
    assert table.column("total") == table.column("outstanding")


@pytest.mark.parametrize("case", PROPOSING)
def test_the_shares_of_those_who_passed_add_up_to_1(case: str) -> None:
    rows = rows_by(tables_of(case)["loans"], "code").values()
    passed = [
        row
        for row in rows
        if not row["reason"] or set(str(row["reason"]).split(", ")) <= AFTER_SECTION_5
    ]
    weights = [row["base_boxes"] for row in passed]
    whole = sum(weight for weight in weights if isinstance(weight, int))
    assert [row["share"] for row in passed] == [
        Fraction(weight, whole) for weight in weights if isinstance(weight, int)
    ]
    shares = [row["share"] for row in passed if isinstance(row["share"], Fraction)]
    assert sum(shares) == 1
    assert all(row["share"] is None for row in rows if row not in passed)


@pytest.mark.parametrize("case", PROPOSING)
def test_what_is_owed_and_what_will_be(case: str) -> None:
    for code, row in rows_by(tables_of(case)["loans"], "code").items():
        owed = given(case)["members"][code]["loans_outstanding"]
        assert row["outstanding"] == owed
        assert row["total"] == owed + given(case)["loans"][code]["loan"]


@pytest.mark.parametrize("case", PROPOSING)
def test_a_cap_is_whole_units_and_no_loan_passes_it(case: str) -> None:
    settings = settled(case).book.settings
    limits = (
        settings.loan_maximum,
        settings.loan_cap_per_box,
        settings.exposure_maximum,
    )
    for row in rows_by(tables_of(case)["loans"], "code").values():
        cap, loan = row["cap"], row["loan"]
        if cap is None:
            continue
        assert set(limits) != {None}
        assert isinstance(cap, int)
        assert isinstance(loan, int)
        assert cap % settings.rounding_unit == 0
        assert loan <= cap


def test_a_cap_is_blank_when_no_limit_is_set() -> None:
    rows = {
        "members": members("S1", "S2"),
        "deliveries": [delivery("S1"), delivery("S2", 50)],
    }
    free = loans_table(settle(book(**rows)), texts("es"))
    capped = loans_table(settle(book(settings(loan_maximum=100_50), **rows)), texts("es"))
    assert free.column("cap") == (None, None)
    # The cap is C × unit: whole soles, not what the setting says.
    assert capped.column("cap") == (100_00, 100_00)
    assert capped.column("loan") == (100_00, 100_00)
    assert capped.column("total") == (100_00, 100_00)


@pytest.mark.parametrize("case", PROPOSING)
def test_the_deduction_is_the_loan_over_average_boxes_rounded_up(case: str) -> None:
    quarters = settled(case).book.settings.base_quarters
    for row in rows_by(tables_of(case)["loans"], "code").values():
        boxes, loan = row["base_boxes"], row["loan"]
        assert isinstance(boxes, int)
        assert isinstance(loan, int)
        if loan:
            assert row["deduction_per_box"] == ceil(Fraction(loan * quarters, boxes))
        else:
            assert row["deduction_per_box"] is None


@pytest.mark.parametrize("case", CASES)
def test_members_have_the_given_figures(case: str) -> None:
    rows = rows_by(tables_of(case)["members"], "code")
    for code, wanted in given(case)["members"].items():
        assert {key: rows[code][key] for key in wanted} == wanted


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_status_is_said_in_words(language: str) -> None:
    said = {
        word
        for case in CASES
        for word in tables_of(case, language)["members"].column("status")
    }
    assert said == STATUS_WORDS[language]


def test_support_left_is_blank_without_a_yearly_cap() -> None:
    without = members_table(settle(book()), texts("es"))
    capped = members_table(settle(book(settings(family_annual_cap=500_00))), texts("es"))
    assert without.column("support_left") == (None,)
    assert capped.column("support_left") == (500_00,)


def test_a_member_is_named_by_surnames_and_names_and_a_sector_may_be_blank() -> None:
    people = members("S1")
    plain = loans_table(settle(book(members=people)), texts("es"))
    placed = tuple(replace(one, sector="La Margarita") for one in people)
    settled_there = loans_table(settle(book(members=placed)), texts("es"))
    assert plain.column("member") == ("Chero Ipanaqué, Ana",)
    assert plain.column("sector") == (None,)
    assert settled_there.column("sector") == ("La Margarita",)


def test_loans_lead_to_members_and_back_and_reasons_have_a_colour() -> None:
    loans, people = tables_of("case-1-es")["loans"], tables_of("case-1-es")["members"]
    assert loans.columns[loans.place("code")].link is Link.MEMBER
    assert [column.link for column in people.columns if column.link] == [
        Link.LOAN_LINE,
        Link.LOANS,
        Link.CLAIMS,
    ]
    assert loans.columns[loans.place("reason")].alarm is Alarm.FILLED
