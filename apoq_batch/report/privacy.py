"""What a text for the board must not show: people's names, document numbers, diagnoses.

Knows who stands in the workbook; must not know where a text comes from. The board's
report and the profile take no text of the workbook but through here.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from apoq_batch.core.records import Book

# A document's number; zeros in front fill up the number of a voucher.
_NUMBER = re.compile(r"(?<!\d)0*[1-9]\d{5,}")
_BETWEEN = re.compile(r"(?<=\d)[ .-](?=\d)")
_WORD = re.compile(r"[a-z0-9]+")
HIDDEN = "***"
_SHORTEST_NAME = 3
_PARTICLES = frozenset({"del", "las", "los", "san", "von"})
# No list of diagnoses is complete; the rule is that no such text is printed at all, and
# this is a net below the texts that are: what a project is called, what was bought for it.
# Words that are also said of canals, soils and plants are left out.
_STEMS = """
abort alzheimer amputa anemi aneurism ansiedad apendic arritmi arterio arthrit artrit
artros asma asthma autis bronqu bypass cancer carcin cardia cardio catarat cesare
chemother chikung chlamyd cirros cirug cirujan colecist convulsi coronar covid dengue
depresi depress derram desnutr diabet dialis dialys embaraz embol enferm epilep
esquizo fibroma fractur gangren gastrit gestante glaucom gonorr hemodial hemorrag
hemorrh hepatit hernia hipert hypert illness infart infeccio injur invalid kidney
leishman leptosp leucem leukaem leukem ligament linfoma lupus lymphom malaria mastect
maternid melanom mening metasta migran mioma muert nefr neoplas neumon neuro obstetr
oncol ortoped osteo ovari paciente paludis pancrea paralis parapl parkins parto
patient pleur pneumon poliom postoper preeclam pregnan prostat psico psiqui psych
pulmon quimiot quirurg quiste radioter renal reuma rinon sarampi sarcoma schizo sepsis
septic sickness sifilis silicos sinusit surgery surgic tetanos thyroid tifoid tiroid
tomografia toxopl trauma trombo tubercul tumor ulcer uterin varic varicel vesicul zika
"""
_DIAGNOSES = tuple(_STEMS.split())
_SHORT_DIAGNOSES = frozenset({"hiv", "vih", "sida", "aids", "tbc", "acv", "epoc", "tb"})
# Whoever follows one of these words is named by one name alone.
_BEFORE_NAMES = """
don dona familia family hijo hijos mr mrs ms senor senora senorita sr sra srta viuda
"""
_TITLES = frozenset(_BEFORE_NAMES.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Who must not be named: document numbers, and by each surname the given names with it."""

    documents: frozenset[str]
    people: Mapping[str, frozenset[str]]

    def hides(self, text: str) -> bool:
        """Whether a text would name someone, or say what ails them."""
        words = _words(text)
        distinct = frozenset(words)
        joined = _words(_BETWEEN.sub("", text))
        if _NUMBER.search(text) or self.documents.intersection(joined):
            return True
        if distinct & _SHORT_DIAGNOSES or any(
            word.startswith(_DIAGNOSES) for word in words
        ):
            return True
        known = distinct & self.people.keys()
        return any(distinct & self.people[word] or distinct & _TITLES for word in known)

    def shown(self, text: str, instead: str = HIDDEN) -> str:
        """The text, or what is shown in its place."""
        return instead if self.hides(text) else text


def privacy_of(book: Book) -> Privacy:
    """Nobody of the workbook is named: members, relatives, those of the board."""
    documents = {row.dni for row in book.members} | {row.dni for row in book.relatives}
    documents |= {row.beneficiary_dni for row in book.claims}
    documents |= {row.dni for row in book.board if row.dni}
    people: defaultdict[str, set[str]] = defaultdict(set)
    for row in book.members:
        for surname in _names(row.surnames):
            people[surname] |= _names(row.names)
    for whole in (*(row.name for row in book.relatives), *(row.name for row in book.board)):
        # Which of the words is the surname is not known: any two of them name someone.
        words = sorted(_names(whole))
        for place, word in enumerate(words):
            people[word].update(words[place + 1 :])
    return Privacy(
        documents=frozenset(word for number in documents for word in _words(number)),
        people={surname: frozenset(names) for surname, names in people.items()},
    )


def _names(text: str) -> frozenset[str]:
    """The words of a name; particles and initials name nobody."""
    long = (word for word in _words(text) if len(word) >= _SHORTEST_NAME)
    return frozenset(long) - _PARTICLES


def _words(text: str) -> list[str]:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return _WORD.findall("".join(sign for sign in apart if not unicodedata.combining(sign)))
