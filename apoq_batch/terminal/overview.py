"""Several workbooks closed in one go, as one table for the terminal.

Knows columns and how wide they are; must not compute a figure.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts

NOTHING = "–"
_GAP = "  "
# Columns of words begin at the left, those of figures end at the right.
_WORDS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewRow:
    """What became of one workbook; whether its month is closed."""

    workbook: str
    is_closed: bool
    month: str = NOTHING
    members: str = NOTHING
    loans: str = NOTHING
    letters: str = NOTHING
    errors: str = NOTHING


def closed(
    workbook: str, settlement: Settlement, findings: Iterable[Finding], letters: int
) -> OverviewRow:
    """The row of a workbook whose month is closed."""
    allocation = settlement.allocation
    return OverviewRow(
        workbook=workbook,
        is_closed=True,
        month=str(settlement.month),
        members=integer(len(settlement.members)),
        loans=f"{integer(len(allocation.proposed))} · {soles(allocation.total)}",
        letters=integer(letters),
        errors=_errors(findings),
    )


def with_errors(workbook: str, findings: Iterable[Finding]) -> OverviewRow:
    """The row of a workbook that has errors."""
    return OverviewRow(workbook=workbook, is_closed=False, errors=_errors(findings))


def failed(workbook: str) -> OverviewRow:
    """The row of a workbook that could not be closed for another reason, told before."""
    return OverviewRow(workbook=workbook, is_closed=False)


def _errors(findings: Iterable[Finding]) -> str:
    return integer(sum(finding.severity is Severity.ERROR for finding in findings))


def table_lines(rows: Iterable[OverviewRow], t: Texts) -> Iterator[str]:
    """The table, and how many of the months are closed."""
    listed = tuple(rows)
    table = [
        (
            t("Workbook"),
            t("Month"),
            t("Members"),
            t("Loans proposed"),
            t("Letters"),
            t("Errors"),
        ),
        *(
            (row.workbook, row.month, row.members, row.loans, row.letters, row.errors)
            for row in listed
        ),
    ]
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    yield ""
    for number, cells in enumerate(table):
        yield _GAP.join(_aligned(cells, widths)).rstrip()
        if number == 0:
            yield _GAP.join("─" * width for width in widths)
    yield ""
    done = sum(row.is_closed for row in listed)
    yield t("Closed: {done} of {count} workbooks", done=done, count=len(listed))


def _aligned(cells: Iterable[str], widths: Iterable[int]) -> Iterator[str]:
    for place, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        yield cell.ljust(width) if place < _WORDS else cell.rjust(width)
