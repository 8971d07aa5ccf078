"""Who can have a loan this quarter, and every reason why not (rules.md §5).

Knows members, boxes and the state of loans; must not know the money there is to lend.
"""

from dataclasses import dataclass
from fractions import Fraction

from apoq_batch.core.money import Soles
from apoq_batch.core.period import whole_months
from apoq_batch.core.reasons import Reason
from apoq_batch.core.reasons import Refusal
from apoq_batch.core.reasons import refusal
from apoq_batch.core.records import Book
from apoq_batch.core.records import Member
from apoq_batch.core.rules.boxes import Boxes
from apoq_batch.core.rules.loans import LoanBook
from apoq_batch.core.rules.loans import LoanState
from apoq_batch.core.rules.loans import outstanding_total
from apoq_batch.core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Applicant:
    """A member before the sharing out: base boxes, what is owed, reasons against.

    `base_boxes` is W; `average_boxes` is A, boxes a quarter; `owed` is in céntimos.
    """

    member: Member
    base_boxes: int
    average_boxes: Fraction
    owed: int
    refusals: tuple[Refusal, ...]


def applicants(book: Book, boxes: Boxes, loans: LoanBook) -> tuple[Applicant, ...]:
    """Every member as an applicant, by code, with every reason against (rules.md §5.2, §5.3).

    The reasons are worked out in every month, also in one that closes no quarter.
    """
    settings = book.settings
    applying = []
    for member in book.members_by_code.values():
        states = loans.of_member(member.code)
        base = boxes.in_window(member.code, settings.quarter, settings.base_quarters)
        average = Fraction(base, settings.base_quarters)
        owed = outstanding_total(states)
        reasons = (
            _standing(member, settings),
            _membership(member, settings),
            _enough_boxes(base, average, settings),
            _not_late(states, settings),
            _latest_repaid(states, settings),
            _room_for_more(owed, settings),
        )
        refusals = tuple(reason for reason in reasons if reason is not None)
        applying.append(
            Applicant(
                member=member,
                base_boxes=base,
                average_boxes=average,
                owed=owed,
                refusals=refusals,
            )
        )
    return tuple(applying)


def _standing(member: Member, settings: Settings) -> Refusal | None:
    if member.active_on(settings.end):
        return None
    return refusal(Reason.ESTADO, status=member.status, day=settings.end)


def _membership(member: Member, settings: Settings) -> Refusal | None:
    months = whole_months(member.joined, settings.end)
    minimum = settings.minimum_membership_months
    if months >= minimum:
        return None
    return refusal(
        Reason.ANTIGUEDAD, months=max(months, 0), minimum=minimum, day=member.joined
    )


def _enough_boxes(base: int, average: Fraction, settings: Settings) -> Refusal | None:
    if base > 0 and average >= settings.minimum_boxes:
        return None
    minimum, quarters = settings.minimum_boxes, settings.base_quarters
    return refusal(
        Reason.CAJAS, boxes=base, average=average, minimum=minimum, quarters=quarters
    )


def _not_late(states: tuple[LoanState, ...], settings: Settings) -> Refusal | None:
    worst = max(states, key=lambda state: state.days_late, default=None)
    if worst is None or worst.days_late <= settings.maximum_days_late:
        return None
    return refusal(
        Reason.MORA,
        number=worst.loan.number,
        days=worst.days_late,
        maximum=settings.maximum_days_late,
        overdue=Soles(sum(state.overdue for state in states)),
    )


def _latest_repaid(states: tuple[LoanState, ...], settings: Settings) -> Refusal | None:
    if not states:
        return None
    latest = states[-1]
    needed = Fraction(settings.minimum_repaid_percent) / 100
    if latest.repaid_share >= needed:
        return None
    missing = -(-needed * latest.loan.principal // 1) - latest.repaid
    return refusal(
        Reason.PAGO_MINIMO,
        number=latest.loan.number,
        repaid=Soles(latest.repaid),
        principal=Soles(latest.loan.principal),
        percent=latest.repaid_share * 100,
        minimum=settings.minimum_repaid_percent,
        missing=Soles(int(missing)),
    )


def _room_for_more(owed: int, settings: Settings) -> Refusal | None:
    maximum = settings.exposure_maximum
    if maximum is None or owed < maximum:
        return None
    return refusal(Reason.EXPOSICION, owed=Soles(owed), maximum=Soles(maximum))
