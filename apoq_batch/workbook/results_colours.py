"""The house's colours: formats of result sheets, and what deserves a colour.

Knows XlsxWriter's formats; one palette, a leaf green and one amber that print in grey.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from apoq_batch.core.emergencies import Decision
from apoq_batch.core.findings import Severity
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import Texts

LEAF = "#1F5C3A"
PALE_LEAF = "#E4EFE7"
AMBER = "#FCE8C8"
AMBER_INK = "#8A4B08"
ROSE = "#F8DAD6"
ROSE_INK = "#8E2A1E"

_NUMBER_FORMATS: Mapping[Format, str] = {
    Format.TEXT: "General",
    Format.LONG_TEXT: "General",
    Format.INT: "#,##0",
    Format.MONEY: '"S/" #,##0.00;[Red]-"S/" #,##0.00',
    Format.PERCENT: "0.00%",
    Format.DATE: "dd/mm/yyyy",
    Format.MIXED: "General",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Every format of the result sheets, made once."""

    heading: CellFormat
    heading_right: CellFormat
    link: CellFormat
    alarm: CellFormat
    caution: CellFormat
    fine: CellFormat
    dollars: CellFormat
    cells: Mapping[Format, CellFormat]
    totals: Mapping[Format, CellFormat]

    def of(self, kind: Format) -> CellFormat:
        """The format of a kind of value."""
        return self.cells[kind]

    def total_of(self, kind: Format) -> CellFormat:
        """The format of a total of a kind of value."""
        return self.totals[kind]

    def head_of(self, column: Column) -> CellFormat:
        """The format of a heading: above figures it stands to the right like them."""
        is_text = column.format in (Format.TEXT, Format.LONG_TEXT)
        return self.heading if is_text else self.heading_right


def palette_of(workbook: Workbook) -> Palette:
    """Make the formats in a workbook."""
    plain: dict[str, object] = {"valign": "top", "font_size": 10}
    bold: dict[str, object] = {**plain, "bold": True, "top": 1, "bg_color": PALE_LEAF}
    cells = {}
    totals = {}
    for kind, code in _NUMBER_FORMATS.items():
        wrap = {"text_wrap": True} if kind is Format.LONG_TEXT else {}
        right = {"align": "right"} if kind is Format.MIXED else {}
        cells[kind] = workbook.add_format({**plain, **wrap, **right, "num_format": code})
        totals[kind] = workbook.add_format({**bold, "num_format": code})
    heading: dict[str, object] = {
        "bold": True,
        "font_color": "#FFFFFF",
        "bg_color": LEAF,
        "text_wrap": True,
        "valign": "vcenter",
        "font_size": 10,
    }
    link = {**plain, "font_color": LEAF, "underline": 1}
    return Palette(
        heading=workbook.add_format(heading),
        heading_right=workbook.add_format({**heading, "align": "right"}),
        link=workbook.add_format(link),
        alarm=workbook.add_format({"bg_color": ROSE, "font_color": ROSE_INK}),
        caution=workbook.add_format({"bg_color": AMBER, "font_color": AMBER_INK}),
        fine=workbook.add_format({"font_color": LEAF}),
        dollars=workbook.add_format(
            {**plain, "num_format": '"US$" #,##0.00', "align": "right"}
        ),
        cells=cells,
        totals=totals,
    )


def colour_alarms(page: Worksheet, table: Table, palette: Palette, texts: Texts) -> None:
    """Conditional formats for what deserves a look."""
    last = len(table.rows)
    if not last:
        return
    for index, column in enumerate(table.columns):
        for rule in _rules(column.alarm, palette, texts):
            page.conditional_format(1, index, last, index, rule)


def _rules(
    alarm: Alarm | None, palette: Palette, texts: Texts
) -> tuple[dict[str, object], ...]:
    match alarm:
        case None:
            return ()
        case Alarm.ABOVE_ZERO:
            return (_compared(">", 0, palette.caution),)
        case Alarm.BELOW_ZERO:
            return (_compared("<", 0, palette.alarm),)
        case Alarm.FILLED:
            return ({"type": "no_blanks", "format": palette.caution},)
        case Alarm.SEVERITY:
            return (
                _equal(label(Severity.ERROR, texts), palette.alarm),
                _equal(label(Severity.WARNING, texts), palette.caution),
            )
        case Alarm.DECISION:
            return (
                _equal(label(Decision.REFUSED, texts), palette.alarm),
                _equal(label(Decision.INCOMPLETE, texts), palette.caution),
                _equal(label(Decision.WAITING, texts), palette.caution),
                _equal(label(Decision.GRANTED, texts), palette.fine),
            )
        case Alarm.NOT_OK:
            return (_equal(texts("does not agree"), palette.alarm),)


def _compared(criteria: str, value: int, form: CellFormat) -> dict[str, object]:
    return {"type": "cell", "criteria": criteria, "value": value, "format": form}


def _equal(word: str, form: CellFormat) -> dict[str, object]:
    return {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": form}
