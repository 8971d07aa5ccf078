"""What one `apoq send` is about: who gets what, and what is done in each state.

Knows the sealed pack and the outbox; must not know servers, nor the terminal, the clock
or the environment.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.disk import make_folder
from apoq_batch.disk import replace_file
from apoq_batch.mail import message
from apoq_batch.mail import outbox as box
from apoq_batch.mail import settings
from apoq_batch.mail.attachments import Attachment
from apoq_batch.mail.attachments import Kind
from apoq_batch.mail.attachments import enclosures
from apoq_batch.mail.outbox import Entry
from apoq_batch.mail.outbox import Outbox
from apoq_batch.mail.outbox import State
from apoq_batch.pack import publishing
from apoq_batch.pack.published import BoardMember
from apoq_batch.pack.published import PublishedPack
from apoq_batch.pack.published import open_pack
from apoq_batch.wording.names import file_name_part

BOARD = "board"
DRAFTS = "correo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one send is asked for; nobody named means the board."""

    pack: Path
    to: tuple[str, ...] = ()
    attach: tuple[Kind, ...] = ()
    again: bool = False
    resend_uncertain: bool = False


class Deed(Enum):
    """What is to be done for a recipient."""

    SEND = "send"
    REPEAT = "repeat"
    RESEND = "resend"
    SENT_BEFORE = "sent_before"
    REFUSED_BEFORE = "refused_before"
    NOT_YET = "not_yet"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A recipient with what is to be done, and the message there is already, if any."""

    recipient: BoardMember
    deed: Deed
    entry: Entry | None = None

    @property
    def is_due(self) -> bool:
        """Whether a message leaves."""
        return self.deed in {Deed.SEND, Deed.REPEAT, Deed.RESEND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who gets what, before anything leaves; `others` wait in the outbox besides."""

    sealed: PublishedPack
    subject: str
    enclosed: tuple[Attachment, ...]
    jobs: tuple[Job, ...]
    others: tuple[Entry, ...] = ()

    @property
    def due(self) -> tuple[Job, ...]:
        """The jobs for which a message leaves."""
        return tuple(job for job in self.jobs if job.is_due)


def settings_for(folder: Path | None, environment: Mapping[str, str]) -> settings.Given:
    """The mail's settings: beside the workbook, in the folder of results, or right here."""
    near = () if folder is None else tuple(folder.absolute().parents)[:2]
    return settings.find_settings((*reversed(near), Path.cwd()), environment)


def drafted(request: Request) -> Plan:
    """What a send would be, whatever was sent before; BatchError."""
    sealed, recipients, enclosed = _asked(request)
    return Plan(
        sealed=sealed,
        subject=message.subject_of(sealed),
        enclosed=enclosed,
        jobs=tuple(Job(recipient=one, deed=Deed.SEND) for one in recipients),
    )


def write_drafts(plan: Plan, sender: str | None) -> tuple[Path, ...]:
    """Write each message as a draft beside the pack; BatchError."""
    folder = plan.sealed.folder.parent / DRAFTS / str(plan.sealed.month)
    written = []
    with publishing.writing(folder):
        make_folder(folder)
        for number, job in enumerate(plan.jobs, start=1):
            name = f"{number:02d}-{file_name_part(job.recipient.address)}.eml"
            content = message.draft(plan.sealed, job.recipient, plan.enclosed, sender)
            replace_file(folder / name, content)
            written.append(folder / name)
    return tuple(written)


@contextmanager
def planned(request: Request, now: datetime) -> Iterator[tuple[Plan, Outbox]]:
    """What is to be sent, with the outbox that is ours until the end; BatchError."""
    sealed, recipients, enclosed = _asked(request)
    with box.opened(sealed.folder.parent) as outbox:
        entries = outbox.entries()
        jobs = tuple(_job(request, sealed, one, entries, now) for one in recipients)
        mine = {job.entry.number for job in jobs if job.entry is not None}
        yield (
            Plan(
                sealed=sealed,
                subject=message.subject_of(sealed),
                enclosed=enclosed,
                jobs=jobs,
                others=tuple(_waiting(entries, mine)),
            ),
            outbox,
        )


def _asked(
    request: Request,
) -> tuple[PublishedPack, tuple[BoardMember, ...], tuple[Attachment, ...]]:
    sealed = open_pack(request.pack.absolute())
    recipients = tuple(_recipients(sealed, request.to or (BOARD,)))
    if not recipients:
        raise BatchError(troubles.NO_RECIPIENTS)
    return sealed, recipients, enclosures(sealed, request.attach)


def _recipients(sealed: PublishedPack, to: Iterable[str]) -> Iterator[BoardMember]:
    """Everybody once, whatever the case their address is written in."""
    board: dict[str, BoardMember] = {}
    for one in sealed.board:
        board.setdefault(one.address.lower(), one)
    seen: set[str] = set()
    for wanted in to:
        named = wanted.strip()
        is_board = named.lower() == BOARD
        for address in [one.address for one in board.values()] if is_board else [named]:
            checked = settings.checked_address(address)
            if checked.lower() not in seen:
                seen.add(checked.lower())
                stranger = BoardMember(role="", name="", address=checked)
                yield board.get(checked.lower(), stranger)


def _job(
    request: Request,
    sealed: PublishedPack,
    recipient: BoardMember,
    entries: tuple[Entry, ...],
    now: datetime,
) -> Job:
    mine = [
        one
        for one in entries
        if one.pack == sealed.key and one.recipient.lower() == recipient.address.lower()
    ]
    entry = mine[-1] if mine else None
    return Job(
        recipient=recipient,
        deed=Deed.SEND if entry is None else _deed(request, entry, now),
        entry=entry,
    )


def _deed(request: Request, entry: Entry, now: datetime) -> Deed:
    match entry.state:
        case State.UNCERTAIN | State.SENDING:
            return Deed.RESEND if request.resend_uncertain else Deed.UNCERTAIN
        case State.SENT:
            return Deed.REPEAT if request.again else Deed.SENT_BEFORE
        case State.FAILED if not request.again:
            if entry.retry_from is None:
                return Deed.REFUSED_BEFORE
            return Deed.SEND if entry.retry_from <= now else Deed.NOT_YET
    return Deed.SEND


def _waiting(entries: Iterable[Entry], mine: set[int]) -> Iterator[Entry]:
    """What is neither sent nor of this send, unless something later was to replace it."""
    held = tuple(entries)
    for one in held:
        is_done = one.state is State.SENT or one.number in mine
        if not is_done and not is_replaced(one, held):
            yield one


def is_replaced(entry: Entry, entries: Iterable[Entry]) -> bool:
    """Whether there is a later message of the same month to the same address."""
    return any(
        one.number > entry.number
        and one.month == entry.month
        and one.recipient.lower() == entry.recipient.lower()
        for one in entries
    )
