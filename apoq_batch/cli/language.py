"""The language of the terminal: what she asked for, else what the machine speaks.

Spanish unless the machine says English; a workbook's own language comes later.
"""

import os
from collections.abc import Mapping
from collections.abc import Sequence

LANGUAGES = ("es", "en")
_VARIABLES = ("APOQ_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def command_language(option: str | None) -> str:
    """What `--lang` of a command says, else the language of the terminal."""
    return option or terminal_language(os.environ, ())


def terminal_language(environment: Mapping[str, str], arguments: Sequence[str]) -> str:
    """`--lang` when it is given, else the first variable that is set, else Spanish."""
    option = _lang_option(arguments)
    if option is not None:
        return option
    machine = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    return "en" if machine.lower().startswith("en") else "es"


def _lang_option(arguments: Sequence[str]) -> str | None:
    for index, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[index + 1 : index + 2])
            return value if value in LANGUAGES else None
    return None
