"""The letters as pages: order of reading, tags, one page, odd names."""

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters.delivery_lists import delivery_lists
from apoq_batch.letters.delivery_lists import list_page
from apoq_batch.letters.member import Letter
from apoq_batch.letters.member import member_letter
from apoq_batch.letters.member import member_letters
from apoq_batch.letters.member import render
from apoq_batch.pages import pdf_files
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES

LONGEST = ('Ñáñez "la Ñusta" de la Purísima Concepción y Señor de los Milagros ' * 5)[:300]
ODD_NAMES = ("=1+1", "<b>Ana</b>", "\u202eanA\u202c", "\u0301", LONGEST, "W" * 300, "🍌")
PDFTOTEXT = shutil.which("pdftotext")
# In points, as all of a PDF.
TWO_THIRDS_OF_A_MILLIMETRE = 1.9


def printed(page: str, folder: Path, name: str = "a.pdf") -> Path:
    target = folder / name
    pdf_files.write_all([(page, target)], lambda: None)
    return target


def settled(**rows: Any) -> Settlement:
    """A member with a loan to come, one to pay, four months of boxes and a credit."""
    given: dict[str, Any] = {
        "members": (build.member(credit=10_00, sector="La Horca"),),
        "deliveries": tuple(build.delivery(boxes=40 * n, date=on(n, 5)) for n in (1, 2, 3)),
        "loans": (build.loan(),),
        "repayments": (build.repayment(290_00, loan="P1"),),
        "receipts": (build.receipt(),),
    }
    settings = build.settings(tax_id="20484002488", family_annual_cap=4_000_00)
    return settle(build.book(settings, **{**given, **rows}))


def order(letter: Letter, language: str) -> list[str]:
    """What a letter is read out as, from its head to its foot."""
    code = letter.id.code
    return {
        "es": [
            "APOQ",
            "RUC 20484002488",
            "Querecotillo, 31 de marzo de 2026",
            "Carta N.° C-2026-03-S1",
            f"Código {code}",
            "Señor(a)",
            "Ana Chero Ipanaqué",
            "Presente.-",
            "Asunto: Préstamo del primer trimestre",
            "Su préstamo",
            "S/ 1,480.00",
            "(mil cuatrocientos ochenta y 00/100 soles)",
            "Fecha de entrega",
            "Cuota 1",
            "S/ 493.33",
            "Le descontaremos",
            "Préstamos anteriores por pagar",
            "S/ 290.00",
            "Cajas entregadas",
            "Ene",
            "120",
            "Prima del año",
            "Otros saldos",
            "S/ 10.00",
            "Atentamente,",
            "Rosa Chunga",
            "Acepto el préstamo",
        ],
        "en": [
            "APOQ",
            "Querecotillo, 31 March 2026",
            "Letter no. C-2026-03-S1",
            f"Check code {code}",
            "Ana Chero Ipanaqué",
            "Subject:",
            "Your loan",
            "S/ 1,480.00",
            "Instalment 1",
            "Earlier loans left to pay",
            "Boxes delivered",
            "Other balances",
            "Yours sincerely,",
            "Rosa Chunga",
            "I accept the loan",
        ],
    }[language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_reads_from_head_to_foot(tmp_path: Path, language: str) -> None:
    letter = member_letter(settled(), "S1", language)
    path = printed(render(letter, language), tmp_path)
    reader = PdfReader(path)
    assert len(reader.pages) == 1
    in_order(" ".join(reader.pages[0].extract_text().split()), order(letter, language))
    if PDFTOTEXT is not None:
        told = subprocess.run(
            [PDFTOTEXT, "-raw", path, "-"], capture_output=True, check=True
        )
        in_order(" ".join(told.stdout.decode().split()), order(letter, language))


def in_order(text: str, parts: list[str]) -> None:
    place = 0
    for part in parts:
        found = text.find(part, place)
        assert found >= 0, f"{part!r} is not after {text[max(0, place - 40) : place]!r}"
        place = found + len(part)


def test_tags_tell_headings_tables_and_what_a_picture_shows(tmp_path: Path) -> None:
    letter = member_letter(settled(), "S1", "es")
    catalogue: Any = PdfReader(printed(render(letter, "es"), tmp_path)).root_object
    tags = [*elements(catalogue["/StructTreeRoot"])]
    kinds = [str(tag["/S"]) for tag in tags]
    assert kinds.count("/H1") == 1
    assert kinds.count("/H2") == 3
    assert kinds.count("/P") > 12
    assert kinds.count("/Table") == 1
    figures = [str(tag["/Alt"]) for tag in tags if tag["/S"] == "/Figure"]
    assert figures == [
        f"QR {letter.number} {letter.id.code}",
        "Cajas de cada mes: Ene 40, Feb 80, Mar 120",
    ]


def test_a_list_of_loans_is_a_table_with_its_headings(tmp_path: Path) -> None:
    settlement = settled(loans=(build.loan(), build.loan("P2")), repayments=())
    letter = member_letter(settlement, "S1", "es")
    catalogue: Any = PdfReader(printed(render(letter, "es"), tmp_path)).root_object
    kinds = [str(tag["/S"]) for tag in elements(catalogue["/StructTreeRoot"])]
    assert kinds.count("/TH") > 6
    assert kinds.count("/TR") > 4


@pytest.mark.skipif(PDFTOTEXT is None, reason="needs pdftotext")
def test_columns_set_by_tabs_are_straight(tmp_path: Path) -> None:
    letter = member_letter(settled(), "S1", "es")
    path = printed(render(letter, "es"), tmp_path)
    told = subprocess.run(
        [str(PDFTOTEXT), "-bbox", path, "-"], capture_output=True, check=True, text=True
    )
    word = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" .*>(.+)</word>')
    rows: dict[str, list[tuple[float, str]]] = {}
    for left, top, text in word.findall(told.stdout):
        rows.setdefault(top, []).append((float(left), text))
    names = {"Monto", "Vencido", "Próxima", "Prima"}
    starts = [left for row in rows.values() for left, text in row if text in names]
    assert len(starts) == 5
    assert max(starts) - min(starts) < TWO_THIRDS_OF_A_MILLIMETRE
    figures = [
        left for row in rows.values() for left, text in row if text == "S/" and left > 400
    ]
    assert len(figures) >= 6
    assert max(figures) - min(figures) < 2 * TWO_THIRDS_OF_A_MILLIMETRE


def elements(root: Any) -> Any:
    """Every element of the tree of tags, in order of reading."""
    kids = root.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        one = kid.get_object() if hasattr(kid, "get_object") else kid
        if isinstance(one, dict) and "/S" in one:
            yield one
            yield from elements(one)


def test_reasons_a_debt_and_a_chart_fit_on_a_page(tmp_path: Path) -> None:
    settlement = settled(
        members=(build.member(joined=on(1, 2), sector="La Horca"),), repayments=()
    )
    letter = member_letter(settlement, "S1", "es")
    reader = PdfReader(printed(render(letter, "es"), tmp_path))
    assert letter.summary.overdue == "S/\xa0200.00"
    assert len(reader.pages) == 1


def test_every_page_tells_period_number_and_count(tmp_path: Path) -> None:
    loans = tuple(build.loan(f"P{n}", date=on(1, n + 1)) for n in range(28))
    settlement = settled(loans=loans, repayments=())
    reader = PdfReader(
        printed(render(member_letter(settlement, "S1", "es"), "es"), tmp_path)
    )
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, start=1):
        text = " ".join(page.extract_text().split())
        assert "marzo de 2026 · C-2026-03-S1" in text
        assert f"Página {number} de {len(reader.pages)}" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_odd_names_are_printed_without_complaint_and_always_alike(
    tmp_path: Path, language: str
) -> None:
    members = tuple(
        build.member(f"S{n}", surnames=name, names=name, sector=name)
        for n, name in enumerate(ODD_NAMES)
    )
    settlement = settled(members=members, loans=(), repayments=())
    letters = member_letters(settlement, language)
    pages = [render(letter, language) for letter in letters]
    book = settlement.book
    pages += [list_page(book, one, language) for one in delivery_lists(book, letters)]
    for number, page in enumerate(pages):
        first = printed(page, tmp_path, f"{number}-a.pdf").read_bytes()
        assert printed(page, tmp_path, f"{number}-b.pdf").read_bytes() == first
        assert 1 <= len(PdfReader(io.BytesIO(first)).pages) <= 3
