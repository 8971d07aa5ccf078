"""Pools: results in order, few jobs ahead, and what becomes of them when workers go."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from concurrent.futures import Executor
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pages import workers
from apoq_batch.pages.workers import JobsLost
from apoq_batch.pages.workers import PoolGone
from apoq_batch.pages.workers import WorkerPool
from apoq_batch.pages.workers import submitted


class Patient(Executor):
    """Does nothing until it is asked for the oldest job, and remembers all."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, work: Any, /, *given: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        future.set_result(work(*given))
        self.futures.append(future)
        return future


class Idle(Executor):
    """Takes work and never does it."""

    def __init__(self) -> None:
        self.futures: list[Future[Any]] = []

    def submit(self, work: Any, /, *given: Any, **_: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.futures.append(future)
        return future


def results_of(
    pool: WorkerPool, work: Callable[[int], Any], jobs: Iterable[int]
) -> list[Any]:
    with submitted(pool, work, jobs) as coming:
        return list(coming)


def double(number: int) -> int:
    return 2 * number


def test_results_come_in_order_and_work_is_handed_out_as_it_is_taken() -> None:
    executor = Patient()
    pool = WorkerPool(executor=executor, size=lambda: 2)
    with submitted(pool, double, iter(range(100))) as coming:
        assert len(executor.futures) == 2 * workers.AHEAD
        assert next(coming) == 0
        assert len(executor.futures) == 2 * workers.AHEAD + 1
        assert list(coming) == [2 * number for number in range(1, 100)]


def test_any_executor_can_be_a_pool() -> None:
    with ThreadPoolExecutor(3) as executor:
        taken = WorkerPool(executor=executor, size=lambda: 3)
        assert list(results_of(taken, double, range(20))) == list(map(double, range(20)))


def test_work_nobody_waits_for_is_called_off() -> None:
    executor = Idle()

    def check() -> None:
        raise ZeroDivisionError

    idle = WorkerPool(executor=executor, size=lambda: 1, check=check)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "CHECK_SECONDS", 0)
        with pytest.raises(ZeroDivisionError):
            list(results_of(idle, double, range(9)))
    assert [future.cancelled() for future in executor.futures] == [True] * workers.AHEAD


@pytest.mark.parametrize("kind", [BrokenExecutor, PoolGone])
def test_a_pool_that_goes_leaves_what_it_had_in_hand(kind: type[Exception]) -> None:
    def fail(number: int) -> int:
        raise kind(str(number))

    with ThreadPoolExecutor(1) as executor, pytest.raises(JobsLost) as caught:
        list(results_of(WorkerPool(executor=executor, size=lambda: 1), fail, range(9)))
    assert caught.value.jobs == (0, 1, 2)
    assert str(caught.value) == "3 jobs are lost"


def test_a_fault_of_ours_is_no_loss_here_but_one_in_a_cluster() -> None:
    def fail(number: int) -> int:
        raise KeyError(number)

    with ThreadPoolExecutor(1) as executor:
        here = WorkerPool(executor=executor, size=lambda: 1)
        there = WorkerPool(executor=executor, size=lambda: 1, losses=(Exception,))
        with pytest.raises(KeyError):
            list(results_of(here, fail, range(9)))
        with pytest.raises(JobsLost):
            list(results_of(there, fail, range(9)))


def test_processes_work_beside_us() -> None:
    with workers.processes(2) as pool:
        found = set(results_of(pool, _process_number, range(8)))
    assert os.getpid() not in found


def test_processes_make_way_for_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "JOBS_EACH", 2)
    with workers.processes(1) as pool:
        found = list(results_of(pool, _process_number, range(7)))
    assert len(set(found)) == 4
    assert found == sorted(found, key=found.index)


def _process_number(_: int) -> int:
    return os.getpid()


def test_a_shared_pool_is_opened_once_and_only_when_needed() -> None:
    events: list[str] = []

    @contextmanager
    def open_pool() -> Iterator[WorkerPool]:
        events.append("came")
        with ThreadPoolExecutor(1) as executor:
            yield WorkerPool(executor=executor, size=lambda: 1)
        events.append("went")

    with workers.shared(open_pool):
        pass
    assert events == []
    with workers.shared(open_pool) as shared:
        for _ in range(2):
            with shared() as one:
                assert list(results_of(one, double, [1])) == [2]
        assert events == ["came"]
        with pytest.raises(JobsLost), shared():
            raise JobsLost(())
        with shared():
            assert events == ["came", "came"]
    assert events == ["came", "came", "went", "went"]


def test_without_the_extra_there_is_no_cluster(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(BatchError) as caught, workers.cluster("tcp://127.0.0.1:1"):
        pass
    assert caught.value.trouble is troubles.CLUSTER_UNAVAILABLE


class Cluster:
    """A cluster's client, as far as it is asked here."""

    def __init__(self, *answers: object) -> None:
        self.answers = list(answers)

    def nthreads(self) -> object:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def watch(*answers: object) -> Any:
    return workers._Watch(Cluster(*answers))


def test_a_cluster_is_asked_now_and_then_how_large_it_is() -> None:
    watching = watch({"a": 2, "b": 1}, {})
    counted = [watching.size() for _ in range(workers.ASK_EVERY + 1)]
    assert counted == [3] * workers.ASK_EVERY + [1]


def test_workers_have_time_to_come_back() -> None:
    checks: list[object] = [{}] * (workers.CHECKS - 1)
    watching = watch(*checks, {"a": 1}, *checks, {})
    for _ in range(2 * workers.CHECKS - 1):
        watching.check()
    with pytest.raises(PoolGone):
        watching.check()


def test_a_cluster_that_does_not_answer_is_gone() -> None:
    with pytest.raises(PoolGone):
        watch(OSError("no route")).check()


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_processes_end_with_a_run_that_is_killed(tmp_path: Path) -> None:
    told = tmp_path / "pids"
    program = (
        "import os, sys, time\n"
        "from apoq_batch.pages import workers\n"
        "with workers.processes(2) as pool:\n"
        "    pids = {pool.executor.submit(os.getpid).result() for _ in range(9)}\n"
        f"    open({str(told)!r}, 'w').write(' '.join(map(str, pids)))\n"
        "    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program]) as run:
        assert awaited(lambda: told.is_file() and told.read_text())
        run.kill()
    assert awaited(lambda: not any(map(is_running, told.read_text().split())))


def awaited(condition: Callable[[], object]) -> bool:
    """Whether a condition comes true within half a minute."""
    for _ in range(600):
        if condition():
            return True
        time.sleep(0.05)
    return False


def is_running(pid: str) -> bool:
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    return True
