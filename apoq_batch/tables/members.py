"""R Préstamos and R Socios: every member once in each, in order of code.

Knows the lines of the allocation and of the members; must not know how they are drawn.
"""

from dataclasses import replace

from apoq_batch.core.records import Member
from apoq_batch.core.rules.allocation import Allocation
from apoq_batch.core.rules.allocation import LoanLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import table
from apoq_batch.wording.labels import label
from apoq_batch.wording.reasons import codes
from apoq_batch.wording.reasons import sentences
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

REASON_WIDTH = 20

CODE = Column(
    key="code",
    es="Código",
    en="Code",
    help=N_("The member's code; it leads to the member's figures."),
    link=Link.MEMBER,
)
MEMBER = Column(key="member", es="Socio", en="Member", help=N_("Surnames and names."))

_LOANS = (
    CODE,
    MEMBER,
    Column(key="sector", es="Sector", en="Sector", help=N_("The member's sector.")),
    Column(
        key="base_boxes",
        es="Cajas base",
        en="Base boxes",
        format=Format.INT,
        help=N_("Boxes of the quarters that a loan rests on."),
        is_summed=True,
    ),
    Column(
        key="share",
        es="Participación",
        en="Share",
        format=Format.PERCENT,
        help=N_("Percent of the base boxes of all who can have a loan."),
    ),
    Column(
        key="cap",
        es="Tope",
        en="Cap",
        format=Format.MONEY,
        help=N_("The most this member can be lent now; blank without a cap."),
    ),
    Column(
        key="loan",
        es="Préstamo",
        en="Loan",
        format=Format.MONEY,
        help=N_("The loan proposed for the quarter; 0 for one who is refused."),
        is_summed=True,
    ),
    Column(
        key="reason",
        es="Motivo",
        en="Reason",
        help=N_("The codes of the rules that refuse a loan."),
        alarm=Alarm.FILLED,
        widest=REASON_WIDTH,
    ),
    Column(
        key="explanation",
        es="Explicación",
        en="Explanation",
        format=Format.LONG_TEXT,
        help=N_("The same in a sentence."),
    ),
    Column(
        key="outstanding",
        es="Saldo anterior",
        en="Outstanding",
        format=Format.MONEY,
        help=N_("What the member owes before this loan."),
        is_summed=True,
    ),
    Column(
        key="total",
        es="Saldo total",
        en="Total",
        format=Format.MONEY,
        help=N_("What the member will owe with this loan."),
        is_summed=True,
    ),
    Column(
        key="deduction_per_box",
        es="Descuento por caja",
        en="Deduction per box",
        format=Format.MONEY,
        help=N_("What each box of an average quarter must bear to repay the loan."),
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
    Column(
        key="status",
        es="Estado",
        en="Status",
        help=N_("The member's status at the month's end."),
    ),
    Column(
        key="boxes_month",
        es="Cajas mes",
        en="Boxes month",
        format=Format.INT,
        help=N_("Boxes delivered in the month."),
        is_summed=True,
    ),
    Column(
        key="boxes_quarter",
        es="Cajas trimestre",
        en="Boxes quarter",
        format=Format.INT,
        help=N_("Boxes delivered in the quarter so far."),
        is_summed=True,
    ),
    Column(
        key="boxes_year",
        es="Cajas año",
        en="Boxes year",
        format=Format.INT,
        help=N_("Boxes delivered since the opening date."),
        is_summed=True,
    ),
    Column(
        key="premium_generated",
        es="Prima generada",
        en="Premium generated",
        format=Format.MONEY,
        help=N_("The premium that the member's boxes brought in this year."),
        is_summed=True,
    ),
    Column(
        key="loans_outstanding",
        es="Saldo préstamos",
        en="Loans outstanding",
        format=Format.MONEY,
        help=N_("What the member owes on all loans; it leads to the first of them."),
        is_summed=True,
        link=Link.LOANS,
    ),
    Column(
        key="overdue",
        es="Vencido",
        en="Overdue",
        format=Format.MONEY,
        help=N_("What was due before the month's end and is not paid."),
        is_summed=True,
        alarm=Alarm.ABOVE_ZERO,
    ),
    Column(
        key="credit",
        es="Saldo a favor",
        en="Credit",
        format=Format.MONEY,
        help=N_("What the association owes the member."),
        is_summed=True,
    ),
    Column(
        key="support_used",
        es="Apoyo usado",
        en="Support used",
        format=Format.MONEY,
        help=N_(
            "Support paid and granted to the family for events of this year; it leads to "
            "the first claim."
        ),
        is_summed=True,
        link=Link.CLAIMS,
    ),
    Column(
        key="support_left",
        es="Apoyo disponible",
        en="Support left",
        format=Format.MONEY,
        help=N_("What is left of the family's yearly cap; blank without a cap."),
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
