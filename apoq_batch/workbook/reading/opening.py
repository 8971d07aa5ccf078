"""A dropped file -> a workbook that is open, or what is wrong with the file.

Knows the disk and the largest file that is read; must not know what is in a workbook.
"""

from pathlib import Path

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import open_package


def open_workbook(path: Path) -> Package:
    """Read a file once and find its sheets; BatchError with the remedy when it is none."""
    return open_package(path.name, _read_file(path))


def _read_file(path: Path) -> bytes:
    name = path.name
    if name.startswith("~$"):
        raise BatchError(troubles.IS_OWNER_FILE, name=name)
    if path.is_dir():
        raise BatchError(troubles.IS_FOLDER, name=name)
    try:
        with path.open("rb") as file:
            content = file.read(limits.MAX_FILE_BYTES + 1)
    except FileNotFoundError as problem:
        raise BatchError(troubles.NOT_FOUND, name=name) from problem
    except OSError as problem:
        raise BatchError(troubles.NO_ACCESS, name=name) from problem
    if len(content) > limits.MAX_FILE_BYTES:
        raise BatchError(troubles.IS_TOO_LARGE, name=name)
    return content
