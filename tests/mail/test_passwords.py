"""The password lies in the system's keyring and nowhere else."""

from collections.abc import Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail
from keyring.errors import KeyringLocked

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.mail.passwords import store_password
from apoq_batch.mail.passwords import stored_password


class Memory(KeyringBackend):
    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.held: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


class Locked(Memory):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


def test_a_password_is_kept_for_a_user_at_a_host() -> None:
    memory = Memory()
    keyring.set_keyring(memory)
    store_password("mail.example", "rosa", "secreto")
    assert stored_password("mail.example", "rosa") == "secreto"
    assert stored_password("other.example", "rosa") is None
    assert memory.held == {("apoq_batch smtp mail.example", "rosa"): "secreto"}


def no_keyring() -> KeyringBackend:
    return fail.Keyring()  # type: ignore[no-untyped-call]


def in_a_file() -> KeyringBackend:
    plain = type("PlaintextKeyring", (Memory,), {"__module__": "keyrings.alt.file"})
    made = plain()
    assert isinstance(made, KeyringBackend)
    return made


@pytest.mark.parametrize("backend", [no_keyring(), Locked(), in_a_file()])
def test_without_a_safe_place_she_is_told(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    with pytest.raises(BatchError) as caught:
        stored_password("mail.example", "rosa")
    assert caught.value.trouble is troubles.NO_KEYRING
