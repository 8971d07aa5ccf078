"""The QR of a letter: its number and check code, drawn as one outline.

Knows what a QR is made of; must not know what a letter says. The only user of segno.
"""

import re
from collections.abc import Iterator
from collections.abc import Sequence
from html import unescape

from apoq_batch.core.check_code import MISSING

# Light modules around a QR, which readers need.
_QUIET = 4
# Any mask can be read; to try all eight takes five times as long.
_MASK = 2
_LONGEST_IN_QR = 120
_UNDRAWN = re.compile(r'(<svg class="qr"[^>]*)>(<title>QR ([^<]*)</title>)</svg>')

Edges = tuple[set[int], set[int], set[int], set[int]]


def with_qr(page: str) -> str:
    """A page of HTML with its QR drawn, of which it has but the title, `QR` and the mark.

    That is left to who prints the page: it takes longer than all the rest, and a finished
    letter is found without. A number that is too long, or that cannot be printed as it is,
    is left out of the QR.
    """
    return _UNDRAWN.sub(_drawn, page)


def _drawn(found: re.Match[str]) -> str:
    opening, title, mark = found.groups()
    text = unescape(mark).upper()
    is_whole = len(text) <= _LONGEST_IN_QR and MISSING not in text
    outline, side = qr_outline(text if is_whole else text.split()[-1])
    box = f'viewBox="0 0 {side} {side}"'
    return f'{opening} {box}>{title}<path d="{outline}"/></svg>'


def qr_outline(text: str) -> tuple[str, int]:
    """A QR's dark modules as one SVG path, and the side of its square; no seams in it."""
    import segno

    made = segno.make(text, error="m", micro=False, mask=_MASK, boost_error=False)
    side = len(made.matrix) + 2 * _QUIET
    return "".join(_loops(_edges(made.matrix, side), side)), side


def _edges(rows: Sequence[bytearray], side: int) -> Edges:
    """Where edges between dark and light begin: to the right, down, left, up.

    The dark is on the right of each. A corner has the number of the module below and to
    the right of it, counted row by row.
    """
    edges: Edges = (set(), set(), set(), set())
    right, down, left, up = edges
    border = bytes(len(rows) + 2)
    padded = [border, *(b"\0" + bytes(row) + b"\0" for row in rows), border]
    for y, (above, row, below) in enumerate(
        zip(padded, padded[1:], padded[2:], strict=False)
    ):
        corner = (y + _QUIET) * side + _QUIET - 1
        x = row.find(1)
        while x >= 0:
            here = corner + x
            if not above[x]:
                right.add(here)
            if not row[x + 1]:
                down.add(here + 1)
            if not below[x]:
                left.add(here + 1 + side)
            if not row[x - 1]:
                up.add(here + side)
            x = row.find(1, x + 1)
    return edges


def _loops(edges: Edges, side: int) -> Iterator[str]:
    """The edges joined to closed outlines, straight pieces as one."""
    steps = 1, side, -1, -side
    for start in sorted(edges[0]):
        if start not in edges[0]:
            continue
        here, direction = start, 0
        yield f"M{start % side} {start // side}"
        while True:
            run, own, step = 0, edges[direction], steps[direction]
            while here in own:
                own.remove(here)
                here += step
                run += 1
            if here == start:
                # The last piece closes itself.
                yield "z"
                break
            yield f"{'hv'[direction % 2]}{run if direction < 2 else -run}"
            turned = (direction + 1) % 4
            direction = turned if here in edges[turned] else (direction + 3) % 4
