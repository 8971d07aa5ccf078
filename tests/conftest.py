"""What all tests share: properties are tried on the same examples in every run."""

import os

import pytest
from hypothesis import HealthCheck
from hypothesis import settings

settings.register_profile(
    "steady",
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("steady")
# No test finds what another one made, nor what its user did.
os.environ["APOQ_CACHE"] = "off"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Expected texts are rewritten only when a person asks for it, and looks at them."""
    parser.addoption(
        "--update-gallery",
        action="store_true",
        help="rewrite the expected lines of the gallery; look at the difference",
    )
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite the golden files; look at the difference",
    )


def pytest_configure(config: pytest.Config) -> None:
    """What a robot finds it must not make true."""
    for option in ("--update-gallery", "--update-golden"):
        if config.getoption(option) and os.environ.get("CI"):
            raise pytest.UsageError(f"{option} is for people, not for CI")
