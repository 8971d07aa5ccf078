"""Her workbook with the result sheets, or a workbook of their own with the reason.

Knows which sheets are wanted and how they are titled; must not know how they are drawn.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import settled
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.wording.dates import month_year
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from apoq_batch.workbook.standard.result_titles import result_title

if TYPE_CHECKING:
    from apoq_batch.tables.model import Table
    from apoq_batch.workbook.package.result_sheets import ResultSheet


RESULTS_SUFFIX = " - resultados.xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultBook:
    """The workbook with results; with a refusal when hers cannot take them in."""

    name: str
    content: bytes
    refusal: Trouble | None = None


def result_workbook(examined: Examined, tables: "tuple[Table, ...]") -> ResultBook:
    """Her workbook with the result sheets, or a workbook of their own."""
    from apoq_batch.workbook.package.archive import Refused
    from apoq_batch.workbook.package.result_sheets import put
    from apoq_batch.workbook.package.result_sheets import titles
    from apoq_batch.workbook.results.draw import draw

    original, language = examined.original, examined.language
    period = month_year(settled(examined).month, language)
    try:
        sheets = titles(original, _wanted_sheets(tables, language))
        drawn = draw(
            tables,
            {sheet.key: sheet.title for sheet in sheets},
            language=language,
            period=period,
            uses_1904=original.is_1904,
        )
        content = put(original, drawn, sheets)
    except Refused as problem:
        plain = {table.key: result_title(table.key, language) for table in tables}
        alone = draw(tables, plain, language=language, period=period, uses_1904=False)
        stem = Path(original.name).stem
        name = f"{stem}{RESULTS_SUFFIX}"
        return ResultBook(name=name, content=alone, refusal=problem.trouble)
    return ResultBook(name=_book_name(original), content=content)


def _book_name(original: Package) -> str:
    """The workbook's name in the pack, which no other file of the pack can have."""
    is_plain = Path(original.name).suffix.lower() in (".xlsx", ".xlsm")
    return original.name if is_plain else f"{original.name}.xlsx"


def _wanted_sheets(tables: "tuple[Table, ...]", language: str) -> "tuple[ResultSheet, ...]":
    from apoq_batch.workbook.package.result_sheets import ResultSheet

    return tuple(
        ResultSheet(
            key=table.key,
            title=result_title(table.key, language),
            aliases=RESULT_TITLES[table.key],
        )
        for table in tables
    )
