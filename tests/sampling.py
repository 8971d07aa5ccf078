"""On how many examples a property is tried: all in `.ci/run`, a quarter in `make test`."""

from hypothesis import settings


def tries(whole: int) -> settings:
    """For a property that needs another number of examples than the others."""
    is_quick = settings.get_current_profile_name() == "quick"
    return settings(max_examples=whole // 4 if is_quick else whole)
