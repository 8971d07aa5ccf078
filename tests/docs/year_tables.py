"""The tables of the worked example that give the year: data, premium, loans, credits."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from apoq_batch.core.period import Quarter
from apoq_batch.core.records import Method
from apoq_batch.core.rules.loans import BUCKET_NAMES
from apoq_batch.core.rules.premium import receipt_rate
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.settings import SETTINGS
from tests.docs.page import NO_FIGURE
from tests.docs.page import Row
from tests.docs.page import day
from tests.docs.page import extra
from tests.docs.page import in_parts
from tests.docs.page import name_of
from tests.docs.page import number
from tests.docs.page import soles
from tests.docs.page import yes


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
