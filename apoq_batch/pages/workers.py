"""Who does the work: processes of this machine, or those of a cluster.

Knows executors, their order and their ends, and is the only user of Dask; must not know
what the work is. Whatever gives a `concurrent.futures.Executor` can be a crew.
"""

import asyncio
import ctypes
import logging
import signal
import sys
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
from dataclasses import dataclass
from multiprocessing import get_context
from typing import TYPE_CHECKING
from typing import Generic
from typing import ParamSpec
from typing import TypeVar

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError

if TYPE_CHECKING:
    from distributed import Client

# Pieces of work handed to each worker in advance; memory does not grow with their number.
AHEAD = 3
# About so many pieces of work a process does before another takes its place.
PIECES_EACH = 500
# Seconds: how long a cluster may take to answer, and how often we look after it.
ANSWER_SECONDS = 10
LOOK_SECONDS = 5
# So many pieces of work are handed out before the cluster is asked for its size again.
ASK_EVERY = 8
# Without a worker for so many looks, nobody will come back.
LOOKS = 6
# PR_SET_PDEATHSIG of Linux.
_DIE_WITH_PARENT = 1

P = TypeVar("P")
R = TypeVar("R")
S = ParamSpec("S")


def _all_is_well() -> None:
    """Processes of this machine tell by themselves when one of them ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """An executor and how many work in it just now; `address` names a cluster.

    `losses` are the exceptions by which the executor says that a worker is gone. `look` is
    called now and then while we wait, and raises Gone when nobody is there any more.
    """

    executor: Executor
    hands: Callable[[], int]
    address: str = ""
    losses: tuple[type[Exception], ...] = (BrokenExecutor,)
    look: Callable[[], None] = _all_is_well


Hire = Callable[[], AbstractContextManager[Crew]]


class Gone(Exception):
    """Nobody is there any more."""


class Lost(Exception, Generic[P]):
    """The crew is gone before its work was done; `pieces` are those it had in hand."""

    def __init__(self, pieces: tuple[P, ...]) -> None:
        super().__init__(f"{len(pieces)} pieces of work are lost")
        self.pieces = pieces


def results(crew: Crew, work: Callable[[P], R], pieces: Iterable[P]) -> Iterator[R]:
    """The result of each piece of work, in order, few of them ahead.

    Work says what went wrong by what it gives; of a cluster, whatever it raises means that
    the crew is Lost. What nobody waits for any more is called off.
    """
    waiting: deque[tuple[P, Future[R]]] = deque()
    losses: tuple[type[Exception], ...] = (Gone, CancelledError, *crew.losses)

    @contextmanager
    def holding_on() -> Iterator[None]:
        try:
            yield
        except losses as problem:
            raise Lost(tuple(piece for piece, _ in waiting)) from problem

    def first() -> R:
        with holding_on():
            result = _result(crew, waiting[0][1])
        waiting.popleft()
        return result

    try:
        for piece in pieces:
            with holding_on():
                waiting.append((piece, crew.executor.submit(work, piece)))
                is_enough = len(waiting) >= crew.hands() * AHEAD
            if is_enough:
                yield first()
        while waiting:
            yield first()
    finally:
        for _, future in waiting:
            future.cancel()


def _result(crew: Crew, future: Future[R]) -> R:
    while not wait((future,), LOOK_SECONDS).done:
        crew.look()
    return future.result()


@contextmanager
def processes(workers: int) -> Iterator[Crew]:
    """Processes of this machine."""
    pools = _Renewed(workers)
    try:
        yield Crew(executor=pools, hands=lambda: workers)
    finally:
        pools.shutdown(cancel_futures=True)


class _Renewed(Executor):
    """Processes that make way for new ones now and then, so that their memory stays small.

    Libraries of the system keep a little of every piece of work.
    """

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.left = 0
        self.pools: list[ProcessPoolExecutor] = []

    def submit(
        self, work: Callable[S, R], /, *given: S.args, **named: S.kwargs
    ) -> Future[R]:
        """Hand out a piece of work; those before finish theirs."""
        if not self.left:
            for pool in self.pools:
                pool.shutdown(wait=False)
            # Not forked: the parent may have threads, and Windows cannot.
            new = ProcessPoolExecutor(self.workers, get_context("spawn"), _start_worker)
            self.pools = [*self.pools[-1:], new]
            self.left = PIECES_EACH * self.workers
        self.left -= 1
        return self.pools[-1].submit(work, *given, **named)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002
        """End all of them."""
        for pool in self.pools:
            pool.shutdown(wait, cancel_futures=cancel_futures)


def _start_worker() -> None:
    """End when a killed run leaves us behind."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


@contextmanager
def cluster(address: str) -> Iterator[Crew]:
    """The workers of a Dask cluster; BatchError when it cannot be had."""
    with _client(address) as client:
        watch = _Watch(client)
        yield Crew(
            executor=client.get_executor(pure=False),
            hands=watch.hands,
            address=address,
            losses=(Exception,),
            look=watch.look,
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
            asyncio.run(_knock(address))
            client = Client(address, timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as problem:
            raise BatchError(troubles.CLUSTER_SILENT, name=address) from problem
    with client:
        try:
            client.wait_for_workers(1, timeout=ANSWER_SECONDS)
        except TimeoutError as problem:
            raise BatchError(troubles.CLUSTER_EMPTY, name=address) from problem
        yield client


async def _knock(address: str) -> None:
    """A client that does not get in takes long to go away again, and says so loudly."""
    from distributed.comm import connect

    door = await connect(address, timeout=ANSWER_SECONDS)
    await door.close()


class _Watch:
    """How many workers a cluster has, asked anew now and then, as they come and go."""

    def __init__(self, client: "Client") -> None:
        self.client = client
        self.asked = 0
        self.known = 1
        self.alone = 0

    def hands(self) -> int:
        """About how many letters can be made at once; at least one, as workers may come."""
        if self.asked % ASK_EVERY == 0:
            self.known = max(1, sum(self.client.nthreads().values()))
        self.asked += 1
        return self.known

    def look(self) -> None:
        """Gone when there has been no worker for a while, or no scheduler."""
        try:
            is_alone = not self.client.nthreads()
        except (OSError, TimeoutError, CancelledError) as problem:
            raise Gone from problem
        self.alone = self.alone + 1 if is_alone else 0
        if self.alone >= LOOKS:
            raise Gone


@contextmanager
def shared(hire: Hire) -> Iterator[Hire]:
    """One crew for several runs, hired when the first of them needs it."""
    with ExitStack() as stack:
        held: list[Crew] = []

        @contextmanager
        def again() -> Iterator[Crew]:
            if not held:
                held.append(stack.enter_context(hire()))
            try:
                yield held[0]
            except Lost:
                held.clear()
                raise

        yield again
