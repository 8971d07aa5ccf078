"""The charts of R Resumen, drawn from the groups of figures beside them.

Knows XlsxWriter's charts; the figures stand in the table, so each chart has them too.
"""

from xlsxwriter.chart import Chart
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from apoq_batch.tables.model import Table
from apoq_batch.tables.summary import Group
from apoq_batch.tables.summary import group_rows
from apoq_batch.wording.texts import Texts

LEAF = "#1F5C3A"
LIGHT_LEAF = "#8DB99B"
INK = "#3B3B3B"

_LABELS, _VALUES = 1, 2
_CHARTS = (
    ("E2", ((Group.CLOSING, LIGHT_LEAF), (Group.AVAILABLE, LEAF)), "column"),
    ("M2", ((Group.PREMIUM, LEAF),), "column"),
    ("E19", ((Group.SECTORS, LEAF),), "bar"),
    ("M19", ((Group.AGEING, LEAF),), "column"),
)
_SIZE = {"width": 500, "height": 320}


def draw_dashboard(
    workbook: Workbook, page: Worksheet, table: Table, title: str, texts: Texts
) -> None:
    """Put the four charts beside the figures, all on one page."""
    page.set_column(3, 3, 3)
    for cell, groups, kind in _CHARTS:
        chart = workbook.add_chart({"type": kind})
        if chart is None:
            raise ValueError(f"no chart of the kind {kind}")
        for group, colour in groups:
            first, last = group_rows(table, group, texts)
            places = [title, first + 1, _LABELS, last + 1, _LABELS]
            values = [title, first + 1, _VALUES, last + 1, _VALUES]
            series = {"name": texts(group.value), "categories": places, "values": values}
            chart.add_series({**series, "fill": {"color": colour}, "gap": 60})
        names = " · ".join(texts(group.value) for group, _ in groups)
        _dress(chart, names, kind)
        chart.set_legend({"position": "bottom"} if len(groups) > 1 else {"none": True})
        page.insert_chart(cell, chart, {"description": names, "object_position": 2})
    page.fit_to_pages(1, 1)


def _dress(chart: Chart, name: str, kind: str) -> None:
    """One quiet look for all charts; the bars of a bar chart read from the top."""
    chart.set_title({"name": name, "name_font": {"size": 11, "color": INK, "bold": True}})
    chart.set_size(_SIZE)
    quiet: dict[str, object] = {
        "num_font": {"size": 8, "color": INK},
        "line": {"color": "#BFBFBF"},
    }
    grid = {"visible": True, "line": {"color": "#E4E4E4"}}
    money = {**quiet, "num_format": "#,##0", "major_gridlines": grid}
    if kind == "bar":
        chart.set_x_axis(money)
        chart.set_y_axis({**quiet, "reverse": True})
    else:
        chart.set_x_axis(quiet)
        chart.set_y_axis(money)
