"""Letter number, check code and QR: what the code hangs on, and that it can be scanned."""

from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from apoq_batch.core.check_code import ALPHABET
from apoq_batch.core.check_code import NOT_IN_CODE
from apoq_batch.core.check_code import as_code
from apoq_batch.core.check_code import canonical
from apoq_batch.core.check_code import check_code
from apoq_batch.core.check_code import letter_id_of

QUIET = 4
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    figure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    name: str
    lines: tuple[Line, ...] = ()
    drawn: str = field(default="", metadata=NOT_IN_CODE)


def code(content: Content, number: str = "C-2026-09-S1") -> str:
    return letter_id_of(number, "letter.html", content).code


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
