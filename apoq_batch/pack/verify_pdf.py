"""What a letter's file claims to be, and which of its pages are not as issued.

Knows PDF; must not know what was issued. Nothing in the file is believed or run.
"""

import io
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pikepdf import Page


def claim_of(content: bytes) -> str:
    """The number and code that a letter bears in its own data; nothing without them."""
    import pikepdf

    # pikepdf says ValueError, TypeError or an error of its own for what is no good PDF.
    with (
        suppress(pikepdf.PdfError, ValueError, TypeError, LookupError),
        pikepdf.open(io.BytesIO(content)) as file,
    ):
        return str(file.docinfo.get("/Keywords", ""))
    return ""


def differing_pages(issued: bytes, other: bytes) -> tuple[int, ...]:
    """The numbers of the pages whose drawing differs, those that one of them lacks too."""
    first, second = _drawings(issued), _drawings(other)
    longest = max(len(first), len(second))
    return tuple(
        number + 1
        for number in range(longest)
        if first[number : number + 1] != second[number : number + 1]
    )


def _drawings(content: bytes) -> tuple[bytes, ...]:
    import pikepdf

    with (
        suppress(pikepdf.PdfError, ValueError, TypeError, LookupError),
        pikepdf.open(io.BytesIO(content)) as file,
    ):
        return tuple(_drawing(page) for page in file.pages)
    return ()


def _drawing(page: "Page") -> bytes:
    page.contents_coalesce()
    return page.Contents.read_bytes() if "/Contents" in page else b""
