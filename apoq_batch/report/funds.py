"""The funds in the board's report: what came, what went, what is free, as rows and bars.

Knows balances; must not know how they were computed.
"""

from dataclasses import dataclass

from apoq_batch.core.rules.funds import FundBalance
from apoq_batch.core.rules.funds import FundLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import Chart
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import plain
from apoq_batch.report.charts import plain_or_nothing
from apoq_batch.report.privacy import Privacy
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class FundRow:
    """A fund, or all of them; `bar` parts its cash, None for all of them."""

    code: str
    name: str
    opening: str
    came_in: str
    went_out: str
    transfers: str
    closing: str
    committed: str
    credits: str
    reserve: str
    available: str
    is_short: bool
    bar: Chart | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowRow:
    """A step from the opening to the closing cash of all funds."""

    name: str
    amounts: tuple[str, ...]
    total: str
    bar: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class FundsSection:
    """Every fund, all of them, and the steps between.

    `has_transfers` says whether money was moved between them, `has_credits` whether members
    have credits.
    """

    rows: tuple[FundRow, ...]
    total: FundRow
    has_transfers: bool
    has_credits: bool
    codes: tuple[str, ...]
    flows: tuple[FlowRow, ...]


def funds_section(settlement: Settlement, privacy: Privacy, texts: Texts) -> FundsSection:
    """The funds of a month."""
    lines = settlement.funds
    most = max(
        (max(row.balance.closing_cash, row.balance.reserve) for row in lines), default=0
    )
    return FundsSection(
        rows=tuple(_row(line, most, privacy, texts) for line in lines),
        total=_figures("", "", settlement.total, None),
        has_transfers=any(line.balance.transfers for line in lines),
        has_credits=settlement.total.credits > 0,
        codes=tuple(line.fund.code for line in lines),
        flows=tuple(_flows(settlement, texts)),
    )


def bound(balance: FundBalance) -> int:
    """What is promised: commitments, and credits that members can ask for."""
    return balance.committed + balance.credits


def _row(line: FundLine, most: int, privacy: Privacy, texts: Texts) -> FundRow:
    balance, code = line.balance, line.fund.code
    kept = max(0, min(balance.reserve, balance.closing_cash))
    promised = max(0, min(bound(balance), balance.closing_cash - kept))
    parts = (
        (Tone.BANANA, kept),
        (Tone.LEAF, promised),
        (Tone.PALE, balance.closing_cash - kept - promised),
    )
    alt = texts(
        "{fund}: cash {closing}, of it reserve {reserve}, committed {bound}, available {available}",
        fund=code,
        closing=soles(balance.closing_cash),
        reserve=soles(balance.reserve),
        bound=soles(bound(balance)),
        available=soles(balance.available),
    )
    drawn = bar(parts, most, alt, mark=balance.reserve)
    return _figures(code, privacy.shown(line.fund.name, code), balance, drawn)


def _figures(code: str, name: str, balance: FundBalance, drawn: Chart | None) -> FundRow:
    came_in = balance.premium + max(0, balance.repayments)
    spent = balance.loans + balance.claims + balance.expenses
    went_out = spent + max(0, -balance.repayments)
    return FundRow(
        code=code,
        name=name,
        opening=plain(balance.opening_cash),
        came_in=plain(came_in),
        went_out=plain(went_out),
        transfers=plain_or_nothing(balance.transfers),
        closing=plain(balance.closing_cash),
        committed=plain(balance.committed),
        credits=plain_or_nothing(balance.credits),
        reserve=plain(balance.reserve),
        available=plain(balance.available),
        is_short=balance.available < 0,
        bar=drawn,
    )


_STEPS = (
    (N_("Opening cash"), "opening_cash", 1),
    (N_("Premium"), "premium", 1),
    (N_("Repayments"), "repayments", 1),
    (N_("Transfers"), "transfers", 1),
    (N_("Loans"), "loans", -1),
    (N_("Claims"), "claims", -1),
    (N_("Expenses"), "expenses", -1),
    (N_("Closing cash"), "closing_cash", 1),
)
_LEVELS = ("opening_cash", "closing_cash")


def _flows(settlement: Settlement, texts: Texts) -> list[FlowRow]:
    """A waterfall of all funds, each step where the one before it ended."""
    total = settlement.total
    most = max(0, total.opening_cash) + total.premium + max(0, total.repayments)
    level, rows = 0, []
    for name, key, sign in _STEPS:
        amount = sign * int(getattr(total, key))
        start = 0 if key in _LEVELS else min(level, level + amount)
        tone = Tone.LEAF if key in _LEVELS else Tone.PALE if amount >= 0 else Tone.BANANA
        level = amount if key in _LEVELS else level + amount
        each = (sign * int(getattr(line.balance, key)) for line in settlement.funds)
        alt = f"{texts(name)}: {soles(amount)}"
        rows.append(
            FlowRow(
                name=texts(name),
                amounts=tuple(map(plain_or_nothing, each)),
                total=plain_or_nothing(amount),
                bar=bar([(tone, abs(amount))], most, alt, start=start),
            )
        )
    return rows
