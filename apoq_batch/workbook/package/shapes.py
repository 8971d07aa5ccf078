"""The numbers by which drawings of notes and buttons tell their shapes apart.

Knows that the shapes of a whole workbook come in blocks of 1,024; must not know what a
shape looks like.
"""

import re

from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.parts import all_linked

SHAPES_IN_A_BLOCK = 1024
BLOCKS = re.compile(r'(<(?:\w+:)?idmap\b[^<>]*\bdata=")([0-9, ]+)(?=")')
_SHAPE = re.compile(r"_x0000_s([0-9]+)")


def blocks_in(package: Package) -> set[int]:
    """The blocks that drawings of the workbook use."""
    blocks: set[int] = set()
    for part in all_linked(package, "vmlDrawing"):
        drawing = package.archive.read(part).decode("utf-8", "replace")
        listed = ",".join(match[2] for match in BLOCKS.finditer(drawing))
        blocks |= {int(block) for block in re.findall(r"\d+", listed)}
        shapes = _SHAPE.findall(drawing)
        blocks |= {int(shape) // SHAPES_IN_A_BLOCK for shape in shapes}
    return blocks
