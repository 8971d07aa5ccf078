"""The results of the shipped workbooks, as text, compared whole and file by file.

`pytest tests/test_golden.py --update-golden` writes them anew; read the difference.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from apoq_batch import __version__
from apoq_batch.batch.examine import examine
from apoq_batch.core.money import Soles
from apoq_batch.letters.claims import support_letters
from apoq_batch.letters.handover_deeds import handover_deeds
from apoq_batch.letters.member import member_letters
from apoq_batch.letters.member import render
from apoq_batch.pack.results_json import figures
from apoq_batch.tables import result_tables
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
SMALL = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
EXAMPLE = ROOT / "workbooks" / "ejemplo-2026-09.xlsx"


def as_text(value: Value, form: Format) -> str:
    match value:
        case None:
            return ""
        case Soles():
            return soles(value.centimos)
        case int() if form is Format.MONEY:
            return soles(value)
        case Fraction():
            return percent(value, 4)
        case date():
            return value.isoformat()
    return str(value)


def as_tsv(table: Table, language: str) -> str:
    lines = ["\t".join(column.heading(language) for column in table.columns)]
    for row in table.rows:
        cells = zip(row, table.columns, strict=True)
        lines.append("\t".join(as_text(value, column.format) for value, column in cells))
    if table.has_total:
        totals = [
            as_text(table.total(column), column.format) if column.is_summed else ""
            for column in table.columns
        ]
        lines.append("\t".join(totals))
    return "\n".join(lines) + "\n"


def small_year(language: str) -> Iterator[tuple[str, bytes]]:
    """Every result sheet and every letter of the small year, as text."""
    examined = examine(SMALL, language)
    settlement = examined.settlement
    assert settlement is not None
    for table in result_tables(settlement, examined.findings, examined.proofs, language):
        yield f"pequeno/{language}/{table.key}.tsv", as_tsv(table, language).encode()
    letters = (
        *member_letters(settlement, language),
        *support_letters(settlement, language),
        *handover_deeds(settlement, language),
    )
    for letter in letters:
        name = letter.file_name.removesuffix(".pdf")
        yield f"pequeno/{language}/{name}.html", render(letter, language).encode()


def example_year() -> Iterator[tuple[str, bytes]]:
    """Every figure of the example year."""
    examined = examine(EXAMPLE)
    settlement = examined.settlement
    assert settlement is not None
    tables = result_tables(settlement, examined.findings, examined.proofs, "en")
    content = figures(tables, settlement, examined.findings, __version__)
    yield "ejemplo-2026-09.resultados.json", content


def test_the_results_are_the_golden_ones(request: pytest.FixtureRequest) -> None:
    now = {**dict(small_year("es")), **dict(small_year("en")), **dict(example_year())}
    if request.config.getoption("--update-golden"):
        write(now)
    before = {
        path.relative_to(GOLDEN).as_posix(): path.read_bytes()
        for path in GOLDEN.rglob("*")
        if path.is_file()
    }
    assert now.keys() == before.keys()
    changed = [name for name, content in now.items() if content != before[name]]
    assert changed == [], "if this is meant: pytest tests/test_golden.py --update-golden"


def write(files: dict[str, bytes]) -> None:
    """Write every file, and delete those that nothing gives any more."""
    for path in GOLDEN.rglob("*"):
        if path.is_file() and path.relative_to(GOLDEN).as_posix() not in files:
            path.unlink()
    for name, content in files.items():
        path = GOLDEN / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
