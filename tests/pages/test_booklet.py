"""Many files in one to print: order, sheets of their own, bookmarks, the same bytes."""

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf import PdfWriter

from apoq_batch.pages.booklet import Chapter
from apoq_batch.pages.booklet import bind


@pytest.fixture(name="files")
def _files(tmp_path: Path) -> dict[str, Path]:
    """Files of one, two and three pages; each page is as wide as its file's number says."""
    made = {}
    for name, pages, width in (("one", 1, 501), ("two", 2, 502), ("three", 3, 503)):
        writer = PdfWriter()
        for _ in range(pages):
            writer.add_blank_page(width, 842)
        made[name] = tmp_path / f"{name}.pdf"
        writer.write(made[name])
    return made


def chapter(title: str, files: dict[str, Path], *names: str) -> Chapter:
    return Chapter(title=title, files=tuple((name, files[name]) for name in names))


def widths(content: bytes) -> list[int]:
    return [int(page.mediabox.width) for page in PdfReader(io.BytesIO(content)).pages]


def test_each_file_begins_on_an_odd_page(files: dict[str, Path]) -> None:
    made = bind(
        "T", "es", [chapter("A", files, "one", "two"), chapter("B", files, "three", "one")]
    )
    assert widths(made) == [501, 501, 502, 502, 503, 503, 503, 503, 501, 501]


def test_chapters_and_files_have_bookmarks_and_the_file_a_title(
    files: dict[str, Path],
) -> None:
    made = bind(
        "Cartas", "es", [chapter("El Ñopal", files, "one"), chapter("B", files, "two")]
    )
    reader = PdfReader(io.BytesIO(made))
    outline: Any = reader.outline
    first, below, second, other = outline
    assert (first["/Title"], second["/Title"]) == ("El Ñopal", "B")
    assert [one["/Title"] for one in (*below, *other)] == ["one", "two"]
    assert reader.get_destination_page_number(second) == 2
    assert str(reader.root_object["/Lang"]) == "es"
    assert {key: str(value) for key, value in (reader.metadata or {}).items()} == {
        "/Title": "Cartas"
    }


def test_the_same_files_give_the_same_bytes(files: dict[str, Path]) -> None:
    chapters = [chapter("A", files, "one", "three")]
    first = bind("T", "es", chapters)
    assert bind("T", "es", chapters) == first
    assert bind("T", "es", [chapter("A", files, "three", "one")]) != first
    assert b"Date" not in first


def test_nothing_to_bind_is_an_empty_file() -> None:
    assert widths(bind("T", "es", [])) == []
