"""Files appear whole or not at all, look as before, and nothing of hers is in the way."""

import errno
import os
import re
import sys
from pathlib import Path

import pytest

import apoq_batch
from apoq_batch import disk

PACKAGE = Path(apoq_batch.__file__).parent
POSIX = pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
# What only disk.py may do; the test of faults watches a run, this all the rest.
CHANGES = re.compile(
    # Shared memory is no file.
    r"(?<!\bmemory)\.(write_bytes|write_text|mkdir|unlink|rmdir|rename|touch|symlink_to|chmod)\("
    r"|\bshutil\.|\bos\.(open|write|replace|rename|remove|mkdir|makedirs|chmod)\b"
    # `open(path, "w")` and `path.open("w")`, but not the part of a zip in memory.
    r"|(?<!\.)\bopen\([^)]*[\"'][wxa]|\.open\([^,)]*[\"'][wxa]"
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def held(code: int) -> PermissionError:
    """What Windows says when another program has a file."""
    problem = PermissionError(errno.EACCES, "in use")
    problem.winerror = code  # type: ignore[attr-defined,unused-ignore]
    return problem


def refuse_times(
    monkeypatch: pytest.MonkeyPatch, name: str, times: int, problem: OSError
) -> None:
    step, left = getattr(Path, name), [problem] * times

    def refuse(path: Path, target: Path) -> Path:
        if left:
            raise left.pop()
        given: Path = step(path, target)
        return given

    monkeypatch.setattr(Path, name, refuse)


@pytest.fixture
def waited(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    pauses: list[float] = []
    monkeypatch.setattr(disk, "sleep", pauses.append)
    return pauses


def test_no_other_module_changes_anything_on_the_disk() -> None:
    guilty = {
        path.name
        for path in PACKAGE.rglob("*.py")
        if CHANGES.search(path.read_text(encoding="utf-8"))
    }
    assert guilty == {"disk.py"}


def test_a_new_file_never_takes_the_place_of_another(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hers")
    with pytest.raises(FileExistsError):
        disk.write_through(path, b"ours")
    assert path.read_text() == "hers"


def test_of_a_file_that_could_not_be_written_nothing_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="broken"):
        disk.write_through(tmp_path / "a.txt", b"ours")
    assert names(tmp_path) == []


def test_a_file_is_replaced_and_one_that_was_not_there_is_made(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    disk.replace_file(path, b"one")
    disk.replace_file(path, b"two")
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.txt"]


def test_a_disk_that_takes_little_at_a_time_gets_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, rest: write(handle, rest[:3]))
    disk.replace_file(tmp_path / "a.txt", b"0123456789")
    assert (tmp_path / "a.txt").read_bytes() == b"0123456789"


def test_what_it_was_to_look_at_comes_last_and_can_leave_the_file_alone(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hers")

    def still() -> None:
        (fresh,) = (one for one in tmp_path.iterdir() if one != path)
        assert fresh.read_bytes() == b"ours"
        raise LookupError

    with pytest.raises(LookupError):
        disk.replace_file(path, b"ours", still)
    assert path.read_text() == "hers"
    assert names(tmp_path) == ["a.txt"]


def test_what_a_killed_run_left_is_cleared_and_nothing_of_hers_is(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    ours = f"{disk._prefix(path)}0123456789abcdef.nuevo"
    of_another = f"{disk._prefix(tmp_path / 'b.txt')}0123456789abcdef.nuevo"
    hers = [".a.txt.nuevo", "a.txt.nuevo", f"{ours}.txt", ours.upper(), of_another]
    for name in (*hers, ours, "a.txt"):
        (tmp_path / name).write_text("x")
    disk.replace_file(path, b"two")
    assert names(tmp_path) == sorted(["a.txt", *hers])


def test_a_folder_or_link_of_such_a_name_is_not_ours(tmp_path: Path) -> None:
    path, mark = tmp_path / "a.txt", disk._prefix(tmp_path / "a.txt")
    (tmp_path / f"{mark}{'0' * 16}.nuevo").mkdir()
    (tmp_path / f"{mark}{'1' * 16}.nuevo").symlink_to(tmp_path)
    before = names(tmp_path)
    disk.replace_file(path, b"two")
    assert names(tmp_path) == sorted([*before, "a.txt"])


@pytest.mark.parametrize("code", [5, 32, 33])
def test_a_program_that_lets_go_in_time_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waited: list[float], code: int
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hers")
    refuse_times(monkeypatch, "replace", 2, held(code))
    disk.replace_file(path, b"ours")
    assert path.read_bytes() == b"ours"
    assert waited == list(disk.PAUSES[:2])
    assert names(tmp_path) == ["a.txt"]


def test_one_that_does_not_is_told_and_all_is_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waited: list[float]
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hers")
    refuse_times(monkeypatch, "replace", len(disk.PAUSES) + 1, held(32))
    with pytest.raises(disk.InUse):
        disk.replace_file(path, b"ours")
    assert waited == list(disk.PAUSES)
    assert path.read_text() == "hers"
    assert names(tmp_path) == ["a.txt"]


def test_what_waiting_does_not_mend_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waited: list[float]
) -> None:
    (tmp_path / "a").mkdir()
    refuse_times(monkeypatch, "rename", 1, PermissionError(errno.EACCES, "forbidden"))
    with pytest.raises(PermissionError, match="forbidden"):
        disk.rename(tmp_path / "a", tmp_path / "b")
    assert waited == []


@POSIX
def test_it_keeps_its_mode_and_nobody_reads_it_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hers")
    path.chmod(0o604)
    modes, write = [], os.write

    def watch(handle: int, rest: memoryview) -> int:
        modes.append(os.fstat(handle).st_mode & 0o777)
        return write(handle, rest)

    monkeypatch.setattr(os, "write", watch)
    disk.replace_file(path, b"ours")
    assert modes == [0o600]
    assert path.stat().st_mode & 0o777 == 0o604


@POSIX
@pytest.mark.parametrize("is_administrator", [True, False])
def test_it_keeps_its_owner_or_at_least_its_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_administrator: bool
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("hers")
    asked: list[tuple[int, int]] = []

    def own(_: int, user: int, group: int) -> None:
        asked.append((user, group))
        if user != -1 and not is_administrator:
            raise PermissionError(errno.EPERM, "not yours to give")

    class Model:
        st_uid, st_gid, st_mode = 1234, 5678, 0o100644

    monkeypatch.setattr(os, "fchown", own)
    monkeypatch.setattr(Path, "stat", lambda _: Model)
    with disk._new_file(path.with_name("b.txt"), 0o600) as handle:
        disk._copy_owner_and_mode(path.stat(), handle)
    monkeypatch.undo()
    assert asked == [(1234, 5678), (-1, 5678)][: 1 if is_administrator else 2]
    assert path.with_name("b.txt").stat().st_mode & 0o777 == 0o644


@POSIX
@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOTSUP])
def test_a_folder_that_cannot_be_flushed_is_none_the_worse(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    disk.flush_folder(tmp_path)
    monkeypatch.setattr(os, "name", "nt")
    disk.flush_folder(tmp_path / "where there is none")


@POSIX
def test_a_folder_the_disk_fails_for_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="broken"):
        disk.flush_folder(tmp_path)


def test_folders_are_swapped_where_the_system_can(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    if sys.platform.startswith("linux"):
        assert disk.exchange(tmp_path / "a", tmp_path / "b")
        assert names(tmp_path / "a") == ["b"]
        assert not disk.exchange(tmp_path / "a", tmp_path / "c")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert not disk.exchange(tmp_path / "a", tmp_path / "b")


def test_a_file_flushed_later_is_new_and_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    disk.write_new(path, b"content")
    disk.flush_file(path)
    assert path.read_bytes() == b"content"
    with pytest.raises(FileExistsError):
        disk.write_new(path, b"other")
    assert path.read_bytes() == b"content"


def test_a_private_file_replaces_another_and_leaves_nothing_beside_it(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "above" / "own"
    disk.make_private_folder(folder)
    disk.make_private_folder(folder)
    path = folder / "a"
    for content in (b"first", b"second"):
        disk.put_private(path, content)
        assert path.read_bytes() == content
    assert list(folder.iterdir()) == [path]
    with pytest.raises(OSError, match=r"nowhere"):
        disk.put_private(tmp_path / "nowhere" / "a", b"x")


def test_a_use_is_noted_where_that_can_be(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x")
    os.utime(path, (0, 0))
    disk.touch(path)
    assert path.stat().st_mtime > 0
    disk.touch(tmp_path / "nowhere")
