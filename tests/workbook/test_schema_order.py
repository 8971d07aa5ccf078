"""Every part that we write has its elements in the order that the standard wants."""

from collections.abc import Callable

import pytest
from lxml import etree

from apoq_batch.batch import close
from apoq_batch.batch.request import Request
from tests.workbook.rich_checks import BOOKKEEPING
from tests.workbook.rich_checks import closed
from tests.workbook.rich_checks import members
from tests.workbook.rich_forms import RICH
from tests.workbook.rich_forms import rich
from tests.workbook.rich_year import SHIPPED
from tests.workbook.schema_order import MODELS
from tests.workbook.schema_order import complaints
from tests.workbook.schema_order import named
from tests.workbook.schema_order import places

ROOTS = (
    "x:worksheet x:workbook x:styleSheet x:table x:comments xdr:wsDr c:chartSpace "
    "types:Types links:Relationships"
)


def written(before: bytes, after: bytes) -> dict[str, bytes]:
    """The XML parts that are new or not as they were, but for those of no family."""
    old = members(before)
    return {
        name: content
        for name, content in members(after).items()
        if name.endswith((".xml", ".rels")) and old.get(name) != content and root(content)
    }


def root(content: bytes) -> str | None:
    return named(etree.fromstring(content))


@pytest.fixture(scope="module")
def small_year(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """What a run writes into the small example."""
    workbook = tmp_path_factory.mktemp("run") / "libro.xlsx"
    workbook.write_bytes(SHIPPED.read_bytes())
    output = workbook.parent / "salidas"
    close.run(Request(workbook=workbook, output=output, letters=False), lambda _, __: None)
    return written(SHIPPED.read_bytes(), workbook.read_bytes())


def test_all_that_a_run_writes_is_in_order(small_year: dict[str, bytes]) -> None:
    found = {name: complaints(content) for name, content in small_year.items()}
    assert not {name: said for name, said in found.items() if said}


def test_a_run_writes_parts_of_every_kind(small_year: dict[str, bytes]) -> None:
    """Otherwise the order of a kind would never be looked at."""
    roots = [root(content) for content in small_year.values()]
    assert {*ROOTS.split()} == {*roots}
    assert roots.count("x:worksheet") == 12
    assert set(BOOKKEEPING) <= small_year.keys()


@pytest.mark.parametrize("name", RICH)
def test_what_we_write_into_a_rich_book_is_in_order(name: str) -> None:
    for part, content in written(rich(name), closed(name)).items():
        assert complaints(content) == [], part


def test_the_charts_of_rich_books_are_known_whole() -> None:
    """Kinds of charts that we do not draw; made by XlsxWriter, which Excel accepts."""
    charts = [
        content for name, content in members(rich("charts")).items() if "chart" in name
    ]
    assert sum(root(content) == "c:chartSpace" for content in charts) == 11
    known = ("c:chartSpace", "xdr:wsDr", "links:Relationships")
    assert not [said for one in charts if root(one) in known for said in complaints(one)]


Wrong = Callable[[str], str]


def swapped(first: str, second: str) -> Wrong:
    """The second of two neighbours comes before the first."""

    def wrong(text: str) -> str:
        parts = etree.fromstring(text.encode())
        one = parts.find(f".//{{*}}{second}/../{{*}}{first}")
        assert one is not None
        parent = one.getparent()
        assert parent is not None
        two = parent.find(f"{{*}}{second}")
        assert two is not None
        one.addprevious(two)
        return str(etree.tostring(parts, encoding="unicode"))

    return wrong


def doubled(name: str) -> Wrong:
    def wrong(text: str) -> str:
        parts = etree.fromstring(text.encode())
        one = parts.find(f".//{{*}}{name}")
        assert one is not None
        one.addprevious(etree.fromstring(etree.tostring(one)))
        return str(etree.tostring(parts, encoding="unicode"))

    return wrong


def dropped(name: str) -> Wrong:
    def wrong(text: str) -> str:
        parts = etree.fromstring(text.encode())
        one = parts.find(f".//{{*}}{name}")
        assert one is not None
        parent = one.getparent()
        assert parent is not None
        parent.remove(one)
        return str(etree.tostring(parts, encoding="unicode"))

    return wrong


def renamed(old: str, new: str) -> Wrong:
    return lambda text: text.replace(old, new, 1)


WRONG: dict[str, tuple[str, Wrong, str]] = {
    "names before sheets": (
        "x:workbook",
        swapped("sheets", "definedNames"),
        "x:sheets comes too late in x:workbook",
    ),
    "no sheets": ("x:workbook", dropped("sheets"), "x:sheets is missing in x:workbook"),
    "two tables' lists": ("x:worksheet", doubled("tableParts"), "x:tableParts comes twice"),
    "widths after cells": (
        "x:worksheet",
        swapped("cols", "sheetData"),
        "x:cols comes too late in x:worksheet",
    ),
    "text before number": (
        "x:worksheet",
        renamed("<is>", "<is><r><t>a</t></r>"),
        "x:t comes too late in x:is",
    ),
    "looks out of order": (
        "x:styleSheet",
        swapped("fonts", "cellXfs"),
        "comes too late in x:styleSheet",
    ),
    "bold after its size": (
        "x:styleSheet",
        swapped("b", "sz"),
        "x:b comes too late in x:font",
    ),
    "fill before font": (
        "x:styleSheet",
        renamed("<dxf><font>", "<dxf><fill><patternFill/></fill><font>"),
        "x:font comes too late in x:dxf",
    ),
    "columns after their style": (
        "x:table",
        swapped("tableColumns", "tableStyleInfo"),
        "x:tableColumns comes too late in x:table",
    ),
    "notes before authors": (
        "x:comments",
        swapped("authors", "commentList"),
        "x:authors comes too late in x:comments",
    ),
    "an anchor without data": (
        "xdr:wsDr",
        dropped("clientData"),
        "xdr:clientData is missing",
    ),
    "values before categories": (
        "c:chartSpace",
        swapped("cat", "val"),
        "c:cat comes too late in c:ser",
    ),
    "axes before the plot": (
        "c:chartSpace",
        swapped("barChart", "catAx"),
        "c:barChart comes too late in c:plotArea",
    ),
    "an unknown word": (
        "c:chartSpace",
        lambda text: text.replace("c:legendPos", "c:legendPlace"),
        "c:legendPlace does not belong into c:legend",
    ),
    "a foreign type": (
        "types:Types",
        lambda text: text.replace("Default ", "Standard ", 1),
        "types:Standard does not belong into types:Types",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_out_of_order_is_found(kind: str, small_year: dict[str, bytes]) -> None:
    family, wrong, expected = WRONG[kind]
    parts = [content.decode() for content in small_year.values() if root(content) == family]
    part = next(text for text in parts if fits(wrong, text))
    assert complaints(part.encode()) == []
    assert any(expected in said for said in complaints(wrong(part).encode()))


def fits(wrong: Wrong, text: str) -> bool:
    """Whether a part has what is to be put wrong."""
    try:
        return wrong(text) != text
    except AssertionError:
        return False


def test_every_model_is_written_as_models_are() -> None:
    for family, models in MODELS.items():
        for name, model in models.items():
            words = places(family, model) if model != "..." else ()
            held = [one for place in words if not place.repeats for one in place.names]
            assert len(held) == len(set(held)), name
