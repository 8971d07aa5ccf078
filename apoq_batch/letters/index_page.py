"""`cartas.html`: every letter of the pack, to be searched and opened on any device.

Knows what each letter is about and how a phone is reached; must not know a DNI, nor ask
the network for anything: a link to WhatsApp is opened by a person, or not at all.
"""

import re
import unicodedata
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from apoq_batch.core.records import Book
from apoq_batch.letters.delivery_lists import DeliveryList
from apoq_batch.letters.delivery_lists import Recipient
from apoq_batch.letters.member import Letter
from apoq_batch.letters.parts import Letterhead
from apoq_batch.letters.parts import LetterSummary
from apoq_batch.letters.parts import letterhead_of
from apoq_batch.pages.templates import show
from apoq_batch.wording.names import full_name
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

# A mobile number of Peru: nine digits, the first one 9, with or without the country.
_MOBILE = re.compile(r"(?:\+?51|0051)?(9\d{8})")
_SEPARATORS = re.compile(r"[\s().\-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRow:
    """A letter in the index; `find` is what a search looks at."""

    file: str
    name: str
    code: str
    sector: str
    number: str
    check_code: str
    summary: LetterSummary
    whatsapp: str
    find: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexContent:
    """What stands in the index."""

    frame: Letterhead
    count: str
    rows: tuple[IndexRow, ...]


def index_page(
    book: Book, lists: Iterable[DeliveryList], folder: str, language: str
) -> bytes:
    """The index as one file that needs no other; letters lie in `folder` beside it."""
    rows = tuple(
        _row(book, recipient, letter, folder, texts(language))
        for delivery_list in lists
        for recipient in delivery_list.recipients
        for letter in recipient.letters
    )
    content = IndexContent(
        frame=letterhead_of(book, language), count=integer(len(rows)), rows=rows
    )
    return show("index.html", language, content=content).encode()


def mobile_number(phone: str | None) -> str:
    """The nine digits of a mobile number of Peru; nothing when it is not just one."""
    number = _MOBILE.fullmatch(_SEPARATORS.sub("", phone or ""))
    return number[1] if number else ""


def whatsapp_link(phone: str | None, text: str) -> str:
    """Where WhatsApp opens with a text that is ready to be sent; nothing without a phone."""
    mobile = mobile_number(phone)
    return f"https://wa.me/51{mobile}?text={quote(text, safe='')}" if mobile else ""


def searched(text: str) -> str:
    """Text as it is searched for: accents, case and spaces aside."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return " ".join(
        "".join(sign for sign in apart if not unicodedata.combining(sign)).split()
    )


def _row(
    book: Book, recipient: Recipient, letter: Letter, folder: str, t: Texts
) -> IndexRow:
    member = recipient.member
    code, sector = (member.code, member.sector or "") if member else ("", "")
    check_code = letter.id.code
    searchable = " ".join(_searchable(recipient, letter, code, sector, check_code))
    return IndexRow(
        file=f"{folder}/{letter.file_name}",
        name=recipient.name,
        code=code,
        sector=sector,
        number=letter.number,
        check_code=check_code,
        summary=letter.summary,
        whatsapp=_link(book, recipient, letter, check_code, t),
        find=searched(searchable),
    )


def _searchable(
    recipient: Recipient, letter: Letter, code: str, sector: str, check_code: str
) -> Iterator[str]:
    yield from (recipient.name, letter.to, code, sector, letter.number)
    yield from (check_code, check_code.replace("-", ""))


def _link(
    book: Book, recipient: Recipient, letter: Letter, check_code: str, t: Texts
) -> str:
    member = recipient.member
    if member is None or not mobile_number(member.phone):
        return ""
    # No amount: whoever holds the phone may not be the member.
    text = t(
        "Dear {name}: your letter no. {number} from {organisation} is ready; you find it with this message. Check code: {code}.",
        name=full_name(member.surnames, member.names),
        number=letter.number,
        organisation=book.settings.organisation,
        code=check_code,
    )
    return whatsapp_link(member.phone, text)
