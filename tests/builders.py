"""Records with defaults: a test names what it is about and nothing else.

Money is whole céntimos (`1_250_00` is S/ 1,250.00). A book gives its rows the row
numbers 2, 3, 4 … of their sheet, in the order in which they are given.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import fields
from dataclasses import is_dataclass
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.places import Section
from apoq_batch.core.places import Source
from apoq_batch.core.records import Book
from apoq_batch.core.records import Claim
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import Delivery
from apoq_batch.core.records import Expense
from apoq_batch.core.records import Fund
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Loan
from apoq_batch.core.records import Member
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.records import Officer
from apoq_batch.core.records import Project
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.records import Receipt
from apoq_batch.core.records import Relation
from apoq_batch.core.records import Relative
from apoq_batch.core.records import Repayment
from apoq_batch.core.records import Row
from apoq_batch.core.records import SplitLine
from apoq_batch.core.records import Transfer
from apoq_batch.core.settings import Settings

YEAR = 2026

_SHEETS: Mapping[type, tuple[Section, str]] = {
    Officer: (Section.BOARD, "Directiva"),
    Fund: (Section.FUNDS, "Fondos"),
    SplitLine: (Section.SPLIT, "Distribucion"),
    Member: (Section.MEMBERS, "Socios"),
    Relative: (Section.FAMILY, "Familia"),
    Delivery: (Section.DELIVERIES, "Entregas"),
    Receipt: (Section.PREMIUMS, "Primas"),
    Loan: (Section.LOANS, "Prestamos"),
    Repayment: (Section.REPAYMENTS, "Pagos"),
    Claim: (Section.EMERGENCIES, "Emergencias"),
    Project: (Section.PROJECTS, "Proyectos"),
    Expense: (Section.EXPENSES, "Gastos"),
    Transfer: (Section.TRANSFERS, "Traslados"),
}


def on(month: int, day: int, year: int = YEAR) -> date:
    """A day, of the tests' year unless another is named."""
    return date(year, month, day)


def source(kind: type, row: int = 2) -> Source:
    """Where a row of a kind stands: its sheet, with the record's fields as columns."""
    assert is_dataclass(kind)
    section, sheet = _SHEETS[kind]
    names = [field.name for field in fields(kind) if field.name != "source"]
    columns = {name: number for number, name in enumerate(names, start=1)}
    return Source(section=section, sheet=sheet, row=row, columns=columns)


def settings(month: Month | None = None, **changes: Any) -> Settings:
    """The settings of March, which closes the first quarter, or of another month."""
    closed = month or Month(YEAR, 3)
    defaults: dict[str, Any] = {
        "organisation": "APOQ",
        "month": closed,
        "opening_date": date(closed.year, 1, 1),
        "issue_date": closed.end,
        "exchange_rate": Decimal("3.75"),
        "disbursement_date": closed.shifted(1).start,
        "places": {},
        "sheet": "Parametros",
    }
    return Settings(**{**defaults, **changes})


def officer(name: str = "Rosa Chunga", **changes: Any) -> Officer:
    """A president who signs and gets the report."""
    row = Officer(
        role="Presidenta",
        name=name,
        email="rosa@example.pe",
        signs=True,
        source=source(Officer),
    )
    return replace(row, **changes)


def fund(code: str = "EDU", kind: FundType = FundType.PROJECTS, **changes: Any) -> Fund:
    """A fund with 1,000.00 at the start of the year and no reserve."""
    row = Fund(
        code=code,
        name=f"Fondo {code}",
        type=kind,
        opening_cash=1_000_00,
        source=source(Fund),
    )
    return replace(row, **changes)


def lending_fund(opening_cash: int = 1_000_00, **changes: Any) -> Fund:
    """The fund PRE, which lends."""
    return fund("PRE", FundType.LOANS, opening_cash=opening_cash, **changes)


def emergency_fund(opening_cash: int = 1_000_00, **changes: Any) -> Fund:
    """The fund EME, which helps."""
    return fund("EME", FundType.EMERGENCY, opening_cash=opening_cash, **changes)


def split_line(fund: str, percent: str, **changes: Any) -> SplitLine:
    """A fund's percent, in force from the start of the year."""
    row = SplitLine(
        since=on(1, 1),
        fund=fund,
        percent=Decimal(percent),
        resolution="Acta 1",
        source=source(SplitLine),
    )
    return replace(row, **changes)


def split(since: date | None = None, **percents: str) -> tuple[SplitLine, ...]:
    """The lines of one split: `split(PRE="60", EME="40")`."""
    day = since or on(1, 1)
    return tuple(split_line(code, percent, since=day) for code, percent in percents.items())


def dni_of(code: str) -> str:
    """A DNI of eight digits that belongs to a code."""
    return f"{int.from_bytes(code.encode(), 'big') % 100_000_000:08d}"


def member(code: str = "S1", **changes: Any) -> Member:
    """An active member of ten years."""
    row = Member(
        code=code,
        dni=dni_of(code),
        surnames="Chero Ipanaqué",
        names="Ana",
        joined=on(1, 15, 2016),
        status=MemberStatus.ACTIVE,
        source=source(Member),
    )
    return replace(row, **changes)


def members(*codes: str) -> tuple[Member, ...]:
    """Active members with these codes."""
    return tuple(member(code) for code in codes)


def relative(
    member: str = "S1", relation: Relation = Relation.SPOUSE, **changes: Any
) -> Relative:
    """A spouse who was declared years ago."""
    row = Relative(
        member=member,
        dni="70000001",
        name="Luis Chero",
        relation=relation,
        born=on(6, 10, 1985),
        declared=on(1, 20, 2016),
        source=source(Relative),
    )
    return replace(row, **changes)


def delivery(member: str = "S1", boxes: int = 100, **changes: Any) -> Delivery:
    """100 boxes of February."""
    row = Delivery(date=on(2, 10), member=member, boxes=boxes, source=source(Delivery))
    return replace(row, **changes)


def receipt(soles: int | None = 1_000_00, **changes: Any) -> Receipt:
    """1,000.00 of premium in February."""
    row = Receipt(
        date=on(2, 20),
        scheme="Fairtrade",
        buyer="AgroFair",
        container="MSKU1234567",
        boxes=1_080,
        soles=soles,
        source=source(Receipt),
    )
    return replace(row, **changes)


def loan(
    number: str = "P1", member: str = "S1", principal: int = 300_00, **changes: Any
) -> Loan:
    """300.00 of last quarter, lent on 10 January in three instalments from 10 February."""
    row = Loan(
        number=number,
        member=member,
        quarter=Quarter(YEAR - 1, 4),
        date=on(1, 10),
        principal=principal,
        instalments=3,
        first_due=on(2, 10),
        source=source(Loan),
    )
    return replace(row, **changes)


def repayment(
    amount: int = 100_00, member: str = "S1", loan: str | None = None, **changes: Any
) -> Repayment:
    """100.00 in cash on 10 February, without the number of a loan."""
    row = Repayment(
        date=on(2, 10),
        member=member,
        loan=loan,
        amount=amount,
        method=Method.CASH,
        source=source(Repayment),
    )
    return replace(row, **changes)


def claim(number: str = "E1", member: str = "S1", **changes: Any) -> Claim:
    """The member's own illness of 5 March, 100.00, with all its papers."""
    row = Claim(
        number=number,
        date=on(3, 5),
        member=member,
        beneficiary_dni=dni_of(member),
        type=ClaimType.ILLNESS,
        cost=100_00,
        documents=True,
        consent=True,
        source=source(Claim),
    )
    return replace(row, **changes)


def project(code: str = "Y1", budget: int = 500_00, **changes: Any) -> Project:
    """A running project of the fund EDU."""
    row = Project(
        code=code,
        name="Laptops",
        institution="IE 14780",
        fund="EDU",
        budget=budget,
        resolution="Acta 2",
        status=ProjectStatus.RUNNING,
        source=source(Project),
    )
    return replace(row, **changes)


def expense(amount: int = 100_00, **changes: Any) -> Expense:
    """100.00 spent from the fund EDU in February, for no project."""
    row = Expense(
        date=on(2, 15),
        fund="EDU",
        description="Flete",
        amount=amount,
        voucher="F001-1",
        source=source(Expense),
    )
    return replace(row, **changes)


def transfer(
    from_fund: str = "EDU", to_fund: str = "EME", amount: int = 100_00, **changes: Any
) -> Transfer:
    """100.00 moved from EDU to EME in February."""
    row = Transfer(
        date=on(2, 25),
        from_fund=from_fund,
        to_fund=to_fund,
        amount=amount,
        resolution="Acta 3",
        source=source(Transfer),
    )
    return replace(row, **changes)


def book(settled: Settings | None = None, /, **rows: Any) -> Book:
    """A book of one member and three funds of 1,000.00 each, with the rows given."""
    sheets: dict[str, Iterable[Row]] = {
        "board": (officer(),),
        "funds": (lending_fund(), emergency_fund(), fund()),
        "split": split(PRE="50", EME="30", EDU="20"),
        "members": (member(),),
        **rows,
    }
    made: dict[str, Any] = {name: numbered(given) for name, given in sheets.items()}
    return Book(settings=settled or settings(), **made)


def numbered(rows: Iterable[Row]) -> tuple[Row, ...]:
    """The rows as they would stand in their sheet, from row 2 on."""
    return tuple(
        replace(row, source=replace(row.source, row=number))
        for number, row in enumerate(rows, start=2)
    )
