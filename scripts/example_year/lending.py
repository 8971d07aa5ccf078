"""The loans of three earlier quarters and how each was repaid, or was not.

Knows people and boxes; amounts are céntimos until they become rows.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from apoq_batch.core.records import Method
from scripts.example_year.dice import soles
from scripts.example_year.people import Person

UNIT = 1_000
SMALLEST = 5_000
LARGEST = 100_000
WEEKS = 13
# What a hectare bore a week in the last quarter of the year before.
USUAL_BOXES = 36
OPENING = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """One quarter's loans: when handed out, when due, when deducted from the boxes."""

    quarter: str
    day: dt.date
    first_due: dt.date
    deductions: tuple[dt.date, dt.date, dt.date]
    per_box: int
    takers: int


ROUNDS = (
    Round(
        quarter="2025-T4",
        day=dt.date(2025, 12, 5),
        first_due=dt.date(2026, 1, 5),
        deductions=(dt.date(2026, 1, 5), dt.date(2026, 2, 5), dt.date(2026, 3, 5)),
        per_box=70,
        takers=62,
    ),
    Round(
        quarter="2026-T1",
        day=dt.date(2026, 4, 6),
        first_due=dt.date(2026, 5, 6),
        deductions=(dt.date(2026, 4, 30), dt.date(2026, 5, 30), dt.date(2026, 6, 30)),
        per_box=75,
        takers=74,
    ),
    Round(
        quarter="2026-T2",
        day=dt.date(2026, 7, 6),
        first_due=dt.date(2026, 8, 6),
        deductions=(dt.date(2026, 7, 31), dt.date(2026, 8, 29), dt.date(2026, 9, 30)),
        per_box=90,
        takers=80,
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lent:
    """A loan as it was handed out."""

    number: str
    member: str
    quarter: str
    date: dt.date
    principal: int
    instalments: int = 3
    first_due: dt.date
    opening: int | None = None

    @property
    def instalment(self) -> int:
        """What is due each month; the last one takes the rest."""
        return self.principal // self.instalments

    def row(self) -> dict[str, object]:
        """The row of Prestamos."""
        return {
            "number": self.number,
            "member": self.member,
            "quarter": self.quarter,
            "date": self.date,
            "principal": soles(self.principal),
            "instalments": self.instalments,
            "first_due": self.first_due,
            "opening_balance": None if self.opening is None else soles(self.opening),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A repayment."""

    date: dt.date
    member: str
    loan: str | None
    amount: int
    method: Method = Method.DEDUCTION
    receipt: str | None = None

    def row(self) -> dict[str, object]:
        """The row of Pagos."""
        return {
            "date": self.date,
            "member": self.member,
            "loan": self.loan,
            "amount": soles(self.amount),
            "method": self.method,
            "receipt": self.receipt,
        }


def loan_number(turn: Round, member: str) -> str:
    """The number of a member's loan of a quarter."""
    return f"P-{turn.quarter.replace('-', '')}-{member}"


def principal_of(turn: Round, person: Person, boxes: Mapping[str, int]) -> int:
    """A loan in proportion to the quarter's boxes, a multiple of ten soles; 0 for none."""
    estimate = person.area * USUAL_BOXES * WEEKS // 100
    basis = estimate if turn.day < OPENING else boxes.get(person.code, 0)
    amount = min(LARGEST, basis * turn.per_box // UNIT * UNIT)
    return amount if amount >= SMALLEST else 0
