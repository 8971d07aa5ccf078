"""The association's money: funds, split, premium receipts, projects, expenses, transfers.

Knows the boxes that were exported; must not know members or their loans.
"""

from collections.abc import Iterator
from datetime import date
from datetime import timedelta
from decimal import ROUND_HALF_UP
from decimal import Decimal

from stdnum.pe.ruc import calc_check_digit

from apoq_batch.core.records import FundType
from apoq_batch.core.records import ProjectStatus
from scripts.example_year.dice import CENT
from scripts.example_year.dice import Dice
from scripts.example_year.harvest import Harvest

Row = dict[str, object]

# code, name, type, cash on 1 January, reserve, category of premium use
FUNDS = (
    (
        "ADM",
        "Administración y certificación",
        FundType.OTHER,
        28_400,
        15_000,
        "Organización",
    ),
    ("EME", "Emergencias", FundType.EMERGENCY, 18_400, 8_000, "Servicios a los socios"),
    ("PRD", "Productividad y calidad", FundType.OTHER, 41_250, 20_000, "Productividad"),
    ("PRE", "Préstamos", FundType.LOANS, 7_300, 20_000, "Servicios a los socios"),
    ("PRO", "Proyectos comunales", FundType.PROJECTS, 36_900, 10_000, "Comunidad"),
)
ASSEMBLY = date(2026, 4, 20)
# from, resolution, percent of each fund
SPLITS = (
    (
        date(2025, 4, 1),
        "Acta AG-01-2025",
        {"ADM": 25, "EME": 5, "PRD": 45, "PRE": 5, "PRO": 20},
    ),
    (
        ASSEMBLY,
        "Acta AG-01-2026",
        {"ADM": 24, "EME": 4, "PRD": 43, "PRE": 7, "PRO": 22},
    ),
)
BUYERS = ("Exportadora El Ejemplo del Norte S.A.C.", "Musterfrucht Import GmbH")
FIRST_PAYDAY = date(2026, 1, 9)
LAST_PAYDAY = date(2026, 9, 25)
SMALLEST_LOAD = 1_000
LARGEST_LOAD = 1_080
LOWEST_RATE = 3_680
HIGHEST_RATE = 3_800
PREMIUM_USD = Decimal("1.00")
# The receipt from which the bank kept a commission nobody wrote down.
SHORT_RECEIPT = 147
COMMISSION = Decimal("58.40")

SCHOOL = "PR-2026-02"
# code, name, institution, budget, spent in earlier years, resolution, status, handed over
PROJECTS = (
    (
        "PR-2025-01",
        "Techado de la losa deportiva",
        "Caserío Pozo Dulce",
        96_000,
        41_300,
        "Acta AG-01-2025",
        ProjectStatus.RUNNING,
        None,
    ),
    (
        "PR-2026-01",
        "Revestimiento del canal lateral",
        "Comisión de usuarios La Acequia Alta",
        148_000,
        None,
        "Acta AG-01-2026",
        ProjectStatus.RUNNING,
        None,
    ),
    (
        SCHOOL,
        "Equipos para el aula de cómputo",
        "I.E. secundaria de Querecotillo",
        14_500,
        None,
        "Acta AG-01-2026",
        ProjectStatus.FINISHED,
        date(2026, 9, 18),
    ),
    (
        "PR-2026-03",
        "Botiquines para los caseríos",
        "Promotores de salud de los caseríos",
        12_000,
        None,
        "Acta CD-14-2026",
        ProjectStatus.APPROVED,
        None,
    ),
)
# date, project, what, how many, soles, supplier, voucher
PROJECT_EXPENSES = (
    (
        date(2026, 2, 11),
        "PR-2025-01",
        "Estructura metálica, segundo tramo",
        1,
        "21450.00",
        3,
    ),
    (date(2026, 5, 27), "PR-2025-01", "Calaminas galvanizadas", 140, "16380.00", 3),
    (date(2026, 5, 12), "PR-2026-01", "Cemento para el canal, bolsas", 900, "28350.00", 4),
    (date(2026, 6, 24), "PR-2026-01", "Mano de obra, primer tramo", 1, "33600.00", 5),
    (date(2026, 8, 19), "PR-2026-01", "Mano de obra, segundo tramo", 1, "35200.00", 5),
    (date(2026, 8, 26), "PR-2026-01", "Compuertas metálicas", 6, "13800.00", 3),
    (date(2026, 9, 8), SCHOOL, "Computadora de escritorio", 1, "3690.00", 1),
    (date(2026, 9, 8), SCHOOL, "Proyector multimedia", 1, "2850.00", 1),
    (date(2026, 9, 10), SCHOOL, "Fotocopiadora multifuncional", 1, "7420.00", 2),
)
# fund, day of each month, what, how many, soles at least, soles at most, supplier
MONTHLY = (
    ("ADM", 28, "Planilla del personal técnico", 1, 13_900, 14_300, None),
    ("ADM", 15, "Alquiler y servicios de la oficina", 1, 2_150, 2_600, 6),
    ("ADM", 22, "Movilidad y combustible", 1, 1_900, 2_700, 7),
    ("PRD", 12, "Abono orgánico para los socios, sacos", 520, 29_500, 33_500, 8),
    ("PRD", 19, "Fundas y cintas para racimos, millares", 60, 9_800, 12_400, 9),
    ("PRD", 26, "Jornales de control de plagas", 90, 5_400, 6_600, None),
)
# date, fund, what, soles, supplier
YEARLY = (
    (date(2026, 3, 17), "ADM", "Auditoría anual de certificación", "24800.00", 10),
    (date(2026, 4, 17), "ADM", "Asamblea general: local y refrigerio", "6350.00", 11),
    (date(2026, 7, 21), "PRD", "Análisis de suelos", "8640.00", 12),
)
# date, from, to, soles, resolution
TRANSFERS = (
    (date(2026, 4, 27), "PRD", "PRE", "8000.00", "Acta AG-01-2026"),
    (date(2026, 6, 15), "ADM", "EME", "4000.00", "Acta CD-11-2026"),
)


def ruc(number: int) -> str:
    """An invented RUC of a company, with its check digit."""
    start = f"2099900{number:03d}"
    return start + calc_check_digit(start)


def funds() -> list[Row]:
    """The rows of Fondos."""
    return [
        {
            "code": code,
            "name": name,
            "type": kind,
            "opening_cash": Decimal(cash),
            "minimum_reserve": Decimal(reserve),
            "premium_category": category,
        }
        for code, name, kind, cash, reserve, category in FUNDS
    ]


def split() -> list[Row]:
    """The rows of Distribucion."""
    return [
        {"since": since, "fund": fund, "percent": percent, "resolution": resolution}
        for since, resolution, percents in SPLITS
        for fund, percent in percents.items()
    ]


def premiums(dice: Dice, crop: Harvest) -> list[Row]:
    """The rows of Primas: each Friday the full containers of the week before."""
    rows: list[Row] = []
    waiting = 0
    rate = 3_745
    day = FIRST_PAYDAY
    while day <= LAST_PAYDAY:
        monday = day - timedelta(days=11)
        waiting += crop.between(monday, monday + timedelta(days=6))
        rate = min(HIGHEST_RATE, max(LOWEST_RATE, rate + dice.between(-14, 14)))
        while waiting >= SMALLEST_LOAD:
            load = min(waiting, dice.between(SMALLEST_LOAD, LARGEST_LOAD))
            waiting -= load
            rows.append(_receipt(dice, day, len(rows) + 1, load, rate))
        day += timedelta(days=7)
    return rows


def _receipt(dice: Dice, day: date, number: int, boxes: int, rate: int) -> Row:
    usd = boxes * PREMIUM_USD
    exact = Decimal(rate).scaleb(-3)
    buyer = dice.one_of(((0, 60), (1, 40)))
    credited = (usd * exact).quantize(CENT, ROUND_HALF_UP)
    if number == SHORT_RECEIPT:
        buyer, credited = 0, credited - COMMISSION
    return {
        "date": day,
        "scheme": "Fairtrade",
        "buyer": BUYERS[buyer],
        "container": f"EJMU {200_000 + number * 37:06d}",
        "boxes": boxes,
        "usd": usd,
        "rate": exact,
        # The exporter pays in soles; the importer's dollars are changed at the day's rate.
        "soles": credited if buyer == 0 else None,
    }


def projects() -> list[Row]:
    """The rows of Proyectos."""
    return [
        {
            "code": code,
            "name": name,
            "institution": institution,
            "fund": "PRO",
            "budget": Decimal(budget),
            "spent_before": None if before is None else Decimal(before),
            "resolution": resolution,
            "status": status,
            "handed_over": handed_over,
        }
        for code, name, institution, budget, before, resolution, status, handed_over in PROJECTS
    ]


def expenses(dice: Dice) -> list[Row]:
    """The rows of Gastos, in order of day."""
    rows = [*_project_expenses(), *_monthly(dice), *_yearly()]
    rows.sort(key=lambda row: str(row["date"]))
    for number, row in enumerate(rows, start=1):
        letters = "RH" if row["supplier_ruc"] is None else "F001"
        row["voucher"] = f"{letters}-{number * 7 + 100:06d}"
    return rows


def _expense(day: date, fund: str, what: str, amount: Decimal, supplier: int | None) -> Row:
    return {
        "date": day,
        "fund": fund,
        "description": what,
        "amount": amount,
        "supplier_ruc": None if supplier is None else ruc(supplier),
    }


def _project_expenses() -> Iterator[Row]:
    for day, project, what, quantity, amount, supplier in PROJECT_EXPENSES:
        row = _expense(day, "PRO", what, Decimal(amount), supplier)
        yield {**row, "project": project, "quantity": quantity}


def _monthly(dice: Dice) -> Iterator[Row]:
    for month in range(1, 10):
        for fund, day, what, quantity, low, high, supplier in MONTHLY:
            amount = Decimal(dice.between(low * 10, high * 10)).scaleb(-1)
            row = _expense(date(2026, month, day), fund, what, amount, supplier)
            yield {**row, "quantity": quantity}


def _yearly() -> Iterator[Row]:
    for day, fund, what, amount, supplier in YEARLY:
        yield {**_expense(day, fund, what, Decimal(amount), supplier), "quantity": 1}


def transfers() -> list[Row]:
    """The rows of Traslados."""
    return [
        {
            "date": day,
            "from_fund": giver,
            "to_fund": taker,
            "amount": Decimal(amount),
            "resolution": resolution,
        }
        for day, giver, taker, amount, resolution in TRANSFERS
    ]
