"""The twelve tables: which, in which order, with the columns of the specification."""

from functools import cache
from pathlib import Path

import pytest

from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import examine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables import result_tables
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from apoq_batch.workbook.standard.text_keys import folded

FOLDER = Path(__file__).parents[1] / "conformance"
CASES = sorted(path.stem for path in FOLDER.glob("*.xlsx"))
LANGUAGES = ("es", "en")

# workbook.md, result sheets: the Spanish key and the English one, in order.
SPECIFIED = {
    "loans": (
        "codigo|code socio|member sector|sector cajas_base|base_boxes participacion|share "
        "tope|cap prestamo|loan motivo|reason explicacion|explanation "
        "saldo_anterior|outstanding saldo_total|total descuento_por_caja|deduction_per_box"
    ),
    "portfolio": (
        "numero|number codigo|code socio|member trimestre|quarter monto|principal "
        "pagado|paid saldo|outstanding vencido|overdue dias_mora|days_late tramo|bucket "
        "proxima_cuota|next_due proximo_monto|next_amount"
    ),
    "schedule": (
        "numero|number codigo|code cuota|instalment vence|due monto|amount pagado|paid "
        "saldo|outstanding"
    ),
    "members": (
        "codigo|code socio|member estado|status cajas_mes|boxes_month "
        "cajas_trimestre|boxes_quarter cajas_año|boxes_year "
        "prima_generada|premium_generated saldo_prestamos|loans_outstanding "
        "vencido|overdue saldo_a_favor|credit apoyo_usado|support_used "
        "apoyo_disponible|support_left"
    ),
    "emergencies": (
        "numero|number fecha|date codigo|code tipo|type costo|cost beneficio|benefit "
        "resolucion|decision motivo|reason explicacion|explanation pagado|paid"
    ),
    "projects": (
        "codigo|code nombre|name institucion|institution presupuesto|budget gastado|spent "
        "saldo|left avance|progress"
    ),
    "funds": (
        "codigo|code nombre|name saldo_inicial|opening_cash prima|premium "
        "pagos|repayments traslados|transfers prestamos|loans apoyos|claims "
        "gastos|expenses saldo_final|closing_cash cartera_inicial|opening_portfolio "
        "cartera|portfolio saldo_a_favor|credits patrimonio|equity "
        "comprometido|committed reserva|reserve disponible|available"
    ),
    "premium": "categoria|category recibido|received usado|used saldo|balance",
    "journal": (
        "asiento|entry fecha|date cuenta|account debe|debit haber|credit codigo|code "
        "glosa|text origen|source"
    ),
    "checks": (
        "control|check esperado|expected obtenido|actual diferencia|difference "
        "resultado|result"
    ),
}
ACCENTED = {"Cajas año", "Código", "Número", "Préstamo", "Explicación", "Participación"}


@cache
def examined(case: str) -> Examined:
    return examine(FOLDER / f"{case}.xlsx")


def settled(case: str) -> Settlement:
    settlement = examined(case).settlement
    assert settlement is not None
    return settlement


@cache
def tables_of(case: str, language: str = "es") -> dict[str, Table]:
    one = examined(case)
    tables = result_tables(settled(case), one.findings, one.proofs, language)
    return {table.key: table for table in tables}


def rows_by(table: Table, key: str) -> dict[Value, dict[str, Value]]:
    """A table's rows as columns by key, found by the value of one column."""
    keys = [column.key for column in table.columns]
    rows = [dict(zip(keys, row, strict=True)) for row in table.rows]
    found = {row[key]: row for row in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_are_the_twelve_tables_in_the_order_of_the_workbook(language: str) -> None:
    assert list(tables_of("case-1-es", language)) == [
        "summary",
        "findings",
        "loans",
        "portfolio",
        "schedule",
        "members",
        "emergencies",
        "projects",
        "funds",
        "premium",
        "journal",
        "checks",
    ]
    assert list(tables_of("case-1-es", language)) == list(RESULT_TITLES)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", SPECIFIED)
def test_the_columns_are_the_specified_ones_in_order(key: str, language: str) -> None:
    table = tables_of("case-1-es", language)[key]
    pairs = [pair.split("|") for pair in SPECIFIED[key].split()]
    wanted = [folded(pair[LANGUAGES.index(language)]) for pair in pairs]
    assert [folded(column.heading(language)) for column in table.columns] == wanted
    assert [column.key for column in table.columns] == [pair[1] for pair in pairs]


def test_the_columns_of_findings_and_summary() -> None:
    tables = tables_of("case-1-es")
    findings, summary = tables["findings"], tables["summary"]
    keys = "severity code sheet cell message hint"
    assert " ".join(column.key for column in findings.columns) == keys
    assert " ".join(folded(column.heading("en")) for column in findings.columns) == keys
    assert " ".join(folded(column.heading("es")) for column in findings.columns) == (
        "gravedad codigo hoja celda mensaje que_hacer"
    )
    assert [column.heading("es") for column in summary.columns] == [
        "Grupo",
        "Cifra",
        "Valor",
    ]
    assert [column.heading("en") for column in summary.columns] == [
        "Group",
        "Figure",
        "Value",
    ]


def test_headings_are_written_as_people_write_them() -> None:
    headings = [
        column.heading(language)
        for table in tables_of("case-1-es").values()
        for column in table.columns
        for language in LANGUAGES
    ]
    assert set(headings) >= ACCENTED
    assert all(heading[0].isupper() and "_" not in heading for heading in headings)
    assert folded("Cajas año") == "cajas_ano" == folded("cajas_año")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_heading_stands_twice_and_each_has_a_help(language: str) -> None:
    words = texts(language)
    for table in tables_of("case-1-es").values():
        headings = [folded(column.heading(language)) for column in table.columns]
        assert len(set(headings)) == len(headings)
        assert all(words(column.help).endswith(".") for column in table.columns)


@pytest.mark.parametrize("case", CASES)
def test_both_languages_have_the_same_figures(case: str) -> None:
    spoken = (Format.TEXT, Format.LONG_TEXT)
    spanish, english = tables_of(case, "es"), tables_of(case, "en")
    for key, table in spanish.items():
        assert english[key].columns == table.columns
        assert len(english[key].rows) == len(table.rows)
        for column in table.columns:
            if column.format not in spoken and key != "summary":
                assert english[key].column(column.key) == table.column(column.key)


@pytest.mark.parametrize("case", CASES)
def test_a_blank_is_none_and_never_an_empty_text(case: str) -> None:
    for table in tables_of(case).values():
        assert all(value != "" for row in table.rows for value in row)


def test_money_columns_hold_whole_centimos() -> None:
    for table in tables_of("case-1-es").values():
        for column in table.columns:
            if column.format is Format.MONEY:
                assert all(
                    value is None or type(value) is int
                    for value in table.column(column.key)
                )
