"""Figures as they are written in Peru: `S/ 1,250.00`, comma for thousands, point decimals.

Both languages write them alike, so nothing here asks for one. Knows exact numbers only,
rounds halves away from zero, and must not know what a figure stands for.
"""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import cache
from functools import lru_cache
from functools import partial

from apoq_batch.core.money import Exact
from apoq_batch.core.money import round_half_up

LOCALE = "es_PE"
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def soles(centimos: int) -> str:
    """Whole céntimos as `S/ 1,250.00`; a negative amount is `-S/ 12.50`.

    The space does not break, and the minus comes first, as in the Unicode locale data
    for Peru.
    """
    return _money("S/", Fraction(centimos, 100))


def dollars(amount: Decimal) -> str:
    """United States dollars as `US$ 1,250.00`, rounded to whole cents."""
    return _money("US$", amount)


def integer(number: int) -> str:
    """A whole number as `1,234`."""
    return decimal(number, 0)


def decimal(number: Exact, places: int) -> str:
    """An exact number with so many decimals, as `1,234.50`."""
    return _written(number, places, "#,##0." + "0" * places)


def percent(ratio: Exact, places: int = 0) -> str:
    """A ratio (1 is the whole) as `12.5%`, without a space as is usual in Peru."""
    return decimal(Fraction(ratio) * 100, places) + "%"


def rate(number: Exact) -> str:
    """An exchange rate with three decimals, or four when it has them: `3.750`, `3.7415`."""
    return _written(number, 4, "#,##0.000#")


def file_size(size: int) -> str:
    """Bytes as people compare them with what a mailbox takes: `85 KB`, `3.4 MB`."""
    if size < 1_000_000:
        return f"{integer(max(1, size // 1000))} KB"
    return f"{decimal(Fraction(size, 1_000_000), 1)} MB"


def _money(symbol: str, amount: Exact) -> str:
    figure = decimal(amount, 2)
    sign = "-" if figure.startswith("-") else ""
    return f"{sign}{symbol}{NO_BREAK_SPACE}{figure.removeprefix('-')}"


# A book has few different figures: boxes, amounts that many owe, nought.
@lru_cache(maxsize=10_000)
def _written(number: Exact, places: int, pattern: str) -> str:
    # Babel would round halves to even, in the precision of the moment.
    units = round_half_up(Fraction(number) * 10**places)
    return _pattern(pattern)(Decimal(f"{units}e-{places}"))


@cache
def _pattern(pattern: str) -> Callable[[Decimal], str]:
    from babel import Locale
    from babel.numbers import parse_pattern

    return partial(parse_pattern(pattern).apply, locale=Locale.parse(LOCALE))
