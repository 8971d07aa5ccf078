"""Pools of workers: processes of this machine, or those of a cluster.

Knows executors, the order of results and how pools end, and is the only user of Dask; must
not know what the work is. Whatever gives a `concurrent.futures.Executor` can be a pool.
"""

import asyncio
import logging
import os
import signal
import warnings
from collections import deque
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from concurrent.futures import BrokenExecutor
from concurrent.futures import CancelledError
from concurrent.futures import Executor
from concurrent.futures import Future
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures import wait
from contextlib import AbstractContextManager
from contextlib import ExitStack
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from multiprocessing import connection
from multiprocessing import get_all_start_methods
from multiprocessing import get_context
from multiprocessing import parent_process
from threading import Thread
from typing import TYPE_CHECKING
from typing import Generic
from typing import ParamSpec
from typing import TypeVar

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError

if TYPE_CHECKING:
    from distributed import Client

# Jobs handed to each worker in advance; memory does not grow with their number.
AHEAD = 3
# About so many jobs a process does before another takes its place.
JOBS_EACH = 170
# Seconds: how long a cluster may take to answer, and how often we ask whether it is there.
ANSWER_SECONDS = 10
CHECK_SECONDS = 5
# So many jobs are handed out before the cluster is asked for its size again.
ASK_EVERY = 8
# Without a worker for so many checks, none will come back.
CHECKS = 6
# Loaded once by the server from which all processes are forked.
PRELOADED = ("apoq_batch.pages.preloaded",)

J = TypeVar("J")
R = TypeVar("R")
S = ParamSpec("S")


def _all_is_well() -> None:
    """Processes of this machine tell by themselves when one of them ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerPool:
    """An executor and how many workers it has just now; `address` names a cluster.

    `losses` are the exceptions by which the executor says that a worker is gone. `check`
    is called now and then while we wait, and raises PoolGone when no worker is left.
    """

    executor: Executor
    size: Callable[[], int]
    address: str = ""
    losses: tuple[type[Exception], ...] = (BrokenExecutor,)
    check: Callable[[], None] = _all_is_well


OpenPool = Callable[[], AbstractContextManager[WorkerPool]]


class PoolGone(Exception):
    """No worker is left."""


class JobsLost(Exception, Generic[J]):
    """The pool is gone before its work was done; `jobs` are those it was doing."""

    def __init__(self, jobs: tuple[J, ...]) -> None:
        super().__init__(f"{len(jobs)} jobs are lost")
        self.jobs = jobs


@contextmanager
def submitted(
    pool: WorkerPool, work: Callable[[J], R], jobs: Iterable[J]
) -> Iterator[Iterator[R]]:
    """Hand out the first jobs; gives the results of all, in order, with few jobs ahead.

    Work says what went wrong by its result; whatever it raises in a cluster means that
    the pool is lost: JobsLost. At the end, what nobody waits for any more is cancelled.
    """
    waiting: deque[tuple[J, Future[R]]] = deque()
    losses: tuple[type[Exception], ...] = (PoolGone, CancelledError, *pool.losses)
    left = iter(jobs)

    @contextmanager
    def noticing_losses() -> Iterator[None]:
        try:
            yield
        except losses as problem:
            raise JobsLost(tuple(job for job, _ in waiting)) from problem

    def hand_out() -> None:
        with noticing_losses():
            for job in islice(left, max(0, pool.size() * AHEAD - len(waiting))):
                waiting.append((job, pool.executor.submit(work, job)))

    def results() -> Iterator[R]:
        while waiting:
            with noticing_losses():
                result = _result(pool, waiting[0][1])
            waiting.popleft()
            hand_out()
            yield result

    try:
        hand_out()
        yield results()
    finally:
        for _, future in waiting:
            future.cancel()


def _result(pool: WorkerPool, future: Future[R]) -> R:
    while not wait((future,), CHECK_SECONDS).done:
        pool.check()
    return future.result()


@contextmanager
def processes(workers: int) -> Iterator[WorkerPool]:
    """Processes of this machine; what they need is loaded at once, before the first job."""
    executor = _RenewedProcesses(workers)
    # Nobody waits for the server, which is not there before it has loaded everything.
    Thread(target=executor.start_server, daemon=True).start()
    try:
        yield WorkerPool(executor=executor, size=lambda: workers)
    finally:
        executor.shutdown(cancel_futures=True)


class _RenewedProcesses(Executor):
    """Processes that are replaced by new ones now and then, so that their memory stays small.

    Libraries of the system keep a little of every job.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.left = 0
        self.pools: list[ProcessPoolExecutor] = []
        # Not forked from us: we may have threads, and Windows cannot.
        has_server = "forkserver" in get_all_start_methods()
        self.context = get_context("forkserver") if has_server else get_context("spawn")
        self.context.set_forkserver_preload(list(PRELOADED))

    def start_server(self) -> None:
        """Start the server of processes, by a process that does nothing."""
        with suppress(OSError, EOFError):
            self.context.Process(target=_all_is_well, daemon=True).start()

    def submit(
        self, work: Callable[S, R], /, *arguments: S.args, **named: S.kwargs
    ) -> Future[R]:
        """Hand out a job; the processes before finish theirs."""
        if not self.left:
            for pool in self.pools:
                pool.shutdown(wait=False)
            new = ProcessPoolExecutor(self.workers, self.context, _start_worker)
            self.pools = [*self.pools[-1:], new]
            self.left = JOBS_EACH * self.workers
        self.left -= 1
        return self.pools[-1].submit(work, *arguments, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """End all of them."""
        for pool in self.pools:
            pool.shutdown(wait, cancel_futures=cancel_futures)


def _start_worker() -> None:
    """End when a killed run leaves us behind, and leave Ctrl-C to the run."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if parent := parent_process():
        Thread(target=_end_with, args=(parent.sentinel,), daemon=True).start()


def _end_with(sentinel: int) -> None:
    connection.wait([sentinel])
    os._exit(1)


@contextmanager
def cluster(address: str) -> Iterator[WorkerPool]:
    """The workers of a Dask cluster; BatchError when it cannot be had."""
    with _client(address) as client:
        watch = _Watch(client)
        yield WorkerPool(
            executor=client.get_executor(pure=False),
            size=watch.size,
            address=address,
            losses=(Exception,),
            check=watch.check,
        )


@contextmanager
def _client(address: str) -> "Iterator[Client]":
    try:
        from distributed import Client
    except ModuleNotFoundError as problem:
        raise BatchError(troubles.CLUSTER_UNAVAILABLE, name="distributed") from problem
    # Its own complaints are in English and come on top of ours.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    with warnings.catch_warnings():
        # Versions that matter are compared by whoever does the work.
        warnings.simplefilter("ignore")
        try:
            asyncio.run(_try_to_connect(address))
            client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as problem:
            raise BatchError(troubles.CLUSTER_SILENT, name=address) from problem
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError as problem:
            raise BatchError(troubles.CLUSTER_EMPTY, name=address) from problem
        yield client


async def _try_to_connect(address: str) -> None:
    """A client that does not get in takes long to go away again, and says so loudly."""
    from distributed.comm import connect

    comm = await connect(address, timeout=ANSWER_SECONDS)
    await comm.close()


class _Watch:
    """How many workers a cluster has, asked anew now and then, as they come and go."""

    def __init__(self, client: "Client") -> None:
        self.client = client
        self.calls = 0
        self.known = 1
        self.alone = 0

    def size(self) -> int:
        """About how many letters can be made at once; at least one, as workers may come."""
        if self.calls % ASK_EVERY == 0:
            self.known = max(1, sum(self.client.nthreads().values()))
        self.calls += 1
        return self.known

    def check(self) -> None:
        """PoolGone when there has been no worker for a while, or no scheduler."""
        try:
            is_alone = not self.client.nthreads()
        except (OSError, TimeoutError, CancelledError) as problem:
            raise PoolGone from problem
        self.alone = self.alone + 1 if is_alone else 0
        if self.alone >= CHECKS:
            raise PoolGone


@contextmanager
def shared(open_pool: OpenPool) -> Iterator[OpenPool]:
    """One pool for several runs, opened when the first of them needs it."""
    with ExitStack() as stack:
        opened: list[WorkerPool] = []

        @contextmanager
        def open_shared() -> Iterator[WorkerPool]:
            if not opened:
                opened.append(stack.enter_context(open_pool()))
            try:
                yield opened[0]
            except JobsLost:
                opened.clear()
                raise

        yield open_shared
