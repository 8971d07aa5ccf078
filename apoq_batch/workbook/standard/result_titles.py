"""The titles of the twelve result sheets in both languages, and the keys that mark them.

Data only, so that the reader can know the results apart from the input.
"""

from collections.abc import Mapping
from types import MappingProxyType

from apoq_batch.workbook.standard.text_keys import folded

RESULT_TITLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "summary": ("R Resumen", "R Summary"),
        "findings": ("R Observaciones", "R Findings"),
        "loans": ("R Préstamos", "R Loans"),
        "portfolio": ("R Cartera", "R Portfolio"),
        "schedule": ("R Cuotas", "R Schedule"),
        "members": ("R Socios", "R Members"),
        "emergencies": ("R Emergencias", "R Emergencies"),
        "projects": ("R Proyectos", "R Projects"),
        "funds": ("R Fondos", "R Funds"),
        "premium": ("R Prima", "R Premium"),
        "journal": ("R Diario", "R Journal"),
        "checks": ("R Control", "R Checks"),
    }
)

_FOLDED = frozenset(folded(title) for titles in RESULT_TITLES.values() for title in titles)


def result_title(key: str, language: str) -> str:
    """A result sheet's title in a language."""
    spanish, english = RESULT_TITLES[key]
    return english if language == "en" else spanish


def is_result_title(title: str) -> bool:
    """Whether a sheet is called like one of the results, in either language."""
    return folded(title) in _FOLDED
