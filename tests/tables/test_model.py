"""A table holds rows that fit its columns, and adds them up."""

import pytest

from apoq_batch.core.money import Soles
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import TableColumn
from apoq_batch.tables.model import table

NAME = TableColumn(key="name", es="Nombre", en="Name", help="A name.")
AMOUNT = TableColumn(
    key="amount",
    es="Monto",
    en="Amount",
    format=Format.MONEY,
    help="Money.",
    is_summed=True,
)
ROWS = (("a", 1_50), ("b", None), ("c", -50))


def test_a_column_is_found_by_its_key() -> None:
    made = table("funds", (NAME, AMOUNT), ROWS)
    assert made.place("amount") == 1
    assert made.column("name") == ("a", "b", "c")
    assert made.column("amount") == (1_50, None, -50)
    with pytest.raises(KeyError, match="nothing"):
        made.place("nothing")


def test_a_total_leaves_blanks_out() -> None:
    assert table("funds", (NAME, AMOUNT), ROWS, has_total=True).total(AMOUNT) == 1_00
    assert table("funds", (NAME, AMOUNT), ()).total(AMOUNT) == 0
    assert table("funds", (NAME, AMOUNT), [("a", Soles(5))]).total(AMOUNT) == 0


def test_a_row_must_fit_the_columns() -> None:
    with pytest.raises(ValueError, match="a row of funds does not fit"):
        table("funds", (NAME, AMOUNT), [("a", 1), ("b",)])


def test_a_heading_is_spanish_unless_english_is_wanted() -> None:
    assert (NAME.heading("es"), NAME.heading("en")) == ("Nombre", "Name")
