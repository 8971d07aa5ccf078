"""The shapes that checks share."""

from apoq_batch.core.checks.rows import dated_before
from apoq_batch.core.checks.rows import duplicates
from apoq_batch.core.checks.rows import repeated
from apoq_batch.core.checks.rows import unknown
from apoq_batch.core.messages import money
from apoq_batch.core.messages import people
from tests.builders import expense
from tests.builders import fund
from tests.builders import member
from tests.builders import numbered
from tests.builders import on
from tests.builders import source
from tests.builders import split_line
from tests.core.checks.places_of import places_of


def test_the_later_row_of_the_sheet_repeats_whatever_the_order_they_are_held_in() -> None:
    rows = [member("S1"), member("s1"), member("S2"), member("S1")]
    given = list(reversed(numbered(rows)))
    found = [
        (row.source.row, first.source.row)
        for row, first in repeated(given, lambda row: row.source.sheet)
    ]
    assert found == [(3, 2), (4, 2), (5, 2)]


def test_codes_are_doubled_in_upper_case() -> None:
    rows = numbered([fund("Edu"), fund("PRE"), fund("EDU")])
    (found,) = duplicates(rows, "code", people.DUPLICATE_FUND)
    assert places_of([found]) == [("error", "FON-050", "Fondos!A4")]
    assert dict(found.facts) == {"value": "EDU", "other": "A2"}


def test_references_point_at_something_and_choices_are_listed_if_wanted() -> None:
    lines = [split_line("PRE", "50"), split_line("XXX", "50")]
    kind = people.SPLIT_UNKNOWN_FUND
    (found,) = unknown(lines, "fund", ["PRE", "EDU"], kind)
    assert dict(found.facts) == {"value": "XXX", "choices": "EDU, PRE"}
    (bare,) = unknown([expense(project="Y9")], "project", ["Y1"], money.UNKNOWN_PROJECT)
    assert dict(bare.facts) == {"value": "Y9"}
    assert not list(unknown([expense()], "project", [], money.UNKNOWN_PROJECT))


def test_money_before_the_opening_date() -> None:
    rows = [
        expense(date=on(12, 31, 2025)),
        expense(date=on(1, 1), source=source(type(expense()), 3)),
    ]
    found = dated_before(rows, on(1, 1), money.EXPENSE_BEFORE_YEAR)
    assert places_of(found) == [("error", "GAS-050", "Gastos!A2")]
