"""How mail leaves: `apoq.toml` and the variables `APOQ_SMTP_…`, checked.

Knows the settings and what they may be; must not know the network, nor a password.
"""

import re
import tomllib
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from pathlib import Path

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError

FILE = "apoq.toml"
SECTION = "smtp"
PREFIX = "APOQ_SMTP_"
PASSWORD = f"{PREFIX}PASSWORD"
KEYS = ("host", "port", "user", "sender", "tls", "timeout")
# Long enough for a slow line in the country; what is slower than that is broken.
TIMEOUT = "60"
LONGEST_TIMEOUT = 3600

# As the workbook's, so what is accepted here needs no quoting in a header.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_LONGEST_ADDRESS = 254
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+")

MailSettings = Mapping[str, str]


class Tls(StrEnum):
    """How the line is encrypted; `none` only to this very computer."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


PORTS = {Tls.STARTTLS: "587", Tls.TLS: "465", Tls.NONE: "25"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is handed over and for whom; `timeout` in seconds for each step."""

    host: str
    port: int
    tls: Tls
    user: str | None
    sender: str
    timeout: float


def find_settings(folders: Iterable[Path], environment: Mapping[str, str]) -> MailSettings:
    """What the first `apoq.toml` says, and above it what the variables say; BatchError."""
    path = next((folder / FILE for folder in folders if (folder / FILE).is_file()), None)
    settings = {} if path is None else _read(path)
    for key in KEYS:
        value = environment.get(_variable(key), "").strip()
        if value:
            settings[key] = value
    return settings


def _read(path: Path) -> dict[str, str]:
    try:
        section = tomllib.loads(path.read_text(encoding="utf-8-sig")).get(SECTION, {})
    except (OSError, ValueError) as problem:
        raise BatchError(troubles.BAD_SETTINGS_FILE, name=str(path)) from problem
    if not isinstance(section, dict):
        raise BatchError(troubles.BAD_SETTINGS_FILE, name=str(path))
    return dict(_plain(path, section))


def _plain(path: Path, section: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in section.items():
        if "pass" in key.lower() or "clave" in key.lower():
            raise BatchError(troubles.PASSWORD_IN_FILE, name=str(path))
        if key not in KEYS:
            raise BatchError(troubles.UNKNOWN_SETTING, name=str(path), key=key)
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise _wrong(key, str(value))
        yield key, str(value).strip()


def server_of(settings: MailSettings) -> Server:
    """The mail server of the settings; BatchError names what is missing or wrong."""
    host = _required(settings, "host")
    if not _HOST.fullmatch(host):
        raise _wrong("host", host)
    tls = _tls(settings)
    if tls is Tls.NONE and not is_this_computer(host):
        raise BatchError(troubles.PLAIN_TEXT, host=host)
    sender = sender_of(settings)
    if sender is None:
        raise _missing("sender")
    return Server(
        host=host,
        port=int(_number(settings, "port", PORTS[tls], largest=65535)),
        tls=tls,
        user=settings.get("user") or None,
        sender=sender,
        timeout=_number(settings, "timeout", TIMEOUT, largest=LONGEST_TIMEOUT),
    )


def account_of(settings: MailSettings) -> tuple[str, str]:
    """Host and user that a password is for; BatchError when one is missing."""
    return _required(settings, "host"), _required(settings, "user")


def sender_of(settings: MailSettings) -> str | None:
    """The sender's address: `sender`, or the user where that is one; BatchError."""
    if settings.get("sender"):
        return checked_address(settings["sender"])
    user = settings.get("user", "")
    return user if is_address(user) else None


def checked_address(text: str) -> str:
    """An address that can be used as it is in a header and to a server; BatchError."""
    if not is_address(text):
        raise BatchError(troubles.BAD_ADDRESS, name=text)
    return text


def is_address(text: str) -> bool:
    """Whether a text is a plain address, without name, quotes or letters with accents."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def is_this_computer(host: str) -> bool:
    """Whether a host's name or number is of this very computer."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _tls(settings: MailSettings) -> Tls:
    wanted = settings.get("tls") or Tls.STARTTLS.value
    try:
        return Tls(wanted.lower())
    except ValueError as problem:
        raise _wrong("tls", wanted) from problem


def _number(settings: MailSettings, key: str, default: str, *, largest: int) -> float:
    value = settings.get(key) or default
    try:
        number = int(value) if key == "port" else float(value)
    except ValueError as problem:
        raise _wrong(key, value) from problem
    if not 0 < number <= largest:
        raise _wrong(key, value)
    return number


def _required(settings: MailSettings, key: str) -> str:
    value = settings.get(key)
    if not value:
        raise _missing(key)
    return value


def _missing(key: str) -> BatchError:
    return BatchError(troubles.NO_SETTING, key=key, variable=_variable(key))


def _wrong(key: str, value: str) -> BatchError:
    return BatchError(troubles.BAD_SETTING, key=key, value=value, variable=_variable(key))


def _variable(key: str) -> str:
    return f"{PREFIX}{key.upper()}"
