"""Where finished letters are kept from run to run; the only user of platformdirs.

Knows the user's cache on each system; must not know what is kept there.
"""

import os
from pathlib import Path

from platformdirs import user_cache_path

VARIABLE = "APOQ_CACHE"
OFF = "off"


def cache_folder() -> Path | None:
    """The folder `APOQ_CACHE` names, else one in the user's cache; None when it is off."""
    wanted = os.environ.get(VARIABLE, "")
    if wanted:
        return None if wanted.lower() == OFF else Path(wanted)
    try:
        return user_cache_path("apoq", appauthor=False, opinion=False) / "cartas"
    except RuntimeError:
        # Nobody knows where home is.
        return None
