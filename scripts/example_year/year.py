"""The invented year: joins people, boxes, money and claims into the rows of a workbook.

Knows the order in which the year is drawn; a change of the seed changes everything.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apoq_batch.core.places import Section
from scripts.example_year import claims
from scripts.example_year import money
from scripts.example_year import people
from scripts.example_year.dice import Dice
from scripts.example_year.harvest import harvest
from scripts.example_year.loans import lending
from scripts.example_year.names import Registry

SEED = 20260930

SETTINGS: Mapping[str, object] = {
    "version": 1,
    "organisation": "Asociación de Pequeños Productores Orgánicos de Querecotillo (ejemplo)",
    "tax_id": money.ruc(0),
    "city": "Querecotillo",
    "language": "es",
    "month": "2026-09",
    "opening_date": date(2026, 1, 1),
    "issue_date": date(2026, 9, 30),
    "premium_usd_per_box": money.PREMIUM_USD,
    "exchange_rate": Decimal("3.75"),
    "base_quarters": 1,
    "loan_minimum": Decimal(50),
    "loan_maximum": Decimal(1000),
    "loan_cap_per_box": Decimal("2.50"),
    "exposure_maximum": Decimal(1500),
    "rounding_unit": Decimal(10),
    "minimum_membership_months": 6,
    "minimum_boxes": 10,
    "minimum_repaid_percent": 70,
    "maximum_days_late": 30,
    "instalments": 3,
    "disbursement_date": date(2026, 10, 5),
    "copayment_percent": 20,
    "surgery_cap": Decimal(3000),
    "illness_cap": Decimal(1200),
    "funeral_cap": Decimal(2500),
    "family_annual_cap": Decimal(4000),
    "waiting_months": 3,
    "child_age": 18,
    "student_age": 28,
    "warn_boxes_ha_week": 60,
}
# role, mailbox, whether a woman holds it, whether she or he signs
BOARD = (
    ("Presidenta", "presidencia", True, True),
    ("Vicepresidente", "vicepresidencia", False, False),
    ("Secretario", "secretaria", False, False),
    ("Tesorera", "tesoreria", True, True),
    ("Vocal", "vocalia", False, False),
)


@dataclass(frozen=True, slots=True)
class Year:
    """Settings and rows of the whole workbook."""

    settings: Mapping[str, object]
    rows: Mapping[Section, Sequence[Mapping[str, object]]]


def invented_year(seed: int = SEED) -> Year:
    """The year of 367 members up to September 2026; one seed, one year."""
    # Chance of its own for each part: a change in one leaves the others as they are.
    registry = Registry(Dice(f"{seed} names"))
    members = people.members(Dice(f"{seed} members"), registry)
    kin = people.families(Dice(f"{seed} families"), registry, members)
    crop = harvest(Dice(f"{seed} harvest"), members)
    loans = lending(Dice(f"{seed} loans"), members, crop)
    rows: dict[Section, Sequence[Mapping[str, object]]] = {
        Section.BOARD: _board(Dice(f"{seed} board"), members),
        Section.FUNDS: money.funds(),
        Section.SPLIT: money.split(),
        Section.MEMBERS: [person.row() for person in members],
        Section.FAMILY: [relative.row() for relative in kin],
        Section.DELIVERIES: [crate.row() for crate in crop.crates],
        Section.PREMIUMS: money.premiums(Dice(f"{seed} premiums"), crop),
        Section.LOANS: [loan.row() for loan in loans.loans],
        Section.REPAYMENTS: [paid.row() for paid in loans.payments],
        Section.EMERGENCIES: claims.claims(Dice(f"{seed} claims"), members, kin),
        Section.PROJECTS: money.projects(),
        Section.EXPENSES: money.expenses(Dice(f"{seed} expenses")),
        Section.TRANSFERS: money.transfers(),
    }
    return Year(settings=SETTINGS, rows=rows)


def _board(dice: Dice, members: Sequence[people.Person]) -> list[Mapping[str, object]]:
    """Five members of long standing."""
    old = [one for one in members if one.is_active and one.joined.year < 2018]
    chosen = dice.sample(old, len(old))
    rows: list[Mapping[str, object]] = []
    for role, mailbox, is_woman, signs in BOARD:
        holder = next(one for one in chosen if one.name.is_woman is is_woman)
        chosen.remove(holder)
        rows.append(
            {
                "role": role,
                "name": holder.name.full,
                "dni": holder.dni,
                "email": f"{mailbox}@apoq.example",
                "signs": signs,
            }
        )
    return rows
