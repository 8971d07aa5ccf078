"""What a settled month warns of: cash, reserves, budgets, claims, caps, dates.

Knows a Settlement; every finding here is a warning or a note, none stops the run.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import money as say
from apoq_batch.core.messages import people
from apoq_batch.core.money import Soles
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.rules.allocation import NoProposals
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.journal import bank
from apoq_batch.core.rules.settlement import Settlement


def advise(settlement: Settlement) -> tuple[Finding, ...]:
    """Every warning and note that comes of a settled month."""
    return (
        *cash_stays_positive(settlement),
        *reserves_are_kept(settlement),
        *budgets_are_kept(settlement),
        *claims_are_paid_by_the_rules(settlement),
        *loans_are_as_wished(settlement),
        *letters_are_dated_at_the_end(settlement),
    )


def cash_stays_positive(settlement: Settlement) -> Iterator[Finding]:
    """A fund's cash falls below 0 at the end of a day: the first such day (rules.md §8.1)."""
    moves: defaultdict[str, defaultdict[date, int]] = defaultdict(lambda: defaultdict(int))
    for entry in settlement.journal:
        for posting in entry.postings:
            moves[posting.account][entry.day] += posting.amount
    for line in settlement.funds:
        cash = 0
        for day, amount in sorted(moves[bank(line.fund.code)].items()):
            cash += amount
            if cash < 0:
                where = line.fund.source.place("code")
                fund, low = line.fund.code, Soles(cash)
                yield finding(people.CASH_BELOW_ZERO, where, fund=fund, day=day, amount=low)
                break


def reserves_are_kept(settlement: Settlement) -> Iterator[Finding]:
    """A fund closes below its reserve (rules.md §8.2)."""
    for line in settlement.funds:
        closing, reserve = line.balance.closing_cash, line.balance.reserve
        if closing < reserve:
            where = line.fund.source.place("minimum_reserve")
            yield finding(
                people.BELOW_RESERVE,
                where,
                fund=line.fund.code,
                amount=Soles(closing),
                reserve=Soles(reserve),
            )


def budgets_are_kept(settlement: Settlement) -> Iterator[Finding]:
    """A project has spent more than its budget (rules.md §8.2)."""
    for line in settlement.projects:
        if line.left < 0:
            where = line.project.source.place("budget")
            spent, budget = Soles(line.spent), Soles(line.project.budget)
            yield finding(say.OVER_BUDGET, where, spent=spent, budget=budget)


def claims_are_paid_by_the_rules(settlement: Settlement) -> Iterator[Finding]:
    """A claim was paid above, or against, the rules (rules.md §7.3)."""
    for row in settlement.emergencies.claims:
        if row.decision is not ClaimDecision.PAID or row.paid is None:
            continue
        where, paid = row.claim.source.place("paid"), Soles(row.paid)
        if row.refusals:
            reasons = tuple(refusal.reason for refusal in row.refusals)
            yield finding(say.PAID_AGAINST_RULES, where, paid=paid, reasons=reasons)
        elif row.paid > row.benefit:
            yield finding(
                say.PAID_ABOVE_RULES, where, paid=paid, benefit=Soles(row.benefit)
            )


def loans_are_as_wished(settlement: Settlement) -> Iterator[Finding]:
    """The minimum was dropped, the caps left money over, or nothing is proposed (rules.md §6)."""
    allocation, settings = settlement.allocation, settlement.book.settings
    pool = Soles(allocation.pool.amount)
    if allocation.minimum_dropped:
        where, minimum = settings.place("loan_minimum"), Soles(settings.loan_minimum)
        yield finding(say.MINIMUM_DROPPED, where, minimum=minimum, pool=pool)
    if allocation.everyone_capped and allocation.left_in_fund >= allocation.unit:
        left = Soles(allocation.left_in_fund)
        yield finding(say.EVERYONE_CAPPED, _loans_place(settlement), left=left)
    if allocation.no_proposals is NoProposals.ALREADY_LENT:
        yield finding(
            say.QUARTER_ALREADY_LENT,
            _loans_place(settlement),
            quarter=settlement.quarter,
            end=settings.end,
        )


def _loans_place(settlement: Settlement) -> Place:
    loans = settlement.book.loans
    sheet = loans[0].source.sheet if loans else ""
    return Place(section=Section.LOANS, sheet=sheet)


def letters_are_dated_at_the_end(settlement: Settlement) -> Iterator[Finding]:
    """The date of the letters was left as it was for an earlier month."""
    settings = settlement.book.settings
    if settings.issue_date < settlement.month.end:
        where = settings.place("issue_date")
        day, month = settings.issue_date, settlement.month
        yield finding(people.EARLY_ISSUE_DATE, where, day=day, month=month)
