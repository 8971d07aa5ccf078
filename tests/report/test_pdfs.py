"""Both reports as PDF: pages, text, fonts, bytes, tags, an empty log, and no canary."""

import logging
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from apoq_batch.core.checks.advice import advise
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import cells
from apoq_batch.core.period import Month
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.records import FundType
from apoq_batch.core.rules.proofs import prove
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.pages import pdf_files
from apoq_batch.report import board
from apoq_batch.report import profile
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES
from tests.pages.test_pdf_files import FONTS
from tests.pages.test_pdf_files import fonts_of
from tests.pages.test_pdf_files import ignore
from tests.pages.test_pdf_files import text_of
from tests.shared import examined_example

ORIGIN = board.Origin(sha256="cd" * 32, version="1.0")
NAME, DNI, ILLNESS = "Zacarías Canariense", "76543219", "leucemia"
ANNEX = {"es": "Anexo A", "en": "Annex A"}


def told(settlement: Settlement, language: str = "es") -> board.Report:
    findings = advise(settlement)
    return board.compose(settlement, findings, prove(settlement), ORIGIN, language)


def printed(report: board.Report, settlement: Settlement, folder: Path) -> list[PdfReader]:
    """The report and the profile, as they lie in a pack."""
    pages = [
        (board.render(report, ""), folder / board.FILE_NAME),
        (profile.render(settlement, ""), folder / profile.FILE_NAME),
    ]
    pdf_files.write_all(pages, ignore, workers=1)
    return [PdfReader(target) for _, target in pages]


def example(language: str, month: Month | None = None) -> tuple[board.Report, Settlement]:
    examined = examined_example(language)
    settlement = examined.settlement
    assert settlement
    if month is not None:
        book = settlement.book
        settlement = settle(replace(book, settings=replace(book.settings, month=month)))
        return told(settlement, language), settlement
    said = settlement, examined.findings, examined.proofs
    return board.compose(*said, ORIGIN, language), settlement


@pytest.mark.parametrize("language", ["es", pytest.param("en", marks=pytest.mark.thorough)])
def test_the_essentials_of_367_members_fill_two_pages(
    language: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        report, own = printed(*example(language), tmp_path)
    assert not [one for one in caplog.records if one.name.startswith("weasyprint")]
    texts = [page.extract_text() for page in report.pages]
    first_annex = next(place for place, text in enumerate(texts) if ANNEX[language] in text)
    assert first_annex == 2
    assert len(own.pages) == 2
    assert fonts_of(report) <= FONTS
    assert fonts_of(own) <= FONTS
    assert "295" in text_of(report)
    assert "S/ 97,190.00" in text_of(report)


def test_much_to_tell_still_fills_two_pages(tmp_path: Path) -> None:
    _, settlement = example("es")
    book = settlement.book
    name = "Un nombre bastante largo para una tabla que tiene muchas columnas"
    funds = (
        build.fund(f"F{place}", name=name, premium_category=f"{name} {place}")
        for place in range(4)
    )
    projects = (
        build.project(f"X-{place}", name=name, institution=name, fund="F0")
        for place in range(4)
    )
    officers = (build.officer(role=f"Vocal {place}") for place in range(5))
    crowded = settle(
        replace(
            book,
            funds=(*book.funds, *funds),
            projects=(*book.projects, *projects),
            board=(*book.board, *officers),
        )
    )
    assert not told(settlement).is_dense
    assert told(crowded).is_dense
    report, _ = printed(told(crowded), crowded, tmp_path)
    texts = [page.extract_text() for page in report.pages]
    assert next(place for place, text in enumerate(texts) if ANNEX["es"] in text) == 2


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("es", "Informe a la Junta Directiva, marzo de 2026"),
        ("en", "Report to the board, March 2026"),
    ],
)
def test_a_report_is_tagged_has_a_language_and_a_title(
    language: str, title: str, tmp_path: Path
) -> None:
    settlement = settle(build.book(board=()))
    report, own = printed(told(settlement, language), settlement, tmp_path)
    assert report.metadata
    assert report.metadata.title == title
    assert str(report.root_object["/Lang"]) == language
    assert "/Marked" in str(report.root_object["/MarkInfo"])
    assert str(own.root_object["/Lang"]) == "en"
    assert len(report.pages) <= 2
    assert len(own.pages) == 2


def test_the_same_month_gives_the_same_bytes(tmp_path: Path) -> None:
    settlement = settle(build.book())
    folders = [tmp_path / name for name in ("one", "two")]
    for folder in folders:
        folder.mkdir()
        printed(told(settlement), settlement, folder)
    for name in (board.FILE_NAME, profile.FILE_NAME):
        first, second = ((folder / name).read_bytes() for folder in folders)
        assert first == second


def test_december_has_one_page_of_pictures(tmp_path: Path) -> None:
    report, _ = printed(*example("es", Month(2026, 12)), tmp_path)
    texts = [page.extract_text() for page in report.pages]
    assert [place for place, text in enumerate(texts) if "en imágenes" in text] == [
        len(texts) - 1
    ]
    assert "Sepelio" in texts[-1]


def with_a_canary() -> Settlement:
    """A name, a DNI and a health word wherever a workbook has room for a text."""
    mean = f"{NAME} {DNI} {ILLNESS}"
    names, surnames = NAME.split()
    return settle(
        build.book(
            board=(
                build.officer(NAME, role="Tesorera", dni=DNI),
                build.officer(NAME, role=mean),
            ),
            funds=(
                build.lending_fund(premium_category=mean),
                build.emergency_fund(name=mean),
                build.fund(name=NAME, premium_category=ILLNESS, minimum_reserve=5_000_00),
                build.fund("OTR", FundType.OTHER, name=DNI),
            ),
            split=[
                replace(line, resolution=text)
                for line, text in zip(
                    build.split(PRE="50", EME="30", EDU="20"),
                    (NAME, DNI, ILLNESS),
                    strict=True,
                )
            ],
            members=(
                build.member("S1", dni=DNI, names=names, surnames=surnames, sector=mean),
                build.member("S2", dni="11112222", sector=NAME),
            ),
            relatives=(build.relative("S2", name=NAME, dni="33334444"),),
            deliveries=(
                build.delivery("S1", note=mean),
                build.delivery("S1", note=mean),
                build.delivery("S2", boxes=-3, note=ILLNESS),
                build.delivery("S2", boxes=90),
            ),
            receipts=(
                build.receipt(scheme=mean, buyer=mean, container=mean),
                build.receipt(scheme=NAME),
            ),
            loans=(build.loan(DNI), build.loan(mean, "S2")),
            repayments=(build.repayment(900_00, receipt=mean),),
            claims=(
                build.claim(mean, resolution=mean),
                build.claim(ILLNESS, date=on(3, 6), documents=False, resolution=mean),
                build.claim(DNI, date=on(3, 7), paid=900_00, paid_on=on(3, 9)),
                build.claim("E-9", member="S2", beneficiary_dni=DNI, date=on(3, 8)),
            ),
            projects=(
                build.project("Y1", name=mean, institution=mean, resolution=mean),
                build.project(
                    "Y2", name=ILLNESS, institution=NAME, resolution=DNI, budget=1_00
                ),
            ),
            expenses=(
                build.expense(project="Y1", description=mean, voucher=mean),
                build.expense(project="Y2", description=NAME, voucher=DNI),
                build.expense(description=ILLNESS, voucher=ILLNESS),
            ),
            transfers=(build.transfer(resolution=mean),),
        )
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_canary_sings(
    language: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    settlement = with_a_canary()
    place = Place(section=Section.MEMBERS, sheet=NAME, row=3, column=1)
    typed = [
        finding(cells.NUMBER_AS_TEXT, place, value=f"{NAME} {ILLNESS}", read="1"),
        finding(cells.DNI_ZEROS_RESTORED, place, value="6543219", read=DNI),
    ]
    findings = (*typed, *advise(settlement))
    report = board.compose(settlement, findings, prove(settlement), ORIGIN, language)
    with caplog.at_level(logging.DEBUG):
        readers = printed(report, settlement, tmp_path)
    html = board.render(report) + profile.render(settlement)
    raw = "".join(str(reader.metadata) for reader in readers) + html + caplog.text
    said = "".join([raw, *map(text_of, readers)]).casefold()
    squeezed = "".join(said.split())
    for canary in (*NAME.split(), DNI, "6543219", ILLNESS):
        assert canary.casefold() not in squeezed
    assert "***" in html
    note = {"es": "nombra a una persona o habla de salud", "en": "speaks of health"}
    assert html.count(note[language]) == 1
    # The rest of the report is there all the same.
    assert "Tesorera" in html
    assert "E-9" in html
