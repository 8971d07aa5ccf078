"""How the board's report says figures, changes and reasons, in few words.

Knows wording only; must not know where in the report they stand.
"""

from collections.abc import Iterable
from fractions import Fraction

from apoq_batch.core.reasons import Reason
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import decimal
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.texts import Texts

NOTHING = "–"
_FINE_BELOW = 10


def reason_names(reasons: Iterable[Reason], texts: Texts) -> str:
    """Reasons in a few words each, without anything about the person."""
    said = "; ".join(label(reason, texts) for reason in reasons)
    return said[:1].upper() + said[1:]


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
