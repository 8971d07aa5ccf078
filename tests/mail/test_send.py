"""`apoq send` and `apoq outbox` as the treasurer meets them."""

import io
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import keyring
import pytest

from apoq_batch.cli import mail_commands
from apoq_batch.mail import passwords
from tests.mail.mail_server import HOST
from tests.mail.mail_server import PASSWORD
from tests.mail.mail_server import USER
from tests.mail.mail_server import Certificates
from tests.mail.mail_server import Conduct
from tests.mail.mail_server import serving
from tests.mail.packs import ANA
from tests.mail.packs import LUIS
from tests.mail.packs import ROSA
from tests.mail.packs import files_of
from tests.mail.packs import make_pack
from tests.mail.packs import published_folder
from tests.mail.packs import results
from tests.mail.sends import Told
from tests.mail.sends import entries
from tests.mail.sends import states
from tests.mail.sends import told
from tests.mail.sends import variables
from tests.mail.test_passwords import Memory

Capsys = pytest.CaptureFixture[str]


@pytest.fixture(name="conduct")
def _conduct() -> Conduct:
    return Conduct()


@pytest.fixture(name="port")
def _port(trusting: Certificates, conduct: Conduct) -> Iterator[int]:
    with serving(conduct, trusting.good) as port:
        yield port


def answering(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))


def send(capsys: Capsys, folder: Path, port: int, *options: str) -> Told:
    return told(capsys, "send", folder, "--yes", *options, variables=variables(port))


@pytest.mark.parametrize(
    ("language", "answer"), [("es", "s\n"), ("es", "SÍ\n"), ("en", "y\n"), ("en", "yes\n")]
)
def test_she_sees_what_leaves_and_is_asked(
    tmp_path: Path,
    capsys: Capsys,
    monkeypatch: pytest.MonkeyPatch,
    port: int,
    conduct: Conduct,
    language: str,
    answer: str,
) -> None:
    folder = make_pack(tmp_path, ROSA, LUIS)
    answering(monkeypatch, answer)
    given = variables(port)
    ended = told(capsys, "send", folder, variables=given, language=language)
    assert ended.code == 0, ended
    for said in (
        "rosa@apoq.example",
        "luis@apoq.example",
        "Cierre de setiembre de 2026",
        "informe-directiva.pdf  1 KB",
        USER,
        HOST,
    ):
        assert said in ended.out
    assert ended.out.index("luis@") < ended.out.index("?")
    assert PASSWORD not in ended.out + ended.err
    assert [one.recipient for one in conduct.delivered] == [
        "rosa@apoq.example",
        "luis@apoq.example",
    ]
    assert states(folder) == ["sent", "sent"]


@pytest.mark.parametrize("answer", ["n\n", "\n", "quizás\n"])
def test_without_her_yes_nothing_leaves(
    tmp_path: Path,
    capsys: Capsys,
    monkeypatch: pytest.MonkeyPatch,
    port: int,
    conduct: Conduct,
    answer: str,
) -> None:
    folder = make_pack(tmp_path)
    answering(monkeypatch, answer)
    ended = told(capsys, "send", folder, variables=variables(port))
    assert (ended.code, conduct.connections, states(folder)) == (0, 0, [])
    assert "Nothing was sent." in ended.out


def interrupted(asked: str) -> str:
    raise KeyboardInterrupt(asked)


def test_where_nobody_can_answer_nothing_leaves(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    answering(monkeypatch, "")
    folder = make_pack(tmp_path)
    ended = told(capsys, "send", folder, variables=variables(port))
    assert (ended.code, states(folder)) == (3, [])
    assert "--yes" in ended.err


def test_a_second_send_sends_nothing_and_says_when(
    tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    folder = make_pack(tmp_path)
    send(capsys, folder, port)
    (entry,) = entries(folder)
    again = send(capsys, folder, port, "--attach", "workbook")
    assert (again.code, conduct.connections) == (0, 1)
    assert f"got it on {entry.changed:%d/%m/%Y %H:%M}" in again.out
    assert f"--to {entry.recipient} --again" in again.out
    third = send(capsys, folder, port, "--again")
    assert "gets it ONCE MORE" in third.out
    assert len(conduct.delivered) == 2
    first, second = (message_from_bytes(one.content) for one in conduct.delivered)
    assert first["Message-ID"] != second["Message-ID"]
    assert states(folder) == ["sent", "sent"]


def test_who_comes_later_gets_it_and_the_others_do_not_again(
    tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    send(capsys, make_pack(tmp_path, ROSA), port)
    folder = make_pack(tmp_path, {**ROSA, "email": "ROSA@apoq.example"}, LUIS)
    assert send(capsys, folder, port).code == 0
    assert [one.recipient for one in conduct.delivered] == [
        "rosa@apoq.example",
        "luis@apoq.example",
    ]


def test_other_figures_are_another_pack(
    tmp_path: Path, capsys: Capsys, conduct: Conduct, port: int, trusting: Certificates
) -> None:
    with serving(Conduct(at="rcpt"), trusting.good) as broken:
        send(capsys, make_pack(tmp_path), broken)
    other = results(figures={("Loans", "Loans proposed"): 294})
    folder = published_folder(tmp_path, files_of(other))
    assert send(capsys, folder, port).code == 0
    assert states(folder) == ["pending", "sent"]
    listed = told(capsys, "outbox", folder, variables={})
    assert "A later message took its place" in listed.out


def test_what_waits_of_others_is_not_forgotten(
    tmp_path: Path, capsys: Capsys, port: int, trusting: Certificates
) -> None:
    folder = make_pack(tmp_path, ROSA, LUIS)
    with serving(Conduct(at="rcpt"), trusting.good) as broken:
        send(capsys, folder, broken)
    ended = send(capsys, folder, port, "--to", "rosa@apoq.example")
    assert "other messages not sent" in ended.out
    assert states(folder) == ["sent", "pending"]


def test_to_whom_can_be_said(
    tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    folder = make_pack(tmp_path, ROSA, LUIS, {**ANA, "email": "ROSA@apoq.example"})
    named = ("--to", "x@otra.example,Luis@apoq.example", "--to", "board")
    assert send(capsys, folder, port, *named).code == 0
    assert [one.recipient for one in conduct.delivered] == [
        "x@otra.example",
        "luis@apoq.example",
        "rosa@apoq.example",
    ]
    wrong = send(capsys, folder, port, "--to", "rosa@apoq.example\nBcc: y@apoq.example")
    assert (wrong.code, len(conduct.delivered)) == (3, 3)


def test_a_board_without_addresses_is_told(
    tmp_path: Path, capsys: Capsys, port: int
) -> None:
    folder = published_folder(tmp_path, files_of(results(board=())))
    ended = send(capsys, folder, port)
    assert ended.code == 3
    assert "--to" in ended.err


def test_only_what_is_asked_for_is_attached(
    tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    folder = make_pack(tmp_path, letters=b"%PDF one")
    send(capsys, folder, port)
    send(capsys, folder, port, "--again", "--attach", "workbook,letters")
    names = [
        [part.get_filename() for part in message_from_bytes(one.content).walk()]
        for one in conduct.delivered
    ]
    assert [list(filter(None, one)) for one in names] == [
        ["informe-directiva.pdf"],
        ["informe-directiva.pdf", "Ano 2026 _ libro.xlsx", "cartas-2026-09.zip"],
    ]


def test_a_pack_without_a_report_says_so_and_goes(
    tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    folder = make_pack(tmp_path, report=None)
    assert send(capsys, folder, port, "--attach", "informe").code == 3
    ended = send(capsys, folder, port)
    assert (ended.code, len(conduct.delivered)) == (0, 1)
    assert "this pack has no report" in ended.out


def test_a_pack_that_was_changed_is_not_sent(
    tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    folder = make_pack(tmp_path)
    (folder / "informe-directiva.pdf").write_bytes(b"%PDF another")
    ended = send(capsys, folder, port)
    assert (ended.code, conduct.connections) == (3, 0)
    assert "informe-directiva.pdf" in ended.err


def test_what_is_too_large_is_refused_before_it_leaves(
    trusting: Certificates, tmp_path: Path, capsys: Capsys
) -> None:
    folder = make_pack(tmp_path, letters=bytes(900), workbook=b"w" * 90_000)
    conduct = Conduct()
    with serving(conduct, trusting.good, size=20_000) as port:
        large = send(capsys, folder, port, "--attach", "workbook,letters")
        assert large.code == 3
        assert "Leave out --attach workbook, which makes 90 KB of it" in large.err
        assert not any(one.startswith("MAIL") for one in conduct.commands)
        assert states(folder) == ["pending"]
        assert send(capsys, folder, port).code == 0
    assert states(folder) == ["sent"]
    with serving(conduct, trusting.good, size=500) as port:
        ended = send(capsys, folder, port, "--again")
    assert "Nothing can be left out" in ended.err


def test_a_pending_one_keeps_its_id_and_takes_the_new_sender(
    trusting: Certificates, tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    folder = make_pack(tmp_path)
    with serving(Conduct(at="auth"), trusting.good) as broken:
        send(capsys, folder, broken)
    (entry,) = entries(folder)
    given = variables(port, sender="otra@apoq.example")
    told(capsys, "send", folder, "--yes", variables=given)
    found = message_from_bytes(conduct.delivered[0].content)
    assert found["Message-ID"] == entry.message_id
    assert "otra@apoq.example" in found["From"]
    assert conduct.delivered[0].sender == "otra@apoq.example"


def test_a_dry_run_writes_drafts_and_nothing_else(tmp_path: Path, capsys: Capsys) -> None:
    folder = make_pack(tmp_path, ROSA, LUIS)
    told(capsys, "send", folder, "--dry-run", variables={})
    ended = told(capsys, "send", folder, "--dry-run", variables={})
    assert ended.code == 0, ended
    drafts = sorted((tmp_path / "correo" / "2026-09").iterdir())
    assert [path.name for path in drafts] == [
        "01-rosa-apoq-example.eml",
        "02-luis-apoq-example.eml",
    ]
    assert all(str(path) in ended.out for path in drafts)
    assert message_from_bytes(drafts[0].read_bytes())["X-Unsent"] == "1"
    assert not (tmp_path / "correo.db").exists()


def test_settings_lie_beside_the_workbook(
    tmp_path: Path, capsys: Capsys, port: int, conduct: Conduct
) -> None:
    folder = make_pack(tmp_path / "salidas")
    (tmp_path / "apoq.toml").write_text(
        f'[smtp]\nhost = "{HOST}"\nport = {port}\nuser = "{USER}"\n', encoding="utf-8"
    )
    given = {"APOQ_SMTP_PASSWORD": PASSWORD}
    assert told(capsys, "send", folder, "--yes", variables=given).code == 0
    assert len(conduct.delivered) == 1


def test_the_password_comes_from_the_keyring(
    tmp_path: Path,
    capsys: Capsys,
    monkeypatch: pytest.MonkeyPatch,
    port: int,
    conduct: Conduct,
) -> None:
    memory, before = Memory(), keyring.get_keyring()
    keyring.set_keyring(memory)
    try:
        folder = make_pack(tmp_path)
        given = variables(port, password="")
        without = told(capsys, "send", folder, "--yes", variables=given)
        assert (without.code, conduct.connections) == (3, 0)
        assert "--set-password" in without.err
        monkeypatch.setattr("click.termui.hidden_prompt_func", interrupted)
        stopped = told(capsys, "send", "--set-password", variables=given)
        assert (stopped.code, passwords.stored_password(HOST, USER)) == (130, None)
        assert "No password was kept." in stopped.err
        monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _: PASSWORD)
        kept = told(capsys, "send", "--set-password", variables=given)
        assert kept.code == 0, kept
        assert PASSWORD not in kept.out + kept.err
        assert passwords.stored_password(HOST, USER) == PASSWORD
        assert told(capsys, "send", folder, "--yes", variables=given).code == 0
    finally:
        keyring.set_keyring(before)
    assert len(conduct.delivered) == 1


def test_ctrl_c_leaves_nothing_in_doubt_that_did_not_leave(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    folder = make_pack(tmp_path)
    monkeypatch.setattr("apoq_batch.mail.smtp._send_data", interrupted)
    ended = send(capsys, folder, port)
    assert ended.code == 130
    assert "apoq outbox" in ended.err
    assert states(folder) == ["pending"]


@pytest.mark.parametrize(
    "arguments",
    [("send",), ("send", "x", "--attach", "todo"), ("send", "x", "--nada")],
)
def test_wrong_usage(capsys: Capsys, arguments: tuple[str, ...]) -> None:
    ended = told(capsys, *arguments, variables={}, language="es")
    assert ended.code == 2
    assert "apoq send --help" in ended.err


@pytest.mark.parametrize("command", ["send", "outbox"])
def test_spanish_help_has_no_english(capsys: Capsys, command: str) -> None:
    ended = told(capsys, command, "--help", variables={}, language="es")
    for word in ("Usage", "Options:", "Show", "Send", "password"):
        assert word not in ended.out.replace("--set-password", "")


def test_the_outbox_lists_every_state_and_what_to_do(
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
        send(capsys, folder, port)
    with serving(Conduct(at="end"), trusting.good) as port:
        send(capsys, folder, port, "--to", "eva@apoq.example")
    with serving(Conduct(at="mail"), trusting.good) as port:
        send(capsys, folder, port, "--to", "paz@apoq.example")
    listed = told(capsys, "outbox", folder, variables={}).out
    for said in (
        "2026-09 · rosa@apoq.example · sent · ",
        "luis@apoq.example · rejected",
        "The server's words: 550 5.1.1 No such user",
        "Correct the address",
        "The next apoq send tries again from",
        "eva@apoq.example · uncertain",
        "--resend-uncertain",
        "paz@apoq.example · not sent yet",
        "it leaves with the next apoq send",
        "informe-directiva.pdf",
    ):
        assert said in listed
    spanish = told(capsys, "outbox", tmp_path, variables={}, language="es").out
    for said in ("enviado", "rechazado", "incierto", "sin enviar"):
        assert said in spanish


def test_the_outbox_is_found_from_where_she_is(
    tmp_path: Path, capsys: Capsys, monkeypatch: pytest.MonkeyPatch, port: int
) -> None:
    monkeypatch.chdir(tmp_path)
    empty = told(capsys, "outbox", variables={})
    assert (empty.code, "empty" in empty.out) == (0, True)
    folder = make_pack(tmp_path / "salidas")
    send(capsys, folder, port)
    for place in ((), (tmp_path / "salidas",), (folder,), ("salidas/2026-09",)):
        assert "rosa@apoq.example" in told(capsys, "outbox", *place, variables={}).out
    (tmp_path / "salidas" / "2026-08").mkdir()
    other = told(capsys, "outbox", "salidas/2026-08", variables={})
    assert "rosa@apoq.example" not in other.out
    assert told(capsys, "outbox", tmp_path / "nada", variables={}).code == 3


def test_the_clock_has_a_zone() -> None:
    assert mail_commands._now().tzinfo is not None
