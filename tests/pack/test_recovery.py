"""What a stopped run left is told exactly, and cleared so that nothing of hers is lost."""

import hashlib
import json
from pathlib import Path

import pytest
from filelock import FileLock

from apoq_batch.pack import publishing
from apoq_batch.pack import recovery
from apoq_batch.pack.recovery import InterruptedRun
from apoq_batch.pack.recovery import Reached
from apoq_batch.pack.recovery import Staging

MONTH = "2026-09"
BEFORE, AFTER = b"before", b"after"


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def pack_in(folder: Path, content: str) -> None:
    folder.mkdir(parents=True)
    (folder / publishing.MANIFEST).write_text(content)


def note(output: Path, manifest: str, after: bytes | None = AFTER) -> Path:
    """A run was about to publish a pack and to replace the workbook."""
    workbook = output.parent / "libro.xlsx"
    told = {
        "manifest": sha256(manifest.encode()),
        "workbook": str(workbook),
        "before": sha256(BEFORE),
        "after": after and sha256(after),
    }
    (output / f".{MONTH}.cierre").write_text(json.dumps(told))
    return workbook


@pytest.fixture
def output(tmp_path: Path) -> Path:
    folder = tmp_path / "salidas"
    folder.mkdir()
    return folder


def told(output: Path) -> list[InterruptedRun]:
    found: list[InterruptedRun] = []
    publishing.recover(output, found.append)
    return found


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name != ".apoq.lock")


@pytest.mark.parametrize(
    ("published", "book", "after", "ending"),
    [
        ("old", BEFORE, AFTER, Reached.NOTHING),
        ("old", AFTER, AFTER, Reached.WORKBOOK_ONLY),
        ("old", b"hers", AFTER, Reached.NOTHING),
        ("old", BEFORE, BEFORE, Reached.NOTHING),
        ("old", BEFORE, None, Reached.NOTHING),
        ("new", BEFORE, AFTER, Reached.PACK_ONLY),
        ("new", AFTER, AFTER, Reached.BOTH),
        ("new", BEFORE, BEFORE, Reached.BOTH),
        ("new", b"hers", AFTER, Reached.PACK_AND_CHANGED),
        ("new", None, AFTER, Reached.PACK),
        ("new", BEFORE, None, Reached.PACK),
    ],
)
def test_how_far_the_stopped_run_came_is_told_once(
    output: Path,
    published: str,
    book: bytes | None,
    after: bytes | None,
    ending: Reached,
) -> None:
    pack_in(output / MONTH, published)
    workbook = note(output, "new", after)
    if book is not None:
        workbook.write_bytes(book)
    assert told(output) == [
        InterruptedRun(month=MONTH, reached=ending, workbook=str(workbook))
    ]
    assert told(output) == []
    assert names(output) == [MONTH]


@pytest.mark.parametrize("written", ["", '{"manifest": "0', "[]", "null", '{"after": 1}'])
def test_with_a_note_that_was_not_finished_nothing_had_begun(
    output: Path, written: str
) -> None:
    pack_in(output / f".{MONTH}.nuevo", "new")
    (output / f".{MONTH}.cierre").write_text(written)
    assert told(output) == [
        InterruptedRun(month=MONTH, reached=Reached.NOTHING, workbook="")
    ]
    assert names(output) == []


def test_every_month_is_told_and_cleared(output: Path) -> None:
    pack_in(output / ".2026-08.nuevo", "new")
    pack_in(output / ".2026-07.anterior", "old")
    pack_in(output / ".2026-06.anterior", "old")
    pack_in(output / "2026-06", "new")
    assert [one.month for one in told(output)] == ["2026-06", "2026-07", "2026-08"]
    assert names(output) == ["2026-06", "2026-07"]
    assert (output / "2026-07" / publishing.MANIFEST).read_text() == "old"
    assert (output / "2026-06" / publishing.MANIFEST).read_text() == "new"


def test_what_is_not_named_as_ours_is_left(output: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "hers"
    pack_in(elsewhere, "hers")
    for name in (".2026-9.nuevo", "2026-09.nuevo", ".2026-09.nuevo.txt", ".a.anterior"):
        (output / name).mkdir()
    (output / ".2026-08.nuevo").write_text("a file")
    (output / ".2026-08.cierre").mkdir()
    (output / ".2026-07.nuevo").symlink_to(elsewhere)
    (output / ".2026-07.anterior").symlink_to(elsewhere)
    before = names(output)
    assert told(output) == []
    assert names(output) == before
    assert names(elsewhere) == [publishing.MANIFEST]


def test_a_link_where_the_earlier_pack_would_be_is_left(
    output: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "hers"
    pack_in(elsewhere, "hers")
    (output / f".{MONTH}.anterior").symlink_to(elsewhere)
    pack_in(output / f".{MONTH}.nuevo", "new")
    told(output)
    assert names(output) == [f".{MONTH}.anterior"]
    assert names(elsewhere) == [publishing.MANIFEST]


def test_what_lies_beside_her_workbook_is_cleared_too(output: Path) -> None:
    workbook = note(output, "new")
    digest = sha256(b"libro.xlsx")[:8]
    (output.parent / f".apoq-{digest}-0123456789abcdef.nuevo").touch()
    workbook.write_bytes(BEFORE)
    told(output)
    assert names(output.parent) == ["libro.xlsx", "salidas"]


def test_a_run_that_is_at_it_is_no_stopped_one(output: Path) -> None:
    pack_in(output / f".{MONTH}.nuevo", "new")
    with FileLock(output / ".apoq.lock"):
        assert told(output) == []
    assert names(output) == [f".{MONTH}.nuevo"]


def test_where_nothing_was_left_nothing_is_made(output: Path) -> None:
    assert told(output) == []
    assert told(output / "where there is none") == []
    assert list(output.iterdir()) == []


def test_what_cannot_be_cleared_is_told_again(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack_in(output / f".{MONTH}.nuevo", "new")
    pack_in(output / f".{MONTH}.anterior", "old")
    pack_in(output / MONTH, "new")
    note(output, "new", None)
    monkeypatch.setattr(recovery, "remove_tree", lambda _: None)
    for _ in range(2):
        assert [one.reached for one in told(output)] == [Reached.PACK]
    monkeypatch.undo()
    assert [one.reached for one in told(output)] == [Reached.PACK]
    assert names(output) == [MONTH]


def test_a_note_is_what_is_read_again(output: Path) -> None:
    staging = Staging(output=output, month=MONTH)
    pack_in(staging.folder, "new")
    workbook = output.parent / "libro.xlsx"
    workbook.write_bytes(BEFORE)
    planned = recovery.PlannedWrite(
        workbook=workbook, before=sha256(BEFORE), after=sha256(AFTER)
    )
    recovery.write_note(staging, planned)
    staging.folder.rename(staging.target)
    assert recovery.inspect(staging).reached is Reached.PACK_ONLY
