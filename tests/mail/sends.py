"""One `apoq send` as she runs it, in this process or in one of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import apoq_batch
from apoq_batch.cli import main
from apoq_batch.mail import outbox
from apoq_batch.mail.outbox import OutboxEntry
from tests.mail.mail_server import HOST
from tests.mail.mail_server import PASSWORD
from tests.mail.mail_server import USER
from tests.mail.mail_server import Certificates

ROOT = Path(apoq_batch.__file__).parents[1]
CHILD = "import sys; from apoq_batch.cli import main; main(sys.argv[1:])"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a command said and how it ended."""

    code: int
    out: str
    err: str


def variables(port: int, timeout: float = 5, **changes: str) -> dict[str, str]:
    given = {
        "host": HOST,
        "port": str(port),
        "user": USER,
        "sender": USER,
        "password": PASSWORD,
        "timeout": str(timeout),
        **changes,
    }
    return {f"APOQ_SMTP_{key.upper()}": value for key, value in given.items() if value}


def told(
    capsys: pytest.CaptureFixture[str],
    *arguments: str | Path,
    variables: Mapping[str, str],
    language: str = "en",
) -> Told:
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("APOQ_")]:
            patch.delenv(name)
        patch.setenv("APOQ_LANG", language)
        for name, value in variables.items():
            patch.setenv(name, value)
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    code = ended.value.code
    assert isinstance(code, int)
    return Told(code=code, out=said.out, err=said.err)


def begun(
    folder: Path, given: Mapping[str, str], trusted: Certificates, *options: str
) -> "subprocess.Popen[bytes]":
    """The same, in a process that can be killed."""
    environment = {
        **{name: value for name, value in os.environ.items() if name[:5] != "APOQ_"},
        **given,
        "APOQ_LANG": "en",
        "SSL_CERT_FILE": str(trusted.trusted),
        "PYTHONPATH": str(ROOT),
    }
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, "send", str(folder), "--yes", *options],
        env=environment,
        cwd=folder.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def states(folder: Path) -> list[str]:
    """The states of the outbox beside a pack, in order."""
    return [entry.state.value for entry in entries(folder)]


def entries(folder: Path) -> tuple[OutboxEntry, ...]:
    return outbox.list_entries(folder.parent)
