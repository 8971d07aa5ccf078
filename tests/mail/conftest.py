"""What the tests of mail share: certificates, made once, and a client that trusts them."""

import pytest

from tests.mail.mail_server import Certificates
from tests.mail.mail_server import make_certificates


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return make_certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture
def trusting(certificates: Certificates, monkeypatch: pytest.MonkeyPatch) -> Certificates:
    """This process trusts the tests' authority, as `ssl.create_default_context` reads it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificates.trusted))
    return certificates
