"""What all tests share: which of them run, and how many examples a property is tried on.

`make test` runs the quick ones; `.ci/run` runs all of them, `pytest --thorough`: also those
marked `thorough`, and every property on its whole number of examples. A property is tried
on the same examples in every run.
"""

import os

import pytest
from hypothesis import HealthCheck
from hypothesis import settings

# No test finds what another one made, nor what its user did.
os.environ["APOQ_CACHE"] = "off"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Expected texts are rewritten only when a person asks for it, and looks at them."""
    parser.addoption(
        "--thorough",
        action="store_true",
        help="run every test, and every property on its whole number of examples",
    )
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
    steady = settings(
        derandomize=True,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    settings.register_profile("thorough", steady, max_examples=60)
    settings.register_profile("quick", steady, max_examples=15)
    settings.load_profile("thorough" if config.getoption("--thorough") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `thorough` run only when they are asked for."""
    if config.getoption("--thorough"):
        return
    left = [item for item in items if item.get_closest_marker("thorough")]
    config.hook.pytest_deselected(items=left)
    items[:] = [item for item in items if item not in left]
