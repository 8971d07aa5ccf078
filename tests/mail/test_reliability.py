"""Delivered at most once without her word, and nothing forgotten: docs/reliability.md.

Each row of its first table is a case here; the states named there are those found here.
"""

import os
import re
import secrets
import sqlite3
from datetime import datetime
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from apoq_batch.cli import mail_commands
from apoq_batch.mail import outbox
from tests.mail.mail_server import STEPS
from tests.mail.mail_server import Certificates
from tests.mail.mail_server import Conduct
from tests.mail.mail_server import serving
from tests.mail.packs import ANA
from tests.mail.packs import LUIS
from tests.mail.packs import ROSA
from tests.mail.packs import make_pack
from tests.mail.sends import ROOT
from tests.mail.sends import begun
from tests.mail.sends import entries
from tests.mail.sends import states
from tests.mail.sends import told
from tests.mail.sends import variables

PAGE = ROOT / "docs" / "reliability.md"
# More than the buffers of both ends take, so that the client is in the midst of it.
LARGE = 12_000_000
BROKEN = {
    "body": "pending",
    "end": "uncertain",
    "quit": "sent",
}
REFUSALS = [
    ("banner", "421 Busy", "pending"),
    ("ehlo", "421 Busy", "pending"),
    ("auth", "535 Wrong password", "pending"),
    ("mail", "421 Closing", "failed"),
    ("mail", "450 Later", "failed"),
    ("mail", "550 Never", "failed"),
    ("rcpt", "421 Closing", "failed"),
    ("rcpt", "450 Greylisted", "failed"),
    ("rcpt", "550 Unknown user", "failed"),
    ("data", "451 Later", "failed"),
    ("data", "554 Never", "failed"),
    ("end", "421 Closing", "failed"),
    ("end", "450 Later", "failed"),
    ("end", "550 Spam", "failed"),
]

Capsys = pytest.CaptureFixture[str]


def message_ids(conduct: Conduct) -> list[str]:
    return [str(message_from_bytes(one.content)["Message-ID"]) for one in conduct.delivered]


def after_it(folder: Path, trusted: Certificates, capsys: Capsys) -> tuple[Conduct, int]:
    """The next send, to a server that takes everything."""
    conduct = Conduct()
    with serving(conduct, trusted.good) as port:
        ended = told(capsys, "send", folder, "--yes", variables=variables(port))
    return conduct, ended.code


@pytest.mark.parametrize("does", ["drop", "stall"])
@pytest.mark.parametrize("step", STEPS)
def test_a_line_that_breaks_at_any_step(
    trusting: Certificates, tmp_path: Path, capsys: Capsys, step: str, does: str
) -> None:
    workbook = secrets.token_bytes(LARGE if step == "body" else 9)
    options = ["--attach", "workbook"] if step == "body" else []
    folder = make_pack(tmp_path, ROSA, workbook=workbook)
    broken = Conduct(at=step, does=does)
    with serving(broken, trusting.good) as port:
        given = variables(port, timeout=0.2 if does == "stall" else 5)
        ended = told(capsys, "send", folder, "--yes", *options, variables=given)
    state = BROKEN.get(step, "pending")
    assert states(folder) == [state]
    assert ended.code == (0 if state == "sent" else 3)
    assert len(broken.delivered) == (step in {"end", "quit"})

    healthy, code = after_it(folder, trusting, capsys)
    if state == "pending":
        assert (len(healthy.delivered), code) == (1, 0)
        assert states(folder) == ["sent"]
    else:
        assert healthy.delivered == []
        assert (states(folder), code) == ([state], 3 if state == "uncertain" else 0)


@pytest.mark.parametrize("step", STEPS)
def test_a_process_killed_at_any_step(
    trusting: Certificates, tmp_path: Path, capsys: Capsys, step: str
) -> None:
    workbook = secrets.token_bytes(LARGE if step == "body" else 9)
    options = ["--attach", "workbook"] if step == "body" else []
    folder = make_pack(tmp_path, ROSA, workbook=workbook)
    halted = Conduct(at=step, does="stall")
    with serving(halted, trusting.good) as port:
        child = begun(folder, variables(port, timeout=60), trusting, *options)
        try:
            assert halted.reached.wait(30)
        finally:
            child.kill()
            child.wait(10)
    (row,) = raw_states(folder)
    assert row == {"end": "sending", "quit": "sent"}.get(step, "pending")
    state = BROKEN.get(step, "pending")
    assert states(folder) == [state]

    healthy, _ = after_it(folder, trusting, capsys)
    total = len(halted.delivered) + len(healthy.delivered)
    assert total == 1
    assert states(folder) == ["uncertain" if step == "end" else "sent"]


def raw_states(folder: Path) -> list[str]:
    """As they are on the disk, before anybody has understood them."""
    connection = sqlite3.connect(folder.parent / outbox.FILE)
    rows = connection.execute("SELECT state FROM message").fetchall()
    connection.close()
    return [row[0] for row in rows]


def test_an_uncertain_one_goes_once_more_when_she_says_so(
    trusting: Certificates, tmp_path: Path, capsys: Capsys
) -> None:
    folder = make_pack(tmp_path, ROSA)
    broken = Conduct(at="end")
    with serving(broken, trusting.good) as port:
        told(capsys, "send", folder, "--yes", variables=variables(port))
    healthy = Conduct()
    with serving(healthy, trusting.good) as port:
        word = ("--resend-uncertain", "--attach", "workbook")
        told(capsys, "send", folder, "--yes", "--again", variables=variables(port))
        assert healthy.delivered == []
        told(capsys, "send", folder, "--yes", *word, variables=variables(port))
    assert [one.content for one in healthy.delivered] == [broken.delivered[0].content]
    assert message_ids(healthy) == message_ids(broken)
    assert states(folder) == ["sent"]


@pytest.mark.parametrize(
    ("at", "does"), [("rcpt", "450 Later"), ("rcpt", "550 No"), ("mail", "drop")]
)
def test_an_uncertain_one_that_is_refused_later_stays_uncertain(
    trusting: Certificates, tmp_path: Path, capsys: Capsys, at: str, does: str
) -> None:
    folder = make_pack(tmp_path, ROSA)
    with serving(Conduct(at="end"), trusting.good) as port:
        told(capsys, "send", folder, "--yes", variables=variables(port))
    with serving(Conduct(at=at, does=does), trusting.good) as port:
        given = variables(port)
        told(capsys, "send", folder, "--yes", "--resend-uncertain", variables=given)
    assert states(folder) == ["uncertain"]
    healthy, code = after_it(folder, trusting, capsys)
    assert (healthy.delivered, code) == ([], 3)


@pytest.mark.parametrize(("at", "does", "state"), REFUSALS)
def test_a_refusal_keeps_the_server_s_words_and_waits(
    trusting: Certificates,
    tmp_path: Path,
    capsys: Capsys,
    monkeypatch: pytest.MonkeyPatch,
    at: str,
    does: str,
    state: str,
) -> None:
    folder = make_pack(tmp_path, ROSA)
    stubborn = Conduct(at=at, does=does)
    with serving(stubborn, trusting.good) as port:
        assert told(capsys, "send", folder, "--yes", variables=variables(port)).code == 3
    (entry,) = entries(folder)
    assert (entry.state.value, entry.answer) == (state, does)
    if state == "pending":
        assert after_it(folder, trusting, capsys)[1] == 0
        return
    # At once nobody is asked again; later those are who did not say never.
    healthy, code = after_it(folder, trusting, capsys)
    assert (healthy.connections, code) == (0, 3)
    later = datetime.now().astimezone() + timedelta(minutes=6)
    monkeypatch.setattr(mail_commands, "_now", lambda: later)
    healthy, code = after_it(folder, trusting, capsys)
    refused_for_good = does.startswith("5")
    assert len(healthy.delivered) == (not refused_for_good)
    assert states(folder) == ["failed" if refused_for_good else "sent"]


def test_each_recipient_has_an_ending_of_its_own(
    trusting: Certificates, tmp_path: Path, capsys: Capsys
) -> None:
    folder = make_pack(tmp_path, ROSA, LUIS, ANA)
    conduct = Conduct(
        answers={
            "luis@apoq.example": "550 5.1.1 No such user",
            "ana@apoq.example": "450 4.2.0 Greylisted",
        }
    )
    with serving(conduct, trusting.good) as port:
        ended = told(capsys, "send", folder, "--yes", variables=variables(port))
    assert ended.code == 3
    assert "luis@apoq.example: rejected (550 5.1.1 No such user)" in ended.out
    assert [one.recipient for one in conduct.delivered] == ["rosa@apoq.example"]
    assert conduct.connections == 1
    assert states(folder) == ["sent", "failed", "failed"]


def test_a_line_that_breaks_for_one_is_opened_again_for_the_next(
    trusting: Certificates, tmp_path: Path, capsys: Capsys
) -> None:
    folder = make_pack(tmp_path, ROSA, LUIS)
    conduct = Conduct(at="end")
    with serving(conduct, trusting.good) as port:
        told(capsys, "send", folder, "--yes", variables=variables(port))
    assert conduct.connections == 2
    assert states(folder) == ["uncertain", "uncertain"]
    assert len(set(message_ids(conduct))) == 2


def test_two_sends_at_once_are_one(
    trusting: Certificates, tmp_path: Path, capsys: Capsys
) -> None:
    folder = make_pack(tmp_path, ROSA)
    halted = Conduct(at="rcpt", does="stall")
    with serving(halted, trusting.good) as port:
        given = variables(port, timeout=60)
        child = begun(folder, given, trusting)
        try:
            assert halted.reached.wait(30)
            second = told(capsys, "send", folder, "--yes", variables=given)
            listed = told(capsys, "outbox", folder, variables=given)
        finally:
            child.kill()
            child.wait(10)
    assert (second.code, halted.connections) == (3, 1)
    assert "Another apoq send" in second.err
    assert "rosa@apoq.example · not sent yet" in listed.out


def full(*_: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def test_a_disk_that_is_full_at_the_last_word_delivers_nothing(
    trusting: Certificates,
    tmp_path: Path,
    capsys: Capsys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = make_pack(tmp_path, ROSA)

    conduct = Conduct()
    with serving(conduct, trusting.good) as port, monkeypatch.context() as patch:
        patch.setattr(outbox.Outbox, "_change_one", full)
        ended = told(capsys, "send", folder, "--yes", variables=variables(port))
    assert (ended.code, conduct.delivered) == (3, [])
    assert "cannot be written" in ended.err
    assert states(folder) == ["pending"]


def test_a_disk_that_is_full_after_the_answer_leaves_it_uncertain(
    trusting: Certificates,
    tmp_path: Path,
    capsys: Capsys,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = make_pack(tmp_path, ROSA)

    conduct = Conduct()
    with serving(conduct, trusting.good) as port, monkeypatch.context() as patch:
        patch.setattr(outbox.Outbox, "mark_sent", full)
        told(capsys, "send", folder, "--yes", variables=variables(port))
    assert len(conduct.delivered) == 1
    assert states(folder) == ["uncertain"]


def test_the_page_tells_every_case() -> None:
    page = PAGE.read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \|.*\| (\w+) \| [^|]+ \|$", page, re.MULTILINE))
    assert told == {step: BROKEN.get(step, "pending") for step in STEPS}


@pytest.mark.skipif(os.name != "posix", reason="there is no such signal elsewhere")
def test_the_outbox_is_flushed_to_the_disk_at_every_change(tmp_path: Path) -> None:
    with outbox.open_outbox(tmp_path) as box:
        ask = box.connection.execute
        assert ask("PRAGMA synchronous").fetchone() == (2,)
        assert ask("PRAGMA journal_mode").fetchone() == ("truncate",)
