"""R Cartera and R Cuotas: where each loan stands, and every instalment still to come.

Knows the states of loans and the proposals; must not know how they are drawn.
"""

from collections.abc import Iterator

from apoq_batch.core.period import Quarter
from apoq_batch.core.rules.loans import Instalment
from apoq_batch.core.rules.loans import LoanState
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.members import CODE
from apoq_batch.tables.members import MEMBER
from apoq_batch.tables.members import full_name_of
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import column
from apoq_batch.tables.model import summed
from apoq_batch.tables.model import table
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_NUMBER = column("number", "Número", "Number", N_("The loan's number."))

_PORTFOLIO = (
    _NUMBER,
    CODE,
    MEMBER,
    column("quarter", "Trimestre", "Quarter", N_("The quarter it belongs to.")),
    summed("principal", "Monto", "Principal", N_("The amount lent, in soles.")),
    summed(
        "paid", "Pagado", "Paid", N_("What was taken off the principal, write-offs too.")
    ),
    summed("outstanding", "Saldo", "Outstanding", N_("What is still owed on the loan.")),
    summed(
        "overdue",
        "Vencido",
        "Overdue",
        N_("What was due before the month's end and is not paid."),
        alarm=Alarm.ABOVE_ZERO,
    ),
    column(
        "days_late",
        "Días mora",
        "Days late",
        N_("Days since the earliest unpaid instalment was due."),
        Format.INT,
        alarm=Alarm.DAYS_LATE,
    ),
    column("bucket", "Tramo", "Bucket", N_("The bracket of days late.")),
    column(
        "next_due",
        "Próxima cuota",
        "Next due",
        N_("When the earliest instalment not yet due must be paid."),
        Format.DATE,
    ),
    summed("next_amount", "Próximo monto", "Next amount", N_("What must be paid then.")),
)


def portfolio_table(settlement: Settlement, texts: Texts) -> Table:
    """R Cartera: loans dated up to the month's end and not settled before the year."""
    rows = (
        _portfolio_row(state, settlement, texts.language)
        for state in settlement.loans.states
        if not state.settled_before
    )
    return table("portfolio", _PORTFOLIO, rows, has_total=True)


def _portfolio_row(state: LoanState, settlement: Settlement, language: str) -> Row:
    loan = state.loan
    upcoming = state.next_instalment(settlement.month.end)
    return (
        loan.number,
        loan.member,
        full_name_of(settlement.book.members_by_code[loan.member]),
        quarter_code(loan.quarter, language),
        loan.principal,
        state.paid,
        state.outstanding,
        state.overdue,
        state.days_late,
        state.bucket,
        None if upcoming is None else upcoming.due,
        None if upcoming is None else upcoming.left,
    )


def quarter_code(quarter: Quarter, language: str) -> str:
    """`2026-T3`, or `2026-Q3` as it is written in English (workbook.md)."""
    return f"{quarter.year}-{'Q' if language == 'en' else 'T'}{quarter.number}"


_SCHEDULE = (
    _NUMBER,
    CODE,
    column(
        "instalment",
        "Cuota",
        "Instalment",
        N_("Which instalment of the loan it is."),
        Format.INT,
    ),
    column(
        "due",
        "Vence",
        "Due",
        N_("The day it must be paid; coloured when it is overdue."),
        Format.DATE,
        alarm=Alarm.UNPAID,
    ),
    summed("amount", "Monto", "Amount", N_("The amount of the instalment.")),
    summed("paid", "Pagado", "Paid", N_("What is paid of it.")),
    summed(
        "outstanding",
        "Saldo",
        "Outstanding",
        N_("What is still to be paid of it."),
        alarm=Alarm.UNPAID,
    ),
)


def schedule_table(settlement: Settlement) -> Table:
    """R Cuotas: instalments of proposed loans and of those with something outstanding."""
    rows = _schedule_rows(settlement)
    end = settlement.month.end
    return table("schedule", _SCHEDULE, rows, has_total=True, as_of=end)


def _schedule_rows(settlement: Settlement) -> Iterator[Row]:
    for state in settlement.loans.states:
        if state.outstanding:
            for part in state.schedule:
                yield _instalment_row(state.loan.number, state.loan.member, part)
    for line in settlement.allocation.proposed:
        for part in line.schedule:
            yield _instalment_row(line.number or "", line.code, part)


def _instalment_row(number: str, code: str, part: Instalment) -> Row:
    return number, code, part.number, part.due, part.amount, part.paid, part.left
