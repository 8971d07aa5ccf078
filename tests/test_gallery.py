"""Every kind of finding has a page in the gallery, and every page gives its lines exactly.

Then every cell of the standard workbook is broken in every way it can be: it must be said
in its own place, with its sheet's letters, and nothing else may be said because of it.
"""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

import pytest

from apoq_batch.core.bounds import Bound
from apoq_batch.core.facts import Fact
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.findings import finding
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.places import column_letters
from apoq_batch.wording.findings import line
from apoq_batch.wording.texts import texts
from apoq_batch.workbook import limits
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.settings import SETTINGS
from apoq_batch.workbook.standard.sheets import SHEETS
from tests import gallery
from tests.gallery import LANGUAGES
from tests.gallery import Page
from tests.gallery import Table
from tests.gallery import codes_and_cells

PAGES = gallery.pages()
KINDS = gallery.kinds()
ANY_SHEET = "SOC"


def test_the_base_workbook_is_clean() -> None:
    assert gallery.findings_in(gallery.base()) == ()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.code)
def test_a_page_gives_its_lines(
    page: Page, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    if page.row_limit is not None:
        monkeypatch.setattr(limits, "MAX_ROWS", page.row_limit)
    found = gallery.findings_in(gallery.with_base(page.tables))
    lines = gallery.lines_in(found)
    if request.config.getoption("--update-gallery"):
        gallery.update(page, lines)
        page = gallery.read_page(page.path)
    assert page.code in {one.code for one in found}
    assert page.lines == lines


def test_every_kind_has_a_page_and_every_page_a_kind() -> None:
    shown = {page.code: gallery.kind_of(page.code) for page in PAGES}
    orphans = [code for code, kind in shown.items() if kind is None]
    assert orphans == []
    times = Counter(id(kind) for kind in shown.values())
    wrong = {name: times[id(kind)] for name, kind in KINDS.items() if times[id(kind)] != 1}
    assert wrong == {}


def test_no_two_kinds_have_the_same_code() -> None:
    times = Counter(kind.code for kind in KINDS.values())
    assert [code for code, count in times.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", KINDS)
def test_every_kind_can_be_said(name: str, language: str) -> None:
    kind = KINDS[name]
    letters = {section.value: section for section in Section}
    section = letters.get(ANY_SHEET if kind.is_of_any_sheet else kind.code[:3])
    place = Place(section=section, sheet="Hoja", row=17, column=5)
    facts: dict[str, Fact] = {fact: f"<{fact}>" for fact in kind.needs}
    text = line(finding(kind, place, **facts), texts(language))
    assert text.endswith(".")
    assert "E17" in text
    assert [fact for fact in facts.values() if str(fact) not in text] == []


# Every way in which a cell of a kind can be wrong: number of the code, what is written.
_NUMBERS_OUTSIDE = {
    Bound.ANY: ("1e12",),
    Bound.NOT_NEGATIVE: ("-1", "1e12"),
    Bound.POSITIVE: ("-1", "0", "1e12"),
    Bound.INSTALMENTS: ("0", "25"),
    Bound.QUARTERS: ("0", "5"),
    Bound.PERCENT: ("-1", "101"),
}
_LONG = "x" * (limits.MAX_TEXT + 1)
_WRONG: dict[CellKind, tuple[tuple[int, str], ...]] = {
    CellKind.TEXT: ((15, "true"), (15, "2026-09-30"), (16, _LONG)),
    CellKind.CODE: ((15, "true"), (15, "2026-09-30"), (16, _LONG[: limits.MAX_CODE + 1])),
    CellKind.DATE: ((8, "ayer"), (8, "46023"), (8, "'31/06/2026"), (8, "true")),
    CellKind.MONEY: ((5, "mil"), (5, "'1,250"), (5, "true"), (6, "1.005")),
    CellKind.USD: ((5, "mil"), (5, "2026-09-30"), (6, "1.005")),
    CellKind.INT: ((4, "doce"), (4, "2.5"), (4, "true")),
    CellKind.DECIMAL: ((5, "mucho"), (5, "true")),
    CellKind.PERCENT: ((5, "mitad"), (5, "2026-09-30")),
    CellKind.YES_NO: ((10, "quizás"), (10, "1")),
    CellKind.CHOICE: ((9, "otra cosa"), (9, "3")),
    CellKind.DNI: ((11, "'1234567"), (11, "123456789"), (11, "12345")),
    CellKind.RUC: ((12, "'20131312956"), (12, "2013131295")),
    CellKind.EMAIL: ((13, "nadie"), (13, "a b@c.pe")),
    CellKind.QUARTER: ((14, "2026-3"), (14, "2026-T5")),
    CellKind.MONTH: ((21, "setiembre"), (21, "2026-13")),
}
_NUMBERS = {CellKind.MONEY, CellKind.USD, CellKind.INT, CellKind.DECIMAL, CellKind.PERCENT}


def ways(column: Column) -> Iterator[tuple[int, str]]:
    """Every error a cell of this column can have: number of the code, what is written."""
    if column.required:
        yield 1, r"\u200b"
    yield 2, "=A1 ->"
    yield 3, "#N/A"
    yield from _WRONG[column.kind]
    if column.kind in _NUMBERS:
        yield from ((7, text) for text in _NUMBERS_OUTSIDE[column.bound])


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the base workbook, with the column it belongs to."""

    sheet: str
    letters: str
    row: int
    place: int
    column: Column

    @property
    def address(self) -> str:
        return f"{column_letters(self.place + 1)}{self.row + 1}"

    def __str__(self) -> str:
        return f"{self.letters}-{self.column.es}"


def full_base() -> dict[str, Table]:
    """The base workbook with every column of the standard one and every setting."""
    tables = gallery.base()
    for sheet in SHEETS:
        heading, *rows = tables[sheet.es]
        more = [column.es for column in sheet.columns if column.es not in heading]
        blanks = ["" for _ in more]
        tables[sheet.es] = [[*heading, *more], *([*row, *blanks] for row in rows)]
    written = {row[0] for row in tables["Parametros"]}
    others = [[one.es, ""] for one in SETTINGS if one.es not in written]
    tables["Parametros"] = [*tables["Parametros"], *others]
    return tables


FULL = full_base()


def cells() -> Iterator[Cell]:
    """A cell of every column of every sheet, and every setting."""
    for sheet in SHEETS:
        heading = FULL[sheet.es][0]
        for column in sheet.columns:
            if column.kind is not CellKind.ANY:
                place = heading.index(column.es)
                yield Cell(sheet.es, sheet.section.value, 1, place, column)
    keys = [row[0] for row in FULL["Parametros"]]
    for setting in SETTINGS:
        yield Cell("Parametros", "PAR", keys.index(setting.es), 1, setting)


CELLS = list(cells())
Group = tuple[str, bool]


def groups() -> dict[Group, list[Cell]]:
    """The cells by sheet; the values of settings apart from the names before them."""
    found: dict[Group, list[Cell]] = {}
    for cell in CELLS:
        found.setdefault((cell.sheet, cell.column in SETTINGS), []).append(cell)
    return found


GROUPS = groups()


def findings_with(changes: Mapping[Cell, str]) -> tuple[Finding, ...]:
    """What is said about the base workbook with other texts in some cells of a sheet."""
    (sheet,) = {cell.sheet for cell in changes}
    table = [list(row) for row in FULL[sheet]]
    for cell, text in changes.items():
        table[cell.row][cell.place] = text
    return gallery.findings_in({**FULL, sheet: table})


def test_all_columns_and_settings_together_are_clean() -> None:
    assert gallery.findings_in(FULL) == ()


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_a_broken_cell_breeds_no_other_finding(cell: Cell) -> None:
    wrong = [_WRONG[cell.column.kind][0], *([(1, "")] if cell.column.required else [])]
    for number, text in wrong:
        note, error = findings_with({cell: text})
        assert note.code == "HOJ-055"
        assert (error.code, error.sheet) == (f"{cell.letters}-{number:03d}", cell.sheet)
        assert (error.cell, error.severity) == (cell.address, Severity.ERROR)


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_everything_that_can_be_wrong_with_a_cell_is_said_in_one_run(group: Group) -> None:
    everything = zip_longest(*(ways(cell.column) for cell in GROUPS[group]))
    for row in everything:
        broken = {
            cell: way
            for cell, way in zip(GROUPS[group], row, strict=True)
            if way is not None
        }
        found = findings_with({cell: text for cell, (_, text) in broken.items()})
        expected = [
            (f"{cell.letters}-{number:03d}", cell.address)
            for cell, (number, _) in broken.items()
        ]
        assert sorted(codes_and_cells(found)) == sorted(expected)


# What is written where the base workbook has a blank cell, so that nothing else is said.
_FITTING = {
    "opening_date": "2026-01-01",
    "loan_minimum": "0",
    "spent_before": "1",
    "warn_boxes_ha_week": "60",
}
_FITTING_KIND = {
    CellKind.DATE: "2026-10-01",
    CellKind.MONEY: "9000",
    CellKind.PERCENT: "20",
}


def doubtful(cell: Cell) -> tuple[int, str] | None:
    """What is read with a warning in a cell of this column, the value being the same."""
    now = FULL[cell.sheet][cell.row][cell.place].removeprefix("'")
    kind, field = cell.column.kind, cell.column.field
    fitting = now or _FITTING.get(field) or _FITTING_KIND.get(kind, "1")
    match kind:
        case CellKind.TEXT | CellKind.CODE if now:
            return 20, now + r"\u200b"
        case CellKind.DATE:
            year, month, day = fitting.split("-")
            return 17, f"{int(day)}/{int(month)}/{year}"
        case CellKind.DNI:
            return 19, str(int(now))
        case CellKind.PERCENT:
            return 18, f"{fitting} %"
        case CellKind.MONEY | CellKind.USD if field != "opening_balance":
            return 18, f"S/ {fitting}"
        case CellKind.INT | CellKind.DECIMAL:
            return 18, f"'{fitting}"
    return None


@pytest.mark.parametrize("group", GROUPS, ids=str)
def test_what_is_read_with_a_doubt_is_a_warning(group: Group) -> None:
    ways_of = {cell: doubtful(cell) for cell in GROUPS[group]}
    doubts = {cell: way for cell, way in ways_of.items() if way is not None}
    found = findings_with({cell: text for cell, (_, text) in doubts.items()})
    expected = [
        (f"{cell.letters}-{number:03d}", cell.address)
        for cell, (number, _) in doubts.items()
    ]
    assert sorted(codes_and_cells(found)) == sorted(expected)
    assert {one.severity for one in found} <= {Severity.WARNING}
