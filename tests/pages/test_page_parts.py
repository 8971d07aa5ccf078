"""Letters taken apart and joined: only such as `layout.html` writes, each for itself."""

import pytest

from apoq_batch.pages.page_parts import PageParts
from apoq_batch.pages.page_parts import joined
from apoq_batch.pages.page_parts import parts_of

HEAD = (
    '<meta charset="utf-8">\n<title>Carta &amp; más</title>\n'
    '<meta name="author" content="APOQ">\n<meta name="keywords" content="C-1 &#34;K&#34;">'
)
CONTENT = '<p>a<br><img src="x" alt="y"> 1 &lt; 2</p><svg><path d="M0 0"/></svg>'


def page(
    content: str = CONTENT, head: str = HEAD, body: str = '<body data-footer="x">'
) -> str:
    return (
        f'\n<!DOCTYPE html>\n<html lang="es">\n<head>\n{head}\n</head>\n'
        f"{body}\n{content}\n</body>\n</html>\n"
    )


def test_a_letter_is_taken_apart() -> None:
    assert parts_of(page()) == PageParts(
        language="es",
        title="Carta & más",
        author="APOQ",
        keywords='C-1 "K"',
        attributes=' data-footer="x"',
        content=f"\n{CONTENT}\n",
    )


@pytest.mark.parametrize(
    "other",
    [
        page(head=HEAD.rpartition("\n")[0]),
        page(head=f"{HEAD}<style>p {{ color: red }}</style>"),
        page(body='<body onload="x" bad>'),
        page(content="<p>a"),
        page(content="<b><i>a</b></i>"),
        page(content="a</p>"),
        page(content="<!-- a -->"),
        page(content="1 < 2"),
        page(content='<p id="a">a</p>'),
        page(content="<article>a</article>"),
        page(content="</article><article>"),
        page(content="<style>p { color: red }</style>"),
    ],
)
def test_what_could_change_other_letters_stays_whole(other: str) -> None:
    assert parts_of(other) is None


def test_letters_are_joined_as_articles() -> None:
    letter = parts_of(page("<p>a</p>"))
    assert letter is not None
    both = joined([letter, letter], "es")
    assert both.count('<article data-footer="x">\n<p>a</p>\n</article>') == 2
    assert both.startswith('<!DOCTYPE html>\n<html lang="es">\n')
