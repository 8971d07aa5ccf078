"""Rich workbooks of hers, as XlsxWriter makes them: all it can put into a file."""

import struct
import zlib
from collections.abc import Callable
from datetime import date
from datetime import datetime
from functools import cache
from io import BytesIO

import xlsxwriter
from xlsxwriter.chart import Chart
from xlsxwriter.worksheet import Worksheet

BORN = datetime(2026, 1, 1)
MACROS = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(range(256)) * 4
KINDS = {
    "area": "stacked",
    "bar": None,
    "column": "percent_stacked",
    "doughnut": None,
    "line": None,
    "pie": None,
    "radar": "filled",
    "scatter": "smooth_with_markers",
    "stock": None,
}
MONTHS = ["enero", "febrero", "marzo", "abril"]
Fill = Callable[[xlsxwriter.Workbook], None]


def tiny_png(shade: int = 90) -> bytes:
    """A picture of four grey dots."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return (
            struct.pack(">I", len(content))
            + checked
            + struct.pack(">I", zlib.crc32(checked))
        )

    head = struct.pack(">2I5B", 2, 2, 8, 0, 0, 0, 0)
    dots = bytes([0, shade, 255 - shade, 0, shade, shade])
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(dots)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def made(fill: Fill, **options: object) -> bytes:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, **options})
    book.set_properties(
        {"created": BORN, "title": "Libro de la junta", "author": "Tesorería"}
    )
    fill(book)
    book.close()
    return kept.getvalue()


def picture(shade: int = 90) -> dict[str, BytesIO]:
    return {"image_data": BytesIO(tiny_png(shade))}


def figures(page: Worksheet) -> None:
    """Four months of figures with a total, to be drawn and calculated from."""
    page.write_row("A1", ["mes", "cajas", "soles", "meta", "cierre"])
    for row, month in enumerate(MONTHS, start=1):
        page.write_row(row, 0, [month, 10 * row, 12.5 * row, 11 * row, 9 * row])
    page.write_formula("B6", "=SUM(B2:B5)", None, 100)
    page.write_formula("C6", "=SUM(C2:C5)", None, 125)


def charts(book: xlsxwriter.Workbook) -> None:
    page = book.add_worksheet("Año")
    figures(page)
    for place, (kind, subtype) in enumerate(KINDS.items()):
        drawn = one_chart(book, kind, subtype)
        page.insert_chart(8 + 15 * place, 1, drawn, {"object_position": 1 + place % 3})
    second = book.add_worksheet("Dos ejes")
    second.insert_chart("A1", two_axes(book))
    sheet = book.add_chartsheet("Gráfico")
    sheet.set_chart(one_chart(book, "line", None))
    sheet.set_header("&CJunta")


def one_chart(book: xlsxwriter.Workbook, kind: str, subtype: str | None) -> Chart:
    drawn = book.add_chart({"type": kind, **({"subtype": subtype} if subtype else {})})
    assert drawn is not None
    for column in "CDE" if kind == "stock" else "BC":
        series: dict[str, object] = {
            "name": f"=Año!${column}$1",
            "categories": "=Año!$A$2:$A$5",
            "values": f"=Año!${column}$2:${column}$5",
            "data_labels": {"value": True, "font": {"bold": True}},
        }
        if kind in ("line", "scatter", "column", "bar"):
            series["trendline"] = {"type": "linear", "name": "tendencia"}
            series["y_error_bars"] = {"type": "fixed", "value": 2}
        if kind in ("pie", "doughnut"):
            series |= {"points": [{"fill": {"color": "#336699"}}, None]}
        drawn.add_series(series)
    drawn.set_title(
        {"name": f"Cajas ({kind})", "name_font": {"size": 11, "color": "#444444"}}
    )
    drawn.set_x_axis({"name": "mes", "major_gridlines": {"visible": True}})
    drawn.set_y_axis({"num_format": "#,##0", "min": 0, "crossing": 0})
    drawn.set_legend({"position": "bottom", "delete_series": [0]})
    drawn.set_plotarea({"fill": {"color": "#F5F5F5"}})
    return drawn


def two_axes(book: xlsxwriter.Workbook) -> Chart:
    drawn, line = book.add_chart({"type": "column"}), book.add_chart({"type": "line"})
    assert drawn is not None
    assert line is not None
    drawn.add_series(
        {"values": "=Año!$B$2:$B$5", "gap": 60, "border": {"color": "#336699"}}
    )
    line.add_series(
        {"values": "=Año!$C$2:$C$5", "y2_axis": True, "marker": {"type": "star"}}
    )
    drawn.combine(line)
    drawn.set_table({"show_keys": True})
    line.set_y2_axis({"name": "soles", "log_base": 10})
    return drawn


def drawings(book: xlsxwriter.Workbook) -> None:
    page = book.add_worksheet("Croquis")
    figures(page)
    page.insert_image("G2", "logo.png", {**picture(), "url": "https://example.org/chacra"})
    page.insert_image(
        "G9", "otro.png", {**picture(150), "description": "parcela", "x_scale": 9}
    )
    page.insert_image("I9", "adorno.png", {**picture(), "decorative": True})
    page.embed_image("A9", "celda.png", {**picture(200), "description": "en la celda"})
    page.insert_textbox("K2", "Revisar\ncon la junta", {"fill": {"color": "#FFFFCC"}})
    page.insert_textbox("K9", "", {"textlink": "=$C$6", "line": {"dash_type": "dash_dot"}})
    page.write_comment("B6", "sin las cajas devueltas", {"author": "Ana", "visible": True})
    page.write_comment("C6", "al precio del mes", {"color": "#CCFFCC", "x_scale": 2})
    page.insert_button("E9", {"macro": "Cerrar", "caption": "Cerrar"})
    page.insert_checkbox("A10", True)
    page.set_background(BytesIO(tiny_png(220)))
    page.set_header(
        "&L&G&RJunta",
        {"image_left": "l.png", "image_data_left": BytesIO(tiny_png(30))},
    )
    page.set_footer(
        "&C&P / &N&R&G", {"image_right": "r.png", "image_data_right": BytesIO(tiny_png(60))}
    )
    dots = [
        {"type": kind, "location": f"F{row}", "range": f"B{row}:E{row}"}
        for row, kind in enumerate(["line", "column", "win_loss"], start=2)
    ]
    for dot in dots:
        page.add_sparkline(dot["location"], {**dot, "markers": dot["type"] == "line"})


def rules(book: xlsxwriter.Workbook) -> None:
    page, lists = book.add_worksheet("Reglas"), book.add_worksheet("Listas")
    lists.write_column("A1", ["Norte", "Sur", "Centro"])
    book.define_name("Sectores", "=Listas!$A$1:$A$3")
    book.define_name("Reglas!Local", "=Reglas!$B$2")
    figures(page)
    red = book.add_format(
        {"font_color": "#9C0006", "bg_color": "#FFC7CE", "num_format": "0.0"}
    )
    page.data_validation("G2:G9", {"validate": "list", "source": "=Listas!$A$1:$A$3"})
    page.data_validation("H2:H9", {"validate": "list", "source": "=Sectores"})
    page.data_validation(
        "I2:I9", {"validate": "list", "source": ["sí", "no"], "input_title": "Voto"}
    )
    page.data_validation(
        "J2", {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 99.5}
    )
    page.data_validation(
        "J3",
        {
            "validate": "date",
            "criteria": ">",
            "value": date(2026, 1, 1),
            "error_type": "warning",
        },
    )
    page.data_validation("J4", {"validate": "custom", "value": "=LEN(J4)=8"})
    for place, rule in RULES.items():
        with_look = {"format": red} if rule["type"] in LOOKING else {}
        page.conditional_format(place, {**rule, **with_look})


LOOKING = (
    "cell",
    "formula",
    "top",
    "duplicate",
    "text",
    "time_period",
    "average",
    "blanks",
)
RULES: dict[str, dict[str, object]] = {
    "B2:B5": {"type": "data_bar", "data_bar_2010": True, "bar_negative_color": "#FF0000"},
    "C2:C5": {"type": "icon_set", "icon_style": "3_traffic_lights", "reverse_icons": True},
    "D2:D5": {"type": "3_color_scale"},
    "E2:E5": {"type": "cell", "criteria": "between", "minimum": 1, "maximum": 20},
    "A2:A5": {"type": "text", "criteria": "containing", "value": "ero"},
    "B6:C6": {"type": "formula", "criteria": "=$B$6>99", "stop_if_true": True},
    "G2:G9": {"type": "duplicate"},
    "E2:E6": {"type": "top", "value": 2},
    "E7:E9": {"type": "blanks"},
    "D2:D6": {"type": "average", "criteria": "above"},
    "J3:J3": {"type": "time_period", "criteria": "last month"},
}


THIS_ROW = "RFondos[[#This Row],[cajas]]"


def tables(book: xlsxwriter.Workbook) -> None:
    """Tables with the names ours would like to have, formulas of all sorts."""
    page, sums = book.add_worksheet("Entregas"), book.add_worksheet("Sumas")
    money = book.add_format({"num_format": '"S/" #,##0.00', "italic": True})
    columns = [
        {"header": "mes", "total_string": "Total"},
        {"header": "cajas", "total_function": "sum", "total_value": 100},
        {
            "header": "doble",
            "formula": "=RFondos[@cajas]*2",
            "format": money,
            "total_function": "=SUM(RFondos[cajas])*2",
            "total_value": 200,
        },
    ]
    rows = [[month, 10 * n] for n, month in enumerate(MONTHS, start=1)]
    page.add_table(
        "A1:C6",
        {
            "name": "RFondos",
            "columns": columns,
            "data": rows,
            "total_row": True,
            "style": "Table Style Light 9",
        },
    )
    for row in range(1, 5):
        page.write_formula(row, 2, f"={THIS_ROW}*2", money, 20 * row)
    page.add_table("E1:F3", {"name": "Cuotas", "autofilter": False, "header_row": True})
    page.write_url("H1", "internal:Sumas!A1", string="sumas")
    page.write_url("H2", "https://example.org/a?b=1&c=%20", tip="afuera")
    page.write_url("H3", "external:otro libro.xlsx#Hoja1!A1", string="otro libro")
    page.write_rich_string(
        "H4", "pago ", book.add_format({"bold": True}), "urgente", " hoy"
    )
    sums.write_formula("A1", "=SUM(RFondos[cajas])", None, 100)
    sums.write_formula("A2", "='[otro libro.xlsx]Hoja1'!$A$1*2", None, 8)
    sums.write_array_formula("B1:B4", "{=RFondos[cajas]*3}", None, 30)
    for row in range(1, 4):
        sums.write_number(row, 1, 30 * (row + 1))
    sums.write_dynamic_array_formula("D1:D4", "=SORT(RFondos[cajas],1,-1)", None, 40)
    sums.write_formula("A3", '=IF(A1>50,"alto","bajo")', None, "alto")
    sums.write_formula("A4", "=1/0", None, "#DIV/0!")
    sums.write_formula("A5", "=A1=100", None, True)
    sums.write_formula("A6", "=_xlfn.IFS(A1>5,1,TRUE,2)", None, 1)
    sums.ignore_errors({"formula_differs": "A1:A6"})
    book.define_name("Tasa", "=Sumas!$A$1")
    book.define_name("Fija", "=0.18")
    book.define_name("Sumas!Local", "=Sumas!$A$2")


def pages(book: xlsxwriter.Workbook) -> None:
    """Sheets hidden, locked and grouped, with all print settings; from 1904."""
    page = book.add_worksheet("Impresión")
    figures(page)
    page.write_datetime(
        "G1", datetime(2026, 9, 30), book.add_format({"num_format": "dd/mm/yyyy"})
    )
    page.write_datetime(
        "G2", datetime(2026, 9, 30, 18, 5), book.add_format({"num_format": 22})
    )
    page.protect("clave", {"sort": True, "autofilter": True})
    page.unprotect_range("B2:B5", "cajas", "otra")
    page.autofilter("A1:E5")
    page.filter_column(1, "x > 15")
    page.set_row(1, None, None, {"hidden": True})
    for row in (2, 3):
        page.set_row(row, 18, None, {"level": 1, "hidden": row == 3, "collapsed": row == 3})
    page.set_column("C:D", 12, None, {"level": 2})
    page.freeze_panes(1, 1)
    page.merge_range("A8:C9", "unidas", book.add_format({"align": "center", "border": 2}))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, 1)
    page.repeat_columns("A:A")
    page.print_area("A1:E9")
    page.set_h_pagebreaks([4, 7])
    page.set_v_pagebreaks([3])
    page.set_margins(0.4, 0.4, 0.8, 0.8)
    page.set_header('&L&"Arial,Bold"Junta&R&D')
    page.set_tab_color("#336699")
    page.outline_settings(True, False, False, False)
    book.add_worksheet("Oculta").hide()
    deep = book.add_worksheet("Muy oculta")
    deep.very_hidden()
    deep.write_formula("A1", "=Impresión!B6*2", None, 200)
    front = book.add_worksheet("Frente")
    front.freeze_panes(2, 2, 5, 5)
    front.right_to_left()
    front.activate()
    for name, value in PROPERTIES.items():
        book.set_custom_property(name, value)
    book.set_size(1200, 800)
    book.set_tab_ratio(75)


PROPERTIES = {"Junta": "Apoq", "Socios": 367, "Tasa": 0.18, "Vigente": True, "Desde": BORN}


def macros(book: xlsxwriter.Workbook) -> None:
    book.add_vba_project(BytesIO(MACROS), is_stream=True)  # type: ignore[arg-type]
    book.set_vba_name("EsteLibro")
    page = book.add_worksheet("Macros")
    page.set_vba_name("Hoja1")
    figures(page)
    page.insert_button("E9", {"macro": "Cerrar", "caption": "Cerrar el mes"})
    page.insert_chart("G2", one_chart(book, "column", None))
    book.add_worksheet("Año")


FILLS: dict[str, tuple[Fill, dict[str, object]]] = {
    "charts": (charts, {}),
    "drawings": (drawings, {}),
    "rules": (rules, {}),
    "tables": (tables, {}),
    "pages": (pages, {"date_1904": True}),
    "macros": (macros, {}),
}


@cache
def written(name: str) -> bytes:
    """The rich book of a name; the same bytes each time."""
    fill, options = FILLS[name]
    return made(fill, **options)
