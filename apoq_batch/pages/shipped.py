"""Where the folders lie that come with the program: `templates`, `workbooks`.

Knows a checkout and an installed package; must not know what is in the folders.
"""

from pathlib import Path

PACKAGE = Path(__file__).parents[1]


def folder(name: str) -> Path:
    """A folder by its name: inside the installed package, or beside it in a checkout."""
    for place in (PACKAGE / "_shipped", PACKAGE.parent):
        if (place / name).is_dir():
            return place / name
    raise FileNotFoundError(f"the folder {name!r} does not come with this installation")
