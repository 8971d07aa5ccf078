"""What records know of themselves (rules.md §1)."""

from datetime import date

import pytest

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.records import FundType
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import compared
from tests.builders import book
from tests.builders import fund
from tests.builders import member
from tests.builders import members
from tests.builders import on
from tests.builders import settings


def test_settings_know_their_end_and_quarter() -> None:
    august = settings(Month(2026, 8))
    assert august.end == on(8, 31)
    assert august.quarter == Quarter(2026, 3)


@pytest.mark.parametrize(
    ("day", "counts"),
    [
        (on(1, 31), False),
        (on(2, 1), True),
        (on(3, 31), True),
        (on(4, 1), False),
    ],
)
def test_a_movement_counts_from_the_opening_date_to_the_end(
    day: date, counts: bool
) -> None:
    assert settings(opening_date=on(2, 1)).counts(day) is counts


def test_a_setting_that_is_not_written_is_placed_at_its_sheet() -> None:
    written = Place(section=Section.SETTINGS, sheet="Parametros", row=9, column=2)
    some = settings(places={"loan_minimum": written})
    assert some.place("loan_minimum") is written
    assert some.place("loan_maximum") == Place(section=Section.SETTINGS, sheet="Parametros")


@pytest.mark.parametrize(
    ("status", "since", "active"),
    [
        (MemberStatus.ACTIVE, None, True),
        (MemberStatus.ACTIVE, on(1, 1), True),
        (MemberStatus.SUSPENDED, None, False),
        (MemberStatus.WITHDRAWN, on(3, 9), False),
        (MemberStatus.WITHDRAWN, on(3, 10), False),
        # Before the date of the status the member was active.
        (MemberStatus.DECEASED, on(3, 11), True),
    ],
)
def test_who_is_active_on_10_march(
    status: MemberStatus, since: date | None, active: bool
) -> None:
    assert member(status=status, status_since=since).active_on(on(3, 10)) is active


def test_codes_are_compared_in_upper_case_and_by_code_point() -> None:
    assert compared("s7-ñ") == "S7-Ñ"
    mixed = book(members=members("s2", "S10", "S1", "T"))
    assert list(mixed.members_by_code) == ["S1", "S10", "s2", "T"]


def test_funds_are_found_by_code_and_by_type() -> None:
    some = book(funds=(fund("z"), fund("B", FundType.LOANS), fund("A", FundType.EMERGENCY)))
    assert list(some.funds_by_code) == ["A", "B", "z"]
    assert some.fund_of_type(FundType.LOANS).code == "B"


def test_before_its_date_a_status_is_that_of_an_active_member() -> None:
    one = member(status=MemberStatus.WITHDRAWN, status_since=on(3, 10))
    assert one.status_on(on(3, 9)) is MemberStatus.ACTIVE
    assert one.status_on(on(3, 10)) is MemberStatus.WITHDRAWN
