"""Finished letters kept from one run to the next, found by all that their bytes hang on.

Knows keys, hashes and how much is kept; must not know how a letter is made. A letter that
is not there or not whole is simply made again: the store never makes a run fail. Letters
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
class Store:
    """A folder of finished letters; `recipe` is all they hang on beside their page."""

    folder: Path
    recipe: str
    limit_bytes: int = LIMIT_BYTES


def open_store(folder: Path, recipe: str) -> Store | None:
    """The store in a folder of our own; none where no such folder can be had."""
    try:
        make_private_folder(folder)
        if os.name == "posix" and folder.stat().st_uid != os.geteuid():
            return None
    except OSError:
        return None
    return Store(folder=folder, recipe=recipe)


def take(store: Store, page: str) -> bytes | None:
    """The finished letter of a page, if it is there and whole."""
    path = _place(store, page)
    try:
        held = path.read_bytes()
    except OSError:
        return None
    digest, content = held[:_DIGEST_BYTES], held[_DIGEST_BYTES:]
    if hashlib.sha256(content).digest() != digest:
        remove_file(path)
        return None
    touch(path)
    return content


def keep(store: Store, page: str, content: bytes) -> None:
    """Keep a finished letter, if the disk lets us."""
    with suppress(OSError):
        put_private(_place(store, page), hashlib.sha256(content).digest() + content)


def trim(store: Store) -> None:
    """Let go of the letters that were not used for longest, down to the limit."""
    held = sorted(_held(store), reverse=True)
    total = 0
    for _, size, path in held:
        total += size
        if total > store.limit_bytes:
            remove_file(path)


def _place(store: Store, page: str) -> Path:
    digest = hashlib.sha256(f"{store.recipe}\n{page}".encode())
    return store.folder / f"{digest.hexdigest()}{_ENDING}"


def _held(store: Store) -> Iterator[tuple[int, int, Path]]:
    """When each file was last used, its size and its place; another run may be at it."""
    with suppress(OSError):
        for path in store.folder.iterdir():
            with suppress(OSError):
                facts = path.stat()
                yield facts.st_mtime_ns, facts.st_size, path
