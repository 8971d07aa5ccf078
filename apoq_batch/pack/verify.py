"""Is this what was issued: a letter, a workbook, a whole pack, or a code typed off paper.

Knows a pack's manifest and what a letter claims to be; must not know how any of them is
made, nor show a DNI. It only reads.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from apoq_batch.core.check_code import as_code
from apoq_batch.core.check_code import check_code
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pack import publishing

PDF = b"%PDF-"


class Answer(StrEnum):
    """Every answer that `apoq verify` can give."""

    PACK_WHOLE = "pack_whole"
    PACK_DIFFERS = "pack_differs"
    FILE_ISSUED = "file_issued"
    LETTER_ISSUED = "letter_issued"
    LETTER_ALTERED = "letter_altered"
    LETTER_UNKNOWN = "letter_unknown"
    FILE_DIFFERS = "file_differs"
    FILE_UNKNOWN = "file_unknown"
    CODE_ISSUED = "code_issued"
    CODE_MISMATCH = "code_mismatch"
    CODE_UNKNOWN = "code_unknown"


_YES = (Answer.PACK_WHOLE, Answer.FILE_ISSUED, Answer.LETTER_ISSUED, Answer.CODE_ISSUED)


class FileChange(StrEnum):
    """How a file of a pack is not as it was issued."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedLetter:
    """A letter as the manifest knows it."""

    number: str
    code: str
    file: str
    member: str
    to: str
    about: str
    figure: str
    owed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDifference:
    """A file that differs."""

    change: FileChange
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer about one thing, `name`.

    `file` is what it is, or should be, in the pack; `claim` the number and code that a
    letter bears; `pages` those of a letter that differ, empty when they cannot be told;
    `cells` those of a workbook, such as `Entregas!F38`.
    """

    answer: Answer
    name: str
    month: str
    pack_code: str
    file: str = ""
    claim: str = ""
    letter: IssuedLetter | None = None
    differences: tuple[FileDifference, ...] = ()
    pages: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def is_issued(self) -> bool:
        """Whether the answer is yes."""
        return self.answer in _YES


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a pack says it holds; `pack_code` is a short code over all of it."""

    folder: Path
    month: str
    pack_code: str
    files: Mapping[str, str]
    letters: Mapping[str, IssuedLetter]


def read_manifest(folder: Path) -> Manifest:
    """A pack's manifest; BatchError when the folder has none that can be read."""
    path = folder / publishing.MANIFEST
    try:
        content = path.read_bytes()
        facts = json.loads(content)
        letters = {
            number.upper(): IssuedLetter(
                number=number, **{name: str(letter[name]) for name in _LETTER_FACTS}
            )
            for number, letter in facts.get("letters", {}).items()
        }
        return Manifest(
            folder=folder,
            month=str(facts["month"]),
            pack_code=check_code(content.decode()),
            files={str(name): str(sha256) for name, sha256 in facts["files"].items()},
            letters=letters,
        )
    except OSError as problem:
        raise BatchError(troubles.NO_MANIFEST, name=str(folder)) from problem
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise BatchError(troubles.BAD_MANIFEST, name=str(path)) from problem


_LETTER_FACTS = ("code", "file", "member", "to", "about", "figure", "owed")


def verify(query: str, folder: Path) -> Verdict:
    """Compare a file, a folder, a code or a number with the pack in `folder`; BatchError."""
    manifest = read_manifest(folder)
    path = Path(query)
    if path.is_dir():
        return verify_pack(path, manifest)
    if path.is_file():
        return _verify_file(path, manifest)
    return _verify_code(query, manifest)


def _verdict(answer: Answer, name: str, manifest: Manifest) -> Verdict:
    month, pack_code = manifest.month, manifest.pack_code
    return Verdict(answer=answer, name=name, month=month, pack_code=pack_code)


def verify_pack(folder: Path, manifest: Manifest) -> Verdict:
    """Whether a folder holds exactly what was issued; it may be a copy of the pack."""
    differences = tuple(_differences(folder, manifest))
    answer = Answer.PACK_DIFFERS if differences else Answer.PACK_WHOLE
    return replace(_verdict(answer, str(folder), manifest), differences=differences)


def _differences(folder: Path, manifest: Manifest) -> Iterator[FileDifference]:
    present = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    issued = {publishing.MANIFEST: _sha256(manifest.folder / publishing.MANIFEST)}
    for name, sha256 in {**issued, **dict(sorted(manifest.files.items()))}.items():
        path = present.pop(name, None)
        if path is None:
            yield FileDifference(change=FileChange.MISSING, file=name)
        elif _sha256(path) != sha256:
            yield FileDifference(change=FileChange.CHANGED, file=name)
    for name in present:
        yield FileDifference(change=FileChange.ADDED, file=name)


def _verify_file(path: Path, manifest: Manifest) -> Verdict:
    content = _read(path)
    by_hash = {sha256: name for name, sha256 in manifest.files.items()}
    same = by_hash.get(hashlib.sha256(content).hexdigest())
    if same is not None:
        letters = manifest.letters.values()
        letter = next((letter for letter in letters if letter.file == same), None)
        answer = Answer.FILE_ISSUED if letter is None else Answer.LETTER_ISSUED
        return replace(_verdict(answer, path.name, manifest), file=same, letter=letter)
    if content.startswith(PDF):
        from apoq_batch.pack.verify_pdf import claim_of

        claim = claim_of(content)
        if claim:
            return _verify_claim(path, content, claim, manifest)
    expected = _expected_file(path, manifest)
    answer = Answer.FILE_DIFFERS if expected else Answer.FILE_UNKNOWN
    return replace(_verdict(answer, path.name, manifest), file=expected)


def _expected_file(path: Path, manifest: Manifest) -> str:
    """What a file should be: the one of its name; a workbook, the pack's workbook."""
    for name in manifest.files:
        if Path(name).name.lower() == path.name.lower():
            return name
    is_workbook = publishing.is_workbook(path.name)
    return publishing.result_workbook(manifest.files) if is_workbook else ""


def _verify_claim(path: Path, content: bytes, claim: str, manifest: Manifest) -> Verdict:
    """A letter that is not byte for byte one of the pack, though it bears a number."""
    from apoq_batch.pack.verify_pdf import differing_pages

    number, code = split_claim(claim)
    letter = manifest.letters.get(number.upper())
    if letter is None or letter.code != code:
        unknown = _verdict(Answer.LETTER_UNKNOWN, path.name, manifest)
        return replace(unknown, claim=claim, letter=letter)
    issued = manifest.folder / letter.file
    return replace(
        _verdict(Answer.LETTER_ALTERED, path.name, manifest),
        claim=claim,
        file=letter.file,
        letter=letter,
        pages=differing_pages(_read(issued), content) if issued.is_file() else (),
    )


def _verify_code(query: str, manifest: Manifest) -> Verdict:
    """A code, a number, or both as the QR holds them."""
    number, code = split_claim(query)
    if not code and not _NUMBER.fullmatch(number):
        raise BatchError(troubles.NOT_A_CODE, name=query)
    by_number = manifest.letters.get(number.upper())
    letters = manifest.letters.values()
    by_code = next((letter for letter in letters if letter.code == code), None)
    if number and code and by_number != by_code:
        mismatch = _verdict(Answer.CODE_MISMATCH, query, manifest)
        return replace(mismatch, letter=by_number or by_code)
    letter = by_code or by_number
    if letter is None:
        return _verdict(Answer.CODE_UNKNOWN, query, manifest)
    issued = _verdict(Answer.CODE_ISSUED, query, manifest)
    return replace(issued, file=letter.file, letter=letter)


def split_claim(text: str) -> tuple[str, str]:
    """A number and a code as they were typed or stand in a letter; either may be missing."""
    words = " ".join(text.split())
    number, _, last = words.rpartition(" ")
    code = as_code(last)
    if _NUMBER.fullmatch(number) and code:
        return number, code
    if _NUMBER.fullmatch(words):
        return words, ""
    code = as_code(words)
    return ("", code) if code else (words, "")


# A letter, a claim, a deed; the month; whose. `C-2026-09-S11` could else be a code.
_NUMBER = re.compile(r"[CAE]-\d{4}-\d{2}-.+", re.IGNORECASE)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BatchError(troubles.NO_ACCESS, name=path.name) from problem


def _sha256(path: Path) -> str:
    return hashlib.sha256(_read(path)).hexdigest()
