"""The XML of a worksheet -> its cells as they are stored, row by row.

Knows the elements of a sheet's XML in any namespace or prefix; must not know what a
stored text means. Rows in the usual spelling are read by one expression, which takes a
good half of expat's time; expat reads all the rest, what stands around the rows too.
"""

import re
from collections.abc import Callable
from collections.abc import Iterator
from typing import IO
from xml.parsers import expat

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook import limits
from apoq_batch.workbook.references import StoredCell
from apoq_batch.workbook.references import StoredRow
from apoq_batch.workbook.references import column_number
from apoq_batch.workbook.references import plain_rows

_CHUNK = 1 << 20
_FILLED_CELL_BYTES = 80
_CONTENT = (b"<v", b"<f", b"<is", b":v", b":f", b":is")
# A cell or row without content carries only a format; a sheet can have a million of
# them, and they are dropped before they cost a call each.
# One without its place is kept, for it moves those behind it.
_EMPTY_CELL = re.compile(rb'<((?:\w+:)?c) (?:[^<>]* )?r="[^<>]*(?:/>|></\1>)')
_EMPTY_ROW = re.compile(rb'<((?:\w+:)?row) (?:[^<>]* )?r="[^<>]*(?:/>|>\s*</\1>)')
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
_ENCODING = re.compile(rb"""encoding=["']([^"']*)["']""")
_DIGITS = "0123456789"


def stored_rows(part: IO[bytes], name: str) -> Iterator[StoredRow]:
    """Every row with its cells in flat memory; ExpatError when the XML is broken.

    Rows in the usual spelling are not asked whether they are well-formed in every detail.
    BatchError for a document type: no spreadsheet program writes one.
    """
    desk = _RowDesk(name)
    is_plain = None
    for piece in _without_empties(part):
        start = 0
        if is_plain is None:
            start = max(0, piece.find(b"<row "))
            is_plain = _announces_plain_text(piece[:start])
            desk.parser.Parse(piece[:start])
            yield from desk.taken()
        rows = _plain_rows(piece[start:]) if is_plain else None
        if rows:
            desk.number = rows[-1][0]
            yield from (row for row in rows if row[1])
        else:
            # What begins here, a comment for one, may end in a piece further on.
            is_plain = is_plain and b"<!" not in piece
            desk.parser.Parse(piece[start:])
            yield from desk.taken()
    is_final = True
    desk.parser.Parse(b"", is_final)
    yield from desk.taken()


def _announces_plain_text(head: bytes) -> bool:
    """Whether what comes before the rows is UTF-8 and leaves no comment open."""
    encoding = _ENCODING.search(head)
    is_utf8 = encoding is None or encoding[1].upper() == b"UTF-8"
    return bool(head) and is_utf8 and b"<!" not in head


def _plain_rows(piece: bytes) -> list[StoredRow] | None:
    try:
        return plain_rows(piece.decode())
    except UnicodeDecodeError:
        return None


class _RowDesk:
    """Collects the cells of one sheet while expat calls back."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows: list[StoredRow] = []
        self.cells: list[StoredCell] = []
        self.number = 0
        self.column = 0
        self.kind: str | None = None
        self.style: str | None = None
        self.value: str | None = None
        self.formula: str | None = None
        self.gathered = ""
        self.in_phonetic = False
        self.starts: dict[str, Callable[[dict[str, str]], None]] = {
            "row": self._start_row,
            "c": self._start_cell,
            "v": self._start_text,
            "f": self._start_text,
            "t": self._start_text,
            "rPh": self._start_phonetic,
        }
        self.ends: dict[str, Callable[[], None]] = {
            "row": self._end_row,
            "c": self._end_cell,
            "v": self._end_value,
            "f": self._end_formula,
            "t": self._end_inline,
            "rPh": self._end_phonetic,
        }
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.StartDoctypeDeclHandler = self._refuse

    def taken(self) -> list[StoredRow]:
        """The rows that ended since the last call."""
        rows, self.rows = self.rows, []
        return rows

    def _refuse(self, *_: object) -> None:
        raise BatchError(troubles.HAS_ENTITIES, name=self.name)

    # The two elements of almost every cell are handled right here, before the look-up.
    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "v":
            self.gathered = ""
        elif name == "c":
            self._start_cell(attributes)
        elif handle := self.starts.get(name) or self.starts.get(name.rpartition(":")[2]):
            handle(attributes)

    def _end(self, name: str) -> None:
        if name == "v":
            # A formula that gives an empty text stores <v></v>: a value, and a blank one.
            self.value = self.gathered or self.value
        elif name == "c":
            self._end_cell()
        elif handle := self.ends.get(name) or self.ends.get(name.rpartition(":")[2]):
            handle()

    def _characters(self, text: str) -> None:
        self.gathered += text

    def _start_row(self, attributes: dict[str, str]) -> None:
        self.number = int(attributes.get("r") or self.number + 1)
        if not 0 < self.number <= limits.LAST_ROW:
            raise ValueError(f"no sheet has a row {self.number}")
        self.column = 0
        self.cells = []

    def _end_row(self) -> None:
        if self.cells:
            self.rows.append((self.number, self.cells))

    def _start_cell(self, attributes: dict[str, str]) -> None:
        reference = attributes.get("r")
        self.column = (
            column_number(reference.rstrip(_DIGITS)) if reference else self.column + 1
        )
        self.kind, self.style = attributes.get("t"), attributes.get("s")
        self.value = self.formula = None

    def _end_cell(self) -> None:
        if self.value is not None or self.formula is not None:
            self.cells.append(
                (self.column, self.value, self.kind, self.style, self.formula)
            )

    def _start_text(self, _: dict[str, str]) -> None:
        self.gathered = ""

    def _end_value(self) -> None:
        self.value = self.gathered or self.value

    def _end_formula(self) -> None:
        self.formula = self.gathered

    def _end_inline(self) -> None:
        if not self.in_phonetic:
            self.value = (self.value or "") + self.gathered

    def _start_phonetic(self, _: dict[str, str]) -> None:
        self.in_phonetic = True

    def _end_phonetic(self) -> None:
        self.in_phonetic = False


def _without_empties(part: IO[bytes]) -> Iterator[bytes]:
    """The part in pieces that end with a row; rows without content left out if many."""
    rest = b""
    start = True
    while chunk := part.read(_CHUNK):
        rest += chunk
        end = rest.rfind(b"row>") + 4
        if end > 4 and _ROW_END.match(rest, rest.rfind(b"</", 0, end)):
            piece, rest = rest[:end], rest[end:]
            if start or not _holds_nothing(piece):
                yield _mostly_filled(piece)
            start = False
        if len(rest) > limits.MAX_UNBROKEN_BYTES:
            raise ValueError("a row, or what follows the rows, has no end")
    yield rest


def _holds_nothing(piece: bytes) -> bool:
    """Whether whole rows, numbered ones, have neither value nor formula nor text."""
    return b' r="' in piece and not any(mark in piece for mark in _CONTENT)


def _mostly_filled(piece: bytes) -> bytes:
    """The piece as it is, or without its empty cells and rows where they are many."""
    empties = piece.count(b"/>") + piece.count(b'"></c>')
    if empties * _FILLED_CELL_BYTES < len(piece):
        return piece
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", piece))
