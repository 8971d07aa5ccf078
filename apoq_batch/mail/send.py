"""A plan carried out: written down first, then handed over, each ending written down.

Knows the order that keeps a message from being lost or sent twice; must not know SMTP,
nor how the outbox is kept.
"""

import secrets
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.mail import message
from apoq_batch.mail.attachments import Kind
from apoq_batch.mail.outbox import Entry
from apoq_batch.mail.outbox import Item
from apoq_batch.mail.outbox import Outbox
from apoq_batch.mail.outbox import State
from apoq_batch.mail.plan import Deed
from apoq_batch.mail.plan import Job
from apoq_batch.mail.plan import Plan
from apoq_batch.mail.settings import Server
from apoq_batch.mail.smtp import Ending
from apoq_batch.mail.smtp import Line
from apoq_batch.mail.smtp import Parcel
from apoq_batch.mail.smtp import Verdict
from apoq_batch.mail.smtp import connected
from apoq_batch.mail.smtp import hand_over
from apoq_batch.wording.numbers import file_size

# The wait doubles with each refusal, from the first to the longest.
FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=4)
_MOST_DOUBLINGS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """What carrying out needs of the world: server, password, clock, who watches."""

    server: Server
    password: str | None
    clock: Callable[[], datetime]
    watcher: Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Errand:
    """A message that is in the outbox and is to leave now."""

    number: int
    recipient: str
    plan: Plan
    outbox: Outbox
    carrier: Carrier
    attempts: int


def carry_out(
    plan: Plan, outbox: Outbox, carrier: Carrier, tell: Callable[[Entry], None]
) -> tuple[Entry, ...]:
    """Write every message down, then hand over one after the other; how each ended.

    BatchError when the server cannot be talked to; what is left stays pending.
    """
    done = []
    errands = _written_down(plan, outbox, carrier)
    with _Lines(carrier) as lines:
        for errand in errands:
            _run(errand, lines)
            entry = next(one for one in outbox.entries() if one.number == errand.number)
            tell(entry)
            done.append(entry)
    return tuple(done)


class _Lines:
    """The line to the server: opened when needed, and again after it broke."""

    def __init__(self, carrier: Carrier) -> None:
        self.carrier = carrier
        self.stack = ExitStack()
        self.line: Line | None = None

    def __enter__(self) -> "_Lines":
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    def get(self) -> Line:
        if self.line is None:
            opening = connected(self.carrier.server, self.carrier.password)
            self.line = self.stack.enter_context(opening)
        return self.line

    def drop(self) -> None:
        self.line = None
        self.stack.close()


def _written_down(plan: Plan, outbox: Outbox, carrier: Carrier) -> tuple[_Errand, ...]:
    now = carrier.clock()
    fresh = [job for job in plan.due if job.deed is not Deed.RESEND]
    numbers = iter(outbox.write([_item(plan, job, carrier, now) for job in fresh], now))
    return tuple(
        _Errand(
            number=_entry_of(job).number if job.deed is Deed.RESEND else next(numbers),
            recipient=job.recipient.address,
            plan=plan,
            outbox=outbox,
            carrier=carrier,
            attempts=0 if job.entry is None else job.entry.attempts,
        )
        for job in plan.due
    )


def _item(plan: Plan, job: Job, carrier: Carrier, now: datetime) -> Item:
    """A message that was surely not delivered keeps its Message-ID and its date."""
    known = job.entry if job.entry and job.entry.state is not State.SENT else None
    sender = carrier.server.sender
    stamp = message.Stamp(
        message_id=known.message_id if known else _new_message_id(sender),
        date=known.dated if known else now,
    )
    return Item(
        number=known.number if known else None,
        pack=plan.sealed.key,
        month=str(plan.sealed.month),
        recipient=job.recipient.address,
        attached=tuple(one.name for one in plan.enclosed),
        message_id=stamp.message_id,
        dated=stamp.date,
        content=message.message(plan.sealed, job.recipient, plan.enclosed, sender, stamp),
    )


def _new_message_id(sender: str) -> str:
    return f"<apoq.{secrets.token_hex(16)}@{sender.rpartition('@')[2]}>"


def _entry_of(job: Job) -> Entry:
    if job.entry is None:
        raise ValueError("only a message of the outbox is sent once more")
    return job.entry


def _run(errand: _Errand, lines: _Lines) -> None:
    """One message on its way, whatever becomes of it written down."""
    outbox, clock = errand.outbox, errand.carrier.clock
    content = outbox.content(errand.number)
    try:
        line = lines.get()
        _check_size(errand.plan, len(content), line)
    except BatchError as problem:
        answer = str(dict(problem.facts).get("answer", ""))
        outbox.not_handed_over(errand.number, answer, clock())
        raise
    verdict = hand_over(
        line,
        Parcel(
            sender=errand.carrier.server.sender,
            recipient=errand.recipient,
            content=content,
        ),
        lambda: outbox.begin(errand.number, clock()),
        errand.carrier.watcher,
    )
    _record(errand, verdict)
    if not verdict.is_open:
        lines.drop()


def _record(errand: _Errand, verdict: Verdict) -> None:
    outbox, number = errand.outbox, errand.number
    answer, now = verdict.answer, errand.carrier.clock()
    match verdict.ending:
        case Ending.ACCEPTED:
            outbox.sent(number, answer, now)
        case Ending.NOT_NOW:
            outbox.failed(number, answer, now, now + waiting_time(errand.attempts + 1))
        case Ending.NEVER:
            outbox.failed(number, answer, now, None)
        case Ending.BROKEN_BEFORE:
            outbox.not_handed_over(number, answer, now)
        case Ending.BROKEN_AFTER:
            outbox.uncertain(number, answer, now)


def waiting_time(attempts: int) -> timedelta:
    """How long to wait after so many refusals."""
    doublings = min(max(attempts - 1, 0), _MOST_DOUBLINGS)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def _check_size(plan: Plan, size: int, line: Line) -> None:
    """Refuse what the server would refuse, and say what to leave out."""
    limit = line.limit
    if limit is None or size <= limit:
        return
    facts = {
        "size": file_size(size),
        "limit": file_size(limit),
        "host": line.server.host,
    }
    largest = max(_optional(plan), default=None)
    if largest is None:
        raise BatchError(troubles.TOO_LARGE_ANYWAY, **facts)
    part, kind = largest
    raise BatchError(troubles.TOO_LARGE, **facts, what=kind, part=file_size(part))


def _optional(plan: Plan) -> Iterator[tuple[int, str]]:
    for one in plan.enclosed:
        if one.kind is not Kind.REPORT:
            yield len(one.content), one.kind.value
