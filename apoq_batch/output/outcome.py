"""How a command ended, in lines: where things are and what to do next.

Knows the ends a run can have; must not decide which one it was.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import has_errors
from apoq_batch.output.console import counts_line
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

if TYPE_CHECKING:
    from apoq_batch.output.doctor import Need

_HAND_BACK = {
    "done": N_("Your workbook now has the result sheets: {workbook}"),
    "not_wanted": N_("Your workbook was left as it is: {workbook}"),
    "open_elsewhere": N_(
        "Your workbook is open in another program and was left as it is: {workbook}. Close "
        "it and run again, or use the copy in the pack."
    ),
    "changed": N_(
        "Your workbook changed while the program was working and was left as it is: "
        "{workbook}. Run again."
    ),
    "failed": N_(
        "Your workbook could not be replaced and was left as it is: {workbook}. Close it in "
        "other programs and run again, or use the copy in the pack."
    ),
    "refused": N_(
        "Your workbook is signed, shared, final or partly damaged and was left as it is: {workbook}. "
        "The result sheets are in a workbook of their own in the pack."
    ),
}


def check_lines(
    findings: Iterable[Finding], marked: Path | None, texts: Texts
) -> Iterator[str]:
    """How many findings there are, where the marked copy is, what comes next."""
    held = tuple(findings)
    yield ""
    yield counts_line(held, texts)
    if not has_errors(held):
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


def hand_back_lines(ending: str, workbook: Path, texts: Texts) -> Iterator[str]:
    """What became of her workbook, and what to do next."""
    yield texts(_HAND_BACK[ending], workbook=str(workbook))
    yield texts(
        "Next: look at the sheet R Summary, print the letters, send the board its pack."
    )


def doctor_lines(needs: "Iterable[Need]", texts: Texts) -> Iterator[str]:
    """Every need with a mark, and what to do about the ones that are not met."""
    held = tuple(needs)
    for need in held:
        mark = "✓" if need.met else "✗"
        detail = f" ({need.detail})" if need.detail else ""
        yield f"{mark} {texts(need.name)}{detail}"
        if not need.met:
            yield f"    → {texts(need.remedy)}"
    missing = sum(not need.met for need in held)
    yield ""
    if missing:
        yield texts.plural(
            "{count} thing is missing.", "{count} things are missing.", count=missing
        )
    else:
        yield texts("Everything the program needs is here.")
