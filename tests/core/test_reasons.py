"""Reasons carry the figures behind them."""

import pytest

from apoq_batch.core.money import Soles
from apoq_batch.core.reasons import Reason
from apoq_batch.core.reasons import refusal


def test_a_reason_gives_its_figures_by_name() -> None:
    reason = refusal(Reason.EXPOSICION, owed=Soles(500_00), maximum=Soles(400_00))
    assert reason.fact("owed") == Soles(500_00)
    assert reason == refusal(Reason.EXPOSICION, maximum=Soles(400_00), owed=Soles(500_00))


def test_a_figure_that_is_not_there_is_a_bug() -> None:
    with pytest.raises(KeyError):
        refusal(Reason.FONDOS).fact("owed")


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
