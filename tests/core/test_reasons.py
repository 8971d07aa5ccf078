"""Reasons carry the figures behind them."""

from apoq_batch.core.money import Soles
from apoq_batch.core.reasons import Reason
from apoq_batch.core.reasons import refusal


def test_a_reason_gives_its_figures_by_name() -> None:
    reason = refusal(Reason.EXPOSICION, owed=Soles(500_00), maximum=Soles(400_00))
    assert dict(reason.facts)["owed"] == Soles(500_00)
    assert reason == refusal(Reason.EXPOSICION, maximum=Soles(400_00), owed=Soles(500_00))


def test_reasons_for_loans_stand_in_the_order_of_the_rules() -> None:
    assert list(Reason)[:9] == [
        "ESTADO",
        "ANTIGUEDAD",
        "CAJAS",
        "MORA",
        "PAGO_MINIMO",
        "EXPOSICION",
        "FONDOS",
        "TOPE",
        "REDONDEO",
    ]
