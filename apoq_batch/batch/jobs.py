"""What the other commands do: mark, clean, explain, verify, recover, write a new workbook.

Knows which step follows which; must not know how a step is done, nor the terminal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from apoq_batch.batch.examine import Examined
from apoq_batch.batch.examine import known_member
from apoq_batch.batch.examine import settled
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pack.write_back import WriteBack
from apoq_batch.pack.write_back import write_back
from apoq_batch.wording.explain import ExplainedTopic
from apoq_batch.wording.explain import explain_member
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.reading.opening import open_workbook

if TYPE_CHECKING:
    from apoq_batch.pack.recovery import InterruptedRun
    from apoq_batch.pack.verify import Verdict


MARKED_SUFFIX = " - revisado"


def mark(examined: Examined, target: Path) -> Path:
    """Write the marked copy of a workbook with errors, never in the workbook's place."""
    from apoq_batch.disk import make_folder
    from apoq_batch.disk import replace_file
    from apoq_batch.pack import publishing
    from apoq_batch.workbook.results.marked_copy import marked_copy

    with publishing.writing(target):
        if target.is_file() and target.read_bytes() == examined.original.content:
            raise BatchError(troubles.MARKED_IS_INPUT, name=target.name)
        content = marked_copy(
            examined.original, examined.findings, texts(examined.language)
        )
        make_folder(target.parent)
        replace_file(target, content)
    return target


def write_new(target: Path, content: bytes) -> None:
    """Write a new workbook; BatchError when there is already a file of that name."""
    from apoq_batch.disk import make_folder
    from apoq_batch.disk import write_through
    from apoq_batch.pack import publishing

    with publishing.writing(target):
        make_folder(target.parent)
        try:
            write_through(target, content)
        except FileExistsError as problem:
            raise BatchError(troubles.EXISTS_ALREADY, name=target.name) from problem


def marked_path(output: Path, workbook: Path) -> Path:
    """Where the marked copy goes when nothing else is said."""
    return output / f"{workbook.stem}{MARKED_SUFFIX}{_kind(workbook)}"


def _kind(workbook: Path) -> str:
    """How a copy's name must end, or Excel does not open it: macros stay in the copy."""
    return ".xlsm" if workbook.suffix.lower() == ".xlsm" else ".xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """What `apoq clean` did: whether there were result sheets, and what used them.

    `formulas` are the places of her formulas that used them, as Sheet!A1.
    """

    had_results: bool
    formulas: tuple[str, ...]


def clean(workbook: Path) -> Cleaned:
    """Take the result sheets out of a workbook again; BatchError when it stays as it is."""
    from apoq_batch.workbook.package.archive import Refused
    from apoq_batch.workbook.package.result_sheets import formulas_using_results
    from apoq_batch.workbook.package.result_sheets import take_out

    original = open_workbook(workbook)
    try:
        formulas = formulas_using_results(original)
        content = take_out(original)
    except Refused as problem:
        raise BatchError(problem.trouble, name=original.name) from problem
    result = write_back(workbook, original.content, content)
    if result is not WriteBack.DONE:
        raise BatchError(
            _NOT_CLEANED.get(result, troubles.NOT_REPLACED), name=original.name
        )
    places = tuple(f"{place.sheet}!{place.cell}" for place in formulas)
    return Cleaned(had_results=content != original.content, formulas=places)


_NOT_CLEANED = {
    WriteBack.OPEN_ELSEWHERE: troubles.IS_OPEN_ELSEWHERE,
    WriteBack.CHANGED: troubles.HAS_CHANGED,
    WriteBack.DISK_FULL: troubles.DISK_FULL,
    WriteBack.FORBIDDEN: troubles.OUTPUT_FORBIDDEN,
}


def explain(examined: Examined, member: str) -> tuple[ExplainedTopic, ...]:
    """The story of one member's figures; the workbook must have no errors."""
    settlement = settled(examined)
    code = known_member(settlement, member)
    return explain_member(settlement, code, texts(examined.language))


def verify(query: str, pack: Path) -> "Verdict":
    """Whether a file, a folder or a code is as a pack has it; writes nothing."""
    from apoq_batch.pack import publishing
    from apoq_batch.pack import verify as issued
    from apoq_batch.workbook.reading.differences import differing_cells

    verdict = issued.verify(query, pack)
    differs = verdict.answer is issued.Answer.FILE_DIFFERS
    if not differs or not publishing.is_workbook(query):
        return verdict
    both = (pack / verdict.file).read_bytes(), Path(query).read_bytes()
    return replace(verdict, cells=differing_cells(verdict.name, *both))


def recover(output: Path, tell: "Callable[[InterruptedRun], None]") -> None:
    """Tell what earlier runs left unfinished in the folder of results, and clear it."""
    from apoq_batch.pack import publishing

    publishing.recover(output, tell)
