"""The association's logo: from a picture on the disk to what a letter can carry inside.

Knows pictures; must not know letters. The only user of Pillow.
"""

import base64
import io
from pathlib import Path

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pages.pdf_page import INLINE_PICTURE

# 15 mm high and at most 42 mm wide, at about 240 dots an inch.
LARGEST = (400, 144)
MOST_BYTES = 20_000_000
MOST_DOTS = 50_000_000
_KINDS = ("PNG", "JPEG", "GIF", "WEBP", "BMP")


def logo_of(chosen: Path | None, named: str | None, folder: Path) -> str:
    """The logo chosen, else the one named in the workbook of that folder, else none.

    BatchError when it is not there or cannot be used.
    """
    if chosen is not None:
        return logo_address(chosen)
    if not named:
        return ""
    if Path(named).name != named:
        raise BatchError(troubles.BAD_LOGO, name=named)
    return logo_address(folder / named)


def logo_address(path: Path) -> str:
    """A picture as a `data:` address, made as small as it is shown.

    The same picture gives the same text. BatchError when it cannot be used.
    """
    return f"{INLINE_PICTURE}{base64.b64encode(_small(path)).decode()}"


def _small(path: Path) -> bytes:
    from PIL import Image

    refused = BatchError(troubles.BAD_LOGO, name=path.name)
    try:
        content = path.read_bytes()
        if len(content) > MOST_BYTES:
            raise refused
        with Image.open(io.BytesIO(content), formats=_KINDS) as picture:
            if picture.width * picture.height > MOST_DOTS:
                raise refused
            shown = picture.convert("RGBA")
    except FileNotFoundError as problem:
        raise BatchError(troubles.NO_LOGO, name=path.name) from problem
    # Pillow has an error of its own for each way in which a picture can be broken.
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as problem:
        raise refused from problem
    shown.thumbnail(LARGEST)
    made = io.BytesIO()
    shown.save(made, "PNG")
    return made.getvalue()
