"""docs/worked-example.md against the program: every cell of every table on the page.

The page was worked out by hand. Each of its tables stands below a comment that names it,
`<!-- table: caps -->`, and TABLES says what the settlement of the shipped workbook has for
that name. Rows, columns and their order must agree, so that neither side can have a figure
the other has not. The sums in the text, `2 × 3 = 6`, are worked out again.
"""

import re
import runpy
from collections import Counter
from collections import defaultdict
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from pathlib import Path
from typing import Any

import pytest

from apoq_batch.batch import Examined
from apoq_batch.batch import examine
from apoq_batch.core.allocation import LoanLine
from apoq_batch.core.emergencies import Decision
from apoq_batch.core.journal import Memo
from apoq_batch.core.loans import BUCKET_NAMES
from apoq_batch.core.money import round_half_up
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.core.period import whole_months
from apoq_batch.core.premium import receipt_rate
from apoq_batch.core.records import Member
from apoq_batch.core.records import Method
from apoq_batch.core.settlement import Settlement
from apoq_batch.workbook.layout import CellKind
from apoq_batch.workbook.settings import SETTINGS

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "worked-example.md"
WORKBOOK = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
SCRIPT = ROOT / "scripts" / "example_small.py"

Row = tuple[str, ...]
Grid = list[Row]

# Settings that no figure of the page hangs on.
NO_FIGURE = (
    "version organisation tax_id city language issue_date warn_boxes_ha_week".split()
)
MARK = re.compile(r"<!-- table: ([a-z0-9-]+) -->")
SUM = re.compile(r"`([^`\n]*=[^`\n]*)`")
TERM = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


# --- the page ------------------------------------------------------------------------


def tables_of(text: str) -> dict[str, Grid]:
    """The page's tables by name; ValueError for one without a name or named twice."""
    found: dict[str, Grid] = {}
    name = ""
    inside = False
    for line in text.splitlines():
        mark = MARK.fullmatch(line.strip())
        if mark:
            name = mark[1]
            if name in found:
                raise ValueError(f"two tables are named {name}")
        if not line.lstrip().startswith("|"):
            inside = False
            if line.strip() and not mark:
                name = ""
            continue
        if not inside:
            if not name or name in found:
                raise ValueError(f"this table has no name: {line}")
            inside, found[name] = True, []
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            found[name].append(cells)
    return found


def sums_of(text: str) -> list[str]:
    """The sums in the text, written between backquotes with `=`."""
    return SUM.findall(text)


def sides_of(one: str) -> list[Fraction]:
    """The two or more sides of a sum, each exact."""
    written = one.replace("÷", "/").replace("×", "*").replace("−", "-").replace("%", "/100")
    sides = [
        TERM.sub(lambda term: f"Fraction('{term[0].replace(',', '')}')", side)
        for side in written.replace("S/ ", "").split("=")
    ]
    return [Fraction(eval(side.strip(), {"Fraction": Fraction})) for side in sides]


# --- how the page writes things --------------------------------------------------------


def soles(amount: int | None) -> str:
    return "" if amount is None else f"{Decimal(amount) / 100:,.2f}".replace("-", "−")


def percent(part: Fraction | None) -> str:
    return "" if part is None else f"{Decimal(round_half_up(part * 10_000)) / 100:.2f} %"


def number(exact: Fraction | Decimal | int) -> str:
    """A number with all its decimals and no more."""
    value = Fraction(exact)
    text = format(Decimal(value.numerator) / Decimal(value.denominator), ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_parts(exact: Fraction, of: int) -> str:
    """A whole number and the rest as a fraction with a given denominator."""
    whole = floor(exact)
    rest = (exact - whole) * of
    assert rest.denominator == 1
    return f"{whole:,} {rest}/{of}"


def day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def yes(value: bool) -> str:
    return "yes" if value else "no"


def name_of(member: Member) -> str:
    return f"{member.names} {member.surnames}"


def extra(given: int, rounded_down: int) -> str:
    return "+1" if given > rounded_down else ""


# --- what the program says, table by table ------------------------------------------------


def settings_table(settled: Settlement) -> Iterator[Row]:
    yield "parametro", "setting", "value"
    for one in SETTINGS:
        if one.field not in NO_FIGURE:
            value: Any = getattr(settled.book.settings, one.field)
            if one.kind is CellKind.MONEY:
                shown = soles(value)
            elif isinstance(value, Decimal):
                shown = f"{value:.2f}"
            else:
                shown = str(value)
            yield f"`{one.es}`", f"`{one.en}`", "none" if value is None else shown


def funds_given(settled: Settlement) -> Iterator[Row]:
    yield "fund", "name", "type", "opening cash", "reserve", "category"
    for fund in settled.book.funds_by_code.values():
        yield (
            fund.code,
            fund.name,
            fund.type,
            soles(fund.opening_cash),
            soles(fund.minimum_reserve),
            fund.premium_category or "",
        )


def split_given(settled: Settlement) -> Iterator[Row]:
    funds = [*settled.book.funds_by_code]
    yield "from", *funds
    percents = {(row.since, row.fund): row.percent for row in settled.book.split}
    for since in sorted({row.since for row in settled.book.split}):
        yield day(since), *(f"{number(percents[since, fund])} %" for fund in funds)


def members_given(settled: Settlement) -> Iterator[Row]:
    yield "member", "name", "joined", "status", "credit on 1 January"
    for member in settled.book.members_by_code.values():
        yield (
            member.code,
            name_of(member),
            day(member.joined),
            member.status,
            soles(member.credit),
        )


def family_given(settled: Settlement) -> Iterator[Row]:
    yield "member", "relative", "relation", "born", "studies", "disabled", "declared"
    for one in sorted(settled.book.relatives, key=lambda row: (row.member, row.dni)):
        yield (
            one.member,
            one.name,
            one.relation,
            day(one.born),
            yes(one.student),
            yes(one.disabled),
            day(one.declared),
        )


def boxes_given(settled: Settlement) -> Iterator[Row]:
    book, quarters = settled.book, [Quarter(2026, one) for one in (1, 2, 3)]
    days = sorted({row.date for row in book.deliveries})
    yield "member", *map(day, days), "T1", "T2", "T3"
    given: Counter[tuple[str, date]] = Counter()
    for row in book.deliveries:
        given[row.member, row.date] += row.boxes
    for code in book.members_by_code:
        totals = [settled.boxes.in_quarter(code, quarter) for quarter in quarters]
        yield code, *(str(given[code, one]) for one in days), *map(str, totals)
    every_day = [sum(given[code, one] for code in book.members_by_code) for one in days]
    every_quarter = [one.boxes for one in settled.premium.quarters]
    yield "total", *map(str, every_day), *map(str, every_quarter)


def receipts(settled: Settlement) -> Iterator[Row]:
    yield "receipt", "boxes", "US$ written", "US$", "rate written", "rate", "exact", "S/"
    boxes = 0
    for shared in settled.premium.receipts:
        row = shared.receipt
        boxes += row.boxes
        rate = receipt_rate(row, settled.book.settings)
        assert rate is not None
        yield (
            day(row.date),
            str(row.boxes),
            "" if row.usd is None else f"{row.usd:.2f}",
            f"{shared.usd:.2f}",
            "" if row.rate is None else f"{row.rate:.2f}",
            f"{rate:.2f}",
            number(shared.usd * rate),
            soles(shared.soles),
        )
    usd, total = settled.premium.usd, settled.premium.soles
    yield "total", str(boxes), "", f"{usd:,.2f}", "", "", "", soles(total)


def shares(settled: Settlement) -> Iterator[Row]:
    yield (
        "receipt",
        "fund",
        "percent",
        "exact, céntimos",
        "rounded down",
        "extra",
        "share, S/",
    )
    percents = {(row.since, row.fund): row.percent for row in settled.book.split}
    for shared in settled.premium.receipts:
        for fund, part in shared.parts:
            share = percents[shared.since, fund]
            exact = Fraction(shared.soles) * Fraction(share) / 100
            yield (
                day(shared.receipt.date),
                fund,
                f"{number(share)} %",
                number(exact),
                f"{floor(exact):,}",
                extra(part, floor(exact)),
                soles(part),
            )


def premium_of_funds(settled: Settlement) -> Iterator[Row]:
    funds = [*settled.book.funds_by_code]
    yield "receipt", *funds, "together"
    for shared in settled.premium.receipts:
        parts = dict(shared.parts)
        amounts = [parts.get(fund, 0) for fund in funds]
        yield day(shared.receipt.date), *map(soles, amounts), soles(shared.soles)
    totals = [settled.premium.of_fund(fund) for fund in funds]
    yield "total", *map(soles, totals), soles(settled.premium.soles)


def premium_of_quarter(settled: Settlement) -> Iterator[Row]:
    yield "member", "boxes", "exact, céntimos", "rounded down", "extra", "share, S/"
    last = settled.premium.quarters[-1]
    for code, part in last.parts.items():
        boxes = settled.boxes.in_quarter(code, last.quarter)
        exact = Fraction(last.soles * boxes, last.boxes)
        down = floor(exact)
        yield (
            code,
            str(boxes),
            in_parts(exact, 91),
            f"{down:,}",
            extra(part, down),
            soles(part),
        )


def premium_of_members(settled: Settlement) -> Iterator[Row]:
    quarters = settled.premium.quarters
    yield "member", "T1", "T2", "T3", "year"
    for code in settled.book.members_by_code:
        parts = [quarter.parts[code] for quarter in quarters]
        yield code, *map(soles, parts), soles(settled.premium.generated_by(code))
    totals = [quarter.soles for quarter in quarters]
    yield "total", *map(soles, totals), soles(settled.premium.soles)


def loans_given(settled: Settlement) -> Iterator[Row]:
    yield (
        *("loan", "member", "quarter", "date", "principal"),
        *("instalments", "first due", "owed on 1 January"),
    )
    for state in settled.loans.states:
        loan = state.loan
        yield (
            loan.number,
            loan.member,
            str(loan.quarter),
            day(loan.date),
            soles(loan.principal),
            str(loan.instalments),
            day(loan.first_due),
            soles(loan.opening_balance),
        )


def repayments(settled: Settlement) -> Iterator[Row]:
    yield (
        *("date", "receipt", "member", "loan named", "method", "amount"),
        *("taken off the loans", "to credit", "credit after"),
    )
    signs = {Method.APPLIED: -1, Method.REFUND: -1}
    for effect in settled.loans.effects:
        row = effect.repayment
        taken = "; ".join(f"{loan} {soles(part)}" for loan, part in effect.applied)
        change = signs.get(row.method, 0) * row.amount + effect.to_credit
        yield (
            day(row.date),
            row.receipt or "",
            row.member,
            row.loan or "",
            row.method,
            soles(row.amount),
            taken,
            soles(effect.to_credit),
            soles(effect.credit_before + change),
        )


def schedules(settled: Settlement) -> Iterator[Row]:
    yield "loan", "instalment", "due", "amount", "paid", "left"
    for state in settled.loans.states:
        for part in state.schedule:
            amounts = map(soles, (part.amount, part.paid, part.left))
            yield state.loan.number, str(part.number), day(part.due), *amounts


def portfolio(settled: Settlement) -> Iterator[Row]:
    yield (
        *("loan", "principal", "repaid", "written off", "outstanding", "overdue"),
        *("days late", "bucket", "next due", "next amount"),
    )
    states = settled.loans.states
    for state in states:
        following = state.next_instalment(settled.book.settings.end)
        yield (
            state.loan.number,
            soles(state.loan.principal),
            soles(state.repaid),
            soles(state.written_off),
            soles(state.outstanding),
            soles(state.overdue),
            str(state.days_late),
            state.bucket,
            day(following.due) if following else "",
            soles(following.left) if following else "",
        )
    totals = (
        sum(state.loan.principal for state in states),
        sum(state.repaid for state in states),
        sum(state.written_off for state in states),
        settled.portfolio,
        sum(state.overdue for state in states),
    )
    yield "total", *map(soles, totals), "", "", "", ""


def ageing(settled: Settlement) -> Iterator[Row]:
    yield "days late", "outstanding"
    totals: Counter[str] = Counter()
    for state in settled.loans.states:
        totals[state.bucket] += state.outstanding
    for bucket in BUCKET_NAMES:
        yield bucket, soles(totals[bucket])


def credits_of_members(settled: Settlement) -> Iterator[Row]:
    yield "member", "1 January", "paid too much", "applied", "refunded", "30 September"
    effects = settled.loans.effects
    for line in settled.members:
        code = line.member.code
        mine = [effect for effect in effects if effect.repayment.member == code]
        applied, refunded = (
            sum(one.repayment.amount for one in mine if one.repayment.method is method)
            for method in (Method.APPLIED, Method.REFUND)
        )
        too_much = sum(effect.to_credit for effect in mine)
        amounts = (line.member.credit, too_much, applied, refunded, line.credit)
        yield code, *map(soles, amounts)


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
    for decision in Decision:
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


@cache
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


@cache
def examined() -> Examined:
    return examine(WORKBOOK)


def settlement() -> Settlement:
    settled = examined().settlement
    assert settled is not None
    return settled


def disagreements(text: str) -> list[str]:
    """The tables that only one side has, or that differ."""
    said = {name: [*rows(settlement())] for name, rows in TABLES.items()}
    written = tables_of(text)
    names = {**said, **written}
    return [name for name in names if said.get(name) != written.get(name)]


def test_the_page_has_these_tables_and_no_others() -> None:
    assert [*tables_of(page())] == [*TABLES]


@pytest.mark.parametrize("name", TABLES)
def test_every_cell_is_what_the_program_says(name: str) -> None:
    assert tables_of(page())[name] == [*TABLES[name](settlement())]


@pytest.mark.parametrize("one", sums_of(page()))
def test_every_sum_in_the_text_is_right(one: str) -> None:
    assert len(set(sides_of(one))) == 1


def test_the_pool_is_as_the_page_says() -> None:
    allocation = settlement().allocation
    pool = allocation.pool
    assert pool.budget is None
    cash, reserve, held = map(soles, (pool.cash, pool.reserve, pool.credits))
    assert f"`{cash} − {reserve} − {held} = {soles(pool.amount)}`" in page()
    assert f"P is **{allocation.units}**" in page()
    assert allocation.factor is not None
    assert f"λ is **{allocation.factor}**" in page()
    assert f"S/ {soles(allocation.left_in_fund)} stays in the fund" in page()


def test_the_only_finding_is_the_credit_the_page_speaks_of() -> None:
    (finding,) = examined().findings
    assert finding.code in page()
    assert finding.place.cell in page()


def test_every_proof_holds() -> None:
    assert all(proof.holds for proof in examined().proofs)


def test_the_script_writes_the_workbook_that_is_shipped() -> None:
    content: Callable[[], bytes] = runpy.run_path(str(SCRIPT))["content"]
    assert content() == WORKBOOK.read_bytes()
    assert content() == content()


def test_the_script_writes_where_it_is_told(tmp_path: Path) -> None:
    main: Callable[[list[str]], int] = runpy.run_path(str(SCRIPT))["main"]
    target = tmp_path / "new" / "small.xlsx"
    assert main([str(target)]) == 0
    assert target.read_bytes() == WORKBOOK.read_bytes()


@pytest.mark.parametrize(
    "text",
    [
        "| a |\n| - |\n| 1 |\n",
        "<!-- table: a -->\n\nText.\n\n| a |\n| - |\n",
        "<!-- table: a -->\n\n| a |\n\n| b |\n",
        "<!-- table: a -->\n| a |\n\n<!-- table: a -->\n| b |\n",
    ],
)
def test_a_table_without_a_name_of_its_own_is_noticed(text: str) -> None:
    with pytest.raises(ValueError, match="table"):
        tables_of(text)


@pytest.mark.parametrize(
    ("before", "after", "table"),
    [
        (" 1,472.46 ", " 1,472.47 ", "funds"),
        (" MORA, PAGO_MINIMO ", " MORA              ", "eligibility"),
        ("| E-05  | 2026", "E-05 | 2026", "claims-given"),
        ("<!-- table: caps -->", "<!-- table: hats -->", "hats"),
        ("<!-- table: caps -->", "<!-- table: hats -->", "caps"),
    ],
)
def test_a_change_of_the_page_is_noticed(before: str, after: str, table: str) -> None:
    assert before in page()
    assert table in disagreements(page().replace(before, after, 1))


def test_a_wrong_sum_is_noticed() -> None:
    assert len(set(sides_of("1,200.50 − 0.5 = 50 % × 2,400 = 1,200.00"))) == 1
    assert len(set(sides_of("2 × 3 = 7"))) == 2


def test_amounts_below_zero_have_a_minus_sign() -> None:
    assert soles(-123450) == "−1,234.50"
