"""The members and their families: who they are, what they till, how they stand.

Knows people and parcels; must not know boxes or money.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from decimal import Decimal

from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Relation
from scripts.example_year.dice import Dice
from scripts.example_year.dice import soles
from scripts.example_year.names import Name
from scripts.example_year.names import Registry

MEMBERS = 367
SECTORS = (
    "El Algarrobo",
    "La Acequia Alta",
    "Las Garzas",
    "Pozo Dulce",
    "San Isidro Chico",
    "Santa Elvira",
    "Tamarindo Viejo",
)
# Hundredths of a hectare, and how many of a hundred members till so much.
PARCELS = (
    ((20, 39), 28),
    ((40, 59), 30),
    ((60, 79), 20),
    ((80, 119), 12),
    ((120, 179), 6),
    ((180, 250), 4),
)
NEWCOMERS = (
    date(2026, 4, 6),
    date(2026, 4, 20),
    date(2026, 5, 4),
    date(2026, 5, 18),
    date(2026, 6, 8),
    date(2026, 7, 6),
    date(2026, 7, 20),
    date(2026, 8, 10),
)
SUSPENDED = (
    date(2024, 8, 12),
    date(2025, 3, 3),
    date(2025, 9, 15),
    date(2025, 11, 3),
    date(2026, 2, 16),
    date(2026, 3, 9),
    date(2026, 5, 11),
    date(2026, 6, 22),
    date(2026, 7, 13),
    date(2026, 8, 3),
    date(2026, 9, 7),
)
WITHDRAWN = (
    date(2023, 12, 31),
    date(2024, 6, 30),
    date(2024, 12, 31),
    date(2025, 6, 30),
    date(2025, 12, 31),
    date(2025, 12, 31),
    date(2026, 3, 31),
    date(2026, 4, 30),
    date(2026, 6, 30),
)
DECEASED = (
    date(2024, 5, 19),
    date(2025, 7, 8),
    date(2025, 10, 27),
    date(2026, 2, 25),
    date(2026, 5, 14),
    date(2026, 8, 21),
)
LEAVERS = (
    (MemberStatus.SUSPENDED, SUSPENDED),
    (MemberStatus.WITHDRAWN, WITHDRAWN),
    (MemberStatus.DECEASED, DECEASED),
)
LAST_BIRTH = 2025
# What the association owed some members on 1 January, in céntimos.
CREDITS = (1_250, 4_000, 6_035, 8_520, 11_000, 14_075, 2_310)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A member as the generator knows one; `area` is in hundredths of a hectare."""

    code: str
    dni: str
    name: Name
    born: int
    sector: int
    joined: date
    status: MemberStatus = MemberStatus.ACTIVE
    status_since: date | None = None
    credit: int = 0
    area: int
    phone: str | None = None
    has_email: bool = False

    @property
    def is_active(self) -> bool:
        """Whether the member is active now."""
        return self.status is MemberStatus.ACTIVE

    @property
    def hectares(self) -> Decimal:
        """The parcel."""
        return soles(self.area)

    def active_on(self, day: date) -> bool:
        """Whether the member was active that day."""
        return self.status_since is None or self.status_since > day

    def row(self) -> dict[str, object]:
        """The row of Socios."""
        return {
            "code": self.code,
            "dni": self.dni,
            "surnames": self.name.surnames,
            "names": self.name.given,
            "sector": SECTORS[self.sector],
            "joined": self.joined,
            "status": self.status,
            "status_since": self.status_since,
            "credit": soles(self.credit) if self.credit else None,
            "hectares": self.hectares,
            "phone": self.phone,
            "email": f"{self.code.lower()}@socios.example" if self.has_email else None,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Kin:
    """A declared relative."""

    member: str
    dni: str
    name: Name
    relation: Relation
    born: date
    student: bool = False
    disabled: bool = False
    declared: date

    def row(self) -> dict[str, object]:
        """The row of Familia."""
        is_child = self.relation is Relation.CHILD
        return {
            "member": self.member,
            "dni": self.dni,
            "name": self.name.full,
            "relation": self.relation,
            "born": self.born,
            "student": self.student if is_child else None,
            "disabled": self.disabled if is_child else None,
            "declared": self.declared,
        }


def members(dice: Dice, registry: Registry) -> tuple[Person, ...]:
    """All members, in order of code."""
    people = [_member(dice, registry, number) for number in range(1, MEMBERS + 1)]
    count = len(NEWCOMERS) + len(CREDITS) + sum(len(days) for _, days in LEAVERS)
    places = iter(dice.sample(range(20, MEMBERS), count))
    for day, place in zip(NEWCOMERS, places, strict=False):
        people[place] = replace(people[place], joined=day)
    for credit, place in zip(CREDITS, places, strict=False):
        people[place] = replace(people[place], credit=credit)
    for status, days in LEAVERS:
        for day, place in zip(days, places, strict=False):
            people[place] = replace(people[place], status=status, status_since=day)
    return tuple(people)


def _member(dice: Dice, registry: Registry, number: int) -> Person:
    born = dice.between(1948, 1996)
    low, high = dice.one_of(PARCELS)
    first_year = max(2003, born + 21)
    return Person(
        code=f"S{number:03d}",
        dni=registry.dni(born),
        name=registry.person(is_woman=dice.chance(34)),
        born=born,
        sector=dice.randrange(len(SECTORS)),
        joined=dice.workday(
            date(first_year, 1, 5), date(max(first_year, dice.between(2003, 2024)), 12, 20)
        ),
        area=dice.between(low, high),
        phone=f"900{number:03d}{dice.randrange(1000):03d}" if dice.chance(55) else None,
        has_email=number % 17 == 0,
    )


def families(dice: Dice, registry: Registry, people: tuple[Person, ...]) -> tuple[Kin, ...]:
    """The relatives of about six in ten members."""
    return tuple(
        kin
        for person in people
        if dice.chance(60)
        for kin in _family(dice, registry, person)
    )


def _family(dice: Dice, registry: Registry, person: Person) -> Iterator[Kin]:
    if person.is_active and dice.chance(3):
        declared = dice.workday(date(2026, 3, 2), date(2026, 8, 31))
    else:
        declared = dice.workday(person.joined, max(person.joined, date(2024, 11, 29)))
    is_woman = not person.name.is_woman
    born = min(1999, max(1945, person.born + dice.between(-6, 6)))
    partner = registry.person(is_woman=is_woman)
    yield Kin(
        member=person.code,
        dni=registry.dni(born),
        name=partner,
        relation=dice.one_of(((Relation.SPOUSE, 6), (Relation.PARTNER, 4))),
        born=dice.day(date(born, 1, 1), date(born, 12, 31)),
        declared=declared,
    )
    father, mother = (person.name, partner) if is_woman else (partner, person.name)
    for birth in _births(dice, person.born):
        yield Kin(
            member=person.code,
            dni=registry.dni(birth.year),
            name=registry.child(father.first_surname, mother.first_surname),
            relation=Relation.CHILD,
            born=birth,
            student=dice.chance(85 if birth.year > 2001 else 5),
            disabled=dice.chance(3),
            declared=max(declared, birth.replace(day=min(birth.day, 28))),
        )


def _births(dice: Dice, parent_born: int) -> Iterator[date]:
    """The days on which children of somebody born that year came, years apart."""
    year = parent_born + dice.between(20, 30)
    for _ in range(dice.one_of(((0, 15), (1, 30), (2, 35), (3, 15), (4, 5)))):
        if 1990 <= year <= LAST_BIRTH:
            yield dice.day(date(year, 1, 1), date(year, 12, 28))
        year += dice.between(2, 5)
