"""What one close is asked for."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from apoq_batch.pages.workers import OpenPool

OUTPUT_FOLDER = "salidas"

# Called with how many pages are made, and of how many.
Watcher = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one run is asked for; `members` empty means letters for all of them.

    `cache_folder` is where finished letters are kept from run to run. Letters are made by
    as many `workers` as the machine has cores, or by the pool that `open_pool` opens.
    """

    workbook: Path
    output: Path
    language: str | None = None
    write_back: bool = True
    letters: bool = True
    members: tuple[str, ...] = ()
    logo: Path | None = None
    cache_folder: Path | None = None
    workers: int | None = None
    open_pool: "OpenPool | None" = None


def output_folder(workbook: Path) -> Path:
    """Where the results of a workbook go when nothing else is said."""
    return workbook.parent / OUTPUT_FOLDER
