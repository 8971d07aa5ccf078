"""The letters of the conformance workbooks: right figures, no code, nobody else's DNI."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from apoq_batch.core.reasons import Reason
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters.claims import SupportContent
from apoq_batch.letters.claims import support_letters
from apoq_batch.letters.member import Letter
from apoq_batch.letters.member import MemberContent
from apoq_batch.letters.member import member_letters
from apoq_batch.wording.numbers import soles
from apoq_batch.workbook.reading.book import read_book
from apoq_batch.workbook.reading.opening import open_workbook
from tests.pages.reading import said

CASES = sorted((Path(__file__).parents[1] / "conformance").glob("*.xlsx"))
CODES = re.compile(rf"\b({'|'.join(Reason)})\b")
DOCUMENT = re.compile(r"\b(?=\w*\d\w*\d\w*\d)[0-9A-Z]{8,9}\b")


@cache
def settlement_of(case: Path) -> Settlement:
    book = read_book(open_workbook(case)).book
    assert book is not None
    return settle(book)


def expected(case: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(case.with_suffix(".json").read_text("utf-8"))
    return found


def language_of(case: Path) -> str:
    return case.stem.rpartition("-")[2]


def letters_of(case: Path) -> tuple[Letter, ...]:
    settlement, language = settlement_of(case), language_of(case)
    return (*member_letters(settlement, language), *support_letters(settlement, language))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_letters_have_the_figures_of_the_case(case: Path) -> None:
    right = expected(case)
    for letter in member_letters(settlement_of(case), language_of(case)):
        told = letter.content
        assert isinstance(told, MemberContent)
        member = right["members"][letter.member]
        assert (told.debt.owed.figures if told.debt else soles(0)) == soles(
            member["loans_outstanding"]
        )
        assert (told.credit or soles(0)) == soles(member["credit"])
        if told.boxes:
            assert told.boxes.total == f"{member['boxes_quarter']:,}"
            assert told.boxes.premium_year == soles(member["premium_generated"])
        if right["proposals"]:
            line = right["loans"][letter.member]
            lent = told.loan.amount.figures if told.loan else soles(0)
            assert lent == soles(line["loan"])
            if told.news != "none":
                assert len(told.reasons) == len(line["reasons"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_claims_have_the_decisions_of_the_case(case: Path) -> None:
    right = expected(case)["claims"]
    letters = support_letters(settlement_of(case), language_of(case))
    assert letters
    for letter in letters:
        told = letter.content
        assert isinstance(told, SupportContent)
        claim = right[told.number]
        assert told.decision == claim["decision"]
        amount = claim["paid"] if told.decision == "paid" else claim["benefit"]
        assert (told.amount.figures if told.amount else soles(0)) == soles(amount)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_no_letter_has_a_code_or_the_dni_of_another(case: Path) -> None:
    members = settlement_of(case).book.members_by_code
    relatives = settlement_of(case).book.relatives
    others = {row.dni for row in members.values()} | {row.dni for row in relatives}
    others |= {row.dni for row in settlement_of(case).book.board if row.dni}
    for letter in letters_of(case):
        assert letter.member is not None
        words = said(letter, language_of(case))
        assert not CODES.search(words)
        own = members[letter.member].dni
        assert own in words
        assert set(DOCUMENT.findall(words)) & others == {own}
