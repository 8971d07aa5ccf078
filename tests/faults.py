"""One real run of the program with a fault at one of its steps on the disk; Linux only.

Run as a program, it takes lines "scene kind" and answers each with one line of JSON: what
became of a run with such a fault at its first step, at its second, and so on. Every run
is a forked child; what does not touch the disk is worked out once.
"""

import gc
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import apoq_batch
from apoq_batch import tables
from apoq_batch.batch import close
from apoq_batch.batch import jobs
from apoq_batch.batch.examine import examine
from apoq_batch.batch.request import Request
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pack import publishing
from apoq_batch.pack import results_json
from apoq_batch.pack.recovery import InterruptedRun
from apoq_batch.pack.recovery import Staging
from tests.disk_steps import HALVES
from tests.disk_steps import Steps

ROOT = Path(apoq_batch.__file__).parents[1]
SMALL = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
MONTH = "2026-09"
BOOK, OUTPUT, LOCK = "libro.xlsx", "salidas", ".apoq.lock"

# No pack yet; one of the same month to replace; the same where folders cannot be swapped.
SCENES = ("fresh", "again", "no_exchange")
TROUBLES = {
    troubles.DISK_FULL: "disk_full",
    troubles.OUTPUT_FORBIDDEN: "forbidden",
    troubles.OUTPUT_FAILED: "failed",
}


def remember() -> None:
    """Settle, draw and count once for the same bytes: only the disk is under test."""
    kept: dict[tuple[object, ...], Any] = {}

    def once(owner: Any, name: str, key: Callable[..., tuple[object, ...]]) -> None:
        work = getattr(owner, name)

        def remembered(*given: Any) -> Any:
            asked = (name, *key(*given))
            if asked not in kept:
                # What was given is held too, so that no id is used a second time.
                kept[asked] = work(*given), given
            return kept[asked][0]

        setattr(owner, name, remembered)

    once(close, "examine", lambda path, language: (path.read_bytes(), language))
    once(close, "result_workbook", lambda one, _: (one.original.sha256, one.language))
    once(tables, "result_tables", lambda one, _, __, language: (id(one), language))
    once(results_json, "figures", lambda _, settlement, __, ___: (id(settlement),))


def request(folder: Path, **changed: Any) -> Request:
    """The run that is tried."""
    given = {"workbook": folder / BOOK, "output": folder / OUTPUT, "letters": False}
    return Request(**{**given, **changed})


def quiet(_: int, __: int) -> None:
    """No progress is shown."""


def outcome(folder: Path, **changed: Any) -> str:
    """How a run ended, in a word."""
    try:
        return close.run(request(folder, **changed), quiet).write_back.value
    except BatchError as problem:
        return f"trouble: {TROUBLES.get(problem.trouble, problem.trouble.message)}"
    except KeyboardInterrupt:
        return "stopped"
    # Whatever else comes out of a run is a bug, and is to be shown as one.
    except Exception as problem:  # noqa: BLE001
        return f"bug: {problem!r}"


def tree(folder: Path) -> dict[str, bytes] | None:
    """Every file of a folder, or nothing where there is none."""
    if not folder.is_dir():
        return None
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a complete workbook and a complete pack look like, before and after."""

    start: Path
    books: dict[str, bytes]
    packs: dict[str, dict[str, bytes] | None]

    def state(self, folder: Path) -> dict[str, object]:
        """What lies on the disk, each thing by its name, or "broken"."""
        output = folder / OUTPUT
        beside = {path.name for path in folder.iterdir()} - {BOOK, OUTPUT}
        within = {path.name for path in output.iterdir()} if output.is_dir() else set()
        return {
            "book": named((folder / BOOK).read_bytes(), self.books),
            "pack": named(tree(output / MONTH), self.packs),
            "aside": named(tree(output / f".{MONTH}.anterior"), self.packs),
            "beside": sorted(beside),
            "within": sorted(within - {LOCK, MONTH}),
        }


def named(found: object, known: dict[str, Any]) -> str:
    """The name under which something is known, or "broken"."""
    return next((name for name, one in known.items() if one == found), "broken")


def known(scene: str, place: Path) -> Known:
    """Make what the scene begins with, and what is right after one run and after two."""
    start = place / f"{scene}-start"
    start.mkdir(parents=True)
    shutil.copy(SMALL, start / BOOK)
    (start / BOOK).chmod(0o640)
    if scene != "fresh":
        assert outcome(start, write_back=False, language="en") == "not_wanted"
    before = tree(start / OUTPUT / MONTH)
    first = Path(shutil.copytree(start, place / f"{scene}-right"))
    assert (ended := outcome(first)) == "done", ended
    new, new_pack = (first / BOOK).read_bytes(), tree(first / OUTPUT / MONTH)
    assert (ended := outcome(first)) == "done", ended
    return Known(
        start=start,
        books={"old": (start / BOOK).read_bytes(), "new": new},
        packs={
            "none": None,
            "old": before,
            "new": new_pack,
            "next": tree(first / OUTPUT / MONTH),
        },
    )


def forked(work: Callable[[], object]) -> tuple[object, bool]:
    """What some work gives in a process of its own, and whether it lived to say so."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            answer = json.dumps(work()).encode()
            os.close(reading)
            with os.fdopen(writing, "wb") as pipe:
                pipe.write(answer)
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return (json.loads(answer), True) if answer else (None, False)


def watched(steps: Steps, scene: str, folder: Path, **changed: Any) -> dict[str, object]:
    """How a run ended, its steps and who asked for them."""
    steps.install(scene)
    ended = outcome(folder, **changed)
    steps.listening = False
    return {"ended": ended, "steps": steps.seen, "callers": sorted(steps.callers)}


def tried(scene: str, right: Known, folder: Path, kind: str, at: int) -> dict[str, Any]:
    """One run with a fault, what it left, what the next run says, does and leaves."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(right.start, folder)

    steps = Steps(root=str(folder), kind=kind, at=at)
    said, lived = forked(lambda: watched(steps, scene, folder))
    case: dict[str, Any] = said if isinstance(said, dict) else {"ended": "killed"}
    told: list[InterruptedRun] = []
    case |= {"at": at, "lived": lived, "left": right.state(folder)}
    jobs.recover(folder / OUTPUT, told.append)
    case["told"] = [one.reached.value for one in told]
    case["cleared"] = right.state(folder)
    case |= {"again": outcome(folder), "after": right.state(folder)}
    case["mode"] = (folder / BOOK).stat().st_mode & 0o777
    return case


def every(scene: str, kind: str, right: Known, place: Path) -> Iterator[dict[str, Any]]:
    """A run without a fault, and one with the fault at each of its steps."""
    folder = place / f"{scene}-{kind}"
    clean = tried(scene, right, folder, "", -1)
    yield clean
    for at, step in enumerate(clean["steps"]):
        if kind not in HALVES or step.startswith("write"):
            yield {**tried(scene, right, folder, kind, at), "step": step}


def with_letters(right: Known, place: Path) -> dict[str, Any]:
    """The steps of a run that makes letters too, and who asks for them."""
    folder = Path(shutil.copytree(right.start, place / "letters"))
    settlement = examine(folder / BOOK, None).settlement
    assert settlement is not None
    changed = {"letters": True, "members": tuple(settlement.member_lines)[:1]}
    steps = Steps(root=str(folder))
    said, _ = forked(lambda: watched(steps, "fresh", folder, **changed))
    assert isinstance(said, dict)
    return said


def with_a_bypass(right: Known, place: Path) -> dict[str, Any]:
    """The same of a run that writes a file of the pack past the one room for it."""
    folder = Path(shutil.copytree(right.start, place / "bypass"))
    steps = Steps(root=str(folder))

    def work() -> dict[str, object]:
        def put(staging: Staging, name: str, content: bytes) -> None:
            (staging.folder / name).parent.mkdir(exist_ok=True)
            (staging.folder / name).write_bytes(content)

        patched: Any = publishing
        patched.put = put
        return watched(steps, "fresh", folder)

    said, _ = forked(work)
    assert isinstance(said, dict)
    return said


def serve() -> None:
    """Answer one line after the other."""
    remember()
    scenes: dict[str, Known] = {}
    # In memory where that can be: thousands of files come and go.
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        place = Path(name).resolve()
        for line in sys.stdin:
            scene, kind = line.split()
            if scene not in scenes:
                scenes[scene] = known(scene, place)
                # What is there now is not to be copied for every child.
                gc.freeze()
            right = scenes[scene]
            answer: object
            match kind:
                case "letters":
                    answer = with_letters(right, place)
                case "bypass":
                    answer = with_a_bypass(right, place)
                case _:
                    answer = list(every(scene, kind, right, place))
            sys.stdout.write(f"{json.dumps(answer)}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    serve()
