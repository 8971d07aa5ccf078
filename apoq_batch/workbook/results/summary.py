"""R Resumen as one page: a title, the key figures, and four charts beside the table.

Knows XlsxWriter's charts and text boxes; the figures come from the table, so that every
chart has its numbers in the sheet.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.tables.summary import SERIES
from apoq_batch.tables.summary import Figure
from apoq_batch.tables.summary import Group
from apoq_batch.tables.summary import figure_of
from apoq_batch.tables.summary import group_rows
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import N_
from apoq_batch.workbook.results.cells import shown
from apoq_batch.workbook.results.formats import BANANA
from apoq_batch.workbook.results.formats import HAIRLINE
from apoq_batch.workbook.results.formats import INK
from apoq_batch.workbook.results.formats import LEAF
from apoq_batch.workbook.results.formats import PALE_LEAF
from apoq_batch.workbook.results.formats import WHITE
from apoq_batch.workbook.results.page import Drawing
from apoq_batch.workbook.results.sizes import form_of
from apoq_batch.workbook.results.sizes import height_of
from apoq_batch.workbook.results.sizes import row_heights

_LABELS, _VALUES = 1, 2
_VALUE_WIDTH, _SPACE_WIDTH = 24, 2
_ROW_POINTS, _ROW_PIXELS = 18, 24
# Columns of charts: fixed, so that no other default width stretches what lies on them.
_FIRST, _COLUMNS, _COLUMN_WIDTH, _COLUMN_PIXELS = 4, 12, 9, 68
_WIDTH = _COLUMNS * _COLUMN_PIXELS
_GAP = 8
# The heading's row: the association above the period.
_HEADING, _UPPER = 54, 32
# How many letters of a name fit at which size; what is longer still is cut.
_NAME_SIZES = ((50, 14), (70, 12), (90, 10))
_CARD_ROWS, _LEAST_CHART_ROWS = 4, 12


# The key figures in large letters, with what each says in plain words.
_CARDS: Mapping[Figure, str] = {
    Figure.PREMIUM_SOLES: N_("Premium received this year, in soles"),
    Figure.AMOUNT_PROPOSED: N_("Loans proposed at this close"),
    Figure.PORTFOLIO: N_("Portfolio: what members owe on their loans"),
    Figure.PAR30: N_("PAR30: part of the portfolio more than 30 days late"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryChart:
    """A chart: its title, its groups of figures with their colours, and its kind."""

    title: str
    groups: tuple[tuple[Group, str], ...]
    kind: str = "column"


_FUNDS = SummaryChart(
    title=N_("Funds: closing balance and what is available"),
    groups=((Group.CLOSING, LEAF), (Group.AVAILABLE, BANANA)),
)
_PREMIUM = SummaryChart(title=Group.PREMIUM.value, groups=((Group.PREMIUM, LEAF),))
_AGEING = SummaryChart(title=Group.AGEING.value, groups=((Group.AGEING, BANANA),))
_SECTORS = SummaryChart(
    title=Group.SECTORS.value, groups=((Group.SECTORS, LEAF),), kind="bar"
)


def write_values(
    drawing: Drawing, page: Worksheet, table: Table, widths: Sequence[float]
) -> None:
    """Write the figures one by one, so that XlsxWriter knows them for its charts."""
    for index, column in enumerate(table.columns):
        form = form_of(column, widths[index])
        for row, value in enumerate(table.column(column.key), start=1):
            cell = shown(drawing.palette, form, value, drawing.epoch)
            if cell is not None:
                page.write(row, index, *cell)
    for row, height in row_heights(table, widths):
        page.set_row(row, height)


def draw_dashboard(drawing: Drawing, page: Worksheet, table: Table) -> None:
    """Put title, key figures and charts beside the figures, all on one page."""
    end = _last_key_row(table)
    page.set_column(_VALUES, _VALUES, _VALUE_WIDTH)
    page.set_column(_VALUES + 1, _VALUES + 1, _SPACE_WIDTH)
    page.set_column(_FIRST, _FIRST + _COLUMNS - 1, _COLUMN_WIDTH)
    page.set_row_pixels(0, _HEADING)
    for index in range(_FIRST, _FIRST + _COLUMNS):
        page.write_blank(0, index, None, drawing.palette.heading)
    for row, value in enumerate(table.column("value")[:end], start=1):
        height = height_of([(str(value), _VALUE_WIDTH)])
        page.set_row(row, max(_ROW_POINTS, height or 0))
    _name_groups_once(drawing, page, table)
    _draw_title(drawing, page, table)
    for place, figure in enumerate(_CARDS):
        _draw_card(drawing, page, table, figure, place)
    _draw_charts(drawing, page, table, end)
    page.fit_to_pages(1, 1)
    page.center_horizontally()
    page.print_area(0, 0, end, _FIRST + _COLUMNS - 1)


def _last_key_row(table: Table) -> int:
    """The last row that is not there for the charts alone, counted from 0."""
    return sum(group not in SERIES for group in table.groups)


def _name_groups_once(drawing: Drawing, page: Worksheet, table: Table) -> None:
    """The name of a group stands out on its first row and steps back on the others."""
    before: Value = None
    for row, value in enumerate(table.column("group"), start=1):
        look = drawing.palette.group_again if value == before else drawing.palette.group
        page.write_string(row, 0, str(value), look)
        before = value


def _draw_title(drawing: Drawing, page: Worksheet, table: Table) -> None:
    """The association's name above the period, over the charts."""
    name = table.owner or drawing.titles[table.key]
    longest, smallest = _NAME_SIZES[-1]
    if len(name) > longest:
        name = f"{name[: longest - 1]}…"
    size = next((size for most, size in _NAME_SIZES if len(name) <= most), smallest)
    period = drawing.texts("Close of {month}", month=drawing.period)
    box = {"width": _WIDTH, "fill": {"none": True}}
    font = {"bold": True, "color": WHITE}
    upper = {"height": _UPPER, "font": {**font, "size": size}}
    lower = {"y_offset": _UPPER, "height": _HEADING - _UPPER}
    _write_box(page, 0, name, {**box, **upper}, "middle")
    _write_box(page, 0, period, {**box, **lower, "font": {**font, "size": 10}}, "top")


def _write_box(
    page: Worksheet, row: int, text: str, look: dict[str, object], vertical: str
) -> None:
    """A text over the cells that moves with them and has no border."""
    still: dict[str, object] = {"line": {"none": True}, "object_position": 2}
    align = {"vertical": vertical, "horizontal": "center", "text": "center"}
    page.insert_textbox(row, _FIRST, text, {**still, "align": align, **look})


def _draw_card(
    drawing: Drawing, page: Worksheet, table: Table, figure: Figure, place: int
) -> None:
    """A key figure in large letters over what it says in small ones."""
    width = (_WIDTH - _GAP * (len(_CARDS) - 1)) // len(_CARDS)
    height = _CARD_ROWS * _ROW_PIXELS - 2 * _GAP
    upper = height // 2
    box = {
        "x_offset": place * (width + _GAP),
        "width": width,
        "fill": {"color": PALE_LEAF},
    }
    large = {"size": 16, "bold": True, "color": LEAF}
    small = {"size": 9, "color": INK}
    value = _as_read(figure_of(table, figure))
    above = {**box, "y_offset": _GAP, "height": upper, "font": large}
    below = {**box, "y_offset": _GAP + upper, "height": height - upper, "font": small}
    _write_box(page, 1, value, above, "middle")
    _write_box(page, 1, drawing.texts(_CARDS[figure]), below, "top")


def _as_read(value: Value) -> str:
    """A key figure as people read it; a dash for one there is none of."""
    match value:
        case Soles():
            return soles(value.centimos)
        case Fraction():
            return percent(value, 1)
        case _:
            return "–"


def _draw_charts(drawing: Drawing, page: Worksheet, table: Table, end: int) -> None:
    """Two by two; without loans to show, the last one has the whole width."""
    lent = figure_of(table, Figure.AMOUNT_PROPOSED) is not None
    planned = (_FUNDS, _PREMIUM, _AGEING, *((_SECTORS,) if lent else ()))
    first = 1 + _CARD_ROWS
    rows = max(_LEAST_CHART_ROWS, (end + 1 - first) // 2)
    half = (_WIDTH - _GAP) // 2 - 1
    for place, plan in enumerate(planned):
        below, beside = divmod(place, 2)
        alone = not beside and plan is planned[-1]
        chart = _chart(drawing, table, plan)
        width, height = _WIDTH if alone else half, rows * _ROW_PIXELS - _GAP
        chart.set_size({"width": width, "height": height})
        options = {
            "x_offset": beside * (half + _GAP),
            "object_position": 2,
            "description": drawing.texts(plan.title),
        }
        page.insert_chart(first + below * rows, _FIRST, chart, options)


def _chart(drawing: Drawing, table: Table, plan: SummaryChart) -> Chart:
    chart = drawing.workbook.add_chart({"type": plan.kind})
    if chart is None:
        raise ValueError(f"no chart of the kind {plan.kind}")
    title = drawing.titles[table.key]
    for group, colour in plan.groups:
        first, last = (row + 1 for row in group_rows(table, group))
        series = {
            "name": drawing.texts(group.value),
            "categories": [title, first, _LABELS, last, _LABELS],
            "values": [title, first, _VALUES, last, _VALUES],
        }
        chart.add_series({**series, "fill": {"color": colour}, "gap": 60})
    _dress(chart, drawing.texts(plan.title), plan.kind)
    legend = {"position": "bottom", "font": {"size": 8, "color": INK}}
    chart.set_legend(legend if len(plan.groups) > 1 else {"none": True})
    return chart


def _dress(chart: Chart, name: str, kind: str) -> None:
    """One quiet look for all charts; the bars of a bar chart read from the top."""
    font = {"size": 10, "color": INK, "bold": True}
    chart.set_title({"name": name, "name_font": font})
    chart.set_chartarea({"border": {"color": HAIRLINE}})
    names: dict[str, object] = {
        "num_font": {"size": 8, "color": INK},
        "line": {"color": HAIRLINE},
        "label_position": "low",
    }
    grid = {"visible": True, "line": {"color": HAIRLINE, "width": 0.5}}
    figures = {**names, "num_format": '"S/" #,##0', "major_gridlines": grid}
    if kind == "bar":
        chart.set_x_axis({**figures, "label_position": "high"})
        chart.set_y_axis({**names, "reverse": True})
    else:
        chart.set_x_axis(names)
        chart.set_y_axis(figures)
