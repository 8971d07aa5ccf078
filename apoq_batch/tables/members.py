"""R Préstamos and R Socios: every member once in each, in order of code.

Knows the lines of the allocation and of the members; must not know how they are drawn.
"""

from dataclasses import replace

from apoq_batch.core.records import Member
from apoq_batch.core.rules.allocation import Allocation
from apoq_batch.core.rules.allocation import LoanLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import column
from apoq_batch.tables.model import summed
from apoq_batch.tables.model import table
from apoq_batch.wording.labels import label
from apoq_batch.wording.reasons import codes
from apoq_batch.wording.reasons import sentences
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

REASON_WIDTH = 20

CODE = column(
    "code",
    "Código",
    "Code",
    N_("The member's code; it leads to the member's figures."),
    link=Link.MEMBER,
)
MEMBER = column("member", "Socio", "Member", N_("Surnames and names."))

_LOANS = (
    CODE,
    MEMBER,
    column("sector", "Sector", "Sector", N_("The member's sector.")),
    summed(
        "base_boxes",
        "Cajas base",
        "Base boxes",
        N_("Boxes of the quarters that a loan rests on."),
        Format.INT,
    ),
    column(
        "share",
        "Participación",
        "Share",
        N_("Percent of the base boxes of all who can have a loan."),
        Format.PERCENT,
    ),
    column(
        "cap",
        "Tope",
        "Cap",
        N_("The most this member can be lent now; blank without a cap."),
        Format.MONEY,
    ),
    summed(
        "loan",
        "Préstamo",
        "Loan",
        N_("The loan proposed for the quarter; 0 for one who is refused."),
    ),
    column(
        "reason",
        "Motivo",
        "Reason",
        N_("The codes of the rules that refuse a loan."),
        alarm=Alarm.FILLED,
        widest=REASON_WIDTH,
    ),
    column(
        "explanation",
        "Explicación",
        "Explanation",
        N_("The same in a sentence."),
        Format.LONG_TEXT,
    ),
    summed(
        "outstanding",
        "Saldo anterior",
        "Outstanding",
        N_("What the member owes before this loan."),
    ),
    summed("total", "Saldo total", "Total", N_("What the member will owe with this loan.")),
    column(
        "deduction_per_box",
        "Descuento por caja",
        "Deduction per box",
        N_("What each box of an average quarter must bear to repay the loan."),
        Format.MONEY,
    ),
)


def loans_table(settlement: Settlement, texts: Texts) -> Table:
    """R Préstamos: always all members; loan and reason blank without proposals."""
    allocation = settlement.allocation
    rows = (_loan_row(allocation, line, texts) for line in allocation.lines)
    return table("loans", _LOANS, rows, has_total=True)


def _loan_row(allocation: Allocation, line: LoanLine, texts: Texts) -> Row:
    applicant = line.applicant
    member = applicant.member
    proposes = allocation.no_proposals is None
    return (
        member.code,
        full_name_of(member),
        member.sector,
        applicant.base_boxes,
        line.share,
        None if line.cap is None else line.cap * allocation.unit,
        line.loan if proposes else None,
        codes(line.refusals) or None,
        sentences(line.refusals, texts) or None,
        applicant.owed,
        applicant.owed + (line.loan or 0),
        line.deduction_per_box,
    )


def full_name_of(member: Member) -> str:
    """Surnames and then names, as lists are sorted."""
    return f"{member.surnames}, {member.names}"


_MEMBERS = (
    replace(
        CODE,
        help=N_("The member's code; it leads to the member's row among the loans."),
        link=Link.LOAN_LINE,
    ),
    MEMBER,
    column("status", "Estado", "Status", N_("The member's status at the month's end.")),
    summed(
        "boxes_month",
        "Cajas mes",
        "Boxes month",
        N_("Boxes delivered in the month."),
        Format.INT,
    ),
    summed(
        "boxes_quarter",
        "Cajas trimestre",
        "Boxes quarter",
        N_("Boxes delivered in the quarter so far."),
        Format.INT,
    ),
    summed(
        "boxes_year",
        "Cajas año",
        "Boxes year",
        N_("Boxes delivered since the opening date."),
        Format.INT,
    ),
    summed(
        "premium_generated",
        "Prima generada",
        "Premium generated",
        N_("The premium that the member's boxes brought in this year."),
    ),
    summed(
        "loans_outstanding",
        "Saldo préstamos",
        "Loans outstanding",
        N_("What the member owes on all loans; it leads to the first of them."),
        link=Link.LOANS,
    ),
    summed(
        "overdue",
        "Vencido",
        "Overdue",
        N_("What was due before the month's end and is not paid."),
        alarm=Alarm.ABOVE_ZERO,
    ),
    summed(
        "credit", "Saldo a favor", "Credit", N_("What the association owes the member.")
    ),
    summed(
        "support_used",
        "Apoyo usado",
        "Support used",
        N_(
            "Support paid and granted to the family for events of this year; it leads to "
            "the first claim."
        ),
        link=Link.CLAIMS,
    ),
    column(
        "support_left",
        "Apoyo disponible",
        "Support left",
        N_("What is left of the family's yearly cap; blank without a cap."),
        Format.MONEY,
    ),
)


def members_table(settlement: Settlement, texts: Texts) -> Table:
    """R Socios: one row a member."""
    end = settlement.month.end
    rows = (
        (
            line.member.code,
            full_name_of(line.member),
            label(line.member.status_on(end), texts),
            line.boxes_month,
            line.boxes_quarter,
            line.boxes_year,
            line.premium_generated,
            line.loans_outstanding,
            line.overdue,
            line.credit,
            line.support.used,
            line.support.left,
        )
        for line in settlement.members
    )
    return table("members", _MEMBERS, rows, has_total=True)
