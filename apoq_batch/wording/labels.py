"""What each value of an enumeration is called in a sentence.

Knows the words of values; must not know the sentences they stand in.
"""

from collections.abc import Mapping
from enum import Enum

from apoq_batch.core.bounds import Bound
from apoq_batch.core.findings import Severity
from apoq_batch.core.reasons import Reason
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import FundType
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.records import Relation
from apoq_batch.core.rules.allocation import Limit
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_LABELS: Mapping[Enum, str] = {
    Severity.ERROR: N_("error"),
    Severity.WARNING: N_("warning"),
    Severity.NOTE: N_("note"),
    FundType.LOANS: N_("loans"),
    FundType.EMERGENCY: N_("emergency"),
    FundType.PROJECTS: N_("projects"),
    FundType.OTHER: N_("other"),
    MemberStatus.ACTIVE: N_("active"),
    MemberStatus.SUSPENDED: N_("suspended"),
    MemberStatus.WITHDRAWN: N_("withdrawn"),
    MemberStatus.DECEASED: N_("deceased"),
    Relation.SPOUSE: N_("spouse"),
    Relation.PARTNER: N_("partner"),
    Relation.CHILD: N_("child"),
    Method.DEDUCTION: N_("deduction"),
    Method.CASH: N_("cash"),
    Method.BANK: N_("bank"),
    Method.WRITEOFF: N_("write-off"),
    Method.APPLIED: N_("credit applied"),
    Method.REFUND: N_("credit refunded"),
    ClaimType.SURGERY: N_("surgery"),
    ClaimType.ILLNESS: N_("illness"),
    ClaimType.FUNERAL: N_("funeral"),
    ProjectStatus.APPROVED: N_("approved"),
    ProjectStatus.RUNNING: N_("running"),
    ProjectStatus.FINISHED: N_("finished"),
    ClaimDecision.PAID: N_("paid"),
    ClaimDecision.GRANTED: N_("granted"),
    ClaimDecision.INCOMPLETE: N_("incomplete"),
    ClaimDecision.REFUSED: N_("refused"),
    ClaimDecision.WAITING: N_("waiting"),
    Limit.LOAN_MAXIMUM: N_("the largest loan"),
    Limit.CAP_PER_BOX: N_("the cap per box"),
    Limit.EXPOSURE: N_("the most a member may owe"),
    Reason.ESTADO: N_("not active"),
    Reason.ANTIGUEDAD: N_("a member for too short a time"),
    Reason.CAJAS: N_("too few boxes"),
    Reason.MORA: N_("late with a loan"),
    Reason.PAGO_MINIMO: N_("too little of the last loan repaid"),
    Reason.EXPOSICION: N_("owes the most allowed already"),
    Reason.FONDOS: N_("no money in the fund"),
    Reason.TOPE: N_("the caps leave less than the smallest loan"),
    Reason.REDONDEO: N_("the part is less than one multiple"),
    Reason.CARENCIA: N_("within the waiting time"),
    Reason.BENEFICIARIO: N_("beneficiary not covered"),
    Reason.DECLARADO: N_("relative declared after the event"),
    Reason.DUPLICADO: N_("the same event claimed before"),
    Reason.TOPE_ANUAL: N_("the family's cap of the year is used up"),
    Reason.DOCUMENTOS: N_("supporting papers missing"),
    Reason.CONSENTIMIENTO: N_("signed consent missing"),
    Bound.ANY: N_("between -999,999,999.99 and 999,999,999.99"),
    Bound.NOT_NEGATIVE: N_("0 or more"),
    Bound.POSITIVE: N_("more than 0"),
    Bound.INSTALMENTS: N_("from 1 to 24"),
    Bound.QUARTERS: N_("from 1 to 4"),
    Bound.PERCENT: N_("from 0 to 100"),
}


def label(value: Enum, texts: Texts) -> str:
    """The word for a value; KeyError for one that has none."""
    return texts(_LABELS[value])
