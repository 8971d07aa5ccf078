"""Where finished letters are kept, on each system and by the user's wish."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from apoq_batch.cli.places import store_folder

HOME = Path("/home/rosa")
XDG = Path("/var/cache/rosa")


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({}, "linux", HOME / ".cache/apoq/cartas"),
        ({"XDG_CACHE_HOME": str(XDG)}, "linux", XDG / "apoq/cartas"),
        ({"XDG_CACHE_HOME": "relative"}, "linux", HOME / ".cache/apoq/cartas"),
        ({"XDG_CACHE_HOME": str(XDG)}, "darwin", HOME / "Library/Caches/apoq/cartas"),
        ({"LOCALAPPDATA": "C:/Rosa"}, "win32", Path("C:/Rosa/apoq/cartas")),
        ({}, "win32", HOME / "AppData/Local/apoq/cartas"),
        ({"APOQ_CACHE": "/mnt/x"}, "linux", Path("/mnt/x")),
        ({"APOQ_CACHE": "off"}, "linux", None),
        ({"APOQ_CACHE": "OFF"}, "win32", None),
        ({"APOQ_CACHE": ""}, "linux", HOME / ".cache/apoq/cartas"),
    ],
)
def test_the_store_s_folder(
    environment: Mapping[str, str], platform: str, expected: Path | None
) -> None:
    assert store_folder(environment, platform, lambda: HOME) == expected


def test_without_a_home_there_is_none() -> None:
    def homeless() -> Path:
        raise RuntimeError("no home")

    assert store_folder({}, "linux", homeless) is None
