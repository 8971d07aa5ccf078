"""A published pack -> the message for one recipient, as bytes; pure.

Knows MIME and the templates of the mail; must not know the network, the clock or the
outbox. The same content, Message-ID and date give the same bytes. No text of the workbook
reaches a header but the names of people and of the association, cleaned and encoded.
"""

import re
import unicodedata
from base64 import encodebytes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP
from email.charset import Charset
from email.header import Header
from email.message import Message
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import encode_rfc2231
from email.utils import format_datetime
from pathlib import PurePath

from apoq_batch.mail.attachments import Attachment
from apoq_batch.pack.published import BoardMember
from apoq_batch.pack.published import PublishedPack
from apoq_batch.pages.templates import fill_page
from apoq_batch.pages.templates import fill_plain
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.names import NO_NAME
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles

SUBJECT = "mail-subject.txt"
TEXT = "mail.txt"
HTML = "mail.html"

# Headers are folded here and left alone there.
_POLICY = compat32.clone(linesep="\r\n", max_line_length=None)
_LONGEST_NAME = 70
_LONGEST_FILE_NAME = 60
_TYPES = {
    ".pdf": ("application", "pdf"),
    ".xlsx": (
        "application",
        "vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ".xlsm": ("application", "vnd.ms-excel.sheet.macroEnabled.12"),
    ".zip": ("application", "zip"),
}
_PLAIN_NAME = re.compile(r"[A-Za-z0-9]+( [A-Za-z0-9]+)*")
_UNSAFE = re.compile(r"[^A-Za-z0-9 ._()-]")
_BAD_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')


@dataclass(frozen=True, slots=True, kw_only=True)
class MailContent:
    """What stands in a message, as finished strings; without loans they are empty."""

    language: str
    name: str
    organisation: str
    month: str
    boxes_month: str
    boxes_year: str
    premium_month: str
    premium_year: str
    loans: str
    loans_total: str
    owed: str
    late: str
    available: str
    attached: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageIdentity:
    """The Message-ID and date of a message, fixed before it is sent."""

    message_id: str
    date: datetime


def subject_of(pack: PublishedPack) -> str:
    """The subject, of the month alone."""
    month = month_year(pack.month, pack.language)
    return fill_plain(SUBJECT, pack.language, month).strip()


def message(
    pack: PublishedPack,
    recipient: BoardMember,
    attachments: Sequence[Attachment],
    sender: str,
    identity: MessageIdentity,
) -> bytes:
    """The message to one recipient, ready to be sent."""
    root = _mime_message(pack, recipient, attachments, sender, seed=identity.message_id)
    root["Date"] = format_datetime(identity.date)
    root["Message-ID"] = identity.message_id
    return root.as_bytes(policy=_POLICY)


def draft(
    pack: PublishedPack,
    recipient: BoardMember,
    attachments: Sequence[Attachment],
    sender: str | None,
) -> bytes:
    """The same as a draft, which mail programs open to be looked at, changed and sent.

    It has no Message-ID and no date: whatever sends it gives it those.
    """
    root = _mime_message(pack, recipient, attachments, sender, seed="")
    root["X-Unsent"] = "1"
    return root.as_bytes(policy=_POLICY)


def mail_content(
    pack: PublishedPack, recipient: BoardMember, attachments: Sequence[Attachment]
) -> MailContent:
    """Everything a message says."""
    figures = pack.figures
    has_loans = figures.loans is not None and figures.loans_total is not None
    return MailContent(
        language=pack.language,
        name=clean(recipient.name),
        organisation=clean(pack.organisation),
        month=month_year(pack.month, pack.language),
        boxes_month=integer(figures.boxes_month),
        boxes_year=integer(figures.boxes_year),
        premium_month=soles(figures.premium_month),
        premium_year=soles(figures.premium_year),
        loans=integer(figures.loans or 0) if has_loans else "",
        loans_total=soles(figures.loans_total or 0) if has_loans else "",
        owed=soles(figures.owed),
        late="" if figures.late is None else percent(figures.late, 1),
        available=soles(figures.available),
        attached=tuple(attachment.name for attachment in attachments),
    )


def _mime_message(
    pack: PublishedPack,
    recipient: BoardMember,
    attachments: Sequence[Attachment],
    sender: str | None,
    *,
    seed: str,
) -> Message:
    content = mail_content(pack, recipient, attachments)
    boundary = _boundary(seed)
    bodies = MIMEMultipart("alternative", boundary=f"{boundary}-b", policy=_POLICY)
    bodies.attach(_text(fill_plain(TEXT, pack.language, content), "plain"))
    bodies.attach(_text(fill_page(HTML, pack.language, content), "html"))
    del bodies["MIME-Version"]
    root = MIMEMultipart("mixed", boundary=f"{boundary}-a", policy=_POLICY)
    if sender is not None:
        root["From"] = named_address(pack.organisation, sender)
    root["To"] = named_address(recipient.name, recipient.address)
    root["Subject"] = encoded(subject_of(pack))
    root.attach(bodies)
    for attachment in attachments:
        root.attach(_attachment_part(attachment))
    return root


def _boundary(seed: str) -> str:
    """No encoded part can hold it: `=_` stands in neither base64 nor quoted-printable."""
    return "=_" + "".join(letter for letter in seed if letter.isalnum())[:20]


def _text(text: str, kind: str) -> Message:
    charset = Charset("utf-8")
    charset.body_encoding = QP
    part = MIMENonMultipart("text", kind, policy=_POLICY)
    part.set_payload(text, charset)
    del part["MIME-Version"]
    return part


def _attachment_part(attachment: Attachment) -> Message:
    full, plain = full_file_name(attachment.name), ascii_file_name(attachment.name)
    main, sub = _TYPES.get(PurePath(plain).suffix.lower(), ("application", "octet-stream"))
    part = MIMENonMultipart(main, sub, policy=_POLICY)
    part.replace_header("Content-Type", f'{main}/{sub};\n name="{plain}"')
    disposition = f'attachment;\n filename="{plain}"'
    if full != plain:
        # Whoever knows RFC 2231 takes the name with its accents, the others the plain one.
        disposition += f";\n filename*={encode_rfc2231(full, 'utf-8')}"
    part["Content-Disposition"] = disposition
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(encodebytes(attachment.content).decode("ascii"))
    del part["MIME-Version"]
    return part


def named_address(name: str, address: str) -> str:
    """`Name <address>` for a header; the name cleaned, and encoded unless it is plain."""
    shown = clean(name)
    if not shown:
        return address
    return f"{shown if _PLAIN_NAME.fullmatch(shown) else encoded(shown)} <{address}>"


def encoded(text: str) -> str:
    """Text for a header: as it is when plain, else in encoded words, a line each."""
    if _PLAIN_NAME.fullmatch(text):
        return text
    return Header(text, Charset("utf-8"), maxlinelen=70, header_name="Subject").encode()


def clean(text: str, longest: int = _LONGEST_NAME) -> str:
    """Text in one line: no control characters, none that turn the direction, not long."""
    normal = unicodedata.normalize("NFC", text)
    spaced = (" " if unicodedata.category(c)[0] in "CZ" else c for c in normal)
    return " ".join("".join(spaced).split())[:longest].strip()


def ascii_file_name(name: str) -> str:
    """A file name that every mail program can show and every disk can keep."""
    decomposed = unicodedata.normalize("NFKD", clean(name, len(name)))
    ascii_letters = "".join(
        letter for letter in decomposed if not unicodedata.combining(letter)
    )
    return _shortened(_UNSAFE.sub("_", ascii_letters))


def full_file_name(name: str) -> str:
    """A file name with its accents, but without what some disk cannot keep."""
    return _shortened(_BAD_IN_FILE_NAMES.sub("_", clean(name, len(name))))


def _shortened(name: str) -> str:
    path = PurePath(name.strip(" .") or NO_NAME)
    stem = path.stem[: _LONGEST_FILE_NAME - len(path.suffix)].strip(" .")
    return f"{stem or NO_NAME}{path.suffix}"
