"""`apoq verify` as the treasurer meets it: answers, exit codes, no DNI."""

import json
import re
import shutil
from pathlib import Path

import openpyxl
import pytest

from apoq_batch.pack import publishing
from tests.cli.test_commands import CASE
from tests.cli.test_commands import MONTH
from tests.cli.test_commands import told

DNI = re.compile(r"\b\d{8}\b")


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with the letters of one member, and her workbook beside it."""
    place = tmp_path_factory.mktemp("mes")
    workbook = str(shutil.copy(CASE, place / "libro.xlsx"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(place / "cache"))
        told_nothing(["run", workbook, "--member", "S0001"])
    return place / "salidas" / MONTH


def told_nothing(arguments: list[str]) -> None:
    from apoq_batch.cli import main

    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 0


def letters_of(folder: Path) -> dict[str, dict[str, str]]:
    manifest = json.loads((folder / publishing.MANIFEST).read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = manifest["letters"]
    return found


@pytest.mark.parametrize(("language", "yes"), [("es", "Sí:"), ("en", "Yes:")])
def test_what_was_issued_is_a_yes(
    folder: Path, capsys: pytest.CaptureFixture[str], language: str, yes: str
) -> None:
    number, letter = next(iter(letters_of(folder).items()))
    workbook = folder.parents[1] / "libro.xlsx"
    for asked in (
        [],
        [folder],
        [letter["code"]],
        [number],
        [f"{number} {letter['code']}"],
        [folder / letter["file"]],
        [folder / "cartas-todas.pdf"],
        [workbook],
        [folder / "original" / "libro.xlsx"],
    ):
        ended = told(capsys, "verify", *asked, "--pack", folder, language=language)
        assert (ended.code, ended.err) == (0, ""), asked
        assert ended.out.startswith(yes)
        assert not DNI.search(ended.out)


def test_a_folder_of_results_needs_no_other_to_be_compared_with(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, "verify", folder).code == 0


def test_what_was_not_issued_is_a_no(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = Path(shutil.copytree(folder, tmp_path / "copia"))
    (copy / "cartas.html").write_text("x")
    for asked in ("7KQ4M-2XP9T", copy, copy / "cartas.html"):
        ended = told(capsys, "verify", asked, "--pack", folder)
        assert (ended.code, ended.err) == (1, ""), asked
        assert ended.out.startswith("No:")
        assert not DNI.search(ended.out)


def test_a_workbook_that_was_changed_names_the_cells_and_not_what_they_say(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(folder / "libro.xlsx")
    sheet = book["Socios"]
    sheet.cell(sheet.max_row, 1).value = "12345678"
    place = f"Socios!A{sheet.max_row}"
    target = tmp_path / "otro.xlsx"
    book.save(target)
    ended = told(capsys, "verify", target, "--pack", folder)
    assert ended.code == 1
    assert "«libro.xlsx»" in ended.out
    assert place in ended.out
    assert not DNI.search(ended.out)


def test_wrong_use_and_what_the_world_refuses(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = told(capsys, "verify", "7KQ4M-2XP9T")
    assert ended.code == 2
    assert "--pack" in ended.err
    assert told(capsys, "verify").code == 2
    ended = told(capsys, "verify", "7KQ4M-2XP9T", "--pack", tmp_path)
    assert ended.code == 3
    assert str(tmp_path) in ended.err
    assert told(capsys, "verify", "no-hay.pdf", "--pack", folder).code == 3


def test_a_logo_that_is_not_there_stops_the_run_before_anything_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    workbook = shutil.copy(CASE, tmp_path / "libro.xlsx")
    ended = told(capsys, "run", workbook, "--logo", tmp_path / "no.png")
    assert ended.code == 3
    assert "no.png" in ended.err
    assert not (tmp_path / "salidas" / MONTH).exists()


def test_the_logo_that_the_workbook_names_is_looked_for_beside_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = openpyxl.load_workbook(CASE)
    book["Parametros"].append(["logotipo", "marca.png"])
    book.save(tmp_path / "libro.xlsx")
    ended = told(capsys, "run", tmp_path / "libro.xlsx")
    assert ended.code == 3
    assert "«marca.png»" in ended.err
    ended = told(capsys, "run", tmp_path / "libro.xlsx", "--no-letters")
    assert ended.code == 0, ended
