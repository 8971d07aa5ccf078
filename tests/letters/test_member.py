"""The letter to each member: who gets one, and what stands in it."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html as parser

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.core.settings import Settings
from apoq_batch.letters.member import MemberContent
from apoq_batch.letters.member import member_letter
from apoq_batch.letters.member import member_letters
from apoq_batch.letters.member import render
from apoq_batch.letters.parts import LetterSummary
from apoq_batch.letters.parts import Topic
from apoq_batch.pages.templates import printable
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES
from tests.pages.reading import said

ODD_NAMES = [
    "=1+1",
    "<b>Ana</b>",
    "</p><script>alert(1)</script>",
    'Ana "la" O\'Brien & Cía.',
    "{{ content }} {% raw %}",
    "Ñandú 🍌 Ñ",
    "\u202eanA\u202c",
    "Pérez " * 50,
    "../../etc/passwd",
]


def settled(chosen: Settings | None = None, **rows: Any) -> Settlement:
    return settle(build.book(chosen, **rows))


def content(
    settlement: Settlement, code: str = "S1", language: str = "es"
) -> MemberContent:
    found = member_letter(settlement, code, language).content
    assert isinstance(found, MemberContent)
    return found


def withdrawn(code: str, **changes: Any) -> Any:
    return build.member(
        code, status=MemberStatus.WITHDRAWN, status_since=on(1, 20), **changes
    )


def test_letters_go_to_the_active_and_to_those_who_owe_or_are_owed() -> None:
    deceased = build.member("S5", status=MemberStatus.DECEASED, status_since=on(3, 20))
    settlement = settled(
        members=(
            build.member("S3"),
            withdrawn("S1"),
            withdrawn("S4", credit=1),
            withdrawn("S2"),
            deceased,
        ),
        loans=(build.loan(member="S2"),),
        claims=(build.claim(member="S5"),),
    )
    letters = member_letters(settlement, "es")
    assert [letter.member for letter in letters] == ["S2", "S3", "S4", "S5"]


def test_a_file_is_named_after_the_member_whoever_else_is_written_to() -> None:
    settlement = settled(members=(withdrawn("s-1"), build.member("S 1")))
    (letter,) = member_letters(settlement, "es")
    assert letter.file_name == "S-1-chero-ipanaque-ana.pdf"
    alone = member_letter(settlement, " s 1 ", "es")
    assert alone == letter
    other = member_letter(settlement, "s-1", "es")
    assert other.file_name == "s-1-chero-ipanaque-ana-2.pdf"


def test_there_is_no_letter_to_a_stranger() -> None:
    with pytest.raises(BatchError) as caught:
        member_letter(settled(), "S9", "es")
    assert caught.value.trouble is troubles.NO_SUCH_MEMBER


def test_a_proposed_loan_is_said_in_full() -> None:
    settlement = settled(
        build.settings(instalments=3),
        deliveries=(build.delivery(boxes=80),),
        split=(
            *build.split(PRE="100"),
            build.split_line("PRE", "50", since=on(3, 1), resolution="Acta 7-2026"),
            build.split_line("EME", "50", since=on(3, 1), resolution="Acta 8-2026"),
            build.split_line("PRE", "100", since=on(4, 1), resolution="Acta 9-2026"),
        ),
    )
    loan = content(settlement).loan
    assert loan is not None
    assert (loan.amount.figures, loan.amount.words) == (
        "S/\xa01,000.00",
        "mil y 00/100 soles",
    )
    assert loan.number == "P-2026T1-S1"
    assert loan.disbursed == "1 de abril de 2026"
    assert loan.deduction == "S/\xa012.50"
    assert (loan.resolution, loan.since) == ("Acta 7-2026", "01/03/2026")
    (row,) = loan.instalments
    assert [(part.number, part.due, part.amount) for part in row] == [
        ("1", "01/05/2026", "S/\xa0333.33"),
        ("2", "01/06/2026", "S/\xa0333.33"),
        ("3", "01/07/2026", "S/\xa0333.34"),
    ]
    spanish = said(member_letter(settlement, "S1", "es"))
    for words in (
        "Asunto: Préstamo del primer trimestre de 2026 (enero a marzo)",
        "S/ 1,000.00 (mil y 00/100 soles)",
        "S/ 12.50 por caja",
        "Acta 7-2026, vigente desde el 01/03/2026",
        "Cuota 3 01/07/2026 S/ 333.34",
        "Acepto el préstamo: firma o huella",
    ):
        assert words in spanish
    english = said(member_letter(settlement, "S1", "en"), "en")
    assert "S/ 1,000.00 (one thousand and 00/100 soles)" in english
    assert "Instalment 1 01/05/2026 S/ 333.33" in english


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_member_reads_every_reason_and_what_to_do(language: str) -> None:
    settlement = settled(
        build.settings(exposure_maximum=100_00),
        members=(build.member(joined=on(1, 2)),),
        loans=(build.loan(date=on(1, 2), first_due=on(1, 31)),),
    )
    told = content(settlement, language=language)
    assert told.loan is None
    assert len(told.reasons) == 5
    letter = said(member_letter(settlement, "S1", language), language)
    for reason in told.reasons:
        assert " ".join(reason.sentence.split()) in letter
        assert " ".join(reason.advice.split()) in letter


@pytest.mark.parametrize(
    ("changes", "loans", "news", "spanish"),
    [
        ({}, (), "refused", "no le corresponde un préstamo"),
        (
            {},
            (build.loan("P9", quarter=Quarter(2026, 1), date=on(3, 30)),),
            "lent",
            "El suyo es el N.° P9, por S/ 300.00, con fecha 30/03/2026",
        ),
        (
            {},
            (build.loan("P9", "S2", quarter=Quarter(2026, 1), date=on(3, 30)),),
            "not_lent",
            "no hay uno a su nombre",
        ),
        (
            {"month": Month(2026, 2)},
            (),
            "not_closing",
            "con las cajas entregadas hasta el 31 de marzo de 2026",
        ),
    ],
)
def test_each_month_has_its_news(
    changes: dict[str, Any], loans: tuple[Any, ...], news: str, spanish: str
) -> None:
    settlement = settled(
        build.settings(**changes), members=build.members("S1", "S2"), loans=loans
    )
    assert content(settlement).news == news
    assert spanish in said(member_letter(settlement, "S1", "es"))


@pytest.mark.parametrize(("month", "died"), [(2, on(2, 1)), (3, on(2, 1)), (3, on(4, 2))])
def test_the_family_of_one_who_has_died_is_told_of_the_account_only(
    month: int, died: date
) -> None:
    settlement = settled(
        build.settings(
            month=Month(2026, month), minimum_repaid_percent=0, maximum_days_late=99
        ),
        members=(build.member(status=MemberStatus.DECEASED, status_since=died),),
        loans=(build.loan(),),
        deliveries=(build.delivery(),),
    )
    told = content(settlement)
    assert (told.news, told.reasons, told.loan) == ("none", (), None)
    letter = said(member_letter(settlement, "S1", "es"))
    assert "A los familiares de Ana Chero Ipanaqué" in letter
    assert "S/ 300.00" in letter
    assert "Nombre: DNI:" in letter


def test_one_who_has_left_hears_nothing_of_a_coming_loan() -> None:
    february = build.settings(month=Month(2026, 2))
    settlement = settled(february, members=(withdrawn("S1", credit=1_00),))
    assert content(settlement).news == "none"
    assert "préstamos se hará" not in said(member_letter(settlement, "S1", "es"))


@pytest.mark.parametrize(
    ("changes", "rows", "summary"),
    [
        (
            {},
            {"deliveries": (build.delivery(),)},
            LetterSummary(about=Topic.LOAN, figure="S/\xa01,500.00"),
        ),
        (
            {"minimum_repaid_percent": 0},
            {"loans": (build.loan(),)},
            LetterSummary(about=Topic.NO_LOAN, owed="S/\xa0300.00", overdue="S/\xa0200.00"),
        ),
        (
            {},
            {"loans": (build.loan("P9", quarter=Quarter(2026, 1), date=on(3, 30)),)},
            LetterSummary(
                about=Topic.LENT, figure="S/\xa0300.00", owed="S/\xa0300.00", overdue="?"
            ),
        ),
        ({"month": Month(2026, 2)}, {}, LetterSummary(about=Topic.ACCOUNT)),
    ],
)
def test_a_letter_is_known_at_a_glance(
    changes: dict[str, Any], rows: dict[str, Any], summary: LetterSummary
) -> None:
    settlement = settled(build.settings(**changes), receipts=(build.receipt(),), **rows)
    found = member_letter(settlement, "S1", "es").summary
    assert replace(found, overdue=summary.overdue) == summary


def test_a_letter_has_a_number_and_says_its_code() -> None:
    letter = member_letter(settled(), "S1", "es")
    assert letter.number == "C-2026-03-S1"
    assert letter.id.code == letter.id.code
    assert f"Código {letter.id.code}" in said(letter)
    assert f"marzo de 2026 · {letter.number}" in said(letter)


def test_credit_and_support_stand_at_the_end() -> None:
    settlement = settled(
        build.settings(family_annual_cap=1_000_00, copayment_percent=20),
        members=(build.member(credit=35_50), withdrawn("S2", credit=1_00)),
        repayments=(build.repayment(5_50, method=Method.REFUND),),
        claims=(
            build.claim("E1", paid=100_00, paid_on=on(3, 20), cost=150_00),
            build.claim("E2", "S2", date=on(1, 15), paid=40_00, paid_on=on(3, 20)),
        ),
    )
    told = content(settlement)
    assert told.credit == "S/\xa030.00"
    assert told.support is not None
    assert (told.support.used, told.support.left) == ("S/\xa0100.00", "S/\xa0900.00")
    letter = said(member_letter(settlement, "S1", "es"))
    assert (
        "Préstamos por pagar Saldo a favor, para pagar cuotas o pedirlo en la oficina Apoyo a la familia en 2026, dado o aprobado "
        "Apoyo que queda este año Ninguno S/ 30.00 S/ 100.00 S/ 900.00"
    ) in letter
    left = content(settlement, "S2").support
    assert left is not None
    assert (left.used, left.left) == ("S/\xa040.00", "")


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "es",
            (
                "APOQ RUC 20484002488 · Querecotillo Querecotillo, 30 de setiembre de 2026 Carta "
                "N.° C-2026-09-S1 Código {code} QR C-2026-09-S1 {code} Señor(a) Ana Chero "
                "Ipanaqué DNI 01234567 · Socio(a) N.° S1 Sector La Horca · Presente.- Asunto:"
            ),
        ),
        (
            "en",
            (
                "APOQ RUC 20484002488 · Querecotillo Querecotillo, 30 September 2026 Letter no. "
                "C-2026-09-S1 Check code {code} QR C-2026-09-S1 {code} Ana Chero Ipanaqué DNI "
                "01234567 · Member no. S1 Sector La Horca Subject:"
            ),
        ),
    ],
)
def test_a_letter_opens_as_formal_letters_do(language: str, expected: str) -> None:
    settlement = settled(
        build.settings(month=Month(2026, 9), tax_id="20484002488"),
        members=(build.member(dni="01234567", sector="La Horca"),),
    )
    letter = member_letter(settlement, "S1", language)
    opening = expected.format(code=letter.id.code)
    assert said(letter, language).startswith(opening)


def test_a_foreigners_card_is_called_so() -> None:
    settlement = settled(members=(build.member(dni="00123456A"),))
    assert content(settlement).addressee.document == "C.E. 00123456A"


def test_those_who_sign_stand_in_rows_of_three_at_most() -> None:
    quiet = build.officer("Vocal Que No Firma", signs=False)
    board = [build.officer(f"Firma {number}", dni="12345678") for number in range(1, 5)]
    settlement = settled(board=(*board[:2], quiet, *board[2:]))
    rows = content(settlement).frame.signatures
    assert [[one.name for one in row] for row in rows] == [
        ["Firma 1", "Firma 2"],
        ["Firma 3", "Firma 4"],
    ]
    letter = said(member_letter(settlement, "S1", "es"))
    assert "No Firma" not in letter
    assert "12345678" not in letter
    assert "Por la Junta Directiva" in said(member_letter(settled(board=()), "S1", "es"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ODD_NAMES)
def test_an_odd_name_is_shown_as_typed_and_does_nothing(name: str, language: str) -> None:
    plain = settled(deliveries=(build.delivery(),))
    odd = replace(
        build.book(deliveries=(build.delivery(),)),
        settings=build.settings(organisation=name, city=name),
        members=(build.member(surnames=name, names=name, sector=name),),
        board=(build.officer(name, role=name),),
    )
    letter = member_letter(settle(odd), "S1", language)
    page = render(letter, language)
    assert printable(" ".join(f"{name} {name}".split())) in said(letter, language)
    usual = render(member_letter(plain, "S1", language), language)
    assert tags_of(page) == tags_of(usual)
    assert letter.file_name.startswith("S1-")
    assert set(letter.file_name) <= set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."
    )


def tags_of(page: str) -> set[tuple[str, ...]]:
    """Every kind of element with the names of its attributes."""
    elements = parser.document_fromstring(page).iter("*")
    return {(str(one.tag), *sorted(str(name) for name in one.attrib)) for one in elements}
