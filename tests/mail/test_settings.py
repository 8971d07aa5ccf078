"""Settings from apoq.toml and the environment: checked, and without a password."""

from pathlib import Path

import pytest

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.mail.settings import Server
from apoq_batch.mail.settings import Tls
from apoq_batch.mail.settings import account_of
from apoq_batch.mail.settings import find_settings
from apoq_batch.mail.settings import is_address
from apoq_batch.mail.settings import is_this_computer
from apoq_batch.mail.settings import sender_of
from apoq_batch.mail.settings import server_of

GIVEN = {"host": "mail.apoq.example", "user": "tesoreria@apoq.example"}


def toml(folder: Path, text: str) -> Path:
    (folder / "apoq.toml").write_text(text, encoding="utf-8")
    return folder


def test_a_file_is_enough(tmp_path: Path) -> None:
    text = """\
        [otra]
        clave = "no es del correo"
        [smtp]
        host = "mail.apoq.example"
        port = 2525
        user = "tesoreria"
        sender = "tesoreria@apoq.example"
        tls = "TLS"
        timeout = 7.5
    """
    assert server_of(find_settings([toml(tmp_path, text)], {})) == Server(
        host="mail.apoq.example",
        port=2525,
        tls=Tls.TLS,
        user="tesoreria",
        sender="tesoreria@apoq.example",
        timeout=7.5,
    )


def test_the_variables_come_first_and_the_first_file_counts(tmp_path: Path) -> None:
    near, far = tmp_path / "cerca", tmp_path / "lejos"
    near.mkdir()
    far.mkdir()
    toml(near, '[smtp]\nhost = "cerca.example"\nuser = "u@cerca.example"')
    toml(far, '[smtp]\nhost = "lejos.example"\nport = 1')
    variables = {"APOQ_SMTP_HOST": " otro.example ", "APOQ_SMTP_USER": "", "APOQ_X": "y"}
    given = find_settings([tmp_path, near, far], variables)
    assert given == {"host": "otro.example", "user": "u@cerca.example"}
    assert find_settings([tmp_path], {}) == {}


@pytest.mark.parametrize(
    ("tls", "port"), [("", 587), ("starttls", 587), ("tls", 465), ("none", 25)]
)
def test_the_port_goes_with_the_encryption(tls: str, port: int) -> None:
    server = server_of({**GIVEN, "host": "localhost", "tls": tls})
    assert (server.port, server.timeout) == (port, 60.0)
    assert server.tls.value == (tls or "starttls")


@pytest.mark.parametrize(
    ("text", "trouble"),
    [
        ("[smtp", troubles.BAD_SETTINGS_FILE),
        ("smtp = 5", troubles.BAD_SETTINGS_FILE),
        ('[smtp]\npassword = "x"', troubles.PASSWORD_IN_FILE),
        ('[smtp]\nsmtp_PASS = "x"', troubles.PASSWORD_IN_FILE),
        ('[smtp]\nservidor = "x"', troubles.UNKNOWN_SETTING),
        ("[smtp]\nhost = true", troubles.BAD_SETTING),
        ("[smtp]\nhost = []", troubles.BAD_SETTING),
    ],
)
def test_a_file_that_is_not_right_is_told(
    tmp_path: Path, text: str, trouble: Trouble
) -> None:
    with pytest.raises(BatchError) as caught:
        find_settings([toml(tmp_path, text)], {})
    assert caught.value.trouble is trouble


@pytest.mark.parametrize(
    ("change", "trouble"),
    [
        ({"host": ""}, troubles.NO_SETTING),
        ({"host": "a b"}, troubles.BAD_SETTING),
        ({"host": "a\r\nb"}, troubles.BAD_SETTING),
        ({"port": "x"}, troubles.BAD_SETTING),
        ({"port": "0"}, troubles.BAD_SETTING),
        ({"port": "70000"}, troubles.BAD_SETTING),
        ({"port": "25.5"}, troubles.BAD_SETTING),
        ({"timeout": "0"}, troubles.BAD_SETTING),
        ({"timeout": "nan"}, troubles.BAD_SETTING),
        ({"timeout": "inf"}, troubles.BAD_SETTING),
        ({"tls": "ssl"}, troubles.BAD_SETTING),
        ({"tls": "none"}, troubles.PLAIN_TEXT),
        ({"tls": "NONE", "host": "192.168.1.9"}, troubles.PLAIN_TEXT),
        ({"user": "tesoreria"}, troubles.NO_SETTING),
        ({"sender": "APOQ <a@apoq.example>"}, troubles.BAD_ADDRESS),
        ({"sender": "a@apoq.example\nBcc: b@apoq.example"}, troubles.BAD_ADDRESS),
        ({"sender": "señora@apoq.example"}, troubles.BAD_ADDRESS),
    ],
)
def test_a_setting_that_is_not_right_is_told(
    change: dict[str, str], trouble: Trouble
) -> None:
    with pytest.raises(BatchError) as caught:
        server_of({**GIVEN, **change})
    assert caught.value.trouble is trouble


def test_the_sender_is_the_user_where_that_is_an_address() -> None:
    assert sender_of(GIVEN) == "tesoreria@apoq.example"
    assert sender_of({"user": "tesoreria"}) is None
    assert sender_of({"sender": "x@apoq.example", "user": "y"}) == "x@apoq.example"
    assert account_of(GIVEN) == ("mail.apoq.example", "tesoreria@apoq.example")


@pytest.mark.parametrize(
    ("host", "answer"),
    [
        ("localhost", True),
        ("LOCALHOST", True),
        ("127.0.0.1", True),
        ("127.9.9.9", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("10.0.0.1", False),
        ("localhost.example", False),
    ],
)
def test_what_is_this_computer(host: str, answer: bool) -> None:
    assert is_this_computer(host) is answer


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("rosa@apoq.example", True),
        ("rosa+mes@correo.apoq.example", True),
        ("root@localhost", True),
        ("rosa", False),
        ("rosa@", False),
        ("rosa@apoq.example.", False),
        ("a@b.pe, c@d.pe", False),
        ("rosa@apoq.example\r\n", False),
        ("ñata@apoq.example", False),
        ("rosa @apoq.example", False),
        ('"rosa"@apoq.example', False),
        (f"{'x' * 250}@apoq.example", False),
    ],
)
def test_what_is_an_address(text: str, answer: bool) -> None:
    assert is_address(text) is answer
