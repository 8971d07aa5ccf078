"""Claims on the emergency fund: what the rules give, and the decision (rules.md §7).

Knows claims, members and relatives; must not know any diagnosis, nor other funds.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from apoq_batch.core.money import Soles
from apoq_batch.core.money import round_half_up
from apoq_batch.core.period import age_on
from apoq_batch.core.period import whole_months
from apoq_batch.core.reasons import Reason
from apoq_batch.core.reasons import Refusal
from apoq_batch.core.reasons import refusal
from apoq_batch.core.records import Book
from apoq_batch.core.records import Claim
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import Member
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Relation
from apoq_batch.core.records import Relative
from apoq_batch.core.records import compared
from apoq_batch.core.settings import Settings


class ClaimDecision(StrEnum):
    """What becomes of a claim (rules.md §7.3)."""

    PAID = "paid"
    GRANTED = "granted"
    INCOMPLETE = "incomplete"
    REFUSED = "refused"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedClaim:
    """A claim with its decision and the steps behind its benefit, in céntimos.

    `after_copayment` is the cost less the member's part, `type_cap` and `yearly_left`
    what else limits it (None without a cap), `lawful` what the rules would give,
    `benefit` what is shown, `fund_left` what the fund still had before this claim.
    """

    claim: Claim
    decision: ClaimDecision
    refusals: tuple[Refusal, ...]
    after_copayment: int
    type_cap: int | None
    yearly_left: int | None
    lawful: int
    benefit: int
    paid: int | None
    fund_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A member's support in the calendar year of the month, in céntimos."""

    used: int
    left: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergencies:
    """All claims up to the month's end, decided in order of (date, number)."""

    claims: tuple[DecidedClaim, ...]
    family_cap: int | None
    used: Mapping[tuple[str, int], int]

    def support(self, member: str, year: int) -> Support:
        """What a member's family has used of the year's cap and has left (rules.md §7.4)."""
        used = self.used.get((member, year), 0)
        cap = self.family_cap
        return Support(used=used, left=None if cap is None else max(0, cap - used))

    @property
    def granted(self) -> int:
        """Céntimos of all claims that are granted and not yet paid."""
        return sum(
            row.benefit for row in self.claims if row.decision is ClaimDecision.GRANTED
        )


def is_paid(claim: Claim, end: date) -> bool:
    """Whether a claim was paid on or before the month's end (rules.md §7.3)."""
    return claim.paid is not None and claim.paid_on is not None and claim.paid_on <= end


def claims_in_order(book: Book) -> list[Claim]:
    """The claims whose event is not after the month's end, by date and number (rules.md §7)."""
    end = book.settings.end
    return sorted(
        (claim for claim in book.claims if claim.date <= end),
        key=lambda claim: (claim.date, compared(claim.number)),
    )


def decide(book: Book, fund_left: int) -> Emergencies:
    """Decide every claim in order (rules.md §7.3).

    `fund_left` is the emergency fund's closing cash less its reserve, in céntimos.
    """
    so_far = _ClaimsSoFar(book, fund_left)
    claims = tuple(so_far.decide(claim) for claim in claims_in_order(book))
    return Emergencies(
        claims=claims, family_cap=book.settings.family_annual_cap, used=dict(so_far.used)
    )


def type_cap(settings: Settings, kind: ClaimType) -> int | None:
    """The cap of a type of claim, in céntimos; None without one (rules.md §7.1)."""
    caps = {
        ClaimType.SURGERY: settings.surgery_cap,
        ClaimType.ILLNESS: settings.illness_cap,
        ClaimType.FUNERAL: settings.funeral_cap,
    }
    return caps[kind]


def covered(relative: Relative, day: date, settings: Settings) -> bool:
    """Whether a relative is covered on a day, whenever declared (rules.md §7.2)."""
    if relative.relation is not Relation.CHILD or relative.disabled:
        return True
    return age_on(relative.born, day) < _age_limit(relative, settings)


def _age_limit(child: Relative, settings: Settings) -> int:
    """The age from which a child is no longer covered; studying never lowers it."""
    if not child.student:
        return settings.child_age
    return max(settings.child_age, settings.student_age)


class _ClaimsSoFar:
    """What earlier claims used, while the claims are decided in order."""

    def __init__(self, book: Book, fund_left: int) -> None:
        self.settings = book.settings
        self.members = book.members_by_code
        self.relatives = {(row.member, row.dni): row for row in book.relatives}
        self.fund_left = fund_left
        self.seen: dict[tuple[str, ClaimType, date], str] = {}
        self.used: defaultdict[tuple[str, int], int] = defaultdict(int)
        for claim in claims_in_order(book):
            if is_paid(claim, self.settings.end):
                self.used[claim.member, claim.date.year] += claim.paid or 0

    def decide(self, claim: Claim) -> DecidedClaim:
        """Decide one claim and remember what it uses."""
        paid = claim.paid if is_paid(claim, self.settings.end) else None
        after_copayment = self._after_copayment(claim)
        cap = type_cap(self.settings, claim.type)
        yearly_left = self._yearly_left(claim, paid or 0)
        lawful = min(
            limit for limit in (after_copayment, cap, yearly_left) if limit is not None
        )
        against = self._against(claim, yearly_left)
        missing = _missing(claim)
        if paid is not None:
            decision, refusals = ClaimDecision.PAID, against
        elif against:
            decision, refusals = ClaimDecision.REFUSED, against
        elif missing:
            decision, refusals = ClaimDecision.INCOMPLETE, missing
        else:
            waits = lawful > max(0, self.fund_left)
            decision, refusals = (
                (ClaimDecision.WAITING if waits else ClaimDecision.GRANTED),
                (),
            )
        decided = DecidedClaim(
            claim=claim,
            decision=decision,
            refusals=refusals,
            after_copayment=after_copayment,
            type_cap=cap,
            yearly_left=yearly_left,
            lawful=lawful,
            benefit=0 if against else lawful,
            paid=paid,
            fund_left=self.fund_left,
        )
        self._remember(decided)
        return decided

    def _remember(self, decided: DecidedClaim) -> None:
        claim = decided.claim
        if decided.decision is not ClaimDecision.REFUSED:
            event = claim.beneficiary_dni, claim.type, claim.date
            self.seen.setdefault(event, claim.number)
        if decided.decision is ClaimDecision.GRANTED:
            self.used[claim.member, claim.date.year] += decided.benefit
            self.fund_left -= decided.benefit

    def _after_copayment(self, claim: Claim) -> int:
        kept = 100 - Fraction(self.settings.copayment_percent)
        return round_half_up(claim.cost * kept / 100)

    def _yearly_left(self, claim: Claim, own: int) -> int | None:
        if self.settings.family_annual_cap is None:
            return None
        used = self.used[claim.member, claim.date.year] - own
        return max(0, self.settings.family_annual_cap - used)

    def _against(self, claim: Claim, yearly_left: int | None) -> tuple[Refusal, ...]:
        member = self.members[claim.member]
        reasons = (
            _standing(claim, member),
            _waiting(claim, member, self.settings),
            *self._beneficiary(claim, member),
            self._repeated(claim),
            self._cap_used_up(yearly_left),
        )
        return tuple(reason for reason in reasons if reason is not None)

    def _beneficiary(self, claim: Claim, member: Member) -> tuple[Refusal | None, ...]:
        if claim.beneficiary_dni == member.dni:
            return ()
        relative = self.relatives.get((claim.member, claim.beneficiary_dni))
        if relative is None:
            return (refusal(Reason.BENEFICIARIO),)
        reasons = []
        if not covered(relative, claim.date, self.settings):
            reasons.append(_too_old(relative, claim, self.settings))
        if relative.declared > claim.date:
            day = relative.declared
            reasons.append(refusal(Reason.DECLARADO, declared=day, event=claim.date))
        return tuple(reasons)

    def _repeated(self, claim: Claim) -> Refusal | None:
        earlier = self.seen.get((claim.beneficiary_dni, claim.type, claim.date))
        return None if earlier is None else refusal(Reason.DUPLICADO, number=earlier)

    def _cap_used_up(self, yearly_left: int | None) -> Refusal | None:
        if yearly_left != 0:
            return None
        return refusal(Reason.TOPE_ANUAL, cap=Soles(self.settings.family_annual_cap or 0))


def _standing(claim: Claim, member: Member) -> Refusal | None:
    own_funeral = (
        member.status is MemberStatus.DECEASED
        and claim.type is ClaimType.FUNERAL
        and claim.beneficiary_dni == member.dni
    )
    if own_funeral or member.active_on(claim.date):
        return None
    return refusal(Reason.ESTADO, status=member.status, day=claim.date)


def _waiting(claim: Claim, member: Member, settings: Settings) -> Refusal | None:
    months = whole_months(member.joined, claim.date)
    minimum = settings.waiting_months
    if months >= minimum:
        return None
    return refusal(
        Reason.CARENCIA, months=max(months, 0), minimum=minimum, day=member.joined
    )


def _too_old(relative: Relative, claim: Claim, settings: Settings) -> Refusal:
    age, limit = age_on(relative.born, claim.date), _age_limit(relative, settings)
    return refusal(Reason.BENEFICIARIO, age=age, limit=limit)


def _missing(claim: Claim) -> tuple[Refusal, ...]:
    reasons = []
    if not claim.documents:
        reasons.append(refusal(Reason.DOCUMENTOS))
    if not claim.consent:
        reasons.append(refusal(Reason.CONSENTIMIENTO))
    return tuple(reasons)
