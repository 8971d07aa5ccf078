"""A connection to a mail server, and messages sent on it; the only user of the network.

Knows SMTP and TLS; must not know who is written to, what is said, nor the outbox. Each
step ends in a result or a BatchError; only the end of the data can deliver a message.
"""

import re
import smtplib
import socket
import ssl
from base64 import b64encode
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from smtplib import SMTPException

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.mail.settings import Server
from apoq_batch.mail.settings import Tls
from apoq_batch.mail.settings import is_this_computer

# What we call ourselves; the name of her computer is nobody's business.
_HELLO = "[127.0.0.1]"
_CHUNK = 1 << 14
# A server may look long at a message before it answers; better to wait than not to know.
_ANSWER_WAITS = 5
_QUIT_SECONDS = 1.0
_LONGEST_ANSWER = 200
_CLOSING = 421
_END_OF_DATA = b".\r\n"
_LINE_END = re.compile(rb"\r\n|\r|\n")

ShowProgress = Callable[[int, int], None]


class SendOutcome(Enum):
    """What became of a message that was to be sent."""

    ACCEPTED = "accepted"
    NOT_NOW = "not_now"
    NEVER = "never"
    BROKEN_BEFORE = "broken_before"
    BROKEN_AFTER = "broken_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class SendResult:
    """What became of it, the server's words, and whether the connection is still usable."""

    outcome: SendOutcome
    answer: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """A message with its SMTP envelope: from whom and to whom."""

    sender: str
    recipient: str
    content: bytes


class Connection:
    """A connection to a server that has accepted user and password."""

    def __init__(self, smtp: smtplib.SMTP, server: Server) -> None:
        self.smtp = smtp
        self.server = server

    @property
    def size_limit(self) -> int | None:
        """The most bytes a message may have, where the server says so (RFC 1870)."""
        size = self.smtp.esmtp_features.get("size", "")
        return int(size) or None if size.isascii() and size.isdecimal() else None

    def set_timeout(self, seconds: float) -> None:
        """Set how many seconds each next step may take."""
        if self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    def abandon(self) -> None:
        """Close at once, without QUIT."""
        with suppress(OSError):
            self.smtp.close()

    def close(self) -> None:
        """Send QUIT if the server still listens, and close."""
        with suppress(OSError, SMTPException):
            if self.smtp.sock is not None:
                self.set_timeout(min(self.server.timeout, _QUIT_SECONDS))
                self.smtp.docmd("QUIT")
        self.abandon()


@contextmanager
def open_connection(server: Server, password: str | None) -> Iterator[Connection]:
    """Connect, encrypt and log in, and close at the end; BatchError says what failed."""
    connection = Connection(
        smtplib.SMTP(local_hostname=_HELLO, timeout=server.timeout), server
    )
    try:
        with _mail_errors(server):
            _open_socket(connection)
            _greet(connection)
            if server.tls is Tls.STARTTLS:
                _encrypt_now(connection)
            if server.user is not None and password is not None:
                _log_in(connection, server.user, password)
        yield connection
    finally:
        connection.close()


def send_message(
    connection: Connection,
    envelope: Envelope,
    before_end: Callable[[], None],
    show_progress: ShowProgress,
) -> SendResult:
    """Send a message. `before_end` is called before the one step that delivers it.

    Whatever `before_end` raises leaves the message undelivered. `show_progress` gets the
    bytes sent so far and in all.
    """
    end_sent = False
    try:
        refusal = _send_envelope(connection.smtp, envelope)
        if refusal is not None:
            return refusal
        _send_data(connection.smtp, _dot_stuffed(envelope.content), show_progress)
        before_end()
        end_sent = True
        connection.set_timeout(connection.server.timeout * _ANSWER_WAITS)
        connection.smtp.send(_END_OF_DATA)
        return _final_result(*connection.smtp.getreply())
    except (OSError, SMTPException):
        connection.abandon()
        outcome = SendOutcome.BROKEN_AFTER if end_sent else SendOutcome.BROKEN_BEFORE
        return SendResult(outcome=outcome, is_open=False)
    except BaseException:
        # Without the final dot, the server throws away what it has got so far.
        connection.abandon()
        raise
    finally:
        connection.set_timeout(connection.server.timeout)


def _send_envelope(smtp: smtplib.SMTP, envelope: Envelope) -> SendResult | None:
    """MAIL, RCPT and DATA; a result when one of them is refused."""
    options = [f"SIZE={len(envelope.content)}"] if smtp.has_extn("size") else []
    steps: tuple[tuple[Callable[[], tuple[int, bytes]], int], ...] = (
        (lambda: smtp.mail(envelope.sender, options), 2),
        (lambda: smtp.rcpt(envelope.recipient), 2),
        (lambda: smtp.docmd("DATA"), 3),
    )
    for step, wanted in steps:
        code, words = step()
        if code // 100 != wanted:
            return _refusal(smtp, code, words)
    return None


def _refusal(smtp: smtplib.SMTP, code: int, words: bytes) -> SendResult:
    answer = answer_line(code, words)
    is_open = code != _CLOSING
    if code // 100 not in (4, 5):
        return SendResult(outcome=SendOutcome.BROKEN_BEFORE, answer=answer, is_open=False)
    if is_open:
        with suppress(OSError, SMTPException):
            is_open = smtp.rset()[0] // 100 == 2
    outcome = SendOutcome.NOT_NOW if code // 100 == 4 else SendOutcome.NEVER
    return SendResult(outcome=outcome, answer=answer, is_open=is_open)


def _final_result(code: int, words: bytes) -> SendResult:
    answer = answer_line(code, words)
    outcomes = {2: SendOutcome.ACCEPTED, 4: SendOutcome.NOT_NOW, 5: SendOutcome.NEVER}
    outcome = outcomes.get(code // 100, SendOutcome.BROKEN_AFTER)
    is_open = code != _CLOSING and outcome is not SendOutcome.BROKEN_AFTER
    return SendResult(outcome=outcome, answer=answer, is_open=is_open)


def _dot_stuffed(content: bytes) -> bytes:
    """The data with its dots doubled and its end of line, but without the final dot."""
    lines = _LINE_END.sub(b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _send_data(smtp: smtplib.SMTP, data: bytes, show_progress: ShowProgress) -> None:
    """In pieces, each with the whole time-out: slow is not broken."""
    for start in range(0, len(data), _CHUNK):
        smtp.send(data[start : start + _CHUNK])
        show_progress(min(start + _CHUNK, len(data)), len(data))


def _open_socket(connection: Connection) -> None:
    server = connection.server
    connection.smtp.sock = socket.create_connection(
        (server.host, server.port), server.timeout
    )
    peer = str(connection.smtp.sock.getpeername()[0])
    if server.tls is Tls.NONE and not is_this_computer(peer):
        connection.abandon()
        raise BatchError(troubles.PLAIN_TEXT, host=server.host)
    if server.tls is Tls.TLS:
        _encrypt(connection)
    _expect(connection, *connection.smtp.getreply(), wanted=2)


def _greet(connection: Connection) -> None:
    _expect(connection, *connection.smtp.ehlo(), wanted=2)


def _encrypt_now(connection: Connection) -> None:
    if not connection.smtp.has_extn("starttls"):
        raise BatchError(troubles.NO_STARTTLS, host=connection.server.host)
    _expect(connection, *connection.smtp.docmd("STARTTLS"), wanted=2)
    _encrypt(connection)
    # What was said before, anybody on the way may have said (RFC 3207 §4.2).
    connection.smtp.file = None
    connection.smtp.esmtp_features.clear()
    connection.smtp.ehlo_resp = None
    _greet(connection)


def _encrypt(connection: Connection) -> None:
    unencrypted = connection.smtp.sock
    if unencrypted is None:
        raise ConnectionResetError
    context = ssl.create_default_context()
    try:
        connection.smtp.sock = context.wrap_socket(
            unencrypted, server_hostname=connection.server.host
        )
    except ssl.SSLError:
        raise
    except OSError as problem:
        raise BatchError(troubles.TLS_FAILED, host=connection.server.host) from problem


def _log_in(connection: Connection, user: str, password: str) -> None:
    """Once, in one way: a wrong password tried in three ways may lock the account."""
    smtp = connection.smtp
    ways = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in ways:
        credentials = _base64(f"\0{user}\0{password}")
        code, words = smtp.docmd("AUTH", f"PLAIN {credentials}")
    elif "LOGIN" in ways:
        code, words = smtp.docmd("AUTH", "LOGIN")
        for secret in (user, password):
            if code // 100 == 3:
                code, words = smtp.docmd(_base64(secret))
    else:
        raise BatchError(troubles.NO_LOGIN, host=connection.server.host)
    _expect(connection, code, words, wanted=2, refused=troubles.LOGIN_REFUSED)


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _expect(
    connection: Connection,
    code: int,
    words: bytes,
    *,
    wanted: int,
    refused: Trouble = troubles.SERVER_REFUSED,
) -> None:
    if code // 100 == wanted:
        return
    trouble = refused if code // 100 == 5 else troubles.SERVER_REFUSED
    raise BatchError(trouble, host=connection.server.host, answer=answer_line(code, words))


def answer_line(code: int, words: bytes) -> str:
    """A server's answer in one line, without what could harm a terminal."""
    text = words.decode("utf-8", "replace")
    printable = "".join(letter if letter.isprintable() else " " for letter in text)
    answer = f"{code} {printable}" if code > 0 else printable
    return " ".join(answer.split())[:_LONGEST_ANSWER]


@contextmanager
def _mail_errors(server: Server) -> Iterator[None]:
    """Turn what keeps a connection from coming about into a BatchError."""
    try:
        yield
    except ssl.SSLCertVerificationError as problem:
        trouble = _CERTIFICATES.get(problem.verify_code, troubles.CERTIFICATE_UNKNOWN)
        raise BatchError(trouble, host=server.host) from problem
    except ssl.SSLError as problem:
        raise BatchError(troubles.TLS_FAILED, host=server.host) from problem
    except (socket.gaierror, UnicodeError) as problem:
        raise BatchError(troubles.HOST_UNKNOWN, host=server.host) from problem
    except SMTPException as problem:
        raise BatchError(troubles.LINE_BROKEN, host=server.host) from problem
    except OSError as problem:
        raise BatchError(
            troubles.NOT_REACHED, host=server.host, port=str(server.port)
        ) from problem


# OpenSSL's numbers: not yet valid, expired, another host, another address.
_CERTIFICATES = {
    9: troubles.CERTIFICATE_EXPIRED,
    10: troubles.CERTIFICATE_EXPIRED,
    62: troubles.CERTIFICATE_OF_ANOTHER,
    64: troubles.CERTIFICATE_OF_ANOTHER,
}
