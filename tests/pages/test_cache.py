"""The cache of finished letters: found by page and fingerprint, whole or not at all, private."""

import os
import sys
from pathlib import Path

import pytest

from apoq_batch.pages.cache import Cache
from apoq_batch.pages.cache import get
from apoq_batch.pages.cache import is_empty
from apoq_batch.pages.cache import open_cache
from apoq_batch.pages.cache import put
from apoq_batch.pages.cache import trim

posix = pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")


@pytest.fixture(name="cache")
def _cache(tmp_path: Path) -> Cache:
    cache = open_cache(tmp_path / "a" / "cartas", "fingerprint")
    assert cache is not None
    return cache


def files(cache: Cache) -> list[Path]:
    return sorted(cache.folder.iterdir())


def test_what_is_kept_is_found_again(cache: Cache) -> None:
    assert get(cache, "page") is None
    put(cache, "page", b"letter")
    assert get(cache, "page") == b"letter"
    assert get(cache, "another page") is None
    again = open_cache(cache.folder, "fingerprint")
    assert again is not None
    assert get(again, "page") == b"letter"


def test_a_folder_is_empty_until_something_is_in_it(cache: Cache) -> None:
    assert is_empty(cache.folder / "nowhere")
    assert is_empty(cache.folder)
    put(cache, "page", b"letter")
    assert not is_empty(cache.folder)


def test_another_fingerprint_is_another_letter(cache: Cache) -> None:
    put(cache, "page", b"letter")
    other = open_cache(cache.folder, "another fingerprint")
    assert other is not None
    assert get(other, "page") is None


@pytest.mark.parametrize("damage", [b"", b"short", b"x" * 40])
def test_a_damaged_letter_is_thrown_away(cache: Cache, damage: bytes) -> None:
    put(cache, "page", b"letter")
    (path,) = files(cache)
    path.write_bytes(damage)
    assert get(cache, "page") is None
    assert files(cache) == []
    put(cache, "page", b"letter")
    assert get(cache, "page") == b"letter"


def test_a_changed_letter_is_thrown_away(cache: Cache) -> None:
    put(cache, "page", b"letter")
    (path,) = files(cache)
    path.write_bytes(path.read_bytes() + b"!")
    assert get(cache, "page") is None


def test_the_oldest_go_first(tmp_path: Path) -> None:
    cache = Cache(folder=tmp_path, fingerprint="r", limit_bytes=3 * (32 + 6))
    for number in range(5):
        put(cache, str(number), b"letter")
        known = files(cache)
        newest = max(known, key=lambda path: path.stat().st_mtime_ns)
        os.utime(newest, (number, number))
    assert get(cache, "0") == b"letter"  # used just now, so no longer the oldest
    trim(cache)
    left = [number for number in range(5) if get(cache, str(number))]
    assert left == [0, 3, 4]


def test_below_the_limit_nothing_goes(cache: Cache) -> None:
    put(cache, "page", b"letter")
    trim(cache)
    assert get(cache, "page") == b"letter"


def test_a_folder_that_goes_away_harms_nothing(cache: Cache) -> None:
    cache.folder.rmdir()
    put(cache, "page", b"letter")
    assert get(cache, "page") is None
    trim(cache)


def test_where_no_folder_can_be_there_is_no_cache(tmp_path: Path) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("x")
    assert open_cache(in_the_way, "fingerprint") is None
    assert open_cache(in_the_way / "below", "fingerprint") is None


@posix
def test_a_folder_of_somebody_else_is_no_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert open_cache(tmp_path / "cartas", "fingerprint") is None


@posix
def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    folder = tmp_path / "cartas"
    folder.mkdir(mode=0o755)
    cache = open_cache(folder, "fingerprint")
    assert cache is not None
    put(cache, "page", b"letter")
    (path,) = files(cache)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/dev/full is Linux'")
def test_nothing_half_written_is_left(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "no space")

    monkeypatch.setattr("apoq_batch.disk.os.write", full)
    put(cache, "page", b"letter")
    assert files(cache) == []
