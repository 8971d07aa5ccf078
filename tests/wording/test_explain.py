"""The story of a member tells the numbers of the settlement, for everyone."""

from functools import cache
from pathlib import Path

import pytest

from apoq_batch.core.reasons import Reason
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.wording.explain import explain_member
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.reading.book import read_book
from apoq_batch.workbook.reading.opening import open_workbook

CASES = sorted((Path(__file__).parents[1] / "conformance").glob("*.xlsx"))


@cache
def settled(path: Path) -> Settlement:
    return settle(read_book(open_workbook(path)).book)


def told(settlement: Settlement, code: str, language: str) -> str:
    chapters = explain_member(settlement, code, texts(language))
    return "\n".join(step for chapter in chapters for step in chapter.steps)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_member_has_a_story_without_codes(path: Path, language: str) -> None:
    settlement = settled(path)
    for code, line in settlement.member_lines.items():
        story = told(settlement, code, language)
        assert soles(line.premium_generated) in story
        assert soles(line.support.used) in story
        assert all(reason.value not in story for reason in Reason if reason.value != "TOPE")
        if line.loans_outstanding:
            assert soles(line.loans_outstanding) in story
        if line.credit:
            assert soles(line.credit) in story


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_loan_is_told_with_its_deduction_and_instalments(path: Path) -> None:
    settlement = settled(path)
    for line in settlement.allocation.proposed:
        story = told(settlement, line.code, "en")
        assert line.number is not None
        assert line.deduction_per_box is not None
        assert f"Loan {line.number}: {soles(line.loan or 0)}" in story
        assert f"= {soles(line.deduction_per_box)}, rounded up" in story
        assert story.count("Instalment ") == len(line.schedule)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_refusal_is_told_with_every_reason(path: Path) -> None:
    settlement = settled(path)
    for line in settlement.allocation.lines:
        if line.refusals:
            story = told(settlement, line.code, "en")
            assert story.count("  · ") == len(line.refusals)
