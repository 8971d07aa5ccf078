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
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import table
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_NUMBER = Column(key="number", es="Número", en="Number", help=N_("The loan's number."))

_PORTFOLIO = (
    _NUMBER,
    CODE,
    MEMBER,
    Column(
        key="quarter", es="Trimestre", en="Quarter", help=N_("The quarter it belongs to.")
    ),
    Column(
        key="principal",
        es="Monto",
        en="Principal",
        format=Format.MONEY,
        help=N_("The amount lent, in soles."),
        is_summed=True,
    ),
    Column(
        key="paid",
        es="Pagado",
        en="Paid",
        format=Format.MONEY,
        help=N_("What was taken off the principal, write-offs too."),
        is_summed=True,
    ),
    Column(
        key="outstanding",
        es="Saldo",
        en="Outstanding",
        format=Format.MONEY,
        help=N_("What is still owed on the loan."),
        is_summed=True,
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
        key="days_late",
        es="Días mora",
        en="Days late",
        format=Format.INT,
        help=N_("Days since the earliest unpaid instalment was due."),
        alarm=Alarm.DAYS_LATE,
    ),
    Column(key="bucket", es="Tramo", en="Bucket", help=N_("The bracket of days late.")),
    Column(
        key="next_due",
        es="Próxima cuota",
        en="Next due",
        format=Format.DATE,
        help=N_("When the earliest instalment not yet due must be paid."),
    ),
    Column(
        key="next_amount",
        es="Próximo monto",
        en="Next amount",
        format=Format.MONEY,
        help=N_("What must be paid then."),
        is_summed=True,
    ),
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
    Column(
        key="instalment",
        es="Cuota",
        en="Instalment",
        format=Format.INT,
        help=N_("Which instalment of the loan it is."),
    ),
    Column(
        key="due",
        es="Vence",
        en="Due",
        format=Format.DATE,
        help=N_("The day it must be paid; coloured when it is overdue."),
        alarm=Alarm.UNPAID,
    ),
    Column(
        key="amount",
        es="Monto",
        en="Amount",
        format=Format.MONEY,
        help=N_("The amount of the instalment."),
        is_summed=True,
    ),
    Column(
        key="paid",
        es="Pagado",
        en="Paid",
        format=Format.MONEY,
        help=N_("What is paid of it."),
        is_summed=True,
    ),
    Column(
        key="outstanding",
        es="Saldo",
        en="Outstanding",
        format=Format.MONEY,
        help=N_("What is still to be paid of it."),
        is_summed=True,
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
