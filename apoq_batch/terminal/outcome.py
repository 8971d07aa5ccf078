"""How a command ended, in lines: where things are and what to do next.

Knows the ends a run can have; must not decide which one it was.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from pathlib import Path

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.pack.recovery import InterruptedRun
from apoq_batch.pack.recovery import Reached
from apoq_batch.pack.write_back import WriteBack
from apoq_batch.terminal.console import counts_line
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_WORKBOOK_ENDINGS: Mapping[WriteBack, str] = {
    WriteBack.DONE: N_("Your workbook now has the result sheets: {workbook}"),
    WriteBack.NOT_WANTED: N_("Your workbook was left as it is: {workbook}"),
    WriteBack.OPEN_ELSEWHERE: N_(
        "Your workbook is open in another program and was left as it is: {workbook}. Close "
        "it and run again, or use the copy in the pack."
    ),
    WriteBack.CHANGED: N_(
        "Your workbook changed while the program was working and was left as it is: "
        "{workbook}. Run again."
    ),
    WriteBack.DISK_FULL: N_(
        "The disk is full and your workbook was left as it is: {workbook}. Free some space "
        "and run again, or use the copy in the pack."
    ),
    WriteBack.FORBIDDEN: N_(
        "The computer does not allow replacing your workbook and it was left as it is: "
        "{workbook}. Take its write protection away or move it to a folder of your own and "
        "run again, or use the copy in the pack."
    ),
    WriteBack.FAILED: N_(
        "Your workbook could not be replaced and was left as it is: {workbook}. Run again; "
        "if it happens once more, move it to another disk, or use the copy in the pack."
    ),
    WriteBack.REFUSED: N_(
        "Your workbook was left as it is: {workbook}. The result sheets are in a workbook "
        "of their own in the pack."
    ),
}

_INTERRUPTED: Mapping[Reached, str] = {
    Reached.NOTHING: N_(
        "The last run was stopped before it had finished the results of {month}. What it "
        "had begun is thrown away; your workbook and the earlier results were not touched."
    ),
    Reached.PACK_ONLY: N_(
        "The last run was stopped when the results of {month} were complete, but your "
        "workbook had not been replaced yet and is as it was: {workbook}."
    ),
    Reached.WORKBOOK_ONLY: N_(
        "The last run was stopped when your workbook already had the result sheets, but "
        "the new results of {month} were not in their place: {workbook}."
    ),
    Reached.BOTH: N_(
        "The last run was stopped at the very end: the results of {month} are complete and "
        "your workbook has the result sheets: {workbook}."
    ),
    Reached.PACK_AND_CHANGED: N_(
        "The last run was stopped when the results of {month} were complete; your workbook "
        "is not the one it had read, nor the one with the result sheets: {workbook}."
    ),
    Reached.PACK: N_(
        "The last run was stopped at the very end: the results of {month} are complete."
    ),
}


def interrupted_line(interrupted: InterruptedRun, texts: Texts) -> str:
    """What the last run, stopped half-way, had done and had not."""
    text = _INTERRUPTED[interrupted.reached]
    facts = {"month": interrupted.month, "workbook": interrupted.workbook}
    return texts.fill(text, facts)


def check_lines(
    findings: Iterable[Finding], marked: Path | None, texts: Texts
) -> Iterator[str]:
    """How many findings there are, where the marked copy is, what comes next."""
    rows = tuple(findings)
    yield ""
    yield counts_line(rows, texts)
    if not has_errors(rows):
        yield texts("The workbook can be closed: run apoq run with it.")
        return
    if marked is not None:
        copy = str(marked)
        yield texts("A copy with the faulty cells in red is in: {copy}", copy=copy)
    yield texts("Correct the errors in your workbook, save it and try again.")


def pack_lines(folder: Path, letters: int, texts: Texts) -> Iterator[str]:
    """Where the pack is and how many letters it has."""
    if letters:
        count = integer(letters)
        yield texts("Pack: {folder}, with {count} letters", folder=str(folder), count=count)
    else:
        yield texts("Pack: {folder}, without letters", folder=str(folder))


def write_back_lines(
    ending: WriteBack, workbook: Path, letters: int, texts: Texts
) -> Iterator[str]:
    """What became of her workbook, and what to do next."""
    yield texts(_WORKBOOK_ENDINGS[ending], workbook=str(workbook))
    if letters:
        yield texts(
            "Next: look at the sheet R Summary, print the letters, send the board its pack."
        )
    else:
        yield texts(
            "Next: look at the sheet R Summary; then close without --no-letters, for the letters and the board's report."
        )


def refusal_lines(refusal: Trouble, workbook: Path, texts: Texts) -> Iterator[str]:
    """Why her workbook cannot take the result sheets in, and what to do about it."""
    yield texts(refusal.message, name=workbook.name)
    yield f"    → {texts(refusal.hint)}"


_MOST_PLACES = 8


def clean_lines(
    workbook: Path, looking: tuple[str, ...], texts: Texts, *, found: bool
) -> Iterator[str]:
    """What `apoq clean` did, and which formulas now look at sheets that are gone."""
    if not found:
        yield texts(
            "Your workbook has no result sheets: {workbook}", workbook=str(workbook)
        )
        return
    yield texts(
        "The result sheets are out of your workbook and the rest is as it was: {workbook}",
        workbook=str(workbook),
    )
    if looking:
        shown = ", ".join(looking[:_MOST_PLACES])
        yield texts(
            "Formulas that looked at them show no value until the next run: {places}",
            places=shown if len(looking) <= _MOST_PLACES else f"{shown}, …",
        )


def cache_line(folder: Path | None, texts: Texts) -> str:
    """Where finished letters are kept, which are personal."""
    if folder is None:
        return texts("Finished letters are not kept from run to run.")
    return texts(
        "Finished letters are kept for the next run, for your eyes only, in: {folder}. "
        "The folder can be deleted at any time.",
        folder=str(folder),
    )
