"""The open loans in the board's report: by days late, and how each quarter's are repaid.

Knows states of loans; must not show whose they are.
"""

from collections import defaultdict
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from apoq_batch.core.period import Quarter
from apoq_batch.core.rules.loans import BUCKET_NAMES
from apoq_batch.core.rules.loans import LATE_FOR_PAR
from apoq_batch.core.rules.loans import LoanState
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import Chart
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import plain
from apoq_batch.report.charts import plain_or_nothing
from apoq_batch.report.charts import share
from apoq_batch.tables.portfolio import quarter_code
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts

_MOST_QUARTERS = 5
_TONES = (Tone.LEAF, Tone.PALE, Tone.BANANA, Tone.ROSE, Tone.ROSE)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeRow:
    """A bracket of days late."""

    name: str
    loans: str
    owed: str
    share: str
    bar: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortRow:
    """The loans of a quarter, or of all earlier ones: lent, repaid, given up, owed."""

    name: str
    loans: str
    lent: str
    repaid: str
    written_off: str
    owed: str
    rate: str
    bar: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class PortfolioSection:
    """What members owe."""

    owed: str
    overdue: str
    par30: str
    late: str
    ages: tuple[AgeRow, ...]
    cohorts: tuple[CohortRow, ...]


def portfolio_section(settlement: Settlement, texts: Texts) -> PortfolioSection | None:
    """The portfolio; None when there has never been a loan."""
    states = settlement.loans.states
    if not states:
        return None
    par30 = settlement.par30
    owing = [state for state in states if state.outstanding]
    late = [state for state in owing if state.days_late > LATE_FOR_PAR]
    return PortfolioSection(
        owed=soles(settlement.portfolio),
        overdue=soles(sum(state.overdue for state in owing)),
        par30="" if par30 is None else percent(par30, 1),
        late=integer(len(late)),
        ages=tuple(_ages(owing, settlement.portfolio, texts)),
        cohorts=tuple(_cohorts(states, texts)),
    )


def _ages(owing: Sequence[LoanState], whole: int, texts: Texts) -> Iterator[AgeRow]:
    amounts: defaultdict[str, list[int]] = defaultdict(list)
    for state in owing:
        amounts[state.bucket].append(state.outstanding)
    most = max(map(sum, amounts.values()), default=0)
    for bucket, tone in zip(BUCKET_NAMES, _TONES, strict=True):
        owed = sum(amounts[bucket])
        name = texts("{days} days", days=bucket) if bucket != "0" else texts("On time")
        yield AgeRow(
            name=name,
            loans=integer(len(amounts[bucket])),
            owed=plain_or_nothing(owed),
            share=share(owed, whole),
            bar=bar([(tone, owed)], most, f"{name}: {soles(owed)}"),
        )


def _cohorts(states: Sequence[LoanState], texts: Texts) -> Iterator[CohortRow]:
    """The latest quarters each, what is older than they in one row, oldest first."""
    by_quarter: defaultdict[Quarter, list[LoanState]] = defaultdict(list)
    for state in states:
        by_quarter[state.loan.quarter].append(state)
    quarters = sorted(by_quarter)
    older, latest = quarters[:-_MOST_QUARTERS], quarters[-_MOST_QUARTERS:]
    if older:
        states = [state for quarter in older for state in by_quarter[quarter]]
        yield _cohort(texts("Earlier"), states, texts)
    for quarter in latest:
        yield _cohort(quarter_code(quarter, texts.language), by_quarter[quarter], texts)


def _cohort(name: str, states: Sequence[LoanState], texts: Texts) -> CohortRow:
    lent = sum(state.loan.principal for state in states)
    repaid = sum(state.repaid for state in states)
    written_off = sum(state.written_off for state in states)
    rate = share(repaid, lent, 1)
    parts = (
        (Tone.LEAF, repaid),
        (Tone.ROSE, written_off),
        (Tone.PALE, lent - repaid - written_off),
    )
    return CohortRow(
        name=name,
        loans=integer(len(states)),
        lent=plain(lent),
        repaid=plain_or_nothing(repaid),
        written_off=plain_or_nothing(written_off),
        owed=plain_or_nothing(lent - repaid - written_off),
        rate=rate,
        bar=bar(parts, lent, texts("{name}: {rate} repaid", name=name, rate=rate)),
    )
