"""Letters kept from run to run, and made by whatever pool: the same files either way."""

from collections.abc import Iterator
from concurrent.futures import Executor
from concurrent.futures import Future
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pages import pdf_files
from apoq_batch.pages import workers
from apoq_batch.pages.pdf_page import BrokenPage
from apoq_batch.pages.workers import WorkerPool

PAGE = (
    '<html lang="es"><title>T</title><body data-footer="" data-month="" data-page=""'
    " data-of=''><p>{}"
)
BAD = PAGE.format('<b style="colour: red">')


def nothing() -> None:
    """Nothing to do when a file is done."""


def pages(folder: Path, *texts: str) -> list[tuple[str, Path]]:
    folder.mkdir(exist_ok=True)
    return [(PAGE.format(text), folder / f"{text}.pdf") for text in texts]


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(name="made")
def _made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the pages that are really made from here on."""
    names: list[str] = []
    render_job = pdf_files.render_job

    def noted(job: pdf_files.RenderJob) -> pdf_files.RenderResult:
        names.extend(name for name, _ in job.pages)
        return render_job(job)

    monkeypatch.setattr(pdf_files, "render_job", noted)
    return names


def test_only_what_changed_is_made_again(tmp_path: Path, made: list[str]) -> None:
    kept = tmp_path / "kept"
    pdf_files.write_all(pages(tmp_path / "1", "a", "b", "c"), nothing, cache_folder=kept)
    assert made == ["a.pdf", "b.pdf", "c.pdf"]
    made.clear()
    done: list[int] = []
    again = pages(tmp_path / "2", "a", "x", "c")
    pdf_files.write_all(again, lambda: done.append(1), cache_folder=kept)
    assert made == ["x.pdf"]
    assert len(done) == 3
    first, second = contents(tmp_path / "1"), contents(tmp_path / "2")
    assert list(second) == ["a.pdf", "c.pdf", "x.pdf"]
    assert (second["a.pdf"], second["c.pdf"]) == (first["a.pdf"], first["c.pdf"])
    pdf_files.write_all(pages(tmp_path / "3", "x"), nothing)
    assert contents(tmp_path / "3")["x.pdf"] == second["x.pdf"]


def test_a_cache_that_is_gone_or_damaged_does_no_harm(
    tmp_path: Path, made: list[str]
) -> None:
    kept = tmp_path / "kept"
    pdf_files.write_all(pages(tmp_path / "1", "a", "b"), nothing, cache_folder=kept)
    damaged, gone = sorted(kept.iterdir())
    damaged.write_bytes(damaged.read_bytes()[:-1])
    gone.unlink()
    made.clear()
    pdf_files.write_all(pages(tmp_path / "2", "a", "b"), nothing, cache_folder=kept)
    assert made == ["a.pdf", "b.pdf"]
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


def test_without_a_folder_or_a_fingerprint_letters_are_made_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_the_way = tmp_path / "kept"
    in_the_way.write_text("a file")
    pdf_files.write_all(pages(tmp_path / "1", "a"), nothing, cache_folder=in_the_way)
    monkeypatch.setattr(pdf_files, "fingerprint", lambda: "")
    pdf_files.write_all(
        pages(tmp_path / "2", "a"), nothing, cache_folder=tmp_path / "unused"
    )
    assert contents(tmp_path / "1") == contents(tmp_path / "2")
    assert not (tmp_path / "unused").exists()


def test_a_page_with_a_fault_is_never_kept(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    faulty = [*pages(tmp_path / "1", "a"), (BAD, tmp_path / "1" / "S2-mala.pdf")]
    for _ in range(2):
        with pytest.raises(BrokenPage) as caught:
            pdf_files.write_all(faulty, nothing, cache_folder=kept)
        assert caught.value.name == "S2-mala.pdf"
        assert not (tmp_path / "1" / "a.pdf").exists()
    assert list(kept.iterdir()) == []


def test_anything_that_gives_an_executor_can_make_the_letters(tmp_path: Path) -> None:
    @contextmanager
    def threads() -> Iterator[WorkerPool]:
        with ThreadPoolExecutor(3) as executor:
            yield WorkerPool(executor=executor, size=lambda: 3)

    texts = "abcdefghijkl"
    pdf_files.write_all(pages(tmp_path / "1", *texts), nothing, workers=1)
    pdf_files.write_all(pages(tmp_path / "2", *texts), nothing, open_pool=threads)
    assert contents(tmp_path / "1") == contents(tmp_path / "2")


class Counting(Executor):
    """Does the work at once, and counts the pages asked for."""

    def __init__(self) -> None:
        self.asked = 0

    def submit(self, work: Any, /, *given: Any, **_: Any) -> Future[Any]:
        self.asked += len(given[0].names)
        future: Future[Any] = Future()
        future.set_result(work(*given))
        return future


def test_pages_are_asked_for_as_letters_are_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        pdf_files,
        "render_shared_job",
        lambda job: pdf_files.RenderResult(contents=(b"x",) * len(job.names)),
    )
    executor = Counting()

    @contextmanager
    def counted() -> Iterator[WorkerPool]:
        yield WorkerPool(executor=executor, size=lambda: 2)

    ahead: list[int] = []
    written = 0

    def done() -> None:
        nonlocal written
        written += 1
        ahead.append(executor.asked - written)

    many = [(PAGE.format(n), tmp_path / f"{n}.pdf") for n in range(200)]
    pdf_files.write_all(iter(many), done, open_pool=counted)
    assert written == 200
    assert max(ahead) <= (2 * workers.AHEAD + 1) * pdf_files.BATCH


def test_files_are_flushed_when_all_are_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed: list[Path] = []

    def flush(path: Path) -> None:
        assert len(list(tmp_path.iterdir())) == 3
        flushed.append(path)

    monkeypatch.setattr(pdf_files, "flush_file", flush)
    asked = pages(tmp_path, "a", "b", "c")
    pdf_files.write_all(asked, nothing)
    assert flushed == [path for _, path in asked]


def test_a_maker_with_another_fingerprint_makes_nothing() -> None:
    job = pdf_files.RenderJob(pages=(("a.pdf", PAGE),), fingerprint="another")
    assert pdf_files.render_job(job) == pdf_files.RenderResult(differs=True)


def test_a_job_does_not_show_the_letters_in_it() -> None:
    assert "secreto" not in repr(pdf_files.RenderJob(pages=(("a.pdf", "secreto"),)))


def test_what_a_cluster_lacks_is_told_as_a_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        pdf_files, "render_job", lambda _: pdf_files.RenderResult(lack="Pango")
    )
    with pytest.raises(BatchError) as caught:
        pdf_files.write_all(pages(tmp_path, "a"), nothing)
    assert caught.value.trouble is troubles.PDF_UNAVAILABLE
