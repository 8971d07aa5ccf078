"""Settlement -> the letter of each member: finished strings, and from them HTML.

Knows who gets a letter and what stands in it; must not know how a page looks nor how it
becomes a PDF. Nothing is computed here: every figure comes from the settlement.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from apoq_batch.core.check_code import LetterId
from apoq_batch.core.check_code import letter_id_of
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.records import Book
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import compared
from apoq_batch.core.rules.allocation import LoanLine
from apoq_batch.core.rules.allocation import NoProposals
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.settlement import MemberLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.letters.member_blocks import BoxesBlock
from apoq_batch.letters.member_blocks import DebtBlock
from apoq_batch.letters.member_blocks import LentLoan
from apoq_batch.letters.member_blocks import LoanBlock
from apoq_batch.letters.member_blocks import SupportBlock
from apoq_batch.letters.member_blocks import boxes_block
from apoq_batch.letters.member_blocks import debt_block
from apoq_batch.letters.member_blocks import lent_this_quarter
from apoq_batch.letters.member_blocks import loan_block
from apoq_batch.letters.member_blocks import support_block
from apoq_batch.letters.parts import Addressee
from apoq_batch.letters.parts import Letterhead
from apoq_batch.letters.parts import LetterSummary
from apoq_batch.letters.parts import ReasonLine
from apoq_batch.letters.parts import Topic
from apoq_batch.letters.parts import addressee_of
from apoq_batch.letters.parts import letter_number
from apoq_batch.letters.parts import letterhead_of
from apoq_batch.letters.parts import reason_lines
from apoq_batch.pages.templates import fill
from apoq_batch.wording.dates import long_date
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.names import letter_file_names
from apoq_batch.wording.numbers import soles

TEMPLATE = "letter.html"


class LoanNews(StrEnum):
    """What a letter says about the quarter's loans."""

    PROPOSED = "proposed"
    REFUSED = "refused"
    LENT = "lent"
    NOT_LENT = "not_lent"
    NOT_CLOSING = "not_closing"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter ready to be laid out: its file, its template and what fills it.

    `member` is the code of the member it is for, None when it is for no member; `to` is
    the name it goes to.
    """

    file_name: str
    id: LetterId
    template: str
    member: str | None
    to: str
    summary: LetterSummary
    content: object

    @property
    def number(self) -> str:
        """Its number, by which it is known."""
        return self.id.number


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberContent:
    """What stands in the letter to a member; a block that is None is left out."""

    frame: Letterhead
    addressee: Addressee
    end: str
    quarter: str
    next_closing: str
    news: LoanNews
    loan: LoanBlock | None
    lent: LentLoan | None
    reasons: tuple[ReasonLine, ...]
    boxes: BoxesBlock | None
    debt: DebtBlock | None
    credit: str
    support: SupportBlock | None


def member_letters(settlement: Settlement, language: str) -> tuple[Letter, ...]:
    """One letter for each member who is active or owes or is owed something, by code."""
    names = _file_names(settlement.book)
    return tuple(
        _letter(settlement, line, row, names, language)
        for line, row in _lines(settlement)
        if _is_written_to(settlement, line)
    )


def member_letter(settlement: Settlement, code: str, language: str) -> Letter:
    """The letter of one member, whoever it is; BatchError when there is none."""
    wanted = compared(code.strip())
    names = _file_names(settlement.book)
    for line, row in _lines(settlement):
        if compared(line.member.code) == wanted:
            return _letter(settlement, line, row, names, language)
    raise BatchError(troubles.NO_SUCH_MEMBER, name=code)


def render(letter: Letter, language: str, logo: str = "") -> str:
    """A letter as HTML, whose looks are in `letter.css`; `logo` is a picture's address."""
    return fill(
        letter.template, language, content=letter.content, letter_id=letter.id, logo=logo
    )


def _lines(settlement: Settlement) -> Iterator[tuple[MemberLine, LoanLine]]:
    """Each member's two lines; both are there once for every member, in order of code."""
    return zip(settlement.members, settlement.allocation.lines, strict=True)


def _is_written_to(settlement: Settlement, line: MemberLine) -> bool:
    owed_support = any(
        row.decision is ClaimDecision.GRANTED and row.claim.member == line.member.code
        for row in settlement.emergencies.claims
    )
    active = line.member.active_on(settlement.month.end)
    return active or owed_support or line.loans_outstanding > 0 or line.credit > 0


def _file_names(book: Book) -> Mapping[str, str]:
    """Of all members, so that a file's name does not hang on who else gets a letter."""
    members = tuple(book.members_by_code.values())
    named = letter_file_names(
        [(member.code, f"{member.surnames} {member.names}") for member in members]
    )
    return {member.code: name for member, name in zip(members, named, strict=True)}


def _letter(
    settlement: Settlement,
    line: MemberLine,
    row: LoanLine,
    names: Mapping[str, str],
    language: str,
) -> Letter:
    code = line.member.code
    content = content_of(settlement, line, row, language)
    number = letter_number("C", settlement.book, code)
    return Letter(
        file_name=names[code],
        id=letter_id_of(number, TEMPLATE, content),
        template=TEMPLATE,
        member=code,
        to=content.addressee.name,
        summary=_summary(content),
        content=content,
    )


_TOPICS = {
    LoanNews.PROPOSED: Topic.LOAN,
    LoanNews.REFUSED: Topic.NO_LOAN,
    LoanNews.LENT: Topic.LENT,
}


def _summary(content: MemberContent) -> LetterSummary:
    loan = content.loan.amount.figures if content.loan else ""
    lent = content.lent.amount if content.lent and content.news is LoanNews.LENT else ""
    return LetterSummary(
        about=_TOPICS.get(content.news, Topic.ACCOUNT),
        figure=loan or lent,
        owed=content.debt.owed.figures if content.debt else "",
        overdue=content.debt.overdue if content.debt else "",
    )


def content_of(
    settlement: Settlement, line: MemberLine, row: LoanLine, language: str
) -> MemberContent:
    """Everything a member's letter says."""
    member = line.member
    end = settlement.month.end
    lent = lent_this_quarter(settlement, member.code)
    news = _loan_news(settlement, row, lent)
    return MemberContent(
        frame=letterhead_of(settlement.book, language),
        addressee=addressee_of(member),
        end=long_date(end, language),
        quarter=quarter_name(settlement.quarter, language),
        next_closing=long_date(settlement.quarter.end, language),
        news=news,
        loan=loan_block(row, settlement.book, language)
        if news is LoanNews.PROPOSED
        else None,
        lent=lent,
        reasons=reason_lines(row.refusals, language) if news is LoanNews.REFUSED else (),
        boxes=boxes_block(settlement, line, language),
        debt=debt_block(settlement, line, language),
        credit=soles(line.credit) if line.credit > 0 else "",
        support=support_block(line, settlement),
    )


def _loan_news(settlement: Settlement, row: LoanLine, lent: LentLoan | None) -> LoanNews:
    """What there is to say; to the family of one who has died, nothing about new loans."""
    member = row.applicant.member
    why_none = settlement.allocation.no_proposals
    if member.status is MemberStatus.DECEASED:
        return LoanNews.NONE
    if why_none is None:
        return LoanNews.PROPOSED if row.loan else LoanNews.REFUSED
    if why_none is NoProposals.ALREADY_LENT and lent is not None:
        return LoanNews.LENT
    if not member.active_on(settlement.month.end):
        return LoanNews.NONE
    return (
        LoanNews.NOT_CLOSING if why_none is NoProposals.NOT_CLOSING else LoanNews.NOT_LENT
    )
