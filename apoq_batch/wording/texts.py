"""The texts people read, in their language, filled with their facts.

Knows the gettext catalogues and how facts take their places; must not know how money,
numbers or dates are written: facts arrive as finished strings or whole numbers.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from gettext import c2py
from io import StringIO
from pathlib import Path
from string import Formatter

LOCALE = Path(__file__).parents[1] / "locale"
ORIGINAL = "en"
ONE_OR_MANY = "n != 1"

Fact = str | int
MessageId = tuple[str, ...]


class MissingFact(TypeError):
    """A text was given too few facts, or facts it has no place for."""


class MissingTranslation(LookupError):
    """A text, or a whole catalogue, does not exist in the language asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The texts of one language: `t("Row {row} is empty.", row=17)`.

    Messages are written in English, their places as plain names in braces; a brace that
    is no place is doubled. The original language has no translations.
    """

    language: str
    translations: Mapping[MessageId, tuple[str, ...]] | None = None
    plural_rule: str = ONE_OR_MANY

    def __call__(self, message: str, /, **facts: Fact) -> str:
        """The message in this language; MissingFact, MissingTranslation."""
        (text,) = self._forms(message)
        return _filled(text, facts, places=places(text))

    def fill(self, message: str, facts: Mapping[str, Fact]) -> str:
        """The message with those of the facts it has places for; MissingTranslation.

        KeyError when a fact is missing.
        """
        return self(message, **{name: facts[name] for name in places(message)})

    def plural(self, one: str, many: str, /, *, count: int, **facts: Fact) -> str:
        """The form that goes with `count`, which the text may show but need not.

        MissingFact, MissingTranslation.
        """
        forms = self._forms(one, many)
        text = forms[_rule(self.plural_rule)(count)]
        used = frozenset[str]().union(*map(places, forms))
        return _filled(text, {"count": count, **facts}, places=used | {"count"})

    def _forms(self, *message: str) -> tuple[str, ...]:
        if self.translations is None:
            return message
        try:
            return self.translations[message]
        except KeyError:
            raise MissingTranslation(f"not in {self.language}: {message[0]!r}") from None


@cache
def texts(language: str, domain: str = "main") -> Texts:
    """The texts of a language; domain `cli` holds what `--help` needs, `main` the rest.

    MissingTranslation when there is no such catalogue.
    """
    if language == ORIGINAL:
        return Texts(language=language)
    path = LOCALE / language / f"{domain}.po"
    if not path.is_file():
        raise MissingTranslation(f"no {domain} texts in {language!r}")
    return read_catalogue(path, language)


def read_catalogue(path: Path, language: str) -> Texts:
    """Read a `.po` file; unfinished (empty or fuzzy) translations count as missing."""
    from babel.messages.pofile import read_po

    # Babel parses the header with the email package, which takes longer to import than
    # 600 messages take to read; all we need of it is the plural rule.
    header, _, entries = path.read_text(encoding="utf-8").partition("\n\n")
    rule = re.search(r"\bplural=([^;]+);", header)
    translations: dict[MessageId, tuple[str, ...]] = {}
    for message in read_po(StringIO(entries), ignore_obsolete=True):
        forms = _as_tuple(message.string)
        if message.id and all(forms) and not message.fuzzy:
            translations[_as_tuple(message.id)] = forms
    return Texts(
        language=language,
        translations=translations,
        plural_rule=rule[1] if rule else ONE_OR_MANY,
    )


def N_(message: str, /) -> str:
    """Mark a message for translation where it is written down but not yet said."""
    return message


@cache
def places(text: str) -> frozenset[str]:
    """The names a text has places for; ValueError when a place is not a plain name."""
    found = set()
    for _, place, form, conversion in Formatter().parse(text):
        if place is None:
            continue
        if form or conversion or not place.isidentifier():
            raise ValueError(f"a place must be a plain name: {text!r}")
        found.add(place)
    return frozenset(found)


def _filled(text: str, facts: Mapping[str, Fact], places: frozenset[str]) -> str:
    if facts.keys() != places:
        wanted, given = sorted(places), sorted(facts)
        raise MissingFact(f"{text!r} has places for {wanted} but was given {given}")
    return text.format_map(facts)


def _as_tuple(message: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(message or ("",))


_rule = cache(c2py)
