"""The use of the premium in the board's report: by category, and by which resolution.

Knows premium shared over funds and its use; its texts pass through the veil.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apoq_batch.core.records import SplitLine
from apoq_batch.core.records import compared
from apoq_batch.core.rules.funds import CategoryUse
from apoq_batch.core.rules.premium import split_on
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import Drawing
from apoq_batch.report.charts import Part
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.privacy import Veil
from apoq_batch.report.words import part
from apoq_batch.report.words import plain
from apoq_batch.report.words import plain_or_nothing
from apoq_batch.wording.dates import short_date
from apoq_batch.wording.facts import trimmed
from apoq_batch.wording.numbers import dollars
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryRow:
    """A category of use, with the funds that belong to it."""

    name: str
    funds: str
    received: str
    used: str
    balance: str
    progress: str
    bar: Drawing


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """A fund's part of a split: its per cent, and what it was given by it."""

    fund: str
    percent: str
    shared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitPart:
    """A split: its resolution, from when on, and all that was shared out by it."""

    resolution: str
    since: str
    rows: tuple[SplitRow, ...]
    shared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumPart:
    """Premium received and used since the opening date."""

    since: str
    usd: str
    received: str
    total_received: str
    total_used: str
    total_balance: str
    total_progress: str
    categories: tuple[CategoryRow, ...]
    splits: tuple[SplitPart, ...]
    resolutions: str


def premium_part(settlement: Settlement, veil: Veil, texts: Texts) -> PremiumPart:
    """The use of the premium."""
    uses = settlement.categories
    most = max((max(use.received, use.used) for use in uses), default=0)
    splits = tuple(_splits(settlement, veil))
    received, used = sum(use.received for use in uses), sum(use.used for use in uses)
    return PremiumPart(
        since=short_date(settlement.book.settings.opening_date),
        usd=dollars(settlement.premium.usd),
        received=soles(settlement.premium.soles),
        total_received=plain(received),
        total_used=plain(used),
        total_balance=plain(received - used),
        total_progress=part(used, received),
        categories=tuple(_category(use, most, settlement, veil, texts) for use in uses),
        splits=splits,
        resolutions=" · ".join(f"{one.resolution} ({one.since})" for one in splits),
    )


def _category(
    use: CategoryUse, most: int, settlement: Settlement, veil: Veil, texts: Texts
) -> CategoryRow:
    name = veil.shown(use.category) if use.category else texts("No category")
    funds = [
        line.fund.code
        for line in settlement.funds
        if line.fund.premium_category == use.category
    ]
    parts = (
        Part(amount=min(use.used, use.received), tone=Tone.LEAF),
        Part(amount=use.balance, tone=Tone.PALE),
        Part(amount=-use.balance, tone=Tone.ROSE),
    )
    alt = texts(
        "{name}: {used} used of {received}",
        name=name,
        used=soles(use.used),
        received=soles(use.received),
    )
    return CategoryRow(
        name=name,
        funds=", ".join(funds),
        received=plain(use.received),
        used=plain_or_nothing(use.used),
        balance=plain(use.balance),
        progress=part(use.used, use.received),
        bar=bar(parts, most, alt),
    )


def _splits(settlement: Settlement, veil: Veil) -> Iterator[SplitPart]:
    """The splits by which premium was shared, and the one in force at the month's end."""
    shared: defaultdict[date, defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for receipt in settlement.premium.receipts:
        for fund, amount in receipt.parts:
            shared[receipt.since][fund] += amount
    split = settlement.book.split
    in_force = {line.since for line in split_on(split, settlement.month.end)}
    for since in sorted(in_force | shared.keys()):
        lines = [line for line in split if line.since == since]
        lines.sort(key=lambda line: compared(line.fund))
        yield SplitPart(
            resolution=_resolution(lines, veil),
            since=short_date(since),
            rows=tuple(
                SplitRow(
                    fund=line.fund,
                    percent=f"{trimmed(line.percent)}%",
                    shared=plain_or_nothing(shared[since][line.fund]),
                )
                for line in lines
            ),
            shared=plain_or_nothing(sum(shared[since].values())),
        )


def _resolution(lines: list[SplitLine], veil: Veil) -> str:
    return ", ".join(dict.fromkeys(veil.shown(line.resolution) for line in lines))
