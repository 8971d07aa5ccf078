"""The sheet Parametros, typed: who closes which month, and every parameter of the rules.

Knows what a parameter means and its default; must not know the names of its keys.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One value for each setting; amounts in céntimos, None where no limit is set.

    `places` has the cell of every setting that is written in the sheet titled `sheet`.
    """

    version: int = 1
    organisation: str
    tax_id: str | None = None
    city: str = "Querecotillo"
    logo: str | None = None
    language: str = "es"
    month: Month
    opening_date: date
    issue_date: date
    premium_usd_per_box: Decimal = Decimal(1)
    exchange_rate: Decimal | None = None
    base_quarters: int = 1
    loan_minimum: int = 0
    loan_maximum: int | None = None
    loan_cap_per_box: int | None = None
    exposure_maximum: int | None = None
    rounding_unit: int = 100
    quarter_budget: int | None = None
    minimum_membership_months: int = 6
    minimum_boxes: int = 1
    minimum_repaid_percent: Decimal = Decimal(70)
    maximum_days_late: int = 30
    instalments: int = 3
    disbursement_date: date
    copayment_percent: Decimal = Decimal(20)
    surgery_cap: int | None = None
    illness_cap: int | None = None
    funeral_cap: int | None = None
    family_annual_cap: int | None = None
    waiting_months: int = 3
    child_age: int = 18
    student_age: int = 28
    warn_boxes_ha_week: Decimal = Decimal(60)
    places: Mapping[str, Place]
    sheet: str

    @property
    def end(self) -> date:
        """The last day of the month that is closed."""
        return self.month.end

    @property
    def quarter(self) -> Quarter:
        """The quarter that contains the month."""
        return self.month.quarter

    def counts(self, day: date) -> bool:
        """Whether a movement of that day counts in this close (rules.md §1.1)."""
        return self.opening_date <= day <= self.end

    def place(self, key: str) -> Place:
        """The cell of a setting, or the sheet when it is not written there."""
        return self.places.get(key, Place(section=Section.SETTINGS, sheet=self.sheet))
