"""The parts that every letter has: letterhead, place and date, addressee, signatures.

Knows how these look as text; must not know what a letter is about. Every record here and
in the modules of the letters holds finished strings only.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from apoq_batch.core.reasons import Refusal
from apoq_batch.core.records import Book
from apoq_batch.core.records import Member
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Officer
from apoq_batch.wording.amounts import in_words
from apoq_batch.wording.dates import long_date
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.names import file_name_code
from apoq_batch.wording.names import full_name
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.reasons import advice
from apoq_batch.wording.reasons import sentence
from apoq_batch.wording.texts import texts

SIGNATURES_IN_A_ROW = 3
DNI_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatory:
    """One who signs for the association."""

    role: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """Who writes, where and when, and who signs; an empty text means there is none."""

    language: str
    organisation: str
    tax_id: str
    city: str
    long_date: str
    month: str
    signatures: tuple[tuple[Signatory, ...], ...]


class Topic(StrEnum):
    """What a letter is about, at a glance."""

    LOAN = "loan"
    NO_LOAN = "no_loan"
    LENT = "lent"
    ACCOUNT = "account"
    SUPPORT_PAID = "support_paid"
    SUPPORT_GRANTED = "support_granted"
    SUPPORT_WAITING = "support_waiting"
    SUPPORT_INCOMPLETE = "support_incomplete"
    SUPPORT_REFUSED = "support_refused"
    DEED = "deed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterSummary:
    """A letter at a glance: its one figure, and what its member owes; empty for nothing."""

    about: Topic
    figure: str = ""
    owed: str = ""
    overdue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """The member a letter is for; `to_family` when the member has died.

    `document` is the DNI, or the foreigner's card (`C.E.`), with its number.
    """

    code: str
    name: str
    document: str
    sector: str
    to_family: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount in figures and in words."""

    figures: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonLine:
    """A reason in a sentence, and what the member can do about it."""

    sentence: str
    advice: str


def letterhead_of(book: Book, language: str, day: date | None = None) -> Letterhead:
    """Letterhead, date (of issue unless given) and signatures of a letter."""
    settings = book.settings
    return Letterhead(
        language=language,
        organisation=settings.organisation,
        tax_id=settings.tax_id or "",
        city=settings.city,
        long_date=long_date(day or settings.issue_date, language),
        month=month_year(settings.month, language),
        signatures=in_rows(
            [_signatory(officer) for officer in book.board if officer.signs]
        ),
    )


def addressee_of(member: Member) -> Addressee:
    """How a member is addressed."""
    return Addressee(
        code=member.code,
        name=full_name(member.surnames, member.names),
        document=f"DNI {member.dni}"
        if len(member.dni) == DNI_DIGITS
        else f"C.E. {member.dni}",
        sector=member.sector or "",
        to_family=member.status is MemberStatus.DECEASED,
    )


def amount_of(centimos: int, language: str) -> Amount:
    """Whole céntimos in figures and words."""
    return Amount(figures=soles(centimos), words=in_words(centimos, language))


def reason_lines(refusals: Iterable[Refusal], language: str) -> tuple[ReasonLine, ...]:
    """Every reason with what can be done about it."""
    t = texts(language)
    return tuple(
        ReasonLine(sentence=sentence(refusal, t), advice=advice(refusal, t))
        for refusal in refusals
    )


def in_rows(signatories: Sequence[Signatory]) -> tuple[tuple[Signatory, ...], ...]:
    """Signatures in rows of at most three, as even as can be: 4 are 2 and 2."""
    rows = -(-len(signatories) // SIGNATURES_IN_A_ROW)
    width = -(-len(signatories) // rows) if rows else 1
    return tuple(
        tuple(signatories[first : first + width])
        for first in range(0, len(signatories), width)
    )


def letter_number(kind: str, book: Book, code: str) -> str:
    """A letter's number, such as `C-2026-09-S011`: no two letters have the same."""
    return f"{kind}-{book.settings.month}-{code}"


def numbered_file_names(kind: str, numbers: Sequence[str]) -> tuple[str, ...]:
    """`<kind>-<number>.pdf` for each number, all different even without upper case."""
    taken: set[str] = set()
    names = []
    for number in numbers:
        stem = free = f"{kind}-{file_name_code(number)}"
        again = 1
        while free.lower() in taken:
            again += 1
            free = f"{stem}-{again}"
        taken.add(free.lower())
        names.append(f"{free}.pdf")
    return tuple(names)


def _signatory(officer: Officer) -> Signatory:
    return Signatory(role=officer.role, name=officer.name)
