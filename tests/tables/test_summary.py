"""R Resumen: the month's figures against the conformance cases and the other sheets."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.rules.settlement import settle
from apoq_batch.tables.model import Value
from apoq_batch.tables.summary import Figure
from apoq_batch.tables.summary import Group
from apoq_batch.tables.summary import figure_of
from apoq_batch.tables.summary import group_rows
from apoq_batch.tables.summary import summary_table
from apoq_batch.wording.texts import texts
from tests.builders import book
from tests.builders import delivery
from tests.builders import members
from tests.builders import receipt
from tests.builders import settings
from tests.tables.test_members import NOT_PROPOSING
from tests.tables.test_members import given
from tests.tables.test_result_tables import CASES
from tests.tables.test_result_tables import examined
from tests.tables.test_result_tables import tables_of


def group_of(case: str, group: Group, language: str = "en") -> dict[Value, Value]:
    name = texts(language)(group.value)
    rows = tables_of(case, language)["summary"].rows
    return {figure: value for held, figure, value in rows if held == name}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("case", CASES)
def test_every_group_has_figures_and_stands_in_one_piece(case: str, language: str) -> None:
    table = tables_of(case, language)["summary"]
    names = [texts(language)(group.value) for group in Group]
    seen = list(dict.fromkeys(table.column("group")))
    assert seen == names
    for group, name in zip(Group, names, strict=True):
        first, last = group_rows(table, group)
        assert set(table.column("group")[first : last + 1]) == {name}
        assert table.column("group").count(name) == last - first + 1


def test_the_month_and_the_quarter_are_named() -> None:
    assert next(iter(group_of("case-1-es", Group.MONTH).items())) == ("Month", "June 2026")
    spanish = tables_of("case-1-es")["summary"].rows[:2]
    assert spanish[0] == ("Periodo", "Mes", "junio de 2026")
    assert "trimestre" in str(spanish[1][2])


@pytest.mark.parametrize("case", CASES)
def test_members_are_counted_by_their_status_at_the_end(case: str) -> None:
    counts = Counter(tables_of(case, "en")["members"].column("status"))
    wanted = {
        name: counts[name] for name in ("active", "suspended", "withdrawn", "deceased")
    }
    everyone = {**wanted, "all members": len(given(case)["members"])}
    assert group_of(case, Group.MEMBERS) == everyone
    assert sum(wanted.values()) == everyone["all members"]


@pytest.mark.parametrize("case", CASES)
def test_boxes_and_premium_are_those_of_the_members_and_funds(case: str) -> None:
    figures = group_of(case, Group.PRODUCTION)
    rows = given(case)["members"].values()
    for name in ("month", "quarter", "year"):
        assert figures[f"Boxes of the {name}"] == sum(row[f"boxes_{name}"] for row in rows)
    premium = sum(row["premium"] for row in given(case)["funds"].values())
    assert figures["Premium in soles"] == Soles(premium)
    assert isinstance(figures["Premium in dollars"], Decimal)


@pytest.mark.parametrize("case", CASES)
def test_loans_portfolio_and_par30_are_the_given_ones(case: str) -> None:
    figures = group_of(case, Group.LOANS)
    loans = [row["loan"] for row in given(case)["loans"].values()]
    portfolio = given(case)["portfolio"].values()
    owed = sum(row["outstanding"] for row in portfolio)
    late = sum(row["outstanding"] for row in portfolio if row["days_late"] > 30)
    proposed = (sum(map(bool, loans)), Soles(sum(loans)))
    blank = (None, None)
    assert (figures["Loans proposed"], figures["Amount proposed"]) == (
        blank if case in NOT_PROPOSING else proposed
    )
    assert figures["Portfolio"] == Soles(owed)
    assert figures["Overdue"] == Soles(sum(row["overdue"] for row in portfolio))
    assert figures["PAR30"] == Fraction(late, owed)


@pytest.mark.parametrize("case", CASES)
def test_claims_are_counted_by_decision(case: str) -> None:
    counts = Counter(row["decision"] for row in given(case)["claims"].values())
    names = ("paid", "granted", "incomplete", "refused", "waiting")
    assert group_of(case, Group.CLAIMS) == {name: counts[name] for name in names}


@pytest.mark.parametrize("case", CASES)
def test_funds_close_as_given(case: str) -> None:
    funds = given(case)["funds"]
    for group, key in ((Group.CLOSING, "closing_cash"), (Group.AVAILABLE, "available")):
        assert group_of(case, group) == {
            code: Soles(funds[code][key]) for code in sorted(funds)
        }


@pytest.mark.parametrize("case", CASES)
def test_the_charts_figures_add_up_to_the_totals(case: str) -> None:
    def total(group: Group) -> int:
        values = group_of(case, group).values()
        return sum(value.centimos for value in values if isinstance(value, Soles))

    loans = sum(row["loan"] for row in given(case)["loans"].values())
    owed = sum(row["outstanding"] for row in given(case)["portfolio"].values())
    premium = sum(row["premium"] for row in given(case)["funds"].values())
    assert total(Group.SECTORS) == loans
    assert total(Group.AGEING) == owed
    assert total(Group.PREMIUM) == premium
    assert list(group_of(case, Group.AGEING)) == [
        f"{bucket} days" for bucket in ("0", "1-30", "31-60", "61-90", "90+")
    ]


@pytest.mark.parametrize("case", CASES)
def test_findings_are_counted(case: str) -> None:
    counts = Counter(one.severity.value for one in examined(case).findings)
    names = ("error", "warning", "note")
    assert group_of(case, Group.FINDINGS) == {name: counts[name] for name in names}


def test_months_run_from_the_opening_date_and_blank_sectors_have_a_word() -> None:
    rows = {
        "members": members("S1", "S2"),
        "deliveries": [delivery("S1"), delivery("S2")],
        "receipts": [receipt(300_00)],
    }
    done = settle(book(settings(Month(2026, 3), loan_maximum=100_00), **rows))
    table = summary_table(done, (), texts("es"))
    found = {row[0]: dict[Value, Value]() for row in table.rows}
    for group, figure, value in table.rows:
        found[group][figure] = value
    assert found["Prima por mes"] == {
        "ene 2026": Soles(0),
        "feb 2026": Soles(300_00),
        "mar 2026": Soles(0),
    }
    assert list(found["Préstamos propuestos por sector"].values()) == [Soles(200_00)]
    assert found["Préstamos"]["PAR30"] is None


def test_a_group_without_figures_has_no_place() -> None:
    empty = summary_table(settle(book()), (), texts("en"))
    with pytest.raises(ValueError, match="not in tuple"):
        group_rows(replace(empty, groups=()), Group.SECTORS)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_figure_is_found_by_its_key_in_either_language(language: str) -> None:
    table = tables_of("case-1-es", language)["summary"]
    for figure in Figure:
        (row,) = (
            row for row, key in zip(table.rows, table.figures, strict=True) if key is figure
        )
        assert row[1:] == (texts(language)(figure), figure_of(table, figure))
