"""Which figures and words of a result sheet get a colour, as conditional formats.

Knows what deserves a look; must not know how a cell is written.
"""

from collections.abc import Iterator
from collections.abc import Mapping

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from apoq_batch.core.findings import Severity
from apoq_batch.core.rules.emergencies import Decision
from apoq_batch.core.rules.loans import LATE_FOR_PAR
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import TableColumn
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.results.formats import Palette

Rule = dict[str, object]

_WITH_QUIET_ZEROS = (Format.MONEY, Format.INT)


def colour_alarms(page: Worksheet, table: Table, palette: Palette, texts: Texts) -> None:
    """Put the conditional formats of every column below its heading."""
    last = max(1, len(table.rows))
    for index, column in enumerate(table.columns):
        for rule in _rules(table, column, palette, texts):
            page.conditional_format(1, index, last, index, rule)
        if column.format in _WITH_QUIET_ZEROS:
            zeros = _quiet_zeros(index, palette)
            page.conditional_format(1, index, last, index, zeros)
    # A line under each row, blanks too, without a cell having to be there for it.
    line = {"type": "formula", "criteria": "=TRUE", "format": palette.line}
    page.conditional_format(1, 0, last, len(table.columns) - 1, line)


def _rules(
    table: Table, column: TableColumn, palette: Palette, texts: Texts
) -> Iterator[Rule]:
    """Amber asks for a look; rose, in bold letters, says no."""
    match column.alarm:
        case Alarm.ABOVE_ZERO:
            yield _compared(">", 0, palette.caution)
        case Alarm.BELOW_ZERO:
            yield _compared("<", 0, palette.alarm)
        case Alarm.FILLED:
            yield {"type": "no_blanks", "format": palette.alarm}
        case Alarm.DAYS_LATE:
            yield _compared(">", LATE_FOR_PAR, palette.alarm)
            yield _compared(">", 0, palette.caution)
        case Alarm.UNPAID:
            yield from _unpaid(table, palette)
        case Alarm.OVERSPENT:
            yield _compared(">", 1, palette.alarm)
        case Alarm.SEVERITY | Alarm.DECISION | Alarm.NOT_OK:
            yield from _word_rules(column.alarm, palette, texts)
        case None:
            pass


def _word_rules(alarm: Alarm, palette: Palette, texts: Texts) -> Iterator[Rule]:
    """A colour for each word that deserves one, in the language of the sheet."""
    if alarm is Alarm.NOT_OK:
        yield _is(texts("does not agree"), palette.alarm)
        yield _is(texts("agrees"), palette.fine)
        return
    for value, look in _looks(palette).items():
        if isinstance(value, Severity if alarm is Alarm.SEVERITY else Decision):
            yield _is(label(value, texts), look)


def _looks(palette: Palette) -> Mapping[Severity | Decision, CellFormat]:
    return {
        Severity.ERROR: palette.alarm,
        Severity.WARNING: palette.caution,
        Severity.NOTE: palette.quiet,
        Decision.PAID: palette.quiet,
        Decision.GRANTED: palette.fine,
        Decision.REFUSED: palette.alarm,
        Decision.INCOMPLETE: palette.caution,
        Decision.WAITING: palette.caution,
    }


def _is(word: str, look: CellFormat) -> Rule:
    return _compared("==", f'"{word}"', look)


def _unpaid(table: Table, palette: Palette) -> Iterator[Rule]:
    """An instalment that was due before the day of the sheet and is not paid."""
    if table.as_of is None:
        return
    due, left = (
        xl_rowcol_to_cell(1, table.place(key), col_abs=True)
        for key in ("due", "outstanding")
    )
    end = f"DATE({table.as_of.year},{table.as_of.month},{table.as_of.day})"
    criteria = f"=AND({due}<{end},{left}>0)"
    yield {"type": "formula", "criteria": criteria, "format": palette.caution}


def _quiet_zeros(column: int, palette: Palette) -> Rule:
    """A 0 stays there, unlike a blank, but lets the other figures speak."""
    cell = xl_rowcol_to_cell(1, column)
    criteria = f"=AND(ISNUMBER({cell}),{cell}=0)"
    return {"type": "formula", "criteria": criteria, "format": palette.quiet}


def _compared(criteria: str, value: int | str, form: CellFormat) -> Rule:
    return {"type": "cell", "criteria": criteria, "value": value, "format": form}
