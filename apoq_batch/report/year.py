"""The year in pictures, in the report of December: month by month, and what it all made.

Knows the settlement of a whole year; must not know what stands in the rest of the report.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from apoq_batch.core.period import Month
from apoq_batch.core.records import ClaimType
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.journal import LOANS_ACCOUNT
from apoq_batch.core.rules.journal import Memo
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import Drawing
from apoq_batch.report.charts import Part
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import columns
from apoq_batch.report.month import Known
from apoq_batch.report.month import Say
from apoq_batch.report.month import banks
from apoq_batch.report.month import boxes_in
from apoq_batch.report.month import held_at
from apoq_batch.report.month import premium_in
from apoq_batch.report.words import NOTHING
from apoq_batch.report.words import plain_or_nothing
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

    colour: str
    name: str
    values: tuple[str, ...]
    total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Columns for every month, with their figures."""

    title: str
    drawing: Drawing
    months: tuple[str, ...]
    series: tuple[Series, ...]
    has_total: str


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """What was paid for a type of emergency."""

    name: str
    count: str
    amount: str
    bar: Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class YearPart:
    """The year in pictures."""

    year: str
    pictures: tuple[Picture, ...]
    support: tuple[KindRow, ...]


def year_part(settlement: Settlement, texts: Texts) -> YearPart | None:
    """The pictures of a year; None before it is over."""
    if settlement.month.month != DECEMBER:
        return None
    return YearPart(
        year=str(settlement.month.year),
        pictures=tuple(_picture(settlement, plan, texts) for plan in _PLANS),
        support=tuple(_support(settlement, texts)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """A picture to be drawn; what a month ends with is not added up."""

    title: str
    series: tuple[tuple[str, Known], ...]
    say: Say
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


def _cash(settlement: Settlement, month: Month) -> int | None:
    return held_at(settlement, month, banks(settlement))


def _owed(settlement: Settlement, month: Month) -> int | None:
    return held_at(settlement, month, (LOANS_ACCOUNT,))


_PLANS = (
    _Plan(
        title=N_("Boxes delivered each month"),
        series=((N_("Boxes"), boxes_in),),
        say=integer,
        is_added=True,
    ),
    _Plan(
        title=N_("Premium received each month, in soles"),
        series=((N_("Premium"), premium_in),),
        say=_whole_soles,
        is_added=True,
    ),
    _Plan(
        title=N_("Loans handed out and repaid each month, in soles"),
        series=((N_("Lent"), _lent), (N_("Repaid"), _repaid)),
        say=_whole_soles,
        is_added=True,
    ),
    _Plan(
        title=N_("Cash of the funds and what members owe at each month's end, in soles"),
        series=((N_("Cash"), _cash), (N_("Owed"), _owed)),
        say=_whole_soles,
        is_added=False,
    ),
)


def _picture(settlement: Settlement, plan: _Plan, texts: Texts) -> Picture:
    months = [Month(settlement.month.year, number) for number in range(1, DECEMBER + 1)]
    told, drawn = [], []
    for tone, (name, known) in zip(_COLOURS, plan.series, strict=False):
        values = [known(settlement, month) for month in months]
        total = plan.say(sum(value or 0 for value in values))
        drawn.append((tone, [value or 0 for value in values]))
        told.append(
            Series(
                colour=tone.value,
                name=texts(name),
                values=tuple(
                    NOTHING if value is None else plan.say(value) for value in values
                ),
                total=total if plan.is_added else "",
            )
        )
    return Picture(
        title=texts(plan.title),
        drawing=columns(drawn, texts(plan.title)),
        months=tuple(month_name(month.month, texts.language)[:3] for month in months),
        series=tuple(told),
        has_total="yes" if plan.is_added else "",
    )


def _support(settlement: Settlement, texts: Texts) -> Iterator[KindRow]:
    paid = [
        row for row in settlement.emergencies.claims if row.decision is ClaimDecision.PAID
    ]
    amounts = {
        kind: [row.paid or 0 for row in paid if row.claim.type is kind]
        for kind in ClaimType
    }
    most = max(map(sum, amounts.values()))
    for kind, held in amounts.items():
        name, total = label(kind, texts), sum(held)
        part = Part(amount=total, tone=Tone.LEAF)
        yield KindRow(
            name=name,
            count=integer(len(held)) if held else NOTHING,
            amount=plain_or_nothing(total),
            bar=bar((part,), most, f"{name}: {soles(total)}"),
        )
