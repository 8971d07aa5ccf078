"""Letters laid out together: to the byte as alone, and nothing of one in another."""

import io
from typing import Any

import pytest
from pypdf import PdfReader

from apoq_batch.pages import pdf_page
from apoq_batch.pages.page_parts import joined
from apoq_batch.pages.pdf_page import BrokenPage
from apoq_batch.pages.pdf_page import render_pdfs

LONG = "<p>x</p>" * 120


def letter(name: str, content: str = "", language: str = "es") -> tuple[str, str]:
    return f"{name}.pdf", (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<title>Carta {name}</title>\n<meta name="author" content="APOQ">\n'
        f'<meta name="keywords" content="C-{name}">\n</head>\n'
        f'<body data-footer="APOQ" data-month="mes {name}" data-page="Página" data-of="de">'
        f"\n<h1>Asunto {name}</h1>{content}\n</body>\n</html>\n"
    )


def alone(page: tuple[str, str]) -> bytes:
    (content,) = render_pdfs([page])
    return content


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


@pytest.fixture(name="layouts")
def _layouts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many letters are laid out at once, each time."""
    counts: list[int] = []

    def counted(letters: Any, language: str) -> str:
        together = tuple(letters)
        counts.append(len(together))
        return joined(together, language)

    monkeypatch.setattr(pdf_page, "joined", counted)
    return counts


def test_letters_are_the_same_together_and_alone_in_any_order(layouts: list[int]) -> None:
    named = [
        letter("a", "<p>uno</p>"),
        letter("b", LONG),
        letter("c", '<p>tres <a href="https://example.org/">x</a></p><h2>Cajas</h2>'),
        ("lista.pdf", '<html lang="es"><title>L</title><body>x'),
        letter("d", "<p>cuatro</p><table><tr><td>1</td></tr></table>"),
        letter("e", '<p id="x">cinco <a href="#x">x</a></p>'),
    ]
    together = dict(zip(named, render_pdfs(named), strict=True))
    assert layouts == [4, 1]
    backwards = dict(zip(named[::-1], render_pdfs(named[::-1]), strict=True))
    assert backwards == together
    assert {page: alone(page) for page in named} == together


def test_each_letter_tells_only_of_itself() -> None:
    named = [letter("a"), letter("b", "<p>dos</p>"), letter("c", LONG)]
    a, b, c = map(read, render_pdfs(named))
    for name, reader in (("a", a), ("b", b), ("c", c)):
        assert reader.metadata is not None
        assert reader.metadata.title == f"Carta {name}"
        assert str(reader.metadata["/Keywords"]) == f"C-{name}"
        catalogue: Any = reader.root_object
        assert str(catalogue["/Lang"]) == "es"
        assert catalogue["/MarkInfo"]["/Marked"]
        outline: Any = reader.outline
        assert [one["/Title"] for one in outline] == [f"Asunto {name}"]
        for number, page in enumerate(reader.pages, start=1):
            text = page.extract_text()
            assert f"mes {name}" in text
            assert f"Página {number} de {len(reader.pages)}" in text
    assert [len(reader.pages) for reader in (a, b, c)] == [1, 1, 4]


def test_the_letter_that_is_wrong_is_named() -> None:
    named = [letter("a"), letter("b", '<p style="colour: red">x</p>'), letter("c")]
    with pytest.raises(BrokenPage, match=r"^b\.pdf: .*colour"):
        render_pdfs(named)


def test_letters_of_two_languages_are_laid_out_apart(layouts: list[int]) -> None:
    named = [letter("a"), letter("b", language="en")]
    files = render_pdfs(named)
    assert layouts == [1, 1]
    assert [str(read(one).root_object["/Lang"]) for one in files] == ["es", "en"]


def test_letters_whose_beginning_is_not_found_are_laid_out_alone(
    layouts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf_page, "_START", "another bookmark")
    named = [letter("a"), letter("b")]
    assert render_pdfs(named) == tuple(map(alone, named))
    assert layouts == [2, 1, 1, 1, 1]
