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
from enum import StrEnum
from pathlib import Path

from apoq_batch.core.check_code import as_code
from apoq_batch.core.check_code import check_code
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pack import pack

PDF = b"%PDF-"


class Answer(StrEnum):
    """What there is to say about what was asked."""

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


class Change(StrEnum):
    """How a file of a pack is not as it was issued."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
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
class Difference:
    """A file that differs."""

    change: Change
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
    seal: str
    file: str = ""
    claim: str = ""
    letter: Issued | None = None
    differences: tuple[Difference, ...] = ()
    pages: tuple[int, ...] = ()
    cells: tuple[str, ...] = ()

    @property
    def is_issued(self) -> bool:
        """Whether the answer is yes."""
        return self.answer in _YES


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a pack says it holds; `seal` is a short code over all of it."""

    folder: Path
    month: str
    seal: str
    files: Mapping[str, str]
    letters: Mapping[str, Issued]


def read_manifest(folder: Path) -> Manifest:
    """A pack's manifest; BatchError when the folder has none that can be read."""
    path = folder / pack.MANIFEST
    try:
        content = path.read_bytes()
        told = json.loads(content)
        letters = {
            number.upper(): Issued(
                number=number, **{name: str(one[name]) for name in _TOLD}
            )
            for number, one in told.get("letters", {}).items()
        }
        return Manifest(
            folder=folder,
            month=str(told["month"]),
            seal=check_code(content.decode()),
            files={str(name): str(sha256) for name, sha256 in told["files"].items()},
            letters=letters,
        )
    except OSError as problem:
        raise BatchError(troubles.NO_MANIFEST, name=str(folder)) from problem
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise BatchError(troubles.BAD_MANIFEST, name=str(path)) from problem


_TOLD = ("code", "file", "member", "to", "about", "figure", "owed")


def verify(asked: str, folder: Path) -> Verdict:
    """The answer about a file, a folder or a code; BatchError."""
    manifest = read_manifest(folder)
    path = Path(asked)
    if path.is_dir():
        return verify_pack(path, manifest)
    if path.is_file():
        return _verify_file(path, manifest)
    return _verify_code(asked, manifest)


def verify_pack(folder: Path, manifest: Manifest) -> Verdict:
    """Whether a folder holds exactly what was issued; it may be a copy of the pack."""
    found = tuple(_differences(folder, manifest))
    return Verdict(
        answer=Answer.PACK_DIFFERS if found else Answer.PACK_WHOLE,
        name=str(folder),
        month=manifest.month,
        seal=manifest.seal,
        differences=found,
    )


def _differences(folder: Path, manifest: Manifest) -> Iterator[Difference]:
    there = {
        path.relative_to(folder).as_posix(): path
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    own = there.pop(pack.MANIFEST, None)
    if own is None:
        yield Difference(change=Change.MISSING, file=pack.MANIFEST)
    elif _read(own) != _read(manifest.folder / pack.MANIFEST):
        yield Difference(change=Change.CHANGED, file=pack.MANIFEST)
    for name, sha256 in sorted(manifest.files.items()):
        path = there.pop(name, None)
        if path is None:
            yield Difference(change=Change.MISSING, file=name)
        elif _sha256(path) != sha256:
            yield Difference(change=Change.CHANGED, file=name)
    for name in there:
        yield Difference(change=Change.ADDED, file=name)


def _verify_file(path: Path, manifest: Manifest) -> Verdict:
    content = _read(path)
    by_hash = {sha256: name for name, sha256 in manifest.files.items()}
    same = by_hash.get(hashlib.sha256(content).hexdigest())
    if same is not None:
        letter = _letter_in(same, manifest)
        answer = Answer.FILE_ISSUED if letter is None else Answer.LETTER_ISSUED
        return _verdict(answer, path.name, manifest, file=same, letter=letter)
    if content.startswith(PDF):
        from apoq_batch.pack.verify_pdf import claim_of

        claim = claim_of(content)
        if claim:
            return _verify_claim(path, content, claim, manifest)
    alike = _alike(path, manifest)
    answer = Answer.FILE_DIFFERS if alike else Answer.FILE_UNKNOWN
    return _verdict(answer, path.name, manifest, file=alike)


def is_workbook(name: str) -> bool:
    """Whether a file's name is that of a workbook."""
    return Path(name).suffix.lower() in (".xlsx", ".xlsm")


def _alike(path: Path, manifest: Manifest) -> str:
    """What a file should be: the one of its name; a workbook, the pack's workbook."""
    for name in manifest.files:
        if Path(name).name.lower() == path.name.lower():
            return name
    books = (name for name in manifest.files if "/" not in name and is_workbook(name))
    return next(books, "") if is_workbook(path.name) else ""


def _verify_claim(path: Path, content: bytes, claim: str, manifest: Manifest) -> Verdict:
    """A letter that is not byte for byte one of the pack, though it bears a number."""
    from apoq_batch.pack.verify_pdf import differing_pages

    number, code = split_claim(claim)
    letter = manifest.letters.get(number.upper())
    if letter is None or letter.code != code:
        answer = Answer.LETTER_UNKNOWN
        return _verdict(answer, path.name, manifest, claim=claim, letter=letter)
    issued = manifest.folder / letter.file
    return _verdict(
        Answer.LETTER_ALTERED,
        path.name,
        manifest,
        claim=claim,
        file=letter.file,
        letter=letter,
        pages=differing_pages(_read(issued), content) if issued.is_file() else (),
    )


def _verify_code(asked: str, manifest: Manifest) -> Verdict:
    """A code, a number, or both as the QR holds them."""
    number, code = split_claim(asked)
    if not code and not _NUMBER.fullmatch(number):
        raise BatchError(troubles.NOT_A_CODE, name=asked)
    numbered = manifest.letters.get(number.upper())
    coded = next((one for one in manifest.letters.values() if one.code == code), None)
    if number and code and numbered != coded:
        letter = numbered or coded
        return _verdict(Answer.CODE_MISMATCH, asked, manifest, letter=letter)
    letter = coded or numbered
    if letter is None:
        return _verdict(Answer.CODE_UNKNOWN, asked, manifest)
    return _verdict(Answer.CODE_ISSUED, asked, manifest, file=letter.file, letter=letter)


def split_claim(text: str) -> tuple[str, str]:
    """A number and a code as they were typed or stand in a letter; either may be missing."""
    plain = " ".join(text.split())
    number, _, last = plain.rpartition(" ")
    code = as_code(last)
    if _NUMBER.fullmatch(number) and code:
        return number, code
    if _NUMBER.fullmatch(plain):
        return plain, ""
    return ("", alone) if (alone := as_code(plain)) else (plain, "")


# A letter, a claim, a deed; the month; whose. `C-2026-09-S11` could else be a code.
_NUMBER = re.compile(r"[CAE]-\d{4}-\d{2}-.+", re.IGNORECASE)


def _letter_in(file: str, manifest: Manifest) -> Issued | None:
    return next((one for one in manifest.letters.values() if one.file == file), None)


def _verdict(
    answer: Answer,
    name: str,
    manifest: Manifest,
    *,
    file: str = "",
    claim: str = "",
    letter: Issued | None = None,
    pages: tuple[int, ...] = (),
) -> Verdict:
    return Verdict(
        answer=answer,
        name=name,
        month=manifest.month,
        seal=manifest.seal,
        file=file,
        claim=claim,
        letter=letter,
        pages=pages,
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as problem:
        raise BatchError(troubles.NO_ACCESS, name=path.name) from problem


def _sha256(path: Path) -> str:
    return hashlib.sha256(_read(path)).hexdigest()
