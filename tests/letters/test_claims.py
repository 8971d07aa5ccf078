"""The letter about a claim: which claims get one, and what it says."""

from typing import Any

import pytest

from apoq_batch.core.records import Claim
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters.claims import SupportContent
from apoq_batch.letters.claims import support_letters
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES
from tests.pages.reading import said


def settled(*claims: Claim, **rows: Any) -> Settlement:
    return settle(build.book(claims=claims, **rows))


def told(settlement: Settlement) -> SupportContent:
    (letter,) = support_letters(settlement, "es")
    assert isinstance(letter.content, SupportContent)
    return letter.content


def words(settlement: Settlement, language: str = "es") -> str:
    (letter,) = support_letters(settlement, language)
    return said(letter, language)


def test_a_claim_of_the_month_or_still_open_or_just_paid_gets_a_letter() -> None:
    stranger = "99999999"
    settlement = settled(
        build.claim("E1", date=on(2, 5)),
        build.claim("E2", date=on(2, 6), documents=False),
        build.claim("E3", date=on(2, 7), cost=9_000_00),
        build.claim("E4", date=on(2, 5), beneficiary_dni=stranger),
        build.claim("E5", date=on(2, 8), paid=1_00, paid_on=on(2, 28)),
        build.claim("E6", date=on(2, 9), paid=1_00, paid_on=on(3, 31)),
        build.claim("E7", beneficiary_dni=stranger),
        build.claim("E8", date=on(2, 10), paid=1_00, paid_on=on(4, 1)),
        build.claim("E9", date=on(4, 1)),
    )
    letters = support_letters(settlement, "es")
    assert [letter.file_name for letter in letters] == [
        f"apoyo-{number}.pdf" for number in ("E1", "E2", "E3", "E6", "E8", "E7")
    ]


def test_files_of_claims_never_clash() -> None:
    settlement = settled(
        build.claim("E/1"),
        build.claim("E-1", date=on(3, 6)),
        build.claim("../x", date=on(3, 7)),
    )
    names = [letter.file_name for letter in support_letters(settlement, "es")]
    assert names == ["apoyo-E-1.pdf", "apoyo-E-1-2.pdf", "apoyo-x.pdf"]


def test_a_granted_claim_shows_how_it_was_worked_out() -> None:
    caps = build.settings(illness_cap=500_00, family_annual_cap=2_000_00)
    claim = build.claim(cost=1_000_00, resolution="Acta 12")
    settlement = settle(build.book(caps, claims=(claim,)))
    content = told(settlement)
    assert content.decision is ClaimDecision.GRANTED
    assert content.amount is not None
    assert content.amount.words == "quinientos y 00/100 soles"
    steps = content.steps
    assert steps is not None
    assert (
        steps.cost,
        steps.copayment_percent,
        steps.copayment,
        steps.after_copayment,
    ) == (
        "S/\xa01,000.00",
        "20",
        "S/\xa0200.00",
        "S/\xa0800.00",
    )
    assert (steps.type_cap, steps.yearly_left, steps.benefit) == (
        "S/\xa0500.00",
        "S/\xa02,000.00",
        "S/\xa0500.00",
    )
    letter = words(settlement)
    assert "Asunto: Solicitud de apoyo por enfermedad, N.° E1" in letter
    assert "Apoyo aprobado S/ 500.00 (quinientos y 00/100 soles)" in letter
    assert "Acuerdo Acta 12" in letter
    assert "Parte que asume la familia (20%) S/ 200.00" in letter


@pytest.mark.parametrize(
    ("changes", "decision", "spanish"),
    [
        (
            {"paid": 80_00, "paid_on": on(3, 28)},
            ClaimDecision.PAID,
            "se entregó el 28 de marzo de 2026",
        ),
        ({"cost": 9_000_00}, ClaimDecision.WAITING, "le quedan S/ 1,000.00"),
        ({"consent": False}, ClaimDecision.INCOMPLETE, "Qué falta"),
        ({"beneficiary_dni": "99999999"}, ClaimDecision.REFUSED, "Por qué no procede"),
    ],
)
def test_each_decision_has_its_words(
    changes: dict[str, Any], decision: ClaimDecision, spanish: str
) -> None:
    settlement = settled(build.claim(**changes))
    content = told(settlement)
    assert content.decision is decision
    assert (content.amount is None) == (decision is ClaimDecision.REFUSED)
    for language in LANGUAGES:
        letter = words(settlement, language)
        assert "99999999" not in letter
        assert "Ana Chero Ipanaqué" in letter
    letter = words(settlement)
    assert spanish in letter
    for reason in content.reasons:
        assert reason.sentence in letter
        assert reason.advice in letter


def test_a_payment_against_the_rules_is_told_without_a_working() -> None:
    settlement = settled(build.claim(paid=95_00, paid_on=on(3, 28)))
    content = told(settlement)
    assert content.amount is not None
    assert content.amount.figures == "S/\xa095.00"
    assert (content.steps, content.reasons) == (None, ())


def test_a_relative_stands_by_name_and_never_by_dni() -> None:
    settlement = settled(
        build.claim(beneficiary_dni="70000001"),
        relatives=(build.relative(name="Luis Ñope"),),
    )
    for language in LANGUAGES:
        letter = words(settlement, language)
        assert "Luis Ñope" in letter
        assert "70000001" not in letter


def test_a_funeral_is_answered_with_condolences_and_to_the_family() -> None:
    settlement = settled(
        build.claim(type=ClaimType.FUNERAL),
        members=(build.member(status=MemberStatus.DECEASED, status_since=on(3, 5)),),
    )
    letter = words(settlement)
    assert "A los familiares de Ana Chero Ipanaqué" in letter
    assert "Reciban ustedes nuestro sentido pésame." in letter
    assert "recuperación" not in letter
