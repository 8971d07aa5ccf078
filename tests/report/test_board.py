"""The report to the board as strings: the small year against docs/worked-example.md."""

from functools import cache
from pathlib import Path

import pytest

from apoq_batch.batch.examine import examine
from apoq_batch.report import board
from apoq_batch.report.board import Report
from tests.pages.reading import text_of

ROOT = Path(__file__).parents[2]
SMALL = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
ORIGIN = board.Origin(sha256="ab" * 32, version="1.0")


@cache
def small(language: str = "es") -> Report:
    examined = examine(SMALL, language)
    assert examined.settlement is not None
    origin = board.Origin(sha256=examined.original.sha256, version="1.0")
    return board.compose(
        examined.settlement, examined.findings, examined.proofs, origin, language
    )


def words(told: Report) -> str:
    return text_of(board.render(told))


def test_five_figures() -> None:
    five = small().figures
    assert (five.boxes.value, five.boxes.below) == ("290", "2,310")
    assert (five.premium.value, five.premium.below) == ("S/\xa01,523.71", "S/\xa08,622.46")
    assert (five.loans.value, five.loans.below) == ("S/\xa04,570.00", "4")
    assert (five.owed.value, five.owed.below) == ("S/\xa01,000.00", "25.0%")
    assert (five.available.value, five.available.below) == (
        "S/\xa01,472.46",
        "S/\xa08,967.46",
    )


def test_changes_on_the_month_before() -> None:
    five = small().figures
    # 290 boxes after 300.
    assert [(one.by, one.since) for one in five.boxes.changes] == [
        ("-3.3%", "agosto de 2026")
    ]
    # August had no receipt: there is no per cent of nothing.
    assert five.premium.changes == ()
    # 2,600.00 were lent for the second quarter: 4,570 / 2,600.
    assert [(one.by, one.since) for one in five.loans.changes] == [
        ("+76%", "segundo trimestre de 2026")
    ]
    # September took 850.00 off 1,850.00: 100 + 50 + 700 were repaid or applied.
    assert [one.by for one in five.owed.changes] == ["-46%"]
    # Cash: August's 8,967.46 − 1,523.71 − 800.00 + 280.00 + 15.00 = 6,938.75.
    assert [one.by for one in five.available.changes] == ["+29%"]


def test_decisions_with_their_totals_in_words() -> None:
    told = [(one.subject, one.count, one.amount) for one in small().decisions]
    assert [
        (subject, count, amount and amount.figures) for subject, count, amount in told
    ] == [
        ("loans", "4", "S/\xa04,570.00"),
        ("claims", "1", "S/\xa0400.00"),
        ("waiting", "1", "S/\xa01,000.00"),
        ("warnings", "1", None),
    ]
    loans = small().decisions[0].amount
    assert loans
    assert loans.words == "cuatro mil quinientos setenta y 00/100 soles"
    assert small().roles == (("Presidenta", "Tesorera"),)


def test_funds_add_up() -> None:
    funds = small().funds
    assert [
        (
            row.code,
            row.opening,
            row.came_in,
            row.went_out,
            row.transfers,
            row.closing,
            row.committed,
            row.credits,
            row.reserve,
            row.available,
        )
        for row in (*funds.rows, funds.total)
    ] == [
        ("EDU", "1,000.00", "2,266.62", "1,480.00", "–", "1,786.62", "800.00", "–", "200.00", "786.62"),
        ("EME", "500.00", "1,404.37", "800.00", "480.00", "1,584.37", "400.00", "–", "500.00", "684.37"),
        ("PRE", "1,700.00", "8,376.47", "4,000.00", "-480.00", "5,596.47", "4,570.00", "25.00", "1,000.00", "1.47"),
        ("", "3,200.00", "12,047.46", "6,280.00", "–", "8,967.46", "5,770.00", "25.00", "1,700.00", "1,472.46"),
    ]  # fmt: skip
    assert (funds.has_transfers, funds.has_credits) == (True, True)
    assert [(row.name, row.total) for row in funds.flows] == [
        ("Saldo inicial", "3,200.00"),
        ("Prima", "8,622.46"),
        ("Pagos", "3,425.00"),
        ("Traslados", "–"),
        ("Préstamos", "-4,000.00"),
        ("Apoyos", "-800.00"),
        ("Gastos", "-1,480.00"),
        ("Saldo final", "8,967.46"),
    ]


def test_loans_by_reason_amount_sector_and_cap() -> None:
    lending = small("en").lending
    assert lending
    assert (lending.total, lending.pool, lending.left) == (
        "S/\xa04,570.00",
        "S/\xa04,571.47",
        "S/\xa01.47",
    )
    assert (lending.proposed, lending.refused, lending.members, lending.several) == (
        "4",
        "2",
        "6",
        "1",
    )
    assert [(row.name, row.count) for row in lending.reasons] == [
        ("A member for too short a time", "1"),
        ("Late with a loan", "1"),
        ("Too little of the last loan repaid", "1"),
    ]
    assert [(row.name, row.count, row.amount) for row in lending.amounts] == [
        ("1 – 500", "1", "300.00"),
        ("501 – 1,000", "0", ""),
        ("1,001 – 1,500", "2", "2,370.00"),
        ("1,501 – 2,000", "1", "1,900.00"),
    ]
    assert [(row.name, row.count, row.amount) for row in lending.sectors] == [
        ("El Algarrobo", "2 / 3", "3,090.00"),
        ("La Acequia", "2 / 3", "1,480.00"),
    ]
    # 001 has 2,500.00 less what is owed; 004 the smallest loan.
    assert [(row.name, row.count, row.amount) for row in lending.caps] == [
        ("The most a member may owe", "1", "1,900.00")
    ]
    assert (lending.capped, lending.minimum, lending.is_dropped) == ("1", "1", False)


def test_portfolio_by_age_and_by_quarter() -> None:
    portfolio = small().portfolio
    assert portfolio
    assert (portfolio.owed, portfolio.overdue, portfolio.par30, portfolio.late) == (
        "S/\xa01,000.00",
        "S/\xa0400.00",
        "25.0%",
        "1",
    )
    assert [(row.name, row.loans, row.owed, row.share) for row in portfolio.ages] == [
        ("Al día", "1", "600.00", "60%"),
        ("1-30 días", "1", "150.00", "15%"),
        ("31-60 días", "0", "–", "0%"),
        ("61-90 días", "0", "–", "0%"),
        ("90+ días", "1", "250.00", "25%"),
    ]
    assert [
        (row.name, row.loans, row.lent, row.repaid, row.written_off, row.owed, row.rate)
        for row in portfolio.cohorts
    ] == [
        ("2025-T4", "1", "900.00", "500.00", "150.00", "250.00", "55.6%"),
        ("2026-T1", "2", "1,400.00", "1,400.00", "–", "–", "100.0%"),
        ("2026-T2", "2", "2,600.00", "1,850.00", "–", "750.00", "71.2%"),
    ]


def test_claims_by_type_and_decision() -> None:
    support = small().support
    assert support
    assert support.types == ("cirugía", "enfermedad", "sepelio")
    assert [(row.name, row.counts, row.count, row.amount) for row in support.rows] == [
        ("pagado", ("1", "–", "–"), "1", "800.00"),
        ("procede", ("–", "1", "–"), "1", "400.00"),
        ("en espera", ("–", "–", "1"), "1", "1,000.00"),
        ("observado", ("1", "–", "–"), "1", "365.42"),
        ("no procede", ("–", "1", "–"), "1", "–"),
    ]
    # 1,000.00 wait and 684.37 are left.
    assert (support.families, support.lacking) == ("1", "S/\xa0315.63")
    assert [(row.number, row.decision, row.amount, row.why) for row in support.open] == [
        ("E-02", "procede", "400.00", ""),
        ("E-03", "no procede", "–", "En tiempo de carencia; beneficiario sin cobertura"),
        ("E-04", "observado", "365.42", "Faltan documentos"),
        ("E-05", "en espera", "1,000.00", "Al fondo le faltan S/\xa0315.63"),
    ]


def test_projects_and_their_things() -> None:
    projects = small().projects
    assert projects
    assert [
        (
            row.code,
            row.budget,
            row.spent,
            row.left,
            row.progress,
            row.things,
            row.handed_over,
        )
        for row in projects.rows
    ] == [
        ("ESC-01", "2,500.00", "1,700.00", "800.00", "68%", "1", ""),
        ("ESC-02", "300.00", "280.00", "20.00", "93%", "2", "15/09/2026"),
    ]
    assert (projects.budget, projects.spent, projects.left) == (
        "2,800.00",
        "1,980.00",
        "820.00",
    )
    first, second = projects.rows
    assert (first.earlier, second.earlier) == ("500.00", "")
    assert [(one.description, one.amount) for one in first.items] == [
        ("Proyector multimedia", "1,200.00")
    ]


def test_premium_use_with_the_resolution_behind_each_split() -> None:
    premium = small().premium
    assert [
        (row.name, row.funds, row.received, row.used, row.balance)
        for row in premium.categories
    ] == [
        ("Inversión en la comunidad", "EDU", "2,266.62", "1,480.00", "786.62"),
        ("Servicios a los socios", "EME, PRE", "6,355.84", "1,375.00", "4,980.84"),
    ]
    assert (premium.total_received, premium.total_used, premium.total_balance) == (
        "8,622.46",
        "2,855.00",
        "5,767.46",
    )
    assert [(one.resolution, one.since, one.shared) for one in premium.splits] == [
        ("Asamblea 01-2025", "01/01/2026", "2,220.00"),
        ("Asamblea 01-2026", "01/04/2026", "6,402.46"),
    ]
    assert [(row.fund, row.percent, row.shared) for row in premium.splits[0].rows] == [
        ("EDU", "30%", "666.00"),
        ("EME", "20%", "444.00"),
        ("PRE", "50%", "1,110.00"),
    ]


def test_warnings_and_proofs_with_the_hash() -> None:
    control = small("en").control
    assert (control.warnings, control.agreed) == ("1", "16")
    assert [(row.code, row.place) for row in control.findings] == [("PAG-059", "Pagos D6")]
    assert control.proofs[0].expected == control.proofs[0].actual == "S/\xa01,786.62"
    assert len(control.sha256) == 64


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("es", ["Informe a la Junta Directiva · setiembre de 2026", "frente a agosto", "Presidenta"]),
        ("en", ["Report to the board · September 2026", "on August 2026", "four thousand five"]),
    ],
)  # fmt: skip
def test_the_page_says_so(language: str, expected: list[str]) -> None:
    page = words(small(language))
    for one in expected:
        assert one in page
