"""The answers of `apoq verify` in both languages."""

from dataclasses import replace

import pytest

from apoq_batch.letters.parts import Topic
from apoq_batch.pack.verify import Answer
from apoq_batch.pack.verify import FileChange
from apoq_batch.pack.verify import FileDifference
from apoq_batch.pack.verify import IssuedLetter
from apoq_batch.pack.verify import Verdict
from apoq_batch.terminal.verify import MOST_LINES
from apoq_batch.terminal.verify import verdict_lines
from apoq_batch.wording.texts import texts
from tests.pages.reading import LANGUAGES

LETTER = IssuedLetter(
    number="C-2026-09-S1",
    code="7KQ4M-2XP9T",
    file="cartas/S1-chero-ana.pdf",
    member="S1",
    to="Ana Chero",
    about="loan",
    figure="S/ 310.00",
    owed="S/ 19.20",
)


def verdict(answer: Answer) -> Verdict:
    return Verdict(
        answer=answer,
        name="carta.pdf",
        month="2026-09",
        pack_code="00000-00000",
        file="cartas/x.pdf",
        claim="C-2026-09-S1 7KQ4M-2XP9T",
    )


def told(one: Verdict, language: str = "es") -> list[str]:
    return list(verdict_lines(one, texts(language)))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answer", Answer)
def test_every_answer_begins_with_yes_or_no(answer: Answer, language: str) -> None:
    one = verdict(answer)
    first, *_, last = told(one, language)
    yes, no = {"es": ("Sí", "No"), "en": ("Yes", "No")}[language]
    assert first.startswith(f"{yes if one.is_issued else no}: «carta.pdf»") or (
        answer is Answer.CODE_MISMATCH and first.startswith(no)
    )
    assert last.endswith("00000-00000")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("about", Topic)
def test_a_letter_is_told_with_its_figure(about: Topic, language: str) -> None:
    letter = replace(LETTER, about=about.value)
    lines = told(replace(verdict(Answer.CODE_ISSUED), letter=letter), language)
    assert "C-2026-09-S1" in lines[1]
    assert "Ana Chero (S1)" in lines[1]
    shows = about not in (Topic.NO_LOAN, Topic.ACCOUNT, Topic.SUPPORT_REFUSED)
    assert lines[2].endswith("S/ 310.00") is shows
    assert lines[3].endswith("S/ 19.20")
    assert lines[4].endswith("cartas/S1-chero-ana.pdf")


def test_a_letter_of_a_later_version_is_told_without_what_is_unknown() -> None:
    letter = replace(LETTER, about="nuevo", member="", owed="")
    lines = told(replace(verdict(Answer.LETTER_ISSUED), letter=letter))
    assert lines[1].endswith("para Ana Chero")
    assert lines[2].startswith("    En el paquete")


def test_pages_that_differ_are_named() -> None:
    altered = verdict(Answer.LETTER_ALTERED)
    assert "    Páginas que difieren: 1, 3" in told(replace(altered, pages=(1, 3)))
    assert any("no es el dibujo de sus páginas" in line for line in told(altered))


def test_what_differs_is_listed_and_a_long_list_cut() -> None:
    some = tuple(
        FileDifference(change=change, file=f"{change.value}.pdf") for change in FileChange
    )
    differs = verdict(Answer.PACK_DIFFERS)
    assert told(replace(differs, differences=some))[1:-1] == [
        "    cambiado: changed.pdf",
        "    falta: missing.pdf",
        "    agregado: added.pdf",
    ]
    many = replace(differs, differences=some[:1] * (MOST_LINES + 2))
    assert told(many)[-2] == "    y 2 más"
    cells = replace(verdict(Answer.FILE_DIFFERS), cells=("Entregas!F38", "Notas"))
    assert told(cells)[1:-1] == ["Celdas que difieren:", "    Entregas!F38", "    Notas"]
