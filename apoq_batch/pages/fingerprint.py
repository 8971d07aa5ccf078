"""All that a letter's bytes hang on beside its page: looks, fonts, programs and versions.

Knows names and versions; must not know how a letter is made. Nothing big is loaded for
it: a run that finds all its letters finished needs no more than this.
"""

import ctypes
import hashlib
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import PackageNotFoundError
from importlib.metadata import version
from pathlib import Path

from apoq_batch import __version__
from apoq_batch.pages.shipped import folder

_PACKAGES = (
    "cssselect2",
    "fonttools",
    "pikepdf",
    "pillow",
    "pydyf",
    "pyphen",
    "segno",
    "tinycss2",
    "tinyhtml5",
    "weasyprint",
)
# A library's names on Linux, macOS and Windows, and which of its functions says its version.
_LIBRARIES = (
    (("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"), "pango_version"),
    (("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"), "hb_version_string"),
    (
        ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
        "FcGetVersion",
    ),
)
_LOOKS = ("letter.css", "*.ttf")
_DRAWN_BY = ("booklet", "pdf_page", "qr", "standing", "standing_spots")
_TEXTS = ("hb_version_string",)


@cache
def recipe(options: str) -> str:
    """One short text for all of it, the same on every machine that makes the same bytes.

    Nothing when a library's version cannot be told.
    """
    native = tuple(_native())
    if len(native) < len(_LIBRARIES):
        return ""
    programs = (__version__, options, sys.version_info[:2], zlib.ZLIB_RUNTIME_VERSION)
    said = repr((*programs, *map(_version, _PACKAGES), *native))
    digest = hashlib.sha256(said.encode())
    for path in sorted(_sources(), key=lambda path: path.name):
        digest.update(f"\n{path.name}\n".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    """Looks, fonts, and what draws on the way; what templates of HTML say is in the page."""
    templates = folder("templates")
    yield from (path for name in _LOOKS for path in templates.rglob(name))
    yield from (Path(__file__).with_name(f"{name}.py") for name in _DRAWN_BY)


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _native() -> Iterator[str]:
    """The versions of the libraries of the system that can be told."""
    for names, function in _LIBRARIES:
        for name in names:
            with suppress(OSError, AttributeError):
                ask = getattr(ctypes.CDLL(name), function)
                if function in _TEXTS:
                    ask.restype = ctypes.c_char_p
                yield str(ask())
                break
