"""docs/worked-example.md against the program: every cell of every table on the page.

The page was worked out by hand. Each of its tables stands below a comment that names it,
`<!-- table: caps -->`, and TABLES says what the settlement of the shipped workbook has for
that name. Rows, columns and their order must agree, so that neither side can have a figure
the other has not. The sums in the text, `2 × 3 = 6`, are worked out again.
"""

import runpy
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import examine
from apoq_batch.core.rules.settlement import Settlement
from tests.docs.month_tables import TABLES
from tests.docs.page import PAGE
from tests.docs.page import SCRIPT
from tests.docs.page import WORKBOOK
from tests.docs.page import sides_of
from tests.docs.page import soles
from tests.docs.page import sums_of
from tests.docs.page import tables_of


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


def parts(content: bytes) -> dict[str, bytes]:
    """What is in a workbook; another zlib may squeeze the same into other bytes."""
    with ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_the_script_writes_the_workbook_that_is_shipped() -> None:
    content: Callable[[], bytes] = runpy.run_path(str(SCRIPT))["content"]
    assert parts(content()) == parts(WORKBOOK.read_bytes())
    assert content() == content()


def test_the_script_writes_where_it_is_told(tmp_path: Path) -> None:
    main: Callable[[list[str]], int] = runpy.run_path(str(SCRIPT))["main"]
    target = tmp_path / "new" / "small.xlsx"
    assert main([str(target)]) == 0
    assert parts(target.read_bytes()) == parts(WORKBOOK.read_bytes())


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
