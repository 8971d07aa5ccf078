"""R Fondos and R Prima against the figures of the conformance cases."""

import pytest

from apoq_batch.core.rules.settlement import settle
from apoq_batch.tables.funds import amounts_of
from apoq_batch.tables.funds import funds_table
from apoq_batch.tables.funds import premium_table
from apoq_batch.tables.model import Value
from apoq_batch.wording.texts import texts
from tests.builders import book
from tests.builders import claim
from tests.builders import emergency_fund
from tests.builders import expense
from tests.builders import fund
from tests.builders import lending_fund
from tests.builders import loan
from tests.builders import on
from tests.builders import receipt
from tests.builders import repayment
from tests.tables.test_members import given
from tests.tables.test_result_tables import CASES
from tests.tables.test_result_tables import rows_by
from tests.tables.test_result_tables import settled
from tests.tables.test_result_tables import tables_of

BLANK_CATEGORY = {"es": "Sin categoría", "en": "No category"}


def number(value: Value) -> int:
    assert isinstance(value, int)
    return value


@pytest.mark.parametrize("case", CASES)
def test_funds_have_the_given_figures_in_order_of_code(case: str) -> None:
    rows = rows_by(tables_of(case)["funds"], "code")
    assert list(rows) == sorted(given(case)["funds"])
    for code, wanted in given(case)["funds"].items():
        assert {key: rows[code][key] for key in wanted} == wanted


@pytest.mark.parametrize("case", CASES)
def test_each_fund_opens_and_closes_by_its_columns(case: str) -> None:
    for row in rows_by(tables_of(case)["funds"], "code").values():
        figures = {key: value for key, value in row.items() if isinstance(value, int)}
        came_in = ("opening_cash", "premium", "repayments", "transfers")
        went_out = ("loans", "claims", "expenses")
        assert all(figures[key] >= 0 for key in went_out)
        closing = sum(figures[key] for key in came_in)
        closing -= sum(figures[key] for key in went_out)
        assert figures["closing_cash"] == closing
        owned = closing + figures["portfolio"] - figures["credits"]
        assert figures["equity"] == owned
        bound = figures["credits"] + figures["committed"] + figures["reserve"]
        assert figures["available"] == closing - bound


@pytest.mark.parametrize("case", CASES)
def test_the_total_row_is_the_sum_of_the_funds(case: str) -> None:
    table = tables_of(case)["funds"]
    assert table.has_total
    summed = [column for column in table.columns if column.is_summed]
    assert [column.key for column in summed] == [
        column.key for column in table.columns if column.key not in ("code", "name")
    ]
    totals = tuple(table.total(column) for column in summed)
    assert totals == amounts_of(settled(case).total)
    assert totals == tuple(
        sum(number(value) for value in table.column(column.key)) for column in summed
    )


def test_transfers_between_funds_cancel_out() -> None:
    for case in CASES:
        table = tables_of(case)["funds"]
        assert table.total(table.columns[table.place("transfers")]) == 0


@pytest.mark.parametrize("case", CASES)
def test_the_premium_of_the_categories_is_that_of_the_funds(case: str) -> None:
    funds, categories = tables_of(case)["funds"], tables_of(case)["premium"]
    received = categories.total(categories.columns[categories.place("received")])
    assert received == funds.total(funds.columns[funds.place("premium")])
    for _, came, used, left in categories.rows:
        assert number(used) >= 0
        assert left == number(came) - number(used)


@pytest.mark.parametrize("language", ["es", "en"])
def test_funds_of_one_category_stand_together_and_those_without_one_have_a_word(
    language: str,
) -> None:
    funds = (
        lending_fund(premium_category="Credit"),
        emergency_fund(premium_category="Help"),
        fund("EDU", premium_category="Help"),
        fund("OTR"),
    )
    rows = {
        "funds": funds,
        "receipts": [receipt(1_000_00)],
        "loans": [loan("P1", principal=300_00)],
        "repayments": [repayment(100_00)],
        "claims": [claim(paid=60_00, paid_on=on(3, 20))],
        "expenses": [expense(100_00), expense(7_00, fund="OTR")],
    }
    table = premium_table(settle(book(**rows)), texts(language))
    assert table.rows == (
        ("Credit", 500_00, 200_00, 300_00),
        ("Help", 500_00, 160_00, 340_00),
        (BLANK_CATEGORY[language], 0, 7_00, -7_00),
    )


def test_what_came_back_beyond_what_was_lent_is_not_used_premium() -> None:
    old = loan("P0", date=on(7, 10, 2025), first_due=on(8, 10, 2025), opening_balance=90_00)
    done = settle(book(loans=[old], repayments=[repayment(90_00)]))
    table = premium_table(done, texts("es"))
    assert table.rows == (("Sin categoría", 0, 0, 0),)
    assert funds_table(done).column("repayments") == (0, 0, 90_00)
