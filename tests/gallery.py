"""The gallery of findings: pages of `tests/findings/`, each a broken workbook and its lines.

Reads pages, builds their workbooks with real cell types, and says what the program finds;
the notation of a page is described in `tests/findings/README.md`.
"""

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apoq_batch.core.checks import check
from apoq_batch.core.checks.advice import advise
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import FindingKind
from apoq_batch.core.findings import has_errors
from apoq_batch.core.findings import in_order
from apoq_batch.core.messages import cells
from apoq_batch.core.messages import money
from apoq_batch.core.messages import people
from apoq_batch.core.places import Section
from apoq_batch.core.rules.settlement import settle
from apoq_batch.wording.findings import line
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.reading.book import read_book
from apoq_batch.workbook.standard.result_titles import is_result_title

FOLDER = Path(__file__).parent / "findings"
LANGUAGES = ("es", "en")

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e\d+)?")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_BLOCK = re.compile(r"^```(es|en)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW_LIMIT = re.compile(r"^Rows allowed here: (\d+)\.$", re.MULTILINE)
_MISSING = "(missing)"
_TRUTHS = {"true": True, "false": False}
_ERRORS = {
    "#N/A": "=NA()",
    "#DIV/0!": "=1/0",
    "#NAME?": "=suma_de(1)",
    "#NULL!": "=A1 B1",
    "#NUM!": "=SQRT(-1)",
    "#REF!": "=#REF!",
    "#VALUE!": '="a"+1',
}

Table = Sequence[Sequence[str]]
Tables = Mapping[str, Table | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page: what it is about, its sheets (None drops one), the lines that come out."""

    path: Path
    title: str
    why: str
    tables: Tables
    lines: Mapping[str, tuple[str, ...]]
    row_limit: int | None

    @property
    def code(self) -> str:
        """The code it is about, which is its name."""
        return self.path.stem


def pages() -> list[Page]:
    """All pages in order of their codes."""
    paths = (path for path in FOLDER.glob("*.md") if path.stem not in ("README", "base"))
    return [read_page(path) for path in sorted(paths)]


def read_page(path: Path) -> Page:
    """Read one page."""
    text = path.read_text(encoding="utf-8")
    head, *sheets = re.split(r"^## ", _BLOCK.sub("", text), flags=re.MULTILINE)
    title, _, why = head.removeprefix("# ").partition("\n")
    limit = _ROW_LIMIT.search(why)
    return Page(
        path=path,
        title=title.strip(),
        why=why.strip(),
        tables=dict(_read_table(sheet) for sheet in sheets),
        lines={
            language: tuple(lines.splitlines()) for language, lines in _BLOCK.findall(text)
        },
        row_limit=int(limit[1]) if limit else None,
    )


def _read_table(section: str) -> tuple[str, Table | None]:
    title, _, body = section.partition("\n")
    if body.strip() == _MISSING:
        return title.strip(), None
    rows = [_cells_of(row) for row in body.splitlines() if row.startswith("|")]
    heading, _, *others = rows or ([], [])
    return title.strip(), [heading, *others] if rows else []


def _cells_of(row: str) -> list[str]:
    return [cell.strip() for cell in row.strip().removesuffix("|").split("|")[1:]]


def update(page: Page, lines: Mapping[str, Sequence[str]]) -> None:
    """Write what comes out into the page's blocks; a page without blocks gets them."""
    text = page.path.read_text(encoding="utf-8")
    for language in LANGUAGES:
        body = "".join(f"{text}\n" for text in lines[language])
        block = f"```{language}\n{body}```"
        if f"```{language}\n" not in text:
            text = f"{text.rstrip()}\n\n```{language}\n```\n"
        start, _, rest = text.partition(f"```{language}\n")
        end = rest.partition("```\n")[2]
        text = f"{start}{block}\n{end}"
    page.path.write_text(text, encoding="utf-8", newline="\n")


def base() -> dict[str, Table]:
    """The sheets of the small workbook in which nothing is wrong."""
    tables = read_page(FOLDER / "base.md").tables
    return {title: table for title, table in tables.items() if table is not None}


def with_base(tables: Tables) -> dict[str, Table]:
    """The base workbook with some of its sheets replaced, dropped or added."""
    changed: Tables = {**base(), **tables}
    return {title: table for title, table in changed.items() if table is not None}


def workbook(tables: Mapping[str, Table]) -> bytes:
    """A workbook with these sheets, every cell of the type that its notation says."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        day_format = book.add_format({"num_format": "dd/mm/yyyy"})
        for title, table in tables.items():
            sheet = book.add_worksheet(title)
            if is_result_title(title):
                # As a run leaves it: known by a name, whatever its title.
                book.define_name(f"_apoq.r{sheet.index}", f"='{title}'!$1:$1048576")
            for row, cells in enumerate(table):
                for column, cell in enumerate(cells):
                    _write(sheet, (row, column), cell, day_format)
    return stream.getvalue()


def _write(sheet: Worksheet, where: tuple[int, int], cell: str, day: Format) -> None:
    formula, arrow, stored = cell.partition(" ->")
    if cell.startswith("=") and arrow:
        sheet.write_formula(*where, formula, value=_stored(stored.strip()))
    elif cell in _ERRORS:
        sheet.write_formula(*where, _ERRORS[cell], value=cell)
    elif _ISO_DAY.fullmatch(cell):
        sheet.write_datetime(*where, datetime.fromisoformat(cell), day)
    elif cell in _TRUTHS:
        sheet.write_boolean(*where, _TRUTHS[cell])
    elif _NUMBER.fullmatch(cell):
        sheet.write_number(*where, float(cell))
    elif cell:
        sheet.write_string(*where, _unescaped(cell.removeprefix("'")))


def _stored(text: str) -> str | float:
    # XlsxWriter takes an empty text for no value at all; a blank shows as little.
    return float(text) if _NUMBER.fullmatch(text) else text.replace('""', " ")


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def findings_in(tables: Mapping[str, Table]) -> tuple[Finding, ...]:
    """Everything the program says about a workbook with these sheets, in order."""
    reading = read_book(open_package("libro.xlsx", workbook(tables)))
    broken = check(reading.book, reading.findings, reading.broken_codes)
    findings = (*reading.findings, *broken)
    if has_errors(findings):
        return in_order(findings)
    return in_order((*findings, *advise(settle(reading.book))))


def codes_and_cells(findings: Sequence[Finding]) -> list[tuple[str, str]]:
    """Code and cell of each finding, the note about left out checks apart."""
    return [
        (finding.code, finding.cell) for finding in findings if finding.code != "HOJ-055"
    ]


def lines_in(findings: Sequence[Finding]) -> dict[str, tuple[str, ...]]:
    """The findings as people read them, in both languages."""
    return {
        language: tuple(line(finding, texts(language)) for finding in findings)
        for language in LANGUAGES
    }


def kinds() -> dict[str, FindingKind]:
    """Every kind of the catalogues by its name."""
    modules = (cells, people, money)
    return {
        name: value
        for module in modules
        for name, value in vars(module).items()
        if isinstance(value, FindingKind)
    }


def kind_of(code: str) -> FindingKind | None:
    """The kind that a code stands for; None when there is none."""
    letters, _, number = code.partition("-")
    codes = {code, number} if letters in {section.value for section in Section} else {code}
    return next((kind for kind in kinds().values() if kind.code in codes), None)
