"""A published pack read back: every file proven against the manifest.

Knows the manifest and what `resultados.json` says of the board and the month; must not
know her workbook, nor what becomes of what is read.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from pathlib import PurePosixPath

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.period import Month
from apoq_batch.pack import pack
from apoq_batch.tables.summary import Figure
from apoq_batch.tables.summary import Group
from apoq_batch.wording.dates import LOCALES

# What may change while the month's figures stay the same.
_NOT_FIGURES = ("board", "version")


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardMember:
    """Someone of the board with an address, as the pack names them."""

    role: str
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthFigures:
    """The month in five figures; money in céntimos, loans None when none are due."""

    boxes_month: int
    boxes_year: int
    premium_month: int
    premium_year: int
    loans: int | None
    loans_total: int | None
    owed: int
    late: Fraction | None
    available: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedPack:
    """A pack as it was published. Two packs with the same figures have the same key."""

    folder: Path
    key: str
    month: Month
    language: str
    organisation: str
    board: tuple[BoardMember, ...]
    figures: MonthFigures
    files: Mapping[str, bytes]


def open_pack(folder: Path) -> SealedPack:
    """Read a pack whole; BatchError when it is none, was changed, or says too little."""
    path = folder / pack.MANIFEST
    if not path.is_file():
        raise BatchError(troubles.NO_PACK, name=str(folder))
    try:
        manifest = json.loads(path.read_bytes())
        hashes = {str(name): str(known) for name, known in manifest["files"].items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise _changed(folder, pack.MANIFEST) from problem
    # The bytes that are proven are the bytes that are sent: no file is read twice.
    files = {name: _proven(folder, name, known) for name, known in hashes.items()}
    try:
        return _understood(folder, manifest, files)
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        raise BatchError(troubles.PACK_TOO_OLD, name=str(folder)) from problem


def _proven(folder: Path, name: str, known: str) -> bytes:
    place = PurePosixPath(name)
    if place.is_absolute() or ".." in place.parts or "\\" in name or ":" in name:
        raise _changed(folder, name)
    try:
        content = (folder / place).read_bytes()
    except OSError as problem:
        raise _changed(folder, name) from problem
    if hashlib.sha256(content).hexdigest() != known:
        raise _changed(folder, name)
    return content


def _changed(folder: Path, name: str) -> BatchError:
    return BatchError(troubles.PACK_CHANGED, name=str(folder), file=name)


def _understood(
    folder: Path, manifest: Mapping[str, object], files: Mapping[str, bytes]
) -> SealedPack:
    results = json.loads(files[pack.RESULTS])
    language = str(manifest["language"])
    if language not in LOCALES:
        raise LookupError(language)
    board = tuple(
        BoardMember(role=row["role"], name=row["name"], address=row["email"])
        for row in results["board"]
    )
    return SealedPack(
        folder=folder,
        key=_key(results),
        month=Month.of(date.fromisoformat(f"{results['month']}-01")),
        language=language,
        organisation=results["parameters"]["organisation"],
        board=board,
        figures=_figures(results["sheets"]),
        files=files,
    )


def _key(results: Mapping[str, object]) -> str:
    """Closing a month again with the same figures makes no other pack to send."""
    told = {name: value for name, value in results.items() if name not in _NOT_FIGURES}
    plain = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(plain.encode()).hexdigest()


def _figures(sheets: Mapping[str, list[dict[str, object]]]) -> MonthFigures:
    said = {(row["group"], row["figure"]): row["value"] for row in sheets["summary"]}
    late = said[Group.LOANS, Figure.PAR30]
    months = [row["value"] for row in sheets["summary"] if row["group"] == Group.PREMIUM]
    return MonthFigures(
        boxes_month=_whole(said[Group.PRODUCTION, Figure.BOXES_MONTH]),
        boxes_year=_whole(said[Group.PRODUCTION, Figure.BOXES_YEAR]),
        premium_month=_money(months[-1]),
        premium_year=_money(said[Group.PRODUCTION, Figure.PREMIUM_SOLES]),
        loans=_perhaps(said[Group.LOANS, Figure.LOANS_PROPOSED]),
        loans_total=_perhaps(said[Group.LOANS, Figure.AMOUNT_PROPOSED]),
        owed=_money(said[Group.LOANS, Figure.PORTFOLIO]),
        late=None if late is None else Fraction(str(late)),
        available=sum(_whole(row["available"]) for row in sheets["funds"]),
    )


def _perhaps(value: object) -> int | None:
    if value is None:
        return None
    return _money(value) if isinstance(value, dict) else _whole(value)


def _money(value: object) -> int:
    if not isinstance(value, dict):
        raise TypeError(f"no money: {value!r}")
    return _whole(value["centimos"])


def _whole(value: object) -> int:
    if not isinstance(value, int):
        raise TypeError(f"no whole number: {value!r}")
    return value
