"""Settlement -> one letter for each claim on the emergency fund decided in the month.

Knows which claims get a letter and how a benefit came about; must not know any diagnosis,
nor show a relative's DNI.
"""

from dataclasses import dataclass

from apoq_batch.core.check_code import letter_id_of
from apoq_batch.core.period import Month
from apoq_batch.core.records import Claim
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import Member
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.emergencies import DecidedClaim
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.settings import Settings
from apoq_batch.letters.member import Letter
from apoq_batch.letters.parts import Addressee
from apoq_batch.letters.parts import Amount
from apoq_batch.letters.parts import Letterhead
from apoq_batch.letters.parts import LetterSummary
from apoq_batch.letters.parts import ReasonLine
from apoq_batch.letters.parts import Topic
from apoq_batch.letters.parts import addressee_of
from apoq_batch.letters.parts import amount_of
from apoq_batch.letters.parts import letter_number
from apoq_batch.letters.parts import letterhead_of
from apoq_batch.letters.parts import numbered_file_names
from apoq_batch.letters.parts import reason_lines
from apoq_batch.wording.dates import long_date
from apoq_batch.wording.facts import trimmed
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import texts

OPEN = (ClaimDecision.GRANTED, ClaimDecision.WAITING, ClaimDecision.INCOMPLETE)

TEMPLATE = "support.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """Whom a claim is for: the member, a relative by name, or one who is in no register."""

    is_member: bool
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BenefitSteps:
    """How a benefit came about; a cap that is empty was not set."""

    cost: str
    copayment_percent: str
    copayment: str
    after_copayment: str
    type_cap: str
    yearly_left: str
    benefit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportContent:
    """What stands in the letter about a claim; `amount` is None for a refused one."""

    frame: Letterhead
    addressee: Addressee
    number: str
    decision: ClaimDecision
    type: str
    is_funeral: bool
    event: str
    beneficiary: Beneficiary
    resolution: str
    amount: Amount | None
    paid_on: str
    fund_left: str
    reasons: tuple[ReasonLine, ...]
    steps: BenefitSteps | None


def support_letters(settlement: Settlement, language: str) -> tuple[Letter, ...]:
    """One letter for each claim decided in the month, in order of (event date, number).

    Nothing in the workbook says when a claim was decided, and every run decides all of
    them again. A claim gets a letter when its event lies in the month, when it was paid
    in the month, or when it is still open: granted and not yet paid, waiting or
    incomplete. One that was refused or paid in an earlier month is not written about
    again.
    """
    rows = [
        row
        for row in settlement.emergencies.claims
        if _is_decided_in(row, settlement.month)
    ]
    names = numbered_file_names("apoyo", [row.claim.number for row in rows])
    return tuple(
        _letter(settlement, row, name, language)
        for row, name in zip(rows, names, strict=True)
    )


_TOPICS = {
    ClaimDecision.PAID: Topic.SUPPORT_PAID,
    ClaimDecision.GRANTED: Topic.SUPPORT_GRANTED,
    ClaimDecision.WAITING: Topic.SUPPORT_WAITING,
    ClaimDecision.INCOMPLETE: Topic.SUPPORT_INCOMPLETE,
    ClaimDecision.REFUSED: Topic.SUPPORT_REFUSED,
}


def _letter(
    settlement: Settlement, row: DecidedClaim, file_name: str, language: str
) -> Letter:
    content = content_of(settlement, row, language)
    figure = content.amount.figures if content.amount else ""
    number = letter_number("A", settlement.book, row.claim.number)
    return Letter(
        file_name=file_name,
        id=letter_id_of(number, TEMPLATE, content),
        template=TEMPLATE,
        member=row.claim.member,
        to=content.addressee.name,
        summary=LetterSummary(about=_TOPICS[row.decision], figure=figure),
        content=content,
    )


def _is_decided_in(row: DecidedClaim, month: Month) -> bool:
    if row.decision in OPEN or Month.of(row.claim.date) == month:
        return True
    paid_on = row.claim.paid_on
    return (
        row.decision is ClaimDecision.PAID
        and paid_on is not None
        and Month.of(paid_on) == month
    )


def content_of(settlement: Settlement, row: DecidedClaim, language: str) -> SupportContent:
    """Everything the letter about a claim says."""
    book = settlement.book
    claim = row.claim
    member = book.members_by_code[claim.member]
    paid = row.decision is ClaimDecision.PAID
    refused = row.decision is ClaimDecision.REFUSED
    amount = (row.paid or 0) if paid else row.benefit
    as_worked_out = not refused and amount == row.lawful
    return SupportContent(
        frame=letterhead_of(book, language),
        addressee=addressee_of(member),
        number=claim.number,
        decision=row.decision,
        type=label(claim.type, texts(language)),
        is_funeral=claim.type is ClaimType.FUNERAL,
        event=long_date(claim.date, language),
        beneficiary=_beneficiary(settlement, claim, member),
        resolution=claim.resolution or "",
        amount=None if refused else amount_of(amount, language),
        paid_on=long_date(claim.paid_on, language) if paid and claim.paid_on else "",
        fund_left=soles(max(0, row.fund_left)),
        reasons=() if paid else reason_lines(row.refusals, language),
        steps=_steps(row, book.settings) if as_worked_out else None,
    )


def _beneficiary(settlement: Settlement, claim: Claim, member: Member) -> Beneficiary:
    if claim.beneficiary_dni == member.dni:
        return Beneficiary(is_member=True, name="")
    for relative in settlement.book.relatives:
        if (relative.member, relative.dni) == (claim.member, claim.beneficiary_dni):
            return Beneficiary(is_member=False, name=relative.name)
    return Beneficiary(is_member=False, name="")


def _steps(row: DecidedClaim, settings: Settings) -> BenefitSteps:
    return BenefitSteps(
        cost=soles(row.claim.cost),
        copayment_percent=trimmed(settings.copayment_percent),
        copayment=soles(row.claim.cost - row.after_copayment),
        after_copayment=soles(row.after_copayment),
        type_cap="" if row.type_cap is None else soles(row.type_cap),
        yearly_left="" if row.yearly_left is None else soles(row.yearly_left),
        benefit=soles(row.lawful),
    )
