"""Letter number, check code and QR: what the code hangs on, and that it can be scanned."""

from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as some

from apoq_batch.output.marks import ALPHABET
from apoq_batch.output.marks import LOOKS
from apoq_batch.output.marks import Mark
from apoq_batch.output.marks import as_code
from apoq_batch.output.marks import canonical
from apoq_batch.output.marks import check_code
from apoq_batch.output.marks import mark_of
from apoq_batch.output.marks import qr_outline
from apoq_batch.output.marks import with_qr
from apoq_batch.output.templates import printable

QUIET = 4
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    name: str
    lines: tuple[Line, ...] = ()
    drawn: str = field(default="", metadata=LOOKS)


def code(content: Content, number: str = "C-2026-09-S1") -> str:
    return mark_of(number, "letter.html", content).code


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


def test_a_code_is_ten_signs_in_two_groups() -> None:
    first, dash, second = check_code("x").partition("-")
    assert (len(first), dash, len(second)) == (5, "-", 5)
    assert set(first + second) <= set(ALPHABET)
    assert check_code("x") == "5NRHC-GNQ4T"


@pytest.mark.parametrize(
    "other",
    [
        Content(name="Ana ", lines=(Line(figure="1"),)),
        Content(name="Ana", lines=(Line(figure="2"),)),
        Content(name="Ana", lines=(Line(figure="1"), Line(figure=""))),
        Content(name="Ana"),
        Content(name="", lines=(Line(figure="Ana"), Line(figure="1"))),
    ],
)
def test_a_code_hangs_on_everything_that_is_said(other: Content) -> None:
    assert code(other) != code(Content(name="Ana", lines=(Line(figure="1"),)))


def test_a_code_hangs_on_the_number_and_not_on_what_is_only_drawn() -> None:
    content = Content(name="Ana")
    assert code(content) == code(replace(content, drawn="M0 0z"))
    assert code(content) != code(content, "C-2026-09-S2")


def test_the_canonical_text_is_plain_and_holds_no_drawing() -> None:
    said = canonical("C-1", "letter.html", Content(name="Ñ\u202e<b>", drawn="M1 1z"))
    assert said == '["C-1","letter.html",{"lines":[],"name":"\\u00d1\\u202e<b>"}]'


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("7KQ4M-2XP9T", "7KQ4M-2XP9T"),
        (" 7kq4m 2xp9t ", "7KQ4M-2XP9T"),
        ("7kq4m2xp9t", "7KQ4M-2XP9T"),
        ("iL0oO-22222", "11000-22222"),
        ("7KQ4M-2XP9", None),
        ("7KQ4M-2XP9TT", None),
        ("7KQ4M-2XP9U", None),
        ("", None),
    ],
)
def test_a_code_is_understood_however_it_is_typed(typed: str, code: str | None) -> None:
    assert as_code(typed) == code


@given(some.text(max_size=400))
def test_any_text_has_one_code_that_reads_back(text: str) -> None:
    made = check_code(text.encode("utf-8", "replace").decode())
    assert as_code(made.lower().replace("-", "")) == made


@pytest.mark.parametrize("text", ["C-2026-09-S011 38D8C-M6QCY", "Ñ ñ", "X" * 100])
def test_the_outline_fills_the_dark_modules_and_no_other(text: str) -> None:
    outline, size = qr_outline(text)
    drawn = dark_modules(outline, size)
    matrix = segno.make(text, error="m", micro=False, mask=2, boost_error=False).matrix
    assert size == len(matrix) + 2 * QUIET
    inside = [row[QUIET : size - QUIET] for row in drawn[QUIET : size - QUIET]]
    assert inside == [[bool(module) for module in row] for row in matrix]
    assert sum(map(sum, drawn)) == sum(map(sum, inside))


def page_with(mark: Mark) -> str:
    title = f"QR {mark.number} {mark.code}"
    return f'<p>x</p><svg class="qr" xmlns="{SVG}"><title>{title}</title></svg><p>y</p>'


def test_a_qr_is_drawn_of_the_number_and_the_code_in_its_title() -> None:
    mark = mark_of("C-2026-09-s1&amp;2", "letter.html", Content(name="Ana"))
    outline, side = qr_outline(f"C-2026-09-S1&2 {mark.code}")
    page = page_with(mark)
    drawn = with_qr(page)
    assert drawn == page.replace(
        "><title>", f' viewBox="0 0 {side} {side}"><title>'
    ).replace("</title></svg>", f'</title><path d="{outline}"/></svg>')
    assert with_qr(drawn) == drawn


def test_the_number_of_a_member_without_end_leaves_the_qr_small() -> None:
    mark = mark_of("C-2026-09-" + "Ñ" * 300, "letter.html", Content(name="Ana"))
    outline, side = qr_outline(mark.code)
    assert f'viewBox="0 0 {side} {side}"' in with_qr(page_with(mark))
    assert outline in with_qr(page_with(mark))
    assert side < 40


def test_a_number_that_cannot_be_printed_leaves_the_qr_with_the_code() -> None:
    mark = mark_of("C-2026-09-S\N{BANANA}", "letter.html", Content(name="Ana"))
    outline, _ = qr_outline(mark.code)
    assert outline in with_qr(printable(page_with(mark)))
