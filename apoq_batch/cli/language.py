"""The language of the terminal: what she asked for, else what the machine speaks.

Spanish unless the machine says English; a workbook's own language comes later.
"""

from collections.abc import Mapping
from collections.abc import Sequence

LANGUAGES = ("es", "en")
_VARIABLES = ("APOQ_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def terminal_language(environment: Mapping[str, str], arguments: Sequence[str]) -> str:
    """`--lang` when it is given, else the first variable that is set, else Spanish."""
    asked = _asked_for(arguments)
    if asked is not None:
        return asked
    spoken = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "en" if spoken.lower().startswith("en") else "es"


def _asked_for(arguments: Sequence[str]) -> str | None:
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[index + 1 : index + 2])
            return value if value in LANGUAGES else None
    return None
