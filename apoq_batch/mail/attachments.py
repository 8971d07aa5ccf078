"""What of a pack goes along with a message: the report, and what else is wanted.

Knows which files of a pack are which; must not know how they are put into a message.
"""

import io
import zipfile
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pack import publishing
from apoq_batch.pack.published import PublishedPack

_LONG_AGO = (1980, 1, 1, 0, 0, 0)


class AttachmentKind(StrEnum):
    """What `--attach` can name."""

    REPORT = "informe"
    PROFILE = "perfil"
    WORKBOOK = "workbook"
    LETTERS = "letters"


# What these are called in the pack.
_NAMES = {
    AttachmentKind.REPORT: "informe-directiva.pdf",
    AttachmentKind.PROFILE: "perfil.pdf",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """One file that goes along with a message."""

    kind: AttachmentKind
    name: str
    content: bytes


def attachments_of(
    pack: PublishedPack, wanted: Iterable[AttachmentKind]
) -> tuple[Attachment, ...]:
    """The report where the pack has one, and everything wanted, which must be there.

    BatchError names what is not.
    """
    return tuple(_attachments(pack, frozenset(wanted)))


def _attachments(
    pack: PublishedPack, wanted: frozenset[AttachmentKind]
) -> Iterator[Attachment]:
    for kind in AttachmentKind:
        if kind in wanted or kind is AttachmentKind.REPORT:
            attachment = _of_kind(pack, kind)
            if attachment is not None:
                yield attachment
            elif kind in wanted:
                where = str(pack.folder)
                raise BatchError(troubles.NOT_IN_PACK, name=where, what=kind.value)


def _of_kind(pack: PublishedPack, kind: AttachmentKind) -> Attachment | None:
    if kind is AttachmentKind.LETTERS:
        return _letters(pack)
    is_workbook = kind is AttachmentKind.WORKBOOK
    name = publishing.result_workbook(pack.files) if is_workbook else _NAMES[kind]
    content = pack.files.get(name)
    return None if content is None else Attachment(kind=kind, name=name, content=content)


def _letters(pack: PublishedPack) -> Attachment | None:
    """All letters in one file: hundreds of attachments no mailbox shows well."""
    prefix = f"{publishing.LETTERS}/"
    names = sorted(name for name in pack.files if name.startswith(prefix))
    if not names:
        return None
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            # The same letters give the same bytes, whenever they are packed.
            member = zipfile.ZipInfo(name.removeprefix(prefix), _LONG_AGO)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, pack.files[name])
    name = f"{publishing.LETTERS}-{pack.month}.zip"
    return Attachment(kind=AttachmentKind.LETTERS, name=name, content=packed.getvalue())
