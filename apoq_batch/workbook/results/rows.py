"""The rows of a result sheet as the file stores them, without an object for each cell.

Knows the XML of rows, cells and links; must not know what a table is about. XlsxWriter
draws all the rest of the sheet; a hundred thousand cells of the journal cost it as much
as everything else in a run.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from xml.sax.saxutils import escape
from xml.sax.saxutils import quoteattr

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.utility import xl_range

from apoq_batch.core.places import column_letters
from apoq_batch.workbook.references import escaped

# The number of a format, and the cell from behind it to its end.
Stored = tuple[int, str]

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f￾￿]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The values below the headings, column by column, None where a cell is blank.

    `heights` are in points by row, counted from 0 at the headings; `links` lead from a
    cell to a place inside the workbook.
    """

    columns: tuple[Sequence[Stored | None], ...]
    height: float
    heights: Mapping[int, float]
    links_to: Mapping[tuple[int, int], str]
    last_row: int

    @property
    def reference(self) -> str:
        """The cells from the first heading to the last value or total."""
        return xl_range(0, 0, self.last_row, len(self.columns) - 1)

    def rows(self, formats: Sequence[int]) -> bytes:
        """The rows, with the number that each format has in the file."""
        styles = [f'" s="{number}"' for number in formats]
        letters = [column_letters(place) for place in range(1, len(self.columns) + 1)]
        starts = [f'<c r="{letter}' for letter in letters]
        return "".join(
            self._row(number, starts, cells, styles)
            for number, cells in enumerate(zip(*self.columns, strict=True), start=2)
        ).encode()

    def _row(
        self,
        number: int,
        starts: Sequence[str],
        cells: Sequence[Stored | None],
        styles: Sequence[str],
    ) -> str:
        height = self.heights.get(number - 1, self.height)
        written = "".join(
            f"{start}{number}{styles[cell[0]]}{cell[1]}"
            for start, cell in zip(starts, cells, strict=True)
            if cell is not None
        )
        return f'<row r="{number}" ht="{height:g}" customHeight="1">{written}</row>'

    def links(self) -> bytes:
        """The element of links; nothing when there are none."""
        listed = "".join(self._links())
        return f"<hyperlinks>{listed}</hyperlinks>".encode() if listed else b""

    def _links(self) -> Iterator[str]:
        for (row, column), place in sorted(self.links_to.items()):
            where = f"{column_letters(column + 1)}{row + 1}"
            yield f'<hyperlink ref="{where}" location={quoteattr(place)}/>'


def number_of(look: CellFormat) -> int:
    """The number of a cell format in the donor; it gets one when it is first asked for."""
    # XlsxWriter asks in the same way when it writes a cell.
    number: int = look._get_xf_index()  # type: ignore[no-untyped-call]
    return number


def stored_text(text: str, look: CellFormat) -> Stored:
    """A text as it stands in its cell."""
    return number_of(look), _text_cell(text)


def stored_number(number: float, look: CellFormat) -> Stored:
    """A number as it stands in its cell, with the digits that Excel keeps."""
    return number_of(look), f"><v>{number:.16G}</v></c>"


@lru_cache(maxsize=1 << 16)
def _text_cell(text: str) -> str:
    clean = _CONTROLS.sub(lambda found: f"_x{ord(found[0]):04X}_", escaped(text))
    space = ' xml:space="preserve"' if clean != clean.strip() else ""
    return f' t="inlineStr"><is><t{space}>{escape(clean)}</t></is></c>'
