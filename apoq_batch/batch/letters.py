"""Every letter and report of a month, composed, printed and bound, into the pack.

Knows what is made and in which order; must not know what a letter says.
"""

from itertools import count
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


def make_letters(
    staging: "Staging", examined: Examined, request: Request, watcher: Watcher
) -> "tuple[Letter, ...]":
    """Compose every letter and report, then make PDF of them with all that goes along."""
    if not request.letters:
        return ()
    from apoq_batch.disk import make_folder
    from apoq_batch.letters import files
    from apoq_batch.letters.logo import logo_of
    from apoq_batch.pack import publishing
    from apoq_batch.pages import pdf_files
    from apoq_batch.report import board
    from apoq_batch.report import profile

    settlement, language = settled(examined), examined.language
    book, said = settlement.book, (settlement, examined.findings, examined.proofs)
    logo = logo_of(request.logo, book.settings.logo, request.workbook.parent)
    known = dict.fromkeys(known_member(settlement, code) for code in request.members)
    letters = files.letters_of(settlement, language, tuple(known))
    origin = board.Origin(sha256=examined.original.sha256, version=__version__)
    with publishing.writing(staging.folder):
        for name in files.FOLDERS:
            make_folder(staging.folder / name)
        report = board.compose(*said, origin, language)
        pages = files.pages_of(book, letters, staging.folder, language, logo)
        pages += [
            (board.render(report, logo), staging.folder / board.FILE_NAME),
            (profile.render(settlement, logo), staging.folder / profile.FILE_NAME),
        ]
        done = count(1)

        def tell() -> None:
            watcher(next(done), len(pages))

        pdf_files.write_all(
            pages, tell, request.workers, hire=request.hire, store=request.store
        )
    files.bind_all(staging, book, letters, language, pdf_files.store_at(request.store))
    return letters
