"""`apoq clean` gives her workbook back as it was, or says why not."""

import shutil
from pathlib import Path
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from apoq_batch.batch.close import run
from apoq_batch.batch.jobs import clean
from apoq_batch.batch.request import Request
from apoq_batch.cli import main
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError

SMALL = Path(__file__).parents[2] / "workbooks" / "pequeno-2026-09.xlsx"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return Path(shutil.copy(SMALL, tmp_path / "libro.xlsx"))


def close(book: Path) -> None:
    run(
        Request(workbook=book, output=book.parent / "salidas", letters=False),
        lambda _done, _all: None,
    )


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def told(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> tuple[int, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    code = ended.value.code
    said = capsys.readouterr()
    return (code if isinstance(code, int) else 0), said.out + said.err


def test_after_a_run_every_part_is_as_it_was(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    close(book)
    close(book)
    assert parts(book) != parts(SMALL)
    code, said = told(capsys, "clean", book)
    assert code == 0
    assert "Se quitaron de su libro las hojas de resultados" in said
    assert parts(book) == parts(SMALL)


def test_a_workbook_without_results_stays_and_she_is_told(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = told(capsys, "clean", book, "--lang", "en")
    assert code == 0
    assert "has no result sheets" in said
    assert book.read_bytes() == SMALL.read_bytes()


def test_formulas_that_will_miss_the_results_are_named(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hers = openpyxl.load_workbook(book)
    page = hers.create_sheet("Mi análisis")
    for row in range(1, 11):
        page[f"B{row}"] = "='R Fondos'!B2"
    hers.save(book)
    close(book)
    _, said = told(capsys, "clean", book)
    assert "Mi análisis!B1, Mi análisis!B2" in said
    assert "Mi análisis!B8, …" in said


def test_an_open_workbook_is_left_alone(book: Path) -> None:
    close(book)
    before = book.read_bytes()
    book.with_name("~$libro.xlsx").touch()
    with pytest.raises(BatchError) as caught:
        clean(book)
    assert caught.value.trouble is troubles.IS_OPEN_ELSEWHERE
    assert book.read_bytes() == before


def add_member(book: Path, name: str) -> None:
    kept = parts(book)
    with ZipFile(book, "w", ZIP_DEFLATED) as package:
        for member, content in kept.items():
            package.writestr(member, content)
        package.writestr(name, b"")


def test_a_signed_workbook_is_refused_with_what_to_do(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_member(book, "_xmlsignatures/origin.sigs")
    code, said = told(capsys, "clean", book)
    assert code == 3
    assert "está firmado" in said
    assert "Quite la firma" in said


def test_a_run_on_a_signed_workbook_says_why_and_where_the_results_are(
    book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_member(book, "_xmlsignatures/origin.sigs")
    before = book.read_bytes()
    code, said = told(capsys, "run", book, "--no-letters")
    assert code == 0
    assert "está firmado" in said
    assert "en un libro propio" in said
    assert book.read_bytes() == before
    (pack,) = (book.parent / "salidas").glob("20*")
    alone = CalamineWorkbook.from_path(pack / "libro - resultados.xlsx")
    assert len(alone.sheet_names) == 12
