"""The use of the premium in the board's report: by category, and by which resolution.

Knows premium shared over funds and its use; no text is shown that `privacy` hides.
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
from apoq_batch.report.charts import Chart
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import plain
from apoq_batch.report.charts import plain_or_nothing
from apoq_batch.report.charts import share
from apoq_batch.report.privacy import Privacy
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
    bar: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class SplitRow:
    """A fund's part of a split: its per cent, and what it was given by it."""

    fund: str
    percent: str
    shared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumSplit:
    """A split: its resolution, from when on, and all that was shared out by it."""

    resolution: str
    since: str
    rows: tuple[SplitRow, ...]
    shared: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PremiumSection:
    """Premium received and used since the opening date."""

    since: str
    usd: str
    received: str
    total_received: str
    total_used: str
    total_balance: str
    total_progress: str
    categories: tuple[CategoryRow, ...]
    splits: tuple[PremiumSplit, ...]
    resolutions: str


def premium_section(
    settlement: Settlement, privacy: Privacy, texts: Texts
) -> PremiumSection:
    """The use of the premium."""
    uses = settlement.categories
    most = max((max(use.received, use.used) for use in uses), default=0)
    splits = tuple(_splits(settlement, privacy))
    received, used = sum(use.received for use in uses), sum(use.used for use in uses)
    return PremiumSection(
        since=short_date(settlement.book.settings.opening_date),
        usd=dollars(settlement.premium.usd),
        received=soles(settlement.premium.soles),
        total_received=plain(received),
        total_used=plain(used),
        total_balance=plain(received - used),
        total_progress=share(used, received),
        categories=tuple(_category(use, most, settlement, privacy, texts) for use in uses),
        splits=splits,
        resolutions=" · ".join(f"{split.resolution} ({split.since})" for split in splits),
    )


def _category(
    use: CategoryUse, most: int, settlement: Settlement, privacy: Privacy, texts: Texts
) -> CategoryRow:
    name = privacy.shown(use.category) if use.category else texts("No category")
    funds = [
        line.fund.code
        for line in settlement.funds
        if line.fund.premium_category == use.category
    ]
    parts = (
        (Tone.LEAF, min(use.used, use.received)),
        (Tone.PALE, use.balance),
        (Tone.ROSE, -use.balance),
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
        progress=share(use.used, use.received),
        bar=bar(parts, most, alt),
    )


def _splits(settlement: Settlement, privacy: Privacy) -> Iterator[PremiumSplit]:
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
        yield PremiumSplit(
            resolution=_resolution(lines, privacy),
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


def _resolution(lines: list[SplitLine], privacy: Privacy) -> str:
    return ", ".join(dict.fromkeys(privacy.shown(line.resolution) for line in lines))
