"""R Observaciones: every finding with its words and its cell, in order."""

import pytest

from apoq_batch.core.findings import Finding
from apoq_batch.core.places import SECTION_ORDER
from apoq_batch.tables.findings import findings_table
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Link
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.texts import texts
from tests.gallery import findings_in
from tests.gallery import with_base
from tests.tables.test_result_tables import CASES
from tests.tables.test_result_tables import examined
from tests.tables.test_result_tables import tables_of

WORDS = {"es": {"aviso", "nota"}, "en": {"warning", "note"}}


def of_the_workbook() -> tuple[Finding, ...]:
    """Findings about a whole workbook, a sheet and a cell."""
    return findings_in(with_base({"Entregas": None, "Apuntes": [["a"], ["b"]]}))


@pytest.mark.parametrize("case", CASES)
def test_every_finding_of_the_run_is_there(case: str) -> None:
    found = examined(case).findings
    table = tables_of(case)["findings"]
    assert table.column("code") == tuple(one.code for one in found)
    assert table.column("cell") == tuple(one.cell or None for one in found)
    assert table.column("message") == tuple(message(one, texts("es")) for one in found)
    assert table.column("hint") == tuple(hint(one, texts("es")) for one in found)


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_severity_is_a_word_of_the_language(language: str) -> None:
    said = {
        word
        for case in CASES
        for word in tables_of(case, language)["findings"].column("severity")
    }
    assert said == WORDS[language]


@pytest.mark.parametrize("case", CASES)
def test_findings_stand_in_the_order_of_sheets_and_rows(case: str) -> None:
    places = [one.place for one in examined(case).findings]
    ranks = [
        (-1 if place.section is None else SECTION_ORDER[place.section], place.sheet)
        for place in places
    ]
    assert ranks == sorted(ranks)


def test_what_is_about_no_cell_has_none() -> None:
    table = findings_table(of_the_workbook(), texts("es"))
    assert ("error", "HOJ-001") in {row[:2] for row in table.rows}
    missing = next(row for row in table.rows if row[1] == "HOJ-001")
    assert missing[3] is None
    assert all(value != "" for row in table.rows for value in row)


def test_a_cell_leads_there_and_errors_have_a_colour() -> None:
    table = findings_table((), texts("en"))
    assert table.rows == ()
    assert not table.has_total
    assert table.columns[table.place("cell")].link is Link.CELL
    assert table.columns[table.place("severity")].alarm is Alarm.SEVERITY
