"""One line to a mail server, and messages handed over on it; the only user of the network.

Knows SMTP and TLS; must not know who is written to, what is said, nor the outbox. Each
step ends in a verdict or a BatchError; only the end of the data can deliver a message.
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
_PATIENCE = 5
_FAREWELL = 1.0
_LONGEST_ANSWER = 200
_GOING_AWAY = 421
_ENDED = b".\r\n"
_LINE_END = re.compile(rb"\r\n|\r|\n")

Watcher = Callable[[int, int], None]


class Ending(Enum):
    """What became of a message that was to be handed over."""

    ACCEPTED = "accepted"
    NOT_NOW = "not_now"
    NEVER = "never"
    BROKEN_BEFORE = "broken_before"
    BROKEN_AFTER = "broken_after"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What became of it, the server's words, and whether the line can be used on."""

    ending: Ending
    answer: str = ""
    is_open: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """A message with the addresses on its envelope."""

    sender: str
    recipient: str
    content: bytes


class Line:
    """A line to a server that has taken user and password."""

    def __init__(self, smtp: smtplib.SMTP, server: Server) -> None:
        self.smtp = smtp
        self.server = server

    @property
    def limit(self) -> int | None:
        """The most bytes a message may have, where the server says so (RFC 1870)."""
        said = self.smtp.esmtp_features.get("size", "")
        return int(said) or None if said.isascii() and said.isdecimal() else None

    def wait(self, seconds: float) -> None:
        """How long each next step may take."""
        if self.smtp.sock is not None:
            self.smtp.sock.settimeout(seconds)

    def drop(self) -> None:
        """Let go without a word."""
        with suppress(OSError):
            self.smtp.close()

    def close(self) -> None:
        """Take leave if anybody listens, and let go."""
        with suppress(OSError, SMTPException):
            if self.smtp.sock is not None:
                self.wait(min(self.server.timeout, _FAREWELL))
                self.smtp.docmd("QUIT")
        self.drop()


@contextmanager
def connected(server: Server, password: str | None) -> Iterator[Line]:
    """A line to the server, encrypted and logged in; BatchError says why there is none."""
    line = Line(smtplib.SMTP(local_hostname=_HELLO, timeout=server.timeout), server)
    try:
        with _told(server):
            _dial(line)
            _greet(line)
            if server.tls is Tls.STARTTLS:
                _encrypt_now(line)
            if server.user is not None and password is not None:
                _log_in(line, server.user, password)
        yield line
    finally:
        line.close()


def hand_over(
    line: Line, parcel: Parcel, last_word: Callable[[], None], watcher: Watcher
) -> Verdict:
    """Hand a message over. `last_word` is called before the one step that delivers it.

    Whatever `last_word` raises leaves the message undelivered.
    """
    is_over = False
    try:
        refusal = _offer(line.smtp, parcel)
        if refusal is not None:
            return refusal
        _pour(line.smtp, _quoted(parcel.content), watcher)
        last_word()
        is_over = True
        line.wait(line.server.timeout * _PATIENCE)
        line.smtp.send(_ENDED)
        return _final(*line.smtp.getreply())
    except (OSError, SMTPException):
        line.drop()
        ending = Ending.BROKEN_AFTER if is_over else Ending.BROKEN_BEFORE
        return Verdict(ending=ending, is_open=False)
    except BaseException:
        # Without the final dot, what was handed over so far is thrown away there.
        line.drop()
        raise
    finally:
        line.wait(line.server.timeout)


def _offer(smtp: smtplib.SMTP, parcel: Parcel) -> Verdict | None:
    """The envelope and DATA; a verdict when one of them is refused."""
    options = [f"SIZE={len(parcel.content)}"] if smtp.has_extn("size") else []
    steps: tuple[tuple[Callable[[], tuple[int, bytes]], int], ...] = (
        (lambda: smtp.mail(parcel.sender, options), 2),
        (lambda: smtp.rcpt(parcel.recipient), 2),
        (lambda: smtp.docmd("DATA"), 3),
    )
    for step, wanted in steps:
        code, words = step()
        if code // 100 != wanted:
            return _refused(smtp, code, words)
    return None


def _refused(smtp: smtplib.SMTP, code: int, words: bytes) -> Verdict:
    answer = in_words(code, words)
    is_open = code != _GOING_AWAY
    if code // 100 not in (4, 5):
        return Verdict(ending=Ending.BROKEN_BEFORE, answer=answer, is_open=False)
    if is_open:
        with suppress(OSError, SMTPException):
            is_open = smtp.rset()[0] // 100 == 2
    ending = Ending.NOT_NOW if code // 100 == 4 else Ending.NEVER
    return Verdict(ending=ending, answer=answer, is_open=is_open)


def _final(code: int, words: bytes) -> Verdict:
    answer = in_words(code, words)
    endings = {2: Ending.ACCEPTED, 4: Ending.NOT_NOW, 5: Ending.NEVER}
    ending = endings.get(code // 100, Ending.BROKEN_AFTER)
    is_open = code != _GOING_AWAY and ending is not Ending.BROKEN_AFTER
    return Verdict(ending=ending, answer=answer, is_open=is_open)


def _quoted(content: bytes) -> bytes:
    """The data with its dots doubled and its end of line, but without the final dot."""
    lines = _LINE_END.sub(b"\r\n", content)
    ended = lines if lines.endswith(b"\r\n") else lines + b"\r\n"
    return re.sub(rb"(?m)^\.", b"..", ended)


def _pour(smtp: smtplib.SMTP, data: bytes, watcher: Watcher) -> None:
    """In pieces, each with the whole time-out: a slow line is no broken one."""
    for start in range(0, len(data), _CHUNK):
        smtp.send(data[start : start + _CHUNK])
        watcher(min(start + _CHUNK, len(data)), len(data))


def _dial(line: Line) -> None:
    server = line.server
    line.smtp.sock = socket.create_connection((server.host, server.port), server.timeout)
    peer = str(line.smtp.sock.getpeername()[0])
    if server.tls is Tls.NONE and not is_this_computer(peer):
        line.drop()
        raise BatchError(troubles.PLAIN_TEXT, host=server.host)
    if server.tls is Tls.TLS:
        _encrypt(line)
    _expect(line, *line.smtp.getreply(), wanted=2)


def _greet(line: Line) -> None:
    _expect(line, *line.smtp.ehlo(), wanted=2)


def _encrypt_now(line: Line) -> None:
    if not line.smtp.has_extn("starttls"):
        raise BatchError(troubles.NO_STARTTLS, host=line.server.host)
    _expect(line, *line.smtp.docmd("STARTTLS"), wanted=2)
    _encrypt(line)
    # What was said before, anybody on the way may have said (RFC 3207 §4.2).
    line.smtp.file = None
    line.smtp.esmtp_features.clear()
    line.smtp.ehlo_resp = None
    _greet(line)


def _encrypt(line: Line) -> None:
    plain = line.smtp.sock
    if plain is None:
        raise ConnectionResetError
    context = ssl.create_default_context()
    try:
        line.smtp.sock = context.wrap_socket(plain, server_hostname=line.server.host)
    except ssl.SSLError:
        raise
    except OSError as problem:
        raise BatchError(troubles.TLS_FAILED, host=line.server.host) from problem


def _log_in(line: Line, user: str, password: str) -> None:
    """Once, in one way: a wrong password tried in three ways may lock the account."""
    smtp = line.smtp
    ways = smtp.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in ways:
        both = _in_base64(f"\0{user}\0{password}")
        code, words = smtp.docmd("AUTH", f"PLAIN {both}")
    elif "LOGIN" in ways:
        code, words = smtp.docmd("AUTH", "LOGIN")
        for secret in (user, password):
            if code // 100 == 3:
                code, words = smtp.docmd(_in_base64(secret))
    else:
        raise BatchError(troubles.NO_LOGIN, host=line.server.host)
    _expect(line, code, words, wanted=2, refused=troubles.LOGIN_REFUSED)


def _in_base64(text: str) -> str:
    return b64encode(text.encode()).decode("ascii")


def _expect(
    line: Line,
    code: int,
    words: bytes,
    *,
    wanted: int,
    refused: Trouble = troubles.SERVER_REFUSED,
) -> None:
    if code // 100 == wanted:
        return
    trouble = refused if code // 100 == 5 else troubles.SERVER_REFUSED
    raise BatchError(trouble, host=line.server.host, answer=in_words(code, words))


def in_words(code: int, words: bytes) -> str:
    """A server's answer in one line, without what could harm a terminal."""
    text = words.decode("utf-8", "replace")
    plain = "".join(one if one.isprintable() else " " for one in text)
    said = f"{code} {plain}" if code > 0 else plain
    return " ".join(said.split())[:_LONGEST_ANSWER]


@contextmanager
def _told(server: Server) -> Iterator[None]:
    """Turn what keeps a line from coming about into one plain sentence."""
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
