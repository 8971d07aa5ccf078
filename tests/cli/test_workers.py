"""When workers start: before the workbook is read, but only if there is work for certain."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from apoq_batch.batch import close
from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import examine
from apoq_batch.pages import workers
from apoq_batch.pages.workers import WorkerPool
from tests.cli.test_several import CASE
from tests.cli.test_several import ran


@pytest.fixture(name="events")
def _events(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happens, in order: workers start, a workbook is read, they end."""
    events: list[str] = []
    processes = workers.processes

    @contextmanager
    def noted(count: int) -> Iterator[WorkerPool]:
        events.append("start")
        with processes(count) as pool:
            yield pool
        events.append("end")

    def read(workbook: Path, language: str | None) -> Examined:
        events.append("read")
        return examine(workbook, language)

    monkeypatch.setattr(workers, "processes", noted)
    monkeypatch.setattr(close, "examine", read)
    return events


@pytest.fixture(name="book")
def _book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("APOQ_CACHE", str(tmp_path / "cache"))
    return Path(shutil.copy(CASE, tmp_path / "a.xlsx"))


def test_they_start_first_when_no_letter_is_in_the_cache(
    book: Path, events: list[str]
) -> None:
    assert ran(book, "--no-write-back", "--workers", "1") == 0
    assert events == ["start", "read", "end"]
    events.clear()
    assert ran(book, "--no-write-back") == 0
    assert events == ["read"]


@pytest.mark.parametrize("options", [("--no-letters",), ("--member", "S1")])
def test_they_do_not_start_for_few_letters(
    book: Path, events: list[str], options: tuple[str, ...]
) -> None:
    ran(book, "--no-write-back", *options)
    assert events == ["read"]


def test_they_do_not_start_for_a_workbook_that_is_not_there(
    book: Path, events: list[str]
) -> None:
    assert ran(book.with_name("no.xlsx")) == 3
    assert events == ["read"]
