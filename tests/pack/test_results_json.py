"""`resultados.json` holds every figure, the same whatever the order of the rows."""

import json
from collections.abc import Iterator
from dataclasses import fields
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any
from typing import cast

import pytest

from apoq_batch.core.checks import check
from apoq_batch.core.checks.advice import advise
from apoq_batch.core.money import Soles
from apoq_batch.core.records import Book
from apoq_batch.core.records import FundType
from apoq_batch.core.rules.proofs import prove
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.core.settings import Settings
from apoq_batch.pack.results_json import figures
from apoq_batch.pack.results_json import manifest_facts
from apoq_batch.pack.results_json import parameters
from apoq_batch.tables import result_tables
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import table
from apoq_batch.workbook.reading.book import read_book
from apoq_batch.workbook.reading.opening import open_workbook
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.settings import SETTINGS
from tests import builders as make
from tests.strategies import renumbered
from tests.strategies import shuffled

FOLDER = Path(__file__).parents[1] / "conformance"
CASES = sorted(path.stem for path in FOLDER.glob("*.xlsx"))
PROPOSES = "case-1-es"


@cache
def book_of(case: str) -> Book:
    return read_book(open_workbook(FOLDER / f"{case}.xlsx")).book


@cache
def settled(case: str) -> Settlement:
    return settle(book_of(case))


def written(settlement: Settlement, language: str = "en") -> bytes:
    findings = (*check(settlement.book, ()), *advise(settlement))
    tables = result_tables(settlement, findings, prove(settlement), language)
    return figures(tables, settlement, findings, "1.2.3")


@cache
def read(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written(settled(case)))
    return found


def given(case: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / f"{case}.json").read_text("utf-8"))
    return found


def by(rows: list[dict[str, Any]], key: str) -> dict[str, dict[str, Any]]:
    found = {row[key]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("case", CASES)
def test_the_figures_are_those_of_the_case(case: str) -> None:
    sheets, right = read(case)["sheets"], given(case)
    members = by(sheets["members"], "code")
    claims = by(sheets["emergencies"], "number")
    funds = by(sheets["funds"], "code")
    loans = by(sheets["loans"], "code")
    portfolio = by(sheets["portfolio"], "number")
    for code, expected in right["members"].items():
        assert {name: members[code][name] for name in expected} == expected
    for code, expected in right["funds"].items():
        assert {name: funds[code][name] for name in expected} == expected
    for number, expected in right["claims"].items():
        told = claims[number]
        assert told["decision"] == expected["decision"]
        assert (told["benefit"], told["paid"]) == (expected["benefit"], expected["paid"])
    for code, expected in right["loans"].items():
        assert loans[code]["loan"] == expected["loan"]
    for number, row in portfolio.items():
        expected = right["portfolio"][number]
        assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize("case", CASES[:4])
def test_the_order_of_the_rows_changes_no_byte(case: str) -> None:
    mixed = settle(renumbered(shuffled(book_of(case), seed=3)))
    assert written(mixed) == written(settled(case))


def test_it_is_plain_text_with_a_row_of_a_sheet_on_a_line() -> None:
    content = written(settled(PROPOSES))
    assert content.endswith(b"\n}\n")
    assert b"\r" not in content
    lines = content.decode().splitlines()
    member = next(line for line in lines if line.startswith('   {"code": "S0001"'))
    assert json.loads(member.rstrip(","))["member"]


def test_a_sheet_without_rows_is_an_empty_list() -> None:
    found = json.loads(written(settle(make.book())))
    assert found["sheets"]["portfolio"] == []


def test_ratios_are_exact_and_days_are_iso() -> None:
    sheets = read(PROPOSES)["sheets"]
    shares = [row["share"] for row in sheets["loans"] if row["share"] is not None]
    assert sum(map(Fraction, shares)) == 1
    assert all(date.fromisoformat(row["due"]) for row in sheets["schedule"])


def test_a_mixed_figure_that_is_money_says_so() -> None:
    summary = {row["figure"]: row["value"] for row in read(PROPOSES)["sheets"]["summary"]}
    settlement = settled(PROPOSES)
    assert summary["Premium in soles"] == {"centimos": settlement.premium.soles}
    assert summary["Premium in dollars"] == f"{settlement.premium.usd:f}"
    assert summary["all members"] == len(settlement.members)


@pytest.mark.parametrize("case", CASES)
def test_every_number_is_whole(case: str) -> None:
    assert [one for one in numbers(read(case)) if not isinstance(one, int)] == []


def numbers(value: object) -> Iterator[int | float]:
    match value:
        case dict():
            for one in value.values():
                yield from numbers(one)
        case list():
            for one in value:
                yield from numbers(one)
        case int() | float():
            yield value


def test_findings_are_counted_by_code_without_their_cells() -> None:
    found = read(PROPOSES)
    assert found["findings"]
    assert list(found["findings"]) == sorted(found["findings"])
    assert "findings" not in found["sheets"]


@pytest.mark.parametrize("case", CASES)
def test_there_is_no_row_number_and_no_dni(case: str) -> None:
    book, content = book_of(case), written(settled(case)).decode()
    known = {row.dni for row in book.members} | {row.dni for row in book.relatives}
    known |= {claim.beneficiary_dni for claim in book.claims}
    assert [dni for dni in known if dni in content] == []
    assert [row for row in read(case)["sheets"]["journal"] if "source" in row] == []


def test_every_parameter_is_there_with_the_value_used() -> None:
    found = parameters(make.settings(loan_maximum=500_00))
    left_out = {field.name for field in fields(Settings)} - set(found)
    assert left_out == {"logo", "places", "sheet", "tax_id"}
    assert (found["loan_maximum"], found["quarter_budget"]) == (500_00, None)
    assert (found["minimum_repaid_percent"], found["month"]) == ("70", "2026-03")
    assert found["disbursement_date"] == "2026-04-01"


def test_the_money_among_the_parameters_is_whole_centimos() -> None:
    found = read(PROPOSES)["parameters"]
    money = {one.field for one in SETTINGS if one.kind is CellKind.MONEY}
    assert [name for name in money if not isinstance(found[name], int | None)] == []


def test_who_of_the_board_gets_mail_is_there_in_an_order_of_its_own() -> None:
    board = (
        make.officer("Rosa Chunga", email="rosa@example.pe", dni="12345678"),
        make.officer("Luis Mena", email=None),
        make.officer("Ana Soto", role="Vocal", email="ana@example.pe"),
    )
    found = json.loads(written(settle(make.book(board=board))))["board"]
    assert found == [
        {"role": "Vocal", "name": "Ana Soto", "email": "ana@example.pe"},
        {"role": "Presidenta", "name": "Rosa Chunga", "email": "rosa@example.pe"},
    ]


def test_the_units_are_said() -> None:
    units = read(PROPOSES)["units"]
    assert set(units) == {"money", "ratio", "decimal", "date"}


def test_the_manifest_names_input_and_parameters() -> None:
    settlement = settle(make.book())
    facts = manifest_facts(settlement, "libro.xlsx", "ab12", "1.2.3")
    assert facts["input"] == {"name": "libro.xlsx", "sha256": "ab12"}
    assert (facts["month"], facts["version"]) == ("2026-03", "1.2.3")
    assert facts["parameters"] == parameters(settlement.book.settings)


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_row_of_every_table_is_there(language: str) -> None:
    settlement = settled(PROPOSES)
    tables = result_tables(settlement, (), prove(settlement), language)
    found = json.loads(figures(tables, settlement, (), "1.2.3"))["sheets"]
    assert {key: len(rows) for key, rows in found.items()} == {
        one.key: len(one.rows) for one in tables if one.key != "findings"
    }
    for one in tables:
        keys = [column.key for column in one.columns if column.key != "source"]
        assert all(list(row) == keys for row in found.get(one.key, ()))


def test_every_kind_of_figure_has_a_form_and_nothing_else_has() -> None:
    kinds = (Format.MIXED, Format.MONEY)
    columns = [
        TableColumn(key=kind.value, es="Valor", en="Value", format=kind, help="")
        for kind in kinds
    ]
    rows: list[Row] = [(Soles(5), Soles(7)), (Fraction(1, 3), None), (Decimal("1E+2"), 9)]
    made = table("checks", tuple(columns), rows)
    content = figures([made], settle(make.book()), (), "1.2.3")
    assert json.loads(content)["sheets"]["checks"] == [
        {"mixed": {"centimos": 5}, "money": 7},
        {"mixed": "1/3", "money": None},
        {"mixed": "100", "money": 9},
    ]
    strange = replace(make.settings(), city=cast("str", 1.5))
    with pytest.raises(TypeError, match="no figure"):
        parameters(strange)
    assert parameters(replace(strange, city=FundType.OTHER))["city"] == "other"
