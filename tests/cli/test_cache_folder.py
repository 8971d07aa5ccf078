"""Where finished letters are kept: in the user's cache, or where the user wishes."""

import sys
from pathlib import Path

import platformdirs
import pytest
from platformdirs.macos import MacOS
from platformdirs.windows import Windows

from apoq_batch.cli import cache_folder as module
from apoq_batch.cli.cache_folder import cache_folder

HOME = Path("/home/rosa")
XDG = Path("/var/cache/rosa")


@pytest.mark.skipif(sys.platform != "linux", reason="asks for Linux' places")
@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, HOME / ".cache/apoq/cartas"),
        ({"XDG_CACHE_HOME": str(XDG)}, XDG / "apoq/cartas"),
        ({"XDG_CACHE_HOME": "relative"}, HOME / ".cache/apoq/cartas"),
        ({"APOQ_CACHE": ""}, HOME / ".cache/apoq/cartas"),
        ({"APOQ_CACHE": "/mnt/x"}, Path("/mnt/x")),
        ({"APOQ_CACHE": "off"}, None),
        ({"APOQ_CACHE": "OFF"}, None),
    ],
)
def test_the_cache_s_folder(
    environment: dict[str, str], expected: Path | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("XDG_CACHE_HOME", "APOQ_CACHE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"HOME": str(HOME), **environment}.items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == expected


# As it was when these places were worked out by hand: nothing that was kept is lost.
@pytest.mark.parametrize(
    ("system", "expected"),
    [(MacOS, str(HOME / "Library/Caches/apoq")), (Windows, "AppData/Local/apoq")],
)
def test_other_systems_have_it_where_it_was(
    system: type[platformdirs.PlatformDirs], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setenv("HOME", str(HOME))
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", r"C:\Users\rosa\AppData\Local")
    folder = system("apoq", appauthor=False, opinion=False).user_cache_path
    assert folder.as_posix().replace("\\", "/").endswith(expected)


def test_without_a_home_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def homeless(*_: str, **__: bool) -> Path:
        raise RuntimeError("no home")

    monkeypatch.delenv("APOQ_CACHE", raising=False)
    monkeypatch.setattr(module, "user_cache_path", homeless)
    assert cache_folder() is None
