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
from apoq_batch.workbook.package.marks import Spot
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.result_sheets import ResultSheet
from apoq_batch.workbook.package.result_sheets import marked
from apoq_batch.workbook.package.result_sheets import titles
from apoq_batch.workbook.results.draw import draw
from apoq_batch.workbook.results.draw import drawing
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
    held = tuple(findings)
    title = result_title("findings", texts.language)
    said = {"language": texts.language, "period": original.name}
    wanted = ResultSheet(key="findings", title=title, aliases=RESULT_TITLES["findings"])
    try:
        (sheet,) = titles(original, (wanted,))
        table = findings_table(held, texts)
        drawn = drawing(
            (table,), {table.key: sheet.title}, uses_1904=original.is_1904, **said
        )
        spots = _spots(held, texts)
        return marked(original, drawn.content, sheet, spots, drawn.bodies)
    except Refused:
        # Alone it has no sheets to lead to.
        alone = _without_links(findings_table(held, texts))
        return draw((alone,), {alone.key: title}, uses_1904=False, **said)


def _without_links(table: Table) -> Table:
    columns = tuple(replace(column, link=None) for column in table.columns)
    return replace(table, columns=columns)


def _spots(findings: tuple[Finding, ...], texts: Texts) -> Iterator[Spot]:
    """A colour for each faulty cell, of the gravest finding first, and the notes."""
    placed = [one for one in findings if one.sheet and one.cell]
    gravest = sorted(placed, key=lambda one: one.severity is not Severity.ERROR)
    seen: set[tuple[str, str]] = set()
    for one in gravest:
        colour = _COLOURS.get(one.severity)
        if colour and (one.sheet, one.cell) not in seen:
            seen.add((one.sheet, one.cell))
            yield Spot(sheet=one.sheet, cell=one.cell, colour=colour)
    placed.sort(key=lambda one: (one.sheet, one.cell))
    cells = groupby(placed, key=lambda one: (one.sheet, one.cell))
    for (sheet, cell), group in islice(cells, _MOST_COMMENTS):
        said = (f"{one.code}: {message(one, texts)}\n→ {hint(one, texts)}" for one in group)
        note = "\n\n".join(said)[:_LONGEST_COMMENT]
        yield Spot(sheet=sheet, cell=cell, note=note)
