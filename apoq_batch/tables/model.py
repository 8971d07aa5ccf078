"""What a result table is: columns with headings in both languages, rows of typed values.

Knows no Excel and no JSON; whoever shows a table turns its values into cells or text.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from operator import itemgetter

from apoq_batch.core.money import Soles

Value = str | int | Fraction | Decimal | Soles | date | None
Row = tuple[Value, ...]


class Format(Enum):
    """How a column's values are shown; MONEY is whole céntimos, PERCENT a ratio."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INT = "int"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MIXED = "mixed"


class Alarm(Enum):
    """What makes a value of a column worth a colour."""

    ABOVE_ZERO = "above_zero"
    BELOW_ZERO = "below_zero"
    FILLED = "filled"
    DAYS_LATE = "days_late"
    UNPAID = "unpaid"
    OVERSPENT = "overspent"
    SEVERITY = "severity"
    DECISION = "decision"
    NOT_OK = "not_ok"


class Link(Enum):
    """Where a value leads: to a member's row in another sheet, or to a finding's cell."""

    MEMBER = "member"
    LOAN_LINE = "loan_line"
    LOANS = "loans"
    CLAIMS = "claims"
    CELL = "cell"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableColumn:
    """One column: its key for programs, its headings for people, what it means.

    `widest` is how wide it may get, in characters, before its texts take more lines.
    """

    key: str
    es: str
    en: str
    format: Format = Format.TEXT
    help: str
    is_summed: bool = False
    alarm: Alarm | None = None
    link: Link | None = None
    widest: int | None = None

    def heading(self, language: str) -> str:
        """The heading as people write it."""
        return self.en if language == "en" else self.es


def column(
    key: str,
    es: str,
    en: str,
    help: str,
    values: Format = Format.TEXT,
    *,
    alarm: Alarm | None = None,
    link: Link | None = None,
    widest: int | None = None,
) -> TableColumn:
    """A column that no total is drawn under."""
    return TableColumn(
        key=key,
        es=es,
        en=en,
        format=values,
        help=help,
        alarm=alarm,
        link=link,
        widest=widest,
    )


def summed(
    key: str,
    es: str,
    en: str,
    help: str,
    values: Format = Format.MONEY,
    *,
    alarm: Alarm | None = None,
    link: Link | None = None,
) -> TableColumn:
    """A column of whole numbers, céntimos unless said otherwise, with a total under it."""
    plain = column(key, es, en, help, values, alarm=alarm, link=link)
    return replace(plain, is_summed=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One result sheet: a key that never changes, columns, rows, perhaps a total row.

    `owner` is whose figures they are, where the sheet says so; `as_of` the day on which
    an instalment counts as overdue, where that gives it a colour. Where rows are found by
    a key, `groups` and `figures` hold those of every row.
    """

    key: str
    columns: tuple[TableColumn, ...]
    rows: tuple[Row, ...]
    has_total: bool = False
    owner: str = ""
    as_of: date | None = None
    groups: tuple[Enum, ...] = ()
    figures: tuple[Enum | None, ...] = ()

    def column(self, key: str) -> tuple[Value, ...]:
        """The values of one column, top to bottom."""
        return tuple(map(itemgetter(self.place(key)), self.rows))

    def place(self, key: str) -> int:
        """Which column has a key, counted from 0; KeyError for one that is not there."""
        for index, column in enumerate(self.columns):
            if column.key == key:
                return index
        raise KeyError(key)

    def total(self, column: TableColumn) -> int:
        """The sum of a column of whole numbers or céntimos, blanks left out."""
        values = self.column(column.key)
        return sum(value for value in values if isinstance(value, int))


def table(
    key: str,
    columns: tuple[TableColumn, ...],
    rows: Iterable[Row],
    *,
    has_total: bool = False,
    owner: str = "",
    as_of: date | None = None,
) -> Table:
    """A table whose rows all have as many values as there are columns; ValueError."""
    values = tuple(rows)
    if any(len(row) != len(columns) for row in values):
        raise ValueError(f"a row of {key} does not fit its columns")
    return Table(
        key=key,
        columns=columns,
        rows=values,
        has_total=has_total,
        owner=owner,
        as_of=as_of,
    )
