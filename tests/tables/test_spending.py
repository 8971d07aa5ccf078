"""R Emergencias and R Proyectos against the figures of the conformance cases."""

from fractions import Fraction

import pytest

from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.settlement import settle
from apoq_batch.tables.spending import projects_table
from tests.builders import book
from tests.builders import expense
from tests.builders import project
from tests.tables.test_members import given
from tests.tables.test_result_tables import CASES
from tests.tables.test_result_tables import rows_by
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of

DECISIONS = {
    "es": {
        ClaimDecision.PAID: "pagado",
        ClaimDecision.GRANTED: "procede",
        ClaimDecision.INCOMPLETE: "observado",
        ClaimDecision.REFUSED: "no procede",
        ClaimDecision.WAITING: "en espera",
    },
    "en": {
        ClaimDecision.PAID: "paid",
        ClaimDecision.GRANTED: "granted",
        ClaimDecision.INCOMPLETE: "incomplete",
        ClaimDecision.REFUSED: "refused",
        ClaimDecision.WAITING: "waiting",
    },
}
TYPES = {
    "es": {"cirugía", "enfermedad", "sepelio"},
    "en": {"surgery", "illness", "funeral"},
}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("case", CASES)
def test_claims_have_the_given_decisions_and_figures(case: str, language: str) -> None:
    rows = rows_by(tables_of(case, language)["emergencies"], "number")
    assert set(rows) == set(given(case)["claims"])
    for number, wanted in given(case)["claims"].items():
        row = rows[number]
        decision = DECISIONS[language][ClaimDecision(wanted["decision"])]
        assert row["decision"] == decision
        assert (row["benefit"], row["paid"]) == (wanted["benefit"], wanted["paid"])
        assert row["reason"] == (", ".join(wanted["reasons"]) or None)
        assert not wanted["reasons"] or row["explanation"]
        assert row["type"] in TYPES[language]


def test_the_cases_show_every_decision() -> None:
    seen = {
        one for case in CASES for one in tables_of(case)["emergencies"].column("decision")
    }
    assert seen == set(DECISIONS["es"].values())


@pytest.mark.parametrize("case", CASES)
def test_claims_stand_in_order_of_date_and_number_up_to_the_end(case: str) -> None:
    table = tables_of(case)["emergencies"]
    places = list(zip(table.column("date"), table.column("number"), strict=True))
    end = settled(case).month.end
    wanted = [
        (one.date, one.number) for one in settled(case).book.claims if one.date <= end
    ]
    assert places == sorted(wanted)


@pytest.mark.parametrize("case", CASES)
def test_paid_is_blank_when_nothing_was_paid(case: str) -> None:
    for row in rows_by(tables_of(case)["emergencies"], "number").values():
        assert (row["paid"] is not None) == (row["decision"] == "pagado")


@pytest.mark.parametrize("case", CASES)
def test_projects_spend_what_their_expenses_say(case: str) -> None:
    held = settled(case).book
    rows = rows_by(tables_of(case)["projects"], "code")
    assert list(rows) == sorted(one.code for one in held.projects)
    for one in held.projects:
        spent = (one.spent_before or 0) + sum(
            row.amount
            for row in held.expenses
            if row.project == one.code and held.settings.counts(row.date)
        )
        row = rows[one.code]
        assert (row["budget"], row["spent"]) == (one.budget, spent)
        assert row["left"] == one.budget - spent
        assert row["progress"] == Fraction(spent, one.budget)


def test_progress_over_no_budget_is_blank_and_overspending_is_below_0() -> None:
    projects = [project("Y1", 80_00), project("Y2", 0)]
    spent = [expense(100_00, project="Y1")]
    table = projects_table(settle(book(projects=projects, expenses=spent)))
    assert table.column("left") == (-20_00, 0)
    assert table.column("progress") == (Fraction(5, 4), None)
