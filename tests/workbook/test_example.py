"""The shipped workbooks are what the generator makes, and the year is what it promises."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from stdnum.pe import ruc

from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import examine
from apoq_batch.core.findings import Severity
from apoq_batch.core.places import Section
from apoq_batch.core.reasons import Reason
from apoq_batch.core.records import Book
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.loans import BUCKET_NAMES
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.workbook.standard.sheets import SHEET_OF
from scripts.example_year.shipped import BLANKS
from scripts.example_year.shipped import EXAMPLE
from scripts.example_year.shipped import shipped_workbooks

SHIPPED = Path(__file__).parents[2] / "workbooks"
WINTER = (6, 7, 8)
WEEKS = 39


@pytest.fixture(scope="module")
def examined() -> Examined:
    return examine(SHIPPED / EXAMPLE)


@pytest.fixture(scope="module")
def year(examined: Examined) -> Settlement:
    assert examined.settlement is not None, examined.findings
    return examined.settlement


@pytest.fixture(scope="module")
def book(year: Settlement) -> Book:
    return year.book


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_every_run_gives_the_shipped_workbooks_to_the_byte() -> None:
    made = shipped_workbooks()
    assert made == shipped_workbooks()
    for name, content in made.items():
        # Part by part: another build of zlib may squeeze the same bytes differently.
        assert parts((SHIPPED / name).read_bytes()) == parts(content), name


def test_no_error_and_a_few_plausible_warnings(examined: Examined) -> None:
    severities = Counter(one.severity for one in examined.findings)
    assert not severities[Severity.ERROR]
    assert 3 <= severities[Severity.WARNING] < 12
    assert len({one.kind for one in examined.findings}) >= 3


def test_members_are_as_many_and_as_small_as_said(book: Book) -> None:
    assert len(book.members) == 367
    areas = [member.hectares or Decimal(0) for member in book.members]
    assert min(areas) >= Decimal("0.2")
    assert max(areas) <= Decimal("2.5")
    assert Decimal("0.6") < sum(areas, Decimal(0)) / len(areas) < Decimal("0.7")
    assert {member.status for member in book.members} == set(MemberStatus)
    assert any(member.dni.startswith("0") for member in book.members)
    assert 6 <= len({member.sector for member in book.members}) <= 8


def test_six_in_ten_members_have_declared_a_family(book: Book) -> None:
    families = {relative.member for relative in book.relatives}
    assert 55 <= 100 * len(families) / len(book.members) <= 65
    numbers = [one.dni for one in book.members] + [one.dni for one in book.relatives]
    assert len(numbers) == len(set(numbers))


def test_boxes_a_week_and_their_dip_in_winter(book: Book) -> None:
    active = {one.code for one in book.members if one.status is MemberStatus.ACTIVE}
    boxes = sum(row.boxes for row in book.deliveries if row.member in active)
    assert 20 < boxes / len(active) / WEEKS < 24
    by_season = Counter[bool]()
    for row in book.deliveries:
        by_season[row.date.month in WINTER] += row.boxes
    winter_days = (date(2026, 9, 1) - date(2026, 6, 1)).days
    other_days = (date(2026, 10, 1) - date(2026, 1, 1)).days - winter_days
    dip = 1 - (by_season[True] / winter_days) / (by_season[False] / other_days)
    assert 0.25 < dip < 0.35
    assert {row.date.weekday() for row in book.deliveries} == set(range(5))


def test_premium_comes_weekly_for_full_containers(book: Book) -> None:
    assert {receipt.date.weekday() for receipt in book.receipts} == {4}
    assert all(1000 <= receipt.boxes <= 1080 for receipt in book.receipts)
    rates = [receipt.rate or Decimal(0) for receipt in book.receipts]
    assert Decimal("3.68") <= min(rates)
    assert max(rates) <= Decimal("3.80")
    assert len({receipt.buyer for receipt in book.receipts}) == 2
    paid_for = sum(receipt.boxes for receipt in book.receipts)
    assert 0.9 < paid_for / sum(row.boxes for row in book.deliveries) < 1
    assert {str(line.since) for line in book.split} == {"2025-04-01", "2026-04-20"}


def test_earlier_loans_stand_in_every_state(year: Settlement, book: Book) -> None:
    assert {state.bucket for state in year.loans.states if state.outstanding} == set(
        BUCKET_NAMES
    )
    assert any(state.settled_before for state in year.loans.states)
    assert any(state.written_off and state.outstanding for state in year.loans.states)
    assert {str(loan.quarter) for loan in book.loans} == {"2025-T4", "2026-T1", "2026-T2"}
    assert {row.method for row in book.repayments} == set(Method)
    assert any(effect.to_credit for effect in year.loans.effects)
    assert len(year.loans.credits) >= 3


def test_claims_with_every_decision_and_every_reason(year: Settlement) -> None:
    claims = year.emergencies.claims
    assert len(claims) >= 16
    assert {row.decision for row in claims} == set(ClaimDecision)
    refused = {reason for row in claims for reason in (one.reason for one in row.refusals)}
    assert refused >= {
        Reason.ESTADO,
        Reason.CARENCIA,
        Reason.BENEFICIARIO,
        Reason.DECLARADO,
        Reason.DUPLICADO,
        Reason.TOPE_ANUAL,
        Reason.DOCUMENTOS,
        Reason.CONSENTIMIENTO,
    }
    waiting = [
        place for place, row in enumerate(claims) if row.decision is ClaimDecision.WAITING
    ]
    later = claims[waiting[0] :]
    assert any(row.decision is ClaimDecision.GRANTED for row in later)


def test_the_quarters_proposals_make_sense(year: Settlement) -> None:
    sharing = year.allocation
    assert 2_000_000 < sharing.total < 10_000_000
    assert 20_000 < sharing.total / len(sharing.proposed) < 60_000
    assert any(line.units == line.cap for line in sharing.proposed)
    reasons = {one.reason for line in sharing.lines for one in line.refusals}
    assert reasons == {
        Reason.ESTADO,
        Reason.ANTIGUEDAD,
        Reason.CAJAS,
        Reason.MORA,
        Reason.PAGO_MINIMO,
        Reason.EXPOSICION,
        Reason.TOPE,
    }
    assert all(line.balance.available >= 0 for line in year.funds)


def test_the_school_got_its_equipment_in_september(book: Book) -> None:
    school = next(one for one in book.projects if "I.E. secundaria" in one.institution)
    assert school.status is ProjectStatus.FINISHED
    assert school.handed_over is not None
    assert school.handed_over.month == 9
    bought = [row for row in book.expenses if row.project == school.code]
    assert [row.quantity for row in bought] == [1, 1, 1]
    assert any(one.status is ProjectStatus.RUNNING for one in book.projects)
    assert len(book.transfers) == 2


def test_who_signs_and_every_ruc(book: Book) -> None:
    assert len(book.board) == 5
    assert [officer.role for officer in book.board if officer.signs] == [
        "Presidenta",
        "Tesorera",
    ]
    assert all((officer.email or "").endswith("@apoq.example") for officer in book.board)
    numbers = {row.supplier_ruc for row in book.expenses if row.supplier_ruc}
    assert all(ruc.is_valid(number) for number in (*numbers, book.settings.tax_id or ""))


@pytest.mark.parametrize("name", BLANKS)
def test_a_blank_workbook_lacks_only_what_is_required(name: str) -> None:
    found = examine(SHIPPED / name).findings
    missing = {
        (one.place.section, one.place.cell)
        for one in found
        if one.severity is Severity.ERROR
    }
    assert missing == {
        (Section.SETTINGS, "B3"),
        (Section.SETTINGS, "B8"),
        (Section.FUNDS, ""),
        (Section.SPLIT, ""),
        (Section.MEMBERS, ""),
        (Section.DELIVERIES, ""),
    }
    said = {one.place.section for one in found if one.severity is not Severity.ERROR}
    assert said <= {Section.BOARD, None}


REQUIRED: Mapping[Section, tuple[tuple[str | int | date, ...], ...]] = {
    Section.FUNDS: (
        ("PRE", "Préstamos", "loans", 0),
        ("EME", "Emergencias", "emergency", 0),
    ),
    Section.SPLIT: (
        (date(2026, 1, 1), "PRE", 60, "Acta 1"),
        (date(2026, 1, 1), "EME", 40, "Acta 1"),
    ),
    Section.MEMBERS: (
        ("1", "40000001", "Chero Ñopo", "Rosa", date(2015, 3, 2), "active"),
        ("2", "02600002", "Sullón Imán", "Luis", date(2019, 5, 6), "suspended"),
    ),
    Section.DELIVERIES: ((date(2026, 9, 7), "1", 22), (date(2026, 9, 14), "1", 25)),
}


@pytest.mark.parametrize(("name", "language"), BLANKS.items())
def test_a_blank_workbook_passes_once_the_required_cells_are_filled(
    name: str, language: str, tmp_path: Path
) -> None:
    filled = openpyxl.load_workbook(SHIPPED / name)
    settings = filled[SHEET_OF[Section.SETTINGS].title(language)]
    settings["B3"], settings["B8"] = "Asociación de ejemplo", "2026-09"
    for section, rows in REQUIRED.items():
        sheet = SHEET_OF[section]
        page = filled[sheet.title(language)]
        required = [
            place for place, column in enumerate(sheet.columns, start=1) if column.required
        ]
        for number, row in enumerate(rows, start=2):
            for place, value in zip(required, row, strict=True):
                page.cell(number, place).value = value
    target = tmp_path / name
    filled.save(target)
    found = examine(target)
    assert not found.has_errors, found.findings
    assert found.settlement is not None
