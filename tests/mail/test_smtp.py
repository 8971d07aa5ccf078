"""The line to the server: encrypted and verified, or nothing is said on it."""

import ssl
import time
from collections.abc import Callable
from typing import Any

import pytest

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.mail.settings import Server
from apoq_batch.mail.settings import Tls
from apoq_batch.mail.smtp import Envelope
from apoq_batch.mail.smtp import SendOutcome
from apoq_batch.mail.smtp import SendResult
from apoq_batch.mail.smtp import answer_line
from apoq_batch.mail.smtp import open_connection
from apoq_batch.mail.smtp import send_message
from tests.mail.mail_server import HOST
from tests.mail.mail_server import PASSWORD
from tests.mail.mail_server import USER
from tests.mail.mail_server import Certificates
from tests.mail.mail_server import Conduct
from tests.mail.mail_server import serving

CONTENT = b"Subject: uno\r\n\r\n.punto\r\n..dos\r\nfin"


def server(port: int, tls: Tls = Tls.STARTTLS, **changes: Any) -> Server:
    given = {"host": HOST, "user": USER, "sender": USER, "timeout": 5.0, **changes}
    return Server(port=port, tls=tls, **given)


def nothing(*_: object) -> None:
    pass


def deliver(
    to: Server,
    content: bytes = CONTENT,
    password: str = PASSWORD,
    before_end: Callable[[], None] = nothing,
) -> SendResult:
    envelope = Envelope(sender=USER, recipient="rosa@apoq.example", content=content)
    with open_connection(to, password) as connection:
        return send_message(connection, envelope, before_end, nothing)


def refused(to: Server, password: str = PASSWORD) -> BatchError:
    with pytest.raises(BatchError) as caught:
        deliver(to, password=password)
    return caught.value


@pytest.mark.parametrize("implicit", [False, True])
@pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
def test_a_message_arrives_as_it_was(
    trusting: Certificates, way: str, implicit: bool
) -> None:
    conduct = Conduct(auth_ways=(way,))
    with serving(conduct, trusting.good, implicit=implicit) as port:
        tls = Tls.TLS if implicit else Tls.STARTTLS
        result = deliver(server(port, tls))
    assert result.outcome is SendOutcome.ACCEPTED
    assert result.answer == "250 2.0.0 Ok: queued as 4F1"
    (got,) = conduct.delivered
    assert got.content == CONTENT + b"\r\n"
    assert (got.sender, got.recipient) == (USER, "rosa@apoq.example")
    assert conduct.commands[-1] == "QUIT"
    assert {one for one in conduct.commands if one[:4] == "EHLO"} == {"EHLO [127.0.0.1]"}


@pytest.mark.parametrize(
    ("shown", "trouble"),
    [
        ("expired", troubles.CERTIFICATE_EXPIRED),
        ("other_name", troubles.CERTIFICATE_OF_ANOTHER),
        ("unknown", troubles.CERTIFICATE_UNKNOWN),
    ],
)
@pytest.mark.parametrize("tls", [Tls.STARTTLS, Tls.TLS])
def test_a_certificate_that_is_not_right_ends_it(
    trusting: Certificates, shown: str, trouble: Trouble, tls: Tls
) -> None:
    context: ssl.SSLContext = getattr(trusting, shown)
    conduct = Conduct()
    with serving(conduct, context, implicit=tls is Tls.TLS) as port:
        assert refused(server(port, tls)).trouble is trouble
    assert (conduct.logins, conduct.delivered) == (0, [])


def test_a_number_in_place_of_the_name_is_told_apart(trusting: Certificates) -> None:
    with serving(Conduct(), trusting.other_name) as port:
        problem = refused(server(port, host="127.0.0.1"))
    assert problem.trouble is troubles.CERTIFICATE_OF_ANOTHER


def test_without_starttls_no_password_is_said(trusting: Certificates) -> None:
    conduct = Conduct()
    with serving(conduct, None) as port:
        assert refused(server(port)).trouble is troubles.NO_STARTTLS
    assert (conduct.logins, conduct.delivered) == (0, [])


def test_plain_text_goes_to_this_computer_only(trusting: Certificates) -> None:
    conduct = Conduct()
    with serving(conduct, None, asks_password=False) as port:
        result = deliver(server(port, Tls.NONE, user=None))
    assert result.outcome is SendOutcome.ACCEPTED
    assert len(conduct.delivered) == 1


def test_a_name_that_leads_elsewhere_gets_no_plain_text(
    trusting: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("apoq_batch.mail.smtp.is_this_computer", lambda _: False)
    conduct = Conduct()
    with serving(conduct, None, asks_password=False) as port:
        problem = refused(server(port, Tls.NONE, user=None))
    assert problem.trouble is troubles.PLAIN_TEXT
    assert conduct.commands == []


@pytest.mark.parametrize("way", ["PLAIN", "LOGIN"])
def test_a_wrong_password_is_tried_once_and_not_shown(
    trusting: Certificates, way: str
) -> None:
    conduct = Conduct(auth_ways=(way,))
    with serving(conduct, trusting.good) as port:
        problem = refused(server(port), password="equivocada")
    assert problem.trouble is troubles.LOGIN_REFUSED
    assert dict(problem.facts)["answer"].startswith("535")  # type: ignore[union-attr]
    assert "equivocada" not in repr(problem.facts)
    assert conduct.logins == 1


def test_a_server_without_a_way_to_log_in_is_told(trusting: Certificates) -> None:
    with serving(Conduct(auth_ways=()), trusting.good) as port:
        assert refused(server(port)).trouble is troubles.NO_LOGIN


@pytest.mark.parametrize(
    ("at", "does", "trouble"),
    [
        ("banner", "421 Too busy", troubles.SERVER_REFUSED),
        ("banner", "554 Go away", troubles.SERVER_REFUSED),
        ("ehlo", "421 Too busy", troubles.SERVER_REFUSED),
        ("starttls", "454 Not now", troubles.SERVER_REFUSED),
        ("auth", "454 Later", troubles.SERVER_REFUSED),
        ("auth", "535 No", troubles.LOGIN_REFUSED),
        ("banner", "drop", troubles.LINE_BROKEN),
        ("ehlo", "drop", troubles.LINE_BROKEN),
        ("starttls", "drop", troubles.LINE_BROKEN),
        ("auth", "drop", troubles.LINE_BROKEN),
    ],
)
def test_what_keeps_a_line_from_coming_about_is_told(
    trusting: Certificates, at: str, does: str, trouble: Trouble
) -> None:
    conduct = Conduct(at=at, does=does)
    with serving(conduct, trusting.good) as port:
        problem = refused(server(port))
    assert problem.trouble is trouble
    if does != "drop":
        assert dict(problem.facts)["answer"] == does
    assert conduct.delivered == []


@pytest.mark.parametrize("at", ["banner", "ehlo", "auth"])
def test_a_server_that_stalls_does_not_hold_her_up(trusting: Certificates, at: str) -> None:
    with serving(Conduct(at=at, does="stall"), trusting.good) as port:
        started = time.monotonic()
        problem = refused(server(port, timeout=0.3))
        assert time.monotonic() - started < 3
    assert problem.trouble is troubles.LINE_BROKEN


def test_a_handshake_that_nobody_answers_is_told(trusting: Certificates) -> None:
    with serving(Conduct(at="banner", does="stall"), None) as port:
        problem = refused(server(port, Tls.TLS, timeout=0.3))
    assert problem.trouble is troubles.TLS_FAILED


def test_encryption_where_the_server_speaks_plainly_is_told(
    trusting: Certificates,
) -> None:
    with serving(Conduct(), None) as port:
        assert refused(server(port, Tls.TLS)).trouble is troubles.TLS_FAILED


def test_a_server_that_is_not_there_is_told() -> None:
    with serving(Conduct(), None) as port:
        pass
    assert refused(server(port)).trouble is troubles.NOT_REACHED
    lost = server(port, host="no-such-host.invalid")
    assert refused(lost).trouble is troubles.HOST_UNKNOWN


@pytest.mark.parametrize(
    ("at", "does", "outcome", "is_open"),
    [
        ("mail", "450 Later", SendOutcome.NOT_NOW, True),
        ("mail", "550 Never", SendOutcome.NEVER, True),
        ("mail", "421 Closing", SendOutcome.NOT_NOW, False),
        ("rcpt", "450 Grey", SendOutcome.NOT_NOW, True),
        ("rcpt", "550 Unknown", SendOutcome.NEVER, True),
        ("rcpt", "421 Closing", SendOutcome.NOT_NOW, False),
        ("data", "451 Later", SendOutcome.NOT_NOW, True),
        ("data", "554 Never", SendOutcome.NEVER, True),
        ("data", "250 What", SendOutcome.BROKEN_BEFORE, False),
        ("end", "450 Later", SendOutcome.NOT_NOW, True),
        ("end", "421 Closing", SendOutcome.NOT_NOW, False),
        ("end", "552 Too much", SendOutcome.NEVER, True),
        ("end", "what was that", SendOutcome.BROKEN_AFTER, False),
        ("end", "354 Go on", SendOutcome.BROKEN_AFTER, False),
        ("mail", "drop", SendOutcome.BROKEN_BEFORE, False),
        ("rcpt", "drop", SendOutcome.BROKEN_BEFORE, False),
        ("data", "drop", SendOutcome.BROKEN_BEFORE, False),
        ("end", "drop", SendOutcome.BROKEN_AFTER, False),
        ("mail", "stall", SendOutcome.BROKEN_BEFORE, False),
        ("rcpt", "stall", SendOutcome.BROKEN_BEFORE, False),
        ("data", "stall", SendOutcome.BROKEN_BEFORE, False),
        ("end", "stall", SendOutcome.BROKEN_AFTER, False),
    ],
)
def test_every_answer_has_its_verdict(
    trusting: Certificates, at: str, does: str, outcome: SendOutcome, is_open: bool
) -> None:
    calls: list[bool] = []
    conduct = Conduct(at=at, does=does)
    seconds = 0.2 if does == "stall" else 5.0
    with serving(conduct, trusting.good) as port:
        result = deliver(
            server(port, timeout=seconds), before_end=lambda: calls.append(True)
        )
    assert (result.outcome, result.is_open) == (outcome, is_open)
    assert len(calls) == (at == "end")
    assert len(conduct.delivered) == (at == "end")
    if does[0].isdecimal() and outcome is not SendOutcome.BROKEN_AFTER:
        assert result.answer == does


@pytest.mark.parametrize("does", ["drop", "stall"])
def test_a_line_that_breaks_within_the_data_delivers_nothing(
    trusting: Certificates, does: str
) -> None:
    calls: list[bool] = []
    conduct = Conduct(at="body", does=does)
    large = b"Subject: uno\r\n\r\n" + b"x" * 70 * 200_000
    with serving(conduct, trusting.good) as port:
        result = deliver(
            server(port, timeout=0.5), large, before_end=lambda: calls.append(True)
        )
    assert result.outcome is SendOutcome.BROKEN_BEFORE
    assert (calls, conduct.delivered) == ([], [])


def test_whoever_says_no_at_the_last_word_keeps_it_undelivered(
    trusting: Certificates,
) -> None:
    def full_disk() -> None:
        raise BatchError(troubles.OUTBOX_FAILED, name="correo.db")

    conduct = Conduct()
    with serving(conduct, trusting.good) as port, pytest.raises(BatchError):
        deliver(server(port), before_end=full_disk)
    assert conduct.delivered == []
    assert "QUIT" not in conduct.commands


def test_what_the_server_takes_is_known(trusting: Certificates) -> None:
    for size, size_limit in ((12_345, 12_345), (None, None)):
        conduct = Conduct()
        with (
            serving(conduct, trusting.good, size=size) as port,
            open_connection(server(port), PASSWORD) as connection,
        ):
            assert connection.size_limit == size_limit


def test_a_server_s_words_cannot_harm_a_terminal() -> None:
    said = answer_line(550, b"5.1.1 no\x1b[31m such\r\nuser \xff" + b"x" * 500)
    assert said.startswith("550 5.1.1 no [31m such user")
    assert len(said) == 200
    assert said.isprintable()
