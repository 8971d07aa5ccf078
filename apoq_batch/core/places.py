"""Where a thing stands in the workbook: sections, places of cells, sources of rows.

Knows sheets by their section and cells by row and column; must not know their headings.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType


class Section(Enum):
    """The sheets of the standard workbook in order, with the letters of their codes."""

    SETTINGS = "PAR"
    BOARD = "DIR"
    FUNDS = "FON"
    SPLIT = "DIS"
    MEMBERS = "SOC"
    FAMILY = "FAM"
    DELIVERIES = "ENT"
    PREMIUMS = "PRI"
    LOANS = "PRE"
    REPAYMENTS = "PAG"
    EMERGENCIES = "EME"
    PROJECTS = "PRO"
    EXPENSES = "GAS"
    TRANSFERS = "TRA"


SECTION_ORDER: Mapping[Section, int] = MappingProxyType(
    {section: index for index, section in enumerate(Section)}
)


def column_letters(column: int) -> str:
    """The letters of a column, 1 being A."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: a sheet (or the whole workbook), a row, a column."""

    section: Section | None = None
    sheet: str = ""
    row: int = 0
    column: int = 0

    @property
    def cell(self) -> str:
        """The address as Excel shows it (`E17`), or nothing for a whole sheet."""
        return (
            f"{column_letters(self.column)}{self.row}" if self.row and self.column else ""
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a record was read: sheet title, row as Excel counts, columns by field."""

    section: Section
    sheet: str
    row: int
    columns: Mapping[str, int]

    def place(self, field: str) -> Place:
        """The cell of one field; a column that is missing gives the row's first one."""
        column = self.columns.get(field) or min(self.columns.values(), default=1)
        return Place(section=self.section, sheet=self.sheet, row=self.row, column=column)

    def cell(self, field: str) -> str:
        """The address of one field's cell, such as `E17`."""
        return self.place(field).cell

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"
