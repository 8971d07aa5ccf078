"""A real SMTP server on loopback, which can be told to let go at any step.

The steps are those of one message: banner, ehlo, starttls, auth, mail, rcpt, data, body
(some of it has come), end (all of it, the final dot too, nothing answered yet), quit.
"""

import asyncio
import ssl
import threading
from collections.abc import Iterator
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.smtp import SMTP
from aiosmtpd.smtp import AuthResult

USER = "tesoreria@apoq.example"
# A letter with an accent, as people have them in their passwords.
PASSWORD = "clave-señal-7731"
HOST = "localhost"
STEPS = (
    "banner",
    "ehlo",
    "starttls",
    "auth",
    "mail",
    "rcpt",
    "data",
    "body",
    "end",
    "quit",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message that the server has taken charge of."""

    sender: str
    recipient: str
    content: bytes


@dataclass(slots=True, kw_only=True)
class Conduct:
    """How the server behaves; `does` is drop, stall or an answer such as `421 Later`."""

    at: str = ""
    does: str = "drop"
    answers: Mapping[str, str] = field(default_factory=dict)
    auth_ways: tuple[str, ...] = ("PLAIN", "LOGIN")
    delivered: list[Delivered] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    logins: int = 0
    reached: threading.Event = field(default_factory=threading.Event)


class _Handler:
    def __init__(self, conduct: Conduct) -> None:
        self.conduct = conduct

    async def handle_DATA(self, server: "_Server", _: object, envelope: Any) -> str:
        for recipient in envelope.rcpt_tos:
            self.conduct.delivered.append(
                Delivered(
                    sender=envelope.mail_from,
                    recipient=recipient,
                    content=envelope.original_content,
                )
            )
        answer = await server.act("end")
        return answer or "250 2.0.0 Ok: queued as 4F1"


class _Connection:
    """The connection that a server talks over, to be let go of at any time."""

    connection: asyncio.Transport | None = None

    def drop(self) -> None:
        """Let go of it at once."""
        if self.connection is not None and not self.connection.is_closing():
            self.connection.abort()


class _Banner(_Connection, asyncio.Protocol):
    """A server that lets nobody further than its banner."""

    def __init__(self, conduct: Conduct) -> None:
        self.conduct = conduct

    def connection_made(self, transport: Any) -> None:
        self.connection = transport
        self.conduct.connections += 1
        self.conduct.reached.set()
        if self.conduct.does == "drop":
            self.drop()
        elif self.conduct.does != "stall":
            transport.write(f"{self.conduct.does}\r\n".encode())
            if self.conduct.does.startswith("421"):
                transport.close()


class _Server(_Connection, SMTP):
    def __init__(self, conduct: Conduct, **settings: Any) -> None:
        super().__init__(_Handler(conduct), **settings)
        self.conduct = conduct
        self.has_come = asyncio.Event()

    def connection_made(self, transport: Any) -> None:
        # After STARTTLS once more, for what is encrypted within the same connection.
        if self.connection is None:
            self.connection = transport
            self.conduct.connections += 1
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        self.has_come.set()
        super().data_received(data)

    async def act(self, step: str) -> str:
        """Do what is to be done at a step; an answer is given back to be said."""
        if step != self.conduct.at:
            return ""
        self.conduct.reached.set()
        if self.conduct.does == "drop":
            self.drop()
        if self.conduct.does in ("drop", "stall"):
            # Cancelled when the connection is gone.
            await asyncio.sleep(600)
        return self.conduct.does

    async def _say(self, step: str) -> bool:
        answer = await self.act(step)
        if answer:
            await self.push(answer)
            if answer.startswith("421") and self.transport is not None:
                self.transport.close()
        return bool(answer)

    async def smtp_EHLO(self, hostname: str) -> None:
        self.conduct.commands.append(f"EHLO {hostname}")
        if not await self._say("ehlo"):
            await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg: str) -> None:
        if not await self._say("starttls"):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:
        self.conduct.logins += 1
        if not await self._say("auth"):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str | None) -> None:
        self.conduct.commands.append(f"MAIL {arg}")
        if not await self._say("mail"):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:
        self.conduct.commands.append(f"RCPT {arg}")
        if await self._say("rcpt"):
            return
        for address, answer in self.conduct.answers.items():
            if arg is not None and address in arg:
                await self.push(answer)
                return
        await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:
        if await self._say("data"):
            return
        if self.conduct.at == "body":
            self.has_come.clear()
            await self.push("354 Go on")
            await self.has_come.wait()
            await self._say("body")
            return
        await super().smtp_DATA(arg)

    async def smtp_QUIT(self, arg: str) -> None:
        self.conduct.commands.append("QUIT")
        if not await self._say("quit"):
            await super().smtp_QUIT(arg)


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificates:
    """What a client trusts, and what servers show: a good one and three that are bad."""

    trusted: Path
    good: ssl.SSLContext
    expired: ssl.SSLContext
    other_name: ssl.SSLContext
    unknown: ssl.SSLContext


def make_certificates(folder: Path) -> Certificates:
    known, stranger = trustme.CA(), trustme.CA()
    trusted = folder / "trusted.pem"
    known.cert_pem.write_to_path(str(trusted))
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    return Certificates(
        trusted=trusted,
        good=_shown(known.issue_cert(HOST, "127.0.0.1")),
        expired=_shown(known.issue_cert(HOST, not_after=long_ago)),
        other_name=_shown(known.issue_cert("correo.example")),
        unknown=_shown(stranger.issue_cert(HOST)),
    )


def _shown(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


def _takes(password: str) -> Any:
    def check(*given: Any) -> AuthResult:
        login = given[-1]
        wanted = (USER.encode(), password.encode())
        return AuthResult(success=(login.login, login.password) == wanted, handled=False)

    return check


@contextmanager
def serving(
    conduct: Conduct,
    context: ssl.SSLContext | None,
    *,
    implicit: bool = False,
    size: int | None = None,
    asks_password: bool = True,
) -> Iterator[int]:
    """The port of a server that is up; no context: it knows no encryption."""
    loop = asyncio.new_event_loop()
    talking: list[_Server | _Banner] = []
    starttls = context if not implicit else None
    ways = {"PLAIN", "LOGIN"} - set(conduct.auth_ways)

    def server_of_one() -> _Server:
        return _Server(
            conduct,
            loop=loop,
            hostname="correo.example",
            data_size_limit=size,
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=asks_password and starttls is not None,
            auth_require_tls=starttls is not None,
            auth_exclude_mechanism=ways,
            authenticator=_takes(PASSWORD),
        )

    def protocol() -> _Server | _Banner:
        talking.append(_Banner(conduct) if conduct.at == "banner" else server_of_one())
        return talking[-1]

    wrapped = context if implicit else None
    server = loop.run_until_complete(
        loop.create_server(protocol, "127.0.0.1", 0, ssl=wrapped)
    )
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        asyncio.run_coroutine_threadsafe(_wind_up(server, talking), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _wind_up(server: asyncio.Server, talking: list[_Server | _Banner]) -> None:
    # asyncio loses a connection whose server is closed while it is being accepted.
    for pause in (0.02, 0, 0, 0, 0):
        await asyncio.sleep(pause)
    server.close()
    mine = asyncio.current_task()
    for _ in range(3):
        for one in talking:
            one.drop()
        others = [task for task in asyncio.all_tasks() if task is not mine]
        if others:
            # Whoever has hung up in the midst of a handshake is noticed by and by.
            await asyncio.wait(others, timeout=5)
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await asyncio.sleep(0.01)
