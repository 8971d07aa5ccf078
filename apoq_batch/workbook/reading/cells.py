"""One cell's raw value -> a typed value, or the complaints about it.

Knows how people write numbers, dates, codes and choices in a cell; must not know which
sheet or row it stands in.
"""

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from apoq_batch.core.bounds import Bound
from apoq_batch.core.facts import Fact
from apoq_batch.core.findings import FindingKind
from apoq_batch.core.findings import Severity
from apoq_batch.core.messages import cells as say
from apoq_batch.core.money import centimos
from apoq_batch.core.period import Month
from apoq_batch.core.period import Quarter
from apoq_batch.workbook import limits
from apoq_batch.workbook.reading import parse_values
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.text_keys import cleaned
from apoq_batch.workbook.standard.text_keys import folded
from apoq_batch.workbook.standard.text_keys import has_invisible

Raw = (
    str
    | int
    | float
    | bool
    | date
    | parse_values.ErrorValue
    | parse_values.OtherValue
    | None
)
Value = str | int | bool | Decimal | date | Month | Quarter | StrEnum | None


@dataclass(frozen=True, slots=True, eq=False)
class RawCell:
    """A cell as it is stored: its value, and its formula when it has one.

    Cells that hold the same are one object, so that what was read once is found again.
    """

    value: Raw
    formula: str | None = None

    @property
    def is_blank(self) -> bool:
        """Whether it shows nothing; a formula may well give an empty text."""
        if isinstance(self.value, str):
            return not self.value.strip()
        return self.value is None and self.formula is None


@dataclass(frozen=True, slots=True)
class Complaint:
    """Something to say about a cell, before it is known where it stands."""

    kind: FindingKind
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True)
class CellReading:
    """What a cell gave: a typed value (None when blank or wrong) and complaints."""

    value: "Value | RawCell" = None
    complaints: tuple[Complaint, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether one of the complaints is an error."""
        return any(item.kind.severity is Severity.ERROR for item in self.complaints)


Reader = Callable[[Raw, Column, str], CellReading]

BLANK = CellReading()


def read_cell(cell: RawCell, column: Column, language: str) -> CellReading:
    """Type one cell by its column; a blank optional cell gives None and no complaint."""
    raw = cell.value
    if column.kind is CellKind.ANY:
        return CellReading(cell)
    if isinstance(raw, str) and column.kind not in (CellKind.TEXT, CellKind.CODE):
        raw = cleaned(raw)
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return _read_blank(cell, column, language)
    if isinstance(raw, parse_values.ErrorValue):
        return _wrong(say.CELL_ERROR_VALUE, value=raw.text)
    return _READERS[column.kind](raw, column, language)


def _read_blank(cell: RawCell, column: Column, language: str) -> CellReading:
    if cell.formula is not None and cell.value is None:
        return _wrong(
            say.FORMULA_WITHOUT_VALUE, value=parse_values.shown(f"={cell.formula}")
        )
    if column.required:
        return _wrong(say.BLANK_REQUIRED, heading=column.heading(language))
    return BLANK


def _wrong(kind: FindingKind, **facts: Fact) -> CellReading:
    return CellReading(complaints=(Complaint(kind, facts),))


def _read_text(raw: Raw, column: Column, language: str) -> CellReading:
    text = parse_values.plain_text(raw)
    if text is None:
        return _wrong(say.NOT_TEXT, value=parse_values.shown(raw))
    clean = cleaned(text)
    if not clean:
        return _read_blank(RawCell(None), column, language)
    limit = limits.MAX_CODE if column.kind is CellKind.CODE else limits.MAX_TEXT
    if len(clean) > limit:
        shown = parse_values.shown(clean)
        return _wrong(say.TEXT_TOO_LONG, value=shown, length=len(clean), limit=limit)
    if clean != text and has_invisible(text):
        warning = Complaint(say.INVISIBLE_CHARACTERS, {"read": clean})
        return CellReading(clean, (warning,))
    return CellReading(clean)


def _read_date(raw: Raw, column: Column, language: str) -> CellReading:
    day = parse_values.day_of(raw)
    if day is None or not limits.MIN_YEAR <= day.year <= limits.MAX_YEAR:
        return _wrong(say.NOT_DATE, value=parse_values.shown(raw))
    if isinstance(raw, str):
        warning = Complaint(
            say.DATE_AS_TEXT, {"value": parse_values.shown(raw), "read": day}
        )
        return CellReading(day, (warning,))
    return CellReading(day)


def _read_number(
    raw: Raw, column: Column, not_number: FindingKind, example: str
) -> CellReading:
    number = parse_values.number_of(raw)
    if number is None:
        return _wrong(not_number, value=parse_values.shown(raw), example=example)
    complaint = _out_of_range(number, raw, column.bound)
    if complaint is not None:
        return CellReading(complaints=(complaint,))
    if isinstance(raw, str):
        facts: dict[str, Fact] = {"value": parse_values.shown(raw), "read": f"{number:,f}"}
        return CellReading(number, (Complaint(say.NUMBER_AS_TEXT, facts),))
    return CellReading(number)


def _read_whole(raw: Raw, column: Column, language: str) -> CellReading:
    read = _read_number(raw, column, say.NOT_WHOLE, "12")
    if isinstance(read.value, Decimal):
        if read.value != read.value.to_integral_value():
            return _wrong(say.NOT_WHOLE, value=parse_values.shown(raw), example="12")
        return CellReading(int(read.value), read.complaints)
    return read


def _read_decimal(raw: Raw, column: Column, language: str) -> CellReading:
    return _read_number(raw, column, say.NOT_NUMBER, "3.75")


def _read_money(raw: Raw, column: Column, language: str) -> CellReading:
    read = _read_usd(raw, column, language)
    if isinstance(read.value, Decimal):
        return CellReading(centimos(read.value), read.complaints)
    return read


def _read_usd(raw: Raw, column: Column, language: str) -> CellReading:
    read = _read_number(raw, column, say.NOT_NUMBER, "1250.50")
    if isinstance(read.value, Decimal) and parse_values.decimals_of(read.value, raw) > 2:
        rounded = read.value.quantize(Decimal("0.01"), ROUND_HALF_UP)
        return _wrong(
            say.TOO_MANY_DECIMALS, value=parse_values.shown(raw), example=str(rounded)
        )
    return read


_ALLOWED: Mapping[Bound, tuple[Decimal, Decimal]] = MappingProxyType(
    {
        Bound.ANY: (-limits.MAX_NUMBER, limits.MAX_NUMBER),
        Bound.NOT_NEGATIVE: (Decimal(0), limits.MAX_NUMBER),
        Bound.POSITIVE: (Decimal("1e-12"), limits.MAX_NUMBER),
        Bound.INSTALMENTS: (Decimal(1), Decimal(24)),
        Bound.QUARTERS: (Decimal(1), Decimal(4)),
        Bound.PERCENT: (Decimal(0), Decimal(100)),
    }
)


def _out_of_range(number: Decimal, raw: Raw, bound: Bound) -> Complaint | None:
    least, most = _ALLOWED[bound]
    if least <= number <= most:
        return None
    is_endless = most == limits.MAX_NUMBER and abs(number) > most
    allowed = Bound.ANY if is_endless else bound
    return Complaint(
        say.OUT_OF_RANGE, {"value": parse_values.shown(raw), "allowed": allowed}
    )


def _read_choice(raw: Raw, column: Column, language: str) -> CellReading:
    wanted = folded(raw) if isinstance(raw, str) else None
    for choice in column.choices:
        if wanted in (folded(choice.es), folded(choice.en)):
            return CellReading(choice.value)
    names = ", ".join(choice.name(language) for choice in column.choices)
    return _wrong(say.UNKNOWN_CHOICE, value=parse_values.shown(raw), choices=names)


def _read_dni(raw: Raw, column: Column, language: str) -> CellReading:
    dni = parse_values.dni_of(raw)
    if dni is None:
        return _wrong(say.WRONG_DNI, value=parse_values.shown(raw))
    if not isinstance(raw, str) and len(parse_values.shown(raw)) < len(dni):
        facts: dict[str, Fact] = {"value": parse_values.shown(raw), "read": dni}
        return CellReading(dni, (Complaint(say.DNI_ZEROS_RESTORED, facts),))
    return CellReading(dni)


def _read_month(raw: Raw, column: Column, language: str) -> CellReading:
    month = parse_values.month_of(raw)
    if month is None or not limits.MIN_YEAR <= month.year <= limits.MAX_YEAR:
        return _wrong(say.WRONG_MONTH, value=parse_values.shown(raw))
    return CellReading(month)


def _reader(parse: Callable[[object], Value], kind: FindingKind) -> Reader:
    """Reads what `parse` understands; all else is a complaint of a kind."""

    def read(raw: Raw, column: Column, language: str) -> CellReading:
        value = parse(raw)
        if value is None:
            return _wrong(kind, value=parse_values.shown(raw))
        return CellReading(value)

    return read


_READERS: Mapping[CellKind, Reader] = MappingProxyType(
    {
        CellKind.TEXT: _read_text,
        CellKind.CODE: _read_text,
        CellKind.DATE: _read_date,
        CellKind.MONEY: _read_money,
        CellKind.USD: _read_usd,
        CellKind.INT: _read_whole,
        CellKind.DECIMAL: _read_decimal,
        CellKind.PERCENT: _read_decimal,
        CellKind.YES_NO: _reader(parse_values.yes_or_no, say.NOT_YES_NO),
        CellKind.CHOICE: _read_choice,
        CellKind.DNI: _read_dni,
        CellKind.RUC: _reader(parse_values.ruc_of, say.WRONG_RUC),
        CellKind.EMAIL: _reader(parse_values.email_of, say.WRONG_EMAIL),
        CellKind.QUARTER: _reader(parse_values.quarter_of, say.WRONG_QUARTER),
        CellKind.MONTH: _read_month,
    }
)
