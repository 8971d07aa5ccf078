"""How each command ends: where things are, what became of her workbook, what is next."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.pack.recovery import Ending
from apoq_batch.pack.recovery import Interrupted
from apoq_batch.pack.write_back import HandBack
from apoq_batch.terminal.outcome import check_lines
from apoq_batch.terminal.outcome import hand_back_lines
from apoq_batch.terminal.outcome import interrupted_line
from apoq_batch.terminal.outcome import pack_lines
from apoq_batch.wording.texts import texts
from tests.gallery import findings_in
from tests.gallery import with_base

WORKBOOK = Path("carpeta") / "libro.xlsx"
ENDINGS = {
    "es": {
        HandBack.DONE: "ya tiene las hojas de resultados",
        HandBack.NOT_WANTED: "Su libro se dejó como está: ",
        HandBack.OPEN_ELSEWHERE: "abierto en otro programa",
        HandBack.CHANGED: "cambió mientras",
        HandBack.DISK_FULL: "El disco está lleno",
        HandBack.FORBIDDEN: "no permite reemplazar",
        HandBack.FAILED: "No se pudo reemplazar",
        HandBack.REFUSED: "en un libro propio",
    },
    "en": {
        HandBack.DONE: "now has the result sheets",
        HandBack.NOT_WANTED: "was left as it is",
        HandBack.OPEN_ELSEWHERE: "open in another program",
        HandBack.CHANGED: "changed while the program was working",
        HandBack.DISK_FULL: "disk is full",
        HandBack.FORBIDDEN: "does not allow replacing",
        HandBack.FAILED: "could not be replaced",
        HandBack.REFUSED: "in a workbook of their own in the pack",
    },
}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("ending", HandBack)
def test_every_ending_is_worded_and_names_the_workbook(
    ending: HandBack, language: str
) -> None:
    said, following = hand_back_lines(ending, WORKBOOK, 2, texts(language))
    assert ENDINGS[language][ending] in said
    assert str(WORKBOOK) in said
    assert following.startswith({"es": "Lo que sigue", "en": "Next"}[language])


@pytest.mark.parametrize(
    ("letters", "language", "expected"),
    [
        (2, "es", "imprima las cartas"),
        (0, "es", "cierre sin --no-letters"),
        (0, "en", "close without --no-letters"),
    ],
)
def test_without_letters_there_are_none_to_print(
    letters: int, language: str, expected: str
) -> None:
    ending = HandBack.DONE
    _, following = hand_back_lines(ending, WORKBOOK, letters, texts(language))
    assert expected in following


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_two_endings_say_the_same(language: str) -> None:
    said = [
        next(iter(hand_back_lines(one, WORKBOOK, 2, texts(language)))) for one in HandBack
    ]
    assert len(set(said)) == len(HandBack)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "ending",
    [HandBack.OPEN_ELSEWHERE, HandBack.DISK_FULL, HandBack.FORBIDDEN, HandBack.FAILED],
)
def test_where_it_was_not_replaced_the_copy_is_named(
    ending: HandBack, language: str
) -> None:
    said = next(iter(hand_back_lines(ending, WORKBOOK, 2, texts(language))))
    copy = {"es": "la copia que está en la carpeta de resultados", "en": "copy in the pack"}
    assert copy[language] in said


INTERRUPTED = {
    "es": {
        Ending.NOTHING: "se descarta",
        Ending.PACK_ONLY: "todavía no se había reemplazado",
        Ending.WORKBOOK_ONLY: "no estaban en su lugar",
        Ending.BOTH: "su libro ya tiene las hojas",
        Ending.PACK_AND_CHANGED: "no es el que se había leído",
        Ending.PACK: "están completos.",
    },
    "en": {
        Ending.NOTHING: "is thrown away",
        Ending.PACK_ONLY: "had not been replaced yet",
        Ending.WORKBOOK_ONLY: "were not in their place",
        Ending.BOTH: "your workbook has the result sheets",
        Ending.PACK_AND_CHANGED: "is not the one it had read",
        Ending.PACK: "are complete.",
    },
}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("ending", Ending)
def test_how_far_a_stopped_run_came_is_worded(ending: Ending, language: str) -> None:
    found = Interrupted(month="2026-09", ending=ending, workbook=str(WORKBOOK))
    said = interrupted_line(found, texts(language))
    assert INTERRUPTED[language][ending] in said
    assert "2026-09" in said
    assert (str(WORKBOOK) in said) is (ending not in {Ending.NOTHING, Ending.PACK})


def broken() -> tuple[Finding, ...]:
    return findings_in(with_base({"Entregas": None}))


def doubtful() -> Iterable[Finding]:
    return (one for one in broken() if one.severity is not Severity.ERROR)


@pytest.mark.parametrize(
    ("language", "closed"), [("es", "apoq run"), ("en", "can be closed: run apoq run")]
)
def test_without_errors_the_workbook_can_be_closed(language: str, closed: str) -> None:
    blank, counts, following = check_lines(doubtful(), WORKBOOK, texts(language))
    assert blank == ""
    assert counts.startswith({"es": "0 errores", "en": "0 errors"}[language])
    assert closed in following


@pytest.mark.parametrize("language", ["es", "en"])
def test_with_errors_the_copy_is_named_and_what_to_do(language: str) -> None:
    lines = list(check_lines(broken(), WORKBOOK, texts(language)))
    assert lines[1].startswith("1 error,")
    assert str(WORKBOOK) in lines[2]
    assert lines[3].startswith({"es": "Corrija", "en": "Correct"}[language])
    assert [*lines[:2], lines[3]] == list(check_lines(broken(), None, texts(language)))


@pytest.mark.parametrize(
    ("language", "letters", "said"),
    [
        ("es", 1234, "cartas: 1,234"),
        ("es", 0, "sin cartas"),
        ("en", 60, "with 60 letters"),
        ("en", 0, "without letters"),
    ],
)
def test_the_pack_and_its_letters(language: str, letters: int, said: str) -> None:
    (line,) = pack_lines(Path("salidas") / "2026-06", letters, texts(language))
    assert str(Path("salidas") / "2026-06") in line
    assert said in line
