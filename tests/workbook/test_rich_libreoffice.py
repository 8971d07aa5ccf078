"""LibreOffice opens the rich books with our sheets and works out the same figures."""

import shutil
import subprocess
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from tests.workbook.rich_checks import cells
from tests.workbook.rich_checks import close
from tests.workbook.rich_checks import closed
from tests.workbook.rich_checks import sheets_of
from tests.workbook.rich_year import rich_year

OFFICE = shutil.which("soffice")
YEAR = "the year"
BOOKS = (
    *("charts", "drawings", "rules", "tables", "pages", "pivot", "sources", "slicer"),
    *("strict tables", "prefixed", YEAR),
)
# Always, so that no figure is one that was merely stored.
RECALCULATING = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
# Cells that look at a workbook that is not there, use a function or a spelling that
# LibreOffice 7.4 has not, or belong to a pivot table, which it fills in.
NOT_FOR_OFFICE: dict[str, set[tuple[int, int]]] = {
    "Sumas": {(1, 0), (0, 3), (1, 3), (2, 3), (3, 3)},
    "Entregas": {(5, 1)},
    "Otra": {(0, 3), *((row, column) for row in range(2, 6) for column in (4, 5))},
}
Figures = dict[tuple[int, int], object]

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed"),
]


def with_results(name: str) -> bytes:
    return close(rich_year()) if name == YEAR else closed(name)


def converted(folder: Path) -> str:
    """All books of a folder through LibreOffice at once; gives what it said."""
    profile = folder.parent / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(RECALCULATING)
    command = [
        str(OFFICE),
        f"-env:UserInstallation={profile.parent.as_uri()}",
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder.parent / "out"),
        *map(str, sorted(folder.iterdir())),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def saved_again(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Each book as LibreOffice saves it after it has worked out every formula."""
    folder = tmp_path_factory.mktemp("office") / "in"
    folder.mkdir()
    for name in BOOKS:
        (folder / f"{name}.xlsx").write_bytes(with_results(name))
    said = converted(folder)
    assert "rror" not in said, said
    return {name: (folder.parent / "out" / f"{name}.xlsx").read_bytes() for name in BOOKS}


@pytest.fixture(scope="module")
def opened(saved_again: dict[str, bytes]) -> dict[str, CalamineWorkbook]:
    return {
        name: CalamineWorkbook.from_filelike(BytesIO(file))
        for name, file in saved_again.items()
    }


def figures(book: CalamineWorkbook, title: str) -> Figures:
    rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
    return {
        (row, column): value.isoformat() if isinstance(value, date) else value
        for row, held in enumerate(rows)
        for column, value in enumerate(held)
        if value != ""
    }


def assert_same(found: object, wanted: object, where: object) -> None:
    if isinstance(wanted, int | float) and not isinstance(wanted, bool):
        assert found == pytest.approx(wanted), where
    else:
        assert found == wanted, where


@pytest.mark.parametrize("name", BOOKS)
def test_it_opens_every_sheet_in_its_order(
    name: str, opened: dict[str, CalamineWorkbook]
) -> None:
    assert tuple(opened[name].sheet_names) == sheets_of(with_results(name))


@pytest.mark.parametrize("name", BOOKS)
def test_it_works_out_the_same_figures_in_our_sheets_and_in_hers(
    name: str, opened: dict[str, CalamineWorkbook]
) -> None:
    wanted = CalamineWorkbook.from_filelike(BytesIO(with_results(name)))
    for title in wanted.sheet_names:
        found, stored = figures(opened[name], title), figures(wanted, title)
        for place in (found.keys() | stored.keys()) - NOT_FOR_OFFICE.get(title, set()):
            assert_same(found.get(place), stored.get(place), (title, place))


@pytest.mark.parametrize("name", BOOKS)
def test_a_run_over_what_it_saved_replaces_our_sheets_and_keeps_hers(
    name: str, saved_again: dict[str, bytes]
) -> None:
    before = saved_again[name]
    after = close(before)
    assert sheets_of(after) == sheets_of(before) == sheets_of(with_results(name))
    hers = sheets_of(before)[: -len(RESULT_TITLES)]
    assert cells(after, hers) == cells(before, hers)
    assert close(after) == after
