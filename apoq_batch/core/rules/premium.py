"""Premium receipts: dollars, soles, shares of the funds, what each member generated.

Knows rules.md §3; must not know loans, claims or balances.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

from apoq_batch.core.money import round_half_up
from apoq_batch.core.money import share
from apoq_batch.core.period import Quarter
from apoq_batch.core.period import quarters_between
from apoq_batch.core.records import Book
from apoq_batch.core.records import Receipt
from apoq_batch.core.records import SplitLine
from apoq_batch.core.records import compared
from apoq_batch.core.rules.boxes import Boxes
from apoq_batch.core.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedReceipt:
    """A receipt with its dollars, its céntimos and each fund's part of them.

    `since` is the day from which the split is in force; `parts` are (fund code, céntimos).
    """

    receipt: Receipt
    usd: Decimal
    soles: int
    since: date
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuarterPremium:
    """A quarter's premium in céntimos, the boxes of all, and each member's part in céntimos."""

    quarter: Quarter
    soles: int
    boxes: int
    parts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Premium:
    """All premium of the year up to the month's end."""

    receipts: tuple[SharedReceipt, ...]
    quarters: tuple[QuarterPremium, ...]

    @property
    def soles(self) -> int:
        """All receipts in céntimos."""
        return sum(shared.soles for shared in self.receipts)

    @property
    def usd(self) -> Decimal:
        """All receipts in dollars, not rounded."""
        return sum((shared.usd for shared in self.receipts), Decimal(0))

    def of_fund(self, fund: str) -> int:
        """What one fund received, in céntimos."""
        return sum(
            part for shared in self.receipts for code, part in shared.parts if code == fund
        )

    def generated_by(self, member: str) -> int:
        """What a member's boxes generated over the year's quarters, in céntimos."""
        return sum(quarter.parts.get(member, 0) for quarter in self.quarters)


def expected_usd(receipt: Receipt, settings: Settings) -> Decimal:
    """Boxes times the premium per box, in US$, not rounded (rules.md §3.1)."""
    return receipt.boxes * settings.premium_usd_per_box


def receipt_usd(receipt: Receipt, settings: Settings) -> Decimal:
    """A receipt's US$ as written, else as expected (rules.md §3.1)."""
    return expected_usd(receipt, settings) if receipt.usd is None else receipt.usd


def receipt_rate(receipt: Receipt, settings: Settings) -> Decimal | None:
    """Soles per US$: the row's, else the setting; None when neither is there (rules.md §3.1)."""
    return settings.exchange_rate if receipt.rate is None else receipt.rate


def expected_soles(receipt: Receipt, settings: Settings) -> int | None:
    """US$ times rate in céntimos, rounded half up; None without a rate (rules.md §3.1)."""
    rate = receipt_rate(receipt, settings)
    if rate is None:
        return None
    return round_half_up(Fraction(receipt_usd(receipt, settings)) * Fraction(rate) * 100)


def receipt_soles(receipt: Receipt, settings: Settings) -> int:
    """A receipt's céntimos as written, else as expected (rules.md §3.1).

    ValueError when there is no rate either, which the checks rule out.
    """
    if receipt.soles is not None:
        return receipt.soles
    expected = expected_soles(receipt, settings)
    if expected is None:
        raise ValueError(f"no exchange rate for the receipt at {receipt.source}")
    return expected


def split_on(split: tuple[SplitLine, ...], day: date) -> tuple[SplitLine, ...]:
    """The split in force on a day, by fund code; empty before the first one (rules.md §3.2)."""
    since = max((line.since for line in split if line.since <= day), default=None)
    in_force = (line for line in split if line.since == since)
    return tuple(sorted(in_force, key=lambda line: compared(line.fund)))


def share_receipt(receipt: Receipt, book: Book) -> SharedReceipt:
    """Share one receipt out over the funds of the split in force on its day (rules.md §3.2).

    IndexError when no split is in force, which the checks rule out.
    """
    lines = split_on(book.split, receipt.date)
    soles = receipt_soles(receipt, book.settings)
    amounts = share(soles, [Fraction(line.percent) for line in lines])
    return SharedReceipt(
        receipt=receipt,
        usd=receipt_usd(receipt, book.settings),
        soles=soles,
        since=lines[0].since,
        parts=tuple((line.fund, part) for line, part in zip(lines, amounts, strict=True)),
    )


def receipts_in_order(book: Book) -> list[Receipt]:
    """The receipts of the year up to the month's end, in a fixed order (rules.md §1.1)."""
    return sorted(
        (receipt for receipt in book.receipts if book.settings.counts(receipt.date)),
        key=lambda row: (
            row.date,
            row.container or "",
            row.buyer,
            row.scheme,
            row.boxes,
            receipt_usd(row, book.settings),
            receipt_soles(row, book.settings),
        ),
    )


def premium_of(book: Book, boxes: Boxes) -> Premium:
    """Share out every receipt and every quarter's soles (rules.md §3.2, §3.3)."""
    receipts = tuple(share_receipt(receipt, book) for receipt in receipts_in_order(book))
    soles: defaultdict[Quarter, int] = defaultdict(int)
    for shared in receipts:
        soles[Quarter.of(shared.receipt.date)] += shared.soles
    first = Quarter.of(book.settings.opening_date)
    quarters = tuple(
        _attribute(quarter, soles[quarter], book, boxes)
        for quarter in quarters_between(first, book.settings.quarter)
    )
    return Premium(receipts=receipts, quarters=quarters)


def _attribute(quarter: Quarter, soles: int, book: Book, boxes: Boxes) -> QuarterPremium:
    members = list(book.members_by_code)
    weights = [boxes.in_quarter(member, quarter) for member in members]
    delivered = sum(weights)
    parts: Mapping[str, int] = MappingProxyType({})
    if delivered > 0:
        parts = dict(zip(members, share(soles, weights), strict=True))
    return QuarterPremium(quarter=quarter, soles=soles, boxes=delivered, parts=parts)
