"""Replaces her workbook by the one with results, or leaves it and says why.

Knows the marks of programs that have a workbook open; must not know what is in it.
"""

import errno
import os
import sys
from enum import Enum
from pathlib import Path

from apoq_batch.disk import InUse
from apoq_batch.disk import clear_beside
from apoq_batch.disk import replace_file


class WriteBack(Enum):
    """What became of her workbook."""

    DONE = "done"
    NOT_WANTED = "not_wanted"
    OPEN_ELSEWHERE = "open_elsewhere"
    CHANGED = "changed"
    DISK_FULL = "disk_full"
    FORBIDDEN = "forbidden"
    FAILED = "failed"
    REFUSED = "refused"


_WRITABLE = 0o222
_REASONS = {
    errno.ENOSPC: WriteBack.DISK_FULL,
    errno.EDQUOT: WriteBack.DISK_FULL,
    errno.EACCES: WriteBack.FORBIDDEN,
    errno.EPERM: WriteBack.FORBIDDEN,
    errno.EROFS: WriteBack.FORBIDDEN,
    # What shared folders say of a file that another computer has open.
    errno.EBUSY: WriteBack.OPEN_ELSEWHERE,
    errno.ETXTBSY: WriteBack.OPEN_ELSEWHERE,
}


class _NotReplaced(Exception):
    """The workbook is no longer to be replaced."""

    def __init__(self, reason: WriteBack) -> None:
        super().__init__(reason.value)
        self.reason = reason


def is_open_elsewhere(path: Path) -> bool:
    """Whether Excel or LibreOffice have left their mark beside the workbook."""
    places = {path, path.resolve()}
    return any(
        place.with_name(mark).exists()
        for place in places
        for mark in (f"~${place.name}", f"~${place.name[2:]}", f".~lock.{place.name}#")
    )


def write_back(path: Path, before: bytes, content: bytes) -> WriteBack:
    """Put `content` in the workbook's place, unless it is open or no longer `before`."""

    def refuse_changed() -> None:
        if is_open_elsewhere(path):
            raise _NotReplaced(WriteBack.OPEN_ELSEWHERE)
        if path.read_bytes() != before:
            raise _NotReplaced(WriteBack.CHANGED)

    try:
        refuse_changed()
        if content == before:
            clear_beside(path)
        else:
            _refuse_read_only(path)
            replace_file(path, content, refuse_changed)
    except _NotReplaced as problem:
        return problem.reason
    except FileNotFoundError:
        return WriteBack.CHANGED
    except InUse:
        return WriteBack.OPEN_ELSEWHERE
    except OSError as problem:
        return _REASONS.get(problem.errno or 0, WriteBack.FAILED)
    return WriteBack.DONE


def _refuse_read_only(path: Path) -> None:
    """Windows never replaces a protected file, but says only that it was denied."""
    if sys.platform == "win32" and not path.stat().st_mode & _WRITABLE:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
