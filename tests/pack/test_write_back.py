"""Her workbook is replaced in one step, or left exactly as it was."""

import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from apoq_batch import disk
from apoq_batch.pack.write_back import WriteBack
from apoq_batch.pack.write_back import write_back
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.reading.opening import open_workbook

CASE = Path(__file__).parents[1] / "conformance" / "case-2-es.xlsx"


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    path = tmp_path / "libro.xlsx"
    path.write_bytes(CASE.read_bytes())
    return path


@pytest.fixture
def original(workbook: Path) -> Package:
    return open_workbook(workbook)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_the_workbook_is_replaced_and_keeps_its_mode(
    workbook: Path, original: Package
) -> None:
    workbook.chmod(0o640)
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.DONE
    assert workbook.read_bytes() == b"nuevo"
    assert workbook.stat().st_mode & 0o777 == 0o640
    assert names(workbook.parent) == ["libro.xlsx"]


@pytest.mark.parametrize("mark", ["~$libro.xlsx", "~$bro.xlsx", ".~lock.libro.xlsx#"])
def test_a_workbook_open_elsewhere_is_left_alone(
    workbook: Path, original: Package, mark: str
) -> None:
    (workbook.parent / mark).write_bytes(b"")
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.OPEN_ELSEWHERE
    assert workbook.read_bytes() == CASE.read_bytes()


def test_a_workbook_that_changed_since_it_was_read_is_left_alone(
    workbook: Path, original: Package
) -> None:
    workbook.write_bytes(b"saved again")
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.CHANGED
    assert workbook.read_bytes() == b"saved again"


@pytest.mark.parametrize(
    ("number", "ending"),
    [
        (errno.ENOSPC, WriteBack.DISK_FULL),
        (errno.EDQUOT, WriteBack.DISK_FULL),
        (errno.EACCES, WriteBack.FORBIDDEN),
        (errno.EROFS, WriteBack.FORBIDDEN),
        (errno.EBUSY, WriteBack.OPEN_ELSEWHERE),
        (errno.EIO, WriteBack.FAILED),
    ],
)
def test_a_workbook_that_cannot_be_replaced_is_left_alone_with_the_reason(
    workbook: Path,
    original: Package,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    ending: WriteBack,
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    assert write_back(workbook, original.content, b"nuevo") is ending
    assert workbook.read_bytes() == CASE.read_bytes()
    assert names(workbook.parent) == ["libro.xlsx"]


def test_a_workbook_that_another_program_does_not_let_go_of_is_left_alone(
    workbook: Path, original: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        problem = PermissionError(errno.EACCES, "in use")
        problem.winerror = 32  # type: ignore[attr-defined,unused-ignore]
        raise problem

    monkeypatch.setattr(disk, "PAUSES", (0,))
    monkeypatch.setattr(Path, "replace", refuse)
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.OPEN_ELSEWHERE
    assert workbook.read_bytes() == CASE.read_bytes()
    assert names(workbook.parent) == ["libro.xlsx"]


def saving_meanwhile(change: Callable[[], object]) -> Callable[[int], None]:
    """She does something just when the new workbook is ready beside hers."""

    def fsync(_: int) -> None:
        change()

    return fsync


def test_one_saved_at_the_last_moment_is_left_alone(
    workbook: Path, original: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    save = saving_meanwhile(lambda: workbook.write_bytes(b"saved again"))
    monkeypatch.setattr(os, "fsync", save)
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.CHANGED
    assert workbook.read_bytes() == b"saved again"
    assert names(workbook.parent) == ["libro.xlsx"]


def test_one_opened_at_the_last_moment_is_left_alone(
    workbook: Path, original: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = workbook.with_name("~$libro.xlsx")
    monkeypatch.setattr(os, "fsync", saving_meanwhile(mark.touch))
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.OPEN_ELSEWHERE
    assert workbook.read_bytes() == CASE.read_bytes()


def test_one_that_was_moved_away_is_not_made_again(
    workbook: Path, original: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    moved = workbook.with_name("otro.xlsx")
    monkeypatch.setattr(
        os, "fsync", saving_meanwhile(lambda: workbook.exists() and workbook.rename(moved))
    )
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.CHANGED
    assert names(workbook.parent) == ["otro.xlsx"]


def test_a_protected_workbook_is_left_alone_where_the_system_says_no_reason(
    workbook: Path, original: Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    workbook.chmod(0o444)
    monkeypatch.setattr(sys, "platform", "win32")
    assert write_back(workbook, original.content, b"nuevo") is WriteBack.FORBIDDEN
    assert workbook.read_bytes() == CASE.read_bytes()


def test_the_same_bytes_are_not_written_again(workbook: Path, original: Package) -> None:
    before = workbook.stat().st_mtime_ns
    assert write_back(workbook, original.content, original.content) is WriteBack.DONE
    assert workbook.stat().st_mtime_ns == before


def test_of_a_link_the_file_it_points_at_is_replaced(
    workbook: Path, original: Package, tmp_path: Path
) -> None:
    link = tmp_path / "enlace.xlsx"
    link.symlink_to(workbook)
    assert write_back(link, original.content, b"nuevo") is WriteBack.DONE
    assert workbook.read_bytes() == b"nuevo"
    assert link.is_symlink()


def test_a_mark_beside_the_file_a_link_points_at_counts(
    workbook: Path, original: Package, tmp_path: Path
) -> None:
    folder = tmp_path / "escritorio"
    folder.mkdir()
    link = folder / "enlace.xlsx"
    link.symlink_to(workbook)
    (tmp_path / ".~lock.libro.xlsx#").touch()
    assert write_back(link, original.content, b"nuevo") is WriteBack.OPEN_ELSEWHERE
