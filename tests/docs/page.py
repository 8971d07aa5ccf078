"""The page docs/worked-example.md: its tables, its sums, and how figures are written."""

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import floor
from pathlib import Path

from apoq_batch.core.money import round_half_up
from apoq_batch.core.records import Member

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "worked-example.md"
WORKBOOK = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
SCRIPT = ROOT / "scripts" / "example_small.py"

Row = tuple[str, ...]
Grid = list[Row]

# Settings that no figure of the page hangs on.
NO_FIGURE = (
    "version organisation tax_id city logo language issue_date warn_boxes_ha_week".split()
)
MARK = re.compile(r"<!-- table: ([a-z0-9-]+) -->")
SUM = re.compile(r"`([^`\n]*=[^`\n]*)`")
TERM = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


# --- the page ------------------------------------------------------------------------


def tables_of(text: str) -> dict[str, Grid]:
    """The page's tables by name; ValueError for one without a name or named twice."""
    found: dict[str, Grid] = {}
    name = ""
    inside = False
    for line in text.splitlines():
        mark = MARK.fullmatch(line.strip())
        if mark:
            name = mark[1]
            if name in found:
                raise ValueError(f"two tables are named {name}")
        if not line.lstrip().startswith("|"):
            inside = False
            if line.strip() and not mark:
                name = ""
            continue
        if not inside:
            if not name or name in found:
                raise ValueError(f"this table has no name: {line}")
            inside, found[name] = True, []
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
            found[name].append(cells)
    return found


def sums_of(text: str) -> list[str]:
    """The sums in the text, written between backquotes with `=`."""
    return SUM.findall(text)


def sides_of(one: str) -> list[Fraction]:
    """The two or more sides of a sum, each exact."""
    written = one.replace("÷", "/").replace("×", "*").replace("−", "-").replace("%", "/100")
    sides = [
        TERM.sub(lambda term: f"Fraction('{term[0].replace(',', '')}')", side)
        for side in written.replace("S/ ", "").split("=")
    ]
    return [Fraction(eval(side.strip(), {"Fraction": Fraction})) for side in sides]


# --- how the page writes things --------------------------------------------------------


def soles(amount: int | None) -> str:
    return "" if amount is None else f"{Decimal(amount) / 100:,.2f}".replace("-", "−")


def percent(part: Fraction | None) -> str:
    return "" if part is None else f"{Decimal(round_half_up(part * 10_000)) / 100:.2f} %"


def number(exact: Fraction | Decimal | int) -> str:
    """A number with all its decimals and no more."""
    value = Fraction(exact)
    text = format(Decimal(value.numerator) / Decimal(value.denominator), ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_parts(exact: Fraction, of: int) -> str:
    """A whole number and the rest as a fraction with a given denominator."""
    whole = floor(exact)
    rest = (exact - whole) * of
    assert rest.denominator == 1
    return f"{whole:,} {rest}/{of}"


def day(value: date | None) -> str:
    return "" if value is None else value.isoformat()


def yes(value: bool) -> str:
    return "yes" if value else "no"


def name_of(member: Member) -> str:
    return f"{member.names} {member.surnames}"


def extra(given: int, rounded_down: int) -> str:
    return "+1" if given > rounded_down else ""


# --- what the program says, table by table ------------------------------------------------
