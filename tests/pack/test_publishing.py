"""The pack appears whole or not at all, whatever happens on the way."""

import errno
import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from filelock import FileLock

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.disk import InUse
from apoq_batch.disk import sha256_of
from apoq_batch.pack import publishing
from apoq_batch.pack.recovery import PlannedWrite

MONTH = "2026-09"
NO_WORKBOOK = PlannedWrite(workbook=Path("libro.xlsx"), before="", after=None)


def publish(output: Path, content: bytes) -> Path:
    with publishing.building(output, MONTH) as staging:
        publishing.put(staging, "cartas/a.pdf", content)
        publishing.write_manifest(staging, {"month": MONTH})
        return publishing.publish(staging, NO_WORKBOOK)


def break_while_building(output: Path) -> None:
    with publishing.building(output, MONTH) as staging:
        publishing.put(staging, "cartas/a.pdf", b"dos")
        raise RuntimeError("something broke")


def test_a_pack_holds_its_files_and_their_hashes(tmp_path: Path) -> None:
    folder = publish(tmp_path, b"uno")
    manifest = json.loads((folder / publishing.MANIFEST).read_text(encoding="utf-8"))
    assert (folder / "cartas" / "a.pdf").read_bytes() == b"uno"
    assert manifest["files"] == {"cartas/a.pdf": sha256_of(folder / "cartas" / "a.pdf")}


def test_a_second_pack_replaces_the_first_as_a_whole(tmp_path: Path) -> None:
    first = publish(tmp_path, b"uno")
    (first / "suelto.txt").write_text("a file of the first pack")
    second = publish(tmp_path, b"dos")
    assert second == first
    assert sorted(path.name for path in second.iterdir()) == ["cartas", publishing.MANIFEST]
    assert (second / "cartas" / "a.pdf").read_bytes() == b"dos"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".apoq.lock", MONTH]


def test_without_an_exchange_in_one_step_it_is_replaced_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    publish(tmp_path, b"uno")
    second = publish(tmp_path, b"dos")
    assert (second / "cartas" / "a.pdf").read_bytes() == b"dos"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".apoq.lock", MONTH]


def test_a_pack_that_cannot_take_its_place_leaves_the_earlier_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(tmp_path, b"uno")
    rename = Path.rename

    def refuse(path: Path, target: Path) -> Path:
        if path.name.endswith(".nuevo"):
            raise PermissionError(errno.EACCES, "in use")
        return rename(path, target)

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(BatchError) as caught:
        publish(tmp_path, b"dos")
    assert caught.value.trouble is troubles.OUTPUT_FORBIDDEN
    assert (first / "cartas" / "a.pdf").read_bytes() == b"uno"


def test_a_failing_run_leaves_the_earlier_pack(tmp_path: Path) -> None:
    first = publish(tmp_path, b"uno")
    with pytest.raises(RuntimeError, match="something broke"):
        break_while_building(tmp_path)
    assert (first / "cartas" / "a.pdf").read_bytes() == b"uno"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".apoq.lock", MONTH]


def test_a_killed_run_leaves_the_earlier_pack_and_the_next_one_clears_up(
    tmp_path: Path,
) -> None:
    first = publish(tmp_path, b"uno")
    script = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from apoq_batch.pack import publishing
        with publishing.building(Path(sys.argv[1]), "2026-09") as staging:
            publishing.put(staging, "cartas/a.pdf", b"dos")
            os.kill(os.getpid(), signal.SIGKILL)
        """
    )
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert (first / "cartas" / "a.pdf").read_bytes() == b"uno"
    assert (tmp_path / f".{MONTH}.nuevo").is_dir()
    publish(tmp_path, b"tres")
    assert sorted(path.name for path in tmp_path.iterdir()) == [".apoq.lock", MONTH]
    assert (first / "cartas" / "a.pdf").read_bytes() == b"tres"


@pytest.mark.parametrize("left", [".2026-08.nuevo", ".2026-08.anterior"])
def test_the_next_run_clears_up_other_months_too(tmp_path: Path, left: str) -> None:
    (tmp_path / left).mkdir()
    (tmp_path / left / publishing.MANIFEST).write_text("{}")
    publish(tmp_path, b"uno")
    months = ["2026-08", MONTH] if left.endswith("anterior") else [MONTH]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".apoq.lock", *months]


def test_nothing_is_built_where_something_could_not_be_cleared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tmp_path / f".{MONTH}.nuevo"
    left.mkdir()
    (left / "ajeno.txt").write_text("of the killed run")
    monkeypatch.setattr("apoq_batch.pack.recovery.remove_tree", lambda _: None)
    with pytest.raises(BatchError) as caught:
        publish(tmp_path, b"uno")
    assert caught.value.trouble is troubles.OUTPUT_FAILED
    assert not (tmp_path / MONTH).exists()


def test_an_earlier_pack_that_is_open_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = publish(tmp_path, b"uno")

    def refuse(_: Path, __: Path) -> None:
        raise InUse(errno.EACCES, "in use")

    monkeypatch.setattr(publishing, "exchange", lambda _, __: False)
    monkeypatch.setattr(publishing, "rename", refuse)
    with pytest.raises(BatchError) as caught:
        publish(tmp_path, b"dos")
    assert caught.value.trouble is troubles.OUTPUT_IN_USE
    assert (first / "cartas" / "a.pdf").read_bytes() == b"uno"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".apoq.lock", MONTH]


def test_a_pack_set_aside_by_a_killed_run_is_put_back(tmp_path: Path) -> None:
    first = publish(tmp_path, b"uno")
    first.rename(tmp_path / f".{MONTH}.anterior")
    with pytest.raises(RuntimeError, match="something broke"):
        break_while_building(tmp_path)
    assert (first / "cartas" / "a.pdf").read_bytes() == b"uno"


def test_a_second_run_at_once_is_told_to_wait(tmp_path: Path) -> None:
    with FileLock(tmp_path / ".apoq.lock"), pytest.raises(BatchError) as caught:
        publish(tmp_path, b"uno")
    assert caught.value.trouble is troubles.RUNNING_ALREADY


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    place = tmp_path / "salidas"
    place.write_text("a file")
    with pytest.raises(BatchError) as caught:
        publish(place, b"uno")
    assert caught.value.trouble is troubles.OUTPUT_IS_FILE


@pytest.mark.parametrize(
    ("number", "trouble"),
    [
        (errno.ENOSPC, troubles.DISK_FULL),
        (errno.EACCES, troubles.OUTPUT_FORBIDDEN),
        (errno.EIO, troubles.OUTPUT_FAILED),
    ],
)
def test_what_the_disk_refuses_is_named_and_the_earlier_pack_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, trouble: Trouble
) -> None:
    first = publish(tmp_path, b"uno")

    def refuse(_: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(BatchError) as caught:
        publish(tmp_path, b"dos")
    assert caught.value.trouble is trouble
    assert (first / "cartas" / "a.pdf").read_bytes() == b"uno"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".apoq.lock", MONTH]


def test_only_a_pack_is_replaced_by_a_pack(tmp_path: Path) -> None:
    place = tmp_path / MONTH
    place.mkdir()
    (place / "mio.txt").write_text("hers")
    with pytest.raises(BatchError) as caught:
        publish(tmp_path, b"uno")
    assert caught.value.trouble is troubles.NOT_A_PACK
    assert (place / "mio.txt").read_text() == "hers"


def letters_for(*members: str) -> dict[str, object]:
    return {f"C-{code}": {"member": code} for code in members}


@pytest.mark.parametrize(
    ("facts", "kept", "all_are_made", "is_refused"),
    [
        ({"letters": letters_for("S1", "S2"), publishing.ONLY: []}, ("S1",), False, True),
        ({"letters": letters_for("S1", "S2")}, (), False, True),
        ({"letters": letters_for("S1", "S2")}, (), True, False),
        ({"letters": letters_for("S1", "S2")}, (" s1", "S2"), False, False),
        ({"letters": letters_for("S1"), publishing.ONLY: ["S1"]}, ("S2",), False, False),
        ({"letters": {}}, (), False, False),
        ({"letters": "strange"}, (), False, False),
        ({}, (), False, False),
    ],
)
def test_a_look_at_few_letters_does_not_replace_all(
    tmp_path: Path,
    facts: dict[str, object],
    kept: tuple[str, ...],
    all_are_made: bool,
    is_refused: bool,
) -> None:
    with publishing.building(tmp_path, MONTH) as staging:
        publishing.write_manifest(staging, facts)
        target = publishing.publish(staging, NO_WORKBOOK)
    refused = []
    try:
        publishing.refuse_lost_letters(target, kept, all_are_made=all_are_made)
    except BatchError as problem:
        refused.append(problem.trouble)
    assert refused == [troubles.LETTERS_LOST] * is_refused
    publishing.refuse_lost_letters(tmp_path / "nowhere", kept, all_are_made=all_are_made)
