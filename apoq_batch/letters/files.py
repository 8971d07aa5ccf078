"""A month's letters as files of the pack: each by itself, lists to sign, all in one, an index.

Knows where each file goes and what the manifest says of a letter; must not know what a
letter says nor how a page becomes a PDF.
"""

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path

from apoq_batch.core.records import Book
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.disk import sha256_of
from apoq_batch.letters.claims import support_letters
from apoq_batch.letters.delivery_lists import Kind
from apoq_batch.letters.delivery_lists import Round
from apoq_batch.letters.delivery_lists import list_page
from apoq_batch.letters.delivery_lists import rounds_of
from apoq_batch.letters.handover_deeds import handover_deeds
from apoq_batch.letters.index_page import index_page
from apoq_batch.letters.member import Letter
from apoq_batch.letters.member import member_letter
from apoq_batch.letters.member import member_letters
from apoq_batch.letters.member import render
from apoq_batch.pack import pack
from apoq_batch.pack.recovery import Staging
from apoq_batch.pages import cache
from apoq_batch.pages.booklet import Chapter
from apoq_batch.pages.booklet import bind
from apoq_batch.pages.cache import Cache
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

LISTS = "listas"
BOOKLET = "cartas-todas.pdf"
INDEX = "cartas.html"
FOLDERS = (pack.LETTERS, LISTS)

_CHAPTERS = {
    Kind.NO_SECTOR: N_("Members without a sector"),
    Kind.INSTITUTIONS: N_("Institutions"),
}


def letters_of(
    settlement: Settlement, language: str, members: tuple[str, ...]
) -> tuple[Letter, ...]:
    """Every letter of the month, or those of the members asked for."""
    supports = support_letters(settlement, language)
    if not members:
        deeds = handover_deeds(settlement, language)
        return (*member_letters(settlement, language), *supports, *deeds)
    own = tuple(member_letter(settlement, code, language) for code in members)
    return (*own, *(letter for letter in supports if letter.member in members))


def pages_of(
    book: Book, letters: Iterable[Letter], folder: Path, language: str, logo: str
) -> list[tuple[str, Path]]:
    """Every page to be printed with its place in the pack: the letters, then the lists."""
    held = tuple(letters)
    own = [
        (render(one, language, logo), folder / pack.LETTERS / one.file_name) for one in held
    ]
    lists = [
        (list_page(book, one, language, logo), folder / LISTS / one.file_name)
        for one in rounds_of(book, held)
    ]
    return [*own, *lists]


def put_together(
    staging: Staging,
    book: Book,
    letters: Iterable[Letter],
    language: str,
    known: Cache | None,
) -> None:
    """Write what is made of the finished files: all of them in one, and the index.

    The one may be in the cache, from the last time when it was made of the same files.
    """
    rounds = rounds_of(book, letters)
    t = texts(language)
    chapters = [_chapter(one, staging.folder, t) for one in rounds]
    month = month_year(book.settings.month, language)
    title = t("All letters of {month}", month=month)
    pack.put(staging, BOOKLET, _bound(title, language, chapters, known))
    pack.put(staging, INDEX, index_page(book, rounds, pack.LETTERS, language))


def issued(letters: Iterable[Letter]) -> Mapping[str, Mapping[str, str]]:
    """What the manifest says of each letter, by its number; no DNI."""
    return {
        one.number: {
            "code": one.mark.code,
            "file": f"{pack.LETTERS}/{one.file_name}",
            "member": one.member or "",
            "to": one.to,
            "about": one.gist.about.value,
            "figure": one.gist.figure,
            "owed": one.gist.owed,
        }
        for one in letters
    }


def _bound(
    title: str, language: str, chapters: Sequence[Chapter], known: Cache | None
) -> bytes:
    if known is None:
        return bind(title, language, chapters)
    files = [
        (chapter.title, [(name, sha256_of(path)) for name, path in chapter.files])
        for chapter in chapters
    ]
    key = f"{BOOKLET}\n{title}\n{language}\n{files}"
    content = cache.get(known, key)
    if content is None:
        content = bind(title, language, chapters)
        cache.put(known, key, content)
        cache.trim(known)
    return content


def _chapter(handed: Round, folder: Path, t: Texts) -> Chapter:
    """The list of a round and then its letters, one after the other."""
    text = _CHAPTERS.get(handed.kind)
    files = [(t("Delivery list"), folder / LISTS / handed.file_name)]
    for recipient in handed.recipients:
        files += [
            (recipient.name, folder / pack.LETTERS / letter.file_name)
            for letter in recipient.letters
        ]
    return Chapter(title=handed.sector if text is None else t(text), files=tuple(files))
