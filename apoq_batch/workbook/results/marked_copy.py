"""The marked copy: her workbook with each faulty cell in red and a comment on it.

Knows what a finding looks like in a cell; must not know how findings came about.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from itertools import islice

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.tables.findings import findings_table
from apoq_batch.tables.model import Table
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.marked_cells import CellMark
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.result_sheets import ResultSheet
from apoq_batch.workbook.package.result_sheets import marked
from apoq_batch.workbook.package.result_sheets import titles
from apoq_batch.workbook.results.draw import draw
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from apoq_batch.workbook.standard.result_titles import result_title

_COLOURS = {Severity.ERROR: "F4B6B0", Severity.WARNING: "FFF2CC"}
# A comment is a drawing; thousands of them make the copy slow to open.
_MOST_COMMENTS = 1_000
_LONGEST_COMMENT = 2_000


def marked_copy(original: Package, findings: Iterable[Finding], texts: Texts) -> bytes:
    """Her workbook with faulty cells marked, and before her sheets the list of findings.

    A workbook that must not be written to (signed, shared, final) is not copied: then the
    list stands in a workbook of its own. A sheet that is too large stays without marks.
    """
    listed = tuple(findings)
    title = result_title("findings", texts.language)
    look = {"language": texts.language, "period": original.name}
    wanted = ResultSheet(key="findings", title=title, aliases=RESULT_TITLES["findings"])
    try:
        (sheet,) = titles(original, (wanted,))
        table = findings_table(listed, texts)
        drawn = draw((table,), {table.key: sheet.title}, uses_1904=original.is_1904, **look)
        cell_marks = _cell_marks(listed, texts)
        return marked(original, drawn, sheet, cell_marks)
    except Refused:
        # Alone it has no sheets to lead to.
        alone = _without_links(findings_table(listed, texts))
        return draw((alone,), {alone.key: title}, uses_1904=False, **look)


def _without_links(table: Table) -> Table:
    columns = tuple(replace(column, link=None) for column in table.columns)
    return replace(table, columns=columns)


def _cell_marks(findings: tuple[Finding, ...], texts: Texts) -> Iterator[CellMark]:
    """A colour for each faulty cell, of the gravest finding first, and the notes."""
    placed = [finding for finding in findings if finding.sheet and finding.cell]
    gravest = sorted(placed, key=lambda finding: finding.severity is not Severity.ERROR)
    seen: set[tuple[str, str]] = set()
    for finding in gravest:
        colour = _COLOURS.get(finding.severity)
        if colour and _cell_of(finding) not in seen:
            seen.add(_cell_of(finding))
            yield CellMark(sheet=finding.sheet, cell=finding.cell, colour=colour)
    placed.sort(key=_cell_of)
    for (sheet, cell), group in islice(groupby(placed, key=_cell_of), _MOST_COMMENTS):
        notes = (
            f"{finding.code}: {message(finding, texts)}\n→ {hint(finding, texts)}"
            for finding in group
        )
        note = "\n\n".join(notes)[:_LONGEST_COMMENT]
        yield CellMark(sheet=sheet, cell=cell, note=note)


def _cell_of(finding: Finding) -> tuple[str, str]:
    return finding.sheet, finding.cell
