"""What every run proves, and that a wrong figure is caught (rules.md §9)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given

from apoq_batch.core.records import Book
from apoq_batch.core.rules.journal import Posting
from apoq_batch.core.rules.proofs import BrokenProof
from apoq_batch.core.rules.proofs import Proof
from apoq_batch.core.rules.proofs import proofs
from apoq_batch.core.rules.proofs import prove
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from tests.builders import book
from tests.builders import delivery
from tests.builders import loan
from tests.builders import member
from tests.builders import receipt
from tests.builders import repayment
from tests.builders import transfer
from tests.strategies import BOOKS

SOUND = settle(
    book(
        members=(member("S1", credit=5_00), member("S2")),
        deliveries=(delivery("S1"), delivery("S2", 50)),
        receipts=(receipt(1_000_00),),
        loans=(loan(),),
        repayments=(repayment(250_00),),
        transfers=(transfer(),),
    )
)


def _balance(index: int, **more: int) -> Settlement:
    line = SOUND.funds[index]
    changed = {name: getattr(line.balance, name) + step for name, step in more.items()}
    funds = list(SOUND.funds)
    funds[index] = replace(line, balance=replace(line.balance, **changed))
    return replace(SOUND, funds=tuple(funds))


def _cash() -> Settlement:
    return _balance(0, premium=1)


def _portfolio_of_the_fund() -> Settlement:
    return _balance(2, portfolio=1)


def _cash_and_portfolio() -> Settlement:
    """Cash and debts are both wrong and make up for each other."""
    return _balance(2, premium=1, portfolio=-1)


def _credits() -> Settlement:
    return _balance(2, credits=1, portfolio=1)


def _premium_share() -> Settlement:
    (shared,) = SOUND.premium.receipts
    (code, part), *others = shared.parts
    wrong = replace(shared, parts=((code, part + 1), *others))
    return replace(SOUND, premium=replace(SOUND.premium, receipts=(wrong,)))


def _premium_generated() -> Settlement:
    first, *others = SOUND.members
    wrong = replace(first, premium_generated=first.premium_generated - 1)
    return replace(SOUND, members=(wrong, *others))


def _proposals(loan: int, units: int) -> Settlement:
    first, *others = SOUND.allocation.lines
    schedule = (replace(first.schedule[0], amount=(first.loan or 0) + loan),)
    line = replace(first, loan=(first.loan or 0) + loan, schedule=schedule)
    allocation = replace(
        SOUND.allocation,
        lines=(line, *others),
        units=SOUND.allocation.units + units,
        caps_total=SOUND.allocation.caps_total + units,
    )
    return replace(SOUND, allocation=allocation)


def _loans_total() -> Settlement:
    return _proposals(loan=100, units=0)


def _loans_beyond_the_pool() -> Settlement:
    """The total is the one that the units say, and they say too much."""
    return _proposals(loan=200_00, units=200)


def _portfolio() -> Settlement:
    (state,) = SOUND.loans.states
    wrong = replace(state, repaid=state.repaid + 1)
    return replace(SOUND, loans=replace(SOUND.loans, states=(wrong,)))


def _schedule() -> Settlement:
    (state,) = SOUND.loans.states
    wrong = replace(state, schedule=state.schedule[1:])
    return replace(SOUND, loans=replace(SOUND.loans, states=(wrong,)))


def _proposed_schedule() -> Settlement:
    first, *others = SOUND.allocation.lines
    line = replace(first, schedule=first.schedule[1:])
    allocation = replace(SOUND.allocation, lines=(line, *others))
    return replace(SOUND, allocation=allocation)


def _entry() -> Settlement:
    *others, last = SOUND.journal
    odd = Posting(account="Otra", amount=1)
    wrong = replace(last, postings=(*last.postings, odd))
    return replace(SOUND, journal=(*others, wrong))


def _member_twice_in_loans() -> Settlement:
    """S1 has two lines and S2 none; the loans are what they were."""
    first, second = SOUND.allocation.lines
    wrong = replace(second, applicant=first.applicant)
    return replace(SOUND, allocation=replace(SOUND.allocation, lines=(first, wrong)))


def _member_twice() -> Settlement:
    first, second = SOUND.members
    again = replace(second, premium_generated=0)
    return replace(SOUND, members=(first, second, again))


def _stranger() -> Settlement:
    """There are as many lines as members, one of them of somebody else."""
    first, second = SOUND.members
    wrong = replace(second, member=member("S3"))
    return replace(SOUND, members=(first, wrong))


@pytest.mark.parametrize(
    ("tamper", "proof"),
    [
        (_cash, Proof.FUND_CLOSING),
        (_portfolio_of_the_fund, Proof.FUND_EQUITY),
        (_cash_and_portfolio, Proof.FUND_CLOSING),
        (_credits, Proof.CREDITS),
        (_premium_share, Proof.PREMIUM_SHARES),
        (_premium_generated, Proof.PREMIUM_GENERATED),
        (_loans_total, Proof.LOANS_TOTAL),
        (_loans_beyond_the_pool, Proof.LOANS_WITHIN_POOL),
        (_portfolio, Proof.PORTFOLIO),
        (_schedule, Proof.SCHEDULES),
        (_proposed_schedule, Proof.SCHEDULES),
        (_entry, Proof.ENTRIES_BALANCE),
        (_member_twice_in_loans, Proof.MEMBERS_IN_LOANS),
        (_member_twice, Proof.MEMBERS_ONCE),
        (_stranger, Proof.MEMBERS_ONCE),
    ],
)
def test_a_wrong_figure_breaks_its_proof(
    tamper: Callable[[], Settlement], proof: Proof
) -> None:
    with pytest.raises(BrokenProof) as caught:
        prove(tamper())
    assert caught.value.result.proof is proof


def test_every_kind_of_proof_is_made_and_holds() -> None:
    checks = prove(SOUND)
    assert {check.proof for check in checks} == set(Proof)
    assert all(check.holds and check.difference == 0 for check in checks)


def test_each_fund_is_proven() -> None:
    closings = [one for one in proofs(SOUND) if one.proof is Proof.FUND_CLOSING]
    # EDU 1,000 + 200 − 100, EME 1,000 + 300 + 100, PRE 1,000 + 500 − 300 + 250.
    assert [(one.subject, one.expected, one.actual) for one in closings] == [
        ("EDU", 1_100_00, 1_100_00),
        ("EME", 1_400_00, 1_400_00),
        ("PRE", 1_450_00, 1_450_00),
    ]


def test_a_broken_proof_gives_both_figures() -> None:
    with pytest.raises(BrokenProof, match=r"EDU: expected 110000, got 110001") as caught:
        prove(_cash())
    assert caught.value.result.difference == 1


def test_counts_are_not_money() -> None:
    counted = {one.proof for one in proofs(SOUND) if not one.is_money}
    assert counted == {
        Proof.SCHEDULES,
        Proof.ENTRIES_BALANCE,
        Proof.MEMBERS_IN_LOANS,
        Proof.MEMBERS_ONCE,
    }


@given(BOOKS)
def test_every_book_proves_itself(some: Book) -> None:
    assert all(check.holds for check in prove(settle(some)))
