"""The store of finished letters: found by page and recipe, whole or not at all, private."""

import os
import sys
from pathlib import Path

import pytest

from apoq_batch.pages.cache import Store
from apoq_batch.pages.cache import keep
from apoq_batch.pages.cache import open_store
from apoq_batch.pages.cache import take
from apoq_batch.pages.cache import trim

posix = pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")


@pytest.fixture(name="store")
def _store(tmp_path: Path) -> Store:
    store = open_store(tmp_path / "a" / "cartas", "recipe")
    assert store is not None
    return store


def files(store: Store) -> list[Path]:
    return sorted(store.folder.iterdir())


def test_what_is_kept_is_found_again(store: Store) -> None:
    assert take(store, "page") is None
    keep(store, "page", b"letter")
    assert take(store, "page") == b"letter"
    assert take(store, "another page") is None
    again = open_store(store.folder, "recipe")
    assert again is not None
    assert take(again, "page") == b"letter"


def test_another_recipe_is_another_letter(store: Store) -> None:
    keep(store, "page", b"letter")
    other = open_store(store.folder, "another recipe")
    assert other is not None
    assert take(other, "page") is None


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 40])
def test_a_damaged_letter_is_thrown_away(store: Store, damage: bytes) -> None:
    keep(store, "page", b"letter")
    (path,) = files(store)
    path.write_bytes(damage)
    assert take(store, "page") is None
    assert files(store) == []
    keep(store, "page", b"letter")
    assert take(store, "page") == b"letter"


def test_a_changed_letter_is_thrown_away(store: Store) -> None:
    keep(store, "page", b"letter")
    (path,) = files(store)
    path.write_bytes(path.read_bytes() + b"!")
    assert take(store, "page") is None


def test_the_oldest_go_first(tmp_path: Path) -> None:
    store = Store(folder=tmp_path, recipe="r", limit_bytes=3 * (32 + 6))
    for number in range(5):
        keep(store, str(number), b"letter")
        known = files(store)
        newest = max(known, key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert take(store, "0") == b"letter"  # used just now, so no longer the oldest
    trim(store)
    held = [number for number in range(5) if take(store, str(number))]
    assert held == [0, 3, 4]


def test_below_the_limit_nothing_goes(store: Store) -> None:
    keep(store, "page", b"letter")
    trim(store)
    assert take(store, "page") == b"letter"


def test_a_folder_that_goes_away_harms_nothing(store: Store) -> None:
    store.folder.rmdir()
    keep(store, "page", b"letter")
    assert take(store, "page") is None
    trim(store)


def test_where_no_folder_can_be_there_is_no_store(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    assert open_store(in_the_way, "recipe") is None
    assert open_store(in_the_way / "below", "recipe") is None


@posix
def test_a_folder_of_somebody_else_is_no_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert open_store(tmp_path / "cartas", "recipe") is None


@posix
def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    folder = tmp_path / "cartas"
    folder.mkdir(mode=0o755)
    store = open_store(folder, "recipe")
    assert store is not None
    keep(store, "page", b"letter")
    (path,) = files(store)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux'")
def test_nothing_half_written_is_left(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "no space")

    monkeypatch.setattr("apoq_batch.disk.os.write", full)
    keep(store, "page", b"letter")
    assert files(store) == []
