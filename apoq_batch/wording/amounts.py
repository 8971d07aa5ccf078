"""Amounts of soles in words, as Peruvian cheques, receipts and public documents have them.

Knows how numbers are said; must not know what an amount is for. The words give the whole
soles and a fraction of 100 the céntimos: `mil doscientos cincuenta y 00/100 soles`.

In Spanish the number stands before `y`, not before a noun, so it keeps its full form
(`uno y 00/100 soles`, `veintiuno y 50/100 soles`) and takes no `de` after whole millions
(`dos millones y 00/100 soles`). Before `mil` and `millones` it is cut short
(`veintiún mil`, `treinta y un mil`, `ciento un millones`). A thousand is `mil`, never
`un mil`. In English `and` follows the hundreds, and there are no commas.
"""

import re

LARGEST_CENTIMOS = 99_999_999_999


def in_words(centimos: int, language: str) -> str:
    """Whole céntimos, 0 to S/ 999,999,999.99, in words; ValueError outside them."""
    if not 0 <= centimos <= LARGEST_CENTIMOS:
        raise ValueError(f"{centimos} céntimos cannot be put into words")
    whole, part = divmod(centimos, 100)
    say, joined_by = {"es": (_spanish, "y"), "en": (_english, "and")}[language]
    return f"{say(whole)} {joined_by} {part:02d}/100 soles"


def _spanish(number: int) -> str:
    from num2words import num2words

    words = str(num2words(number, lang="es"))
    # num2words says "veintiuno mil" and "ciento uno millones" (its issue 515).
    words = re.sub(r"\bveintiuno(?= mil)", "veintiún", words)
    return re.sub(r"\buno(?= mil)", "un", words)


def _english(number: int) -> str:
    from num2words import num2words

    return str(num2words(number, lang="en")).replace(",", "")
