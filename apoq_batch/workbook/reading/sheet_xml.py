"""The XML of a worksheet cut down to its filled rows, before openpyxl reads it.

Knows the elements of rows and cells; must not know what a cell means. openpyxl parses all
that a sheet has and trips over some of it, and every empty cell, of which there can be
millions, costs it a call.
"""

import re
from codecs import getincrementaldecoder
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import refuse_entities
from apoq_batch.workbook.package.relationships import STRICT
from apoq_batch.workbook.package.relationships import TRANSITIONAL

_UTF_16 = {
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}
_STRICT_MARK = STRICT.main.partition("/spreadsheetml")[0].encode()
_DECLARATION = re.compile(rb"^[^<]*<\?xml[^>]*\?>")
_COMMENT_OR_CDATA = re.compile(rb"<!--.*?-->|<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ROOT = re.compile(rb"""<((?:\w+:)?)worksheet\b(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_SHEET_DATA = re.compile(rb"<((?:\w+:)?)sheetData\b[^<>]*?(/?)>")
_ROW_END = re.compile(rb"</(?:\w+:)?row>")
# A cell or row without its place is kept though empty, for it moves those after it.
_EMPTY_CELL = re.compile(rb'<((?:\w+:)?c) (?:[^<>]* )?r="[^<>]*(?:/>|></\1>)')
_EMPTY_ROW = re.compile(rb'<((?:\w+:)?row) (?:[^<>]* )?r="[^<>]*(?:/>|>\s*</\1>)')
# A cell's column and row, or a row's number; and cells beyond column ZZ, which no layout has.
_PLACES = re.compile(rb"""<(?:[\w-]+:)?(?:c|row)\b(?:[^<>]*?\s)?r=["']([A-Z]*)(\d+)["']""")
_FAR_CELL = re.compile(
    rb"""<((?:[\w-]+:)?c)\b(?:[^<>]*?\s)?r=["'][A-Z]{3}\d+["'][^<>]*(?:/>|>.*?</\1>)""",
    re.DOTALL,
)
_FURTHEST_LETTERS, _LAST_COLUMN = 2, (3, b"XFD")
_FILLED_CELL_BYTES = 80
_CONTENT = (b"<v", b"<f", b"<is", b":v", b":f", b":is")
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MARKS_OF_FORMULAS = (b"</f>", b":f>", b"<f ", b":f ", b"f/>")
_FORMULA_ATTRIBUTES = re.compile(rb"(<(?:\w+:)?f)\s[^<>]*?(/?>)")
_SHARED_STRING = re.compile(rb"""(\st=)["']s["']""")
# Values that may stand in a cell and that openpyxl does not understand, or takes wrongly.
_ODD_VALUE = re.compile(
    rb"<(?:\w+:)?c\b([^<>]*)>\s*(?:<(?:\w+:)?f\b[^<>]*(?:/>|>[^<]*</(?:\w+:)?f>)\s*)?"
    rb"<(?:\w+:)?v\b[^<>]*>(true|false|-?INF|NaN|-\d+)(?=<)"
)
_MARKS_OF_ODD_VALUES = (b">true<", b">false<", b"INF<", b"NaN<", b">-")
# A format that has no number; openpyxl stops at it, or counts from the last one.
_ODD_FORMAT = re.compile(rb"""\ss=["'](?!\d+["'])[^"'<>]*["']""")
_MARKS_OF_ODD_FORMATS = (b's=""', b"s=''", b's="-', b"s='-")
_KIND = re.compile(rb"""\st=["'](\w+)["']""")
_TEXT_FORMATS = re.compile(
    rb"<((?:\w+:)?)(rPr|rPh|phoneticPr)\b(?:[^>]*/>|.*?</\1\2>)", re.DOTALL
)
_PLAIN_SPELLING = {
    b"true": b"1",
    b"false": b"0",
    b"INF": b"1e999",
    b"-INF": b"-1e999",
    b"NaN": b"1e999",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Frame:
    """What stands around the rows: before them, after them, and what ends them."""

    start: bytes
    end: bytes
    row: re.Pattern[bytes]
    rows_end: bytes


def filled_rows(package: Package, path: str) -> Iterator[bytes]:
    """A worksheet part with nothing but its rows, a piece at a time.

    BatchError when it is damaged, has entities or has rows that no sheet can have.
    """
    name = package.name
    texts = plain_xml(package, package.pieces(path))
    frame, rest = _frame(name, texts)
    yield frame.start
    if frame.rows_end:
        number = 0
        for rows in _whole_rows(name, chain((rest,), texts), frame.rows_end):
            number = _last_row(name, frame.row, rows, number)
            filled = _within_reach(name, _without_empties(rows, number, frame))
            yield _mended(name, without_text_formats(filled))
    yield frame.end
    for _ in texts:
        """To the end of the part, where its checksum is compared."""


def formulas_only(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same rows with each formula as a plain text, and without shared strings.

    openpyxl computes the texts of shared formulas, and fails at some; a cell that shares
    another's formula says nothing here.
    """
    for piece in pieces:
        plain = _FORMULA_ATTRIBUTES.sub(rb"\1\2", piece)
        yield _SHARED_STRING.sub(rb'\1"str"', plain)


def has_formula(piece: bytes) -> bool:
    """Whether any cell of a piece has a formula."""
    marked = any(mark in piece for mark in _MARKS_OF_FORMULAS)
    return marked and _FORMULA.search(piece) is not None


def without_text_formats(content: bytes) -> bytes:
    """Rich texts without their formats and phonetic hints, so that nothing but text is read."""
    if b"rPr" not in content and b"honetic" not in content and b"rPh" not in content:
        return content
    return _TEXT_FORMATS.sub(b"", content)


def plain_xml(package: Package, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """XML without comments and CDATA, in an encoding that contains ASCII, transitional.

    BatchError for a document type, which no spreadsheet program writes.
    """
    unfinished = b""
    for piece in _without_utf16(pieces):
        text = unfinished + piece
        if b"<!" in text:
            text = _COMMENT_OR_CDATA.sub(_as_text, text)
            refuse_entities(package.name, text)
        # What begins here may end in a piece further on.
        whole = text.find(b"<!") if b"<!" in text else len(text) - text.endswith(b"<")
        text, unfinished = text[:whole], text[whole:]
        if len(unfinished) > limits.MAX_UNBROKEN_BYTES:
            raise BatchError(troubles.IS_DAMAGED, name=package.name)
        yield _transitional(text) if _STRICT_MARK in text else text
    if unfinished:
        raise BatchError(troubles.IS_DAMAGED, name=package.name)


def _as_text(found: re.Match[bytes]) -> bytes:
    return (found[1] or b"").replace(b"&", b"&amp;").replace(b"<", b"&lt;")


def _transitional(text: bytes) -> bytes:
    for strict, loose in (
        (STRICT.main, TRANSITIONAL.main),
        (STRICT.links, TRANSITIONAL.links),
    ):
        for quote in ('"', "'"):
            text = text.replace(
                f"{quote}{strict}{quote}".encode(), f"{quote}{loose}{quote}".encode()
            )
    return text


def _without_utf16(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces, in UTF-8 when they come in UTF-16; expat reads any other encoding."""
    decoder = None
    for number, piece in enumerate(pieces):
        if number == 0 and (encoding := _UTF_16.get(piece[:2])):
            decoder = getincrementaldecoder(encoding)("replace")
        if decoder is None:
            yield piece
            continue
        text = decoder.decode(piece).encode()
        yield _DECLARATION.sub(b"", text) if number == 0 else text


def _frame(name: str, texts: Iterator[bytes]) -> tuple[_Frame, bytes]:
    """What comes before the rows, and the first text after it."""
    text = b""
    for piece in texts:
        text += piece
        if (data := _SHEET_DATA.search(text)) or len(text) > limits.MAX_UNBROKEN_BYTES:
            break
    else:
        data = None
    root = _ROOT.search(text)
    if data is None or root is None or TRANSITIONAL.main.encode() not in root[0]:
        raise BatchError(troubles.IS_DAMAGED, name=name)
    # openpyxl looks through the whole sheet for a dimension when there is none.
    dimension = b'<%sdimension ref="A1"/>' % root[1]
    rows_end = b"" if data[2] else b"</%ssheetData>" % data[1]
    frame = _Frame(
        start=text[: root.end()] + dimension + data[0],
        end=rows_end + b"</%sworksheet>" % root[1],
        row=re.compile(rb"""<%srow\b(?:[^<>]*?\sr=["'](\d+)["'])?""" % data[1]),
        rows_end=rows_end[:-1],
    )
    return frame, text[data.end() :]


def _whole_rows(name: str, texts: Iterable[bytes], ending: bytes) -> Iterator[bytes]:
    """The text up to the end of the rows, in pieces that end with a row."""
    rest = b""
    for text in texts:
        rest += text
        end = rest.find(ending)
        if end >= 0:
            yield rest[:end]
            return
        end = rest.rfind(b"row>") + len(b"row>")
        if _ROW_END.match(rest, max(0, rest.rfind(b"</", 0, end))):
            yield rest[:end]
            rest = rest[end:]
        if len(rest) > limits.MAX_UNBROKEN_BYTES:
            break
    raise BatchError(troubles.IS_DAMAGED, name=name)


def _last_row(name: str, row: re.Pattern[bytes], rows: bytes, number: int) -> int:
    """The number of the last row; openpyxl drops what stands before its predecessor."""
    for found in row.finditer(rows):
        next_number = int(found[1] or number + 1)
        if not number < next_number <= limits.LAST_ROW:
            raise BatchError(troubles.IS_DAMAGED, name=name)
        number = next_number
    return number


def _without_empties(rows: bytes, last_row: int, frame: _Frame) -> bytes:
    """The rows as they are, or without empty cells and rows where these are many."""
    if not any(mark in rows for mark in _CONTENT):
        prefix = frame.rows_end[2:].removesuffix(b"sheetData")
        return b'<%srow r="%d"/>' % (prefix, last_row) if last_row else b""
    empties = rows.count(b"/>") + rows.count(b'"></c>')
    if empties * _FILLED_CELL_BYTES < len(rows):
        return rows
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", rows))


def _within_reach(name: str, rows: bytes) -> bytes:
    """The rows without cells beyond column ZZ; BatchError for cells out of their order.

    openpyxl takes the last cell of a row for the one furthest to the right and would drop
    what lies beyond it; Excel calls such a file damaged. A cell far to the right costs it
    one for each column before.
    """
    last, is_far = (0, 0, b""), False
    for column, row in _PLACES.findall(rows):
        place = int(row), len(column), column
        if not last < place or place[1:] > _LAST_COLUMN:
            raise BatchError(troubles.IS_DAMAGED, name=name)
        last, is_far = place, is_far or len(column) > _FURTHEST_LETTERS
    return _FAR_CELL.sub(b"", rows) if is_far else rows


def _mended(name: str, rows: bytes) -> bytes:
    """The rows with odd values in the spelling that openpyxl understands."""
    if any(mark in rows for mark in _MARKS_OF_ODD_FORMATS):
        rows = _ODD_FORMAT.sub(b"", rows)
    if not any(mark in rows for mark in _MARKS_OF_ODD_VALUES):
        return rows

    def mend(cell: re.Match[bytes]) -> bytes:
        kind = found[1] if (found := _KIND.search(cell[1])) else b"n"
        if kind == b"s":
            # A place before the first shared string; openpyxl counts it from the end.
            raise BatchError(troubles.IS_DAMAGED, name=name)
        if kind == (b"b" if cell[2] in (b"true", b"false") else b"n"):
            return cell[0].removesuffix(cell[2]) + _PLAIN_SPELLING.get(cell[2], cell[2])
        return cell[0]

    return _ODD_VALUE.sub(mend, rows)
