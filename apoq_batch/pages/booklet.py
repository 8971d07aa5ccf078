"""Many PDF files -> one to print on both sides: each file begins on a sheet of its own.

Knows pages and bookmarks; must not know whose letters they are. The same files give the
same bytes. The only user of pikepdf besides verify.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """Files under one bookmark; each has a bookmark of its own below it."""

    title: str
    files: tuple[tuple[str, Path], ...]


def bind(title: str, language: str, chapters: Sequence[Chapter]) -> bytes:
    """One file of all chapters, in order, an empty page after each odd number of pages."""
    import pikepdf

    whole = pikepdf.new()
    with whole.open_outline() as outline:
        for chapter in chapters:
            item = pikepdf.OutlineItem(chapter.title, len(whole.pages))
            # Closed at first: sectors are what one looks for.
            item.is_closed = True
            for name, path in chapter.files:
                item.children.append(pikepdf.OutlineItem(name, len(whole.pages)))
                with pikepdf.open(path) as one:
                    whole.pages.extend(one.pages)
                    if len(one.pages) % 2:
                        box = one.pages[-1].mediabox
                        size = float(box[2]), float(box[3])
                        whole.add_blank_page(page_size=size)
            outline.root.append(item)
    for page in whole.pages:
        # The order of reading stays with each letter: this one is for the printer.
        if "/StructParents" in page:
            del page["/StructParents"]
    whole.docinfo["/Title"] = title
    whole.Root.Lang = pikepdf.String(language)
    made = io.BytesIO()
    whole.save(
        made,
        deterministic_id=True,
        compress_streams=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
    )
    return made.getvalue()
