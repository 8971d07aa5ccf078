"""The rows of Parametros -> Settings, with the defaults that depend on the month.

Knows keys, kinds and defaults of settings; must not know the other sheets.
"""

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from datetime import timedelta
from decimal import Decimal
from typing import Any

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.messages import cells
from apoq_batch.core.messages import people as say
from apoq_batch.core.period import Month
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.places import Source
from apoq_batch.core.settings import Settings
from apoq_batch.workbook import limits
from apoq_batch.workbook.reading.cells import RawCell
from apoq_batch.workbook.reading.cells import read_cell
from apoq_batch.workbook.reading.parse_values import shown
from apoq_batch.workbook.standard.layout import CellKind
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.settings import SETTINGS
from apoq_batch.workbook.standard.sheets_people import SETTINGS_COLUMNS
from apoq_batch.workbook.standard.text_keys import folded
from apoq_batch.workbook.standard.text_keys import nearest

_BY_KEY: Mapping[str, Column] = {
    folded(key): setting for setting in SETTINGS for key in (setting.es, setting.en)
}
_LANGUAGES = {"es": "es", "en": "en", "espanol": "es", "ingles": "en", "english": "en"}
_EMPTY = RawCell(None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsReading:
    """The settings, or None when one of them has an error."""

    settings: Settings | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """One setting as it stands in the sheet."""

    setting: Column
    cell: RawCell
    place: Place


def read_settings(
    rows: Iterable[tuple[Mapping[str, Any], Source]], sheet: str, language: str
) -> SettingsReading:
    """Read every setting; `language` is the one the sheets are titled in, the default."""
    written: dict[str, _Written] = {}
    findings: list[Finding] = []
    for values, source in rows:
        findings.extend(_take(values, source, written, language))
    values, complaints = _values(written, language)
    findings.extend(complaints)
    findings.extend(_missing(written, sheet, language))
    if "month" in values:
        findings.extend(_misplaced_dates(values, written))
    if has_errors(findings):
        return SettingsReading(settings=None, findings=tuple(findings))
    places = {key: entry.place for key, entry in written.items()}
    settings = _with_defaults({"language": language, **values}, places, sheet)
    return SettingsReading(settings=settings, findings=tuple(findings))


def empty_settings() -> Settings:
    """What stands in for settings that fail; no check that needs settings looks at it."""
    month = Month(limits.MIN_YEAR, 1)
    values = {"organisation": "", "month": month, "language": "es"}
    return _with_defaults(values, places={}, sheet="")


def _take(
    values: Mapping[str, Any], source: Source, written: dict[str, _Written], language: str
) -> Iterator[Finding]:
    key = values["setting"]
    place = source.place("setting")
    setting = _BY_KEY.get(folded(key))
    if setting is None:
        names = [entry.heading(language) for entry in SETTINGS]
        near = nearest(key, names, cutoff=0.0) or names[0]
        yield finding(say.UNKNOWN_SETTING, place, value=shown(key), nearest=near)
    elif setting.field in written:
        where = replace(written[setting.field].place, column=place.column)
        yield finding(say.SETTING_TWICE, place, value=shown(key), other=where.cell)
    else:
        cell = values.get("value", _EMPTY)
        written[setting.field] = _Written(setting, cell, source.place("value"))


def _values(
    written: Mapping[str, _Written], language: str
) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    values: dict[str, Any] = {}
    findings: list[Finding] = []
    value_heading = SETTINGS_COLUMNS[1].heading(language)
    for key, entry in written.items():
        reading = read_cell(entry.cell, entry.setting, language)
        for complaint in reading.complaints:
            blank = complaint.kind is cells.BLANK_REQUIRED
            facts = {"heading": value_heading} if blank else complaint.facts
            findings.append(finding(complaint.kind, entry.place, **facts))
        if reading.value is not None:
            values[key] = reading.value
            findings.extend(_odd_value(entry, reading.value))
    if "language" in values:
        values["language"] = _LANGUAGES.get(folded(values["language"]), "es")
    return values, tuple(findings)


def _odd_value(entry: _Written, value: object) -> Iterator[Finding]:
    """What only settings can have wrong."""
    if (
        entry.setting.kind is CellKind.PERCENT
        and isinstance(value, Decimal)
        and 0 < value < 1
    ):
        percent = f"{(value * 100).normalize():f}"
        seen = shown(entry.cell.value)
        yield finding(say.PERCENT_AS_FRACTION, entry.place, value=seen, percent=percent)
    if entry.setting.field == "language" and folded(str(value)) not in _LANGUAGES:
        choices, seen = "es, en", shown(value)
        yield finding(cells.UNKNOWN_CHOICE, entry.place, value=seen, choices=choices)
    if entry.setting.field == "version" and value != 1:
        yield finding(say.WRONG_VERSION, entry.place, value=shown(entry.cell.value))


def _missing(
    written: Mapping[str, _Written], sheet: str, language: str
) -> Iterator[Finding]:
    place = Place(section=Section.SETTINGS, sheet=sheet)
    for setting in SETTINGS:
        if setting.required and setting.field not in written:
            yield finding(say.MISSING_SETTING, place, setting=setting.heading(language))


def _with_defaults(
    values: Mapping[str, Any], places: Mapping[str, Place], sheet: str
) -> Settings:
    month: Month = values["month"]
    defaults = {
        "opening_date": date(month.year, 1, 1),
        "issue_date": month.end,
        "disbursement_date": month.end + timedelta(days=1),
    }
    return Settings(**{**defaults, **values}, places=places, sheet=sheet)


def _misplaced_dates(
    values: Mapping[str, Any], written: Mapping[str, _Written]
) -> Iterator[Finding]:
    """Dates that do not fit the month that is closed."""
    month: Month = values["month"]
    opening: date | None = values.get("opening_date")
    if opening is not None and not _opens_the_year_of(month, opening):
        place, year = written["opening_date"].place, str(month.year)
        yield finding(say.WRONG_OPENING_DATE, place, day=opening, year=year, month=month)
    day: date | None = values.get("disbursement_date")
    if day is not None and day <= month.end:
        place = written["disbursement_date"].place
        yield finding(
            say.WRONG_DISBURSEMENT_DATE, place, day=day, month=month, end=month.end
        )


def _opens_the_year_of(month: Month, opening: date) -> bool:
    return opening.year == month.year and opening.day == 1 and opening <= month.end
