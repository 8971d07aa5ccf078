"""How fast letters are made, beside other ways to make the same ones, in one command.

    python -m benchmarks.letters [--letters N] [--rounds N] [--curve] [--constructs]
    python -m benchmarks.letters --pairs path/to/a/checkout/of/another/version

Every figure is that of a whole process; all take turns, round after round, because the
speed of a machine drifts: what holds are the ratios. Peers that are not installed are
left out (`pip install apoq-batch[peers]`, LibreOffice from the system's packages).
"""

import argparse
import hashlib
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN
from resource import getrusage

from benchmarks import letter_peers
from benchmarks.__main__ import EXAMPLE
from benchmarks.letter_constructs import show_constructs
from benchmarks.processes import Timed
from benchmarks.processes import timed

CURVE = (100, 1_000, 5_000, 20_000)
# A letter of ours must be so many times as fast as these.
AIMS = {"plain": 4.0, "libreoffice": 6.0}
WORKERS = "workers.txt"
OURS = ("cold", "kept", "one changed")
WITHOUT = "--no-letters"


def job(name: str, folder: Path, count: int) -> list[str]:
    return [sys.executable, "-m", __spec__.name, "--job", name, str(folder), str(count)]


def example_pages() -> list[str]:
    """The pages of the shipped example's letters."""
    from apoq_batch.batch.examine import examine
    from apoq_batch.letters import files
    from apoq_batch.pages.qr import with_qr

    settlement = examine(EXAMPLE).settlement
    assert settlement is not None
    letters = files.letters_of(settlement, "es", ())
    pages = files.pages_of(settlement.book, letters, Path(), "es", "")
    own = [page for page, place in pages if place.parent.name != files.LISTS]
    # Drawn beforehand, as the peers cannot.
    return [with_qr(page) for page in own]


def some_pages(folder: Path, count: int) -> list[str]:
    """So many pages, each another one; beyond the example it is gone through again."""
    held = json.loads((folder / "pages.json").read_text(encoding="utf-8"))
    return [_another(held[n % len(held)], str(n)) for n in range(count)]


def _another(page: str, name: str) -> str:
    """The same page under another title, and so another file."""
    return page.replace("</title>", f" {name}</title>", 1)


def do(name: str, folder: Path, count: int) -> None:
    """One job, in a process of its own."""
    pages = some_pages(folder, count)
    target = folder / "out"
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir()
    if name == "docx":
        (folder / "docx").mkdir(exist_ok=True)
        letter_peers.docx(pages, folder / "docx")
    elif name in letter_peers.PEERS:
        letter_peers.PEERS[name](pages, target)
    else:
        ours(name, pages, folder)


def ours(name: str, pages: list[str], folder: Path) -> None:
    """Our own way: from nothing, with all of them kept, and with all but one kept."""
    from apoq_batch.pages import pdf_files

    store = folder / "store"
    if name == "cold":
        shutil.rmtree(store, ignore_errors=True)
    if name == "one changed":
        pages[0] = _another(pages[0], str(time.time_ns()))
    targets = [folder / "out" / f"{number}.pdf" for number in range(len(pages))]
    pdf_files.write_all(zip(pages, targets, strict=True), lambda: None, cache_folder=store)
    # The largest of the processes that made the letters; this one holds all the pages.
    largest = getrusage(RUSAGE_CHILDREN).ru_maxrss / 1024
    (folder / WORKERS).write_text(f"{largest:.0f} MB", encoding="utf-8")


def side_by_side(folder: Path, count: int, rounds: int) -> dict[str, list[Timed]]:
    """Everybody in turn, round after round."""
    names = [*OURS, *(one for one in letter_peers.PEERS if not _absent(one))]
    if "libreoffice" in names:
        timed(job("docx", folder, count))
    found: dict[str, list[Timed]] = {name: [] for name in names}
    for _ in range(rounds):
        for name in names:
            found[name].append(timed(job(name, folder, count)))
    return found


def _absent(name: str) -> bool:
    lacks = letter_peers.missing(name)
    if lacks:
        print(f"{name} is left out: {lacks} is not installed")
    return bool(lacks)


def show(found: dict[str, list[Timed]], count: int) -> None:
    base = statistics.median(one.wall for one in found["cold"])
    print(f"\n{count} letters          wall   a letter  processor   memory  ours is faster")
    for name, runs in found.items():
        wall = statistics.median(one.wall for one in runs)
        spent = statistics.median(one.processor for one in runs)
        memory = max(one.megabytes for one in runs)
        aim = f"  (aim {AIMS[name]:.0f})" if name in AIMS else ""
        print(
            f"{name:16} {wall:9.2f} s {1000 * wall / count:7.1f} ms {spent:9.2f} s"
            f" {memory:5.0f} MB  {wall / base:8.2f} times{aim}"
        )


def pairs(folder: Path, other: Path, rounds: int) -> None:
    """The main job on the example, by this version and another one in turn."""
    book = Path(shutil.copy(EXAMPLE, folder / "ejemplo.xlsx"))
    found: dict[str, list[tuple[Timed, Timed]]] = {"cold": [], "again": [], WITHOUT: []}
    trees = EXAMPLE.parents[1], other
    for _ in range(rounds):
        for name, taken in found.items():
            new, old = (_whole_run(name, tree, book, folder) for tree in trees)
            taken.append((new, old))
    print(f"\napoq run, whole: this version over {other.name}, medians of {rounds} pairs")
    for name, taken in found.items():
        wall = statistics.median(new.wall / old.wall for new, old in taken)
        spent = statistics.median(new.processor / old.processor for new, old in taken)
        seconds = statistics.median(new.processor for new, _ in taken)
        memory = max(new.megabytes for new, _ in taken)
        print(
            f"{name:16} {wall:6.2f} of the wall time {spent:6.2f} of the processor time"
            f" ({seconds:.2f} s) {memory:5.0f} MB"
        )


def _whole_run(name: str, tree: Path, book: Path, folder: Path) -> Timed:
    """From nothing, again with nothing changed, or without letters."""
    own = folder / hashlib.sha256(str(tree).encode()).hexdigest()[:8]
    if name == "cold":
        shutil.rmtree(own, ignore_errors=True)
    # A pack with all letters is not replaced by one without.
    out = own / ("sin-cartas" if name == WITHOUT else "salidas")
    command = [sys.executable, "-m", "apoq_batch", "run", str(book), "--no-write-back"]
    command += ["--out", str(out), *([name] if name == WITHOUT else [])]
    kept = {"APOQ_CACHE": str(own / "cache"), "PYTHONPATH": str(tree)}
    return timed(command, {**os.environ, **kept})


def curve(folder: Path, until: int) -> None:
    print("\nletters      wall   a letter  processor  largest process  largest worker")
    for count in CURVE:
        if count > until:
            break
        one = timed(job("cold", folder, count))
        print(
            f"{count:7,} {one.wall:8.1f} s {1000 * one.wall / count:7.1f} ms"
            f" {one.processor:8.1f} s {one.megabytes:8.0f} MB"
            f"        {(folder / WORKERS).read_text(encoding='utf-8'):>8}",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--letters", type=int, default=0, help="all of the example's")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--curve", action="store_true", help="from 100 to 20,000 letters")
    parser.add_argument("--until", type=int, default=CURVE[-1], help="end of the curve")
    parser.add_argument("--pairs", type=Path, help="beside another version's checkout")
    parser.add_argument("--constructs", action="store_true", help="what each costs")
    parser.add_argument("--job", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.job:
        name, place, count = options.job
        do(name, Path(place), int(count))
        return
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if options.pairs:
            pairs(folder, options.pairs.resolve(), options.rounds)
            return
        pages = example_pages()
        (folder / "pages.json").write_text(json.dumps(pages), encoding="utf-8")
        print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors")
        if options.curve:
            curve(folder, options.until)
        elif options.constructs:
            show_constructs(pages)
        else:
            count = options.letters or len(pages)
            show(side_by_side(folder, count, options.rounds), count)


if __name__ == "__main__":
    main()
