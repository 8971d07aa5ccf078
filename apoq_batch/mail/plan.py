"""What one `apoq send` is about: who gets what, and what is done in each state.

Knows the published pack and the outbox; must not know servers, nor the terminal, the
clock or the environment.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime
from enum import Enum
from pathlib import Path

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.disk import make_folder
from apoq_batch.disk import replace_file
from apoq_batch.mail import message
from apoq_batch.mail import settings
from apoq_batch.mail.attachments import Attachment
from apoq_batch.mail.attachments import AttachmentKind
from apoq_batch.mail.attachments import attachments_of
from apoq_batch.mail.outbox import MessageState
from apoq_batch.mail.outbox import Outbox
from apoq_batch.mail.outbox import OutboxEntry
from apoq_batch.mail.outbox import open_outbox
from apoq_batch.pack import publishing
from apoq_batch.pack.published import BoardMember
from apoq_batch.pack.published import PublishedPack
from apoq_batch.pack.published import open_pack
from apoq_batch.wording.names import file_name_part

BOARD = "board"
DRAFTS = "correo"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendRequest:
    """What one `apoq send` was asked to do; `to` empty means the board."""

    pack: Path
    to: tuple[str, ...] = ()
    attach: tuple[AttachmentKind, ...] = ()
    again: bool = False
    resend_uncertain: bool = False


class Action(Enum):
    """What is to be done for a recipient."""

    SEND = "send"
    REPEAT = "repeat"
    RESEND = "resend"
    SENT_BEFORE = "sent_before"
    REFUSED_BEFORE = "refused_before"
    NOT_YET = "not_yet"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedMessage:
    """A recipient with what is to be done, and the message of the outbox to them, if any."""

    recipient: BoardMember
    action: Action
    entry: OutboxEntry | None = None

    @property
    def is_due(self) -> bool:
        """Whether a message is sent."""
        return self.action in {Action.SEND, Action.REPEAT, Action.RESEND}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Who gets what, before anything is sent; `others` wait in the outbox besides."""

    pack: PublishedPack
    subject: str
    attachments: tuple[Attachment, ...]
    messages: tuple[PlannedMessage, ...]
    others: tuple[OutboxEntry, ...] = ()

    @property
    def due(self) -> tuple[PlannedMessage, ...]:
        """The messages that are sent."""
        return tuple(planned for planned in self.messages if planned.is_due)


def settings_for(
    folder: Path | None, environment: Mapping[str, str]
) -> settings.MailSettings:
    """The mail's settings: beside the workbook, in the folder of results, or right here."""
    near = () if folder is None else tuple(folder.absolute().parents)[:2]
    return settings.find_settings((*reversed(near), Path.cwd()), environment)


def plan_drafts(request: SendRequest) -> Plan:
    """What would be sent if nothing had been sent before; BatchError."""
    pack = open_pack(request.pack.absolute())
    recipients = tuple(_recipients(pack, request.to or (BOARD,)))
    if not recipients:
        raise BatchError(troubles.NO_RECIPIENTS)
    return Plan(
        pack=pack,
        subject=message.subject_of(pack),
        attachments=attachments_of(pack, request.attach),
        messages=tuple(
            PlannedMessage(recipient=person, action=Action.SEND) for person in recipients
        ),
    )


def write_drafts(plan: Plan, sender: str | None) -> tuple[Path, ...]:
    """Write each message as a draft beside the pack; their paths; BatchError."""
    folder = plan.pack.folder.parent / DRAFTS / str(plan.pack.month)
    paths = []
    with publishing.writing(folder):
        make_folder(folder)
        for number, planned in enumerate(plan.messages, start=1):
            recipient = planned.recipient
            path = folder / f"{number:02d}-{file_name_part(recipient.address)}.eml"
            replace_file(
                path, message.draft(plan.pack, recipient, plan.attachments, sender)
            )
            paths.append(path)
    return tuple(paths)


@contextmanager
def open_plan(request: SendRequest, now: datetime) -> Iterator[tuple[Plan, Outbox]]:
    """What is to be sent, with the outbox, which is locked until the end; BatchError."""
    drafts = plan_drafts(request)
    with open_outbox(drafts.pack.folder.parent) as outbox:
        entries = outbox.entries()
        messages = tuple(
            _planned(request, drafts.pack, draft.recipient, entries, now)
            for draft in drafts.messages
        )
        numbers = {planned.entry.number for planned in messages if planned.entry}
        others = tuple(_waiting(entries, numbers))
        yield replace(drafts, messages=messages, others=others), outbox


def _recipients(pack: PublishedPack, to: Iterable[str]) -> Iterator[BoardMember]:
    """Everybody once, whatever the case their address is written in."""
    board: dict[str, BoardMember] = {}
    for person in pack.board:
        board.setdefault(person.address.lower(), person)
    seen: set[str] = set()
    for name in map(str.strip, to):
        is_board = name.lower() == BOARD
        for text in [person.address for person in board.values()] if is_board else [name]:
            address = settings.checked_address(text)
            if address.lower() not in seen:
                seen.add(address.lower())
                outsider = BoardMember(role="", name="", address=address)
                yield board.get(address.lower(), outsider)


def _planned(
    request: SendRequest,
    pack: PublishedPack,
    recipient: BoardMember,
    entries: tuple[OutboxEntry, ...],
    now: datetime,
) -> PlannedMessage:
    address = recipient.address.lower()
    earlier = [
        entry
        for entry in entries
        if entry.pack == pack.key and entry.recipient.lower() == address
    ]
    if not earlier:
        return PlannedMessage(recipient=recipient, action=Action.SEND)
    entry = earlier[-1]
    action = _action(request, entry, now)
    return PlannedMessage(recipient=recipient, action=action, entry=entry)


def _action(request: SendRequest, entry: OutboxEntry, now: datetime) -> Action:
    match entry.state:
        case MessageState.UNCERTAIN | MessageState.SENDING:
            return Action.RESEND if request.resend_uncertain else Action.UNCERTAIN
        case MessageState.SENT:
            return Action.REPEAT if request.again else Action.SENT_BEFORE
        case MessageState.FAILED if not request.again:
            if entry.retry_from is None:
                return Action.REFUSED_BEFORE
            return Action.SEND if entry.retry_from <= now else Action.NOT_YET
    return Action.SEND


def _waiting(entries: tuple[OutboxEntry, ...], planned: set[int]) -> Iterator[OutboxEntry]:
    """What is neither sent nor planned, unless something later was to replace it."""
    for entry in entries:
        is_done = entry.state is MessageState.SENT or entry.number in planned
        if not is_done and not is_replaced(entry, entries):
            yield entry


def is_replaced(entry: OutboxEntry, entries: Iterable[OutboxEntry]) -> bool:
    """Whether there is a later message of the same month to the same address."""
    return any(
        other.number > entry.number
        and other.month == entry.month
        and other.recipient.lower() == entry.recipient.lower()
        for other in entries
    )
