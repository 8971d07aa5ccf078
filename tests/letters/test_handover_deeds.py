"""The deed of handover of a project."""

from typing import Any

import pytest

from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters.handover_deeds import DeedContent
from apoq_batch.letters.handover_deeds import handover_deeds
from tests import builders as build
from tests.builders import on
from tests.pages.reading import said


def settled(**changes: Any) -> Settlement:
    school = build.project(
        "ESC-1",
        handed_over=on(3, 18),
        name="Equipos para la escuela",
        institution="IE 14871 Santa Sofía",
        **changes,
    )
    return settle(
        build.book(
            projects=(
                build.project("Y1", handed_over=on(2, 28)),
                build.project("Y2", handed_over=on(4, 1)),
                build.project("Y3"),
                school,
            ),
            expenses=(
                build.expense(
                    1_250_00,
                    project="ESC-1",
                    description="Computadora <b>de mesa</b>",
                    quantity=1,
                    supplier_ruc="20100070970",
                    voucher="F001-45",
                ),
                build.expense(90_50, project="ESC-1", date=on(3, 1), voucher="F001-46"),
                build.expense(7_00, date=on(3, 1)),
                build.expense(8_00, project="ESC-1", date=on(4, 1)),
            ),
        )
    )


def told(settlement: Settlement, language: str = "es") -> DeedContent:
    (letter,) = handover_deeds(settlement, language)
    assert letter.file_name == "entrega-ESC-1.pdf"
    assert letter.member is None
    assert isinstance(letter.content, DeedContent)
    return letter.content


def words(settlement: Settlement, language: str = "es") -> str:
    (letter,) = handover_deeds(settlement, language)
    return said(letter, language)


def test_a_deed_lists_what_was_bought_and_its_total() -> None:
    deed = told(settled())
    assert [
        (
            item.number,
            item.description,
            item.quantity,
            item.supplier,
            item.voucher,
            item.amount,
        )
        for item in deed.items
    ] == [
        (
            "1",
            "Computadora <b>de mesa</b>",
            "1",
            "20100070970",
            "F001-45",
            "S/\xa01,250.00",
        ),
        ("2", "Flete", "", "", "F001-46", "S/\xa090.50"),
    ]
    assert deed.total.figures == "S/\xa01,340.50"
    assert deed.earlier == ""


def test_what_earlier_years_spent_is_part_of_the_total() -> None:
    deed = told(settled(spent_before=100_00))
    assert (deed.earlier, deed.total.figures) == ("S/\xa0100.00", "S/\xa01,440.50")
    assert "Gastado en años anteriores S/ 100.00" in words(settled(spent_before=100_00))


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "es",
            [
                ("Querecotillo, 18 de marzo de 2026 Acta N.° E-2026-03-ESC-1"),
                ("Acta de entrega Equipos para la escuela · Proyecto ESC-1"),
                "APOQ entrega a IE 14871 Santa Sofía los bienes",
                "Computadora <b>de mesa</b> 1 20100070970 F001-45 S/ 1,250.00",
                "Flete – – F001-46 S/ 90.50 Total S/ 1,340.50",
                "Son: mil trescientos cuarenta y 50/100 soles.",
                "Por la institución: firma y sello Nombre: DNI: Cargo:",
                "Rosa Chunga Presidenta",
            ],
        ),
        (
            "en",
            [
                ("Querecotillo, 18 March 2026 Deed no. E-2026-03-ESC-1"),
                ("Deed of handover Equipos para la escuela · Project ESC-1"),
                "In words: one thousand three hundred and forty and 50/100 soles.",
                "For the institution: signature and stamp Name: DNI: Position:",
            ],
        ),
    ],
)
def test_a_deed_reads_as_deeds_do(language: str, expected: list[str]) -> None:
    deed = words(settled(), language)
    for part in expected:
        assert part in deed
