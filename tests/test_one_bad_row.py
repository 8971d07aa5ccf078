"""One bad row is said once, in its place: it breeds no false findings and hides no true ones."""

from collections.abc import Mapping

import pytest

from tests import gallery
from tests.gallery import Table
from tests.gallery import codes_and_cells

Said = tuple[str, str]


def edited(title: str, changes: Mapping[tuple[int, str], str], *more: str) -> Table:
    """A sheet of the base workbook with other texts in some cells, and more rows."""
    table = [list(row) for row in gallery.base()[title]]
    for (row, heading), text in changes.items():
        table[row][table[0].index(heading)] = text
    return [*table, *([cell.strip() for cell in row.split("|")] for row in more)]


def with_column(title: str, heading: str, *values: str) -> Table:
    """A sheet of the base workbook with one more column."""
    cells = [heading, *values]
    rows = gallery.base()[title]
    return [[*row, *cells[index : index + 1]] for index, row in enumerate(rows)]


_FORMULA = '=IF(A9="","",A9) -> ""'
ONE_BAD_ROW: dict[str, tuple[dict[str, Table | None], list[Said]]] = {
    "a member's code typed for another's hides whose deliveries they are": (
        {"Socios": edited("Socios", {(2, "codigo"): "S1"})},
        [("SOC-050", "A3")],
    ),
    "a fund's code typed for another's hides which funds are there": (
        {"Fondos": edited("Fondos", {(3, "codigo"): "EME"})},
        [("FON-050", "A4")],
    ),
    "a project there twice hides which fund its expenses are of": (
        {
            "Fondos": edited("Fondos", {}, "INF | Obras | otro | 0 |"),
            "Proyectos": edited(
                "Proyectos", {}, "Y-1 | Techo | I. E. 2 | INF | 5 | Acta | aprobado"
            ),
        },
        [("PRO-050", "A3")],
    ),
    "a repayment of nobody is not also one of another's loan": (
        {"Pagos": edited("Pagos", {(1, "socio"): "S9"})},
        [("PAG-051", "B2")],
    ),
    "a loan of nobody does not make its repayments wrong": (
        {"Prestamos": edited("Prestamos", {(1, "socio"): "S9"})},
        [("PRE-051", "B2")],
    ),
    "a project of the wrong fund does not make its expenses wrong": (
        {"Proyectos": edited("Proyectos", {(1, "fondo"): "EME"})},
        [("PRO-052", "D2")],
    ),
    "a split's row there twice is not also a wrong total": (
        {"Distribucion": edited("Distribucion", {}, "2026-01-01 | EDU | 30 | Acta 1")},
        [("DIS-052", "B5")],
    ),
    "what rests on too large an application is not wrong too": (
        {
            "Socios": with_column("Socios", "saldo_a_favor", "80"),
            "Pagos": edited(
                "Pagos",
                {},
                "2026-09-05 | S1 | P-1 | 150 | aplicación | R-2",
                "2026-09-06 | S1 | | 30 | devolución | R-3",
            ),
        },
        [("PAG-057", "D3")],
    ),
    "a wrong setting does not hide what is wrong elsewhere": (
        {
            "Parametros": edited("Parametros", {(3, "valor"): "setiembre"}),
            "Entregas": edited("Entregas", {(2, "socio"): "S9"}),
        },
        [("PAR-021", "B4"), ("ENT-050", "B3")],
    ),
    "no settings at all do not hide what is wrong elsewhere": (
        {"Parametros": None, "Entregas": edited("Entregas", {(2, "socio"): "S9"})},
        [("HOJ-001", ""), ("ENT-050", "B3")],
    ),
    "a member's broken row hides neither that member nor who is unknown": (
        {
            "Socios": edited("Socios", {(2, "fecha_ingreso"): "junio"}),
            "Entregas": edited("Entregas", {(1, "socio"): "S9", (2, "socio"): "s2"}),
        },
        [("SOC-008", "E3"), ("ENT-050", "B2")],
    ),
    "a member's code that cannot be read leaves it open who is unknown": (
        {
            "Socios": edited("Socios", {(2, "codigo"): "true"}),
            "Entregas": edited("Entregas", {(1, "socio"): "S9"}),
        },
        [("SOC-015", "A3")],
    ),
    "a broken row with another's code leaves it open who is unknown": (
        {"Socios": edited("Socios", {(2, "codigo"): "s1", (2, "hectareas"): "una"})},
        [("SOC-005", "G3")],
    ),
    "a sheet that is there twice leaves it open who is unknown": (
        {"Socios": gallery.base()["Socios"][:2], "Members": gallery.base()["Socios"]},
        [("HOJ-003", "")],
    ),
    "a setting whose name cannot be read is not also missing": (
        {"Parametros": edited("Parametros", {(2, "parametro"): "true"})},
        [("PAR-015", "A3")],
    ),
    "a wrong month does not hide a wrong percentage": (
        {"Parametros": edited("Parametros", {(3, "valor"): "ayer"}, "copago_pct | 0.2")},
        [("PAR-021", "B4"), ("PAR-052", "B6")],
    ),
    "an optional sheet may be quite empty": ({"Traslados": []}, []),
    "beside the settings there is room for notes": (
        {"Parametros": with_column("Parametros", "ayuda", "siempre 1")},
        [],
    ),
    "rows of formulas that show nothing are blank": (
        {
            "Entregas": edited(
                "Entregas", {}, *[f"{_FORMULA} | {_FORMULA} | {_FORMULA} | |"] * 3
            )
        },
        [],
    ),
    "marks that cannot be seen do not spoil a DNI": (
        {"Socios": edited("Socios", {(1, "dni"): r"\u202a02650001\u202c"})},
        [],
    ),
}


@pytest.mark.parametrize("case", ONE_BAD_ROW)
def test_one_bad_row_breeds_no_false_findings(case: str) -> None:
    tables, expected = ONE_BAD_ROW[case]
    assert codes_and_cells(gallery.findings_in(gallery.with_base(tables))) == expected
