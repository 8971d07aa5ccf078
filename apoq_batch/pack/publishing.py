"""Builds the month's pack beside its place and publishes it: whole, or not at all.

Knows files, names, hashes and renames; must not know what is inside the files.
"""

import errno
import json
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from contextlib import suppress
from pathlib import Path

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.records import compared
from apoq_batch.disk import InUse
from apoq_batch.disk import exchange
from apoq_batch.disk import flush_folder
from apoq_batch.disk import make_folder
from apoq_batch.disk import make_new_folder
from apoq_batch.disk import rename
from apoq_batch.disk import sha256_of
from apoq_batch.disk import write_through
from apoq_batch.pack import recovery
from apoq_batch.pack.lock import acquire
from apoq_batch.pack.recovery import InterruptedRun
from apoq_batch.pack.recovery import PlannedWrite
from apoq_batch.pack.recovery import Staging

LETTERS = "cartas"
ORIGINAL = "original"
RESULTS = "resultados.json"
MANIFEST = recovery.MANIFEST
# In the manifest: the members whose letters alone were asked for.
ONLY = "only"


def recover(output: Path, tell: Callable[[InterruptedRun], None]) -> None:
    """Call `tell` with each run that was stopped half-way in a folder, and clear up after it.

    Nothing happens while another run is at work there; what cannot be cleared now, the
    next run tells again.
    """
    if not recovery.leftovers(output):
        return
    with suppress(BatchError), _locked(output):
        unfinished = recovery.leftovers(output)
        # First told, then cleared: stopped in between, the next run tells it again.
        for staging in unfinished:
            tell(recovery.inspect(staging))
        for staging in unfinished:
            recovery.clear(staging)


@contextmanager
def building(output: Path, month: str) -> Iterator[Staging]:
    """Build a pack beside its place; whatever goes wrong, the earlier pack stays.

    The output folder is ours until the end: her workbook is replaced before another run
    can begin.
    """
    with _locked(output):
        for unfinished in recovery.leftovers(output):
            recovery.clear(unfinished)
        staging = Staging(output=output, month=month)
        _refuse_other_folder(staging.target)
        try:
            with writing(output):
                make_new_folder(staging.folder)
            yield staging
        except BaseException:
            # Once the pack was in its place, the note stays: the next run tells.
            recovery.tidy(staging)
            raise
        if recovery.tidy(staging):
            recovery.remove_note(staging)


@contextmanager
def writing(place: Path) -> Iterator[None]:
    """Turn a full disk or a forbidden folder into one plain sentence."""
    try:
        yield
    except OSError as problem:
        trouble = _TROUBLES.get(problem.errno or 0, troubles.OUTPUT_FAILED)
        if isinstance(problem, InUse):
            trouble = troubles.OUTPUT_IN_USE
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
        make_folder(output)
        lock = acquire(output / ".apoq.lock", troubles.RUNNING_ALREADY)
    with lock:
        yield


def _refuse_other_folder(target: Path) -> None:
    """BatchError when something that is no pack has the pack's name."""
    if target.is_symlink() or (target.exists() and not (target / MANIFEST).is_file()):
        raise BatchError(troubles.NOT_A_PACK, name=str(target))


def refuse_lost_letters(
    target: Path, members: Iterable[str], *, all_are_made: bool
) -> None:
    """BatchError when a pack's letters would be lost: those to others than `members`.

    A run that makes few letters, or none, is a look at something, and no new close. A
    pack of such a run may go.
    """
    if all_are_made:
        return
    try:
        manifest = json.loads((target / MANIFEST).read_bytes())
        letters = [] if manifest.get(ONLY) else list(manifest["letters"].values())
        codes = {compared(letter["member"]) for letter in letters}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        # What is no pack with letters cannot lose any.
        return
    if codes - {compared(code.strip()) for code in members}:
        raise BatchError(troubles.LETTERS_LOST, name=str(target))


def is_workbook(name: str) -> bool:
    """Whether a file's name is that of a workbook."""
    return name.lower().endswith((".xlsx", ".xlsm"))


def result_workbook(names: Iterable[str]) -> str:
    """Of the names in a pack, that of the workbook with results; empty without one."""
    return next((name for name in names if "/" not in name and is_workbook(name)), "")


def put(staging: Staging, name: str, content: bytes) -> None:
    """Write one file of the pack, through to the disk."""
    path = staging.folder / name
    with writing(path):
        make_folder(path.parent)
        write_through(path, content)


def write_manifest(staging: Staging, facts: Mapping[str, object]) -> None:
    """Write the manifest: the hash of every file, with the facts of the run."""
    hashes = {
        path.relative_to(staging.folder).as_posix(): sha256_of(path)
        for path in sorted(staging.folder.rglob("*"))
        if path.is_file()
    }
    manifest = {**facts, "files": hashes}
    text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
    put(staging, MANIFEST, f"{text}\n".encode())


def publish(staging: Staging, planned: PlannedWrite) -> Path:
    """Put the finished pack in its place; an earlier one is replaced as a whole.

    `planned` is what comes next, the change of her workbook: it is noted before.
    """
    with writing(staging.target):
        _flush_folders(staging.folder)
        try:
            recovery.write_note(staging, planned)
            _take_place(staging)
        except OSError:
            recovery.remove_note(staging)
            raise
        # The pack is in its place: what the folder says now changes nothing about it.
        with suppress(OSError):
            flush_folder(staging.output)
    return staging.target


def _take_place(staging: Staging) -> None:
    if not staging.target.exists():
        rename(staging.folder, staging.target)
    elif not exchange(staging.folder, staging.target):
        rename(staging.target, staging.aside)
        try:
            rename(staging.folder, staging.target)
        except OSError:
            rename(staging.aside, staging.target)
            raise


def _flush_folders(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if path.is_dir():
            flush_folder(path)
