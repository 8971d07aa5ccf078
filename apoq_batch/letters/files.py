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
from apoq_batch.letters.delivery_lists import DeliveryList
from apoq_batch.letters.delivery_lists import ListKind
from apoq_batch.letters.delivery_lists import delivery_lists
from apoq_batch.letters.delivery_lists import list_page
from apoq_batch.letters.handover_deeds import handover_deeds
from apoq_batch.letters.index_page import index_page
from apoq_batch.letters.member import Letter
from apoq_batch.letters.member import member_letter
from apoq_batch.letters.member import member_letters
from apoq_batch.letters.member import render
from apoq_batch.pack import publishing
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
FOLDERS = (publishing.LETTERS, LISTS)

_CHAPTERS = {
    ListKind.NO_SECTOR: N_("Members without a sector"),
    ListKind.INSTITUTIONS: N_("Institutions"),
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
    every = tuple(letters)
    own = [
        (render(letter, language, logo), folder / publishing.LETTERS / letter.file_name)
        for letter in every
    ]
    lists = [
        (list_page(book, handout, language, logo), folder / LISTS / handout.file_name)
        for handout in delivery_lists(book, every)
    ]
    return [*own, *lists]


def bind_all(
    staging: Staging,
    book: Book,
    letters: Iterable[Letter],
    language: str,
    known: Cache | None,
) -> None:
    """Write what is made of the finished files: all of them in one, and the index.

    The one may be in the cache, from the last time when it was made of the same files.
    """
    lists = delivery_lists(book, letters)
    t = texts(language)
    chapters = [_chapter(delivery_list, staging.folder, t) for delivery_list in lists]
    month = month_year(book.settings.month, language)
    title = t("All letters of {month}", month=month)
    publishing.put(staging, BOOKLET, _bound(title, language, chapters, known))
    publishing.put(staging, INDEX, index_page(book, lists, publishing.LETTERS, language))


def letter_index(letters: Iterable[Letter]) -> Mapping[str, Mapping[str, str]]:
    """What the manifest says of each letter, by its number; no DNI."""
    return {
        letter.number: {
            "code": letter.id.code,
            "file": f"{publishing.LETTERS}/{letter.file_name}",
            "member": letter.member or "",
            "to": letter.to,
            "about": letter.summary.about.value,
            "figure": letter.summary.figure,
            "owed": letter.summary.owed,
        }
        for letter in letters
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


def _chapter(delivery_list: DeliveryList, folder: Path, t: Texts) -> Chapter:
    """A delivery list and then its letters, one after the other."""
    text = _CHAPTERS.get(delivery_list.kind)
    files = [(t("Delivery list"), folder / LISTS / delivery_list.file_name)]
    for recipient in delivery_list.recipients:
        files += [
            (recipient.name, folder / publishing.LETTERS / letter.file_name)
            for letter in recipient.letters
        ]
    return Chapter(
        title=delivery_list.sector if text is None else t(text), files=tuple(files)
    )
