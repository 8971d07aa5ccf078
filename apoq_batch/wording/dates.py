"""Days, months and quarters as people write them: `30 de setiembre de 2026`.

Knows the names of months in both languages (Peru writes `setiembre`); must not know
today's date.
"""

from datetime import date
from functools import cache

from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter

LOCALES = {"es": "es_PE", "en": "en_GB"}
ORDINALS = {
    "es": ("primer", "segundo", "tercer", "cuarto"),
    "en": ("first", "second", "third", "fourth"),
}


def long_date(day: date, language: str) -> str:
    """A day in a sentence: `30 de setiembre de 2026`, `30 September 2026`."""
    return f"{day.day}{_of(language)}{month_year(Month.of(day), language)}"


def short_date(day: date) -> str:
    """A day in a table, in either language: `30/09/2026`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


@cache
def month_name(month: int, language: str) -> str:
    """The name of a month, 1 to 12: `setiembre`, `September`."""
    from babel.dates import get_month_names

    name: str = get_month_names("wide", locale=LOCALES[language])[month]
    return name


def month_year(month: Month, language: str) -> str:
    """A month and its year: `setiembre de 2026`, `September 2026`."""
    return f"{month_name(month.month, language)}{_of(language)}{month.year}"


def quarter_name(quarter: Quarter, language: str) -> str:
    """A quarter and its months: `tercer trimestre de 2026 (julio a setiembre)`."""
    ordinal = ORDINALS[language][quarter.number - 1]
    noun, to = {"es": ("trimestre de", "a"), "en": ("quarter of", "to")}[language]
    first = month_name(quarter.months[0].month, language)
    last = month_name(quarter.months[2].month, language)
    return f"{ordinal} {noun} {quarter.year} ({first} {to} {last})"


def _of(language: str) -> str:
    return {"es": " de ", "en": " "}[language]
