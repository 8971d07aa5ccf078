"""Files written through to the disk and replaced in one step.

Knows the file system only; must not know what a file holds.
"""

import os
import shutil
from contextlib import suppress
from pathlib import Path


def write_through(path: Path, content: bytes) -> None:
    """Write a file and wait until the disk has it; OSError."""
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def flush_folder(folder: Path) -> None:
    """Wait until the disk has a folder's names, where the system can do that."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        # Network folders refuse it; the names are there all the same.
        with suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)


def replace_file(path: Path, content: bytes) -> None:
    """Put new content in a file's place in one step, its mode and owner kept; OSError.

    Whatever goes wrong, the file is as it was and nothing is left beside it. Of a link,
    the file it points at is replaced.
    """
    path = path.resolve()
    fresh = path.with_name(f".{path.name}.nuevo")
    try:
        write_through(fresh, content)
        if path.exists():
            _dress_like(path, fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
    flush_folder(path.parent)


def _dress_like(path: Path, fresh: Path) -> None:
    shutil.copymode(path, fresh)
    if os.name == "posix":
        owner, new = path.stat(), fresh.stat()
        if (owner.st_uid, owner.st_gid) != (new.st_uid, new.st_gid):
            # Only an administrator may give a file away; anyone may own the new one.
            with suppress(PermissionError):
                os.chown(fresh, owner.st_uid, owner.st_gid)
