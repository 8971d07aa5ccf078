"""Texts: translation, places and plurals."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.wording import texts as module
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import MissingFact
from apoq_batch.wording.texts import MissingTranslation
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import places
from apoq_batch.wording.texts import read_catalogue
from apoq_batch.wording.texts import texts

CATALOGUE = r"""
msgid ""
msgstr ""
"Language: es\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\n"

msgid "The workbook has {count} members."
msgstr "El libro tiene {count} socios."

msgid "{count} member"
msgid_plural "{count} members"
msgstr[0] "un socio"
msgstr[1] "{count} socios"

msgid "Not yet."
msgstr ""

#, fuzzy
msgid "Perhaps."
msgstr "Quizás."

msgid "Row {row}"
msgstr "Fila"

#~ msgid "Gone."
#~ msgstr "Ya no está."
"""


@pytest.fixture(name="spanish")
def _spanish(tmp_path: Path) -> Texts:
    path = tmp_path / "main.po"
    path.write_text(CATALOGUE.lstrip(), encoding="utf-8")
    return read_catalogue(path, "es")


def test_spanish_comes_from_the_catalogue(spanish: Texts) -> None:
    t = spanish
    assert t("The workbook has {count} members.", count=367) == "El libro tiene 367 socios."


def test_english_needs_no_catalogue() -> None:
    t = texts("en")
    assert t("Row {row} of «{sheet}»", row=3, sheet="Socios") == "Row 3 of «Socios»"
    assert (
        t.plural("{n} box of {count}", "{n} boxes of {count}", count=1, n="a")
        == "a box of 1"
    )
    assert t.plural("one box", "{count} boxes", count=0) == "0 boxes"


@pytest.mark.parametrize(
    ("count", "expected"),
    [(0, "0 socios"), (1, "un socio"), (2, "2 socios"), (21, "21 socios")],
)
def test_plurals_follow_the_rule_of_the_catalogue(
    spanish: Texts, count: int, expected: str
) -> None:
    assert spanish.plural("{count} member", "{count} members", count=count) == expected


def test_the_count_of_a_plural_need_not_be_shown() -> None:
    t = texts("en")
    assert (
        t.plural("{figure} box", "{figure} boxes", count=1234, figure="1,234")
        == "1,234 boxes"
    )


@pytest.mark.parametrize(
    "message", ["Nowhere.", "Not yet.", "Perhaps.", "Gone.", "{count} member"]
)
def test_what_has_no_finished_translation_is_never_said_in_english(
    spanish: Texts, message: str
) -> None:
    with pytest.raises(MissingTranslation, match="not in es"):
        spanish(message)


def test_a_plural_whose_second_form_changed_has_no_translation(spanish: Texts) -> None:
    with pytest.raises(LookupError):
        spanish.plural("{count} member", "{count} people", count=2)


def test_facts_must_match_the_places_exactly(spanish: Texts) -> None:
    t = texts("en")
    with pytest.raises(MissingFact, match="row"):
        t("Row {row}")
    with pytest.raises(MissingFact, match="column"):
        t("Row {row}", row=1, column=2)
    with pytest.raises(MissingFact):
        t.plural("{count} box of {kind}", "{count} boxes of {kind}", count=1)
    with pytest.raises(MissingFact):
        t.plural("{count} box", "{count} boxes", count=1, kind="x")
    with pytest.raises(MissingFact):
        spanish("Row {row}", row=1)


@given(st.text())
def test_facts_are_taken_literally(value: str) -> None:
    assert texts("en")("«{value}»", value=value) == f"«{value}»"


def test_braces_in_facts_and_doubled_braces_stay() -> None:
    assert texts("en")("{{x}} {value}", value="{row} {0} }{") == "{x} {row} {0} }{"


@pytest.mark.parametrize("message", ["{}", "{0}", "{a.b}", "{a[0]}", "{a:>3}", "{a!r}"])
def test_a_place_is_a_plain_name(message: str) -> None:
    with pytest.raises(ValueError, match="plain name"):
        places(message)


def test_a_fact_may_have_any_name() -> None:
    t = texts("en")
    assert t("{self} {message} {one}", self="a", message="b", one="c") == "a b c"


@pytest.mark.parametrize(("language", "domain"), [("fr", "main"), ("es", "nothing")])
def test_an_unknown_catalogue_is_reported(language: str, domain: str) -> None:
    with pytest.raises(MissingTranslation, match=language):
        texts(language, domain)


@pytest.mark.parametrize("domain", ["cli", "main"])
def test_the_catalogues_can_be_read(domain: str) -> None:
    header = (module.LOCALE / "es" / f"{domain}.po").read_text("utf-8").partition("\n\n")[0]
    assert "plural=(n != 1);" in header
    assert "Date" not in header
    assert texts("es", domain).language == "es"
    assert texts("es", domain) is texts("es", domain)


def test_texts_can_be_sent_to_another_process(spanish: Texts) -> None:
    copy = pickle.loads(pickle.dumps(spanish))
    assert copy == spanish
    assert copy.plural("{count} member", "{count} members", count=2) == "2 socios"


def test_marking_changes_nothing() -> None:
    assert N_("Row {row}") == "Row {row}"
