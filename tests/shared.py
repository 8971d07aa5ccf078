"""What is dear to make and only looked at: made once, for all tests and their processes."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import pytest
from filelock import FileLock

from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import examine

EXAMPLE = Path(__file__).parents[1] / "workbooks" / "ejemplo-2026-09.xlsx"


@cache
def examined_example(language: str) -> Examined:
    """The shipped example, read, checked and settled."""
    return examine(EXAMPLE, language)


def shared_folder(
    factory: pytest.TempPathFactory, name: str, fill: Callable[[Path], object]
) -> Path:
    """A folder that `fill` filled, in this process of pytest-xdist or in another.

    Tests must not write into it.
    """
    place = factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        place = place.parent
    folder = place / name
    with FileLock(place / f"{name}.lock"):
        if not folder.exists():
            begun = Path(mkdtemp(dir=place))
            fill(begun)
            begun.rename(folder)
    return folder
