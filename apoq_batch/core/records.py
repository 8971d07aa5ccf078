"""One frozen record per kind of row of the workbook, and Book, which holds them all.

Knows what a row means once it is typed; must not know how it was written in a cell.
Money is whole céntimos, a blank cell is None, every record knows its Source.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

from apoq_batch.core.period import Quarter
from apoq_batch.core.places import Source
from apoq_batch.core.settings import Settings


class FundType(StrEnum):
    """What a fund is for."""

    LOANS = "loans"
    EMERGENCY = "emergency"
    PROJECTS = "projects"
    OTHER = "other"


class MemberStatus(StrEnum):
    """A member's standing."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"
    DECEASED = "deceased"


class Relation(StrEnum):
    """How a relative belongs to a member."""

    SPOUSE = "spouse"
    PARTNER = "partner"
    CHILD = "child"


class Method(StrEnum):
    """How a repayment was made."""

    DEDUCTION = "deduction"
    CASH = "cash"
    BANK = "bank"
    WRITEOFF = "writeoff"
    APPLIED = "applied"
    REFUND = "refund"


class ClaimType(StrEnum):
    """What the emergency fund helps with."""

    SURGERY = "surgery"
    ILLNESS = "illness"
    FUNERAL = "funeral"


class ProjectStatus(StrEnum):
    """How far a project is."""

    APPROVED = "approved"
    RUNNING = "running"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """One row of Directiva."""

    role: str
    name: str
    dni: str | None = None
    email: str | None = None
    signs: bool = False
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """One row of Fondos."""

    code: str
    name: str
    type: FundType
    opening_cash: int
    minimum_reserve: int = 0
    premium_category: str | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitLine:
    """One row of Distribucion: a fund's percent of the premium from a day on."""

    since: dt.date
    fund: str
    percent: Decimal
    resolution: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One row of Socios."""

    code: str
    dni: str
    surnames: str
    names: str
    sector: str | None = None
    joined: dt.date
    status: MemberStatus
    status_since: dt.date | None = None
    credit: int = 0
    hectares: Decimal | None = None
    phone: str | None = None
    email: str | None = None
    source: Source

    def active_on(self, day: dt.date) -> bool:
        """Whether the member was active that day (rules.md §1.2)."""
        if self.status is MemberStatus.ACTIVE:
            return True
        return self.status_since is not None and self.status_since > day

    def status_on(self, day: dt.date) -> MemberStatus:
        """The status of a day: before `status_since` the member was active."""
        return MemberStatus.ACTIVE if self.active_on(day) else self.status


@dataclass(frozen=True, slots=True, kw_only=True)
class Relative:
    """One row of Familia."""

    member: str
    dni: str
    name: str
    relation: Relation
    born: dt.date
    student: bool = False
    disabled: bool = False
    declared: dt.date
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of Entregas: boxes of 18.14 kg a member delivered."""

    date: dt.date
    member: str
    boxes: int
    rejected: int | None = None
    note: str | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One row of Primas: a premium payment of a buyer."""

    date: dt.date
    scheme: str
    buyer: str
    container: str | None = None
    boxes: int
    usd: Decimal | None = None
    rate: Decimal | None = None
    soles: int | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """One row of Prestamos."""

    number: str
    member: str
    quarter: Quarter
    date: dt.date
    principal: int
    instalments: int
    first_due: dt.date
    opening_balance: int | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment:
    """One row of Pagos."""

    date: dt.date
    member: str
    loan: str | None = None
    amount: int
    method: Method
    receipt: str | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One row of Emergencias; no diagnosis, on purpose."""

    number: str
    date: dt.date
    member: str
    beneficiary_dni: str
    type: ClaimType
    cost: int
    documents: bool
    consent: bool
    resolution: str | None = None
    paid: int | None = None
    paid_on: dt.date | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """One row of Proyectos."""

    code: str
    name: str
    institution: str
    fund: str
    budget: int
    spent_before: int = 0
    resolution: str
    status: ProjectStatus
    handed_over: dt.date | None = None
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Expense:
    """One row of Gastos."""

    date: dt.date
    fund: str
    project: str | None = None
    description: str
    quantity: int | None = None
    amount: int
    supplier_ruc: str | None = None
    voucher: str
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """One row of Traslados: money moved from one fund to another."""

    date: dt.date
    from_fund: str
    to_fund: str
    amount: int
    resolution: str
    source: Source


Row = (
    Officer
    | Fund
    | SplitLine
    | Member
    | Relative
    | Delivery
    | Receipt
    | Loan
    | Repayment
    | Claim
    | Project
    | Expense
    | Transfer
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Book:
    """The whole workbook, typed.

    A book equals only itself, so that figures computed from it are cached by it.
    """

    settings: Settings
    board: tuple[Officer, ...] = ()
    funds: tuple[Fund, ...] = ()
    split: tuple[SplitLine, ...] = ()
    members: tuple[Member, ...] = ()
    relatives: tuple[Relative, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    loans: tuple[Loan, ...] = ()
    repayments: tuple[Repayment, ...] = ()
    claims: tuple[Claim, ...] = ()
    projects: tuple[Project, ...] = ()
    expenses: tuple[Expense, ...] = ()
    transfers: tuple[Transfer, ...] = ()

    @cached_property
    def members_by_code(self) -> Mapping[str, Member]:
        """The members, in order of code."""
        return {member.code: member for member in sorted(self.members, key=by_code)}

    @cached_property
    def funds_by_code(self) -> Mapping[str, Fund]:
        """The funds, in order of code."""
        return {fund.code: fund for fund in sorted(self.funds, key=by_code)}

    def fund_of_type(self, kind: FundType) -> Fund:
        """The one fund for loans, or for emergencies.

        StopIteration when there is none, which the checks rule out.
        """
        return next(fund for fund in self.funds if fund.type is kind)


def compared(code: str) -> str:
    """A code or number as it is compared and ordered: in upper case (rules.md §1.4)."""
    return code.upper()


def by_code(row: Member | Fund | Project) -> str:
    """The key by which rows with a code are ordered (rules.md §1.4)."""
    return compared(row.code)
