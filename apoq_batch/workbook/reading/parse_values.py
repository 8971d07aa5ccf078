"""How people write numbers, dates, DNIs and answers: raw value -> value or None.

Pure readings without complaints; must not know columns or findings.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from decimal import Decimal

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.workbook.standard.text_keys import cleaned
from apoq_batch.workbook.standard.text_keys import folded

SHOWN_LENGTH = 60

_ISO_DAY = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_SPOKEN_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER = re.compile(r"(\d{4}) ?-? ?[TtQq] ?([1-4])")
_DNI = re.compile(r"[0-9]{8}|[0-9A-Z]{9}")
_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_CURRENCY = re.compile(r"^(S/\.?|US\$|USD|PEN|\$)|(%|USD|PEN)$", re.IGNORECASE)
_POINT_DECIMALS = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_COMMA_DECIMALS = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+")
_AMBIGUOUS = re.compile(r"[+-]?\d{1,3}[,]\d{3}")
_YES = frozenset(("si", "s", "x", "yes", "y", "true"))
_NO = frozenset(("no", "n", "false"))


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An Excel error value such as #N/A."""

    text: str


@dataclass(frozen=True, slots=True)
class OtherValue:
    """A stored value that is no text, number, truth value or date, such as a time."""

    text: str


def shown(raw: object) -> str:
    """The value as she sees it in the cell, shortened when it is long."""
    if isinstance(raw, bool):
        return "VERDADERO (TRUE)" if raw else "FALSO (FALSE)"
    if isinstance(raw, ErrorValue | OtherValue):
        return raw.text
    if isinstance(raw, datetime | date):
        return f"{raw.day:02d}/{raw.month:02d}/{raw.year}"
    written = f"{exact(raw):f}" if isinstance(raw, int | float) else str(raw)
    text = cleaned(written)
    return text if len(text) <= SHOWN_LENGTH else text[: SHOWN_LENGTH - 1] + "…"


def exact(number: int | float) -> Decimal:
    """A stored number at 15 significant digits, exactly (workbook.md)."""
    if isinstance(number, int):
        return Decimal(number)
    rounded = Decimal(f"{number:.15g}")
    whole = rounded == rounded.to_integral_value()
    return (
        rounded.quantize(Decimal(1))
        if whole and abs(rounded) < 10**20
        else rounded.normalize()
    )


def plain_text(raw: object) -> str | None:
    """A text, or a number as text; None for anything else."""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return f"{exact(raw):f}"
    return None


def day_of(raw: object) -> date | None:
    """A stored date, or one written as ISO or day/month/year."""
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    text = raw.strip() if isinstance(raw, str) else ""
    if found := _ISO_DAY.fullmatch(text):
        year, month, day = (int(part) for part in found.groups()[:3])
    elif found := _SPOKEN_DAY.fullmatch(text):
        day, month, year = (int(part) for part in found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def number_of(raw: object) -> Decimal | None:
    """A stored number, or one written with comma or point when only one reading fits."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, int | float):
        return exact(raw)
    if not isinstance(raw, str):
        return None
    text = "".join(unicodedata.normalize("NFKC", raw).split()).replace("−", "-")
    text = _CURRENCY.sub("", _CURRENCY.sub("", text))
    if not text.isascii() or _AMBIGUOUS.fullmatch(text):
        return None
    if _POINT_DECIMALS.fullmatch(text):
        return Decimal(text.replace(",", ""))
    if _COMMA_DECIMALS.fullmatch(text):
        return Decimal(text.replace(".", "").replace(",", "."))
    return None


def decimals_of(number: Decimal, raw: object) -> int:
    """How many decimals a number has; zeros written out in a text count."""
    exponent = (number if isinstance(raw, str) else number.normalize()).as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def yes_or_no(raw: object) -> bool | None:
    """True or False as people answer; None for anything else."""
    if isinstance(raw, bool):
        return raw
    answer = folded(raw) if isinstance(raw, str) else ""
    if answer in _YES:
        return True
    return False if answer in _NO else None


def dni_of(raw: object) -> str | None:
    """8 digits, or 9 letters and digits; a number of 6 or 7 digits gets its zeros back."""
    if isinstance(raw, str):
        text = "".join(unicodedata.normalize("NFKC", raw).split()).upper()
        return text if _DNI.fullmatch(text) else None
    text = plain_text(raw) or ""
    return text.zfill(8) if text.isdecimal() and 6 <= len(text) <= 8 else None


def ruc_of(raw: object) -> str | None:
    """11 digits with the right check digit."""
    from stdnum.pe import ruc

    text = "".join((plain_text(raw) or "").split())
    return text if text.isascii() and text.isdecimal() and ruc.is_valid(text) else None


def email_of(raw: object) -> str | None:
    """An address that a mail header can carry as it is."""
    text = raw.strip() if isinstance(raw, str) else ""
    return text if _EMAIL.fullmatch(text) else None


def quarter_of(raw: object) -> Quarter | None:
    """`2026-T3` or `2026-Q3`."""
    found = _QUARTER.fullmatch(raw.strip()) if isinstance(raw, str) else None
    return Quarter(int(found[1]), int(found[2])) if found else None


def month_of(raw: object) -> Month | None:
    """`2026-09`, or any day of the month."""
    if isinstance(raw, str) and (found := _MONTH.fullmatch(raw.strip())):
        month = int(found[2])
        return Month(int(found[1]), month) if 1 <= month <= 12 else None
    day = day_of(raw)
    return Month.of(day) if day else None
