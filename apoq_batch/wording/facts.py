"""A typed fact -> the words for it, in a language.

Knows every kind of fact; must not know the sentence it goes into.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from apoq_batch.core.facts import Fact
from apoq_batch.core.facts import Facts
from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.dates import short_date
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import decimal
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import places


def worded(fact: Fact, texts: Texts) -> str:
    """One fact as people read it."""
    match fact:
        case Enum():
            return label(fact, texts)
        case tuple():
            return "; ".join(label(value, texts) for value in fact)
        case str():
            return fact
        case int():
            return integer(fact)
        case Soles():
            return soles(fact.centimos)
        case Decimal() | Fraction():
            return trimmed(fact)
        case date():
            return short_date(fact)
        case Month():
            return month_year(fact, texts.language)
        case Quarter():
            return quarter_name(fact, texts.language)


def all_worded(facts: Facts, texts: Texts) -> Mapping[str, str]:
    """Every fact of a finding or reason by its name."""
    return {name: worded(fact, texts) for name, fact in facts}


def filled(text: str, facts: Facts, texts: Texts) -> str:
    """A text in this language, each place with the words of the fact of that name.

    KeyError when a fact is missing; facts without a place are left out.
    """
    values = dict(facts)
    return texts(text, **{name: worded(values[name], texts) for name in places(text)})


def trimmed(number: Decimal | Fraction, decimals: int = 2) -> str:
    """A number with so many decimals at most, without zeros at its end."""
    written = decimal(number, decimals)
    return written.rstrip("0").rstrip(".") if "." in written else written


def exact_amount(soles: Decimal | Fraction, decimals: int = 6) -> str:
    """An amount of soles with two decimals, or with more where it has them."""
    written = decimal(soles, decimals)
    return written[: len(written) - decimals + 2] + written[-decimals + 2 :].rstrip("0")
