"""The table at the end of a run over several workbooks."""

import pytest

from apoq_batch.core.rules.settlement import settle
from apoq_batch.terminal import overview
from apoq_batch.wording.texts import texts
from tests import builders as build


def test_closed_faulty_and_failed_workbooks_have_a_row_each() -> None:
    settlement = settle(build.book(deliveries=(build.delivery(),)))
    rows = (
        overview.closed("marzo.xlsx", settlement, (), 12),
        overview.with_errors("a.xlsx", ()),
        overview.failed("c.xlsx"),
    )
    lines = list(overview.table_lines(rows, texts("en")))
    heading = lines[1].split()
    assert (heading[0], heading[-1]) == ("Workbook", "Errors")
    assert lines[3].split()[:3] == ["marzo.xlsx", "2026-03", "1"]
    assert lines[3].split()[-2:] == ["12", "0"]
    assert lines[4].split() == ["a.xlsx", *["–"] * 4, "0"]
    assert lines[5].split() == ["c.xlsx", *["–"] * 5]
    assert lines[-1] == "Closed: 1 of 3 workbooks"


@pytest.mark.parametrize("language", ["es", "en"])
def test_figures_end_below_their_heading(language: str) -> None:
    rows = [
        overview.OverviewRow(workbook="x" * 30, is_closed=True, members="1,000", errors="0")
    ]
    _, heading, rule, row, *_ = overview.table_lines(rows, texts(language))
    assert len(heading) == len(rule) == len(row)
