"""The password of the mail account, in the system's keyring; the only user of keyring.

Knows where a password is stored; must not know what it opens. It is never printed, and no
keyring that stores it in a plain file is used.
"""

from contextlib import contextmanager
from typing import TYPE_CHECKING

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError

if TYPE_CHECKING:
    from collections.abc import Iterator

SERVICE = "apoq_batch smtp"
# The backends of this package keep passwords in files, some of them as they are.
_IN_FILES = "keyrings.alt"


def stored_password(host: str, user: str) -> str | None:
    """The password stored for a user at a host; BatchError without a keyring."""
    import keyring

    with _keyring_errors():
        return keyring.get_password(f"{SERVICE} {host}", user)


def store_password(host: str, user: str, password: str) -> None:
    """Store a password; BatchError without a keyring."""
    import keyring

    with _keyring_errors():
        keyring.set_password(f"{SERVICE} {host}", user, password)


@contextmanager
def _keyring_errors() -> "Iterator[None]":
    import keyring
    from keyring.errors import KeyringError

    if type(keyring.get_keyring()).__module__.startswith(_IN_FILES):
        raise BatchError(troubles.NO_KEYRING)
    try:
        yield
    except (KeyringError, OSError) as problem:
        raise BatchError(troubles.NO_KEYRING) from problem
