"""What many checks share: codes that stand twice, unknown references, early dates.

Knows records and their sources; must not know which kinds of findings there are.
"""

from collections.abc import Callable
from collections.abc import Hashable
from collections.abc import Iterable
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Protocol
from typing import TypeVar

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import FindingKind
from apoq_batch.core.findings import finding
from apoq_batch.core.places import Source
from apoq_batch.core.records import Book
from apoq_batch.core.records import compared


class Sourced(Protocol):
    """Anything that knows where it was read."""

    @property
    def source(self) -> Source:
        """Where it stands."""


RowT = TypeVar("RowT", bound="Sourced")


class Dated(Sourced, Protocol):
    """A row with a date."""

    @property
    def date(self) -> date:
        """Its day."""


def repeated(
    rows: Iterable[RowT], key: Callable[[RowT], Hashable]
) -> Iterator[tuple[RowT, RowT]]:
    """Each row whose key an earlier row of the sheet has, with that earlier row."""
    first: dict[Hashable, RowT] = {}
    for row in sorted(rows, key=lambda row: row.source.row):
        value = key(row)
        if value in first:
            yield row, first[value]
        else:
            first[value] = row


def duplicates(rows: Iterable[Sourced], field: str, kind: FindingKind) -> Iterator[Finding]:
    """Rows whose code or number an earlier row has, whether in capitals or not."""
    for row, earlier in repeated(rows, lambda row: compared(str(getattr(row, field)))):
        value = str(getattr(row, field))
        yield finding(
            kind, row.source.place(field), value=value, other=earlier.source.cell(field)
        )


def unknown(
    rows: Iterable[Sourced], field: str, known: Iterable[str], kind: FindingKind
) -> Iterator[Finding]:
    """Rows whose reference points at nothing; the kind lists the choices if it can."""
    codes = frozenset(known)
    listed = {"choices": ", ".join(sorted(codes))} if "choices" in kind.needs else {}
    for row in rows:
        value = getattr(row, field)
        if value is not None and value not in codes:
            yield finding(kind, row.source.place(field), value=value, **listed)


def in_full(number: Decimal) -> str:
    """A number with all its decimals; rounded, one just above a limit would look equal."""
    return f"{number.normalize():,f}"


def dated_before(
    rows: Iterable[Dated], opening: date, kind: FindingKind
) -> Iterator[Finding]:
    """Rows dated before the opening date: their money is in the opening balances."""
    for row in rows:
        if row.date < opening:
            yield finding(kind, row.source.place("date"), day=row.date, opening=opening)


def member_codes(book: Book) -> list[str]:
    """The codes of all members."""
    return [member.code for member in book.members]


def fund_codes(book: Book) -> list[str]:
    """The codes of all funds."""
    return [fund.code for fund in book.funds]
