"""Libraries of the system that PDF files need: whether they are there, and which version.

Knows their names on Linux, macOS and Windows; must not know what they are used for.
"""

import ctypes
from contextlib import suppress
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A library's file names, and its function that gives its version, as text or not."""

    files: tuple[str, ...]
    version: str
    is_text: bool = False


PANGO = Library(
    files=("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll"),
    version="pango_version",
)
HARFBUZZ = Library(
    files=("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll"),
    version="hb_version_string",
    is_text=True,
)
HARFBUZZ_SUBSET = Library(
    files=(
        "libharfbuzz-subset.so.0",
        "libharfbuzz-subset.0.dylib",
        "libharfbuzz-subset-0.dll",
    ),
    # It has no version of its own, but what it is linked with has.
    version=HARFBUZZ.version,
    is_text=True,
)
FONTCONFIG = Library(
    files=("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll"),
    version="FcGetVersion",
)


def version_of(library: Library) -> str:
    """A library's version as it says it; nothing when it is not there."""
    for name in library.files:
        with suppress(OSError, AttributeError):
            ask = getattr(ctypes.CDLL(name), library.version)
            if library.is_text:
                ask.restype = ctypes.c_char_p
            answer = ask()
            return answer.decode() if library.is_text else str(answer)
    return ""


def is_at_least(version: str, oldest: tuple[int, ...]) -> bool:
    """Whether a version such as `6.0.0` is an oldest one that will do, or newer."""
    numbers = [int(part) for part in version.split(".") if part.isdecimal()]
    return tuple(numbers) >= oldest
