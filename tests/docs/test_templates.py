"""docs/templates.md: every template is on it, and every name a template uses."""

from collections.abc import Iterator

import pytest
from jinja2 import DictLoader
from jinja2 import Environment

from apoq_batch.pages.templates import environment
from apoq_batch.report.board import Report
from scripts.template_page import FILLED
from scripts.template_page import PARTS
from scripts.template_page import classes
from scripts.template_page import fields_of
from scripts.template_page import template_files
from tests.docs.template_names import Reader
from tests.docs.template_names import read
from tests.pages.reading import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", FILLED)
def test_every_name_that_a_template_uses_is_there(name: str, language: str) -> None:
    reader = read(environment(language), language, name, FILLED[name].names)
    assert reader.unknown == []


def test_every_shipped_template_is_on_the_page() -> None:
    assert {path.name for path in template_files()} == {*FILLED, *PARTS}


def test_parts_are_parts_of_a_template_that_is_filled() -> None:
    met = {name.rpartition("/")[2] for one in readers() for name in one.templates}
    # The style of what is printed is read by WeasyPrint itself.
    assert met == {*FILLED, *PARTS} - {"letter.css"}


def readers() -> Iterator[Reader]:
    for name, filled in FILLED.items():
        for language in LANGUAGES:
            yield read(environment(language), language, name, filled.names)


def test_no_field_is_filled_for_nobody() -> None:
    used = {pair for reader in readers() for pair in reader.used}
    unused = [
        f"{kind.__name__}.{name}"
        for kind in classes()
        for name in fields_of(kind)
        if (kind, name) not in used
    ]
    assert unused == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{{ content.month }}{{ logo }}", []),
        ("{{ content.mouth }}", ["x:1: mouth"]),
        ("{{ contents.month }}", ["x:1: contents"]),
        ("\n{% for row in content.decisions %}{{ row.sum }}{% endfor %}", ["x:2: sum"]),
        ("{% set f = content.figures %}{{ f.boxes.changes[0].buy }}", ["x:1: buy"]),
        ("{% if content.lending %}{{ content.lending.all }}{% endif %}", ["x:1: all"]),
        ("{% macro m(x) %}{{ x.y }}{% endmacro %}{{ m(content.funds) }}", ["x:1: y"]),
    ],
)
def test_the_reader_sees_what_is_not_there(text: str, unknown: list[str]) -> None:
    plain = Environment(autoescape=True, loader=DictLoader({"x": text}))
    reader = read(plain, "es", "x", {"content": Report, "logo": str})
    assert reader.unknown == unknown
