"""Names in sentences and in the names of files."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.wording import names

LETTERS = st.lists(
    st.tuples(st.text("aAñ/-_2 ", max_size=3), st.text("aÁñ-2 ", max_size=4)), max_size=12
)


@pytest.mark.parametrize(
    ("surnames", "given_names", "expected"),
    [
        ("Chero Ñique", "Rosa Inés", "Rosa Inés Chero Ñique"),
        ("  Chero   Ñique ", " Rosa\u00a0", "Rosa Chero Ñique"),
        ("Chero", "", "Chero"),
        ("", "Rosa", "Rosa"),
    ],
)
def test_full_name(surnames: str, given_names: str, expected: str) -> None:
    assert names.full_name(surnames, given_names) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chero Ñique, Rosa Inés", "chero-nique-rosa-ines"),
        ("D'Angelo / ../O\u2019Higgins", "d-angelo-o-higgins"),
        ("  --  ", "sin-nombre"),
        ("", "sin-nombre"),
        ("李", "sin-nombre"),
        ("Núñez 2°", "nunez-2"),
    ],
)
def test_file_name_part(text: str, expected: str) -> None:
    assert names.file_name_part(text) == expected


@given(st.text())
def test_a_file_name_part_is_safe_everywhere(text: str) -> None:
    part = names.file_name_part(text)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", part)
    assert len(part) <= names.LONGEST_PART
    assert names.file_name_part(part) == part


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("S-001", "S-001"),
        (" s_1 ", "s_1"),
        ("S/001", "S-001"),
        ("Ñ 7", "N-7"),
        ("../", "sin-codigo"),
        ("", "sin-codigo"),
    ],
)
def test_file_name_code(code: str, expected: str) -> None:
    assert names.file_name_code(code) == expected


def test_letters_are_named_after_code_and_name() -> None:
    letters = [("S-2", "Chero Ñique Rosa"), ("S-1", "Mío Juan")]
    assert names.letter_file_names(letters) == (
        "S-2-chero-nique-rosa.pdf",
        "S-1-mio-juan.pdf",
    )


def test_clashing_names_are_numbered_in_order_of_code() -> None:
    letters = [("S/1", "Ana"), ("S 1", "Ana"), ("s-1", "ana"), ("S-1", "Ana")]
    assert names.letter_file_names(letters) == (
        "S-1-ana-3.pdf",
        "S-1-ana.pdf",
        "s-1-ana-4.pdf",
        "S-1-ana-2.pdf",
    )


def test_a_number_never_lands_on_a_name_that_is_taken() -> None:
    letters = [("1", "ana"), ("1-ana", "2"), ("1", "ána")]
    assert names.letter_file_names(letters) == ("1-ana.pdf", "1-ana-2-2.pdf", "1-ana-2.pdf")


@given(LETTERS)
def test_file_names_are_unique_and_do_not_depend_on_the_order_of_rows(
    letters: list[tuple[str, str]],
) -> None:
    files = names.letter_file_names(letters)
    assert len({file.lower() for file in files}) == len(letters)
    mixed = sorted(letters, key=lambda letter: letter[::-1])
    assert sorted(zip(letters, files, strict=True)) == sorted(
        zip(mixed, names.letter_file_names(mixed), strict=True)
    )
