"""What a person reads in a letter: the text of its HTML, with single spaces."""

from lxml import html as parser

from apoq_batch.letters.member import Letter
from apoq_batch.letters.member import render

LANGUAGES = ("es", "en")


def text_of(page: str) -> str:
    """All text of a page, those of its attributes that are shown included."""
    body = parser.document_fromstring(page).find("body")
    assert body is not None
    shown = [
        str(body.get(name))
        for name in ("data-footer", "data-month", "data-page", "data-of")
    ]
    texts = [str(text) for text in body.itertext()]
    return " ".join(" ".join([*texts, *shown]).split())


def said(letter: Letter, language: str = "es") -> str:
    """What a letter says."""
    return text_of(render(letter, language))
