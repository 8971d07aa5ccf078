"""The QR of a letter: that it is drawn as it should be, and when its number is left out."""

from dataclasses import dataclass

import pytest
import segno

from apoq_batch.core.check_code import LetterId
from apoq_batch.core.check_code import letter_id_of
from apoq_batch.pages.qr import qr_outline
from apoq_batch.pages.qr import with_qr
from apoq_batch.pages.templates import printable

QUIET = 4
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    name: str


def dark_modules(outline: str, size: int) -> list[list[bool]]:
    """What a path of M, h, v and z fills, by counting the edges left of each module."""
    edges: set[tuple[int, int]] = set()
    for loop in outline.removesuffix("z").split("z"):
        start, *moves = loop.replace("h", " h").replace("v", " v").split(" v")
        steps = " v".join([start, *moves]).removeprefix("M").split()
        x, y = int(steps[0]), int(steps[1])
        first = x, y
        for step in steps[2:]:
            run = int(step[1:])
            if step[0] == "h":
                x += run
            else:
                edges ^= {(x, row) for row in range(min(y, y + run), max(y, y + run))}
                y += run
        edges ^= {(x, row) for row in range(min(y, first[1]), max(y, first[1]))}
    return [
        [
            sum((left, row) in edges for left in range(column + 1)) % 2 == 1
            for column in range(size)
        ]
        for row in range(size)
    ]


@pytest.mark.parametrize("text", ["C-2026-09-S011 38D8C-M6QCY", "Ñ ñ", "X" * 100])
def test_the_outline_fills_the_dark_modules_and_no_other(text: str) -> None:
    outline, size = qr_outline(text)
    drawn = dark_modules(outline, size)
    matrix = segno.make(text, error="m", micro=False, mask=2, boost_error=False).matrix
    assert size == len(matrix) + 2 * QUIET
    inside = [row[QUIET : size - QUIET] for row in drawn[QUIET : size - QUIET]]
    assert inside == [[bool(module) for module in row] for row in matrix]
    assert sum(map(sum, drawn)) == sum(map(sum, inside))


def page_with(mark: LetterId) -> str:
    title = f"QR {mark.number} {mark.code}"
    return f'<p>x</p><svg class="qr" xmlns="{SVG}"><title>{title}</title></svg><p>y</p>'


def test_a_qr_is_drawn_of_the_number_and_the_code_in_its_title() -> None:
    mark = letter_id_of("C-2026-09-s1&amp;2", "letter.html", Content(name="Ana"))
    outline, side = qr_outline(f"C-2026-09-S1&2 {mark.code}")
    page = page_with(mark)
    drawn = with_qr(page)
    assert drawn == page.replace(
        "><title>", f' viewBox="0 0 {side} {side}"><title>'
    ).replace("</title></svg>", f'</title><path d="{outline}"/></svg>')
    assert with_qr(drawn) == drawn


def test_the_number_of_a_member_without_end_leaves_the_qr_small() -> None:
    mark = letter_id_of("C-2026-09-" + "Ñ" * 300, "letter.html", Content(name="Ana"))
    outline, side = qr_outline(mark.code)
    assert f'viewBox="0 0 {side} {side}"' in with_qr(page_with(mark))
    assert outline in with_qr(page_with(mark))
    assert side < 40


def test_a_number_that_cannot_be_printed_leaves_the_qr_with_the_code() -> None:
    mark = letter_id_of("C-2026-09-S\N{BANANA}", "letter.html", Content(name="Ana"))
    outline, _ = qr_outline(mark.code)
    assert outline in with_qr(printable(page_with(mark)))
