"""The rows of the sheet of settings: key, value or default, kind, help.

Knows the defaults of core.records.Settings; those that hang on the month stay blank.
"""

from collections.abc import Mapping
from dataclasses import MISSING
from dataclasses import fields
from decimal import Decimal

from apoq_batch.core.records import Settings
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.layout import CellKind
from apoq_batch.workbook.layout import Column
from apoq_batch.workbook.settings import SETTINGS

SettingRow = tuple[str, object, CellKind, str]


def setting_rows(
    texts: Texts, language: str, values: Mapping[str, object]
) -> list[SettingRow]:
    """One row a setting, in order; a value that is not given shows its default."""
    defaults = {**_defaults(), "language": language}
    return [
        (
            setting.heading(language),
            values.get(setting.field, _shown(setting, defaults.get(setting.field))),
            setting.kind,
            _help(setting, texts),
        )
        for setting in SETTINGS
    ]


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


def _help(setting: Column, texts: Texts) -> str:
    said = texts(setting.help)
    return f"{said} {texts('Required.')}" if setting.required else said
