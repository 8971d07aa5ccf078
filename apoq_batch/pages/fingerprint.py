"""All that a letter's bytes depend on beside its page: program, looks, fonts, versions.

Knows names and versions; must not know how a letter is made. Nothing big is loaded for
it: a run that finds all its letters in the cache needs no more than this.
"""

import hashlib
import sys
import zlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version
from pathlib import Path

from apoq_batch.pages import libraries
from apoq_batch.pages.shipped import PACKAGE
from apoq_batch.pages.shipped import folder

_PACKAGES = (
    "cssselect2",
    "fonttools",
    "jinja2",
    "markupsafe",
    "pikepdf",
    "pillow",
    "pydyf",
    "pyphen",
    "segno",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)
_LIBRARIES = (libraries.PANGO, libraries.HARFBUZZ, libraries.FONTCONFIG)


@cache
def fingerprint() -> str:
    """One short text for all of it, the same on every machine that makes the same bytes.

    Nothing when a library's version cannot be told.
    """
    native = tuple(map(libraries.version_of, _LIBRARIES))
    if not all(native):
        return ""
    python = sys.version_info[:2], zlib.ZLIB_RUNTIME_VERSION
    versions = repr((*python, *map(_version, _PACKAGES), *native))
    digest = hashlib.sha256(versions.encode())
    for name, path in sorted(_files()):
        digest.update(f"\n{name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _files() -> Iterator[tuple[str, Path]]:
    """Every module of the program and every file of the templates, wherever they are.

    Not only those that make letters: a list of these would be forgotten some day.
    """
    for root, pattern in ((PACKAGE, "*.py"), (folder("templates"), "*")):
        for path in root.rglob(pattern):
            if path.is_file():
                yield path.relative_to(root).as_posix(), path


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
