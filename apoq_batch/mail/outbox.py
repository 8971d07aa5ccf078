"""The outbox: what was sent and is still to be sent, written down before; SQLite.

Knows states and how one follows another; must not know servers, nor what a message says.
A message is written here whole, with its Message-ID, before any connection opens. What
is `sending` while nobody sends may or may not have been delivered: it is uncertain.
"""

import json
import sqlite3
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import closing
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.disk import flush_folder
from apoq_batch.pack.lock import acquire

FILE = "correo.db"
LOCK = ".apoq-correo.lock"
VERSION = 1

_TABLE = """
CREATE TABLE IF NOT EXISTS message (
    number INTEGER PRIMARY KEY,
    pack TEXT NOT NULL,
    month TEXT NOT NULL,
    recipient TEXT NOT NULL,
    attached TEXT NOT NULL,
    message_id TEXT NOT NULL UNIQUE,
    dated TEXT NOT NULL,
    content BLOB,
    state TEXT NOT NULL CHECK (
        state IN ('pending', 'sending', 'sent', 'failed', 'uncertain')
    ),
    was_uncertain INTEGER NOT NULL DEFAULT 0,
    attempts INTEGER NOT NULL DEFAULT 0,
    answer TEXT NOT NULL DEFAULT '',
    changed TEXT NOT NULL,
    retry_from TEXT,
    CHECK (content IS NOT NULL OR state = 'sent')
)
"""
_COLUMNS = (
    "number, pack, month, recipient, attached, message_id, dated, state, "
    "attempts, answer, changed, retry_from"
)


class MessageState(StrEnum):
    """What is known of a message."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxEntry:
    """One message of the outbox; `retry_from` None on a failed one: not by itself."""

    number: int
    pack: str
    month: str
    recipient: str
    attached: tuple[str, ...]
    message_id: str
    dated: datetime
    state: MessageState
    attempts: int
    answer: str
    changed: datetime
    retry_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """A message to be written into the outbox; `number` when it is in there already."""

    number: int | None
    pack: str
    month: str
    recipient: str
    attached: tuple[str, ...]
    message_id: str
    dated: datetime
    content: bytes


class Outbox:
    """The outbox of a folder, locked for this process alone."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self.connection = connection

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Every message there ever was, the oldest first; BatchError."""
        with _database_errors(self.path):
            rows = self.connection.execute(
                f"SELECT {_COLUMNS} FROM message ORDER BY number"  # noqa: S608 - no input
            ).fetchall()
            return tuple(_entry(row) for row in rows)

    def content(self, number: int) -> bytes:
        """The bytes of a message that was not sent yet; BatchError."""
        with _database_errors(self.path):
            (content,) = self.connection.execute(
                "SELECT content FROM message WHERE number = ?", (number,)
            ).fetchone()
            return bytes(content)

    def entry(self, number: int) -> OutboxEntry:
        """The message of that number, as it is known now; BatchError."""
        return next(entry for entry in self.entries() if entry.number == number)

    def write(self, items: Iterable[NewMessage], now: datetime) -> tuple[int, ...]:
        """Write messages down as pending, all or none; their numbers; BatchError.

        One that is there already, and surely was not delivered, takes the new bytes.
        """
        with self._change():
            return tuple(self._write_one(item, now) for item in items)

    def _write_one(self, item: NewMessage, now: datetime) -> int:
        attached = json.dumps(item.attached, ensure_ascii=False)
        if item.number is not None:
            self._change_one(
                "UPDATE message SET state = 'pending', content = ?, attached = ?, "
                "changed = ? WHERE number = ? AND state IN ('pending', 'failed') "
                "AND was_uncertain = 0",
                (item.content, attached, _timestamp(now), item.number),
            )
            return item.number
        values = (
            item.pack,
            item.month,
            item.recipient,
            attached,
            item.message_id,
            item.dated.isoformat(),
            item.content,
            _timestamp(now),
        )
        added = self.connection.execute(
            "INSERT INTO message (pack, month, recipient, attached, message_id, dated, "
            "content, state, changed) VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', ?)",
            values,
        )
        return int(added.lastrowid or 0)

    def mark_sending(self, number: int, now: datetime) -> None:
        """Note that the end of the message's data goes out next: it is `sending`."""
        with self._change():
            self._change_one(
                "UPDATE message SET state = 'sending', attempts = attempts + 1, "
                "answer = '', changed = ?, retry_from = NULL "
                "WHERE number = ? AND state IN ('pending', 'uncertain')",
                (_timestamp(now), number),
            )

    def mark_sent(self, number: int, answer: str, now: datetime) -> None:
        """Note that the server accepted it; its bytes are needed no longer."""
        with self._change():
            self._change_one(
                "UPDATE message SET state = 'sent', content = NULL, answer = ?, "
                "changed = ? WHERE number = ? AND state = 'sending'",
                (answer, _timestamp(now), number),
            )

    def mark_failed(
        self, number: int, answer: str, now: datetime, retry_from: datetime | None
    ) -> None:
        """Note that the server refused it; one that may have arrived stays uncertain.

        `retry_from` is None when it is not to be tried again by itself.
        """
        later = None if retry_from is None else _timestamp(retry_from)
        with self._change():
            self._change_one(
                "UPDATE message SET attempts = attempts + (state <> 'sending'), "
                "state = CASE was_uncertain WHEN 1 THEN 'uncertain' ELSE 'failed' END, "
                "answer = ?, changed = ?, retry_from = ? "
                "WHERE number = ? AND state IN ('pending', 'sending', 'uncertain')",
                (answer, _timestamp(now), later, number),
            )

    def mark_uncertain(self, number: int, answer: str, now: datetime) -> None:
        """Note that the connection broke when all was sent and nothing was answered."""
        with self._change():
            self._change_one(
                "UPDATE message SET state = 'uncertain', was_uncertain = 1, answer = ?, "
                "changed = ? WHERE number = ? AND state = 'sending'",
                (answer, _timestamp(now), number),
            )

    def mark_not_delivered(self, number: int, answer: str, now: datetime) -> None:
        """Note that the connection broke, or none came about, before all was sent."""
        with self._change():
            self._change_one(
                "UPDATE message SET attempts = attempts + 1, answer = ?, changed = ? "
                "WHERE number = ? AND state IN ('pending', 'uncertain')",
                (answer, _timestamp(now), number),
            )

    def recover(self) -> None:
        """Make uncertain what was being sent when an earlier process was killed."""
        with self._change():
            self.connection.execute(
                "UPDATE message SET state = 'uncertain', was_uncertain = 1 "
                "WHERE state = 'sending'"
            )

    def _change_one(self, statement: str, values: tuple[object, ...]) -> None:
        changed = self.connection.execute(statement, values).rowcount
        if changed != 1:
            raise RuntimeError("a message of the outbox was changed by somebody else")

    @contextmanager
    def _change(self) -> Iterator[None]:
        with _database_errors(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
                raise


@contextmanager
def open_outbox(output: Path) -> Iterator[Outbox]:
    """The outbox of a folder, locked until the end; BatchError when another has it."""
    with _database_errors(output / FILE):
        lock = acquire(output / LOCK, troubles.SENDING_ALREADY)
    with lock, _connected(output / FILE) as outbox:
        outbox.recover()
        yield outbox


def list_entries(output: Path) -> tuple[OutboxEntry, ...]:
    """Every message, also while another process is sending; BatchError."""
    if not (output / FILE).is_file():
        return ()
    try:
        with open_outbox(output) as outbox:
            return outbox.entries()
    except BatchError as problem:
        if problem.trouble is not troubles.SENDING_ALREADY:
            raise
        with _connected(output / FILE) as outbox:
            return outbox.entries()


@contextmanager
def _connected(path: Path) -> Iterator[Outbox]:
    with _database_errors(path):
        connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    with closing(connection):
        with _database_errors(path):
            _prepare(path, connection)
        yield Outbox(path, connection)


def _prepare(path: Path, connection: sqlite3.Connection) -> None:
    # Truncated and flushed, an old journal cannot come back after a power cut and take
    # the last change with it; deleted, it could (SQLite's `synchronous=EXTRA`).
    connection.execute("PRAGMA journal_mode = TRUNCATE")
    connection.execute("PRAGMA synchronous = FULL")
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > VERSION:
        raise BatchError(troubles.OUTBOX_NEWER, name=str(path))
    if version == 0:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_TABLE)
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
        flush_folder(path.parent)


@contextmanager
def _database_errors(path: Path) -> Iterator[None]:
    """Turn an error of SQLite into a BatchError."""
    try:
        yield
    except (sqlite3.OperationalError, OSError) as problem:
        raise BatchError(troubles.OUTBOX_FAILED, name=str(path)) from problem
    except (sqlite3.DatabaseError, ValueError) as problem:
        raise BatchError(troubles.OUTBOX_DAMAGED, name=str(path)) from problem


def _entry(row: tuple[object, ...]) -> OutboxEntry:
    number, pack, month, recipient, attached, message_id, dated, *rest = row
    state, attempts, answer, changed, retry_from = rest
    return OutboxEntry(
        number=int(str(number)),
        pack=str(pack),
        month=str(month),
        recipient=str(recipient),
        attached=tuple(json.loads(str(attached))),
        message_id=str(message_id),
        dated=datetime.fromisoformat(str(dated)),
        state=MessageState(str(state)),
        attempts=int(str(attempts)),
        answer=str(answer),
        changed=datetime.fromisoformat(str(changed)),
        retry_from=None if retry_from is None else datetime.fromisoformat(str(retry_from)),
    )


def _timestamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
