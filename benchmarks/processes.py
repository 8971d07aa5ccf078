"""Run a command and measure it with all processes that it starts, its servers included."""

import ctypes
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass

# PR_SET_CHILD_SUBREAPER of Linux.
_TAKE_IN_ORPHANS = 36


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Wall and processor seconds of a process and its children, and its largest memory."""

    wall: float
    processor: float
    megabytes: float


def timed(command: list[str], environment: Mapping[str, str] | None = None) -> Timed:
    """Run a command once; its memory is that of the largest of its processes.

    The server from which workers are forked ends after the command: it becomes a child of
    ours, and counts with its own children. SystemExit when the command fails.
    """
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_TAKE_IN_ORPHANS, 1, 0, 0, 0)
    start = time.perf_counter()
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if os.waitstatus_to_exitcode(status) != 0:
        raise SystemExit(f"{command}: ended with {os.waitstatus_to_exitcode(status)}")
    usages = [usage]
    while True:
        try:
            usages.append(os.wait4(-1, 0)[2])
        except ChildProcessError:
            break
    return Timed(
        wall=wall,
        processor=sum(one.ru_utime + one.ru_stime for one in usages),
        megabytes=max(one.ru_maxrss for one in usages) / 1024,
    )
