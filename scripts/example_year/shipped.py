"""The workbooks that the program is shipped with, as bytes by file name."""

from collections.abc import Mapping

from apoq_batch.wording.texts import texts
from apoq_batch.workbook.standard.blank import blank
from apoq_batch.workbook.standard.blank import filled
from scripts import example_small
from scripts.example_year.year import invented_year

BLANKS: Mapping[str, str] = {"plantilla.xlsx": "es", "template.xlsx": "en"}
EXAMPLE = "ejemplo-2026-09.xlsx"
LANGUAGE = "es"


def shipped_workbooks() -> dict[str, bytes]:
    """Each shipped workbook, drawn anew."""
    books = {name: blank(texts(language), language) for name, language in BLANKS.items()}
    year = invented_year()
    books[EXAMPLE] = filled(texts(LANGUAGE), LANGUAGE, year.settings, year.rows)
    books[example_small.TARGET.name] = example_small.content()
    return books
