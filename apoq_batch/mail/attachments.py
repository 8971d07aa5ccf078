"""What of a pack goes along with a message: the report, and what else is asked for.

Knows which files of a pack are which; must not know how they are put into a message.
"""

import io
import zipfile
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pack import publishing
from apoq_batch.pack.published import PublishedPack

_WORKBOOKS = (".xlsx", ".xlsm")
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class Kind(StrEnum):
    """What can be asked for with `--attach`."""

    REPORT = "informe"
    PROFILE = "perfil"
    WORKBOOK = "workbook"
    LETTERS = "letters"


# What these are called in the pack.
_NAMES = {Kind.REPORT: "informe-directiva.pdf", Kind.PROFILE: "perfil.pdf"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file that goes along."""

    kind: Kind
    name: str
    content: bytes


def enclosures(sealed: PublishedPack, asked: Iterable[Kind]) -> tuple[Attachment, ...]:
    """The report where the pack has one, and everything asked for, which must be there.

    BatchError names what is not.
    """
    wanted = frozenset(asked)
    return tuple(one for kind in Kind for one in _found(sealed, kind, wanted))


def _found(
    sealed: PublishedPack, kind: Kind, wanted: frozenset[Kind]
) -> Iterator[Attachment]:
    if kind in wanted or kind is Kind.REPORT:
        found = _of_kind(sealed, kind)
        if found is not None:
            yield found
        elif kind in wanted:
            where = str(sealed.folder)
            raise BatchError(troubles.NOT_IN_PACK, name=where, what=kind.value)


def _of_kind(sealed: PublishedPack, kind: Kind) -> Attachment | None:
    if kind is Kind.LETTERS:
        return _letters(sealed)
    books = (name for name in sealed.files if _is_result_book(name))
    name = next(books, "") if kind is Kind.WORKBOOK else _NAMES[kind]
    content = sealed.files.get(name)
    return None if content is None else Attachment(kind=kind, name=name, content=content)


def _is_result_book(name: str) -> bool:
    place = PurePosixPath(name)
    return len(place.parts) == 1 and place.suffix.lower() in _WORKBOOKS


def _letters(sealed: PublishedPack) -> Attachment | None:
    """All letters in one file: hundreds of attachments no mailbox shows well."""
    start = f"{publishing.LETTERS}/"
    names = sorted(name for name in sealed.files if name.startswith(start))
    if not names:
        return None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            # The same letters give the same bytes, whenever they are packed.
            member = zipfile.ZipInfo(name.removeprefix(start), _LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, sealed.files[name])
    return Attachment(
        kind=Kind.LETTERS,
        name=f"{publishing.LETTERS}-{sealed.month}.zip",
        content=packed.getvalue(),
    )
