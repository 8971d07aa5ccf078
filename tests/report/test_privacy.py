"""What the board's report must not show."""

import pytest

from apoq_batch.report.privacy import privacy_of
from tests import builders as build

PRIVACY = privacy_of(
    build.book(
        members=(
            build.member(
                "S1", dni="03332045", surnames="Ñopo de la Cruz", names="Zoila Rosa"
            ),
            build.member("S2", dni="AB1234567"),
        ),
        relatives=(build.relative("S1", name="Teófilo Ñopo", dni="70000001"),),
        board=(build.officer("Casimiro Vílchez", dni="40000009"),),
        claims=(build.claim(beneficiary_dni="55550000"),),
    )
)


@pytest.mark.parametrize(
    "text",
    [
        "Silla para Zoila Ñopo",
        "SILLA PARA NOPO, ZOILA",
        "doña Rosa Cruz",
        "ayuda a teofilo nopo",
        "Vílchez (Casimiro)",
        "DNI 03332045",
        "DNI 3332045",
        "0333 2045",
        "03.332.045",
        "carné ab1234567",
        "55550000",
        "99887766",
        "quimioterapia",
        "Leucemia",
        "prueba de VIH",
        "Silla de ruedas por neumonía",
        "Sector Neumonía",
        "fracturas",
        "thyroid surgery",
        "Familia Ñopo",
        "Sra. Cruz",
    ],
)
def test_a_text_that_names_someone_is_not_shown(text: str) -> None:
    assert PRIVACY.hides(text)
    assert PRIVACY.shown(text) == "***"
    assert PRIVACY.shown(text, "S1") == "S1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Proyector multimedia",
        "I.E. secundaria de Querecotillo",
        "Caserío Santa Rosa",
        "Botiquines para los caseríos",
        "Promotores de salud",
        "Acta AG-01-2026",
        "PR-2026-01",
        "F001-00004512",
        "15/03/2026",
        "2026-03-15",
        "Rehabilitación del canal Ñopo",
        "Diagnóstico de suelos",
        "Trasplante de hijuelos",
        "Hospital de Sullana",
        "Colonia Santa Rosa",
        "Materiales, colchas y reparto",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert PRIVACY.shown(text) == text
