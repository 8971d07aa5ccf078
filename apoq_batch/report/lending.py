"""The proposed loans in the board's report: how many, why not, how much, where, what capped.

Knows an allocation; must not show who gets what.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from apoq_batch.core.reasons import Reason
from apoq_batch.core.rules.allocation import Allocation
from apoq_batch.core.rules.allocation import Limit
from apoq_batch.core.rules.allocation import LoanLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import CountRow
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import counted
from apoq_batch.report.charts import plain
from apoq_batch.report.privacy import Privacy
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts

_MOST_GROUPS = 6
# Steps of amounts that people count in, in soles.
_STEPS = (10, 20, 50, 100, 200, 250, 500, 1_000, 2_000, 2_500, 5_000, 10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class LendingSection:
    """The loans proposed and what decided them.

    `members` are all who were looked at, of whom `proposed` get a loan and `refused` none,
    `several` of those for more than one reason. `capped` got the most they may, `minimum`
    the smallest loan though their boxes would give less; `is_dropped` says that the
    smallest loan was given up because the money is short.
    """

    total: str
    pool: str
    left: str
    proposed: str
    refused: str
    members: str
    several: str
    reasons: tuple[CountRow, ...]
    amounts: tuple[CountRow, ...]
    sectors: tuple[CountRow, ...]
    caps: tuple[CountRow, ...]
    capped: str
    minimum: str
    is_dropped: bool


def lending_section(
    settlement: Settlement, privacy: Privacy, texts: Texts
) -> LendingSection | None:
    """The quarter's proposals; None when nothing is shared out this month."""
    allocation = settlement.allocation
    if allocation.no_proposals is not None:
        return None
    proposed = allocation.proposed
    refused = [line for line in allocation.lines if line.refusals]
    several = sum(len(line.refusals) > 1 for line in refused)
    capped = [line for line in proposed if line.cap is not None and line.units == line.cap]
    floored = [line for line in proposed if _is_raised(line, allocation)]
    return LendingSection(
        total=soles(allocation.total),
        pool=soles(allocation.pool.amount),
        left=soles(allocation.pool.amount - allocation.total),
        proposed=integer(len(proposed)),
        refused=integer(len(refused)),
        members=integer(len(allocation.lines)),
        several=integer(several) if several else "",
        reasons=tuple(_reasons(refused, texts)),
        amounts=tuple(_amounts(proposed)),
        sectors=tuple(_sectors(allocation.lines, privacy, texts)),
        caps=tuple(_caps(capped, texts)),
        capped=integer(len(capped)) if capped else "",
        minimum=integer(len(floored)) if floored else "",
        is_dropped=allocation.minimum_dropped,
    )


def _is_raised(line: LoanLine, allocation: Allocation) -> bool:
    """Whether the smallest loan gave more than the boxes would have."""
    if allocation.factor is None or not line.minimum:
        return False
    return allocation.factor * line.applicant.base_boxes < line.minimum == line.units


def _reasons(refused: Iterable[LoanLine], texts: Texts) -> Iterator[CountRow]:
    counts = Counter(refusal.reason for line in refused for refusal in line.refusals)
    most = max(counts.values(), default=0)
    in_order = [reason for reason in Reason if reason in counts]
    for reason in sorted(in_order, key=lambda reason: -counts[reason]):
        name = reason_names((reason,), texts)
        yield counted(name, counts[reason], 0, most, Tone.BANANA)


def reason_names(reasons: Iterable[Reason], texts: Texts) -> str:
    """Reasons in a few words each, without anything about the person."""
    names = "; ".join(label(reason, texts) for reason in reasons)
    return names[:1].upper() + names[1:]


def _amounts(proposed: Sequence[LoanLine]) -> Iterator[CountRow]:
    """How many loans of which size, in steps as people count."""
    if not proposed:
        return
    loans = [line.loan or 0 for line in proposed]
    step = _step(min(loans), max(loans))
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for loan in loans:
        groups[(loan - 1) // step].append(loan)
    most = max(map(len, groups.values()))
    for place in range(min(groups), max(groups) + 1):
        low, high = place * step // 100, (place + 1) * step // 100
        name = f"{integer(low + 1) if low else '1'} – {integer(high)}"
        group = groups.get(place, [])
        yield counted(name, len(group), sum(group), most, Tone.LEAF)


def _step(least: int, most: int) -> int:
    """The smallest step with which the amounts fit into a few groups, in céntimos."""
    for soles_step in _STEPS:
        step = soles_step * 100
        if (most - 1) // step - (least - 1) // step < _MOST_GROUPS:
            return step
    return -(-most // (_MOST_GROUPS * 100)) * 100


def _sectors(
    lines: Iterable[LoanLine], privacy: Privacy, texts: Texts
) -> Iterator[CountRow]:
    loans: defaultdict[str, list[int]] = defaultdict(list)
    for line in lines:
        sector = line.applicant.member.sector
        name = privacy.shown(sector) if sector else texts("no sector")
        loans[name].append(line.loan or 0)
    most = max(map(sum, loans.values()), default=0)
    for name, amounts in sorted(loans.items(), key=lambda item: (-sum(item[1]), item[0])):
        total = sum(amounts)
        lent = sum(loan > 0 for loan in amounts)
        yield CountRow(
            name=name,
            count=f"{integer(lent)} / {integer(len(amounts))}",
            amount=plain(total),
            bar=bar([(Tone.LEAF, total)], most, f"{name}: {soles(total)}"),
        )


def _caps(capped: Iterable[LoanLine], texts: Texts) -> Iterator[CountRow]:
    """Which limit was the smallest for those who got as much as they may."""
    loans: defaultdict[Limit, list[int]] = defaultdict(list)
    for line in capped:
        limit = min(line.limits, key=lambda pair: pair[1])[0]
        loans[limit].append(line.loan or 0)
    most = max(map(len, loans.values()), default=0)
    for limit in Limit:
        if amounts := loans.get(limit):
            name = label(limit, texts)
            name = name[0].upper() + name[1:]
            yield counted(name, len(amounts), sum(amounts), most, Tone.LEAF)
