"""Finished letters kept from one run to the next, found by all that their bytes depend on.

Knows keys, hashes and how much is kept; must not know how a letter is made. A letter that
is not there or not whole is simply made again: the cache never makes a run fail. Letters
are personal, so nobody else may read the folder.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from apoq_batch.disk import make_private_folder
from apoq_batch.disk import put_private
from apoq_batch.disk import remove_file
from apoq_batch.disk import touch

# Some five thousand letters, alone and bound together.
LIMIT_BYTES = 256 * 1024 * 1024
_ENDING = ".carta"
_DIGEST_BYTES = hashlib.sha256().digest_size


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A folder of finished letters; `fingerprint` is all they depend on beside their page."""

    folder: Path
    fingerprint: str
    limit_bytes: int = LIMIT_BYTES


def open_cache(folder: Path, fingerprint: str) -> Cache | None:
    """The cache in a folder of our own; none where no such folder can be had."""
    try:
        make_private_folder(folder)
        if os.name == "posix" and folder.stat().st_uid != os.geteuid():
            return None
    except OSError:
        return None
    return Cache(folder=folder, fingerprint=fingerprint)


def is_empty(folder: Path) -> bool:
    """Whether a folder has no finished letters, or is not there."""
    return not any(folder.glob(f"*{_ENDING}"))


def get(cache: Cache, page: str) -> bytes | None:
    """The finished letter of a page, if it is there and whole."""
    path = _path(cache, page)
    try:
        stored = path.read_bytes()
    except OSError:
        return None
    digest, content = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        remove_file(path)
        return None
    touch(path)
    return content


def put(cache: Cache, page: str, content: bytes) -> None:
    """Keep a finished letter, if the disk lets us."""
    with suppress(OSError):
        put_private(_path(cache, page), hashlib.sha256(content).digest() + content)


def trim(cache: Cache) -> None:
    """Remove the letters that were not used for longest, down to the limit."""
    newest_first = sorted(_files(cache), reverse=True)
    total = 0
    for _, size, path in newest_first:
        total += size
        if total > cache.limit_bytes:
            remove_file(path)


def _path(cache: Cache, page: str) -> Path:
    digest = hashlib.sha256(f"{cache.fingerprint}\n{page}".encode())
    return cache.folder / f"{digest.hexdigest()}{_ENDING}"


def _files(cache: Cache) -> Iterator[tuple[int, int, Path]]:
    """When each file was last used, its size and its place; another run may be at it."""
    with suppress(OSError):
        for path in cache.folder.iterdir():
            with suppress(OSError):
                facts = path.stat()
                yield facts.st_mtime_ns, facts.st_size, path
