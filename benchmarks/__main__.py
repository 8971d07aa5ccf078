"""Time the commands as whole processes, beside a peer, and print the figures."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import timed

EXAMPLE = Path(__file__).parents[1] / "workbooks" / "ejemplo-2026-09.xlsx"
RUNS = 5
TIMES = 10
PEER = "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1]); b.save(sys.argv[2])"

READER = """
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1], read_only=True, data_only=True)
for sheet in book.worksheets:
    for row in sheet.iter_rows(values_only=True):
        pass
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Wall and processor seconds of several runs, and the largest memory in MB.

    Other work on the machine stretches the wall time; the processor's much less.
    """

    name: str
    seconds: tuple[float, ...]
    processor: tuple[float, ...]
    megabytes: float

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


def measure(name: str, command: list[str], runs: int = RUNS) -> Measured:
    """Run a command several times after one that does not count."""
    taken = [timed(command) for _ in range(runs + 1)]
    return Measured(
        name=name,
        seconds=tuple(one.wall for one in taken[1:]),
        processor=tuple(one.processor for one in taken[1:]),
        megabytes=max(one.megabytes for one in taken),
    )


def apoq(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "apoq_batch", *map(str, arguments)]


def show(measured: Measured, peer: Measured | None = None) -> None:
    low, high = min(measured.seconds), max(measured.seconds)
    spent = statistics.median(measured.processor)
    ratio = ""
    if peer:
        processor = spent / statistics.median(peer.processor)
        ratio = f"{measured.median / peer.median:6.2f} {processor:6.2f}"
    print(
        f"{measured.name:44} {measured.median:7.2f} s  ({low:.2f} to {high:.2f})"
        f"  {spent:6.2f} s of processor {measured.megabytes:6.0f} MB  {ratio}"
    )


def commands(book: Path, folder: Path, label: str) -> tuple[Measured, ...]:
    out = folder / "salidas"
    keep = ("--no-write-back", "--out", out)
    return (
        measure(f"apoq check, {label}", apoq("check", book)),
        measure(
            f"apoq run --no-letters, {label}", apoq("run", book, "--no-letters", *keep)
        ),
    )


def check_beside_reading(book: Path, label: str) -> None:
    """`apoq check` and openpyxl alone reading the same values, in turn."""
    reader = [sys.executable, "-c", READER, str(book)]
    pairs = [
        (measure("", reader, runs=1), measure("", apoq("check", book), runs=1))
        for _ in range(RUNS)
    ]
    ratios = [check.processor[0] / alone.processor[0] for alone, check in pairs]
    low, high = min(ratios), max(ratios)
    print(
        f"apoq check over openpyxl reading alone, {label}: "
        f"{statistics.median(ratios):.2f} times the processor time ({low:.2f} to {high:.2f})"
    )


def main() -> None:
    print(
        f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, medians of {RUNS}"
    )
    print(
        "The last columns are the medians over those of openpyxl loading and saving the "
        "file, by wall time and by processor time."
    )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book = Path(shutil.copy(EXAMPLE, folder / "ejemplo.xlsx"))
        larger = folder / "diez.xlsx"
        # In a process of its own: a child is charged with the memory of its parent.
        enlarge = ("-m", "benchmarks.larger", str(EXAMPLE), str(larger), str(TIMES))
        subprocess.run([sys.executable, *enlarge], check=True)
        show(measure("apoq --help", apoq("--help")))
        for path, label in ((book, "367 members"), (larger, f"{367 * TIMES} members")):
            peer_command = [
                sys.executable,
                "-c",
                PEER,
                str(path),
                str(folder / "peer.xlsx"),
            ]
            peer = measure(f"openpyxl load and save, {label}", peer_command, runs=3)
            show(peer)
            for measured in commands(path, folder, label):
                show(measured, peer)
            check_beside_reading(path, label)
        keep = ("--no-write-back", "--out", folder / "cartas")
        show(
            measure("apoq run with letters, 367 members", apoq("run", book, *keep), runs=3)
        )
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"All in all {children.ru_utime + children.ru_stime:.0f} s of processor time.")


if __name__ == "__main__":
    main()
