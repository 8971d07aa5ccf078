"""Why a loan or a support is refused, as sentences; the same for sheet, letter, explain.

Knows one sentence a reason and what the member can do about it; never shows its code.
"""

from collections.abc import Iterable

from apoq_batch.core.money import Soles
from apoq_batch.core.reasons import Reason
from apoq_batch.core.reasons import Refusal
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.emergencies import DecidedClaim
from apoq_batch.wording.facts import filled
from apoq_batch.wording.facts import worded
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_SENTENCES = {
    Reason.ESTADO: N_("On {day} the member was not active but {status}."),
    Reason.ANTIGUEDAD: N_(
        "The member joined on {day} and has {months} whole months of membership; "
        "{minimum} are needed."
    ),
    Reason.CAJAS: N_(
        "The base is {average} boxes a quarter ({boxes} boxes in {quarters} quarters); at "
        "least {minimum} are needed."
    ),
    Reason.MORA: N_(
        "The loan {number} is {days} days late, more than the {maximum} that are forgiven; "
        "{overdue} is overdue."
    ),
    Reason.PAGO_MINIMO: N_(
        "Of the latest loan, {number}, {repaid} of {principal} is repaid ({percent} %); "
        "{minimum} % is needed."
    ),
    Reason.EXPOSICION: N_("The member owes {owed}, and {maximum} is the most allowed."),
    Reason.FONDOS: N_("The loan fund has no money to lend this quarter."),
    Reason.TOPE: N_(
        "The caps allow {cap}, less than the smallest loan: the minimum is {minimum} and "
        "loans are multiples of {unit}."
    ),
    Reason.REDONDEO: N_(
        "The part worked out is S/ {ideal}, less than one multiple of {unit} after rounding."
    ),
    Reason.CARENCIA: N_(
        "The member joined on {day} and had {months} whole months of membership at the "
        "event; {minimum} are needed."
    ),
    Reason.BENEFICIARIO: N_(
        "The beneficiary is neither the member nor a declared relative."
    ),
    Reason.DECLARADO: N_(
        "The relative was declared on {declared}, after the event of {event}."
    ),
    Reason.DUPLICADO: N_("The claim {number} already asks for the same event."),
    Reason.TOPE_ANUAL: N_("The family's cap for the year, {cap}, is used up."),
    Reason.DOCUMENTOS: N_("Supporting papers are missing."),
    Reason.CONSENTIMIENTO: N_("The signed consent is missing."),
}

_TOO_OLD = N_("The child was {age} years old, and the fund covers up to {limit}.")

_ADVICE = {
    Reason.ESTADO: N_("Ask the board what is needed to be active again."),
    Reason.ANTIGUEDAD: N_("Ask again when the months of membership are complete."),
    Reason.CAJAS: N_(
        "Deliver boxes through the association; they count for the next quarter."
    ),
    Reason.MORA: N_(
        "Pay the overdue {overdue} and you can have a loan in the next quarter."
    ),
    Reason.PAGO_MINIMO: N_(
        "Repay {missing} more of that loan before the next quarter closes."
    ),
    Reason.EXPOSICION: N_("Lower what you owe, and there is room for a loan again."),
    Reason.FONDOS: N_(
        "Wait for the next quarter: the fund grows with repayments and premium."
    ),
    Reason.TOPE: N_("Deliver more boxes or lower what you owe, and the cap rises."),
    Reason.REDONDEO: N_("Deliver more boxes through the association next quarter."),
    Reason.CARENCIA: N_("Ask the board; the fund helps once the waiting time is over."),
    Reason.BENEFICIARIO: N_(
        "Bring the family's DNIs to the office to bring the register up to date."
    ),
    Reason.DECLARADO: N_("Keep the register of your family up to date at the office."),
    Reason.DUPLICADO: N_("Ask the office about the other claim."),
    Reason.TOPE_ANUAL: N_("A new cap begins on 1 January."),
    Reason.DOCUMENTOS: N_("Bring the papers that are missing to the office."),
    Reason.CONSENTIMIENTO: N_("Sign the consent at the office."),
}


def codes(refusals: Iterable[Refusal]) -> str:
    """The codes of the rules joined by a comma, for the column of reasons."""
    return ", ".join(refusal.reason for refusal in refusals)


def sentence(refusal: Refusal, texts: Texts) -> str:
    """One reason with its figures."""
    is_too_old = refusal.reason is Reason.BENEFICIARIO and refusal.facts
    text = _TOO_OLD if is_too_old else _SENTENCES[refusal.reason]
    return filled(text, refusal.facts, texts)


def sentences(refusals: Iterable[Refusal], texts: Texts) -> str:
    """All reasons, one sentence each."""
    return " ".join(sentence(refusal, texts) for refusal in refusals)


def advice(refusal: Refusal, texts: Texts) -> str:
    """What the member can do about a reason."""
    return filled(_ADVICE[refusal.reason], refusal.facts, texts)


def claim_explanation(row: DecidedClaim, texts: Texts) -> str:
    """The decision of a claim in a sentence or two."""
    benefit = worded(Soles(row.benefit), texts)
    reasons = sentences(row.refusals, texts)
    match row.decision:
        case ClaimDecision.PAID:
            return f"{_paid(row, texts)} {reasons}".strip()
        case ClaimDecision.GRANTED:
            return texts("Granted: {benefit}.", benefit=benefit)
        case ClaimDecision.INCOMPLETE:
            due = texts("{benefit} once it is complete.", benefit=benefit)
            return f"{reasons} {due}"
        case ClaimDecision.WAITING:
            left = worded(Soles(max(0, row.fund_left)), texts)
            return texts(
                "{benefit} would be due and the fund has {left} left; it waits.",
                benefit=benefit,
                left=left,
            )
        case ClaimDecision.REFUSED:
            return reasons


def _paid(row: DecidedClaim, texts: Texts) -> str:
    paid = worded(Soles(row.paid or 0), texts)
    day = "" if row.claim.paid_on is None else worded(row.claim.paid_on, texts)
    benefit = worded(Soles(row.benefit), texts)
    return texts(
        "{paid} was paid on {day}; the rules give {benefit}.",
        paid=paid,
        day=day,
        benefit=benefit,
    )
