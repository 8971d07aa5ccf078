"""One process at a time in a folder: a lock file; the only user of filelock.

Knows lock files; must not know what is done while one is held.
"""

from contextlib import AbstractContextManager
from pathlib import Path

from filelock import FileLock
from filelock import Timeout

from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble


def acquire(path: Path, trouble: Trouble) -> AbstractContextManager[object]:
    """Lock a file at once and give what releases it, as a `with` block.

    BatchError(trouble) when another process has it; OSError.
    """
    try:
        return FileLock(path).acquire(timeout=0)
    except Timeout as problem:
        raise BatchError(trouble, name=str(path.parent)) from problem
