"""Jobs for other processes of this machine, handed over in shared memory.

Python's pool of processes waits forever for a process that died if more than a pipe holds,
64 KB, is on its way to it; what is on its way here is a name.
"""

import json
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.shared_memory import SharedMemory

from apoq_batch.pages.pdf_page import NamedPage


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedJob:
    """Some pages in shared memory: their names, and where and how long their JSON is."""

    names: tuple[str, ...]
    memory: str
    size: int

    def pages(self) -> tuple[NamedPage, ...]:
        """The pages with their names, as they were shared."""
        memory = SharedMemory(self.memory)
        try:
            content = bytes((memory.buf or b"")[: self.size])
        finally:
            memory.close()
        return tuple((name, html) for name, html in json.loads(content))


class SharedJobs:
    """Jobs in shared memory, each until it is released."""

    def __init__(self) -> None:
        self.memories: list[SharedMemory] = []

    def share(self, jobs: Iterable[tuple[NamedPage, ...]]) -> Iterator[SharedJob]:
        """Put the pages of each job into shared memory."""
        for pages in jobs:
            content = json.dumps(pages).encode()
            memory = SharedMemory(create=True, size=len(content))
            if memory.buf is not None:
                memory.buf[: len(content)] = content
            self.memories.append(memory)
            names = tuple(name for name, _ in pages)
            yield SharedJob(names=names, memory=memory.name, size=len(content))

    def release_first(self) -> None:
        """Give back the memory of the oldest job, whose work is done."""
        memory = self.memories.pop(0)
        memory.close()
        memory.unlink()


@contextmanager
def sharing() -> Iterator[SharedJobs]:
    """Jobs in shared memory; at the end all memory is given back."""
    jobs = SharedJobs()
    try:
        yield jobs
    finally:
        while jobs.memories:
            jobs.release_first()
