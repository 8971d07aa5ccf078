"""PDF files: text, pages, fonts, the same bytes every time, and nothing in silence."""

import logging
import os
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters.claims import support_letters
from apoq_batch.letters.handover_deeds import handover_deeds
from apoq_batch.letters.member import Letter
from apoq_batch.letters.member import member_letter
from apoq_batch.letters.member import member_letters
from apoq_batch.letters.member import render
from apoq_batch.pages import libraries
from apoq_batch.pages import pdf_files
from apoq_batch.pages import pdf_page
from apoq_batch.pages import workers
from apoq_batch.pages.pdf_page import BrokenPage
from apoq_batch.pages.shared_jobs import SharedJob
from tests import builders as build
from tests.builders import on

FONTS = {"Carta-Sans", "Carta-Sans-Bold", "Carta-Sans-Italic"}
PAGE = '<html lang="es"><title>T</title><body data-footer="" data-page="" data-of="">{}'
BAD_PAGE = PAGE.format('<p style="colour: red">x</p>')


def ignore() -> None:
    """Nothing to do when a file is done."""


def written(letter: Letter, folder: Path, language: str = "es") -> PdfReader:
    target = folder / letter.file_name
    target.unlink(missing_ok=True)
    pdf_files.write_all([(render(letter, language), target)], ignore)
    return PdfReader(target)


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def fonts_of(reader: PdfReader) -> set[str]:
    """The names of the fonts, each of them embedded and reduced to what is used."""
    found = set()
    for page in reader.pages:
        resources = page["/Resources"]
        assert isinstance(resources, DictionaryObject)
        fonts = resources["/Font"]
        assert isinstance(fonts, DictionaryObject)
        for font in fonts.values():
            (descendant,) = font.get_object()["/DescendantFonts"]
            assert "/FontFile2" in descendant.get_object()["/FontDescriptor"].get_object()
            prefix, _, name = font.get_object()["/BaseFont"].partition("+")
            assert len(prefix) == 7
            found.add(name)
    return found


@pytest.fixture(name="typical", scope="module")
def _typical() -> Settlement:
    """A member with a new loan of three instalments, an old loan, credit and support."""
    return settle(
        build.book(
            build.settings(
                organisation="Asociación de Pequeños Productores de Banano Orgánico",
                tax_id="20484002488",
                family_annual_cap=4_000_00,
            ),
            board=(
                build.officer("Rosa Ñopo"),
                build.officer("Inés Chunga", role="Tesorera"),
            ),
            members=(
                build.member(credit=10_00, sector="Santa Sofía"),
                *build.members("S2", "S3", "S4", "S5", "S6", "S7", "S8", "S9"),
            ),
            deliveries=(build.delivery(boxes=250), build.delivery("S2")),
            receipts=(build.receipt(),),
            loans=(build.loan(), build.loan("P2", principal=90_00, date=on(2, 1))),
            repayments=(
                build.repayment(300_00, loan="P1"),
                build.repayment(70_00, loan="P2"),
            ),
            claims=(build.claim(),),
            projects=(build.project(handed_over=on(3, 2)),),
            expenses=(build.expense(project="Y1"),),
        )
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "es",
            [
                "Querecotillo, 31 de marzo de 2026",
                "Ana Chero Ipanaqué",
                "S/ 1,",
                "(mil ",
                "Préstamos anteriores por pagar",
                "marzo de 2026 · C-2026-03-S1",
                "Página 1 de 1",
            ],
        ),
        ("en", ["Querecotillo, 31 March 2026", "Earlier loans left to pay", "Page 1 of 1"]),
    ],
)
def test_a_typical_letter_is_one_page_of_text_in_our_fonts(
    typical: Settlement, tmp_path: Path, language: str, expected: list[str]
) -> None:
    letter = member_letter(typical, "S1", language)
    reader = written(letter, tmp_path, language)
    assert len(reader.pages) == 1
    words = text_of(reader)
    places = [words.find(part) for part in expected]
    assert -1 not in places
    assert places[:-2] == sorted(places[:-2])
    assert fonts_of(reader) == FONTS - {"Carta-Sans-Italic"}


def test_a_file_is_tagged_titled_and_dateless(typical: Settlement, tmp_path: Path) -> None:
    letter = member_letter(typical, "S1", "es")
    reader = written(letter, tmp_path)
    catalogue: Any = reader.root_object
    assert catalogue["/Lang"] == "es"
    assert catalogue["/MarkInfo"]["/Marked"]
    assert {name: str(value) for name, value in (reader.metadata or {}).items()} == {
        "/Producer": "WeasyPrint 70.0",
        "/Title": "Préstamo de Ana Chero Ipanaqué, marzo de 2026",
        "/Author": "Asociación de Pequeños Productores de Banano Orgánico",
        "/Keywords": f"C-2026-03-S1 {letter.id.code}",
    }
    metadata = catalogue["/Metadata"].get_data()
    assert b"pdfuaid" in metadata
    assert b"Date" not in metadata


@pytest.mark.parametrize("language", ["es", "en"])
def test_claims_and_deeds_are_one_page(
    typical: Settlement, tmp_path: Path, language: str
) -> None:
    for letter in (*support_letters(typical, language), *handover_deeds(typical, language)):
        assert len(written(letter, tmp_path, language).pages) == 1


def test_signatures_never_stand_alone_on_a_page(tmp_path: Path) -> None:
    lengths = set()
    for count in range(1, 16, 2):
        loans = tuple(
            build.loan(f"P{number}", date=on(1, number + 1)) for number in range(count)
        )
        settlement = settle(build.book(loans=loans, deliveries=(build.delivery(),)))
        reader = written(member_letter(settlement, "S1", "es"), tmp_path)
        lengths.add(len(reader.pages))
        last = " ".join(reader.pages[-1].extract_text().split())
        assert "Atentamente," in last
        assert "Otros saldos" in last
    assert lengths == {1, 2}


def test_many_files_are_made_in_processes_and_are_the_same_as_one_by_one(
    typical: Settlement, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "AHEAD", 1)
    monkeypatch.setattr(pdf_files, "BATCH", 2)
    letters = member_letters(typical, "es")
    assert len(letters) > pdf_files.FEW
    pages = [(render(one, "es"), one.file_name) for one in letters]
    alone, together = tmp_path / "alone", tmp_path / "together"
    alone.mkdir()
    together.mkdir()
    done: list[int] = []
    pdf_files.write_all(
        ((page, together / name) for page, name in pages), lambda: done.append(1), workers=2
    )
    assert len(done) == len(letters)
    pdf_files.write_all(
        ((page, alone / name) for page, name in reversed(pages)), ignore, workers=1
    )
    assert {path.name for path in together.iterdir()} == {name for _, name in pages}
    for path in together.iterdir():
        assert path.read_bytes() == (alone / path.name).read_bytes()


@pytest.mark.parametrize("others", [0, pdf_files.FEW])
def test_a_page_with_a_fault_is_named(tmp_path: Path, others: int) -> None:
    good = [(PAGE.format("x"), tmp_path / f"{number}.pdf") for number in range(others)]
    pages = [*good, (BAD_PAGE, tmp_path / "cartas-malas.pdf")]
    with pytest.raises(BrokenPage, match=r"cartas-malas\.pdf: .*colour"):
        pdf_files.write_all(pages, ignore, workers=2)
    assert not (tmp_path / "cartas-malas.pdf").exists()


@pytest.mark.parametrize(
    "address",
    ["https://example.com/a.png", "file:///etc/hostname", "../README.md", "no.png"],
)
def test_nothing_is_fetched_but_from_the_templates(tmp_path: Path, address: str) -> None:
    page = PAGE.format(f'<img src="{address}" alt="x">')
    with pytest.raises(BrokenPage, match=r"a\.pdf"):
        pdf_files.write_all([(page, tmp_path / "a.pdf")], ignore)


def test_the_log_is_left_as_it_was(tmp_path: Path) -> None:
    before = list(logging.getLogger("weasyprint").handlers)
    with pytest.raises(BrokenPage):
        pdf_files.write_all([(BAD_PAGE, tmp_path / "a.pdf")], ignore)
    assert logging.getLogger("weasyprint").handlers == before


def test_an_interruption_is_none_of_the_pages_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(html: str) -> None:
        raise KeyboardInterrupt(html)

    monkeypatch.setattr(pdf_page, "parts_of", interrupted)
    with pytest.raises(KeyboardInterrupt):
        pdf_files.write_all([("x", tmp_path / "a.pdf")], ignore)


def test_a_file_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pdf_files.write_all([(PAGE.format("x"), tmp_path / "nowhere" / "a.pdf")], ignore)


def die(job: SharedJob) -> pdf_files.RenderResult:
    os._exit(len(job.names))


@pytest.mark.parametrize("length", [1, 100_000])
def test_a_process_that_dies_is_no_silence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, length: int
) -> None:
    monkeypatch.setattr(pdf_files, "render_shared_job", die)
    pages = [("x" * length, tmp_path / f"{number}.pdf") for number in range(100)]
    begun = time.monotonic()
    with pytest.raises(BrokenPage, match=r"0\.pdf.*: a process ended"):
        pdf_files.write_all(pages, ignore, workers=2)
    assert time.monotonic() - begun < 60


def test_this_machine_lacks_nothing() -> None:
    assert pdf_page.missing_libraries() == ()


def _no_module(name: str) -> ModuleType:
    raise ModuleNotFoundError(name)


def _no_library(name: str) -> ModuleType:
    raise OSError(f"cannot load library for {name}")


@pytest.mark.parametrize(
    ("failing", "name"), [(_no_module, "WeasyPrint"), (_no_library, "Pango")]
)
def test_what_is_lacking_is_named(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    failing: Callable[[str], ModuleType],
    name: str,
) -> None:
    monkeypatch.setattr("apoq_batch.pages.pdf_page.import_module", failing)
    assert pdf_page.missing_libraries() == (name,)
    with pytest.raises(BatchError) as caught:
        pdf_files.write_all([(PAGE.format("x"), tmp_path / "a.pdf")], ignore)
    assert caught.value.trouble is troubles.PDF_UNAVAILABLE
    assert dict(caught.value.facts) == {"name": name}


@pytest.mark.parametrize("version", ["", "4.0.9"])
def test_an_old_or_missing_subsetter_is_lacking(
    monkeypatch: pytest.MonkeyPatch, version: str
) -> None:
    monkeypatch.setattr(libraries, "version_of", lambda _: version)
    assert pdf_page.missing_libraries() == ("HarfBuzz-Subset",)
