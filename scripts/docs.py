"""Writes the pages that are made from the code: findings, workbook and templates in docs/.

    python scripts/docs.py [--check]

The first comes from the gallery (`tests/findings/`) and the catalogues of findings, the
second from the layout of the standard workbook, the third from the dataclasses that fill
the templates (`template_page.py`). With `--check` nothing is written and
the exit code is 1 when a page is not as it would be written.
"""

import argparse
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import MISSING
from dataclasses import fields
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

if TYPE_CHECKING:
    from apoq_batch.workbook.standard.layout import Column
    from apoq_batch.workbook.standard.layout import Sheet
    from tests.gallery import Page

BOOK = "HOJ"
MADE = "<!-- Made by scripts/docs.py; change its sources and run `make docs`. -->"

FINDINGS_HEAD = f"""\
# What the program can say · Observaciones

{MADE}

Every finding names a code, the sheet and cell, what is wrong with the value as it was typed, and what to write instead. All of them come in one run. An **error** (*error*) stops the run before anything is computed; a **warning** (*advertencia*) is shown and the run goes on; a **note** (*nota*) informs.

A code is the letters of the sheet and a number. It never changes its meaning: a number is never given to another kind of finding. Each line below is what one small workbook gives; the workbooks are in `tests/findings/`.
"""
CELLS_HEAD = """\
## 001 to 021 · Cells of every sheet · Celdas de cualquier hoja

These kinds can stand on every sheet and take its letters: `ENT-004` is a cell of Entregas that is no whole number, `PRI-004` one of Primas. The letters are {letters}. Each is shown here on one sheet.
"""
WORKBOOK_HEAD = f"""\
# The standard workbook · El libro estándar

{MADE}

One workbook covers one financial year to date. Sheets and columns have a Spanish and an English name and the reader takes either, in any order, with or without accents, in upper or lower case, with spaces or underscores. The headings are the first of the first 20 rows that holds all required ones. Blank rows are skipped. Sheets and columns of her own are left alone. `apoq new` makes a blank workbook.

A sheet that is not required may be missing or empty. `*` marks what must not be blank.
"""
KINDS_HEAD = """\
## Kinds of cells · Tipos de celda

| kind | tipo | what is read |
| --- | --- | --- |
"""
RESULTS_HEAD = """\
## Result sheets · Hojas de resultados

Written into the workbook after a run without errors, and replaced by the next one; never read.

| hoja | sheet |
| --- | --- |
"""

# What a cell of a kind is called in English and Spanish, and what is read.
KINDS = {
    "text": ("text", "texto", "any text or number, up to 200 characters"),
    "code": (
        "code",
        "código",
        "text up to 40 characters, compared in upper case; a number 7 is `7`",
    ),
    "date": (
        "date",
        "fecha",
        "a date of Excel; `30/09/2026` or `2026-09-30` as text with a warning",
    ),
    "money": (
        "soles",
        "soles",
        "a number with at most 2 decimals; `S/ 1,250.00` as text with a warning",
    ),
    "usd": ("dollars", "dólares", "a number with at most 2 decimals"),
    "int": ("whole number", "entero", "a number without decimals"),
    "decimal": ("number", "número", "a number"),
    "percent": ("percent", "porcentaje", "30 for 30 %"),
    "yes_no": (
        "yes or no",
        "sí o no",
        "sí, si, s, x, yes, y, true; no, n, false",
    ),
    "choice": ("choice", "opción", "one of the words listed, in either language"),
    "dni": (
        "DNI",
        "DNI",
        "8 digits, or 9 letters and digits; a number gets lost zeros back, with a warning",
    ),
    "ruc": ("RUC", "RUC", "11 digits with the right check digit"),
    "email": ("e-mail", "correo", "an address such as name@place.pe"),
    "quarter": ("quarter", "trimestre", "`2026-T3` or `2026-Q3`"),
    "month": ("month", "mes", "`2026-09`, or any date in the month"),
    "any": ("see below", "ver abajo", "as the setting needs it"),
}
DEFAULTS = {
    "language": "the language of the sheets' titles",
    "opening_date": "1 January of the year of `mes`",
    "issue_date": "the last day of `mes`",
    "disbursement_date": "the day after `mes`",
}


def main(arguments: list[str]) -> int:
    """Write the pages, or say which are not in step."""
    from scripts.template_page import templates_page

    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="write nothing, only compare")
    options = parser.parse_args(arguments)
    made = {
        "findings.md": findings_page(),
        "workbook.md": workbook_page(),
        "templates.md": templates_page(MADE),
    }
    stale = [name for name, text in made.items() if _read(name) != text]
    for name in stale:
        if options.check:
            print(f"docs/{name} is not in step: run `make docs`")
        else:
            (ROOT / "docs" / name).write_text(made[name], encoding="utf-8", newline="\n")
            print(f"docs/{name} written")
    return 1 if stale and options.check else 0


def _read(name: str) -> str:
    path = ROOT / "docs" / name
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def findings_page() -> str:
    """Every kind of finding: by sheet, with its line in both languages and why."""
    from apoq_batch.workbook.standard.sheets import SHEETS
    from tests.gallery import pages

    letters = ", ".join(f"{sheet.section.value} ({sheet.es})" for sheet in SHEETS)
    titles = {BOOK: "Whole sheets and headings · Hojas y encabezados"}
    titles |= {sheet.section.value: f"{sheet.es} · {sheet.en}" for sheet in SHEETS}
    cells, others = _apart(pages())
    by_sheet = {
        prefix: [page for page in others if page.code.startswith(prefix)]
        for prefix in titles
    }
    parts = [FINDINGS_HEAD, _contents(titles, cells, by_sheet)]
    parts += [CELLS_HEAD.format(letters=letters), *map(_cell_kind, cells)]
    for prefix, title in titles.items():
        if by_sheet[prefix]:
            parts += [f"## {prefix} · {title}\n", *map(_sheet_kind, by_sheet[prefix])]
    return "\n".join(parts)


def _apart(pages: "Iterable[Page]") -> "tuple[list[Page], list[Page]]":
    """The pages of kinds of every sheet, by number, and those of one sheet."""
    from tests.gallery import kind_of

    cells: list[Page] = []
    others: list[Page] = []
    for page in pages:
        kind = kind_of(page.code)
        if kind is not None:
            (others if kind.prefix else cells).append(page)
    return sorted(cells, key=_number), others


def _number(page: "Page") -> str:
    return page.code.partition("-")[2]


def _contents(
    titles: dict[str, str], cells: "list[Page]", by_sheet: "dict[str, list[Page]]"
) -> str:
    rows = ["| letters | hoja · sheet | codes |", "| --- | --- | --- |"]
    rows.append(f"| any | any · cualquiera | {_links(cells)} |")
    rows += [
        f"| {prefix} | {title} | {_links(by_sheet[prefix])} |"
        for prefix, title in titles.items()
        if by_sheet[prefix]
    ]
    return "## Contents\n\n" + "\n".join(rows) + "\n"


def _links(pages: "list[Page]") -> str:
    return " ".join(f"[{_number(page)}](#{page.code.lower()})" for page in pages)


def _cell_kind(page: "Page") -> str:
    title = page.title.partition(" · ")[2]
    return _entry(page, f"{_number(page)} · {title}")


def _sheet_kind(page: "Page") -> str:
    return _entry(page, page.title)


def _entry(page: "Page", title: str) -> str:
    """One kind: severity, why, the line in both languages."""
    from apoq_batch.wording.labels import label
    from apoq_batch.wording.texts import texts
    from tests.gallery import kind_of

    kind = kind_of(page.code)
    if kind is None:
        raise ValueError(f"there is no kind {page.code}")
    names = dict.fromkeys(label(kind.severity, texts(one)) for one in ("en", "es"))
    lines = [
        next(line for line in page.lines[language] if line.startswith(page.code))
        for language in ("es", "en")
    ]
    why = page.why.partition("\n\nRows allowed here")[0]
    said = "\n>\n".join(f"> {line}" for line in lines)
    return f'<a id="{page.code.lower()}"></a>\n### {title}\n\n*{" · ".join(names)}.* {why}\n\n{said}\n'


def workbook_page() -> str:
    """Every sheet with its columns, every setting with its default, the results."""
    from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
    from apoq_batch.workbook.standard.sheets import SHEETS

    kinds = "".join(f"| {en} | {es} | {read} |\n" for en, es, read in KINDS.values())
    results = "".join(f"| {es} | {en} |\n" for es, en in RESULT_TITLES.values())
    sheets = [_sheet(sheet) for sheet in SHEETS]
    return "\n".join([WORKBOOK_HEAD, KINDS_HEAD + kinds, *sheets, RESULTS_HEAD + results])


def _sheet(sheet: "Sheet") -> str:
    from apoq_batch.core.places import Section

    required = "required · obligatoria" if sheet.required else "optional · opcional"
    head = f"## {sheet.es} · {sheet.en}\n\n"
    about = f"{sheet.about} *{_spanish(sheet.about)}* Letters: {sheet.section.value}; {required}.\n\n"
    columns = "\n".join(_columns(sheet)) + "\n"
    settings = "\n".join(_settings()) + "\n" if sheet.section is Section.SETTINGS else ""
    return head + about + columns + (f"\n{settings}" if settings else "")


def _columns(sheet: "Sheet") -> Iterator[str]:
    yield "| columna | column | kind | help · ayuda |"
    yield "| --- | --- | --- | --- |"
    for column in sheet.columns:
        yield f"| {_names(column)} | {_kind(column)} | {_help(column)} |"


def _settings() -> Iterator[str]:
    from apoq_batch.workbook.standard.settings import SETTINGS

    yield "| parametro | setting | kind | default | help · ayuda |"
    yield "| --- | --- | --- | --- | --- |"
    for one in SETTINGS:
        default = "" if one.required else _default(one)
        yield f"| {_names(one)} | {_kind(one)} | {default} | {_help(one)} |"


def _names(column: "Column") -> str:
    star = "\\*" if column.required else ""
    return f"`{column.es}`{star} | `{column.en}`{star}"


def _help(column: "Column") -> str:
    return f"{column.help}<br>*{_spanish(column.help)}*"


def _kind(column: "Column") -> str:
    """What a column holds: its kind, its limits, its choices."""
    from apoq_batch.wording.labels import label
    from apoq_batch.wording.texts import texts
    from apoq_batch.workbook.standard.layout import Bound

    name = KINDS[column.kind.value][0]
    if column.choices:
        return "; ".join(f"{choice.es} · {choice.en}" for choice in column.choices)
    if column.kind.value not in ("money", "usd", "int", "decimal", "percent"):
        return name
    if column.bound is Bound.ANY:
        return f"{name}, any sign"
    return f"{name}, {label(column.bound, texts('en'))}"


def _default(setting: "Column") -> str:
    """What holds when a setting is not written."""
    from apoq_batch.core.records import Settings
    from apoq_batch.wording.facts import trimmed

    if setting.field in DEFAULTS:
        return DEFAULTS[setting.field]
    value = next(field.default for field in fields(Settings) if field.name == setting.field)
    if value is None or value is MISSING:
        return "none"
    if setting.kind.value == "money" and isinstance(value, int):
        value = Decimal(value) / 100
    return trimmed(Decimal(value)) if isinstance(value, int | Decimal) else str(value)


def _spanish(text: str) -> str:
    from apoq_batch.wording.texts import texts

    return texts("es")(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
