"""What a letter's file claims, and which of its pages differ; nothing in it is trusted."""

import io

import pikepdf
import pytest

from apoq_batch.pack.verify_pdf import claim_of
from apoq_batch.pack.verify_pdf import differing_pages


def made(*drawings: bytes, claim: str | None = None) -> bytes:
    file = pikepdf.new()
    for drawing in drawings:
        file.add_blank_page()
        file.pages[-1].Contents = file.make_stream(drawing)
    if claim is not None:
        file.docinfo["/Keywords"] = claim
    content = io.BytesIO()
    file.save(content)
    return content.getvalue()


@pytest.mark.parametrize("claim", ["C-2026-09-S1 7KQ4M-2XP9T", "Ñ <b>", ""])
def test_a_claim_is_read_from_the_file(claim: str) -> None:
    assert claim_of(made(b"0 0 m", claim=claim)) == claim


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.7\nxref\n0 1\ntrailer <<>>"]
)
def test_what_cannot_be_read_claims_nothing(content: bytes) -> None:
    assert claim_of(content) == ""
    assert differing_pages(content, content) == ()


def test_a_file_without_a_claim_claims_nothing() -> None:
    assert claim_of(made(b"0 0 m")) == ""


@pytest.mark.parametrize(
    ("other", "pages"),
    [
        ((b"1 1 m", b"2 2 m"), ()),
        ((b"1 1 m", b"2 3 m"), (2,)),
        ((b"1 1 m",), (2,)),
        ((b"9 9 m", b"2 2 m", b"3 3 m"), (1, 3)),
        ((), (1, 2)),
    ],
)
def test_pages_that_differ_are_counted_from_one(
    other: tuple[bytes, ...], pages: tuple[int, ...]
) -> None:
    assert differing_pages(made(b"1 1 m", b"2 2 m"), made(*other)) == pages


def test_a_page_without_drawing_is_a_page() -> None:
    file = pikepdf.new()
    file.add_blank_page()
    if "/Contents" in file.pages[0]:
        del file.pages[0]["/Contents"]
    content = io.BytesIO()
    file.save(content)
    assert differing_pages(content.getvalue(), content.getvalue()) == ()
    assert differing_pages(content.getvalue(), made(b"1 1 m")) == (1,)
