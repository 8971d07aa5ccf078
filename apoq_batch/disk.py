"""Every change on the disk: files written through, put in place in one step, cleared away.

Knows the file system only; must not know what a file holds. No other module makes, renames
or removes anything, so that the tests can make every single step here fail.
"""

import ctypes
import errno
import hashlib
import os
import re
import secrets
import shutil
import sys
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path
from time import sleep

# How long to wait, in seconds, for a virus scanner or a cloud folder to let go.
PAUSES = (0.1, 0.3, 1.0, 2.0)
# Windows: access denied, sharing violation, lock violation.
_IN_USE = (5, 32, 33)
# Always a new file; O_BINARY is Windows' only.
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_NEW_SUFFIX = ".nuevo"
# Modes of a folder: all that its owner may do, all that others might.
_OWNER, _OTHERS = 0o700, 0o077
# Linux: AT_FDCWD and RENAME_EXCHANGE of renameat2.
_CURRENT_FOLDER = -100
_EXCHANGE = 2
# What folders answer, on a network above all, that cannot be flushed.
_NO_FLUSH = (
    errno.EACCES,
    errno.EBADF,
    errno.EINVAL,
    errno.ENOSYS,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.EPERM,
)


class InUse(PermissionError):
    """Another program holds a file or folder and did not let go of it in time."""


def write_through(path: Path, content: bytes) -> None:
    """Write a new file and wait until the disk has it; without success there is none.

    FileExistsError; OSError.
    """
    with _new_file(path, 0o666) as handle:
        _write(handle, content)


def write_new(path: Path, content: bytes) -> None:
    """Write a new file that `flush_file` is to see through; without success there is none.

    Of many files, writing all and then flushing all takes a fraction of the time.
    FileExistsError; OSError.
    """
    with _unflushed(path, 0o666) as handle:
        _write(handle, content)


def flush_file(path: Path) -> None:
    """Wait until the disk has a file; OSError."""
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _new_file(path: Path, mode: int) -> Iterator[int]:
    with _unflushed(path, mode) as handle:
        yield handle
        os.fsync(handle)


@contextmanager
def _unflushed(path: Path, mode: int) -> Iterator[int]:
    handle = os.open(path, _NEW_FILE, mode)
    try:
        try:
            yield handle
        finally:
            os.close(handle)
    except BaseException:
        remove_file(path)
        raise


def _write(handle: int, content: bytes) -> None:
    rest = memoryview(content)
    while rest:
        rest = rest[os.write(handle, rest) :]


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal; OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def flush_folder(folder: Path) -> None:
    """Wait until the disk has a folder's names, where the system can do that; OSError."""
    if os.name != "posix":
        return
    try:
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as problem:
        if problem.errno not in _NO_FLUSH:
            raise


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, unless they are there; OSError."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    if missing:
        folder.mkdir(parents=True, exist_ok=True)
    for path in missing:
        flush_folder(path.parent)


def make_new_folder(folder: Path) -> None:
    """Make a folder that is empty because it is new; FileExistsError, OSError."""
    folder.mkdir()
    flush_folder(folder.parent)


def rename(source: Path, target: Path) -> None:
    """Give a file or folder another name; InUse, OSError."""
    _retry_while_in_use(lambda: source.rename(target))


def exchange(first: Path, second: Path) -> bool:
    """Swap two folders in one step; whether the system can."""
    if not sys.platform.startswith("linux"):
        return False
    swap = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if swap is None:
        return False
    paths = os.fsencode(first), os.fsencode(second)
    return bool(swap(_CURRENT_FOLDER, paths[0], _CURRENT_FOLDER, paths[1], _EXCHANGE) == 0)


def remove_file(path: Path) -> None:
    """Remove a file, if the system lets us."""
    with suppress(OSError):
        path.unlink(missing_ok=True)


def remove_tree(folder: Path) -> None:
    """Remove a folder and all in it, as far as the system lets us; never through a link."""
    shutil.rmtree(folder, ignore_errors=True)


def replace_file(
    path: Path, content: bytes, check: Callable[[], None] = lambda: None
) -> None:
    """Put new content in a file's place in one step, its mode and owner kept.

    `check` is called directly before, and raises to leave the file alone. Whatever goes
    wrong, the file is as it was and nothing is left beside it. Of a link, the file it
    points at is replaced. InUse, OSError.
    """
    path = path.resolve()
    clear_beside(path)
    fresh = path.with_name(f"{_prefix(path)}{secrets.token_hex(8)}{_NEW_SUFFIX}")

    def put_in_place() -> None:
        check()
        fresh.replace(path)

    try:
        _write_with_mode_of(path, fresh, content)
        _retry_while_in_use(put_in_place)
    except BaseException:
        remove_file(fresh)
        raise
    # The file has been replaced: what the folder says now changes nothing about it.
    with suppress(OSError):
        flush_folder(path.parent)


def clear_beside(path: Path) -> None:
    """Remove what killed runs left beside a file; nothing that was not named by us."""
    path = path.resolve()
    ours = re.compile(re.escape(_prefix(path)) + r"[0-9a-f]{16}" + re.escape(_NEW_SUFFIX))
    with suppress(OSError):
        for file in tuple(path.parent.iterdir()):
            if ours.fullmatch(file.name) and file.is_file() and not file.is_symlink():
                remove_file(file)


def _prefix(path: Path) -> str:
    """How the names of our files beside this one begin; short, whatever its name is."""
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()
    return f".apoq-{digest[:8]}-"


def make_private_folder(folder: Path) -> None:
    """Make a folder that nobody else may look into, or make an old one so; OSError."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=_OWNER, exist_ok=True)
    if os.name == "posix" and folder.stat().st_mode & _OTHERS:
        folder.chmod(_OWNER)


def put_private(path: Path, content: bytes) -> None:
    """Put a file that nobody else may read in its place in one step, without flushing.

    For what can be made again: after a power cut the file may be there and broken. OSError.
    """
    fresh = path.with_name(f".{secrets.token_hex(8)}{_NEW_SUFFIX}")
    try:
        with _unflushed(fresh, 0o600) as handle:
            _write(handle, content)
        fresh.replace(path)
    except BaseException:
        remove_file(fresh)
        raise


def touch(path: Path) -> None:
    """Note that a file was just used, if the system lets us."""
    with suppress(OSError):
        os.utime(path)


def _write_with_mode_of(path: Path, fresh: Path, content: bytes) -> None:
    """Write a new file that looks like another one, if that is there."""
    try:
        model = path.stat()
    except FileNotFoundError:
        write_through(fresh, content)
        return
    # Nobody else may read it before it has its owner and mode.
    with _new_file(fresh, 0o600) as handle:
        _write(handle, content)
        if os.name == "posix":
            _copy_owner_and_mode(model, handle)


def _copy_owner_and_mode(model: os.stat_result, handle: int) -> None:
    new = os.fstat(handle)
    if (model.st_uid, model.st_gid) != (new.st_uid, new.st_gid):
        try:
            os.fchown(handle, model.st_uid, model.st_gid)
        except PermissionError:
            # Only an administrator may give a file away; the group can often be kept.
            with suppress(PermissionError):
                os.fchown(handle, -1, model.st_gid)
    mode = model.st_mode & 0o7777
    if mode != os.fstat(handle).st_mode & 0o7777:
        os.fchmod(handle, mode)


def _retry_while_in_use(step: Callable[[], object]) -> None:
    """Do a step, again and again while Windows says that another program is at it."""
    for pause in (*PAUSES, None):
        try:
            step()
        except OSError as problem:
            if getattr(problem, "winerror", None) not in _IN_USE:
                raise
            if pause is None:
                raise InUse(*problem.args) from problem
            sleep(pause)
        else:
            return
