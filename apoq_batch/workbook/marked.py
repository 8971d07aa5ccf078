"""The marked copy: her workbook with each faulty cell in red and a comment on it.

Knows openpyxl, whose only use this is; must not know how findings came about.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from io import BytesIO
from itertools import groupby
from itertools import islice
from typing import TYPE_CHECKING
from warnings import catch_warnings
from warnings import simplefilter
from zipfile import BadZipFile

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook import limits
from apoq_batch.workbook.intake import Intake
from apoq_batch.workbook.result_titles import result_title

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

_RED = "FFF4B6B0"
_YELLOW = "FFFFF2CC"
_HEADING = "FF1F5C3A"
_AUTHOR = "apoq"
_WIDTHS = (12, 12, 18, 10, 70, 70)
# A comment is a drawing; thousands of them make the copy slow to write and to open.
_MOST_COMMENTS = 1_000
# The reader has read the file by now: whatever openpyxl stumbles over is its own limit.
_GIVEN_UP = (
    AttributeError,
    BadZipFile,
    LookupError,
    OSError,
    SyntaxError,
    TypeError,
    ValueError,
)


def marked_copy(intake: Intake, findings: Iterable[Finding], texts: Texts) -> bytes:
    """Her workbook with faulty cells marked, and the list of findings with links.

    A workbook that openpyxl would not keep whole (strict, or formatted to its last row)
    is not copied: then the list stands in a workbook of its own.
    """
    held = tuple(findings)
    book = _opened(intake)
    for one in held:
        if one.cell and one.sheet in book.sheetnames and one.severity is not Severity.NOTE:
            _colour(book[one.sheet], one)
    cells = groupby(held, key=lambda one: (one.sheet, one.cell))
    for (sheet, cell), group in islice(cells, _MOST_COMMENTS):
        if cell and sheet in book.sheetnames:
            _comment(book[sheet], cell, tuple(group), texts)
    _list_findings(book, held, texts)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _opened(intake: Intake) -> "Workbook":
    """Her workbook; an empty one when it is too large or openpyxl would not keep it."""
    from openpyxl import Workbook

    titles = {sheet.title for sheet in intake.sheets}
    if intake.unpacked_bytes <= limits.MAX_MARKED_BYTES:
        book = _loaded(intake)
        if book is not None and titles <= set(book.sheetnames):
            return book
    empty = Workbook()
    for sheet in tuple(empty.worksheets):
        empty.remove(sheet)
    return empty


def _loaded(intake: Intake) -> "Workbook | None":
    """Her workbook as openpyxl reads it; None when it gives up on what Excel allows.

    Macros stay behind: the copy is to look at, and its name says that it has none.
    """
    from openpyxl import load_workbook

    with catch_warnings():
        # What a copy does not keep is nothing that she has to know.
        simplefilter("ignore")
        try:
            return load_workbook(BytesIO(intake.content), rich_text=True)
        except _GIVEN_UP:
            return None


def _colour(sheet: "Worksheet", one: Finding) -> None:
    from openpyxl.cell import MergedCell
    from openpyxl.styles import PatternFill

    cell = sheet[one.cell]
    if not isinstance(cell, MergedCell):
        colour = _RED if one.severity is Severity.ERROR else _YELLOW
        cell.fill = PatternFill("solid", start_color=colour, end_color=colour)


def _comment(
    sheet: "Worksheet", address: str, group: tuple[Finding, ...], texts: Texts
) -> None:
    from openpyxl.cell import MergedCell
    from openpyxl.comments import Comment

    cell = sheet[address]
    if isinstance(cell, MergedCell):
        return
    said = [f"{one.code}: {message(one, texts)}\n→ {hint(one, texts)}" for one in group]
    note = Comment("\n\n".join(said)[:2000], _AUTHOR, height=40 + 60 * len(said), width=360)
    cell.comment = note


def _list_findings(book: "Workbook", findings: tuple[Finding, ...], texts: Texts) -> None:
    from openpyxl.styles import Font
    from openpyxl.styles import PatternFill

    title = result_title("findings", texts.language)
    for old in [name for name in book.sheetnames if name.casefold() == title.casefold()]:
        del book[old]
    sheet = book.create_sheet(title, 0)
    for column, heading in enumerate(_headings(texts), start=1):
        head = sheet.cell(1, column, heading)
        head.font = Font(bold=True, color="FFFFFFFF")
        head.fill = PatternFill("solid", start_color=_HEADING, end_color=_HEADING)
        sheet.column_dimensions[head.column_letter].width = _WIDTHS[column - 1]
    for row, one in enumerate(findings, start=2):
        _list_finding(sheet, row, one, texts)
        if one.sheet in book.sheetnames:
            _link(sheet, row, one)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:F{len(findings) + 1}"
    book.active = 0
    for other in book.worksheets:
        other.sheet_view.tabSelected = other is sheet


def _list_finding(sheet: "Worksheet", row: int, one: Finding, texts: Texts) -> None:
    from openpyxl.styles import Alignment

    said = (message(one, texts), hint(one, texts))
    values = (label(one.severity, texts), one.code, one.sheet, one.cell, *said)
    for column, value in enumerate(values, start=1):
        cell = sheet.cell(row, column, value)
        # A text that starts with = must stay a text.
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=column > 4, vertical="top")


def _link(sheet: "Worksheet", row: int, one: Finding) -> None:
    from openpyxl.styles import Font

    if one.cell:
        quoted = one.sheet.replace("'", "''")
        link = sheet.cell(row, 4)
        link.hyperlink = f"#'{quoted}'!{one.cell}"
        link.font = Font(underline="single", color=_HEADING)


def _headings(texts: Texts) -> Iterator[str]:
    yield texts("Severity")
    yield texts("Code")
    yield texts("Sheet")
    yield texts("Cell")
    yield texts("Message")
    yield texts("Hint")
