"""The outbox: each state follows another as it must, and nothing else."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.mail import outbox
from apoq_batch.mail.outbox import MessageState
from apoq_batch.mail.outbox import NewMessage
from apoq_batch.mail.outbox import Outbox
from apoq_batch.mail.outbox import OutboxEntry
from apoq_batch.mail.outbox import list_entries
from apoq_batch.mail.outbox import open_outbox

NOW = datetime(2026, 10, 2, 9, 30, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


def item(number: int | None = None, name: str = "uno", content: bytes = b"m") -> NewMessage:
    return NewMessage(
        number=number,
        pack="abc",
        month="2026-09",
        recipient=f"{name}@apoq.example",
        attached=("informe-directiva.pdf", "Año.xlsx"),
        message_id=f"<{name}@apoq.example>",
        dated=NOW,
        content=content,
    )


@pytest.fixture(name="box")
def _box(tmp_path: Path) -> Iterator[Outbox]:
    with open_outbox(tmp_path) as box:
        yield box


def only(box: Outbox) -> OutboxEntry:
    (entry,) = box.entries()
    return entry


def written(box: Outbox, *steps: str) -> OutboxEntry:
    """The one message after these steps."""
    (number,) = box.write([item()], NOW)
    for step in steps:
        match step:
            case "begin":
                box.mark_sending(number, LATER)
            case "sent":
                box.mark_sent(number, "250 Ok", LATER)
            case "refused":
                box.mark_failed(number, "550 No", LATER, None)
            case "later":
                box.mark_failed(number, "450 Later", LATER, LATER + timedelta(hours=1))
            case "uncertain":
                box.mark_uncertain(number, "", LATER)
            case "broken":
                box.mark_not_delivered(number, "421 Busy", LATER)
            case "recover":
                box.recover()
            case "again":
                box.write([item(number, content=b"new")], LATER)
    return only(box)


def test_a_message_is_written_down_whole(box: Outbox) -> None:
    entry = written(box)
    assert entry == OutboxEntry(
        number=1,
        pack="abc",
        month="2026-09",
        recipient="uno@apoq.example",
        attached=("informe-directiva.pdf", "Año.xlsx"),
        message_id="<uno@apoq.example>",
        dated=NOW,
        state=MessageState.PENDING,
        attempts=0,
        answer="",
        changed=NOW,
        retry_from=None,
    )
    assert box.content(1) == b"m"


@pytest.mark.parametrize(
    ("steps", "state", "attempts"),
    [
        ("begin", MessageState.SENDING, 1),
        ("begin sent", MessageState.SENT, 1),
        ("begin refused", MessageState.FAILED, 1),
        ("begin later", MessageState.FAILED, 1),
        ("refused", MessageState.FAILED, 1),
        ("later", MessageState.FAILED, 1),
        ("later again", MessageState.PENDING, 1),
        ("later again begin later", MessageState.FAILED, 2),
        ("broken", MessageState.PENDING, 1),
        ("broken begin sent", MessageState.SENT, 2),
        ("begin uncertain", MessageState.UNCERTAIN, 1),
        ("begin recover", MessageState.UNCERTAIN, 1),
        ("begin uncertain begin sent", MessageState.SENT, 2),
        ("begin uncertain begin uncertain", MessageState.UNCERTAIN, 2),
        ("begin uncertain begin refused", MessageState.UNCERTAIN, 2),
        ("begin uncertain begin later", MessageState.UNCERTAIN, 2),
        ("begin recover later", MessageState.UNCERTAIN, 2),
        ("begin recover broken", MessageState.UNCERTAIN, 2),
        ("recover", MessageState.PENDING, 0),
        ("begin sent recover", MessageState.SENT, 1),
    ],
)
def test_one_state_follows_another(
    box: Outbox, steps: str, state: MessageState, attempts: int
) -> None:
    entry = written(box, *steps.split())
    assert (entry.state, entry.attempts) == (state, attempts)


@pytest.mark.parametrize(
    "steps",
    [
        "sent",
        "uncertain",
        "begin begin",
        "begin sent begin",
        "begin sent refused",
        "refused begin",
        "begin again",
        "begin sent again",
        "begin uncertain again",
        "begin broken",
    ],
)
def test_no_other_step_is_possible(box: Outbox, steps: str) -> None:
    *before, _ = steps.split()
    with pytest.raises(RuntimeError):
        written(box, *steps.split())
    state = {
        "sent": MessageState.SENT,
        "uncertain": MessageState.UNCERTAIN,
        "refused": MessageState.FAILED,
    }
    wanted = state.get(before[-1], MessageState.SENDING) if before else MessageState.PENDING
    assert only(box).state is wanted


def test_the_server_s_words_and_the_wait_are_kept(box: Outbox) -> None:
    entry = written(box, "later")
    assert (entry.answer, entry.retry_from) == ("450 Later", LATER + timedelta(hours=1))
    box.write([item(1, content=b"new")], LATER)
    assert box.content(1) == b"new"
    box.mark_sending(1, LATER)
    assert (only(box).answer, only(box).retry_from) == ("", None)


def test_what_was_sent_leaves_no_bytes_behind(box: Outbox) -> None:
    written(box, "begin", "sent")
    found = box.connection.execute("SELECT content FROM message").fetchone()
    assert found == (None,)


def test_all_are_written_or_none(box: Outbox) -> None:
    box.write([item(name="uno")], NOW)
    with pytest.raises(BatchError) as caught:
        box.write([item(name="dos"), item(name="uno")], NOW)
    assert caught.value.trouble is troubles.OUTBOX_DAMAGED
    assert [one.recipient for one in box.entries()] == ["uno@apoq.example"]


def test_it_is_all_there_the_next_time(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as box:
        before = written(box, "later")
    assert list_entries(tmp_path) == (before,)


def test_whoever_was_sending_and_is_gone_leaves_it_uncertain(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as box:
        written(box, "begin")
    with open_outbox(tmp_path) as box:
        assert only(box).state is MessageState.UNCERTAIN


def test_only_one_holds_it_and_the_others_may_look(tmp_path: Path) -> None:
    with open_outbox(tmp_path) as box:
        written(box, "begin")
        with pytest.raises(BatchError) as caught, open_outbox(tmp_path):
            pass
        assert caught.value.trouble is troubles.SENDING_ALREADY
        (entry,) = list_entries(tmp_path)
        assert entry.state is MessageState.SENDING


def test_where_nothing_was_sent_there_is_nothing(tmp_path: Path) -> None:
    assert list_entries(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def garbage(path: Path) -> None:
    path.write_bytes(b"this is no database, but long enough to look like one" * 40)


def newer(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def folder(path: Path) -> None:
    path.mkdir()


def strange_row(path: Path) -> None:
    with open_outbox(path.parent) as box:
        box.write([item()], NOW)
        box.connection.execute("UPDATE message SET changed = 'yesterday'")


@pytest.mark.parametrize(
    ("spoil", "trouble"),
    [
        (garbage, troubles.OUTBOX_DAMAGED),
        (newer, troubles.OUTBOX_NEWER),
        (folder, troubles.OUTBOX_FAILED),
        (strange_row, troubles.OUTBOX_DAMAGED),
    ],
)
def test_an_outbox_that_cannot_be_trusted_is_told(
    tmp_path: Path, spoil: object, trouble: Trouble
) -> None:
    assert callable(spoil)
    spoil(tmp_path / outbox.FILE)
    with pytest.raises(BatchError) as caught, open_outbox(tmp_path) as box:
        box.entries()
    assert caught.value.trouble is trouble


def test_a_failure_that_is_not_the_lock_is_told_when_listing(tmp_path: Path) -> None:
    garbage(tmp_path / outbox.FILE)
    with pytest.raises(BatchError) as caught:
        list_entries(tmp_path)
    assert caught.value.trouble is troubles.OUTBOX_DAMAGED
