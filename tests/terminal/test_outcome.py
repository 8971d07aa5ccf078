"""How each command ends: where things are, what became of her workbook, what is next."""

from collections.abc import Iterable
from pathlib import Path

import pytest

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.pack.recovery import InterruptedRun
from apoq_batch.pack.recovery import Reached
from apoq_batch.pack.write_back import WriteBack
from apoq_batch.terminal.outcome import check_lines
from apoq_batch.terminal.outcome import interrupted_line
from apoq_batch.terminal.outcome import pack_lines
from apoq_batch.terminal.outcome import write_back_lines
from apoq_batch.wording.texts import texts
from tests.gallery import findings_in
from tests.gallery import with_base

WORKBOOK = Path("carpeta") / "libro.xlsx"
ENDINGS = {
    "es": {
        WriteBack.DONE: "ya tiene las hojas de resultados",
        WriteBack.NOT_WANTED: "Su libro se dejó como está: ",
        WriteBack.OPEN_ELSEWHERE: "abierto en otro programa",
        WriteBack.CHANGED: "cambió mientras",
        WriteBack.DISK_FULL: "El disco está lleno",
        WriteBack.FORBIDDEN: "no permite reemplazar",
        WriteBack.FAILED: "No se pudo reemplazar",
        WriteBack.REFUSED: "en un libro propio",
    },
    "en": {
        WriteBack.DONE: "now has the result sheets",
        WriteBack.NOT_WANTED: "was left as it is",
        WriteBack.OPEN_ELSEWHERE: "open in another program",
        WriteBack.CHANGED: "changed while the program was working",
        WriteBack.DISK_FULL: "disk is full",
        WriteBack.FORBIDDEN: "does not allow replacing",
        WriteBack.FAILED: "could not be replaced",
        WriteBack.REFUSED: "in a workbook of their own in the pack",
    },
}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("ending", WriteBack)
def test_every_ending_is_worded_and_names_the_workbook(
    ending: WriteBack, language: str
) -> None:
    said, following = write_back_lines(ending, WORKBOOK, 2, texts(language))
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
    ending = WriteBack.DONE
    _, following = write_back_lines(ending, WORKBOOK, letters, texts(language))
    assert expected in following


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_two_endings_say_the_same(language: str) -> None:
    said = [
        next(iter(write_back_lines(one, WORKBOOK, 2, texts(language)))) for one in WriteBack
    ]
    assert len(set(said)) == len(WriteBack)


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    "ending",
    [WriteBack.OPEN_ELSEWHERE, WriteBack.DISK_FULL, WriteBack.FORBIDDEN, WriteBack.FAILED],
)
def test_where_it_was_not_replaced_the_copy_is_named(
    ending: WriteBack, language: str
) -> None:
    said = next(iter(write_back_lines(ending, WORKBOOK, 2, texts(language))))
    copy = {"es": "la copia que está en la carpeta de resultados", "en": "copy in the pack"}
    assert copy[language] in said


INTERRUPTED = {
    "es": {
        Reached.NOTHING: "se descarta",
        Reached.PACK_ONLY: "todavía no se había reemplazado",
        Reached.WORKBOOK_ONLY: "no estaban en su lugar",
        Reached.BOTH: "su libro ya tiene las hojas",
        Reached.PACK_AND_CHANGED: "no es el que se había leído",
        Reached.PACK: "están completos.",
    },
    "en": {
        Reached.NOTHING: "is thrown away",
        Reached.PACK_ONLY: "had not been replaced yet",
        Reached.WORKBOOK_ONLY: "were not in their place",
        Reached.BOTH: "your workbook has the result sheets",
        Reached.PACK_AND_CHANGED: "is not the one it had read",
        Reached.PACK: "are complete.",
    },
}


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("ending", Reached)
def test_how_far_a_stopped_run_came_is_worded(ending: Reached, language: str) -> None:
    found = InterruptedRun(month="2026-09", reached=ending, workbook=str(WORKBOOK))
    said = interrupted_line(found, texts(language))
    assert INTERRUPTED[language][ending] in said
    assert "2026-09" in said
    assert (str(WORKBOOK) in said) is (ending not in {Reached.NOTHING, Reached.PACK})


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
