"""Bars and columns: nothing leaves the drawing, and nothing that is there is unseen."""

import re

import pytest

from apoq_batch.pages.templates import environment
from apoq_batch.report.charts import HEIGHT
from apoq_batch.report.charts import WIDTH
from apoq_batch.report.charts import Chart
from apoq_batch.report.charts import Part
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import columns
from apoq_batch.workbook.results import formats


def part(amount: int, tone: Tone = Tone.LEAF) -> Part:
    return (tone, amount)


def spans(chart: Chart) -> list[tuple[Tone, int, int]]:
    """The colour of each shape, and from where to where it reaches."""
    found = []
    for shape in chart.shapes:
        match = re.fullmatch(r"M(\d+) \d+h(\d+)v\d+h-(\d+)z", shape.path)
        assert match
        left, width, back = map(int, match.groups())
        assert width == back
        found.append((shape.tone, left, left + width))
    return found


def test_parts_stand_one_after_the_other() -> None:
    drawn = bar([part(250), part(500, Tone.PALE)], 1_000, "so much")
    assert spans(drawn) == [(Tone.LEAF, 0, 150), (Tone.PALE, 150, 450)]
    assert (drawn.alt, drawn.width, drawn.height) == ("so much", "600", "40")


def test_what_is_nothing_or_less_is_not_drawn() -> None:
    assert spans(bar([part(0), part(-5)], 100, "")) == []
    assert spans(bar([part(5)], 0, "")) == [(Tone.LEAF, 0, 4)]


@pytest.mark.parametrize("amount", [1, 10_000, 10**9])
def test_every_part_can_be_seen_and_stays_inside(amount: int) -> None:
    ((_, left, right),) = spans(bar([part(amount)], 1_000, "", start=999))
    assert 0 <= left < right <= WIDTH


def test_a_line_marks_a_place() -> None:
    drawn = bar([part(50)], 100, "", mark=100)
    assert spans(drawn)[-1] == (Tone.INK, WIDTH - 5, WIDTH)
    assert f"v{HEIGHT}" in drawn.shapes[-1].path
    assert len(spans(bar([part(50)], 100, "", mark=0))) == 1


def test_the_tallest_column_fills_the_height() -> None:
    drawn = columns([(Tone.LEAF, [10, 0, 20]), (Tone.BANANA, [0, 0, 5])], "two")
    first, second = drawn.shapes
    assert first.path == "M14 240v-120h36v120zM214 240v-240h36v240z"
    assert second.path == "M250 240v-60h36v60z"
    assert (drawn.width, drawn.height) == ("300", "240")


def test_without_numbers_there_is_nothing_to_draw() -> None:
    assert columns([(Tone.LEAF, [0, 0])], "").shapes == ()
    assert columns([], "").shapes == ()


def test_every_tone_has_a_colour_and_they_are_those_of_the_sheets() -> None:
    colours = environment("es").get_template("board-colours.html").make_module()
    shown = {tone: str(getattr(colours, tone)).upper() for tone in Tone}
    assert shown[Tone.LEAF] == formats.LEAF
    assert shown[Tone.BANANA] == formats.BANANA
    assert shown[Tone.INK] == formats.INK
    assert shown[Tone.ROSE] == formats.ROSE_INK
