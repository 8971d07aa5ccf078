"""R Resumen: the month's figures, one a row, in groups that the charts are drawn from.

Knows the Settlement and the findings; must not know how a chart looks.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Iterator
from enum import StrEnum

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.money import Soles
from apoq_batch.core.period import Month
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.loans import BUCKET_NAMES
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Row
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import Value
from apoq_batch.tables.model import table
from apoq_batch.wording.dates import month_name
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts


class Group(StrEnum):
    """What a figure belongs to; the value is its name in English."""

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


# What is there for the charts alone stands below the rest.
SERIES = (Group.SECTORS, Group.PREMIUM, Group.AGEING)


_SUMMARY = (
    Column(key="group", es="Grupo", en="Group", help=N_("What the figure belongs to.")),
    Column(key="figure", es="Cifra", en="Figure", help=N_("What is counted.")),
    Column(
        key="value",
        es="Valor",
        en="Value",
        format=Format.MIXED,
        help=N_("The figure at the month's end."),
    ),
)


def summary_table(
    settlement: Settlement, findings: Iterable[Finding], texts: Texts
) -> Table:
    """R Resumen: one row a figure."""
    sources = (
        (Group.MONTH, _month(settlement, texts)),
        (Group.MEMBERS, _members(settlement, texts)),
        (Group.PRODUCTION, _production(settlement, texts)),
        (Group.LOANS, _loans(settlement, texts)),
        (Group.CLAIMS, _claims(settlement, texts)),
        (Group.CLOSING, _closing(settlement)),
        (Group.AVAILABLE, _available(settlement)),
        (Group.FINDINGS, _findings(findings, texts)),
        (Group.SECTORS, _sectors(settlement, texts)),
        (Group.PREMIUM, _premium(settlement, texts)),
        (Group.AGEING, _ageing(settlement, texts)),
    )
    rows = ((texts(group.value), *row) for group, figures in sources for row in figures)
    owner = settlement.book.settings.organisation
    return table("summary", _SUMMARY, rows, owner=owner)


def group_rows(summary: Table, group: Group, texts: Texts) -> tuple[int, int]:
    """First and last row of a group, counted from 0; ValueError when it has none."""
    name = texts(group.value)
    places = [index for index, row in enumerate(summary.rows) if row[0] == name]
    if not places:
        raise ValueError(f"the group {group} has no figures")
    return places[0], places[-1]


def _month(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    yield texts("Month"), month_year(settlement.month, texts.language)
    yield texts("Quarter"), quarter_name(settlement.quarter, texts.language)


def _members(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    counts = Counter(
        line.member.status_on(settlement.month.end) for line in settlement.members
    )
    for status in MemberStatus:
        yield label(status, texts), counts[status]
    yield texts("all members"), len(settlement.members)


def _production(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    lines = settlement.members
    yield texts("Boxes of the month"), sum(line.boxes_month for line in lines)
    yield texts("Boxes of the quarter"), sum(line.boxes_quarter for line in lines)
    yield texts("Boxes of the year"), sum(line.boxes_year for line in lines)
    yield texts("Premium in dollars"), settlement.premium.usd
    yield texts("Premium in soles"), Soles(settlement.premium.soles)


def _loans(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    allocation = settlement.allocation
    proposes = allocation.no_proposals is None
    yield texts("Loans proposed"), len(allocation.proposed) if proposes else None
    yield texts("Amount proposed"), Soles(allocation.total) if proposes else None
    yield texts("Portfolio"), Soles(settlement.portfolio)
    overdue = sum(line.overdue for line in settlement.members)
    yield texts("Overdue"), Soles(overdue)
    yield texts("PAR30"), settlement.par30


def _claims(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    counts = Counter(row.decision for row in settlement.emergencies.claims)
    for decision in ClaimDecision:
        yield label(decision, texts), counts[decision]


def _closing(settlement: Settlement) -> Iterator[Row]:
    for line in settlement.funds:
        yield line.fund.code, Soles(line.balance.closing_cash)


def _available(settlement: Settlement) -> Iterator[Row]:
    for line in settlement.funds:
        yield line.fund.code, Soles(line.balance.available)


def _sectors(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    totals: defaultdict[str, int] = defaultdict(int)
    for line in settlement.allocation.lines:
        totals[line.applicant.member.sector or texts("no sector")] += line.loan or 0
    for sector, total in sorted(totals.items()):
        yield sector, Soles(total)


def _premium(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    totals: defaultdict[Month, int] = defaultdict(int)
    for shared in settlement.premium.receipts:
        totals[Month.of(shared.receipt.date)] += shared.soles
    month = Month.of(settlement.book.settings.opening_date)
    while month <= settlement.month:
        # The first three letters, so that a year of them fits below a chart.
        name = month_name(month.month, texts.language)[:3]
        yield f"{name} {month.year}", Soles(totals[month])
        month = month.shifted(1)


def _ageing(settlement: Settlement, texts: Texts) -> Iterator[Row]:
    totals: defaultdict[str, int] = defaultdict(int)
    for state in settlement.loans.states:
        totals[state.bucket] += state.outstanding
    for bucket in BUCKET_NAMES:
        yield texts("{days} days", days=bucket), Soles(totals[bucket])


def _findings(findings: Iterable[Finding], texts: Texts) -> Iterator[tuple[str, Value]]:
    counts = Counter(one.severity for one in findings)
    for severity in Severity:
        yield label(severity, texts), counts[severity]
