"""The year in pictures, in the report of December: month by month, and what it all made.

Knows the settlement of a whole year; must not know what stands in the rest of the report.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from apoq_batch.core.period import Month
from apoq_batch.core.records import ClaimType
from apoq_batch.core.rules.emergencies import Decision
from apoq_batch.core.rules.journal import LOANS_ACCOUNT
from apoq_batch.core.rules.journal import Memo
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import NOTHING
from apoq_batch.report.charts import Chart
from apoq_batch.report.charts import CountRow
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import columns
from apoq_batch.report.charts import plain_or_nothing
from apoq_batch.report.month import MonthFigure
from apoq_batch.report.month import Wording
from apoq_batch.report.month import boxes_in
from apoq_batch.report.month import cash_at
from apoq_batch.report.month import owed_at
from apoq_batch.report.month import premium_in
from apoq_batch.wording.dates import month_name
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import decimal
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

DECEMBER = 12
_COLOURS = (Tone.LEAF, Tone.BANANA)
_REPAID = (Memo.REPAYMENT, Memo.APPLIED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """What the columns of one colour stand for, month by month, and all together."""

    tone: Tone
    name: str
    values: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class YearChart:
    """Columns for every month, with their figures."""

    title: str
    drawing: Chart
    months: tuple[str, ...]
    series: tuple[Series, ...]
    has_total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearSection:
    """The year in pictures."""

    year: str
    pictures: tuple[YearChart, ...]
    support: tuple[CountRow, ...]


def year_section(settlement: Settlement, texts: Texts) -> YearSection | None:
    """The pictures of a year; None before it is over."""
    if settlement.month.month != DECEMBER:
        return None
    return YearSection(
        year=str(settlement.month.year),
        pictures=tuple(_year_chart(settlement, plan, texts) for plan in _PLANS),
        support=tuple(_support(settlement, texts)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A chart to be made: its figure of each month, and how that is written.

    What a month ends with, such as cash, is not added up over the year.
    """

    title: str
    series: tuple[tuple[str, MonthFigure], ...]
    worded: Wording
    is_added: bool


def _whole_soles(centimos: int) -> str:
    """Twelve columns of figures have no room for céntimos."""
    return decimal(Fraction(centimos, 100), 0)


def _lent(settlement: Settlement, month: Month) -> int:
    return _moved(settlement, month, (Memo.LOAN,))


def _repaid(settlement: Settlement, month: Month) -> int:
    return -_moved(settlement, month, _REPAID)


def _moved(settlement: Settlement, month: Month, memos: tuple[Memo, ...]) -> int:
    return sum(
        post.amount
        for entry in settlement.journal
        if entry.memo in memos and Month.of(entry.day) == month
        for post in entry.postings
        if post.account == LOANS_ACCOUNT
    )


_PLANS = (
    _Plan(
        title=N_("Boxes delivered each month"),
        series=((N_("Boxes"), boxes_in),),
        worded=integer,
        is_added=True,
    ),
    _Plan(
        title=N_("Premium received each month, in soles"),
        series=((N_("Premium"), premium_in),),
        worded=_whole_soles,
        is_added=True,
    ),
    _Plan(
        title=N_("Loans handed out and repaid each month, in soles"),
        series=((N_("Lent"), _lent), (N_("Repaid"), _repaid)),
        worded=_whole_soles,
        is_added=True,
    ),
    _Plan(
        title=N_("Cash of the funds and what members owe at each month's end, in soles"),
        series=((N_("Cash"), cash_at), (N_("Owed"), owed_at)),
        worded=_whole_soles,
        is_added=False,
    ),
)


def _year_chart(settlement: Settlement, plan: _Plan, texts: Texts) -> YearChart:
    months = [Month(settlement.month.year, number) for number in range(1, DECEMBER + 1)]
    series, columns_of = [], []
    for tone, (name, figure) in zip(_COLOURS, plan.series, strict=False):
        values = [figure(settlement, month) for month in months]
        amounts = [value or 0 for value in values]
        columns_of.append((tone, amounts))
        series.append(
            Series(
                tone=tone,
                name=texts(name),
                values=tuple(
                    NOTHING if value is None else plan.worded(value) for value in values
                ),
                total=plan.worded(sum(amounts)) if plan.is_added else "",
            )
        )
    return YearChart(
        title=texts(plan.title),
        drawing=columns(columns_of, texts(plan.title)),
        months=tuple(month_name(month.month, texts.language)[:3] for month in months),
        series=tuple(series),
        has_total=plan.is_added,
    )


def _support(settlement: Settlement, texts: Texts) -> Iterator[CountRow]:
    """What was paid for each type of emergency."""
    paid: dict[ClaimType, list[int]] = {kind: [] for kind in ClaimType}
    for row in settlement.emergencies.claims:
        if row.decision is Decision.PAID:
            paid[row.claim.type].append(row.paid or 0)
    most = max(map(sum, paid.values()))
    for kind, amounts in paid.items():
        name, total = label(kind, texts), sum(amounts)
        yield CountRow(
            name=name,
            count=integer(len(amounts)) if amounts else NOTHING,
            amount=plain_or_nothing(total),
            bar=bar([(Tone.LEAF, total)], most, f"{name}: {soles(total)}"),
        )
