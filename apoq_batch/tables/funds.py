"""R Fondos and R Prima: every fund's year, and premium received and used by category.

Knows balances; must not know how they were computed.
"""

from apoq_batch.core.rules.funds import FundBalance
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import column
from apoq_batch.tables.model import summed
from apoq_batch.tables.model import table
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_AMOUNTS = (
    summed(
        "opening_cash", "Saldo inicial", "Opening cash", N_("Cash on the opening date.")
    ),
    summed("premium", "Prima", "Premium", N_("Premium received this year.")),
    summed(
        "repayments",
        "Pagos",
        "Repayments",
        N_("Repayments of loans received, less credit paid back."),
    ),
    summed(
        "transfers",
        "Traslados",
        "Transfers",
        N_("What came from other funds less what went to them."),
    ),
    summed("loans", "Préstamos", "Loans", N_("Loans handed out: money that left.")),
    summed("claims", "Apoyos", "Claims", N_("Support paid: money that left.")),
    summed("expenses", "Gastos", "Expenses", N_("Expenses: money that left.")),
    summed(
        "closing_cash",
        "Saldo final",
        "Closing cash",
        N_("Cash at the month's end."),
        alarm=Alarm.BELOW_ZERO,
    ),
    summed(
        "opening_portfolio",
        "Cartera inicial",
        "Opening portfolio",
        N_("What members owed on the opening date."),
    ),
    summed("portfolio", "Cartera", "Portfolio", N_("What members owe at the month's end.")),
    summed("credits", "Saldo a favor", "Credits", N_("What the association owes members.")),
    summed("equity", "Patrimonio", "Equity", N_("Cash plus portfolio less credits.")),
    summed(
        "committed",
        "Comprometido",
        "Committed",
        N_("Proposed loans, granted support, what projects still need."),
    ),
    summed("reserve", "Reserva", "Reserve", N_("What must always stay in the fund.")),
    summed(
        "available",
        "Disponible",
        "Available",
        N_("Closing cash less credits, commitments and reserve."),
        alarm=Alarm.BELOW_ZERO,
    ),
)

_FUNDS = (
    column("code", "Código", "Code", N_("The fund's code.")),
    column("name", "Nombre", "Name", N_("The fund's name."), widest=24),
    *_AMOUNTS,
)


def funds_table(settlement: Settlement) -> Table:
    """R Fondos: one row a fund, by code, then a total row."""
    rows: list[Row] = [
        (line.fund.code, line.fund.name, *amounts_of(line.balance))
        for line in settlement.funds
    ]
    return table("funds", _FUNDS, rows, has_total=True)


def amounts_of(balance: FundBalance) -> tuple[int, ...]:
    """A balance's figures in the order of the columns, in céntimos."""
    amounts = (getattr(balance, column.key) for column in _AMOUNTS)
    return tuple(int(amount) for amount in amounts)


_PREMIUM = (
    column(
        "category", "Categoría", "Category", N_("The certifier's category of premium use.")
    ),
    summed("received", "Recibido", "Received", N_("Premium received this year.")),
    summed(
        "used",
        "Usado",
        "Used",
        N_("Lent beyond what came back, support paid and expenses."),
    ),
    summed(
        "balance", "Saldo", "Balance", N_("Received less used."), alarm=Alarm.BELOW_ZERO
    ),
)


def premium_table(settlement: Settlement, texts: Texts) -> Table:
    """R Prima: premium by category, the funds without one last."""
    rows = (
        (line.category or texts("No category"), line.received, line.used, line.balance)
        for line in settlement.categories
    )
    return table("premium", _PREMIUM, rows, has_total=True)
