"""Amounts in words, against slow references that share nothing with the program."""

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.wording.amounts import LARGEST_CENTIMOS
from apoq_batch.wording.amounts import in_words
from tests.sampling import tries

SPANISH_BELOW_30 = (
    "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós "
    "veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
)
SPANISH_TENS = "treinta cuarenta cincuenta sesenta setenta ochenta noventa"
SPANISH_HUNDREDS = (
    "ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos "
    "ochocientos novecientos"
)
ENGLISH_BELOW_20 = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
ENGLISH_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"

TELLING = (
    *(10**power + extra for power in range(9) for extra in (-1, 0, 1, 21, 101)),
    *(
        thousands * 1000
        for thousands in (1, 16, 21, 22, 31, 100, 101, 121, 500, 700, 900, 991)
    ),
    *(millions * 10**6 for millions in (1, 2, 21, 31, 100, 101, 121, 501, 999)),
    *(1_001_000, 1_001_001, 21_021_021, 31_031_031, 101_101_101, 121_121_121, 999_999_999),
)


def spanish(number: int, *, shortened: bool = False) -> str:
    """Say a number; shortened before a noun, which `mil` and `millones` are."""
    if number == 1 and shortened:
        return "un"
    if number == 21 and shortened:
        return "veintiún"
    if number < 30:
        return SPANISH_BELOW_30.split()[number]
    if number < 100:
        tens, units = divmod(number, 10)
        name = SPANISH_TENS.split()[tens - 3]
        return f"{name} y {spanish(units, shortened=shortened)}" if units else name
    if number == 100:
        return "cien"
    if number < 1000:
        hundreds, rest = divmod(number, 100)
        return _with(SPANISH_HUNDREDS.split()[hundreds - 1], rest, shortened)
    if number < 2000:
        return _with("mil", number - 1000, shortened)
    if number < 10**6:
        thousands, rest = divmod(number, 1000)
        return _with(f"{spanish(thousands, shortened=True)} mil", rest, shortened)
    millions, rest = divmod(number, 10**6)
    noun = "millón" if millions == 1 else "millones"
    return _with(f"{spanish(millions, shortened=True)} {noun}", rest, shortened)


def _with(head: str, rest: int, shortened: bool) -> str:
    return f"{head} {spanish(rest, shortened=shortened)}" if rest else head


def english(number: int) -> str:
    """Say a number, with `and` before the tens and units of any group."""
    if number < 20:
        return ENGLISH_BELOW_20.split()[number]
    if number < 100:
        tens, units = divmod(number, 10)
        name = ENGLISH_TENS.split()[tens - 2]
        return f"{name}-{english(units)}" if units else name
    for size, noun in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= size:
            head, rest = divmod(number, size)
            joint = " and " if rest < 100 else " "
            tail = f"{joint}{english(rest)}" if rest else ""
            return f"{english(head)} {noun}{tail}"
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("centimos", "expected"),
    [
        (125_000, "mil doscientos cincuenta y 00/100 soles"),
        (0, "cero y 00/100 soles"),
        (5, "cero y 05/100 soles"),
        (1_00, "uno y 00/100 soles"),
        (21_50, "veintiuno y 50/100 soles"),
        (31_00, "treinta y uno y 00/100 soles"),
        (100_00, "cien y 00/100 soles"),
        (101_00, "ciento uno y 00/100 soles"),
        (1_000_99, "mil y 99/100 soles"),
        (21_101_00, "veintiún mil ciento uno y 00/100 soles"),
        (31_016_00, "treinta y un mil dieciséis y 00/100 soles"),
        (101_000_00, "ciento un mil y 00/100 soles"),
        (1_000_000_00, "un millón y 00/100 soles"),
        (1_001_000_00, "un millón mil y 00/100 soles"),
        (2_000_000_00, "dos millones y 00/100 soles"),
        (21_000_000_00, "veintiún millones y 00/100 soles"),
        (101_031_001_00, "ciento un millones treinta y un mil uno y 00/100 soles"),
    ],
)
def test_amounts_in_spanish(centimos: int, expected: str) -> None:
    assert in_words(centimos, "es") == expected


@pytest.mark.parametrize(
    ("centimos", "expected"),
    [
        (125_000, "one thousand two hundred and fifty and 00/100 soles"),
        (0, "zero and 00/100 soles"),
        (1_05, "one and 05/100 soles"),
        (21_000_00, "twenty-one thousand and 00/100 soles"),
        (1_001_00, "one thousand and one and 00/100 soles"),
        (1_100_00, "one thousand one hundred and 00/100 soles"),
    ],
)
def test_amounts_in_english(centimos: int, expected: str) -> None:
    assert in_words(centimos, "en") == expected


def test_every_small_and_every_telling_number_agrees_with_the_references() -> None:
    for number in (*range(2_101), *TELLING):
        assert in_words(number * 100, "es") == f"{spanish(number)} y 00/100 soles"
        assert in_words(number * 100, "en") == f"{english(number)} and 00/100 soles"


@tries(400)
@example(LARGEST_CENTIMOS)
@given(st.integers(min_value=0, max_value=LARGEST_CENTIMOS))
def test_any_amount_agrees_with_the_references(centimos: int) -> None:
    whole, part = divmod(centimos, 100)
    assert in_words(centimos, "es") == f"{spanish(whole)} y {part:02d}/100 soles"
    assert in_words(centimos, "en") == f"{english(whole)} and {part:02d}/100 soles"


@given(st.sets(st.integers(0, LARGEST_CENTIMOS), min_size=2, max_size=2))
def test_different_amounts_have_different_words(amounts: set[int]) -> None:
    assert len({in_words(amount, "es") for amount in amounts}) == len(amounts)


@pytest.mark.parametrize("centimos", [-1, -100, LARGEST_CENTIMOS + 1])
def test_amounts_out_of_range_are_refused(centimos: int) -> None:
    with pytest.raises(ValueError, match="cannot be put into words"):
        in_words(centimos, "es")


def test_an_unknown_language_is_refused() -> None:
    with pytest.raises(LookupError):
        in_words(100, "fr")
