"""Where the values of a result sheet lead inside the workbook.

Knows which rows belong to a member and which cell a finding is about; must not know how
a link is drawn.
"""

from collections.abc import Mapping
from collections.abc import Sequence

from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import Value
from apoq_batch.workbook.references import quoted

Places = Mapping[Link, Mapping[Value, str]]

# The sheet a link leads to, and what the first of the member's rows there must have.
_LEADS_TO: Mapping[Link, tuple[str, str]] = {
    Link.MEMBER: ("members", "code"),
    Link.LOAN_LINE: ("loans", "code"),
    Link.LOANS: ("portfolio", "outstanding"),
    Link.CLAIMS: ("emergencies", "benefit"),
}


def places_of(tables: Sequence[Table], titles: Mapping[str, str]) -> Places:
    """For each kind of link, where it leads from the code of a member."""
    by_key = {table.key: table for table in tables}
    used = {column.link for table in tables for column in table.columns}
    return {
        link: _first_rows(by_key[key], titles[key], having)
        for link, (key, having) in _LEADS_TO.items()
        if link in used and key in by_key
    }


def _first_rows(table: Table, title: str, having: str) -> dict[Value, str]:
    """The first row of each member that has something in a column."""
    sheet = quoted(title)
    places: dict[Value, str] = {}
    columns = table.column("code"), table.column(having)
    for row, (code, value) in enumerate(zip(*columns, strict=True), start=2):
        if value:
            places.setdefault(code, f"{sheet}!A{row}")
    return places


def targets_of(places: Places, table: Table, column: TableColumn) -> dict[int, str]:
    """Where the values of a column lead, by row; what is blank or 0 leads nowhere."""
    if column.link is None:
        return {}
    values = table.column(column.key)
    if column.link is Link.CELL:
        cells = enumerate(zip(table.column("sheet"), values, strict=True), start=1)
        return {
            row: f"{quoted(str(sheet))}!{cell}"
            for row, (sheet, cell) in cells
            if sheet and cell
        }
    targets = places.get(column.link, {})
    codes = enumerate(zip(table.column("code"), values, strict=True), start=1)
    return {row: targets[code] for row, (code, value) in codes if value and code in targets}
