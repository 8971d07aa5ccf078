"""What a send is about to do and how it ended, and the outbox, as terminal lines.

Knows states and how they are told, by address only: no name and no amount; must not
decide what is sent.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from apoq_batch.mail.attachments import Enclosure
from apoq_batch.mail.outbox import Entry
from apoq_batch.mail.outbox import State
from apoq_batch.mail.plan import Deed
from apoq_batch.mail.settings import Server
from apoq_batch.wording.dates import short_date
from apoq_batch.wording.numbers import file_size
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

# What is said beside an address before anything leaves.
_DEEDS: Mapping[Deed, str] = {
    Deed.SEND: N_("gets it"),
    Deed.REPEAT: N_("has it since {when}, and gets it ONCE MORE"),
    Deed.RESEND: N_("gets the same message once more"),
    Deed.SENT_BEFORE: N_("got it on {when}; to repeat: --to {address} --again"),
    Deed.REFUSED_BEFORE: N_(
        "was refused on {when} ({answer}); correct the address on the sheet of the board "
        "and close the month again, or try once more with --to {address} --again"
    ),
    Deed.NOT_YET: N_(
        "was refused for now on {when} ({answer}); the next try is from {later} on, or "
        "at once with --to {address} --again"
    ),
    Deed.UNCERTAIN: N_(
        "may have got it on {when}: the connection broke at the very end. Ask, and if it "
        "did not arrive: --resend-uncertain"
    ),
}
_STATES: Mapping[State, str] = {
    State.PENDING: N_("not sent yet"),
    State.SENDING: N_("being sent"),
    State.SENT: N_("sent"),
    State.FAILED: N_("rejected"),
    State.UNCERTAIN: N_("uncertain"),
}
_NEXT: Mapping[State, str] = {
    State.PENDING: N_("Nothing was handed over; it leaves with the next apoq send."),
    State.UNCERTAIN: N_(
        "The connection broke when all was handed over, so it may have arrived. Ask; if it "
        "did not, send with --resend-uncertain."
    ),
}
_REFUSED = N_(
    "The server said no. Correct the address, or try once more with --to {address} --again."
)
_REFUSED_FOR_NOW = N_("The next apoq send tries again from {later} on.")


def moment(when: datetime) -> str:
    """A day and the time of day, as 29/11/2026 10:15."""
    return f"{short_date(when.date())} {when:%H:%M}"


def deed_line(address: str, deed: Deed, entry: Entry | None, texts: Texts) -> str:
    """One recipient, and what becomes of the message to it."""
    text = _DEEDS[deed]
    facts = {"address": address}
    if entry is not None:
        later = entry.retry_from or entry.changed
        facts |= {
            "when": moment(entry.changed),
            "answer": entry.answer,
            "later": moment(later),
        }
    return f"  {address}: {texts.fill(text, facts)}"


def plan_lines(
    subject: str, enclosed: Iterable[Enclosure], recipients: Iterable[str], texts: Texts
) -> Iterator[str]:
    """What is about to be sent: recipients, subject, attachments with their sizes."""
    yield texts("To:")
    yield from recipients
    yield texts("Subject: {subject}", subject=subject)
    files = tuple(enclosed)
    if not files:
        yield texts("Attachments: none; this pack has no report.")
        return
    yield texts("Attachments:")
    for file in files:
        yield f"  {file.name}  {file_size(len(file.content))}"


def server_line(server: Server, texts: Texts) -> str:
    """Through which server, and from whom."""
    return texts("From {sender}, through {host}", sender=server.sender, host=server.host)


def ending_line(entry: Entry, texts: Texts) -> str:
    """How it ended for one recipient."""
    answer = f" ({entry.answer})" if entry.answer and entry.state is not State.SENT else ""
    return f"  {entry.recipient}: {texts(_STATES[entry.state])}{answer}"


def drafts_lines(paths: Iterable[Path], texts: Texts) -> Iterator[str]:
    """Where the drafts are."""
    yield texts("Nothing was sent. The drafts are here:")
    yield from (f"  {path}" for path in paths)


def outbox_lines(
    entries: Iterable[Entry], replaced: frozenset[int], texts: Texts
) -> Iterator[str]:
    """Every message of the outbox; `replaced` are those that a later entry was to replace."""
    listed = tuple(entries)
    if not listed:
        yield texts("The outbox is empty: nothing was sent from here.")
    for entry in listed:
        parts = (
            entry.month,
            entry.recipient,
            texts(_STATES[entry.state]),
            moment(entry.changed),
            ", ".join(entry.attached),
        )
        yield " · ".join(part for part in parts if part)
        if entry.state is not State.SENT:
            yield from (f"    {line}" for line in _next_lines(entry, replaced, texts))


def _next_lines(entry: Entry, replaced: frozenset[int], texts: Texts) -> Iterator[str]:
    if entry.answer:
        yield texts("The server's words: {answer}", answer=entry.answer)
    if entry.number in replaced:
        yield texts("A later message took its place; it is not sent any more.")
    elif entry.state is State.FAILED and entry.retry_from is not None:
        yield texts(_REFUSED_FOR_NOW, later=moment(entry.retry_from))
    elif entry.state is State.FAILED:
        yield texts(_REFUSED, address=entry.recipient)
    elif entry.state in _NEXT:
        yield texts(_NEXT[entry.state])
