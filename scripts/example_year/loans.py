"""Hands out the loans of the earlier quarters and lets the members repay them, or not.

Knows what people do with a loan; the records and the rounds are in lending.py.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from datetime import date
from datetime import timedelta
from itertools import count

from apoq_batch.core.records import Method
from scripts.example_year.dice import Dice
from scripts.example_year.harvest import Harvest
from scripts.example_year.harvest import replanting
from scripts.example_year.lending import OPENING
from scripts.example_year.lending import ROUNDS
from scripts.example_year.lending import UNIT
from scripts.example_year.lending import Lent
from scripts.example_year.lending import Paid
from scripts.example_year.lending import Round
from scripts.example_year.lending import loan_number
from scripts.example_year.lending import principal_of
from scripts.example_year.people import Person

# How many members stop paying: in which quarter's loan, after how many payments.
STOPPED = (
    (2, "2025-T4", 0),
    (1, "2025-T4", 1),
    (2, "2026-T1", 1),
    (3, "2026-T1", 2),
    (4, "2026-T2", 0),
    (8, "2026-T2", 1),
    (10, "2026-T2", 2),
)
# Loans to renew a parcel, over 18 months: what is left on the latest loan beside them.
RENEWALS = (12_000, 18_000, 0)
RENEWAL = 270_000
RENEWAL_MONTHS = 18
RENEWAL_QUARTERLY = 60_000
OVERPAYING = 2
RECEIPTS = {Method.CASH: "R", Method.BANK: "OP"}
# The day the member died whose loan was half written off.
DEATH = date(2026, 5, 14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """All loans and repayments of the year so far."""

    loans: list[Lent] = field(default_factory=list)
    payments: list[Paid] = field(default_factory=list)


def lending(dice: Dice, people: tuple[Person, ...], crop: Harvest) -> Lending:
    """The loans of three quarters and their repayments, in order of day."""
    desk = _Desk(dice, people)
    for turn in ROUNDS:
        boxes = crop.by_member(int(turn.quarter[-1]))
        for person in people:
            desk.visit(turn, person, boxes)
    desk.use_credits()
    desk.bury()
    made = sorted(desk.made.payments, key=lambda one: (one.date, one.member))
    return Lending(loans=desk.made.loans, payments=_with_receipts(made))


def _with_receipts(payments: list[Paid]) -> list[Paid]:
    """Number what was paid in cash and at the bank, each in order of day."""
    numbers = {Method.CASH: count(416), Method.BANK: count(88)}
    return [
        replace(one, receipt=f"{RECEIPTS[one.method]}-{next(numbers[one.method]):05d}")
        if one.method in RECEIPTS
        else one
        for one in payments
    ]


class _Desk:
    """Who takes and repays what, one member and quarter after the other."""

    def __init__(self, dice: Dice, people: tuple[Person, ...]) -> None:
        self.dice = dice
        self.people = people
        self.made = Lending()
        self.credits: dict[str, int] = {}
        idle = {one.code for one in replanting(people)}
        steady = [
            one
            for one in people
            if one.is_active
            and one.joined.year < 2024
            and not one.credit
            and one.area >= 45
            and one.code not in idle
        ]
        counts = [many for many, _, _ in STOPPED]
        chosen = iter(dice.sample(steady, sum(counts) + len(RENEWALS) + OVERPAYING))
        self.stops: dict[str, tuple[str, int]] = {
            next(chosen).code: (quarter, paid)
            for many, quarter, paid in STOPPED
            for _ in range(many)
        }
        self.renewals = {next(chosen).code: left for left in RENEWALS}
        self.overpaying = {next(chosen).code for _ in range(OVERPAYING)}
        self.dead = next(one for one in people if one.status_since == DEATH)

    def visit(self, turn: Round, person: Person, boxes: Mapping[str, int]) -> None:
        """Let a member take the quarter's loan and repay it as is the member's way."""
        if person.code in self.renewals:
            self._renewal(turn, person)
        elif self._takes(turn, person):
            amount = principal_of(turn, person, boxes)
            if amount:
                self._repay(turn, person, self._lend(turn, person, amount))

    def _takes(self, turn: Round, person: Person) -> bool:
        is_new = (turn.day - person.joined).days < 190
        if is_new or not person.active_on(turn.day):
            return False
        if person.code == self.dead.code:
            return turn is ROUNDS[0]
        stop = self.stops.get(person.code)
        if stop is not None:
            return turn.quarter <= stop[0]
        return self._is_exact(person) or self.dice.chance(turn.takers)

    def _is_exact(self, person: Person) -> bool:
        """Whether the member's credit has a story of its own."""
        return person.credit > 0 or person.code in self.overpaying

    def _lend(self, turn: Round, person: Person, amount: int) -> Lent:
        loan = Lent(
            number=loan_number(turn, person.code),
            member=person.code,
            quarter=turn.quarter,
            date=turn.day,
            principal=amount,
            first_due=turn.first_due,
            opening=self._opening(person, amount) if turn.day < OPENING else None,
        )
        self.made.loans.append(loan)
        return loan

    def _opening(self, person: Person, amount: int) -> int:
        """What was still owed on 1 January of a loan of December."""
        if person.code in self.stops or person.credit or person.code == self.dead.code:
            return amount
        if self.dice.chance(10):
            return 0
        return amount - amount // 3 if self.dice.chance(16) else amount

    def _repay(self, turn: Round, person: Person, loan: Lent) -> None:
        quarter, payments = self.stops.get(person.code, ("", 3))
        paid_before = 0 if loan.opening is None else loan.principal - loan.opening
        parts = [loan.instalment, loan.instalment, loan.principal - 2 * loan.instalment]
        if person.code == self.dead.code:
            parts = parts[:1]
        elif quarter == turn.quarter:
            parts = parts[:payments]
        elif turn is ROUNDS[-1] and not self._is_exact(person) and self.dice.chance(32):
            # Few boxes in the last weeks: a little stays for the instalment of October.
            parts[2] -= min(parts[2], loan.principal * self.dice.between(8, 28) // 100)
        for day, part in zip(turn.deductions, parts, strict=False):
            covered = min(part, paid_before)
            paid_before -= covered
            if part > covered and person.active_on(day):
                self._pay(day, loan, part - covered)
        self._overpay(turn, person)

    def _pay(self, day: date, loan: Lent, amount: int) -> None:
        method = self.dice.one_of(
            ((Method.DEDUCTION, 88), (Method.CASH, 8), (Method.BANK, 4))
        )
        if method is Method.DEDUCTION:
            receipt: str | None = f"LIQ-{day:%Y-%m}"
        else:
            receipt = None
            day = max(
                OPENING + timedelta(days=1), day - timedelta(days=self.dice.between(1, 6))
            )
        is_plain = method is Method.CASH and loan.member not in self.renewals
        number = None if is_plain and self.dice.chance(40) else loan.number
        self._book(
            Paid(
                date=day,
                member=loan.member,
                loan=number,
                amount=amount,
                method=method,
                receipt=receipt,
            )
        )

    def _overpay(self, turn: Round, person: Person) -> None:
        """Some close the loan of the first quarter in cash, with a round sum."""
        if person.code in self.overpaying and turn is ROUNDS[1]:
            last = self.made.payments[-1]
            self.made.payments[-1] = replace(
                last,
                loan=loan_number(turn, person.code),
                amount=(last.amount // UNIT + self.dice.between(2, 4)) * UNIT,
                method=Method.CASH,
                receipt=None,
            )
            self.credits[person.code] = self.made.payments[-1].amount - last.amount

    def _renewal(self, turn: Round, person: Person) -> None:
        if turn is ROUNDS[0]:
            loan = replace(self._lend(turn, person, RENEWAL), instalments=RENEWAL_MONTHS)
            self.made.loans[-1] = replace(loan, opening=RENEWAL)
            for month in range(1, 10):
                self._deduct(date(2026, month, 3), loan, loan.instalment)
        elif turn is ROUNDS[-1]:
            loan = self._lend(turn, person, RENEWAL_QUARTERLY)
            left = self.renewals[person.code]
            for day, short in zip(turn.deductions, (0, 0, left), strict=True):
                self._deduct(day, loan, loan.instalment - short)

    def use_credits(self) -> None:
        """One credit of last year pays a loan, one is paid back; so does an overpayment."""
        with_credit = sorted((one for one in self.people if one.credit), key=_credit)
        self._apply(
            date(2026, 2, 16), ROUNDS[0], with_credit[0].code, with_credit[0].credit
        )
        refunded = with_credit[1]
        self._book(
            Paid(
                date=date(2026, 3, 12),
                member=refunded.code,
                loan=None,
                amount=refunded.credit,
                method=Method.REFUND,
                receipt="E-00018",
            )
        )
        member, credit = min(self.credits.items())
        self._apply(date(2026, 8, 10), ROUNDS[2], member, credit)

    def _apply(self, day: date, turn: Round, member: str, credit: int) -> None:
        """Take a credit for a loan and so much less from the last boxes."""
        mine = [
            place
            for place, paid in enumerate(self.made.payments)
            if paid.member == member and day < paid.date <= turn.deductions[-1]
        ]
        last = self.made.payments[mine[-1]]
        self.made.payments[mine[-1]] = replace(last, amount=last.amount - credit)
        self._book(
            Paid(
                date=day,
                member=member,
                loan=loan_number(turn, member),
                amount=credit,
                method=Method.APPLIED,
                receipt=f"ACTA-{day:%Y-%m}",
            )
        )

    def bury(self) -> None:
        """The assembly forgives a late member's heirs half of what was left."""
        number = loan_number(ROUNDS[0], self.dead.code)
        loan = next(one for one in self.made.loans if one.number == number)
        paid = sum(one.amount for one in self.made.payments if one.member == loan.member)
        self._book(
            Paid(
                date=date(2026, 8, 31),
                member=loan.member,
                loan=number,
                amount=(loan.principal - paid) // 2,
                method=Method.WRITEOFF,
                receipt="ACTA-2026-08",
            )
        )

    def _deduct(self, day: date, loan: Lent, amount: int) -> None:
        self._book(
            Paid(
                date=day,
                member=loan.member,
                loan=loan.number,
                amount=amount,
                receipt=f"LIQ-{day:%Y-%m}",
            )
        )

    def _book(self, paid: Paid) -> None:
        self.made.payments.append(paid)


def _credit(person: Person) -> tuple[int, str]:
    return person.credit, person.code
