"""The claims on the emergency fund: enough of them for every decision there is.

Knows people, families and what the rules would give; must never know a diagnosis.
"""

import datetime as dt
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Relation
from scripts.example_year.dice import Dice
from scripts.example_year.dice import soles
from scripts.example_year.people import NEWCOMERS
from scripts.example_year.people import SUSPENDED
from scripts.example_year.people import Kin
from scripts.example_year.people import Person

SURGERY, ILLNESS, FUNERAL = ClaimType.SURGERY, ClaimType.ILLNESS, ClaimType.FUNERAL
CAPS = {SURGERY: 300_000, ILLNESS: 120_000, FUNERAL: 250_000}
# Costs in tens of soles, from and to; how many of a hundred claims.
USUAL = (
    ((SURGERY, 120, 420), 22),
    ((ILLNESS, 22, 170), 68),
    ((FUNERAL, 210, 380), 10),
)
PAID_EACH_MONTH = (4, 3, 4, 4, 3, 4, 4, 2)
STRANGER = "43900117"
LATE = dt.date(2026, 3, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A claim as it was filed; money in céntimos."""

    date: dt.date
    member: str
    beneficiary: str
    type: ClaimType
    cost: int
    documents: bool = True
    consent: bool = True
    paid: int | None = None
    paid_on: dt.date | None = None

    def row(self, number: int) -> dict[str, object]:
        """The row of Emergencias."""
        paid_on = self.paid_on
        return {
            "number": f"E-2026-{number:03d}",
            "date": self.date,
            "member": self.member,
            "beneficiary_dni": self.beneficiary,
            "type": self.type,
            "cost": soles(self.cost),
            "documents": self.documents,
            "consent": self.consent,
            "resolution": f"Acta CD-{paid_on.month * 2:02d}-2026" if paid_on else None,
            "paid": None if self.paid is None else soles(self.paid),
            "paid_on": paid_on,
        }

    def settled(self, days: int, paid: int | None = None) -> "Request":
        """The claim paid so many days later, by the rules unless said otherwise."""
        lawful = min(self.cost * 80 // 100, CAPS[self.type])
        paid_on = self.date + dt.timedelta(days=days)
        return replace(self, paid=lawful if paid is None else paid, paid_on=paid_on)


def claims(
    dice: Dice, people: tuple[Person, ...], kin: tuple[Kin, ...]
) -> list[dict[str, object]]:
    """The rows of Emergencias, numbered in order of the event."""
    desk = _Desk(dice, people, kin)
    requests = [*desk.usual(), *desk.of_the_dead(), *desk.open(), *desk.refused()]
    requests += [*desk.used_up(), *desk.late_declared()]
    requests.sort(key=lambda request: request.date)
    return [request.row(number) for number, request in enumerate(requests, start=1)]


class _Desk:
    """Draws claims; each family comes once, unless its claims belong together."""

    def __init__(self, dice: Dice, people: tuple[Person, ...], kin: Sequence[Kin]) -> None:
        self.dice = dice
        self.people = people
        self.kin = kin
        self.late = [one for one in kin if one.declared >= LATE]
        taken = {one.member for one in self.late}
        settled = {one.code for one in people if one.is_active and one.joined.year < 2024}
        partners = {one.member: one for one in kin if one.relation is not Relation.CHILD}
        families = [
            (person, partners[person.code])
            for person in people
            if person.code in settled - taken and person.code in partners
        ]
        self.late = [one for one in self.late if one.member in settled]
        self.families = iter(dice.sample(families, len(families)))

    def _own(self, day: dt.date, kind: ClaimType, tens: int) -> Request:
        """A claim of a member of a new family for himself or herself."""
        person, _ = next(self.families)
        return Request(
            date=day,
            member=person.code,
            beneficiary=person.dni,
            type=kind,
            cost=tens * 1_000,
        )

    def _partners(self, day: dt.date, kind: ClaimType, tens: int) -> Request:
        """A claim of a member of a new family for husband, wife or partner."""
        person, partner = next(self.families)
        return Request(
            date=day,
            member=person.code,
            beneficiary=partner.dni,
            type=kind,
            cost=tens * 1_000,
        )

    def usual(self) -> Iterator[Request]:
        """What was paid from January to August, one of them twice filed, one too high."""
        for month, count in enumerate(PAID_EACH_MONTH, start=1):
            for _ in range(count):
                day = self.dice.day(dt.date(2026, month, 1), dt.date(2026, month, 28))
                kind, low, high = self.dice.one_of(USUAL)
                tens = self.dice.between(low, high)
                is_own = kind is not FUNERAL and self.dice.chance(45)
                draw = self._own if is_own else self._partners
                yield draw(day, kind, tens).settled(self.dice.between(9, 24))
        once = self._partners(dt.date(2026, 7, 14), ILLNESS, 84)
        yield once.settled(15)
        yield once
        yield self._own(dt.date(2026, 6, 3), ILLNESS, 90).settled(20, paid=80_000)

    def of_the_dead(self) -> Iterator[Request]:
        """The funerals of the members who died this year; the last is not paid yet."""
        dead = [
            (person.status_since, person)
            for person in self.people
            if person.status is MemberStatus.DECEASED
            and person.status_since is not None
            and person.status_since.year == NEWCOMERS[0].year
        ]
        for day, person in sorted(dead, key=lambda one: one[0]):
            funeral = Request(
                date=day,
                member=person.code,
                beneficiary=person.dni,
                type=FUNERAL,
                cost=self.dice.between(320, 390) * 1_000,
            )
            yield funeral if day.month >= 8 else funeral.settled(12)

    def open(self) -> Iterator[Request]:
        """What the board has on its table: granted, waiting for money or for papers."""
        yield self._own(dt.date(2026, 8, 26), SURGERY, 345)
        yield self._partners(dt.date(2026, 9, 9), SURGERY, 410)
        yield self._own(dt.date(2026, 9, 14), ILLNESS, 64)
        yield self._partners(dt.date(2026, 9, 22), ILLNESS, 38)
        yield replace(
            self._own(dt.date(2026, 8, 28), ILLNESS, 71), documents=False, consent=False
        )
        yield replace(self._own(dt.date(2026, 9, 3), ILLNESS, 55), documents=False)
        yield replace(self._partners(dt.date(2026, 9, 11), SURGERY, 180), consent=False)

    def refused(self) -> Iterator[Request]:
        """Not a member in good standing, too new, a grown child, a stranger."""
        yield self._of(SUSPENDED[6], dt.date(2026, 7, 8), ILLNESS, 60)
        newcomer = next(one for one in self.people if one.joined == NEWCOMERS[5])
        yield Request(
            date=dt.date(2026, 8, 30),
            member=newcomer.code,
            beneficiary=newcomer.dni,
            type=ILLNESS,
            cost=48_000,
        )
        grown = next(
            child
            for child in self.kin
            if child.born.year < 1998
            and child.relation is Relation.CHILD
            and not child.disabled
        )
        yield Request(
            date=dt.date(2026, 7, 20),
            member=grown.member,
            beneficiary=grown.dni,
            type=SURGERY,
            cost=160_000,
        )
        yield replace(self._own(dt.date(2026, 8, 5), ILLNESS, 42), beneficiary=STRANGER)

    def _of(self, since: dt.date, day: dt.date, kind: ClaimType, tens: int) -> Request:
        person = next(one for one in self.people if one.status_since == since)
        return Request(
            date=day,
            member=person.code,
            beneficiary=person.dni,
            type=kind,
            cost=tens * 1_000,
        )

    def used_up(self) -> Iterator[Request]:
        """Two families that have reached the cap of the year, one not quite."""
        funeral = self._partners(dt.date(2026, 3, 11), FUNERAL, 330)
        person = next(one for one in self.people if one.code == funeral.member)
        own = replace(funeral, beneficiary=person.dni)
        yield funeral.settled(8)
        yield replace(own, date=dt.date(2026, 5, 6), type=SURGERY, cost=187_500).settled(16)
        yield replace(own, date=dt.date(2026, 8, 12), type=ILLNESS, cost=52_000)
        surgery = self._partners(dt.date(2026, 4, 15), SURGERY, 395)
        yield surgery.settled(14)
        yield replace(surgery, date=dt.date(2026, 9, 17), type=ILLNESS, cost=146_000)

    def late_declared(self) -> Iterator[Request]:
        """Relatives declared days after the event; one was paid all the same."""
        for place, relative in enumerate(sorted(self.late, key=lambda one: one.dni)[:2]):
            late = Request(
                date=relative.declared - dt.timedelta(days=6),
                member=relative.member,
                beneficiary=relative.dni,
                type=ILLNESS,
                cost=(36 + place * 22) * 1_000,
            )
            yield late.settled(18) if place else late
