"""How the board's report says figures, changes and reasons, in few words.

Knows wording only; must not know where in the report they stand.
"""

from collections.abc import Mapping
from fractions import Fraction

from apoq_batch.core.reasons import Reason
from apoq_batch.wording.numbers import decimal
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

NOTHING = "–"
_FINE_BELOW = 10

_REASONS: Mapping[Reason, str] = {
    Reason.ESTADO: N_("Not active"),
    Reason.ANTIGUEDAD: N_("A member for too short a time"),
    Reason.CAJAS: N_("Too few boxes"),
    Reason.MORA: N_("Late with a loan"),
    Reason.PAGO_MINIMO: N_("Too little of the last loan repaid"),
    Reason.EXPOSICION: N_("Owes the most allowed already"),
    Reason.FONDOS: N_("No money in the fund"),
    Reason.TOPE: N_("The caps leave less than the smallest loan"),
    Reason.REDONDEO: N_("The part is less than one multiple"),
    Reason.CARENCIA: N_("Within the waiting time"),
    Reason.BENEFICIARIO: N_("Beneficiary not covered"),
    Reason.DECLARADO: N_("Relative declared after the event"),
    Reason.DUPLICADO: N_("The same event claimed before"),
    Reason.TOPE_ANUAL: N_("The family's cap of the year is used up"),
    Reason.DOCUMENTOS: N_("Supporting papers missing"),
    Reason.CONSENTIMIENTO: N_("Signed consent missing"),
}


def reason_name(reason: Reason, texts: Texts) -> str:
    """A reason in a few words, without anything about the person."""
    return texts(_REASONS[reason])


def plain(centimos: int) -> str:
    """Céntimos in a column of soles: `1,250.00`."""
    return decimal(Fraction(centimos, 100), 2)


def plain_or_nothing(centimos: int) -> str:
    """As `plain`, a dash for 0."""
    return plain(centimos) if centimos else NOTHING


def change(now: int, before: int | None) -> str:
    """How much more or less than before, as `+4%`; nothing where there is none to tell."""
    if before is None or before <= 0:
        return ""
    ratio = Fraction(now - before, before)
    is_fine = 0 < abs(ratio) * 100 < _FINE_BELOW
    said = percent(ratio, 1 if is_fine else 0)
    return f"+{said}" if ratio > 0 else said


def part(amount: int, whole: int, places: int = 0) -> str:
    """An amount as a per cent of a whole; a dash without one."""
    return percent(Fraction(amount, whole), places) if whole else NOTHING
