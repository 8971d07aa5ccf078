"""Findings: their codes, their facts, their order."""

import pytest

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import FindingKind
from apoq_batch.core.findings import MissingFacts
from apoq_batch.core.findings import Severity
from apoq_batch.core.findings import finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.findings import in_order
from apoq_batch.core.messages import cells
from apoq_batch.core.messages import money
from apoq_batch.core.messages import people
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section

KINDS = [
    kind
    for module in (cells, people, money)
    for kind in vars(module).values()
    if isinstance(kind, FindingKind)
]


def error(section: Section, row: int, column: int, value: str = "x") -> Finding:
    place = Place(section=section, sheet=section.value, row=row, column=column)
    return finding(cells.NOT_YES_NO, place, value=value)


def test_a_kind_of_any_sheet_takes_the_letters_of_its_sheet() -> None:
    one = error(Section.DELIVERIES, 17, 5)
    assert (one.severity, one.code, one.sheet, one.cell) == (
        Severity.ERROR,
        "ENT-010",
        "ENT",
        "E17",
    )


def test_a_kind_of_any_sheet_that_stands_on_none_is_of_the_workbook() -> None:
    one = finding(cells.NOT_YES_NO, Place(), value="x")
    assert one.code == "HOJ-010"


def test_a_kind_of_one_sheet_keeps_its_letters() -> None:
    where = Place(section=Section.BOARD)
    assert finding(people.NOBODY_SIGNS, where).code == "DIR-051"


def test_facts_that_the_texts_do_not_use_are_a_bug() -> None:
    with pytest.raises(MissingFacts, match="value"):
        finding(cells.NOT_YES_NO, Place())
    with pytest.raises(MissingFacts, match="other"):
        finding(people.NOBODY_SIGNS, Place(), other=1)


def test_findings_stand_by_sheet_row_column_and_code() -> None:
    whole_book = finding(cells.UNKNOWN_SHEET, Place(sheet="x"), title="x")
    ordered = [
        whole_book,
        error(Section.MEMBERS, 2, 3),
        error(Section.MEMBERS, 2, 4, "a"),
        error(Section.MEMBERS, 2, 4, "b"),
        error(Section.MEMBERS, 10, 1),
        error(Section.DELIVERIES, 1, 1),
    ]
    assert list(in_order(reversed(ordered))) == ordered


def test_only_errors_stop_the_run() -> None:
    note = finding(people.NOBODY_SIGNS, Place())
    assert not has_errors([note])
    assert has_errors([note, error(Section.LOANS, 2, 1)])


def test_no_two_kinds_share_a_code() -> None:
    codes = [kind.code for kind in KINDS]
    assert len(codes) == len(set(codes))
