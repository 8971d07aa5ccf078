"""The steps of a process on the disk: counted, and made to fail at one of them; Linux only.

Python itself tells of most steps before it does them, whoever asks (`sys.addaudithook`);
of writing and flushing, and of the one call past Python, the names are replaced.
"""

import errno
import inspect
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

from apoq_batch.disk import exchange
from apoq_batch.pack import publishing

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO, "EACCES": errno.EACCES}
# From the step on, for good: a full disk still removes; one that is gone does nothing.
LASTING = {"full": errno.ENOSPC, "gone": errno.EIO}
HALVES = ("half", "half_kill")
KILLS = ("exit", "kill", "half_kill")
KINDS = (*ERRORS, *LASTING, *HALVES, "exit", "kill", "ctrl_c")

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_EVENTS = (
    "os.chmod",
    "os.chown",
    "os.link",
    "os.mkdir",
    "os.remove",
    "os.rename",
    "os.rmdir",
    "os.setxattr",
    "os.symlink",
    "os.truncate",
    "os.utime",
)
_KILLED = 99


@dataclass(slots=True, kw_only=True)
class Steps:
    """Counts a process's steps on the disk below a folder, and lets one of them fail."""

    root: str
    kind: str = ""
    at: int = -1
    listening: bool = True
    seen: list[str] = field(default_factory=list)
    callers: set[tuple[str, str]] = field(default_factory=set)

    def install(self, scene: str) -> None:
        """From here on, for the rest of this process."""
        patched: Any = os
        patched.write, patched.fsync = self._write_of(os.write), self._fsync
        patched = publishing
        patched.exchange = _never if scene == "no_exchange" else self._exchange
        sys.addaudithook(self._hear)

    def _hear(self, event: str, given: tuple[Any, ...]) -> None:
        """What Python itself tells before it does it: no way around this."""
        if not self.listening or not (event in _EVENTS or event == "open"):
            return
        if event == "open" and not (given[2] or 0) & _WRITING:
            return
        name = self._place(given[0])
        if name is None:
            return
        how = "buffered" if event == "open" and given[1] is not None else event
        self.callers.add((how, _caller()))
        self._step(f"{event.removeprefix('os.')} {name}")

    def _place(self, path: object) -> str | None:
        """A path below the folder, in short; handles and names in one always are."""
        if isinstance(path, int):
            self.listening = False
            text = str(Path(f"/proc/self/fd/{path}").readlink())
            self.listening = True
        else:
            text = os.fsdecode(path)  # type: ignore[arg-type]
        if Path(text).is_absolute() and not text.startswith(self.root):
            return None
        return text.removeprefix(self.root).strip("/")

    def _write_of(self, write: Callable[[int, Any], int]) -> Callable[[int, Any], int]:
        def write_or_fail(handle: int, content: Any) -> int:
            name = self._place(handle)
            if name is None:
                return write(handle, content)
            is_here = self.kind in HALVES and len(self.seen) == self.at
            if is_here and len(content) > 1:
                write(handle, content[: len(content) // 2])
            self._step(f"write {name}")
            return write(handle, content)

        return write_or_fail

    def _fsync(self, handle: int) -> None:
        """Nothing is gained by really waiting: no power is cut here."""
        name = self._place(handle)
        if name is not None:
            self._step(f"fsync {name}")

    def _exchange(self, first: Path, second: Path) -> bool:
        """The system's call, which gives an error number and does not raise."""
        try:
            self._step("exchange")
        except OSError:
            return False
        return exchange(first, second)

    def _step(self, name: str) -> None:
        number = len(self.seen)
        self.seen.append(name)
        if number == self.at and self.kind in KILLS:
            if self.kind != "exit":
                os.kill(os.getpid(), signal.SIGKILL)
            os._exit(_KILLED)
        if number == self.at and self.kind == "ctrl_c":
            raise KeyboardInterrupt
        if number == self.at and self.kind in (*ERRORS, "half"):
            code = ERRORS.get(self.kind, errno.ENOSPC)
            raise OSError(code, os.strerror(code))
        if -1 < self.at <= number and self.kind in LASTING:
            removes = name.startswith(("remove", "rmdir"))
            if not (removes and self.kind == "full"):
                raise OSError(LASTING[self.kind], os.strerror(LASTING[self.kind]))


def _never(_: Path, __: Path) -> bool:
    return False


def _caller() -> str:
    """The innermost module of the program that asked for a step, or the lock's library."""
    frame = inspect.currentframe()
    while frame is not None:
        path = frame.f_code.co_filename
        if "/filelock/" in path:
            return "filelock"
        if "/apoq_batch/" in path:
            return Path(path).name
        frame = frame.f_back
    return "nobody"
