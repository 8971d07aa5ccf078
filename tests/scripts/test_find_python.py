"""Which Python the set-up takes, of Pythons that only say what they are."""

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import apoq_batch

SCRIPT = Path(apoq_batch.__file__).parents[1] / "scripts" / "find-python.sh"
SHELL = shutil.which("sh")
TOOLS = ("sh", "sort", "head", "id")
# What a Python answers when it is asked for its version, build and venv.
NEW = "3.13.1 optimised venv $0"
NEW_PLAIN = "3.13.1 plain venv $0"
OLD = "3.11.2 plain venv $0"
BARE = "3.11.2 plain bare $0"

pytestmark = pytest.mark.skipif(SHELL is None, reason="the set-up is a shell script")


def pretend(path: Path, answer: str) -> None:
    """An executable file that answers so, or none that is fit."""
    path.parent.mkdir(parents=True, exist_ok=True)
    says = f'echo "{answer}"' if answer else "exit 1"
    path.write_text(f"#!/bin/sh\n{says}\n")
    path.chmod(0o755)


def chosen(place: Path, **variables: str) -> str | None:
    """What the script says of Pythons in `system`, and in `own` and `apt` on the PATH."""
    tools = place / "tools"
    tools.mkdir()
    for name in TOOLS:
        tool = shutil.which(name)
        assert tool is not None
        (tools / name).symlink_to(tool)
    path = os.pathsep.join(map(str, (place / "own", place / "apt", tools)))
    ended = subprocess.run(
        [str(SHELL), str(SCRIPT), str(place / "system")],
        env={"PATH": path, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == (0 if ended.stdout else 1)
    assert ended.stderr == ""
    return ended.stdout.replace(f"{place}/", "").strip() or None


@pytest.mark.parametrize(
    ("pythons", "expected"),
    [
        # The system's before any other, and its newest; an old one does not count.
        (
            {"system/python3.11": OLD, "own/python3.13": NEW},
            "3.11.2 system system/python3.11",
        ),
        (
            {"system/python3.11": OLD, "system/python3.13": NEW},
            "3.13.1 system system/python3.13",
        ),
        ({"system/python3": "", "own/python3": NEW}, "3.13.1 optimised own/python3"),
        # Then an optimised build before a newer plain one.
        (
            {"own/python3.13": NEW_PLAIN, "own/python3.12": "3.12.0 optimised venv $0"},
            "3.12.0 optimised own/python3.12",
        ),
        (
            {"own/python3.13": NEW_PLAIN, "own/python3.11": OLD},
            "3.13.1 plain own/python3.13",
        ),
        # A version manager has a stand-in for a version that it does not run.
        ({"own/python3.13": "", "own/python3": OLD}, "3.11.2 plain own/python3"),
        # One that makes no environment yields to one that does, if it cannot be mended.
        (
            {"system/python3.11": BARE, "own/python3.13": NEW},
            "3.13.1 optimised own/python3.13",
        ),
        ({"system/python3.11": BARE, "own/python3.11": OLD}, "3.11.2 plain own/python3.11"),
        ({"system/python3.11": BARE}, "3.11.2 system system/python3.11"),
        ({"own/python3.13": ""}, None),
        ({}, None),
    ],
)
def test_the_best_python_is_taken(
    tmp_path: Path, pythons: dict[str, str], expected: str | None
) -> None:
    for name, answer in pythons.items():
        pretend(tmp_path / name, answer)
    assert chosen(tmp_path) == expected


def test_what_apt_can_mend_comes_before_a_plain_build(tmp_path: Path) -> None:
    pretend(tmp_path / "system" / "python3.11", BARE)
    pretend(tmp_path / "own" / "python3.13", NEW_PLAIN)
    pretend(tmp_path / "apt" / "apt-get", "")
    pretend(tmp_path / "apt" / "id", "0")
    assert chosen(tmp_path) == "3.11.2 system system/python3.11"


def test_the_python_that_is_named_is_taken(tmp_path: Path) -> None:
    pretend(tmp_path / "system" / "python3.11", OLD)
    pretend(tmp_path / "my own" / "python", NEW)
    named = chosen(tmp_path, PYTHON=str(tmp_path / "my own" / "python"))
    assert named == "3.13.1 named my own/python"


def test_a_named_one_that_is_none_is_not_replaced(tmp_path: Path) -> None:
    pretend(tmp_path / "system" / "python3.11", OLD)
    assert chosen(tmp_path, PYTHON="no-such-python") is None


def test_a_real_python_says_what_is_below_its_virtual_environment(tmp_path: Path) -> None:
    found = chosen(tmp_path, PYTHON=sys.executable)
    assert found is not None
    version, kind, path = found.split(" ", 2)
    assert (version, kind) == (platform.python_version(), "named")
    assert Path(path).is_file()
    assert not Path(path).is_relative_to(sys.prefix) or sys.prefix == sys.base_prefix
