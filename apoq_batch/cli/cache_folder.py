"""Where a program may keep what it can make again, on each system.

Knows the variables of the environment that say so; must not know what is kept there.
"""

from collections.abc import Callable
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "APOQ_CACHE"
OFF = "off"


def store_folder(
    environment: Mapping[str, str], platform: str, home: Callable[[], Path]
) -> Path | None:
    """The folder of finished letters: `APOQ_CACHE`, else the user's cache; none when off."""
    asked = environment.get(VARIABLE, "")
    if asked:
        return None if asked.lower() == OFF else Path(asked)
    try:
        return _user_cache(environment, platform, home) / "apoq" / "cartas"
    except RuntimeError:
        # Nobody knows where home is.
        return None


def _user_cache(
    environment: Mapping[str, str], platform: str, home: Callable[[], Path]
) -> Path:
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return Path(local) if local else home() / "AppData" / "Local"
    if platform == "darwin":
        return home() / "Library" / "Caches"
    # Relative, it counts as not set.
    wanted = Path(environment.get("XDG_CACHE_HOME", ""))
    return wanted if wanted.is_absolute() else home() / ".cache"
