"""The boxes: what each member delivers each week, more in summer than in winter.

Knows people and the calendar; must not know money.
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta

from scripts.example_year.dice import Dice
from scripts.example_year.people import Person

FIRST_DAY = date(2026, 1, 2)
LAST_DAY = date(2026, 9, 30)
# What a month bears, in per cent of a summer month.
SEASON = (100, 101, 103, 102, 99, 75, 69, 70, 99)
# Boxes a hectare and week that a parcel bears in summer.
POOREST = 32
RICHEST = 43
MISSED = 2  # weeks in a hundred without a delivery
WORKDAYS = 5
WEEK = timedelta(days=7)
REPLANTING_SINCE = date(2026, 7, 1)
# What members who replant still brought in July; then nothing more.
LAST_BOXES = (18, 14, 0, 4, 0, 0)
# Above so many boxes a hectare and week the program asks.
MOST_A_HECTARE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Crate:
    """One delivery."""

    date: date
    member: str
    boxes: int
    rejected: int
    note: str

    def row(self) -> dict[str, object]:
        """The row of Entregas."""
        return {
            "date": self.date,
            "member": self.member,
            "boxes": self.boxes,
            "rejected": self.rejected,
            "note": self.note,
        }


@dataclass(frozen=True, slots=True)
class Harvest:
    """All deliveries of the year so far, by day, and what they add up to."""

    crates: tuple[Crate, ...]

    def by_member(self, quarter: int) -> Mapping[str, int]:
        """Each member's boxes in a quarter of the year."""
        boxes: Counter[str] = Counter()
        for crate in self.crates:
            if (crate.date.month + 2) // 3 == quarter:
                boxes[crate.member] += crate.boxes
        return boxes

    def between(self, first: date, last: date) -> int:
        """All boxes of some days."""
        return sum(crate.boxes for crate in self.crates if first <= crate.date <= last)


def harvest(dice: Dice, people: tuple[Person, ...]) -> Harvest:
    """Deliveries of every member once a week, on the sector's day."""
    yields = {person.code: dice.between(POOREST, RICHEST) for person in people}
    idle = {
        person.code: few for person, few in zip(replanting(people), LAST_BOXES, strict=True)
    }
    crates: list[Crate] = []
    for day in _days(FIRST_DAY, LAST_DAY):
        for person in _who_delivers(people, day):
            boxes = _boxes(dice, person, day, yields[person.code])
            if day >= REPLANTING_SINCE and person.code in idle:
                boxes, idle[person.code] = idle[person.code], 0
            if boxes:
                crates.append(_crate(dice, day, person.code, boxes, len(crates) + 1))
    areas = {person.code: person.area for person in people}
    return Harvest(tuple(_with_slips(dice, crates, areas)))


def replanting(people: tuple[Person, ...]) -> tuple[Person, ...]:
    """Members who have torn out their plants and brought their last boxes in July."""
    settled = [one for one in people if one.is_active and one.area >= 45]
    return tuple(settled[25 :: len(settled) // len(LAST_BOXES)][: len(LAST_BOXES)])


def _days(first: date, last: date) -> Iterator[date]:
    for index in range((last - first).days + 1):
        yield first + timedelta(days=index)


def _who_delivers(people: tuple[Person, ...], day: date) -> Iterator[Person]:
    for person in people:
        is_turn = person.sector % WORKDAYS == day.weekday()
        if is_turn and person.joined <= day and person.active_on(day):
            yield person


def _boxes(dice: Dice, person: Person, day: date, summer: int) -> int:
    """Area, in hundredths, × boxes × season and weather, in per cent, rounded."""
    if dice.chance(MISSED):
        return 0
    weather = dice.between(88, 112)
    exact = person.area * summer * SEASON[day.month - 1] * weather
    return (exact + 500_000) // 1_000_000


def _crate(dice: Dice, day: date, member: str, boxes: int, number: int) -> Crate:
    rejected = dice.one_of(((0, 60), (1, 25), (2, 10), (3, 5)))
    return Crate(
        date=day,
        member=member,
        boxes=boxes,
        rejected=min(rejected, boxes // 4),
        note=f"G-{number:05d}",
    )


def _with_slips(dice: Dice, crates: list[Crate], areas: Mapping[str, int]) -> list[Crate]:
    """What happens on paper: a correction, a note typed twice, a neighbour's boxes."""
    corrected, twice, lent = dice.sample(range(3_000, 11_000), 3)
    wrong = crates[corrected]
    correction = replace(
        wrong, boxes=-2, rejected=0, note=f"{wrong.note}-C", date=wrong.date + WEEK
    )
    crowded = crates[lent]
    too_many = areas[crowded.member] * MOST_A_HECTARE // 100 + 7
    crates[lent] = replace(crowded, boxes=too_many)
    return sorted([*crates, crates[twice], correction], key=lambda one: one.date)
