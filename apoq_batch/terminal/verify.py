"""An answer of `apoq verify` in lines.

Knows how answers are told; must not find them, nor show a DNI.
"""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from apoq_batch.letters.parts import Topic
from apoq_batch.pack.verify import Answer
from apoq_batch.pack.verify import FileChange
from apoq_batch.pack.verify import IssuedLetter
from apoq_batch.pack.verify import Verdict
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

MOST_LINES = 20

_ANSWERS: Mapping[Answer, str] = {
    Answer.PACK_WHOLE: N_("Yes: «{name}» is the pack of {month} as it was issued."),
    Answer.PACK_DIFFERS: N_("No: «{name}» is not the pack of {month} as it was issued."),
    Answer.FILE_ISSUED: N_("Yes: «{name}» is «{file}» of the pack of {month}, unchanged."),
    Answer.LETTER_ISSUED: N_(
        "Yes: «{name}» is a letter of the pack of {month}, unchanged."
    ),
    Answer.LETTER_ALTERED: N_(
        "No: «{name}» bears the number and code of a letter that was issued, «{claim}», but it is not that file."
    ),
    Answer.LETTER_UNKNOWN: N_(
        "No: «{name}» bears «{claim}», and no letter with that number and code was issued in {month}."
    ),
    Answer.FILE_DIFFERS: N_(
        "No: «{name}» is not «{file}» of the pack of {month}, nor any other file of it."
    ),
    Answer.FILE_UNKNOWN: N_("No: «{name}» is no file of the pack of {month}."),
    Answer.CODE_ISSUED: N_("Yes: «{name}» was issued in {month}."),
    Answer.CODE_MISMATCH: N_(
        "No: the number and the code of «{name}» do not belong together."
    ),
    Answer.CODE_UNKNOWN: N_("No: «{name}» was not issued in {month}."),
}

_CHANGES: Mapping[FileChange, str] = {
    FileChange.CHANGED: N_("changed: {file}"),
    FileChange.MISSING: N_("missing: {file}"),
    FileChange.ADDED: N_("added: {file}"),
}

# A manifest names what a letter is about as text, by the value of `Topic`.
_ABOUT: Mapping[str, str] = {
    Topic.LOAN: N_("Loan: {figure}"),
    Topic.NO_LOAN: N_("No loan"),
    Topic.LENT: N_("Loan on record: {figure}"),
    Topic.ACCOUNT: N_("Statement of account"),
    Topic.SUPPORT_PAID: N_("Support paid: {figure}"),
    Topic.SUPPORT_GRANTED: N_("Support granted: {figure}"),
    Topic.SUPPORT_WAITING: N_("Support that waits: {figure}"),
    Topic.SUPPORT_INCOMPLETE: N_("Support once it is complete: {figure}"),
    Topic.SUPPORT_REFUSED: N_("Support refused"),
    Topic.DEED: N_("Deed of handover: {figure}"),
}


def verdict_lines(verdict: Verdict, texts: Texts) -> Iterator[str]:
    """The answer, what was issued, what differs, and the pack's code to compare by telephone."""
    facts = {
        "name": verdict.name,
        "month": verdict.month,
        "file": verdict.file,
        "claim": verdict.claim,
    }
    yield texts.fill(_ANSWERS[verdict.answer], facts)
    if verdict.letter is not None:
        yield from _letter_lines(verdict.letter, texts)
    if verdict.answer is Answer.LETTER_ALTERED:
        yield f"    {_page_line(verdict, texts)}"
    if verdict.answer is Answer.CODE_ISSUED:
        yield texts("Compare these figures with the paper in your hand.")
    changed = [
        texts(_CHANGES[difference.change], file=difference.file)
        for difference in verdict.differences
    ]
    yield from _shortened(changed, texts)
    if verdict.cells:
        yield texts("Cells that differ:")
        yield from _shortened(verdict.cells, texts)
    yield texts("Seal of the pack: {seal}", seal=verdict.pack_code)


def _letter_lines(letter: IssuedLetter, texts: Texts) -> Iterator[str]:
    yield "    " + texts(
        "Issued: no. {number}, code {code}, to {to}",
        number=letter.number,
        code=letter.code,
        to=_to(letter),
    )
    about = _ABOUT.get(letter.about)
    if about is not None:
        yield "    " + texts.fill(about, {"figure": letter.figure})
    if letter.owed:
        yield "    " + texts("Owes: {owed}", owed=letter.owed)
    yield "    " + texts("In the pack: {file}", file=letter.file)


def _to(letter: IssuedLetter) -> str:
    return f"{letter.to} ({letter.member})" if letter.member else letter.to


def _page_line(verdict: Verdict, texts: Texts) -> str:
    if not verdict.pages:
        return texts(
            "What differs is not the drawing of its pages: fonts, notes or data about the file."
        )
    pages = ", ".join(integer(page) for page in verdict.pages)
    return texts("Pages that differ: {pages}", pages=pages)


def _shortened(lines: Sequence[str], texts: Texts) -> Iterator[str]:
    for line in lines[:MOST_LINES]:
        yield f"    {line}"
    more = len(lines) - MOST_LINES
    if more > 0:
        yield "    " + texts("and {count} more", count=integer(more))
