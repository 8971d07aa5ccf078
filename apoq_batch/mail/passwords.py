"""The password of the mail account, in the system's keyring; the only user of keyring.

Knows where a password is kept; must not know what it opens. It is never printed, and no
keyring that keeps it in a plain file is used.
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


def kept(host: str, user: str) -> str | None:
    """The password kept for a user at a host; BatchError without a keyring."""
    import keyring

    with _safely():
        return keyring.get_password(f"{SERVICE} {host}", user)


def keep(host: str, user: str, password: str) -> None:
    """Keep a password; BatchError without a keyring."""
    import keyring

    with _safely():
        keyring.set_password(f"{SERVICE} {host}", user, password)


@contextmanager
def _safely() -> "Iterator[None]":
    import keyring
    from keyring.errors import KeyringError

    if type(keyring.get_keyring()).__module__.startswith(_IN_FILES):
        raise BatchError(troubles.NO_KEYRING)
    try:
        yield
    except (KeyringError, OSError) as problem:
        raise BatchError(troubles.NO_KEYRING) from problem
