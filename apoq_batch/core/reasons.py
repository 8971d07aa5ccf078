"""Why a loan or a support is refused: the codes of the rules, each with its facts.

Knows the codes of rules.md §5.3, §6 and §7.2; must not know how a reason is worded.
"""

from dataclasses import dataclass
from enum import StrEnum

from apoq_batch.core.facts import Fact
from apoq_batch.core.facts import Facts
from apoq_batch.core.facts import facts_of


class Reason(StrEnum):
    """The reasons of the rules, in the order in which they are reported (rules.md §5.3, §7.2)."""

    ESTADO = "ESTADO"
    ANTIGUEDAD = "ANTIGUEDAD"
    CAJAS = "CAJAS"
    MORA = "MORA"
    PAGO_MINIMO = "PAGO_MINIMO"
    EXPOSICION = "EXPOSICION"
    FONDOS = "FONDOS"
    TOPE = "TOPE"
    REDONDEO = "REDONDEO"
    CARENCIA = "CARENCIA"
    BENEFICIARIO = "BENEFICIARIO"
    DECLARADO = "DECLARADO"
    DUPLICADO = "DUPLICADO"
    TOPE_ANUAL = "TOPE_ANUAL"
    DOCUMENTOS = "DOCUMENTOS"
    CONSENTIMIENTO = "CONSENTIMIENTO"


@dataclass(frozen=True, slots=True)
class Refusal:
    """A reason that holds, with the figures behind it."""

    reason: Reason
    facts: Facts


def refusal(reason: Reason, **facts: Fact) -> Refusal:
    """Note a reason with its figures."""
    return Refusal(reason, facts_of(facts))
