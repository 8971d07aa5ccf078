"""The rows of the sheet of settings: value or default, and what is allowed.

Knows the defaults of core.settings.Settings; those that hang on the month stay blank.
"""

from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields
from datetime import date
from decimal import Decimal

from apoq_batch.core.bounds import Bound
from apoq_batch.core.settings import Settings
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.settings import SETTINGS

SettingRow = tuple[Column, object]
Rule = Mapping[str, object]

_LANGUAGES = ("es", "en")
_LENGTH_OF_RUC = 11
_EARLIEST_DATE = date(2000, 1, 1)
# The least and the most of what is counted.
_COUNTS: Mapping[Bound, tuple[int, int]] = {
    Bound.NOT_NEGATIVE: (0, 9_999),
    Bound.INSTALMENTS: (1, 24),
    Bound.QUARTERS: (1, 4),
}


def setting_rows(language: str, values: Mapping[str, object]) -> list[SettingRow]:
    """Each setting, in order, with its value; one that is not given shows its default."""
    defaults = {**_defaults(), "language": language}
    return [
        (setting, values.get(setting.field, _shown(setting, defaults.get(setting.field))))
        for setting in SETTINGS
    ]


def setting_rule(setting: Column) -> Rule | None:
    """What Excel advises while a setting is typed; None where any text will do."""
    if setting.field == "language":
        return {"validate": "list", "source": list(_LANGUAGES)}
    match setting.kind:
        case CellKind.INT:
            least, most = _COUNTS[setting.bound]
            return _between("integer", least, most)
        case CellKind.PERCENT:
            return _between("decimal", 0, 100)
        case CellKind.MONEY | CellKind.DECIMAL:
            criterion = ">" if setting.bound is Bound.POSITIVE else ">="
            return {"validate": "decimal", "criteria": criterion, "value": 0}
        case CellKind.DATE:
            return {"validate": "date", "criteria": ">=", "value": _EARLIEST_DATE}
        case CellKind.RUC:
            return {"validate": "length", "criteria": "==", "value": _LENGTH_OF_RUC}
        case _:
            return None


def _between(kind: str, least: int, most: int) -> Rule:
    return {"validate": kind, "criteria": "between", "minimum": least, "maximum": most}


def _defaults() -> dict[str, object]:
    return {
        field.name: field.default
        for field in fields(Settings)
        if field.default is not MISSING and field.default is not None
    }


def _shown(setting: Column, value: object) -> object:
    """A default as it is typed: money in soles, not in céntimos."""
    if setting.kind is CellKind.MONEY and isinstance(value, int):
        return Decimal(value) / 100
    return value
