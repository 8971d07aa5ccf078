"""The figures of a settlement: as the conformance cases give them, and all of them."""

from collections.abc import Mapping
from dataclasses import fields
from dataclasses import is_dataclass
from typing import Any

from apoq_batch.core.records import FundType
from apoq_batch.core.rules.settlement import Settlement

Figures = dict[str, Any]

_FUND = (
    "opening_cash premium repayments transfers loans claims expenses closing_cash "
    "portfolio credits equity committed reserve available"
).split()
_MEMBER = (
    "boxes_month boxes_quarter boxes_year premium_generated loans_outstanding overdue "
    "credit"
).split()
_LOAN = "paid outstanding overdue days_late bucket".split()


def figures(settlement: Settlement) -> Figures:
    """The figures in the shape of the conformance cases."""
    proposals = settlement.allocation.no_proposals is None
    return {
        "proposals": proposals,
        "claims": _claims(settlement),
        "funds": _funds(settlement),
        "loans": _loans(settlement) if proposals else {},
        "members": _members(settlement),
        "portfolio": {
            state.loan.number: {name: getattr(state, name) for name in _LOAN}
            for state in settlement.loans.states
        },
    }


def _claims(settlement: Settlement) -> Figures:
    return {
        row.claim.number: {
            "benefit": row.benefit,
            "decision": row.decision.value,
            "paid": row.paid,
            "reasons": [one.reason.value for one in row.refusals],
        }
        for row in settlement.emergencies.claims
    }


def _funds(settlement: Settlement) -> Figures:
    found = {
        line.fund.code: {name: getattr(line.balance, name) for name in _FUND}
        for line in settlement.funds
    }
    lender = settlement.book.fund_of_type(FundType.LOANS).code
    balance = settlement.fund_lines[lender].balance
    found[lender]["opening_portfolio"] = balance.opening_portfolio
    return found


def _loans(settlement: Settlement) -> Figures:
    return {
        line.code: {
            "loan": line.loan,
            "reasons": [one.reason.value for one in line.refusals],
        }
        for line in settlement.allocation.lines
    }


def _members(settlement: Settlement) -> Figures:
    return {
        line.member.code: {
            **{name: getattr(line, name) for name in _MEMBER},
            "support_used": line.support.used,
            "support_left": line.support.left,
        }
        for line in settlement.members
    }


def everything(settlement: Settlement) -> Figures:
    """All that a settlement holds, but for the book and where its rows were read."""
    return {
        field.name: _plain(getattr(settlement, field.name))
        for field in fields(settlement)
        if field.name != "book"
    }


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        kept = [field.name for field in fields(value) if field.name != "source"]
        return type(value).__name__, [_plain(getattr(value, name)) for name in kept]
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return value
