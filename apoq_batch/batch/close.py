"""The order of one close, from her workbook to the pack; the only list of its steps.

Knows which step follows which; must not know how a step is done, nor the terminal.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from apoq_batch import __version__
from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import examine
from apoq_batch.batch.examine import settled
from apoq_batch.batch.jobs import mark
from apoq_batch.batch.jobs import marked_path
from apoq_batch.batch.letters import making_letters
from apoq_batch.batch.request import Request
from apoq_batch.batch.request import Watcher
from apoq_batch.batch.result_workbook import ResultBook
from apoq_batch.batch.result_workbook import result_workbook
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.pack.write_back import WriteBack
from apoq_batch.pack.write_back import write_back
from apoq_batch.wording.texts import ORIGINAL
from apoq_batch.workbook.package.package import Package

if TYPE_CHECKING:
    from apoq_batch.pack.recovery import PlannedWrite
    from apoq_batch.pack.recovery import Staging


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did: where the pack is, or the marked copy when there are errors."""

    examined: Examined
    pack: Path | None = None
    marked: Path | None = None
    unmarked: BatchError | None = None
    letters: int = 0
    write_back: WriteBack = WriteBack.NOT_WANTED
    refusal: Trouble | None = None


def run(request: Request, watcher: Watcher) -> Outcome:
    """The main job: from her workbook to the pack, and back into her workbook."""
    from apoq_batch.letters.files import letter_index
    from apoq_batch.pack import publishing
    from apoq_batch.pack.results_json import manifest_facts

    examined = examine(request.workbook, request.language)
    if examined.has_errors:
        target = marked_path(request.output, request.workbook)
        try:
            return Outcome(examined=examined, marked=mark(examined, target))
        except BatchError as problem:
            return Outcome(examined=examined, unmarked=problem)
    settlement = settled(examined)
    original, language = examined.original, examined.language
    target = request.output / str(settlement.month)
    if request.workbook.resolve().is_relative_to(target.resolve()):
        raise BatchError(troubles.INSIDE_PACK, name=request.workbook.name)
    everybody = request.letters and not request.members
    with publishing.building(request.output, str(settlement.month)) as staging:
        publishing.refuse_lost_letters(
            staging.target, request.members, all_are_made=everybody
        )
        with making_letters(staging, examined, request, watcher) as letters:
            book = _put_results(staging, examined)
        facts = manifest_facts(settlement, original.name, original.sha256, __version__)
        facts = {**facts, "language": language, publishing.ONLY: list(request.members)}
        publishing.write_manifest(staging, {**facts, "letters": letter_index(letters)})
        folder = publishing.publish(staging, _planned_write(request, original, book))
        handed_back = _write_back(request, examined, book)
    return Outcome(
        examined=examined,
        pack=folder,
        letters=len(letters),
        write_back=handed_back,
        refusal=book.refusal,
    )


def _put_results(staging: "Staging", examined: Examined) -> ResultBook:
    """Put her workbook with its results, hers as it was, and `resultados.json` in the pack."""
    from apoq_batch.pack import publishing
    from apoq_batch.pack.results_json import figures
    from apoq_batch.tables import result_tables

    original, language = examined.original, examined.language
    settlement = settled(examined)
    facts = settlement, examined.findings, examined.proofs
    tables = result_tables(*facts, language)
    plain = tables if language == ORIGINAL else result_tables(*facts, ORIGINAL)
    book = result_workbook(examined, tables)
    publishing.put(staging, book.name, book.content)
    publishing.put(staging, f"{publishing.ORIGINAL}/{original.name}", original.content)
    results = figures(plain, settlement, examined.findings, __version__)
    publishing.put(staging, publishing.RESULTS, results)
    return book


def _planned_write(request: Request, original: Package, book: ResultBook) -> "PlannedWrite":
    """What is to become of her workbook, for the next run if this one is stopped."""
    from apoq_batch.pack.recovery import PlannedWrite

    is_replaced = request.write_back and book.refusal is None
    return PlannedWrite(
        workbook=request.workbook.resolve(),
        before=original.sha256,
        after=hashlib.sha256(book.content).hexdigest() if is_replaced else None,
    )


def _write_back(request: Request, examined: Examined, book: ResultBook) -> WriteBack:
    if not request.write_back:
        return WriteBack.NOT_WANTED
    if book.refusal is not None:
        return WriteBack.REFUSED
    return write_back(request.workbook, examined.original.content, book.content)
