"""Whole runs over rich copies of the small example: results in, nothing of hers out."""

from collections.abc import Callable
from pathlib import Path

import pytest

from apoq_batch.batch import close
from apoq_batch.batch.request import Request
from apoq_batch.pack.write_back import WriteBack
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from tests.workbook.package_books import take_out
from tests.workbook.rich_books import MACROS
from tests.workbook.rich_checks import BOOKKEEPING
from tests.workbook.rich_checks import assert_hers_kept
from tests.workbook.rich_checks import assert_parts_identical
from tests.workbook.rich_checks import calamine
from tests.workbook.rich_checks import cells
from tests.workbook.rich_checks import members
from tests.workbook.rich_checks import sheets_of
from tests.workbook.rich_forms import rich
from tests.workbook.rich_year import OWN_SHEETS
from tests.workbook.rich_year import WITH_MACROS
from tests.workbook.rich_year import rich_year

BOOKS: dict[str, Callable[[], bytes]] = {
    "libro.xlsm": rich_year,
    "libro.xlsx": lambda: rich("office-pequeno"),
}


def run(workbook: Path) -> close.Outcome:
    request = Request(workbook=workbook, output=workbook.parent / "salidas", letters=False)
    return close.run(request, lambda _, __: None)


@pytest.mark.parametrize("name", BOOKS)
def test_a_run_changes_nothing_of_hers_and_a_second_one_nothing_at_all(
    name: str, tmp_path: Path
) -> None:
    before = BOOKS[name]()
    workbook = tmp_path / name
    workbook.write_bytes(before)
    done = run(workbook)
    assert done.write_back is WriteBack.DONE
    assert done.pack is not None
    after = workbook.read_bytes()
    assert (done.pack / name).read_bytes() == after
    assert_parts_identical(before, after)
    for part in BOOKKEEPING:
        assert_hers_kept(before, after, part)
    hers = sheets_of(before)
    assert sheets_of(after)[: len(hers)] == hers
    assert len(sheets_of(after)) == len(hers) + len(RESULT_TITLES)
    assert cells(after, hers) == cells(before, hers)
    assert calamine(after, hers) == calamine(before, hers)
    assert members(take_out(after)) == members(before)
    assert run(workbook).write_back is WriteBack.DONE
    assert workbook.read_bytes() == after


def test_macros_charts_pictures_and_own_sheets_are_in_the_book_that_comes_back(
    tmp_path: Path,
) -> None:
    workbook = tmp_path / "libro.xlsm"
    workbook.write_bytes(rich_year())
    run(workbook)
    held = members(workbook.read_bytes())
    assert held["xl/vbaProject.bin"] == MACROS
    assert WITH_MACROS.encode() in held["[Content_Types].xml"]
    for part in ("charts/chart1.xml", "media/image1.png", "comments1.xml"):
        assert f"xl/junta/{part}" in held
    read = cells(workbook.read_bytes(), OWN_SHEETS)
    assert [(said, value) for said, value, _ in read["Mis cuentas"]][:1] == [
        ("=COUNTA(Socios!$A$2:$A$99)", 6)
    ]
    assert read["Borrador"][0][:2] == ("='Mis cuentas'!A2+1", 13)
