"""Carries a plan out: writes each message down, sends it, writes down how that ended.

Knows the order that keeps a message from being lost or sent twice; must not know SMTP,
nor how the outbox is kept.
"""

import secrets
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.mail import message
from apoq_batch.mail import smtp
from apoq_batch.mail.attachments import AttachmentKind
from apoq_batch.mail.outbox import MessageState
from apoq_batch.mail.outbox import NewMessage
from apoq_batch.mail.outbox import Outbox
from apoq_batch.mail.outbox import OutboxEntry
from apoq_batch.mail.plan import Action
from apoq_batch.mail.plan import Plan
from apoq_batch.mail.plan import PlannedMessage
from apoq_batch.mail.settings import Server
from apoq_batch.wording.numbers import file_size

# The wait doubles with each refusal, from the first to the longest.
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=4)
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """What sending needs of the world: server, password, clock, and where progress goes.

    `show_progress` gets the bytes of a message that were sent so far, and in all.
    """

    server: Server
    password: str | None
    clock: Callable[[], datetime]
    show_progress: smtp.ShowProgress


def send_all(
    plan: Plan, outbox: Outbox, transport: Transport, tell: Callable[[OutboxEntry], None]
) -> tuple[OutboxEntry, ...]:
    """Write every message down, then send one after the other; how each ended.

    `tell` gets each entry as it ended. BatchError when the server cannot be talked to;
    what is left stays pending.
    """
    numbers = _write_down(plan, outbox, transport)
    ended = []
    with _Sender(plan, outbox, transport) as sender:
        for number in numbers:
            sender.send(outbox.entry(number))
            entry = outbox.entry(number)
            tell(entry)
            ended.append(entry)
    return tuple(ended)


def _write_down(plan: Plan, outbox: Outbox, transport: Transport) -> tuple[int, ...]:
    """The numbers of the messages to send; those sent once more are in the outbox already."""
    now = transport.clock()
    new = [planned for planned in plan.due if planned.action is not Action.RESEND]
    sender = transport.server.sender
    written = iter(
        outbox.write([_message(plan, planned, sender, now) for planned in new], now)
    )
    return tuple(
        next(written)
        if planned.entry is None or planned.action is not Action.RESEND
        else planned.entry.number
        for planned in plan.due
    )


def _message(plan: Plan, planned: PlannedMessage, sender: str, now: datetime) -> NewMessage:
    """A message that was surely not delivered keeps its Message-ID and its date."""
    entry, recipient = planned.entry, planned.recipient
    known = entry if entry and entry.state is not MessageState.SENT else None
    identity = message.MessageIdentity(
        message_id=known.message_id if known else _new_message_id(sender),
        date=known.dated if known else now,
    )
    return NewMessage(
        number=known.number if known else None,
        pack=plan.pack.key,
        month=str(plan.pack.month),
        recipient=recipient.address,
        attached=tuple(attachment.name for attachment in plan.attachments),
        message_id=identity.message_id,
        dated=identity.date,
        content=message.message(plan.pack, recipient, plan.attachments, sender, identity),
    )


def _new_message_id(sender: str) -> str:
    return f"<apoq.{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>"


class _Sender:
    """Sends messages one after the other; connects when needed, and again after a break."""

    def __init__(self, plan: Plan, outbox: Outbox, transport: Transport) -> None:
        self.plan = plan
        self.outbox = outbox
        self.transport = transport
        self.stack = ExitStack()
        self.connection: smtp.Connection | None = None

    def __enter__(self) -> "_Sender":
        return self

    def __exit__(self, *_: object) -> None:
        self.disconnect()

    def disconnect(self) -> None:
        self.connection = None
        self.stack.close()

    def connect(self) -> smtp.Connection:
        if self.connection is None:
            opening = smtp.open_connection(self.transport.server, self.transport.password)
            self.connection = self.stack.enter_context(opening)
        return self.connection

    def send(self, entry: OutboxEntry) -> None:
        """Send one message; whatever becomes of it is written down."""
        content, clock = self.outbox.content(entry.number), self.transport.clock
        try:
            connection = self.connect()
            _check_size(self.plan, len(content), connection)
        except BatchError as problem:
            answer = str(dict(problem.facts).get("answer", ""))
            self.outbox.mark_not_delivered(entry.number, answer, clock())
            raise
        result = smtp.send_message(
            connection,
            smtp.Envelope(
                sender=self.transport.server.sender,
                recipient=entry.recipient,
                content=content,
            ),
            lambda: self.outbox.mark_sending(entry.number, clock()),
            self.transport.show_progress,
        )
        _record(self.outbox, entry, result, clock())
        if not result.is_open:
            self.disconnect()


def _record(
    outbox: Outbox, entry: OutboxEntry, result: smtp.SendResult, now: datetime
) -> None:
    number, answer = entry.number, result.answer
    match result.outcome:
        case smtp.SendOutcome.ACCEPTED:
            outbox.mark_sent(number, answer, now)
        case smtp.SendOutcome.NOT_NOW:
            retry_from = now + waiting_time(entry.attempts + 1)
            outbox.mark_failed(number, answer, now, retry_from)
        case smtp.SendOutcome.NEVER:
            outbox.mark_failed(number, answer, now, None)
        case smtp.SendOutcome.BROKEN_BEFORE:
            outbox.mark_not_delivered(number, answer, now)
        case smtp.SendOutcome.BROKEN_AFTER:
            outbox.mark_uncertain(number, answer, now)


def waiting_time(attempts: int) -> timedelta:
    """How long to wait after so many refusals."""
    doublings = min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _check_size(plan: Plan, size: int, connection: smtp.Connection) -> None:
    """Refuse what the server would refuse, and say what to leave out."""
    limit = connection.size_limit
    if limit is None or size <= limit:
        return
    facts = {
        "size": file_size(size),
        "limit": file_size(limit),
        "host": connection.server.host,
    }
    optional = [
        (len(attachment.content), attachment.kind.value)
        for attachment in plan.attachments
        if attachment.kind is not AttachmentKind.REPORT
    ]
    if not optional:
        raise BatchError(troubles.TOO_LARGE_ANYWAY, **facts)
    largest, kind = max(optional)
    raise BatchError(troubles.TOO_LARGE, **facts, what=kind, part=file_size(largest))
