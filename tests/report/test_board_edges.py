"""The report to the board at its edges: nothing there, too much there, January, December."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from apoq_batch.batch.examine import examine
from apoq_batch.core.checks.advice import advise
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import cells
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Method
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.rules.proofs import prove
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.report import board
from apoq_batch.report.board import Report
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES
from tests.pages.reading import text_of

SMALL = Path(__file__).parents[2] / "workbooks" / "pequeno-2026-09.xlsx"
ORIGIN = board.Origin(sha256="ab" * 32, version="1.0")


def report(
    settlement: Settlement, language: str = "es", findings: tuple[Finding, ...] = ()
) -> Report:
    return board.compose(settlement, findings, prove(settlement), ORIGIN, language)


def settled(month: Month | None = None, settings: Any = None, **rows: Any) -> Settlement:
    return settle(build.book(build.settings(month, **(settings or {})), **rows))


def words(told: Report) -> str:
    return text_of(board.render(told))


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_association_has_little_to_read(language: str) -> None:
    told = report(settled(board=()), language)
    assert (told.decisions, told.roles, told.projects, told.support, told.portfolio) == (
        (),
        (),
        None,
        None,
        None,
    )
    page = words(told)
    assert "None" not in page.replace("None are", "")
    assert ("No hay proyectos." if language == "es" else "There are no projects.") in page


def test_a_month_that_closes_no_quarter_proposes_nothing() -> None:
    told = report(settled(Month(2026, 2)))
    assert told.lending is None
    assert (told.figures.loans.value, told.figures.lent) == ("–", "")
    assert "no cierra un trimestre" in words(told)


def test_a_quarter_already_lent_says_how_much() -> None:
    lent = build.loan(quarter=Quarter(2026, 1), date=on(3, 20), first_due=on(4, 20))
    told = report(settled(loans=(lent,)))
    assert (told.lending, told.figures.lent) == (None, "S/\xa0300.00")
    assert "ya están registrados" in words(told)


def test_january_knows_december_by_the_opening_balances() -> None:
    old = build.loan(date=on(12, 5, 2025), first_due=on(1, 5), opening_balance=200_00)
    told = report(
        settled(
            Month(2026, 1),
            loans=(old,),
            repayments=(build.repayment(100_00, date=on(1, 10)),),
            deliveries=(
                build.delivery(boxes=100, date=on(1, 10)),
                build.delivery(boxes=50, date=on(1, 10, 2025)),
            ),
        )
    )
    five = told.figures
    assert [(one.by, one.since) for one in five.owed.changes] == [
        ("-50%", "diciembre de 2025")
    ]
    # 3,000.00 and 100.00 more; a year before nobody knows.
    assert [one.by for one in five.available.changes] == ["+3.3%"]
    # December's boxes are not in the workbook, those of last January are.
    assert [(one.by, one.since) for one in five.boxes.changes] == [
        ("+100%", "enero de 2025")
    ]


def test_loans_older_than_the_year_are_not_compared() -> None:
    old = build.loan(date=on(12, 5, 2025), first_due=on(1, 5), opening_balance=200_00)
    assert report(settled(loans=(old,))).figures.loans.changes == ()


def test_without_loans_to_give_there_is_no_step_of_amounts() -> None:
    lending = report(settled()).lending
    assert lending
    assert (lending.proposed, lending.amounts, lending.caps) == ("0", (), ())


def test_large_loans_still_fit_into_a_few_steps() -> None:
    told = report(
        settled(
            funds=(build.lending_fund(900_000_00), build.emergency_fund(), build.fund()),
            members=build.members("S1", "S2"),
            deliveries=(build.delivery("S1", 10), build.delivery("S2", 1_000)),
        )
    )
    assert told.lending
    assert len(told.lending.amounts) <= 6
    assert told.lending.amounts[-1].count == "1"


def test_a_minimum_that_cannot_be_kept_is_told() -> None:
    told = report(
        settled(
            settings={"loan_minimum": 900_00},
            members=build.members("S1", "S2"),
            deliveries=(build.delivery("S1"), build.delivery("S2")),
        )
    )
    assert told.lending
    assert told.lending.is_dropped
    assert "se repartió sin él" in words(told)


def test_older_quarters_are_one_row() -> None:
    loans = tuple(
        build.loan(
            f"P{place}", quarter=Quarter(2024, 1).shifted(place), date=on(1, 10 + place)
        )
        for place in range(7)
    )
    portfolio = report(settled(loans=loans)).portfolio
    assert portfolio
    assert [(row.name, row.loans) for row in portfolio.cohorts][:2] == [
        ("Anteriores", "2"),
        ("2024-T3", "1"),
    ]
    assert len(portfolio.cohorts) == 6


def test_a_claim_number_that_says_more_is_told_by_its_place() -> None:
    claims = (
        build.claim("E-1"),
        build.claim("Tumor de Ana Chero", date=on(3, 6)),
        build.claim("70000001", date=on(3, 7)),
    )
    support = report(settled(claims=claims)).support
    assert support
    assert [row.number for row in support.open] == ["E-1", "(2)", "(3)"]


def test_a_project_beyond_its_budget_and_many_projects() -> None:
    projects = tuple(
        build.project(f"Y{place}", status=ProjectStatus.FINISHED) for place in range(7)
    )
    bought = build.expense(600_00, project="Y0")
    told = report(settled(projects=projects, expenses=(bought,))).projects
    assert told
    first = told.rows[0]
    assert (first.is_over, first.left, first.things) == (True, "-100.00", "1")
    assert (len(told.brief), told.more, len(told.rows)) == (5, "2", 7)


def test_a_handover_after_the_month_has_not_happened() -> None:
    told = report(settled(projects=(build.project(handed_over=on(4, 2)),))).projects
    assert told
    assert told.rows[0].handed_over == ""


SHORT = (
    build.lending_fund(),
    build.emergency_fund(),
    build.fund(minimum_reserve=2_000_00),
)


def test_a_fund_short_of_money_and_a_fund_in_no_category() -> None:
    told = report(settled(funds=SHORT, receipts=(build.receipt(),)))
    short = next(row for row in told.funds.rows if row.code == "EDU")
    assert (short.is_short, short.available) == (True, "-800.00")
    assert [row.name for row in told.premium.categories] == ["Sin categoría"]


def test_more_paid_back_than_came_in_went_out() -> None:
    told = report(
        settled(
            members=(build.member(credit=50_00),),
            repayments=(build.repayment(50_00, method=Method.REFUND),),
        )
    )
    row = next(one for one in told.funds.rows if one.code == "PRE")
    assert (row.came_in, row.went_out, row.closing) == ("0.00", "50.00", "950.00")


def test_many_warnings_of_a_kind_are_counted() -> None:
    kind = cells.NUMBER_AS_TEXT
    places = [
        Place(section=Section.DELIVERIES, sheet="Entregas", row=row) for row in range(2, 9)
    ]
    plain = [finding(kind, place, value="12", read="12") for place in places]
    settlement = settled(funds=SHORT)
    control = report(settlement, "en", (*plain, *advise(settlement))).control
    # What touches money comes first.
    assert [row.code for row in control.findings] == ["FON-054", *["ENT-018"] * 4]
    assert [row.others for row in control.findings] == ["", "", "", "", "3"]
    assert [row.code for row in control.brief] == ["FON-054", "ENT-018"]


def test_who_does_not_sign_is_asked_where_nobody_does() -> None:
    officers = (build.officer(role=f"Vocal {place}", signs=False) for place in range(6))
    assert [len(row) for row in report(settled(board=officers)).roles] == [5, 1]


def test_december_has_the_year_in_pictures() -> None:
    told = report(
        settled(
            Month(2026, 12),
            deliveries=(
                build.delivery(boxes=100),
                build.delivery(boxes=60, date=on(12, 3)),
            ),
            receipts=(build.receipt(1_000_00),),
            loans=(build.loan(),),
            repayments=(build.repayment(100_00),),
            claims=(build.claim(type=ClaimType.FUNERAL, paid=80_00, paid_on=on(3, 9)),),
        ),
        "en",
    )
    year = told.year
    assert year
    boxes, premium, loans, held = year.pictures
    assert (boxes.series[0].values[1], boxes.series[0].total) == ("100", "160")
    assert (premium.series[0].values[1], premium.series[0].total) == ("1,000", "1,000")
    lent_and_repaid = [(one.name, one.total) for one in loans.series]
    assert lent_and_repaid == [("Lent", "300"), ("Repaid", "100")]
    # Cash at the end of January: 3,000 less the loan of 300.
    assert (held.series[0].values[0], held.series[0].total) == ("2,700", "")
    assert (held.series[1].values[0], held.series[1].values[11]) == ("300", "200")
    assert [(row.name, row.count, row.amount) for row in year.support] == [
        ("surgery", "–", "–"),
        ("illness", "–", "–"),
        ("funeral", "1", "80.00"),
    ]
    assert "The year 2026 in pictures" in words(told)


def test_a_year_that_began_late_knows_nothing_of_the_months_before() -> None:
    told = report(settled(Month(2026, 12), {"opening_date": on(3, 1)}))
    assert told.year
    boxes, _, _, held = told.year.pictures
    assert boxes.series[0].values[:3] == ("–", "–", "0")
    # February's end is the opening balance.
    assert held.series[0].values[:3] == ("–", "3,000", "3,000")


def test_the_order_of_rows_changes_nothing() -> None:
    settlement = examine(SMALL, "es").settlement
    assert settlement
    book = settlement.book
    turned = replace(
        book,
        funds=book.funds[::-1],
        split=book.split[::-1],
        members=book.members[::-1],
        receipts=book.receipts[::-1],
        loans=book.loans[::-1],
        claims=book.claims[::-1],
        projects=book.projects[::-1],
        expenses=book.expenses[::-1],
    )
    assert report(settle(turned)) == report(settle(book))


def test_what_waits_lacks_what_the_emergency_fund_has_not() -> None:
    funds = (
        build.lending_fund(),
        build.emergency_fund(10_00),
        build.fund("OTR", FundType.OTHER),
    )
    claims = (build.claim("E1"), build.claim("E2", date=on(3, 6)))
    everything = build.split(PRE="100")
    support = report(settled(funds=funds, claims=claims, split=everything)).support
    assert support
    # Each is due 80.00, and there are 10.00.
    assert support.lacking == "S/\xa0150.00"
    assert [row.why for row in support.open] == ["Al fondo le faltan S/\xa070.00"] * 2
