"""Her workbook is replaced in one step, or left exactly as it was."""

import os
from pathlib import Path

import pytest

from apoq_batch.workbook.handback import HandBack
from apoq_batch.workbook.handback import hand_back
from apoq_batch.workbook.intake import Intake
from apoq_batch.workbook.intake import take_in

CASE = Path(__file__).parents[1] / "conformance" / "case-2-es.xlsx"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "libro.xlsx"
    path.write_bytes(CASE.read_bytes())
    return path


@pytest.fixture
def intake(workbook: Path) -> Intake:
    return take_in(workbook)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_workbook_is_replaced_and_keeps_its_mode(
    workbook: Path, intake: Intake
) -> None:
    workbook.chmod(0o640)
    assert hand_back(workbook, intake, b"nuevo") is HandBack.DONE
    assert workbook.read_bytes() == b"nuevo"
    assert workbook.stat().st_mode & 0o777 == 0o640
    assert names(workbook.parent) == ["libro.xlsx"]


@pytest.mark.parametrize("mark", ["~$libro.xlsx", "~$bro.xlsx", ".~lock.libro.xlsx#"])
def test_a_workbook_open_elsewhere_is_left_alone(
    workbook: Path, intake: Intake, mark: str
) -> None:
    (workbook.parent / mark).write_bytes(b"")
    assert hand_back(workbook, intake, b"nuevo") is HandBack.OPEN_ELSEWHERE
    assert workbook.read_bytes() == CASE.read_bytes()


def test_a_workbook_that_changed_since_it_was_read_is_left_alone(
    workbook: Path, intake: Intake
) -> None:
    workbook.write_bytes(b"saved again")
    assert hand_back(workbook, intake, b"nuevo") is HandBack.CHANGED
    assert workbook.read_bytes() == b"saved again"


def test_a_workbook_that_cannot_be_replaced_is_left_alone(
    workbook: Path, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "in use")

    monkeypatch.setattr(os, "fsync", refuse)
    assert hand_back(workbook, intake, b"nuevo") is HandBack.FAILED
    assert workbook.read_bytes() == CASE.read_bytes()
    assert names(workbook.parent) == ["libro.xlsx"]


def test_the_same_bytes_are_not_written_again(workbook: Path, intake: Intake) -> None:
    before = workbook.stat().st_mtime_ns
    assert hand_back(workbook, intake, intake.content) is HandBack.DONE
    assert workbook.stat().st_mtime_ns == before


def test_of_a_link_the_file_it_points_at_is_replaced(
    workbook: Path, intake: Intake, tmp_path: Path
) -> None:
    link = tmp_path / "enlace.xlsx"
    link.symlink_to(workbook)
    assert hand_back(link, intake, b"nuevo") is HandBack.DONE
    assert workbook.read_bytes() == b"nuevo"
    assert link.is_symlink()
