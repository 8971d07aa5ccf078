"""The commands as the treasurer meets them: what they print, write, and exit with."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from openpyxl.cell import Cell

import apoq_batch
from apoq_batch.cli import main
from apoq_batch.cli.language import terminal_language
from apoq_batch.disk import sha256_of
from apoq_batch.pack import publishing
from apoq_batch.workbook.standard.result_titles import RESULT_TITLES

ROOT = Path(apoq_batch.__file__).parents[1]
CASE = ROOT / "tests" / "conformance" / "case-2-es.xlsx"
MONTH = "2026-06"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return Path(shutil.copy(CASE, tmp_path / "libro.xlsx"))


@pytest.fixture
def spoilt(workbook: Path) -> Path:
    book = openpyxl.load_workbook(workbook)
    sheet = book["Entregas"]
    heading = next(row for row in sheet.iter_rows(max_row=20) if "Cajas" in _texts(row))
    column = _texts(heading).index("Cajas") + 1
    row = heading[0].row
    assert row is not None
    sheet.cell(row + 1, column).value = "12,5 cajas"
    book.save(workbook)
    return workbook


def _texts(row: tuple[object, ...]) -> list[str]:
    return [str(getattr(cell, "value", "")).capitalize() for cell in row]


def told(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path, language: str = "es"
) -> Told:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("APOQ_LANG", language)
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return Told(code=code, out=captured.out, err=captured.err)


def files_below(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != ".apoq.lock"
    }


def test_run_makes_the_pack_and_writes_back(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = workbook.read_bytes()
    ended = told(capsys, "run", workbook, "--no-letters")
    folder = workbook.parent / "salidas" / MONTH
    assert ended.code == 0, ended
    assert ended.err == ""
    assert "Mes:" in ended.out
    assert (folder / "original" / "libro.xlsx").read_bytes() == before
    assert (folder / "libro.xlsx").read_bytes() == workbook.read_bytes()
    manifest = json.loads((folder / publishing.MANIFEST).read_text(encoding="utf-8"))
    assert set(manifest["files"]) == {
        "libro.xlsx",
        "original/libro.xlsx",
        publishing.RESULTS,
    }
    for name, sha256 in manifest["files"].items():
        assert sha256_of(folder / name) == sha256
    assert manifest["input"]["sha256"] == sha256_of(folder / "original" / "libro.xlsx")
    assert manifest["version"] == apoq_batch.__version__
    titles = openpyxl.load_workbook(workbook, read_only=True).sheetnames
    assert titles[-12:] == [spanish for spanish, _ in RESULT_TITLES.values()]


def test_a_second_run_gives_the_same_bytes(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "run", workbook, "--no-letters")
    first = workbook.read_bytes()
    figures = (workbook.parent / "salidas" / MONTH / publishing.RESULTS).read_bytes()
    told(capsys, "run", workbook, "--no-letters")
    assert workbook.read_bytes() == first
    assert (
        workbook.parent / "salidas" / MONTH / publishing.RESULTS
    ).read_bytes() == figures


def test_run_with_letters_for_one_member(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = told(capsys, "run", workbook, "--member", "s0001", "--no-write-back")
    letters = workbook.parent / "salidas" / MONTH / "cartas"
    assert ended.code == 0, ended
    assert [path.name for path in letters.glob("S0001-*.pdf")] != []
    assert all(path.name.startswith(("S0001-", "apoyo-")) for path in letters.iterdir())
    assert workbook.read_bytes() == CASE.read_bytes()


def test_an_unknown_member_is_named_and_nothing_is_written(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = told(capsys, "run", workbook, "--member", "S9999")
    assert ended.code == 3
    assert "S9999" in ended.err
    assert workbook.read_bytes() == CASE.read_bytes()
    assert files_below(workbook.parent) == {"libro.xlsx": CASE.read_bytes()}


def test_a_workbook_that_is_open_is_left_alone_and_the_pack_is_complete(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (workbook.parent / "~$libro.xlsx").write_bytes(b"")
    ended = told(capsys, "run", workbook, "--no-letters")
    assert ended.code == 0, ended
    assert workbook.read_bytes() == CASE.read_bytes()
    assert (workbook.parent / "salidas" / MONTH / "libro.xlsx").is_file()
    assert "abierto" in ended.out


def test_run_stops_at_an_error_and_marks_the_cell(
    spoilt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = spoilt.read_bytes()
    ended = told(capsys, "run", spoilt)
    marked = spoilt.parent / "salidas" / "libro - revisado.xlsx"
    assert ended.code == 1
    assert "ENT-004" in ended.out
    assert "«12,5 cajas»" in ended.out
    assert spoilt.read_bytes() == before
    assert sorted(files_below(spoilt.parent)) == [
        "libro.xlsx",
        "salidas/libro - revisado.xlsx",
    ]
    book = openpyxl.load_workbook(marked)
    assert book.sheetnames[0] == "R Observaciones"
    rows = list(book["R Observaciones"].iter_rows(min_row=2, values_only=True))
    where = next(str(row[3]) for row in rows if row[1] == "ENT-004")
    cell = book["Entregas"][where]
    assert isinstance(cell, Cell)
    assert cell.fill.start_color.rgb == "FFF4B6B0"
    assert cell.comment is not None
    assert "ENT-004" in cell.comment.text


def test_check_changes_nothing_and_speaks_json(
    workbook: Path, spoilt: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    before = spoilt.read_bytes()
    marked = tmp_path / "aparte" / "copia.xlsx"
    ended = told(capsys, "check", spoilt, "--format", "json", "--marked", marked)
    found = json.loads(ended.out)["findings"]
    assert ended.code == 1
    assert [one["code"] for one in found if one["severity"] == "error"] == ["ENT-004"]
    assert marked.is_file()
    assert spoilt.read_bytes() == before


def test_check_of_a_good_workbook_writes_nothing(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = told(capsys, "check", workbook, "--lang", "en")
    assert ended.code == 0
    assert "0 errors" in ended.out
    assert files_below(workbook.parent) == {"libro.xlsx": CASE.read_bytes()}


def test_the_marked_copy_never_takes_the_workbook_s_place(
    spoilt: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = spoilt.read_bytes()
    ended = told(capsys, "check", spoilt, "--marked", spoilt)
    assert ended.code == 1
    assert "ENT-004" in ended.out
    assert "--marked" in ended.err
    assert spoilt.read_bytes() == before


@pytest.mark.parametrize("command", ["check", "run"])
def test_findings_are_told_where_no_copy_can_be_written(
    spoilt: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    (spoilt.parent / "salidas").write_text("a file in the way")
    ended = told(capsys, command, spoilt)
    assert ended.code == 1
    assert "ENT-004" in ended.out
    assert ended.err != ""


def test_a_member_named_twice_gets_one_letter(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "run", workbook, "--member", "S0001", "--member", "s0001")
    letters = workbook.parent / "salidas" / MONTH / "cartas"
    assert len(list(letters.glob("S0001-*.pdf"))) == 1


def test_a_workbook_without_its_ending_gets_it_in_the_pack(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = Path(shutil.copy(CASE, tmp_path / "manifiesto.json"))
    assert told(capsys, "run", path, "--no-letters").code == 0
    folder = tmp_path / "salidas" / MONTH
    assert (folder / "manifiesto.json.xlsx").read_bytes() == path.read_bytes()
    assert json.loads((folder / "manifiesto.json").read_text(encoding="utf-8"))


def test_explain_tells_a_member_s_story(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ended = told(capsys, "explain", workbook, "S0001")
    assert ended.code == 0
    for chapter in ("Cajas", "Prima", "Apoyo"):
        assert f"\n{chapter}\n" in ended.out
    assert told(capsys, "explain", workbook, "S9999").code == 3


def test_new_makes_a_workbook_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "libro.xlsx"
    assert told(capsys, "new", target).code == 0
    made = target.read_bytes()
    again = told(capsys, "new", target, "--lang", "en")
    assert again.code == 3
    assert target.read_bytes() == made
    assert "Parametros" in openpyxl.load_workbook(target, read_only=True).sheetnames


def test_doctor_says_what_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    ended = told(capsys, "doctor")
    assert ended.code == 0, ended.out
    assert ended.out.count("✓") == 5


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ((), 0),
        (("--help",), 0),
        (("run", "--help"), 0),
        (("--version",), 0),
        (("run",), 2),
        (("cerrar",), 2),
        (("run", "libro.xlsx", "--nada"), 2),
        (("check", "libro.xlsx", "--format", "xml"), 2),
        (("check", "no-existe.xlsx"), 3),
    ],
)
def test_exit_codes(
    arguments: tuple[str, ...], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert told(capsys, *arguments).code == code


@pytest.mark.parametrize(
    "arguments", [("--help",), ("run", "--help"), ("run",), ("--nada",)]
)
def test_spanish_help_has_no_english(
    arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    ended = told(capsys, *arguments)
    for word in ("Usage", "Options:", "Commands", "Show", "missing", "option", "Error"):
        assert word not in ended.out + ended.err


def test_a_bug_is_told_in_a_sentence(
    workbook: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("a fault")

    monkeypatch.setattr("apoq_batch.batch.examine.settle", broken)
    ended = told(capsys, "run", workbook)
    assert ended.code == 4
    assert "ZeroDivisionError" in ended.err
    assert "Traceback" not in ended.err
    assert files_below(workbook.parent) == {"libro.xlsx": CASE.read_bytes()}


@pytest.mark.parametrize(
    ("environment", "arguments", "language"),
    [
        ({}, (), "es"),
        ({"LANG": "en_US.UTF-8"}, (), "en"),
        ({"LANG": "C.UTF-8"}, (), "es"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "es_PE.UTF-8"}, (), "es"),
        ({"LANG": "en_US.UTF-8", "APOQ_LANG": "es"}, (), "es"),
        ({}, ("run", "x", "--lang", "en"), "en"),
        ({}, ("run", "x", "--lang=en"), "en"),
        ({"APOQ_LANG": "en"}, ("run", "x", "--lang", "es"), "es"),
    ],
)
def test_the_terminal_s_language(
    environment: dict[str, str], arguments: tuple[str, ...], language: str
) -> None:
    assert terminal_language(environment, arguments) == language


def test_help_loads_nothing_heavy() -> None:
    script = (
        "import sys\n"
        "from apoq_batch.cli import main\n"
        "try:\n    main(['--help'])\n"
        "except SystemExit:\n    pass\n"
        "heavy = {'openpyxl', 'xlsxwriter', 'lxml', 'weasyprint', 'jinja2', 'num2words',"
        " 'keyring', 'smtplib', 'sqlite3'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    # What measures the tests would load some of them itself.
    unmeasured = {
        name: value for name, value in os.environ.items() if "COVERAGE" not in name
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env={**unmeasured, "APOQ_LANG": "es"},
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_workbook_inside_the_pack_it_would_replace_is_refused(
    workbook: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, "run", workbook, "--no-letters")
    inside = workbook.parent / "salidas" / MONTH / "libro.xlsx"
    before = inside.read_bytes()
    ended = told(
        capsys, "run", inside, "--no-letters", "--out", workbook.parent / "salidas"
    )
    assert ended.code == 3
    assert inside.read_bytes() == before


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (("run", "x.xlsx", "--lang", "de"), "«--lang» no sirve. Puede ser: es, en."),
        (("run", "x.xlsx", "--workers", "0"), "no sirve. Es un número entero, desde 1."),
        (("send", "x", "--attach", "cartas"), "Puede ser: "),
    ],
)
def test_a_value_that_cannot_be_used_is_told_with_those_that_can(
    given: tuple[str, ...], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told_in_spanish = told(capsys, *given)
    assert told_in_spanish.code == 2
    assert expected in told_in_spanish.err
