"""Whatever fails at whatever step of a run: each thing is complete, old or new, never a mix.

The run is a real one, on a real folder; faults.py says how its steps are made to fail.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from apoq_batch.pack import publishing
from tests import disk_steps
from tests import faults

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the steps are counted as Linux has them"
)

Case = dict[str, Any]
Ask = Callable[[str, str], Any]

ENDINGS = {
    "ENOSPC": "disk_full",
    "full": "disk_full",
    "half": "disk_full",
    "EACCES": "forbidden",
    "EIO": "failed",
    "gone": "failed",
}
# One fault, one power cut and one half of a write, while a pack is replaced, are tried in
# `make test`; all that can happen, in every scene, in `.ci/run`.
QUICK = {("again", "ENOSPC"), ("again", "half"), ("again", "kill")}


def tried(kinds: Iterable[str], *scenes: str) -> pytest.MarkDecorator:
    """A test of each kind of fault in each scene."""
    cases = [
        pytest.param(
            scene, kind, marks=() if (scene, kind) in QUICK else pytest.mark.thorough
        )
        for scene in scenes
        for kind in kinds
    ]
    return pytest.mark.parametrize(("scene", "kind"), cases)


@pytest.fixture(scope="module")
def ask() -> Iterator[Ask]:
    """A process that settles the month once and then only runs: see faults.py."""
    command = [sys.executable, "-m", "tests.faults"]
    with subprocess.Popen(
        command,
        cwd=faults.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        asking, answering = process.stdin, process.stdout

        @cache
        def answer(scene: str, kind: str) -> Any:
            asking.write(f"{scene} {kind}\n")
            asking.flush()
            return json.loads(answering.readline())

        yield answer


def complaints(case: Case, scene: str, kind: str) -> Iterator[str]:
    """Everything that is not as promised after one run and the one that follows it."""
    book, held, aside = (case["left"][name] for name in ("book", "pack", "aside"))
    if book not in {"old", "new"}:
        yield f"the workbook is {book}"
    earlier = "none" if scene == "fresh" else "old"
    is_aside = scene == "no_exchange" and (held, aside) == ("none", "old")
    if held not in {earlier, "new"} and not is_aside:
        yield f"the pack is {held}"
    whole = {"book": book, "pack": aside if is_aside else held, "aside": "none"}
    beside = case["cleared"]["beside"]
    if case["cleared"] != {**whole, "beside": beside, "within": []}:
        yield f"cleared up it is {case['cleared']}"
    yield from complaints_about_the_end(case, kind)
    yield from complaints_about_what_is_told(case)
    if case["again"] != "done":
        yield f"the next run ends with {case['again']}"
    right = {"book": "new", "pack": "next" if book == "new" else "new", "aside": "none"}
    if case["after"] != {**right, "beside": [], "within": []}:
        yield f"the next run leaves {case['after']}"
    if case["mode"] != 0o640:
        yield f"the mode is {case['mode']:o}"


def complaints_about_the_end(case: Case, kind: str) -> Iterator[str]:
    """What the run itself said is what it did, and it tidied up as far as it could."""
    ended, left = case["ended"], case["left"]
    expected = ENDINGS.get(kind, "")
    got = (left["book"], left["pack"])
    match ended:
        case "done":
            is_true = got == ("new", "new")
        case "killed" | "stopped":
            is_true = True
        case _ if ended == f"trouble: {expected}":
            is_true = left["book"] == "old" and left["pack"] != "new"
        case _:
            is_true = ended == expected and got == ("old", "new")
    if not is_true:
        yield f"it ended with {ended} and left {left}"
    could_tidy_up = case["lived"] and kind not in disk_steps.LASTING
    was_tidying_up = case.get("step", "").startswith(
        ("remove", "rmdir", f"rename salidas/.{faults.MONTH}.anterior")
    )
    strays = set(left["beside"] + left["within"])
    if kind == "ctrl_c":
        # For the next run to tell, which the test of what is told sees to.
        strays.discard(f".{faults.MONTH}.cierre")
    if strays and could_tidy_up and not was_tidying_up:
        yield f"it left {strays}"


def complaints_about_what_is_told(case: Case) -> Iterator[str]:
    """The next run says what is so, and says something when there is something to say."""
    told, left = case["told"], case["left"]
    is_new = left["pack"] == "new"
    truth = {
        (False, "old"): "nothing",
        (True, "old"): "pack_only",
        (True, "new"): "both",
    }.get((is_new, left["book"]))
    if told not in ([], [truth]):
        yield f"the next run tells {told}, but it is {truth}"
    was_stopped = case["ended"] in {"killed", "stopped"}
    if not told and (left["within"] or (was_stopped and truth == "pack_only")):
        yield f"the next run tells nothing of {left}"


@tried(disk_steps.KINDS, *faults.SCENES)
def test_at_every_step_each_thing_is_complete_and_the_next_run_tells(
    ask: Ask, scene: str, kind: str
) -> None:
    clean, *cases = ask(scene, kind)
    assert clean["ended"] == "done"
    writes = [step for step in clean["steps"] if step.startswith("write")]
    assert len(cases) == len(writes if kind in disk_steps.HALVES else clean["steps"])
    said = {
        f"{case['at']} {case.get('step')}": found
        for case in (clean, *cases)
        if (found := list(complaints(case, scene, kind)))
    }
    assert said == {}


@tried(["exit", "kill"], *faults.SCENES)
def test_a_killed_run_comes_to_every_end_there_is(ask: Ask, scene: str, kind: str) -> None:
    _, *cases = ask(scene, kind)
    assert not any(case["lived"] for case in cases)
    told = {one for case in cases for one in case["told"]}
    assert told == {"nothing", "pack_only", "both"}
    if scene == "no_exchange":
        assert "old" in {case["left"]["aside"] for case in cases}


@tried(ENDINGS, "again")
def test_a_fault_comes_to_every_end_there_is(ask: Ask, scene: str, kind: str) -> None:
    ended = {case["ended"] for case in ask(scene, kind)}
    assert ended == {"done", f"trouble: {ENDINGS[kind]}", ENDINGS[kind]}


def test_all_is_on_the_disk_before_it_is_seen(ask: Ask) -> None:
    steps = ask("again", "ENOSPC")[0]["steps"]
    note, output = f"salidas/.{faults.MONTH}.cierre", "fsync salidas"
    noted, swapped = steps.index(f"open {note}"), steps.index("exchange")
    written = [one for one in steps[:noted] if one.startswith("write")]
    assert len(written) == 4
    for step in written:
        assert steps.index(step.replace("write", "fsync", 1)) < noted
    sealed = steps.index(f"fsync salidas/.{faults.MONTH}.nuevo/{publishing.MANIFEST}")
    for folder in ("", f"/{publishing.ORIGINAL}"):
        assert f"fsync salidas/.{faults.MONTH}.nuevo{folder}" in steps[sealed:noted]
    assert steps.index(f"fsync {note}") < swapped
    assert steps[swapped - 1] == steps[swapped + 1] == output
    after = [step.split(".")[0].strip() for step in steps[swapped + 2 :]]
    assert after[:6] == ["open", "write", "chmod", "fsync", "rename", "fsync"]


def test_no_step_goes_past_the_one_room_for_them(ask: Ask) -> None:
    for scene, kind in (("fresh", "letters"), ("fresh", "half"), ("no_exchange", "half")):
        answer = ask(scene, kind)
        said = answer if kind == "letters" else answer[0]
        assert said["ended"] == "done"
        assert {caller for _, caller in said["callers"]} == {"disk.py", "filelock"}
        assert "buffered" not in {how for how, _ in said["callers"]}


def test_a_step_that_goes_past_it_is_seen(ask: Ask) -> None:
    said = ask("fresh", "bypass")
    assert ["buffered", "close.py"] in said["callers"]
