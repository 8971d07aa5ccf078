"""The month's two reports as pages of the pack: for the board, and for buyers.

Knows where each goes; must not know what they say.
"""

from pathlib import Path

from apoq_batch.core.settlement import Settlement
from apoq_batch.output import board
from apoq_batch.output import profile


def pages_of(
    report: board.Report, settlement: Settlement, folder: Path, logo: str
) -> list[tuple[str, Path]]:
    """Both as HTML with their place in the pack; the profile speaks its own languages."""
    return [
        (board.render(report, logo), folder / board.FILE_NAME),
        (profile.render(settlement, logo), folder / profile.FILE_NAME),
    ]
