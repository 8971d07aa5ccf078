"""R Fondos and R Prima: every fund's year, and premium received and used by category.

Knows balances; must not know how they were computed.
"""

from apoq_batch.core.rules.funds import FundBalance
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import table
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts


def _money(key: str, es: str, en: str, help: str, alarm: Alarm | None = None) -> Column:
    return Column(
        key=key, es=es, en=en, format=Format.MONEY, help=help, is_summed=True, alarm=alarm
    )


_AMOUNTS = (
    _money(
        "opening_cash",
        "Saldo inicial",
        "Opening cash",
        help=N_("Cash on the opening date."),
    ),
    _money("premium", "Prima", "Premium", help=N_("Premium received this year.")),
    _money(
        "repayments",
        "Pagos",
        "Repayments",
        help=N_("Repayments of loans received, less credit paid back."),
    ),
    _money(
        "transfers",
        "Traslados",
        "Transfers",
        help=N_("What came from other funds less what went to them."),
    ),
    _money("loans", "Préstamos", "Loans", help=N_("Loans handed out: money that left.")),
    _money("claims", "Apoyos", "Claims", help=N_("Support paid: money that left.")),
    _money("expenses", "Gastos", "Expenses", help=N_("Expenses: money that left.")),
    _money(
        "closing_cash",
        "Saldo final",
        "Closing cash",
        help=N_("Cash at the month's end."),
        alarm=Alarm.BELOW_ZERO,
    ),
    _money(
        "opening_portfolio",
        "Cartera inicial",
        "Opening portfolio",
        help=N_("What members owed on the opening date."),
    ),
    _money(
        "portfolio", "Cartera", "Portfolio", help=N_("What members owe at the month's end.")
    ),
    _money(
        "credits",
        "Saldo a favor",
        "Credits",
        help=N_("What the association owes members."),
    ),
    _money("equity", "Patrimonio", "Equity", help=N_("Cash plus portfolio less credits.")),
    _money(
        "committed",
        "Comprometido",
        "Committed",
        help=N_("Proposed loans, granted support, what projects still need."),
    ),
    _money("reserve", "Reserva", "Reserve", help=N_("What must always stay in the fund.")),
    _money(
        "available",
        "Disponible",
        "Available",
        help=N_("Closing cash less credits, commitments and reserve."),
        alarm=Alarm.BELOW_ZERO,
    ),
)

_FUNDS = (
    Column(key="code", es="Código", en="Code", help=N_("The fund's code.")),
    Column(key="name", es="Nombre", en="Name", help=N_("The fund's name."), widest=24),
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
    Column(
        key="category",
        es="Categoría",
        en="Category",
        help=N_("The certifier's category of premium use."),
    ),
    _money("received", "Recibido", "Received", help=N_("Premium received this year.")),
    _money(
        "used",
        "Usado",
        "Used",
        help=N_("Lent beyond what came back, support paid and expenses."),
    ),
    _money(
        "balance",
        "Saldo",
        "Balance",
        help=N_("Received less used."),
        alarm=Alarm.BELOW_ZERO,
    ),
)


def premium_table(settlement: Settlement, texts: Texts) -> Table:
    """R Prima: premium by category, the funds without one last."""
    rows = (
        (line.category or texts("No category"), line.received, line.used, line.balance)
        for line in settlement.categories
    )
    return table("premium", _PREMIUM, rows, has_total=True)
