"""The month's pack: one folder that appears whole or not at all.

Knows files, names, hashes and renames; must not know what is inside the files.
"""

import ctypes
import errno
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from filelock import Timeout

from apoq_batch.core import troubles
from apoq_batch.core.troubles import BatchError
from apoq_batch.disk import flush_folder
from apoq_batch.disk import write_through

LETTERS = "cartas"
ORIGINAL = "original"
RESULTS = "resultados.json"
MANIFEST = "manifiesto.json"

_NOWHERE = -100
_EXCHANGE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """A pack being built beside its place; `folder` is where files are put."""

    folder: Path
    target: Path


@contextmanager
def building(output: Path, month: str) -> Iterator[Staging]:
    """Build a pack beside its place; whatever goes wrong, the earlier pack stays."""
    with _locked(output):
        staging = Staging(folder=output / f".{month}.nuevo", target=output / month)
        _recover(staging)
        _refuse_strangers(staging.target)
        try:
            with writing(output):
                staging.folder.mkdir()
            yield staging
        finally:
            shutil.rmtree(staging.folder, ignore_errors=True)


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden folder into one plain sentence."""
    try:
        yield
    except OSError as problem:
        trouble = _TROUBLES.get(problem.errno or 0, troubles.OUTPUT_FAILED)
        raise BatchError(trouble, name=str(place)) from problem


_TROUBLES = {
    errno.ENOSPC: troubles.DISK_FULL,
    errno.EDQUOT: troubles.DISK_FULL,
    errno.EACCES: troubles.OUTPUT_FORBIDDEN,
    errno.EPERM: troubles.OUTPUT_FORBIDDEN,
    errno.EROFS: troubles.OUTPUT_FORBIDDEN,
}


@contextmanager
def _locked(output: Path) -> Iterator[None]:
    if output.exists() and not output.is_dir():
        raise BatchError(troubles.OUTPUT_IS_FILE, name=str(output))
    with writing(output):
        output.mkdir(parents=True, exist_ok=True)
        lock = FileLock(output / ".apoq.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout as problem:
            raise BatchError(troubles.RUNNING_ALREADY, name=str(output)) from problem
    try:
        yield
    finally:
        lock.release()


def _recover(staging: Staging) -> None:
    """Clear what a killed run left; put back a pack it had set aside."""
    aside = _aside(staging)
    with writing(staging.target.parent):
        if staging.folder.exists():
            shutil.rmtree(staging.folder)
        if aside.exists() and not staging.target.exists():
            aside.rename(staging.target)
        elif aside.exists():
            shutil.rmtree(aside)


def _refuse_strangers(target: Path) -> None:
    """Only a pack is replaced by a pack."""
    if target.is_symlink() or (target.exists() and not (target / MANIFEST).is_file()):
        raise BatchError(troubles.NOT_A_PACK, name=str(target))


def _aside(staging: Staging) -> Path:
    return staging.target.with_name(f".{staging.target.name}.anterior")


def put(staging: Staging, name: str, content: bytes) -> None:
    """Write one file of the pack, through to the disk."""
    path = staging.folder / name
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_through(path, content)


def seal(staging: Staging, facts: Mapping[str, object]) -> None:
    """Write the manifest: the hash of every file, with the facts of the run."""
    hashes = {
        path.relative_to(staging.folder).as_posix(): sha256_of(path)
        for path in sorted(staging.folder.rglob("*"))
        if path.is_file()
    }
    manifest = {**facts, "files": hashes}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    put(staging, MANIFEST, f"{text}\n".encode())


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def publish(staging: Staging) -> Path:
    """Put the finished pack in its place; an earlier one is replaced as a whole."""
    target = staging.target
    with writing(target):
        _flush_folders(staging.folder)
        if not target.exists():
            staging.folder.rename(target)
        elif not _exchange(staging.folder, target):
            aside = _aside(staging)
            target.rename(aside)
            try:
                staging.folder.rename(target)
            except OSError:
                aside.rename(target)
                raise
            shutil.rmtree(aside, ignore_errors=True)
        flush_folder(target.parent)
    return target


def _flush_folders(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            flush_folder(path)


def _exchange(first: Path, second: Path) -> bool:
    """Swap two folders in one step where the system can: no moment without a pack."""
    if not sys.platform.startswith("linux"):
        return False
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    paths = os.fsencode(first), os.fsencode(second)
    return bool(rename(_NOWHERE, paths[0], _NOWHERE, paths[1], _EXCHANGE) == 0)
