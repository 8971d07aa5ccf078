"""What the program needs of a machine, and whether it is there (`apoq doctor`).

Knows needs, remedies and how they are told; must not install anything.
"""

import sys
import tempfile
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from apoq_batch.pages import pdf_page
from apoq_batch.pages.shipped import folder
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

OLDEST_PYTHON = (3, 11)


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """One need: its name, whether it is met, a detail, and what to do when it is not."""

    name: str
    met: bool
    detail: str = ""
    remedy: str = ""


def examine_machine(place: Path) -> tuple[Need, ...]:
    """Every need, in the order in which it is met at set-up."""
    return tuple(_needs(place))


def doctor_lines(needs: Iterable[Need], texts: Texts) -> Iterator[str]:
    """Every need with a mark, and what to do about the ones that are not met."""
    rows = tuple(needs)
    for need in rows:
        mark = "✓" if need.met else "✗"
        detail = f" ({need.detail})" if need.detail else ""
        yield f"{mark} {texts(need.name)}{detail}"
        if not need.met:
            yield f"    → {texts(need.remedy)}"
    missing = sum(not need.met for need in rows)
    yield ""
    if missing:
        yield texts.plural(
            "{count} thing is missing.", "{count} things are missing.", count=missing
        )
    else:
        yield texts("Everything the program needs is here.")


def _needs(place: Path) -> Iterator[Need]:
    version = ".".join(str(part) for part in sys.version_info[:3])
    yield Need(
        name=N_("Python 3.11 or newer"),
        met=sys.version_info >= OLDEST_PYTHON,
        detail=version,
        remedy=N_("Install a newer Python from python.org or your system's packages."),
    )
    lacking = pdf_page.missing_libraries()
    yield Need(
        name=N_("Pango, which lays out the letters"),
        met=not {"WeasyPrint", "Pango"} & set(lacking),
        remedy=N_("On Debian or Ubuntu: sudo apt install libpango-1.0-0 libpangoft2-1.0-0"),
    )
    yield Need(
        name=N_("HarfBuzz-Subset, which keeps the letters small and quick"),
        met=not lacking,
        remedy=N_("On Debian or Ubuntu: sudo apt install libharfbuzz-subset0"),
    )
    yield Need(
        name=N_("The templates and fonts of the letters"),
        met=_has_templates(),
        remedy=N_("Install the program again; its folder templates is missing."),
    )
    yield Need(
        name=N_("Writing in this folder"),
        met=_can_write(place),
        detail=str(place),
        remedy=N_("Work in a folder of your own, such as your documents."),
    )


def _has_templates() -> bool:
    try:
        templates = folder("templates")
    except FileNotFoundError:
        return False
    return (templates / "letter.css").is_file() and any(templates.glob("fonts/*.ttf"))


def _can_write(place: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=place):
            return True
    except OSError:
        return False
