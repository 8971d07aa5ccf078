"""A real Dask scheduler and workers: the same bytes, also when a worker dies half-way."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

import apoq_batch
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pages import pdf_files
from apoq_batch.pages import workers
from apoq_batch.pages.pdf_page import BrokenPage

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.thorough

ROOT = Path(apoq_batch.__file__).parents[1]
PAGE = (
    '<html lang="es"><title>T</title><body data-footer="" data-month="" data-page=""'
    " data-of=''><p>{}"
)
PATIENCE_SECONDS = 60
# The fonts of a page are loaded by each worker anew: a few letters are enough.
LETTERS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A cluster on this machine, its processes at hand."""

    address: str
    scheduler: subprocess.Popen[bytes]
    workers: tuple[subprocess.Popen[bytes], ...]


def started(stack: ExitStack, folder: Path, *command: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with (folder / f"{command[0]}.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{command[0]}", *command[1:]],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
    stack.enter_context(process)
    stack.callback(process.kill)
    return process


def awaited(path: Path) -> str:
    for _ in range(PATIENCE_SECONDS * 20):
        if path.is_file() and (text := path.read_text()):
            return text
        time.sleep(0.05)
    raise TimeoutError(path)


@pytest.fixture(name="run_cluster")
def _run_cluster(tmp_path: Path) -> Iterator[Callable[[int], Running]]:
    """Starts a cluster with so many workers; all ends with the test."""
    with ExitStack() as stack:

        def start(workers: int) -> Running:
            facts = tmp_path / "scheduler.json"
            alone = ("--host", "127.0.0.1", "--no-dashboard")
            scheduler = started(
                stack,
                tmp_path,
                "dask_scheduler",
                *alone,
                "--port=0",
                "--no-show",
                f"--scheduler-file={facts}",
            )
            address = json.loads(awaited(facts))["address"]
            places = [tmp_path / f"worker-{number}" for number in range(workers)]
            held = tuple(
                started(
                    stack,
                    tmp_path,
                    "dask_worker",
                    address,
                    *alone,
                    "--nthreads=1",
                    "--no-nanny",
                    f"--local-directory={place}",
                )
                for place in places
            )
            if not workers:
                return Running(address=address, scheduler=scheduler, workers=())
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=PATIENCE_SECONDS)
            return Running(address=address, scheduler=scheduler, workers=held)

        yield start


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "CHECK_SECONDS", 0.5)
    monkeypatch.setattr(workers, "CHECKS", 2)
    monkeypatch.setattr(workers, "ANSWER_SECONDS", PATIENCE_SECONDS)


def pages(folder: Path) -> list[tuple[str, Path]]:
    folder.mkdir()
    return [(PAGE.format(n), folder / f"{n:02}.pdf") for n in range(LETTERS)]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def nothing() -> None:
    """Nothing to do when a file is done."""


def test_the_bytes_are_those_of_this_machine_also_when_a_worker_dies(
    run_cluster: Callable[[int], Running], tmp_path: Path
) -> None:
    pdf_files.write_all(pages(tmp_path / "here"), nothing, workers=1)
    running = run_cluster(2)
    open_pool = partial(workers.cluster, running.address)
    pdf_files.write_all(pages(tmp_path / "there"), nothing, open_pool=open_pool)
    done = 0

    def kill_one_half_way() -> None:
        nonlocal done
        done += 1
        if done == LETTERS // 3:
            running.workers[0].kill()

    pdf_files.write_all(pages(tmp_path / "killed"), kill_one_half_way, open_pool=open_pool)
    right = contents(tmp_path / "here")
    assert len(right) == LETTERS
    assert contents(tmp_path / "there") == right
    assert contents(tmp_path / "killed") == right


@pytest.mark.parametrize("all_of", ["workers", "scheduler"])
def test_a_cluster_that_is_lost_half_way_is_named(
    run_cluster: Callable[[int], Running], tmp_path: Path, all_of: str
) -> None:
    running = run_cluster(1)

    def kill() -> None:
        lost = running.workers if all_of == "workers" else (running.scheduler,)
        for process in lost:
            process.kill()

    with pytest.raises(BatchError) as caught:
        pdf_files.write_all(
            pages(tmp_path / "out"),
            kill,
            open_pool=partial(workers.cluster, running.address),
        )
    assert caught.value.trouble is troubles.CLUSTER_LOST
    assert dict(caught.value.facts) == {"name": running.address}


def test_a_letter_with_a_fault_is_named_there_too(
    run_cluster: Callable[[int], Running], tmp_path: Path
) -> None:
    running = run_cluster(1)
    bad = [(PAGE.format('<b style="colour: red">'), tmp_path / "S1-mala.pdf")]
    with pytest.raises(BrokenPage, match=r"S1-mala\.pdf: .*colour"):
        pdf_files.write_all(
            bad, nothing, open_pool=partial(workers.cluster, running.address)
        )
    assert not (tmp_path / "S1-mala.pdf").exists()


def test_a_worker_of_another_version_is_refused(
    run_cluster: Callable[[int], Running], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running = run_cluster(1)
    monkeypatch.setattr(pdf_files, "fingerprint", lambda: "another one")
    with pytest.raises(BatchError) as caught:
        pdf_files.write_all(
            pages(tmp_path / "out"),
            nothing,
            open_pool=partial(workers.cluster, running.address),
        )
    assert caught.value.trouble is troubles.CLUSTER_DIFFERS


def test_a_cluster_without_workers_is_told(
    run_cluster: Callable[[int], Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    running = run_cluster(0)
    monkeypatch.setattr(workers, "ANSWER_SECONDS", 2)
    with pytest.raises(BatchError) as caught, workers.cluster(running.address):
        pass
    assert caught.value.trouble is troubles.CLUSTER_EMPTY


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense", "carrier://pigeon:1"])
def test_an_address_where_nobody_answers_is_told(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "ANSWER_SECONDS", 1)
    with pytest.raises(BatchError) as caught, workers.cluster(address):
        pass
    assert caught.value.trouble is troubles.CLUSTER_SILENT
    assert dict(caught.value.facts) == {"name": address}
