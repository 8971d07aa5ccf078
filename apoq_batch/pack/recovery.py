"""What a run that was stopped half-way left behind: told exactly, and cleared away.

Knows the names beside a pack and the note of what a run was about to do; must not know
how a pack is made, nor what is inside a workbook.
"""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from apoq_batch.disk import clear_beside
from apoq_batch.disk import flush_folder
from apoq_batch.disk import remove_file
from apoq_batch.disk import remove_tree
from apoq_batch.disk import rename
from apoq_batch.disk import sha256_of
from apoq_batch.disk import write_through

MANIFEST = "manifiesto.json"

_FOLDERS = ("nuevo", "anterior")
_NOTE = "cierre"
_OURS = re.compile(rf"\.(\d{{4}}-\d{{2}})\.({'|'.join((*_FOLDERS, _NOTE))})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Staging:
    """A pack being built beside its place; `folder` is where files are put."""

    output: Path
    month: str

    @property
    def target(self) -> Path:
        """The pack's place."""
        return self.output / self.month

    @property
    def folder(self) -> Path:
        """Where the pack is built; whatever is here can always be thrown away."""
        return self.output / f".{self.month}.nuevo"

    @property
    def aside(self) -> Path:
        """Where the earlier pack lies, complete, while the new one is put in its place."""
        return self.output / f".{self.month}.anterior"

    @property
    def note(self) -> Path:
        """The file that says what the run is about to do, written before it begins."""
        return self.output / f".{self.month}.{_NOTE}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedWrite:
    """Her workbook and its SHA-256 before and after; no `after` if it is to stay."""

    workbook: Path
    before: str
    after: str | None


class Reached(Enum):
    """How far a run came that was stopped half-way."""

    NOTHING = "nothing"
    PACK_ONLY = "pack_only"
    WORKBOOK_ONLY = "workbook_only"
    BOTH = "both"
    PACK_AND_CHANGED = "pack_and_changed"
    PACK = "pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class InterruptedRun:
    """A run that was stopped: its month, how far it came, her workbook where it matters."""

    month: str
    reached: Reached
    workbook: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Note:
    manifest: str
    planned: PlannedWrite


def write_note(staging: Staging, planned: PlannedWrite) -> None:
    """Note what is about to happen, through to the disk; OSError."""
    note = {
        "manifest": _sha256(staging.folder / MANIFEST),
        "workbook": str(planned.workbook),
        "before": planned.before,
        "after": planned.after,
    }
    write_through(staging.note, json.dumps(note).encode())
    flush_folder(staging.output)


def remove_note(staging: Staging) -> None:
    """Remove the note of a run that has ended well: the next run has nothing to tell."""
    remove_file(staging.note)


def leftovers(output: Path) -> tuple[Staging, ...]:
    """The months of which a run has left something; for whoever holds the lock."""
    try:
        months = sorted(set(_months(output)))
    except OSError:
        return ()
    return tuple(Staging(output=output, month=month) for month in months)


def _months(output: Path) -> Iterator[str]:
    for path in output.iterdir():
        name = _OURS.fullmatch(path.name)
        if name and not path.is_symlink() and path.is_dir() == (name[2] in _FOLDERS):
            yield name[1]


def inspect(staging: Staging) -> InterruptedRun:
    """How far the run came that left this month unfinished; changes nothing."""
    note = _read_note(staging)
    reached = Reached.NOTHING if note is None else _reached(staging, note)
    workbook = "" if note is None else str(note.planned.workbook)
    return InterruptedRun(month=staging.month, reached=reached, workbook=workbook)


def clear(staging: Staging) -> None:
    """Clear a month that was left unfinished, the note at the very end."""
    note = _read_note(staging)
    if note is not None:
        clear_beside(note.planned.workbook)
    if tidy(staging):
        remove_note(staging)


def tidy(staging: Staging) -> bool:
    """Put back a pack that was set aside, throw away the rest; whether all is clear."""
    remove_tree(staging.folder)
    if staging.aside.is_dir() and not staging.aside.is_symlink():
        with suppress(OSError):
            if not staging.target.exists():
                rename(staging.aside, staging.target)
                flush_folder(staging.output)
            else:
                # Half removed under this name, it would look like a pack to put back.
                rename(staging.aside, staging.folder)
                remove_tree(staging.folder)
    return not staging.folder.exists() and not staging.aside.exists()


def _read_note(staging: Staging) -> _Note | None:
    """The note; none when it was not finished, and then nothing it tells had begun."""
    try:
        note = json.loads(staging.note.read_bytes())
        after = note["after"]
        return _Note(
            manifest=str(note["manifest"]),
            planned=PlannedWrite(
                workbook=Path(note["workbook"]),
                before=str(note["before"]),
                after=None if after is None else str(after),
            ),
        )
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _reached(staging: Staging, note: _Note) -> Reached:
    planned = note.planned
    current = _sha256(planned.workbook)
    if _sha256(staging.target / MANIFEST) != note.manifest:
        is_replaced = current == planned.after != planned.before
        return Reached.WORKBOOK_ONLY if is_replaced else Reached.NOTHING
    if not planned.after or not current:
        return Reached.PACK
    if current == planned.after:
        return Reached.BOTH
    return Reached.PACK_ONLY if current == planned.before else Reached.PACK_AND_CHANGED


def _sha256(path: Path) -> str:
    """The SHA-256 of a file, or nothing where none can be read."""
    try:
        return sha256_of(path)
    except OSError:
        return ""
