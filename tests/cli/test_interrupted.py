"""After a power cut the next run begins by saying what it found."""

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from apoq_batch.cli import main
from apoq_batch.pack import publishing

CASE = Path(__file__).parents[1] / "conformance" / "case-2-es.xlsx"
MONTH = "2026-06"
# The program is gone just before it would replace the workbook, or publish the pack.
SCRIPT = """
import os, sys
from apoq_batch.batch import close
from apoq_batch.cli import main
from apoq_batch.pack import publishing

def gone(*_):
    os._exit(9)

if sys.argv[2] == "workbook":
    close.write_back = gone
else:
    publishing._take_place = gone
main(["run", sys.argv[1], "--no-letters"])
"""


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    return Path(shutil.copy(CASE, tmp_path / "libro.xlsx"))


def cut_off(workbook: Path, before: str) -> None:
    command = [sys.executable, "-c", textwrap.dedent(SCRIPT), str(workbook), before]
    root = Path(publishing.__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    done = subprocess.run(command, check=False, capture_output=True, env=environment)
    assert done.returncode == 9, done


def lines_of_a_run(
    workbook: Path, capsys: pytest.CaptureFixture[str], language: str
) -> list[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("APOQ_LANG", language)
        with pytest.raises(SystemExit) as ended:
            main(["run", str(workbook), "--no-letters"])
    assert ended.value.code == 0
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("before", "language", "said"),
    [
        ("workbook", "es", "completos, pero su libro todavía no se había reemplazado"),
        ("workbook", "en", "complete, but your workbook had not been replaced yet"),
        ("pack", "es", "Lo que había empezado se descarta"),
        ("pack", "en", "What it had begun is thrown away"),
    ],
)
def test_the_first_line_tells_how_far_it_had_come(
    workbook: Path,
    capsys: pytest.CaptureFixture[str],
    before: str,
    language: str,
    said: str,
) -> None:
    cut_off(workbook, before)
    output = workbook.parent / "salidas"
    assert workbook.read_bytes() == CASE.read_bytes()
    assert (output / MONTH).is_dir() == (before == "workbook")
    first, *_ = lines_of_a_run(workbook, capsys, language)
    assert said in first
    assert MONTH in first
    assert (output / MONTH / "libro.xlsx").read_bytes() == workbook.read_bytes()
    assert sorted(path.name for path in output.iterdir()) == [".apoq.lock", MONTH]
    assert said not in lines_of_a_run(workbook, capsys, language)[0]
