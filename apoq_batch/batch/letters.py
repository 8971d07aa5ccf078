"""Every letter and report of a month, composed, printed and bound, into the pack.

Knows what is made and in which order; must not know what a letter says.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from contextlib import ExitStack
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from apoq_batch import __version__
from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import known_member
from apoq_batch.batch.examine import settled
from apoq_batch.batch.request import Request
from apoq_batch.batch.request import Watcher

if TYPE_CHECKING:
    from apoq_batch.letters.member import Letter
    from apoq_batch.pack.recovery import Staging


@contextmanager
def making_letters(
    staging: "Staging", examined: Examined, request: Request, watcher: Watcher
) -> "Iterator[tuple[Letter, ...]]":
    """Make every letter and report, and at the end what is made of them.

    Workers make them while other things are done within the context; it gives the letters
    as they are composed, none if none are wanted.
    """
    if not request.letters:
        yield ()
        return
    from apoq_batch.disk import make_folder
    from apoq_batch.letters import files
    from apoq_batch.pack import publishing
    from apoq_batch.pages import pdf_files
    from apoq_batch.pages import templates

    settlement, language = settled(examined), examined.language
    cache = pdf_files.open_cache(request.cache_folder)
    if cache is not None:
        templates.keep_compiled(language, cache)
    known = dict.fromkeys(known_member(settlement, code) for code in request.members)
    letters = files.letters_of(settlement, language, tuple(known))
    with publishing.writing(staging.folder):
        for name in files.FOLDERS:
            make_folder(staging.folder / name)
    pages = _pages(staging.folder, examined, request, letters)
    done = count(1)
    with _own_errors_of(
        staging.folder,
        pdf_files.writing_all(
            pages,
            lambda: watcher(next(done), len(pages)),
            request.workers,
            open_pool=request.open_pool,
            cache_folder=request.cache_folder,
        ),
    ):
        yield letters
    files.bind_all(staging, settlement.book, letters, language, cache)


@contextmanager
def _own_errors_of(folder: Path, making: AbstractContextManager[None]) -> "Iterator[None]":
    """A context whose own OSErrors say that results cannot be written there.

    What goes wrong in its body is something else, and comes out as it is.
    """
    from apoq_batch.pack import publishing

    with ExitStack() as stack:
        with publishing.writing(folder):
            stack.enter_context(making)
        yield
        with publishing.writing(folder):
            stack.close()


def _pages(
    folder: Path, examined: Examined, request: Request, letters: "tuple[Letter, ...]"
) -> list[tuple[str, Path]]:
    """Every page to be laid out, with its place in the pack."""
    from apoq_batch.letters import files
    from apoq_batch.letters.logo import logo_of
    from apoq_batch.report import board
    from apoq_batch.report import profile

    settlement, language = settled(examined), examined.language
    book = settlement.book
    logo = logo_of(request.logo, book.settings.logo, request.workbook.parent)
    origin = board.Origin(sha256=examined.original.sha256, version=__version__)
    report = board.compose(settlement, examined.findings, examined.proofs, origin, language)
    return [
        *files.pages_of(book, letters, folder, language, logo),
        (board.render(report, logo), folder / board.FILE_NAME),
        (profile.render(settlement, logo), folder / profile.FILE_NAME),
    ]
