"""Books made at random that have no error: small, crowded, with every kind of row.

A book is made from a seed by `random.Random`, which is many times faster than drawing
each figure; codes and dates come from small sets so that ties and borders are met.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from datetime import timedelta
from decimal import Decimal
from random import Random
from typing import Any
from typing import TypeVar

from hypothesis import strategies as st

from apoq_batch.core.checks import check
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.period import add_months
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from apoq_batch.core.records import Claim
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import Delivery
from apoq_batch.core.records import Expense
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Loan
from apoq_batch.core.records import Member
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
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
from tests import builders as make

T = TypeVar("T")

ROWS_OF: dict[Section, str] = {
    Section.DELIVERIES: "deliveries",
    Section.PREMIUMS: "receipts",
    Section.LOANS: "loans",
    Section.REPAYMENTS: "repayments",
    Section.EMERGENCIES: "claims",
    Section.PROJECTS: "projects",
    Section.EXPENSES: "expenses",
    Section.TRANSFERS: "transfers",
}
SHEETS = ("board", "funds", "split", "members", "relatives", *ROWS_OF.values())


class _Dice:
    """What a random book is rolled with."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        # A month that closes a quarter is what most of the rules are about.
        number = self.pick([3, 6, 9, 12, 6, 9, 5, 8])
        self.month = Month(2026, number)
        start = self.pick([1, 1, 1, 1, 2, 4, number])
        self.opening = date(2026, min(start, number), 1)
        self.codes = [f"S{one}" for one in range(1, self.random.randint(1, 8) + 1)]

    def pick(self, choices: list[T]) -> T:
        return self.random.choice(choices)

    def odds(self, part: float) -> bool:
        return self.random.random() < part

    def day(self, first: date, last: date) -> date:
        """A day of a range; often one of its borders."""
        if self.odds(0.1):
            return self.pick([first, last])
        return first + timedelta(days=self.random.randint(0, (last - first).days))

    def of_year(self) -> date:
        """A day from the opening date on, at times after the month."""
        return self.day(self.opening, self.month.end + timedelta(days=15))

    def money(self, most: int) -> int:
        """An amount above 0; often a round one, so that some are equal."""
        if self.odds(0.5):
            return max(1, self.random.randint(1, 6) * most // 6)
        return self.random.randint(1, most)

    def maybe(self, value: T, part: float = 0.5) -> T | None:
        return value if self.odds(part) else None

    def many(self, make_one: Callable[[int], T], most: int) -> list[T]:
        return [make_one(number) for number in range(self.random.randint(0, most))]


def _settings(dice: _Dice) -> Settings:
    return make.settings(
        dice.month,
        opening_date=dice.opening,
        premium_usd_per_box=dice.pick([Decimal(1), Decimal("0.335")]),
        exchange_rate=dice.pick([Decimal("3.75"), Decimal("3.8115")]),
        base_quarters=dice.random.randint(1, 4),
        loan_minimum=dice.pick([0, 50_00, 300_00]),
        loan_maximum=dice.maybe(dice.money(4_500_00), 0.3),
        loan_cap_per_box=dice.maybe(dice.money(25_00), 0.4),
        exposure_maximum=dice.maybe(dice.money(4_200_00), 0.4),
        rounding_unit=dice.pick([1, 100, 50_00, 333]),
        quarter_budget=dice.maybe(dice.pick([0, 1, 5_000_00]), 0.2),
        minimum_membership_months=dice.pick([0, 6, 12]),
        minimum_boxes=dice.pick([0, 1, 20]),
        minimum_repaid_percent=dice.pick([Decimal(0), Decimal(0), Decimal("33.3")]),
        maximum_days_late=dice.pick([0, 30, 365, 365]),
        instalments=dice.random.randint(1, 7),
        copayment_percent=dice.pick([Decimal(0), Decimal(20), Decimal("33.3")]),
        surgery_cap=dice.maybe(dice.money(500_00)),
        illness_cap=dice.maybe(0, 0.1),
        family_annual_cap=dice.maybe(dice.money(900_00)),
        waiting_months=dice.pick([0, 3]),
        student_age=dice.pick([28, 16]),
    )


def _member(dice: _Dice, code: str) -> Member:
    status = dice.pick([MemberStatus.ACTIVE] * 20 + list(MemberStatus))
    active = status is MemberStatus.ACTIVE
    return make.member(
        code,
        joined=dice.day(date(2025, 1, 1), dice.month.end)
        if dice.odds(0.15)
        else date(2016, 2, 29),
        status=status,
        status_since=None if active or dice.odds(0.2) else dice.of_year(),
        credit=dice.pick([0, 0, dice.money(80_00)]),
        hectares=dice.maybe(Decimal("0.65")),
    )


def _relative(dice: _Dice, number: int) -> Relative:
    return make.relative(
        dice.pick(dice.codes),
        dice.pick(list(Relation) + [Relation.CHILD] * 2),
        dni=f"7000000{number % 5}",
        born=dice.pick([date(2008, 2, 29), date(2009, 6, 15), date(1999, 1, 1)]),
        student=dice.odds(0.4),
        disabled=dice.odds(0.2),
        declared=dice.day(date(2025, 9, 1), dice.month.end),
    )


def _delivery(dice: _Dice) -> Delivery:
    boxes = dice.random.randint(1, 120)
    return make.delivery(
        dice.pick(dice.codes),
        -boxes if dice.odds(0.05) else boxes,
        date=dice.day(date(2025, 4, 1), dice.month.end + timedelta(days=9)),
    )


def _receipt(dice: _Dice) -> Receipt:
    usd = dice.maybe(Decimal(dice.money(900_00)) / 100)
    soles = dice.maybe(dice.money(3_000_00))
    return make.receipt(
        soles,
        date=dice.of_year(),
        usd=usd,
        rate=dice.maybe(Decimal("3.777")),
        boxes=dice.random.randint(1, 1_080),
        container=dice.pick(["A", "B"]),
    )


def _loan(dice: _Dice, number: int) -> Loan:
    day = dice.day(dice.opening - timedelta(days=200), dice.month.end + timedelta(days=9))
    principal = dice.money(600_00)
    old = day < dice.opening
    owed = dice.pick([0, principal, dice.random.randint(0, principal)])
    lent_for = Quarter.of(day).shifted(-1)
    return make.loan(
        f"P{number}",
        dice.pick(dice.codes),
        principal,
        quarter=Quarter.of(day) if dice.odds(0.02) else lent_for,
        date=day,
        instalments=dice.random.randint(1, 6),
        first_due=add_months(day, dice.random.randint(0, 2)),
        opening_balance=owed if old else None,
    )


def _repayment(dice: _Dice, loans: list[Loan]) -> Repayment:
    numbered = dice.pick(loans) if loans and dice.odds(0.6) else None
    return make.repayment(
        dice.money(150_00),
        numbered.member if numbered else dice.pick(dice.codes),
        numbered.number if numbered else None,
        date=dice.of_year(),
        method=dice.pick([Method.CASH, Method.BANK, *Method]),
        receipt=dice.maybe(dice.pick(["R1", "R2"])),
    )


def _claim(dice: _Dice, number: int, members: list[Member]) -> Claim:
    of = dice.pick(members)
    day = dice.day(date(2025, 11, 1), dice.month.end + timedelta(days=9))
    day = dice.pick([day, dice.month.start, dice.month.start])
    first = max(day, dice.opening)
    paid = dice.odds(0.3)
    return make.claim(
        f"E{number}",
        of.code,
        date=day,
        beneficiary_dni=dice.pick([of.dni, of.dni, f"7000000{dice.random.randint(0, 5)}"]),
        type=dice.pick(list(ClaimType)),
        cost=dice.money(900_00),
        documents=dice.odds(0.9),
        consent=dice.odds(0.9),
        paid=dice.money(400_00) if paid else None,
        paid_on=dice.day(first, first + timedelta(days=40)) if paid else None,
    )


def _project(dice: _Dice, number: int) -> Project:
    return make.project(
        f"Y{number}",
        dice.money(900_00),
        fund=dice.pick(["EDU", "SOC"]),
        spent_before=dice.pick([0, 100_00]),
        status=dice.pick(list(ProjectStatus)),
    )


def _expense(dice: _Dice, projects: list[Project]) -> Expense:
    project = dice.pick(projects) if projects and dice.odds(0.6) else None
    return make.expense(
        dice.money(90_00),
        date=dice.of_year(),
        fund=project.fund if project else dice.pick(["PRE", "EME", "EDU", "SOC"]),
        project=project.code if project else None,
        quantity=dice.maybe(dice.random.randint(1, 3)),
    )


def _transfer(dice: _Dice) -> Transfer:
    gives, gets = dice.random.sample(["PRE", "EME", "EDU", "SOC"], 2)
    return make.transfer(
        gives,
        gets,
        amount=dice.money(200_00),
        date=dice.of_year(),
        resolution=dice.pick(["Acta 1", "Acta 2"]),
    )


def _split(dice: _Dice) -> list[SplitLine]:
    lines = [*make.split(SOC="10", PRE="45.5", EME="24.5", EDU="20")]
    if dice.odds(0.5):
        later = dice.day(dice.opening, dice.month.end)
        if later > date(2026, 1, 1):
            lines.extend(make.split(later, EME="33.33", PRE="66.67"))
    return lines


def random_book(seed: int) -> Book:
    """A book without errors; the same seed always gives the same one."""
    dice = _Dice(seed)
    members = [_member(dice, code) for code in dice.codes]
    relatives = {
        (row.member, row.dni): row
        for row in dice.many(lambda number: _relative(dice, number), 16)
    }
    funds = [
        make.lending_fund(
            dice.pick([0, dice.money(3_000_00), dice.money(90_000_00)]),
            premium_category="Social",
        ),
        make.emergency_fund(dice.money(2_000_00), minimum_reserve=dice.pick([0, 300_00])),
        make.fund("EDU", premium_category="Social"),
        make.fund("SOC", FundType.OTHER, opening_cash=dice.pick([0, 77])),
    ]
    loans = dice.many(lambda number: _loan(dice, number), 2 * len(members))
    projects = dice.many(lambda number: _project(dice, number), 3)
    rows: dict[str, list[Row]] = {
        "funds": [*funds],
        "split": [*_split(dice)],
        "members": [*members],
        "relatives": [*relatives.values()],
        "deliveries": [*dice.many(lambda _: _delivery(dice), 12 * len(members))],
        "receipts": [*dice.many(lambda _: _receipt(dice), 8)],
        "loans": [*loans],
        "repayments": [*dice.many(lambda _: _repayment(dice, loans), 5 * len(members))],
        "claims": [*dice.many(lambda number: _claim(dice, number, members), 9)],
        "projects": [*projects],
        "expenses": [*dice.many(lambda _: _expense(dice, projects), 6)],
        "transfers": [*dice.many(lambda _: _transfer(dice), 4)],
    }
    return without_errors(make.book(_settings(dice), **rows))


def without_errors(book: Book) -> Book:
    """The book without the rows that the checks refuse."""
    while errors := _errors(book):
        broken = {
            (ROWS_OF[one.place.section], one.place.row)
            for one in errors
            if one.place.section
        }
        kept: dict[str, Any] = {
            name: make.numbered(
                row for row in getattr(book, name) if (name, row.source.row) not in broken
            )
            for name in ROWS_OF.values()
        }
        book = replace(book, **kept)
    return book


def _errors(book: Book) -> list[Finding]:
    return [one for one in check(book, ()) if one.severity is Severity.ERROR]


def shuffled(book: Book, seed: int) -> Book:
    """The same rows, each still knowing where it was read, in another order."""
    random = Random(seed)
    mixed: dict[str, Any] = {}
    for name in SHEETS:
        rows = list(getattr(book, name))
        random.shuffle(rows)
        mixed[name] = tuple(rows)
    return replace(book, **mixed)


def renumbered(book: Book) -> Book:
    """The book as if its rows stood in the sheets in the order in which they are held."""
    rows: dict[str, Any] = {name: make.numbered(getattr(book, name)) for name in SHEETS}
    return replace(book, **rows)


SEEDS = st.integers(min_value=0, max_value=2**32 - 1)
BOOKS = SEEDS.map(random_book)
