"""Several workbooks in one run: a pack each, one table, and the worst of the exit codes."""

import json
import shutil
from pathlib import Path

import pytest

from apoq_batch.cli import main
from apoq_batch.pack import publishing
from apoq_batch.pages import pdf_files
from apoq_batch.pages.shared_jobs import SharedJob

ROOT = Path(publishing.__file__).parents[2]
CASE = ROOT / "tests" / "conformance" / "case-2-es.xlsx"
SMALL = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
MONTH = "2026-06"


def ran(*arguments: str | Path) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("APOQ_LANG", "es")
        with pytest.raises(SystemExit) as ended:
            main(["run", *map(str, arguments)])
    code = ended.value.code
    assert isinstance(code, int)
    return code


@pytest.fixture(name="folder")
def _folder(tmp_path: Path) -> Path:
    """Two good workbooks, one of the wrong kind between them, and a mark of Excel's."""
    shutil.copy(CASE, tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").write_text("codigo;nombre\n")
    shutil.copy(SMALL, tmp_path / "c.xlsx")
    (tmp_path / "~$c.xlsx").write_bytes(b"mark")
    return tmp_path


def rows(said: str) -> list[list[str]]:
    """The lines of the table, cut at blanks."""
    lines = said.splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("───"))
    end = next(n for n in range(start, len(lines)) if not lines[n])
    return [line.split() for line in lines[start + 1 : end]]


def test_a_bad_one_does_not_stop_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = sorted(path for path in folder.iterdir() if path.suffix == ".xlsx")
    assert ran(*given, "--no-letters") == 3
    said = capsys.readouterr()
    assert [(row[0], row[1], row[-1]) for row in rows(said.out)] == [
        ("a.xlsx", MONTH, "0"),
        ("b.xlsx", "–", "–"),
        ("c.xlsx", "2026-09", "0"),
    ]
    assert "Cerrados: 2 de 3 libros" in said.out
    assert "b.xlsx" in said.err
    assert "~$" not in said.out + said.err
    for name, month in (("a", MONTH), ("c", "2026-09")):
        manifest = folder / "salidas" / name / month / publishing.MANIFEST
        assert json.loads(manifest.read_text(encoding="utf-8"))["files"]


def test_a_pattern_the_shell_left_is_expanded(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(folder / "*.xlsx", "--no-letters", "--no-write-back") == 3
    assert [row[0] for row in rows(capsys.readouterr().out)] == [
        "a.xlsx",
        "b.xlsx",
        "c.xlsx",
    ]


def test_a_pattern_that_finds_nothing_is_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert ran(tmp_path / "*.xlsx") == 3


def test_all_good_is_0_and_one_month_twice_is_two_packs(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(CASE, folder / "d.xlsx")
    out = folder / "todo"
    given = (folder / "a.xlsx", folder / "d.xlsx")
    assert ran(*given, "--no-letters", "--out", out) == 0
    for name in "ad":
        assert (out / name / MONTH / f"{name}.xlsx").is_file()
    assert len(rows(capsys.readouterr().out)) == 2


def test_results_that_would_share_a_folder_are_refused_before_anything_is_done(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = folder / "otra"
    other.mkdir()
    shutil.copy(CASE, other / "A.xlsx")
    given = (folder / "a.xlsx", other / "A.xlsx")
    assert ran(*given, "--no-letters", "--out", folder / "todo") == 3
    said = capsys.readouterr()
    assert str(given[0]) in said.err
    assert str(given[1]) in said.err
    assert not (folder / "todo").exists()


def test_a_workbook_named_like_a_pack_gets_a_folder_that_is_none(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "a.xlsx").rename(folder / f"{MONTH}.xlsx")
    given = (folder / f"{MONTH}.xlsx", folder / "c.xlsx")
    assert ran(*given, "--no-letters", "--no-write-back") == 0
    assert (folder / "salidas" / f"libro-{MONTH}" / MONTH / publishing.MANIFEST).is_file()


def test_a_member_goes_with_one_workbook_only(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ran(folder / "a.xlsx", folder / "c.xlsx", "--member", "S0001") == 2
    assert "--member" in capsys.readouterr().err
    assert not (folder / "salidas").exists()


def broken(job: SharedJob) -> pdf_files.RenderResult:
    """What takes the place of printing, also in another process."""
    return pdf_files.RenderResult(fault=(job.names[0], "a fault"))


def test_a_bug_in_one_does_not_stop_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_files, "render_shared_job", broken)
    given = (folder / "a.xlsx", folder / "c.xlsx")
    assert ran(*given, "--workers", "1") == 4
    said = capsys.readouterr()
    assert said.err.count("No se pudo hacer el archivo «informe-directiva.pdf»") == 2
    assert "Cerrados: 0 de 2 libros" in said.out
    assert sorted(path.name for path in (folder / "salidas").rglob("*.pdf")) == []


def test_letters_are_kept_where_the_user_wants_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = folder / "store"
    monkeypatch.setenv("APOQ_CACHE", str(store))
    assert ran(folder / "a.xlsx", "--member", "S0001", "--no-write-back") == 0
    kept = sorted(store.iterdir())
    assert kept != []
    assert ran(folder / "a.xlsx", "--member", "S0002", "--no-write-back", "--no-cache") == 0
    assert sorted(store.iterdir()) == kept


@pytest.mark.thorough
def test_a_cluster_that_does_not_answer_leaves_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr("apoq_batch.pages.workers.ANSWER_SECONDS", 1)
    address = "tcp://127.0.0.1:1"
    assert ran(folder / "a.xlsx", "--scheduler", address) == 3
    assert address in capsys.readouterr().err
    assert not (folder / "salidas" / MONTH).exists()
