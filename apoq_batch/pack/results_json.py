"""Every figure of the result sheets for other programs, and the facts of the manifest.

Knows JSON; the figures come from the tables that the sheets are drawn from. No row
number and no DNI: the same year gives the same bytes however its rows are sorted. Whoever
calls gives the English tables, so that no label hangs on the language of the results.
"""

import json
from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from apoq_batch.core.findings import Finding
from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.records import Book
from apoq_batch.core.records import Settings
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value

Figures = dict[str, object]

UNITS = {
    "money": "whole céntimos of a sol",
    "ratio": "exact fraction, as 'numerator/denominator'; 1 is the whole",
    "decimal": "exact decimal, as text",
    "date": "year-month-day",
}
# Row numbers change with the order of rows; findings are counted by code instead.
_LEFT_OUT = {"journal": ("source",)}
_NOT_ROWS = ("findings",)
_NOT_PARAMETERS = ("logo", "places", "sheet", "tax_id")


def figures(
    tables: Iterable[Table],
    settlement: Settlement,
    findings: Iterable[Finding],
    version: str,
) -> bytes:
    """`resultados.json`: every figure, with the rule parameters that were used."""
    settings = settlement.book.settings
    facts = {
        "program": "apoq_batch",
        "version": version,
        "month": str(settlement.month),
        "quarter": str(settlement.quarter),
        "units": UNITS,
        "parameters": parameters(settings),
        "board": _board(settlement.book),
        "findings": dict(sorted(Counter(finding.code for finding in findings).items())),
    }
    rows = {table.key: _rows(table) for table in tables if table.key not in _NOT_ROWS}
    return _bytes(facts, rows)


def _board(book: Book) -> list[Figures]:
    """Who of the board gets mail; in an order of its own, as all else here."""
    rows = sorted(
        (officer.email, officer.name, officer.role)
        for officer in book.board
        if officer.email
    )
    return [{"role": role, "name": name, "email": email} for email, name, role in rows]


def manifest_facts(
    settlement: Settlement, name: str, sha256: str, version: str
) -> Mapping[str, object]:
    """What the manifest says beside the hashes."""
    return {
        "program": "apoq_batch",
        "version": version,
        "month": str(settlement.month),
        "input": {"name": name, "sha256": sha256},
        "parameters": parameters(settlement.book.settings),
    }


def parameters(settings: Settings) -> dict[str, object]:
    """Every setting with the value that was used, money in céntimos."""
    return {
        field.name: _plain(getattr(settings, field.name))
        for field in fields(Settings)
        if field.name not in _NOT_PARAMETERS
    }


def _rows(table: Table) -> list[Figures]:
    skipped = _LEFT_OUT.get(table.key, ())
    kept = [
        (index, column)
        for index, column in enumerate(table.columns)
        if column.key not in skipped
    ]
    return [
        {column.key: _figure(row[index], column.format) for index, column in kept}
        for row in table.rows
    ]


def _figure(value: Value, form: Format) -> object:
    """Money in a mixed column says that it is money."""
    if form is Format.MIXED and isinstance(value, Soles):
        return {"centimos": value.centimos}
    return _plain(value)


def _plain(value: object) -> object:
    match value:
        case None | bool():
            return value
        case Enum():
            return value.value
        case Fraction():
            return f"{value.numerator}/{value.denominator}"
        case Decimal():
            return f"{value:f}"
        case Soles():
            return value.centimos
        case date():
            return value.isoformat()
        case Month():
            return str(value)
        case int() | str():
            return value
    raise TypeError(f"no figure: {value!r}")


def _bytes(facts: Mapping[str, object], sheets: Mapping[str, list[Figures]]) -> bytes:
    """The facts spread out, then one line a row: a change of a figure is one line."""
    head = json.dumps(facts, ensure_ascii=False, indent=1).removesuffix("\n}")
    tables = ",\n".join(f'  "{key}": {_lines(rows)}' for key, rows in sheets.items())
    return f'{head},\n "sheets": {{\n{tables}\n }}\n}}\n'.encode()


def _lines(rows: list[Figures]) -> str:
    if not rows:
        return "[]"
    lines = ",\n".join(f"   {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f"[\n{lines}\n  ]"
