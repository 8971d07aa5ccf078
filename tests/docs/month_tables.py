"""The tables of the worked example that close the month, and all of them by name."""

from collections import Counter
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from fractions import Fraction
from math import floor

from apoq_batch.core.period import Month
from apoq_batch.core.period import whole_months
from apoq_batch.core.rules.allocation import LoanLine
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.journal import Memo
from apoq_batch.core.rules.settlement import Settlement
from tests.docs.page import Row
from tests.docs.page import day
from tests.docs.page import extra
from tests.docs.page import name_of
from tests.docs.page import number
from tests.docs.page import percent
from tests.docs.page import soles
from tests.docs.page import yes
from tests.docs.year_tables import ageing
from tests.docs.year_tables import boxes_given
from tests.docs.year_tables import credits_of_members
from tests.docs.year_tables import family_given
from tests.docs.year_tables import funds_given
from tests.docs.year_tables import loans_given
from tests.docs.year_tables import members_given
from tests.docs.year_tables import portfolio
from tests.docs.year_tables import premium_of_funds
from tests.docs.year_tables import premium_of_members
from tests.docs.year_tables import premium_of_quarter
from tests.docs.year_tables import receipts
from tests.docs.year_tables import repayments
from tests.docs.year_tables import schedules
from tests.docs.year_tables import settings_table
from tests.docs.year_tables import shares
from tests.docs.year_tables import split_given


def eligibility(settled: Settlement) -> Iterator[Row]:
    yield (
        *("member", "active", "months", "W", "A", "days late"),
        *("latest loan", "repaid", "owed", "refused for"),
    )
    end = settled.book.settings.end
    for line in settled.allocation.lines:
        applicant = line.applicant
        states = settled.loans.of_member(line.code)
        latest = states[-1] if states else None
        yield (
            line.code,
            yes(applicant.member.active_on(end)),
            str(whole_months(applicant.member.joined, end)),
            str(applicant.base_boxes),
            number(applicant.average_boxes),
            str(max((state.days_late for state in states), default=0)),
            latest.loan.number if latest else "",
            percent(latest.repaid_share) if latest else "",
            soles(applicant.owed),
            reasons(line),
        )


def reasons(line: LoanLine) -> str:
    return ", ".join(one.reason for one in line.refusals)


def caps(settled: Settlement) -> Iterator[Row]:
    yield "member", "A", "most", "15 × A", "2,500 − owed", "smallest", "C", "m"
    for line in settled.allocation.lines:
        if line.limits:
            limits = [amount for _, amount in line.limits]
            yield (
                line.code,
                number(line.applicant.average_boxes),
                *(soles(int(amount)) for amount in limits),
                soles(int(min(limits))),
                str(line.cap),
                str(line.minimum),
            )


def sharing_out(settled: Settlement) -> Iterator[Row]:
    yield (
        "member",
        "W",
        "λ × W",
        "m",
        "C",
        "x",
        "rounded down",
        "extra",
        "units",
        "loan, S/",
    )
    factor, lines = settled.allocation.factor, settled.allocation.proposed
    assert factor is not None
    for line in lines:
        assert line.ideal is not None
        yield (
            line.code,
            str(line.applicant.base_boxes),
            number(factor * line.applicant.base_boxes),
            str(line.minimum),
            str(line.cap),
            number(line.ideal),
            str(floor(line.ideal)),
            extra(line.units, floor(line.ideal)),
            str(line.units),
            soles(line.loan),
        )
    down = sum(floor(line.ideal or 0) for line in lines)
    base, ideal = (
        sum(line.applicant.base_boxes for line in lines),
        sum((line.ideal or Fraction(0) for line in lines), Fraction(0)),
    )
    units, total = sum(line.units for line in lines), settled.allocation.total
    yield (
        *("total", str(base), "", str(sum(line.minimum for line in lines))),
        *(str(settled.allocation.caps_total), number(ideal), str(down)),
        *(f"+{units - down}", str(units), soles(total)),
    )


def loans(settled: Settlement) -> Iterator[Row]:
    yield (
        *("member", "W", "share", "cap", "loan", "reason"),
        *("owed before", "owed with it", "deduction per box"),
    )
    allocation = settled.allocation
    for line in allocation.lines:
        owed = line.applicant.owed
        yield (
            line.code,
            str(line.applicant.base_boxes),
            percent(line.share),
            "" if line.cap is None else soles(line.cap * allocation.unit),
            soles(line.loan),
            reasons(line),
            soles(owed),
            soles(owed + (line.loan or 0)),
            soles(line.deduction_per_box),
        )


def new_schedules(settled: Settlement) -> Iterator[Row]:
    yield "loan", "member", "instalment", "due", "amount"
    for line in settled.allocation.proposed:
        for part in line.schedule:
            place = str(part.number), day(part.due)
            yield line.number or "", line.code, *place, soles(part.amount)


def claims_given(settled: Settlement) -> Iterator[Row]:
    yield (
        *("claim", "event", "member", "for whom", "type", "cost"),
        *("papers", "consent", "paid", "paid on"),
    )
    family = {(row.member, row.dni): row.name for row in settled.book.relatives}
    members = {row.dni: name_of(row) for row in settled.book.members}
    for row in settled.emergencies.claims:
        claim = row.claim
        own = members.get(claim.beneficiary_dni, "")
        yield (
            claim.number,
            day(claim.date),
            claim.member,
            family.get((claim.member, claim.beneficiary_dni), own),
            claim.type,
            soles(claim.cost),
            yes(claim.documents),
            yes(claim.consent),
            soles(claim.paid),
            day(claim.paid_on),
        )


def claims(settled: Settlement) -> Iterator[Row]:
    yield (
        *("claim", "80 % of the cost", "cap of its type", "family has left", "smallest"),
        *("fund has left", "decision", "reasons", "benefit", "paid"),
    )
    for row in settled.emergencies.claims:
        yield (
            row.claim.number,
            soles(row.after_copayment),
            soles(row.type_cap),
            soles(row.yearly_left),
            soles(row.lawful),
            soles(row.fund_left),
            row.decision,
            ", ".join(one.reason for one in row.refusals),
            soles(row.benefit),
            soles(row.paid),
        )


def expenses(settled: Settlement) -> Iterator[Row]:
    yield "date", "fund", "project", "what", "how many", "amount"
    for row in settled.book.expenses:
        what = row.description, str(row.quantity or "")
        yield day(row.date), row.fund, row.project or "", *what, soles(row.amount)


def projects(settled: Settlement) -> Iterator[Row]:
    yield (
        *("project", "name", "status", "budget", "before 2026", "in 2026"),
        *("spent", "left", "progress", "committed"),
    )
    for line in settled.projects:
        project = line.project
        yield (
            project.code,
            project.name,
            project.status,
            soles(project.budget),
            soles(project.spent_before),
            soles(line.spent - project.spent_before),
            soles(line.spent),
            soles(line.left),
            percent(line.progress),
            soles(line.committed),
        )


def transfers(settled: Settlement) -> Iterator[Row]:
    yield "date", "from", "to", "amount", "resolution"
    for row in settled.book.transfers:
        funds = row.from_fund, row.to_fund
        yield day(row.date), *funds, soles(row.amount), row.resolution


FUND_FIGURES = (
    *("opening_cash", "premium", "repayments", "transfers", "loans", "claims"),
    *("expenses", "closing_cash", "opening_portfolio", "portfolio", "credits"),
    *("equity", "committed", "reserve", "available"),
)


def funds(settled: Settlement) -> Iterator[Row]:
    yield "figure", *settled.fund_lines, "total"
    balances = [line.balance for line in settled.funds] + [settled.total]
    for figure in FUND_FIGURES:
        shown = (soles(getattr(balance, figure)) for balance in balances)
        yield figure.replace("_", " "), *shown


def categories(settled: Settlement) -> Iterator[Row]:
    yield "category", "received", "used", "balance"
    lines = settled.categories
    for line in lines:
        amounts = map(soles, (line.received, line.used, line.balance))
        yield line.category or "", *amounts
    totals = (
        sum(line.received for line in lines),
        sum(line.used for line in lines),
        sum(line.balance for line in lines),
    )
    yield "total", *map(soles, totals)


def entries(settled: Settlement) -> Iterator[Row]:
    yield "entries for", "number"
    counts = Counter(entry.memo for entry in settled.journal)
    for memo in Memo:
        yield memo.replace("_", " "), str(counts[memo])
    yield "total", str(len(settled.journal))


def accounts(settled: Settlement) -> Iterator[Row]:
    yield "account", "debit", "credit", "balance"
    debits: Counter[str] = Counter()
    credited: Counter[str] = Counter()
    for entry in settled.journal:
        for posting in entry.postings:
            side = debits if posting.amount > 0 else credited
            side[posting.account] += abs(posting.amount)
    for account in sorted({*debits, *credited}):
        debit, credit = debits[account], credited[account]
        yield account, soles(debit), soles(credit), soles(debit - credit)
    debit, credit = debits.total(), credited.total()
    yield "total", soles(debit), soles(credit), soles(debit - credit)


def members(settled: Settlement) -> Iterator[Row]:
    yield (
        *("member", "boxes month", "quarter", "year", "premium generated", "outstanding"),
        *("overdue", "credit", "support used", "support left"),
    )
    for line in settled.members:
        boxes = line.boxes_month, line.boxes_quarter, line.boxes_year
        owed = line.premium_generated, line.loans_outstanding, line.overdue, line.credit
        support = line.support.used, line.support.left
        yield line.member.code, *map(str, boxes), *map(soles, (*owed, *support))


def summary(settled: Settlement) -> Iterator[Row]:
    yield "figure", "value"
    lines, premium, allocation = settled.members, settled.premium, settled.allocation
    decisions = Counter(row.decision for row in settled.emergencies.claims)
    yield "quarter", str(settled.quarter)
    for status, count in sorted(Counter(line.member.status for line in lines).items()):
        yield f"members, {status}", str(count)
    yield "boxes of the month", f"{sum(line.boxes_month for line in lines):,}"
    yield "boxes of the quarter", f"{sum(line.boxes_quarter for line in lines):,}"
    yield "boxes of the year", f"{sum(line.boxes_year for line in lines):,}"
    yield "premium, US$", f"{premium.usd:,.2f}"
    yield "premium, S/", soles(premium.soles)
    yield from _premium_by_month(settled)
    yield "loans proposed", str(len(allocation.proposed))
    yield "amount proposed, S/", soles(allocation.total)
    yield from _proposed_by_sector(settled)
    yield "portfolio, S/", soles(settled.portfolio)
    yield "overdue, S/", soles(sum(line.overdue for line in lines))
    yield "PAR30", percent(settled.par30)
    for decision in ClaimDecision:
        yield f"claims, {decision}", str(decisions[decision])


def _premium_by_month(settled: Settlement) -> Iterator[Row]:
    totals: Counter[Month] = Counter()
    for shared in settled.premium.receipts:
        totals[Month.of(shared.receipt.date)] += shared.soles
    for month, total in sorted(totals.items()):
        yield f"premium of {month}, S/", soles(total)


def _proposed_by_sector(settled: Settlement) -> Iterator[Row]:
    totals: defaultdict[str, int] = defaultdict(int)
    for line in settled.allocation.lines:
        totals[line.applicant.member.sector or ""] += line.loan or 0
    for sector, total in sorted(totals.items()):
        yield f"proposed in {sector}, S/", soles(total)


TABLES: dict[str, Callable[[Settlement], Iterable[Row]]] = {
    "settings": settings_table,
    "funds-given": funds_given,
    "split-given": split_given,
    "members-given": members_given,
    "family-given": family_given,
    "boxes-given": boxes_given,
    "receipts": receipts,
    "shares": shares,
    "premium-of-funds": premium_of_funds,
    "premium-of-quarter": premium_of_quarter,
    "premium-of-members": premium_of_members,
    "loans-given": loans_given,
    "repayments": repayments,
    "schedules": schedules,
    "portfolio": portfolio,
    "ageing": ageing,
    "credits": credits_of_members,
    "eligibility": eligibility,
    "caps": caps,
    "sharing-out": sharing_out,
    "loans": loans,
    "new-schedules": new_schedules,
    "claims-given": claims_given,
    "claims": claims,
    "expenses": expenses,
    "projects": projects,
    "transfers": transfers,
    "funds": funds,
    "categories": categories,
    "entries": entries,
    "accounts": accounts,
    "members": members,
    "summary": summary,
}


# --- the tests ---------------------------------------------------------------------------
