"""The QR of a letter: that it is drawn as it should be, and when its number is left out."""

import base64
import io
from dataclasses import dataclass

import pytest
import segno
from PIL import Image

from apoq_batch.core.check_code import LetterId
from apoq_batch.core.check_code import letter_id_of
from apoq_batch.pages.qr import qr_address
from apoq_batch.pages.qr import with_qr
from apoq_batch.pages.templates import printable

QUIET = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    name: str


@pytest.mark.parametrize("text", ["C-2026-09-S011 38D8C-M6QCY", "Ñ ñ", "X" * 100])
def test_a_dot_of_the_picture_is_a_module(text: str) -> None:
    kind, _, content = qr_address(text).partition(",")
    assert kind == "data:image/png;base64"
    picture = Image.open(io.BytesIO(base64.b64decode(content)))
    matrix = segno.make(text, error="m", micro=False, mask=2, boost_error=False).matrix
    side = len(matrix) + 2 * QUIET
    assert (picture.mode, picture.size) == ("1", (side, side))
    dark = {
        (x, y) for x in range(side) for y in range(side) if not picture.getpixel((x, y))
    }
    assert dark == {
        (x + QUIET, y + QUIET)
        for y, row in enumerate(matrix)
        for x, module in enumerate(row)
        if module
    }


def page_with(mark: LetterId) -> str:
    title = f"QR {mark.number} {mark.code}"
    return f'<p>x</p><svg class="qr" xmlns="any"><title>{title}</title></svg><p>y</p>'


def test_a_qr_is_made_of_the_number_and_the_code_in_its_title() -> None:
    mark = letter_id_of('C-2026-09-s1&amp;2"', "letter.html", Content(name="Ana"))
    address = qr_address(f'C-2026-09-S1&2" {mark.code}')
    page = with_qr(page_with(mark))
    alternative = f"QR C-2026-09-s1&amp;2&quot; {mark.code}"
    picture = f'<img class="qr" alt="{alternative}" src="{address}">'
    assert page == f"<p>x</p>{picture}<p>y</p>"
    assert with_qr(page) == page


def test_the_number_of_a_member_without_end_leaves_the_qr_small() -> None:
    mark = letter_id_of("C-2026-09-" + "Ñ" * 300, "letter.html", Content(name="Ana"))
    assert f'"{qr_address(mark.code)}"' in with_qr(page_with(mark))
    _, _, content = qr_address(mark.code).partition(",")
    assert Image.open(io.BytesIO(base64.b64decode(content))).width < 40


def test_a_number_that_cannot_be_printed_leaves_the_qr_with_the_code() -> None:
    mark = letter_id_of("C-2026-09-S\N{BANANA}", "letter.html", Content(name="Ana"))
    assert f'"{qr_address(mark.code)}"' in with_qr(printable(page_with(mark)))
