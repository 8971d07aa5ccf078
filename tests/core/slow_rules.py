"""The rules once more, slowly: written from rules.md and not from the program.

Every figure is searched for in the rows again each time; nothing is kept between steps
that the text does not keep. Only records and dates are shared with the program.
"""

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import date
from datetime import timedelta
from fractions import Fraction
from math import ceil
from math import floor
from typing import Any

from apoq_batch.core.records import Book
from apoq_batch.core.records import Claim
from apoq_batch.core.records import ClaimType
from apoq_batch.core.records import FundType
from apoq_batch.core.records import Loan
from apoq_batch.core.records import Member
from apoq_batch.core.records import MemberStatus
from apoq_batch.core.records import Method
from apoq_batch.core.records import ProjectStatus
from apoq_batch.core.records import Receipt
from apoq_batch.core.records import Relation
from apoq_batch.core.records import Repayment
from tests.core.figures import Figures

CASH = (Method.DEDUCTION, Method.CASH, Method.BANK)
PHASES = (CASH, (Method.WRITEOFF,), (Method.APPLIED,), (Method.REFUND,))


def slow_share(total: int, weights: Sequence[Fraction]) -> list[int]:
    """§2: rounded down, then unit after unit to whoever lacks most, the earlier first."""
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [floor(part) for part in exact]
    while sum(parts) < total:
        lacking = [whole - part for whole, part in zip(exact, parts, strict=True)]
        parts[lacking.index(max(lacking))] += 1
    return parts


def slow_months(first: date, second: date) -> int:
    """§1: how many times a month can be added to the first day without passing the second."""
    if second < first:
        months = 0
        while _later(first, months) > second:
            months -= 1
        return months
    months = 0
    while _later(first, months + 1) <= second:
        months += 1
    return months


def _later(day: date, months: int) -> date:
    year, month = day.year, day.month + months
    while month > 12:
        year, month = year + 1, month - 12
    while month < 1:
        year, month = year - 1, month + 12
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def slow_age(born: date, day: date) -> int:
    """§1: birthdays counted one by one, 1 March for one born on 29 February."""
    age = 0
    while _birthday(born, born.year + age + 1) <= day:
        age += 1
    return age


def _birthday(born: date, year: int) -> date:
    leap = monthrange(year, 2)[1] == 29
    if (born.month, born.day) == (2, 29) and not leap:
        return date(year, 3, 1)
    return date(year, born.month, born.day)


def slow_ideals(
    pool: int, weights: Sequence[int], floors: Sequence[int], tops: Sequence[int]
) -> list[Fraction]:
    """§6: every x at the one λ, found between two corners by halving the list of them."""
    target = min(pool, sum(tops))

    def at(factor: Fraction) -> list[Fraction]:
        return [
            min(Fraction(top), max(Fraction(low), factor * weight))
            for weight, low, top in zip(weights, floors, tops, strict=True)
        ]

    corners = sorted(
        {Fraction(0)}
        | {
            Fraction(corner, weight)
            for weight, low, top in zip(weights, floors, tops, strict=True)
            for corner in (low, top)
        }
    )
    below, above = 0, len(corners) - 1
    while above - below > 1:
        middle = (below + above) // 2
        if sum(at(corners[middle])) <= target:
            below = middle
        else:
            above = middle
    low, high = sum(at(corners[below])), sum(at(corners[above]))
    if high == low:
        return at(corners[below])
    part = Fraction(target - low, high - low)
    factor = corners[below] + part * (corners[above] - corners[below])
    return at(min(factor, corners[-1]))


def half_up(value: Fraction) -> int:
    """The nearest whole number, a half going up."""
    return floor(value + Fraction(1, 2))


@dataclass
class SlowLoan:
    """A loan and the céntimos that were taken off it."""

    loan: Loan
    before: int
    paid: int = 0
    written_off: int = 0

    @property
    def owed(self) -> int:
        return self.loan.principal - self.before - self.paid - self.written_off

    def schedule(self) -> list[tuple[date, int, int]]:
        """Due date, amount and what is unpaid of each instalment."""
        count = self.loan.instalments
        each = self.loan.principal // count
        amounts = [each] * (count - 1) + [self.loan.principal - each * (count - 1)]
        covered = self.loan.principal - self.owed
        rows = []
        for number, amount in enumerate(amounts):
            unpaid = max(0, min(amount, sum(amounts[: number + 1]) - covered))
            rows.append((_later(self.loan.first_due, number), amount, unpaid))
        return rows

    def late(self, end: date) -> tuple[int, int]:
        """Overdue céntimos and days late."""
        rows = [(due, unpaid) for due, _, unpaid in self.schedule() if due < end and unpaid]
        if not rows:
            return 0, 0
        return sum(unpaid for _, unpaid in rows), max((end - due).days for due, _ in rows)


@dataclass
class SlowMonth:
    """One book worked out from its rows."""

    book: Book
    loans: list[SlowLoan] = field(default_factory=list)
    credit: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        settings = self.book.settings
        self.start, self.end = settings.opening_date, settings.end
        self.members = sorted(self.book.members, key=lambda row: row.code.upper())
        self.funds = sorted(self.book.funds, key=lambda row: row.code.upper())
        self.credit = {row.code: row.credit for row in self.members}
        self._repay()

    def counts(self, day: date | None) -> bool:
        return day is not None and self.start <= day <= self.end

    def boxes(self, code: str, first: date, last: date) -> int:
        return sum(
            row.boxes
            for row in self.book.deliveries
            if row.member == code and first <= row.date <= min(last, self.end)
        )

    def base(self, code: str) -> int:
        quarters = self.book.settings.base_quarters
        first = _later(self._quarter(self.end)[0], -3 * (quarters - 1))
        return self.boxes(code, first, self.end)

    def _quarter(self, day: date) -> tuple[date, date]:
        first = date(day.year, day.month - (day.month - 1) % 3, 1)
        return first, _later(first, 3) - timedelta(days=1)

    # §3

    def soles(self, row: Receipt) -> int:
        if row.soles is not None:
            return row.soles
        settings = self.book.settings
        usd = row.usd
        if usd is None:
            usd = row.boxes * settings.premium_usd_per_box
        rate = row.rate or settings.exchange_rate
        assert rate is not None
        return half_up(Fraction(usd) * Fraction(rate) * 100)

    def premium(self) -> dict[str, int]:
        got = {fund.code: 0 for fund in self.funds}
        for row in self.book.receipts:
            if self.counts(row.date):
                since = max(one.since for one in self.book.split if one.since <= row.date)
                lines = [one for one in self.book.split if one.since == since]
                lines.sort(key=lambda one: one.fund.upper())
                weights = [Fraction(one.percent) for one in lines]
                parts = slow_share(self.soles(row), weights)
                for line, part in zip(lines, parts, strict=True):
                    got[line.fund] += part
        return got

    def generated(self) -> dict[str, int]:
        got = {member.code: 0 for member in self.members}
        first = self._quarter(self.start)[0]
        while first <= self.end:
            last = self._quarter(first)[1]
            soles = sum(
                self.soles(row)
                for row in self.book.receipts
                if self.counts(row.date) and first <= row.date <= last
            )
            boxes = [Fraction(self.boxes(one.code, first, last)) for one in self.members]
            if sum(boxes):
                parts = slow_share(soles, boxes)
                for member, part in zip(self.members, parts, strict=True):
                    got[member.code] += part
            first = last + timedelta(days=1)
        return got

    # §4

    def _repay(self) -> None:
        for loan in self.book.loans:
            if loan.date <= self.end:
                old = loan.date < self.start and loan.opening_balance is not None
                before = loan.principal - (loan.opening_balance or 0) if old else 0
                self.loans.append(SlowLoan(loan, before))
        self.loans.sort(key=lambda one: (one.loan.date, one.loan.number.upper()))
        rows = [row for row in self.book.repayments if self.counts(row.date)]
        for day in sorted({row.date for row in rows}):
            for phase in PHASES:
                for numbered in (True, False):
                    turn = [
                        row
                        for row in rows
                        if row.date == day
                        and row.method in phase
                        and (row.loan is not None) is numbered
                    ]
                    for row in sorted(
                        turn,
                        key=lambda row: (
                            (row.loan or "").upper(),
                            row.receipt or "",
                            row.amount,
                        ),
                    ):
                        self._take(row)

    def _take(self, row: Repayment) -> None:
        if row.method is Method.REFUND:
            self.credit[row.member] -= row.amount
            return
        if row.loan is not None:
            targets = [one for one in self.loans if one.loan.number == row.loan]
        else:
            targets = [
                one
                for one in self.loans
                if one.loan.member == row.member and one.loan.date <= row.date
            ]
        rest = row.amount
        for one in targets:
            part = min(rest, one.owed)
            rest -= part
            if row.method is Method.WRITEOFF:
                one.written_off += part
            else:
                one.paid += part
        if row.method is Method.APPLIED:
            self.credit[row.member] -= row.amount
        elif row.method in CASH:
            self.credit[row.member] += rest

    def loans_of(self, code: str) -> list[SlowLoan]:
        return [one for one in self.loans if one.loan.member == code]

    def owed(self, code: str) -> int:
        return sum(one.owed for one in self.loans_of(code))

    # §8

    def fund_of(self, kind: FundType) -> str:
        return next(fund.code for fund in self.funds if fund.type is kind)

    def funds_now(self) -> dict[str, dict[str, int]]:
        book, premium = self.book, self.premium()
        lender, helper = self.fund_of(FundType.LOANS), self.fund_of(FundType.EMERGENCY)
        found = {}
        for fund in self.funds:
            lends, helps = fund.code == lender, fund.code == helper
            balance = {
                "opening_cash": fund.opening_cash,
                "premium": premium[fund.code],
                "repayments": self._repaid_in_cash() if lends else 0,
                "transfers": sum(
                    row.amount * ((row.to_fund == fund.code) - (row.from_fund == fund.code))
                    for row in book.transfers
                    if self.counts(row.date)
                ),
                "loans": sum(
                    row.principal for row in book.loans if lends and self.counts(row.date)
                ),
                "claims": sum(
                    row.paid or 0
                    for row in book.claims
                    if helps and self.counts(row.paid_on)
                ),
                "expenses": sum(
                    row.amount
                    for row in book.expenses
                    if row.fund == fund.code and self.counts(row.date)
                ),
                "portfolio": sum(one.owed for one in self.loans) if lends else 0,
                "credits": sum(self.credit.values()) if lends else 0,
                "reserve": fund.minimum_reserve,
            }
            came_in = ("opening_cash", "premium", "repayments", "transfers")
            went_out = ("loans", "claims", "expenses")
            balance["closing_cash"] = sum(balance[name] for name in came_in)
            balance["closing_cash"] -= sum(balance[name] for name in went_out)
            found[fund.code] = balance
        return found

    def _repaid_in_cash(self) -> int:
        return sum(
            -row.amount if row.method is Method.REFUND else row.amount
            for row in self.book.repayments
            if self.counts(row.date) and row.method in (*CASH, Method.REFUND)
        )

    def committed(self, code: str, loans: int, claims: int) -> int:
        if code == self.fund_of(FundType.LOANS):
            return loans
        if code == self.fund_of(FundType.EMERGENCY):
            return claims
        return sum(
            max(0, row.budget - row.spent_before - self._spent(row.code))
            for row in self.book.projects
            if row.fund == code and row.status is not ProjectStatus.FINISHED
        )

    def _spent(self, project: str) -> int:
        return sum(
            row.amount
            for row in self.book.expenses
            if row.project == project and self.counts(row.date)
        )

    # §5

    def against_loan(self, member: Member) -> list[str]:
        settings, loans = self.book.settings, self.loans_of(member.code)
        boxes, owed = self.base(member.code), self.owed(member.code)
        average = Fraction(boxes, settings.base_quarters)
        months = slow_months(member.joined, self.end)
        maximum = settings.exposure_maximum
        latest = loans[-1] if loans else None
        repaid = (
            Fraction(100)
            if latest is None
            else Fraction(100 * (latest.before + latest.paid), latest.loan.principal)
        )
        late = [one.late(self.end)[1] > settings.maximum_days_late for one in loans]
        holds = {
            "ESTADO": not _active(member, self.end),
            "ANTIGUEDAD": months < settings.minimum_membership_months,
            "CAJAS": boxes <= 0 or average < settings.minimum_boxes,
            "MORA": any(late),
            "PAGO_MINIMO": repaid < Fraction(settings.minimum_repaid_percent),
            "EXPOSICION": maximum is not None and owed >= maximum,
        }
        return [code for code, yes in holds.items() if yes]

    # §6

    def allocation(self, pool: int) -> Figures:
        settings = self.book.settings
        unit, units = settings.rounding_unit, pool // settings.rounding_unit
        found: Figures = {}
        running: list[tuple[Member, int, int, int]] = []
        for member in self.members:
            reasons = self.against_loan(member)
            if not reasons and not units:
                reasons = ["FONDOS"]
            found[member.code] = {"loan": 0, "reasons": reasons}
            if reasons:
                continue
            boxes = self.base(member.code)
            caps = self._caps(member, boxes)
            top = floor(min(caps) / unit) if caps else units
            if top == 0 or (caps and top * unit < settings.loan_minimum):
                found[member.code]["reasons"] = ["TOPE"]
                continue
            low = min(ceil(Fraction(settings.loan_minimum, unit)), top)
            running.append((member, boxes, low, top))
        if not running:
            return found
        boxes_of = [boxes for _, boxes, _, _ in running]
        lows = [low for _, _, low, _ in running]
        tops = [top for _, _, _, top in running]
        if sum(lows) > units:
            lows = [0] * len(lows)
        ideals = slow_ideals(units, boxes_of, lows, tops)
        codes = [member.code.upper() for member, _, _, _ in running]
        whole = [floor(ideal) for ideal in ideals]
        order = sorted(
            (whole[index] - ideals[index], -boxes_of[index], code, index)
            for index, code in enumerate(codes)
        )
        for *_, index in order[: min(units, sum(tops)) - sum(whole)]:
            whole[index] += 1
        for (member, _, _, _), lent in zip(running, whole, strict=True):
            reasons = [] if lent else ["REDONDEO"]
            found[member.code] = {"loan": lent * unit, "reasons": reasons}
        return found

    def _caps(self, member: Member, boxes: int) -> list[Fraction]:
        settings = self.book.settings
        caps = [Fraction(settings.loan_maximum)] if settings.loan_maximum else []
        if settings.loan_cap_per_box is not None:
            average = Fraction(boxes, settings.base_quarters)
            caps.append(settings.loan_cap_per_box * average)
        if settings.exposure_maximum is not None:
            caps.append(Fraction(settings.exposure_maximum - self.owed(member.code)))
        return caps

    # §7

    def against_claim(
        self, row: Claim, left: int | None, earlier: list[Claim]
    ) -> list[str]:
        settings = self.book.settings
        member = next(one for one in self.members if one.code == row.member)
        for_self = row.beneficiary_dni == member.dni
        own_funeral = (
            member.status is MemberStatus.DECEASED
            and row.type is ClaimType.FUNERAL
            and for_self
        )
        relatives = [
            one
            for one in self.book.relatives
            if one.member == member.code and one.dni == row.beneficiary_dni
        ]
        covered = False
        for one in relatives:
            if one.relation is not Relation.CHILD or one.disabled:
                covered = True
            else:
                age = slow_age(one.born, row.date)
                covered = age < settings.child_age or (
                    one.student and age < settings.student_age
                )
        holds = {
            "ESTADO": not own_funeral and not _active(member, row.date),
            "CARENCIA": slow_months(member.joined, row.date) < settings.waiting_months,
            "BENEFICIARIO": not for_self and not covered,
            "DECLARADO": not for_self and any(one.declared > row.date for one in relatives),
            "DUPLICADO": any(
                (one.beneficiary_dni, one.type, one.date)
                == (row.beneficiary_dni, row.type, row.date)
                for one in earlier
            ),
            "TOPE_ANUAL": left == 0,
        }
        return [code for code, yes in holds.items() if yes]

    def paid_now(self, row: Claim) -> bool:
        return row.paid_on is not None and row.paid_on <= self.end

    def claims(self, free: int) -> tuple[Figures, dict[str, int]]:
        settings = self.book.settings
        rows = sorted(
            (row for row in self.book.claims if row.date <= self.end),
            key=lambda row: (row.date, row.number.upper()),
        )
        found: Figures = {}
        not_refused: list[Claim] = []
        granted: list[tuple[Claim, int]] = []
        for row in rows:
            others = [other for other in rows if other is not row]
            family = self._used(row.member, row.date.year, others, granted)
            year_cap = settings.family_annual_cap
            left = None if year_cap is None else max(0, year_cap - family)
            kept = Fraction(100 - settings.copayment_percent)
            limits = [half_up(row.cost * kept / 100), self._cap(row.type), left]
            benefit = min(limit for limit in limits if limit is not None)
            reasons = self.against_claim(row, left, not_refused)
            papers = {"DOCUMENTOS": row.documents, "CONSENTIMIENTO": row.consent}
            missing = [code for code, there in papers.items() if not there]
            fund_has = free - sum(amount for _, amount in granted)
            decision = self._decision(row, reasons, missing, benefit > max(0, fund_has))
            if decision == "incomplete":
                reasons = missing
            if decision == "granted":
                granted.append((row, benefit))
            if decision != "refused":
                not_refused.append(row)
            refused = decision in ("paid", "refused") and reasons
            found[row.number] = {
                "benefit": 0 if refused else benefit,
                "decision": decision,
                "paid": row.paid if self.paid_now(row) else None,
                "reasons": reasons,
            }
        used = {
            member.code: self._used(member.code, self.end.year, rows, granted)
            for member in self.members
        }
        return found, used

    def _decision(
        self, row: Claim, reasons: list[str], missing: list[str], waits: bool
    ) -> str:
        if self.paid_now(row):
            return "paid"
        if reasons:
            return "refused"
        if missing:
            return "incomplete"
        return "waiting" if waits else "granted"

    def _cap(self, kind: ClaimType) -> int | None:
        settings = self.book.settings
        caps = {
            ClaimType.SURGERY: settings.surgery_cap,
            ClaimType.ILLNESS: settings.illness_cap,
            ClaimType.FUNERAL: settings.funeral_cap,
        }
        return caps[kind]

    def _used(
        self, code: str, year: int, rows: list[Claim], granted: list[tuple[Claim, int]]
    ) -> int:
        """What a family had of a year's events: paid, then granted."""
        paid = [(row, row.paid or 0) for row in rows if self.paid_now(row)]
        return sum(
            amount
            for row, amount in (*paid, *granted)
            if row.member == code and row.date.year == year
        )


def _active(member: Member, day: date) -> bool:
    if member.status is MemberStatus.ACTIVE:
        return True
    return member.status_since is not None and day < member.status_since


def _bucket(days: int) -> str:
    if days == 0:
        return "0"
    if days <= 30:
        return "1-30"
    if days <= 60:
        return "31-60"
    return "61-90" if days <= 90 else "90+"


def slow_figures(book: Book) -> Figures:
    """All figures of a book in the shape of the conformance cases."""
    month = SlowMonth(book)
    settings, end = book.settings, month.end
    funds = month.funds_now()
    lender, helper = month.fund_of(FundType.LOANS), month.fund_of(FundType.EMERGENCY)
    free = funds[helper]["closing_cash"] - funds[helper]["reserve"]
    claims, used = month.claims(free)
    proposals = end.month in (3, 6, 9, 12) and not any(
        row.quarter == settings.quarter and row.date <= end for row in book.loans
    )
    pool = (
        funds[lender]["closing_cash"] - funds[lender]["reserve"] - funds[lender]["credits"]
    )
    if settings.quarter_budget is not None:
        pool = min(pool, settings.quarter_budget)
    loans = month.allocation(max(0, pool)) if proposals else {}
    lent = sum(row["loan"] for row in loans.values())
    granted = [row["benefit"] for row in claims.values() if row["decision"] == "granted"]
    for code, balance in funds.items():
        free = balance["closing_cash"] - balance["credits"]
        balance["equity"] = free + balance["portfolio"]
        balance["committed"] = month.committed(code, lent, sum(granted))
        balance["available"] = free - balance["committed"] - balance["reserve"]
    funds[lender]["opening_portfolio"] = sum(
        row.opening_balance or 0 for row in book.loans if row.date < month.start
    )
    return {
        "proposals": proposals,
        "claims": claims,
        "funds": funds,
        "loans": loans,
        "members": _members(month, used),
        "portfolio": {loan.loan.number: _state(loan, end) for loan in month.loans},
    }


def _state(loan: SlowLoan, end: date) -> dict[str, Any]:
    overdue, days_late = loan.late(end)
    return {
        "paid": loan.loan.principal - loan.owed,
        "outstanding": loan.owed,
        "overdue": overdue,
        "days_late": days_late,
        "bucket": _bucket(days_late),
    }


def _members(month: SlowMonth, used: dict[str, int]) -> Figures:
    end, generated = month.end, month.generated()
    cap = month.book.settings.family_annual_cap
    first_of_quarter = date(end.year, end.month - (end.month - 1) % 3, 1)
    found: dict[str, dict[str, Any]] = {}
    for member in month.members:
        code = member.code
        found[code] = {
            "boxes_month": month.boxes(code, end.replace(day=1), end),
            "boxes_quarter": month.boxes(code, max(month.start, first_of_quarter), end),
            "boxes_year": month.boxes(code, month.start, end),
            "premium_generated": generated[code],
            "loans_outstanding": month.owed(code),
            "overdue": sum(one.late(end)[0] for one in month.loans_of(code)),
            "credit": month.credit[code],
            "support_used": used[code],
            "support_left": None if cap is None else max(0, cap - used[code]),
        }
    return found
