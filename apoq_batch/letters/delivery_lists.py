"""Who is handed which letters: sector by sector, by surname, with a list to sign.

Knows members and their letters; must not know files, nor show a DNI or an amount: the
list goes from hand to hand.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from apoq_batch.core.records import Book
from apoq_batch.core.records import Member
from apoq_batch.letters.member import Letter
from apoq_batch.letters.parts import Letterhead
from apoq_batch.letters.parts import letterhead_of
from apoq_batch.pages.templates import fill
from apoq_batch.wording.names import file_name_part
from apoq_batch.wording.numbers import integer


class ListKind(StrEnum):
    """To whom the letters of a delivery list go."""

    SECTOR = "sector"
    NO_SECTOR = "no_sector"
    INSTITUTIONS = "institutions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """One who is handed letters; `member` is None for an institution."""

    name: str
    member: Member | None
    letters: tuple[Letter, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryList:
    """The letters that are handed out together; `file_name` is that of its list."""

    kind: ListKind
    sector: str
    file_name: str
    recipients: tuple[Recipient, ...]

    @property
    def letters(self) -> tuple[Letter, ...]:
        """All its letters in the order in which they are handed out."""
        return tuple(
            letter for recipient in self.recipients for letter in recipient.letters
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """A line to sign."""

    place: str
    name: str
    code: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListContent:
    """What stands on a delivery list."""

    frame: Letterhead
    kind: ListKind
    sector: str
    letters: str
    lines: tuple[ListLine, ...]


def delivery_lists(book: Book, letters: Iterable[Letter]) -> tuple[DeliveryList, ...]:
    """The sectors in order of name, then who has none, then institutions."""
    groups: defaultdict[tuple[ListKind, str], list[Letter]] = defaultdict(list)
    names: dict[tuple[ListKind, str], str] = {}
    for letter in letters:
        kind, sector = _group(book, letter)
        key = kind, sort_key(sector)
        names.setdefault(key, sector)
        groups[key].append(letter)
    order = sorted(groups, key=lambda key: (list(ListKind).index(key[0]), key[1]))
    return tuple(
        DeliveryList(
            kind=key[0],
            sector=names[key],
            file_name=f"{number:02d}-{_stem(key[0], names[key])}.pdf",
            recipients=tuple(_recipients(book, groups[key])),
        )
        for number, key in enumerate(order, start=1)
    )


def list_page(
    book: Book, delivery_list: DeliveryList, language: str, logo: str = ""
) -> str:
    """A delivery list as HTML, to be printed and signed."""
    content = ListContent(
        frame=letterhead_of(book, language),
        kind=delivery_list.kind,
        sector=delivery_list.sector,
        letters=integer(len(delivery_list.letters)),
        lines=tuple(_lines(delivery_list.recipients)),
    )
    return fill("list.html", language, content=content, logo=logo)


def listed_name(member: Member) -> str:
    """As members are looked up: `Chero Ñique, Rosa Inés`."""
    return ", ".join(
        " ".join(part.split()) for part in (member.surnames, member.names) if part.strip()
    )


def sort_key(text: str) -> str:
    """Text as Spanish orders it: accents and case aside, Ñ after N."""
    # Between "n" and "o" comes what begins with "n" and then anything after the letters.
    plain = unicodedata.normalize("NFC", " ".join(text.split())).lower()
    apart = unicodedata.normalize("NFKD", plain.replace("ñ", "n\uffff"))
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _group(book: Book, letter: Letter) -> tuple[ListKind, str]:
    if letter.member is None:
        return ListKind.INSTITUTIONS, ""
    sector = " ".join((book.members_by_code[letter.member].sector or "").split())
    return (ListKind.SECTOR, sector) if sector else (ListKind.NO_SECTOR, "")


def _recipients(book: Book, letters: Iterable[Letter]) -> Iterator[Recipient]:
    """In order of name; what one member gets is handed over together."""
    by_recipient: defaultdict[tuple[str, str], list[Letter]] = defaultdict(list)
    for letter in letters:
        member = book.members_by_code.get(letter.member or "")
        name = letter.to if member is None else listed_name(member)
        by_recipient[sort_key(name), letter.member or letter.to].append(letter)
    for _, own in sorted(by_recipient.items()):
        member = book.members_by_code.get(own[0].member or "")
        yield Recipient(
            name=own[0].to if member is None else listed_name(member),
            member=member,
            letters=tuple(own),
        )


def _lines(recipients: Sequence[Recipient]) -> Iterator[ListLine]:
    for place, recipient in enumerate(recipients, start=1):
        yield ListLine(
            place=integer(place),
            name=recipient.name,
            code=recipient.member.code if recipient.member else "",
            numbers=tuple(letter.number for letter in recipient.letters),
        )


def _stem(kind: ListKind, sector: str) -> str:
    """File names are Spanish in either language."""
    return {
        ListKind.SECTOR: file_name_part(sector),
        ListKind.NO_SECTOR: "sin-sector",
        ListKind.INSTITUTIONS: "instituciones",
    }[kind]
