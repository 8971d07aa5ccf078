"""R Resumen: the month's figures, one a row, in groups that the charts are drawn from.

Knows the Settlement and the findings; must not know how a chart looks.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import replace
from enum import StrEnum

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.rules.emergencies import Decision
from apoq_batch.core.rules.loans import BUCKET_NAMES
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.tables.model import column
from apoq_batch.tables.model import table
from apoq_batch.wording.dates import month_name
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts


class Group(StrEnum):
    """What a figure belongs to; the value is its name in English.

    The names of groups and figures stand in `resultados.json` too, by which a pack is read
    back: with another name here, packs made before cannot be sent.
    """

    MONTH = N_("Period")
    MEMBERS = N_("Members by status")
    PRODUCTION = N_("Boxes and premium")
    LOANS = N_("Loans")
    CLAIMS = N_("Claims by decision")
    CLOSING = N_("Closing balance of the funds")
    AVAILABLE = N_("Available in the funds")
    FINDINGS = N_("Findings")
    SECTORS = N_("Loans proposed by sector")
    PREMIUM = N_("Premium by month")
    AGEING = N_("Portfolio by days late")


class Figure(StrEnum):
    """A figure that every month has; the value is its name in English.

    Funds, sectors, months and the like are rows of their own, without a key.
    """

    MONTH = N_("Month")
    QUARTER = N_("Quarter")
    ALL_MEMBERS = N_("all members")
    BOXES_MONTH = N_("Boxes of the month")
    BOXES_QUARTER = N_("Boxes of the quarter")
    BOXES_YEAR = N_("Boxes of the year")
    PREMIUM_USD = N_("Premium in dollars")
    PREMIUM_SOLES = N_("Premium in soles")
    LOANS_PROPOSED = N_("Loans proposed")
    AMOUNT_PROPOSED = N_("Amount proposed")
    PORTFOLIO = N_("Portfolio")
    OVERDUE = N_("Overdue")
    PAR30 = N_("PAR30")


# What is there for the charts alone stands below the rest.
SERIES = (Group.SECTORS, Group.PREMIUM, Group.AGEING)


# A figure by its key, or by its name where it has none, and its value.
_Figure = tuple[str, Value]

_SUMMARY = (
    column("group", "Grupo", "Group", N_("What the figure belongs to.")),
    column("figure", "Cifra", "Figure", N_("What is counted.")),
    column("value", "Valor", "Value", N_("The figure at the month's end."), Format.MIXED),
)


def summary_table(
    settlement: Settlement, findings: Iterable[Finding], texts: Texts
) -> Table:
    """R Resumen: one row a figure."""
    sources = (
        (Group.MONTH, _month(settlement, texts)),
        (Group.MEMBERS, _members(settlement, texts)),
        (Group.PRODUCTION, _production(settlement)),
        (Group.LOANS, _loans(settlement)),
        (Group.CLAIMS, _claims(settlement, texts)),
        (Group.CLOSING, _closing(settlement)),
        (Group.AVAILABLE, _available(settlement)),
        (Group.FINDINGS, _findings(findings, texts)),
        (Group.SECTORS, _sectors(settlement, texts)),
        (Group.PREMIUM, _premium(settlement, texts)),
        (Group.AGEING, _ageing(settlement, texts)),
    )
    figures = [(group, *figure) for group, figures in sources for figure in figures]
    rows = (
        (texts(group.value), texts(name.value) if isinstance(name, Figure) else name, value)
        for group, name, value in figures
    )
    return replace(
        table("summary", _SUMMARY, rows, owner=settlement.book.settings.organisation),
        groups=tuple(group for group, _, _ in figures),
        figures=tuple(name if isinstance(name, Figure) else None for _, name, _ in figures),
    )


def group_rows(summary: Table, group: Group) -> tuple[int, int]:
    """First and last row of a group, counted from 0; ValueError when it has none."""
    first = summary.groups.index(group)
    return first, first + summary.groups.count(group) - 1


def figure_of(summary: Table, figure: Figure) -> Value:
    """The value of a figure; None where it does not apply, such as loans in most months."""
    return summary.column("value")[summary.figures.index(figure)]


def _month(settlement: Settlement, texts: Texts) -> Iterator[_Figure]:
    yield Figure.MONTH, month_year(settlement.month, texts.language)
    yield Figure.QUARTER, quarter_name(settlement.quarter, texts.language)


def _members(settlement: Settlement, texts: Texts) -> Iterator[_Figure]:
    counts = Counter(
        line.member.status_on(settlement.month.end) for line in settlement.members
    )
    for status in MemberStatus:
        yield label(status, texts), counts[status]
    yield Figure.ALL_MEMBERS, len(settlement.members)


def _production(settlement: Settlement) -> Iterator[_Figure]:
    lines = settlement.members
    yield Figure.BOXES_MONTH, sum(line.boxes_month for line in lines)
    yield Figure.BOXES_QUARTER, sum(line.boxes_quarter for line in lines)
    yield Figure.BOXES_YEAR, sum(line.boxes_year for line in lines)
    yield Figure.PREMIUM_USD, settlement.premium.usd
    yield Figure.PREMIUM_SOLES, Soles(settlement.premium.soles)


def _loans(settlement: Settlement) -> Iterator[_Figure]:
    allocation = settlement.allocation
    proposes = allocation.no_proposals is None
    yield Figure.LOANS_PROPOSED, len(allocation.proposed) if proposes else None
    yield Figure.AMOUNT_PROPOSED, Soles(allocation.total) if proposes else None
    yield Figure.PORTFOLIO, Soles(settlement.portfolio)
    overdue = sum(line.overdue for line in settlement.members)
    yield Figure.OVERDUE, Soles(overdue)
    yield Figure.PAR30, settlement.par30


def _claims(settlement: Settlement, texts: Texts) -> Iterator[_Figure]:
    counts = Counter(row.decision for row in settlement.emergencies.claims)
    for decision in Decision:
        yield label(decision, texts), counts[decision]


def _closing(settlement: Settlement) -> Iterator[_Figure]:
    for line in settlement.funds:
        yield line.fund.code, Soles(line.balance.closing_cash)


def _available(settlement: Settlement) -> Iterator[_Figure]:
    for line in settlement.funds:
        yield line.fund.code, Soles(line.balance.available)


def _sectors(settlement: Settlement, texts: Texts) -> Iterator[_Figure]:
    totals: defaultdict[str, int] = defaultdict(int)
    for line in settlement.allocation.lines:
        totals[line.applicant.member.sector or texts("no sector")] += line.loan or 0
    for sector, total in sorted(totals.items()):
        yield sector, Soles(total)


def _premium(settlement: Settlement, texts: Texts) -> Iterator[_Figure]:
    totals: defaultdict[Month, int] = defaultdict(int)
    for shared in settlement.premium.receipts:
        totals[Month.of(shared.receipt.date)] += shared.soles
    month = Month.of(settlement.book.settings.opening_date)
    while month <= settlement.month:
        # The first three letters, so that a year of them fits below a chart.
        name = month_name(month.month, texts.language)[:3]
        yield f"{name} {month.year}", Soles(totals[month])
        month = month.shifted(1)


def _ageing(settlement: Settlement, texts: Texts) -> Iterator[_Figure]:
    totals: defaultdict[str, int] = defaultdict(int)
    for state in settlement.loans.states:
        totals[state.bucket] += state.outstanding
    for bucket in BUCKET_NAMES:
        yield texts("{days} days", days=bucket), Soles(totals[bucket])


def _findings(findings: Iterable[Finding], texts: Texts) -> Iterator[_Figure]:
    counts = Counter(finding.severity for finding in findings)
    for severity in Severity:
        yield label(severity, texts), counts[severity]
