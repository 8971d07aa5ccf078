"""Writes the small workbook whose figures are worked out in docs/worked-example.md.

    python scripts/example_small.py [PATH]

Six invented members close September 2026. Without PATH it is written to
`workbooks/pequeno-2026-09.xlsx`; every run gives the same bytes. Whoever changes a number
here works the page out anew: `tests/docs/test_worked_example.py` holds the two together.
"""

import argparse
import sys
from collections.abc import Iterable
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from apoq_batch.core.places import Section
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import FundType
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.records import Relation
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.standard.blank import filled

LANGUAGE = "es"
TARGET = Path(__file__).parents[1] / "workbooks" / "pequeno-2026-09.xlsx"

Row = Mapping[str, object]

SETTINGS: Row = {
    "version": 1,
    "organisation": "Asociación de Bananeros El Ejemplo",
    "city": "Querecotillo",
    "language": LANGUAGE,
    "month": "2026-09",
    "opening_date": date(2026, 1, 1),
    "premium_usd_per_box": Decimal("1.00"),
    "exchange_rate": Decimal("3.75"),
    "base_quarters": 2,
    "loan_minimum": Decimal(300),
    "loan_maximum": Decimal(2000),
    "loan_cap_per_box": Decimal(15),
    "exposure_maximum": Decimal(2500),
    "rounding_unit": Decimal(10),
    "minimum_membership_months": 6,
    "minimum_boxes": 20,
    "minimum_repaid_percent": Decimal(70),
    "maximum_days_late": 30,
    "instalments": 3,
    "disbursement_date": date(2026, 10, 5),
    "copayment_percent": Decimal(20),
    "surgery_cap": Decimal(800),
    "illness_cap": Decimal(450),
    "funeral_cap": Decimal(1000),
    "family_annual_cap": Decimal(1200),
    "waiting_months": 3,
    "child_age": 18,
    "student_age": 28,
}

BOARD = (
    (
        "Presidenta",
        "Elvira Sojo Marchán",
        "41000001",
        "presidencia@asociacion.example",
        True,
    ),
    ("Tesorera", "Delia Chunga Mechato", "41000002", "tesoreria@asociacion.example", True),
)

# code, name, type, opening cash, reserve, category
FUNDS = (
    ("EDU", "Educación", FundType.PROJECTS, 1000, 200, "Inversión en la comunidad"),
    ("EME", "Emergencias", FundType.EMERGENCY, 500, 500, "Servicios a los socios"),
    ("PRE", "Préstamos", FundType.LOANS, 1700, 1000, "Servicios a los socios"),
)

# from, resolution, percent of EDU, EME, PRE
SPLITS = (
    (date(2026, 1, 1), "Asamblea 01-2025", 30, 20, 50),
    (date(2026, 4, 1), "Asamblea 01-2026", 25, 15, 60),
)

# code, DNI, surnames, names, sector, joined, credit
MEMBERS = (
    ("001", "40000001", "Chero Yarlequé", "Rosa", "El Algarrobo", date(2015, 3, 1), None),
    ("002", "40000002", "Nole Viera", "Martín", "El Algarrobo", date(2018, 7, 15), None),
    ("003", "40000003", "Ipanaqué Saba", "Julia", "La Acequia", date(2019, 2, 1), 50),
    ("004", "40000004", "Sosa Juárez", "Tomás", "La Acequia", date(2024, 5, 10), None),
    ("005", "40000005", "Zapata Ruiz", "Elena", "La Acequia", date(2016, 9, 1), None),
    ("006", "40000006", "Mena Purizaca", "Luis", "El Algarrobo", date(2026, 6, 1), None),
)

# member, DNI, name, relation, born, declared
RELATIVES = (
    ("001", "70000001", "Ana Chero", Relation.CHILD, date(2012, 8, 9), date(2020, 1, 15)),
    (
        "002",
        "42000002",
        "Carla Ruiz",
        Relation.PARTNER,
        date(1985, 11, 3),
        date(2021, 3, 2),
    ),
    (
        "003",
        "42000003",
        "Pedro Silva",
        Relation.SPOUSE,
        date(1980, 4, 20),
        date(2019, 2, 1),
    ),
    ("006", "70000006", "Iván Mena", Relation.CHILD, date(2007, 5, 4), date(2026, 6, 1)),
)

# date, boxes of the members 001 to 006
DELIVERIES = (
    (date(2026, 2, 13), (250, 120, 110, 20, 100, 0)),
    (date(2026, 5, 15), (380, 140, 150, 20, 110, 0)),
    (date(2026, 7, 10), (140, 60, 50, 10, 40, 20)),
    (date(2026, 8, 14), (140, 50, 50, 10, 30, 20)),
    (date(2026, 9, 11), (140, 50, 50, 10, 20, 20)),
)

# date, container, boxes, dollars, rate; blank dollars and rates come from Parametros
RECEIPTS = (
    (date(2026, 2, 20), "EJMU 000001-1", 600, None, Decimal("3.70")),
    (date(2026, 5, 22), "EJMU 000002-2", 800, None, None),
    (date(2026, 7, 17), "EJMU 000003-3", 501, None, None),
    (date(2026, 9, 18), "EJMU 000004-4", 409, Decimal("408.50"), Decimal("3.73")),
)

# number, member, quarter, date, principal, instalments, first due, opening balance
LOANS = (
    ("P-2025T4-005", "2025-T4", date(2025, 12, 15), 900, 3, date(2026, 1, 15), 600),
    ("P-2026T1-002", "2026-T1", date(2026, 4, 6), 1000, 3, date(2026, 5, 6), None),
    ("P-2026T1-003", "2026-T1", date(2026, 4, 6), 400, 2, date(2026, 5, 6), None),
    ("P-2026T2-001", "2026-T2", date(2026, 7, 6), 2000, 3, date(2026, 8, 6), None),
    ("P-2026T2-003", "2026-T2", date(2026, 7, 6), 600, 2, date(2026, 8, 6), None),
)

# date, member, loan, amount, method
REPAYMENTS = (
    (date(2026, 3, 10), "005", None, 200, Method.CASH),
    (date(2026, 5, 8), "002", None, 400, Method.DEDUCTION),
    (date(2026, 5, 8), "003", None, 250, Method.DEDUCTION),
    (date(2026, 6, 30), "005", "P-2025T4-005", 150, Method.WRITEOFF),
    (date(2026, 7, 15), "002", None, 640, Method.DEDUCTION),
    (date(2026, 8, 5), "001", None, 700, Method.BANK),
    (date(2026, 8, 7), "003", None, 450, Method.DEDUCTION),
    (date(2026, 9, 4), "001", None, 700, Method.DEDUCTION),
    (date(2026, 9, 4), "003", "P-2026T2-003", 100, Method.CASH),
    (date(2026, 9, 15), "003", "P-2026T2-003", 50, Method.APPLIED),
    (date(2026, 9, 21), "002", None, 15, Method.REFUND),
)

# number, event, member, beneficiary, type, cost, documents
CLAIMS = (
    ("E-01", date(2026, 3, 12), "003", "40000003", ClaimType.SURGERY, "1100", True),
    ("E-02", date(2026, 7, 21), "003", "42000003", ClaimType.ILLNESS, "600", True),
    ("E-03", date(2026, 8, 20), "006", "70000006", ClaimType.ILLNESS, "300", True),
    ("E-04", date(2026, 9, 3), "001", "70000001", ClaimType.SURGERY, "456.78", False),
    ("E-05", date(2026, 9, 10), "002", "42000002", ClaimType.FUNERAL, "2000", True),
)
PAID_CLAIMS: Mapping[str, Row] = {
    "E-01": {
        "resolution": "Acta 03-2026",
        "paid": Decimal(800),
        "paid_on": date(2026, 3, 20),
    },
}

PROJECTS: tuple[Row, ...] = (
    {
        "code": "ESC-01",
        "name": "Equipos para el aula de cómputo",
        "institution": "I.E. El Ejemplo",
        "fund": "EDU",
        "budget": Decimal(2500),
        "spent_before": Decimal(500),
        "resolution": "Asamblea 01-2025",
        "status": ProjectStatus.RUNNING,
    },
    {
        "code": "ESC-02",
        "name": "Estantes para la biblioteca",
        "institution": "I.E. El Ejemplo",
        "fund": "EDU",
        "budget": Decimal(300),
        "resolution": "Asamblea 01-2026",
        "status": ProjectStatus.FINISHED,
        "handed_over": date(2026, 9, 15),
    },
)

# date, project, description, quantity, amount, voucher
EXPENSES = (
    (date(2026, 8, 25), "ESC-01", "Proyector multimedia", 1, 1200, "F001-000101"),
    (date(2026, 9, 8), "ESC-02", "Estante de madera", 2, 280, "F002-000202"),
)

TRANSFER: Row = {
    "date": date(2026, 7, 31),
    "from_fund": "PRE",
    "to_fund": "EME",
    "amount": Decimal(480),
    "resolution": "Asamblea 02-2026",
}


def main(arguments: list[str]) -> int:
    """Write the workbook."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("path", type=Path, nargs="?", default=TARGET)
    path: Path = parser.parse_args(arguments).path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content())
    return 0


def content() -> bytes:
    """The workbook; always the same bytes."""
    rows = {
        Section.BOARD: _named("role name dni email signs", BOARD),
        Section.FUNDS: [*_funds()],
        Section.SPLIT: [*_split()],
        Section.MEMBERS: [*_members()],
        Section.FAMILY: _named("member dni name relation born declared", RELATIVES),
        Section.DELIVERIES: [*_deliveries()],
        Section.PREMIUMS: [*_receipts()],
        Section.LOANS: [*_loans()],
        Section.REPAYMENTS: [*_repayments()],
        Section.EMERGENCIES: [*_claims()],
        Section.PROJECTS: PROJECTS,
        Section.EXPENSES: [*_expenses()],
        Section.TRANSFERS: [TRANSFER],
    }
    return filled(texts(LANGUAGE), LANGUAGE, SETTINGS, rows)


def _named(fields: str, rows: Iterable[tuple[object, ...]]) -> list[Row]:
    return [dict(zip(fields.split(), row, strict=True)) for row in rows]


def _soles(amount: int | str | None) -> Decimal | None:
    return None if amount is None else Decimal(amount)


def _funds() -> Iterable[Row]:
    for code, name, kind, opening, reserve, category in FUNDS:
        yield {
            "code": code,
            "name": name,
            "type": kind,
            "opening_cash": _soles(opening),
            "minimum_reserve": _soles(reserve),
            "premium_category": category,
        }


def _split() -> Iterable[Row]:
    for since, resolution, *percents in SPLITS:
        for (fund, *_), percent in zip(FUNDS, percents, strict=True):
            yield {
                "since": since,
                "fund": fund,
                "percent": percent,
                "resolution": resolution,
            }


def _members() -> Iterable[Row]:
    for code, dni, surnames, names, sector, joined, credit in MEMBERS:
        yield {
            "code": code,
            "dni": dni,
            "surnames": surnames,
            "names": names,
            "sector": sector,
            "joined": joined,
            "status": MemberStatus.ACTIVE,
            "credit": _soles(credit),
        }


def _deliveries() -> Iterable[Row]:
    for day, delivered in DELIVERIES:
        for (code, *_), boxes in zip(MEMBERS, delivered, strict=True):
            if boxes:
                yield {"date": day, "member": code, "boxes": boxes}


def _receipts() -> Iterable[Row]:
    for day, container, boxes, usd, rate in RECEIPTS:
        yield {
            "date": day,
            "scheme": "Comercio justo",
            "buyer": "Comprador Ejemplo S.A.",
            "container": container,
            "boxes": boxes,
            "usd": usd,
            "rate": rate,
        }


def _loans() -> Iterable[Row]:
    for number, quarter, day, principal, instalments, first_due, balance in LOANS:
        yield {
            "number": number,
            "member": number[-3:],
            "quarter": quarter,
            "date": day,
            "principal": _soles(principal),
            "instalments": instalments,
            "first_due": first_due,
            "opening_balance": _soles(balance),
        }


def _repayments() -> Iterable[Row]:
    for number, (day, member, loan, amount, method) in enumerate(REPAYMENTS, start=1):
        yield {
            "date": day,
            "member": member,
            "loan": loan,
            "amount": _soles(amount),
            "method": method,
            "receipt": f"R-{number:02d}",
        }


def _claims() -> Iterable[Row]:
    for number, day, member, beneficiary, kind, cost, documents in CLAIMS:
        yield {
            "number": number,
            "date": day,
            "member": member,
            "beneficiary_dni": beneficiary,
            "type": kind,
            "cost": _soles(cost),
            "documents": documents,
            "consent": True,
            **PAID_CLAIMS.get(number, {}),
        }


def _expenses() -> Iterable[Row]:
    for day, project, description, quantity, amount, voucher in EXPENSES:
        yield {
            "date": day,
            "fund": "EDU",
            "project": project,
            "description": description,
            "quantity": quantity,
            "amount": _soles(amount),
            "voucher": voucher,
        }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
