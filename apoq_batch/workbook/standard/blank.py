"""The standard workbook, blank or filled with rows, drawn with XlsxWriter.

Knows how an input sheet looks; its columns come from the layout, its words from the
catalogues. The same rows give the same bytes.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from datetime import date
from datetime import datetime
from datetime import time
from decimal import Decimal
from enum import StrEnum
from io import BytesIO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from apoq_batch.core.places import Section
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.standard.blank_columns import LAST_VALIDATED_ROW
from apoq_batch.workbook.standard.blank_columns import cell_formats
from apoq_batch.workbook.standard.blank_columns import column_width
from apoq_batch.workbook.standard.blank_columns import list_source
from apoq_batch.workbook.standard.blank_columns import note_size
from apoq_batch.workbook.standard.blank_columns import side
from apoq_batch.workbook.standard.blank_columns import value_formats
from apoq_batch.workbook.standard.blank_guide import LEAF
from apoq_batch.workbook.standard.blank_guide import draw_guide
from apoq_batch.workbook.standard.blank_settings import SettingRow
from apoq_batch.workbook.standard.blank_settings import setting_rows
from apoq_batch.workbook.standard.blank_settings import setting_rule
from apoq_batch.workbook.standard.heading_text import heading_text
from apoq_batch.workbook.standard.layout import NO
from apoq_batch.workbook.standard.layout import YES
from apoq_batch.workbook.standard.layout import Column
from apoq_batch.workbook.standard.layout import Sheet
from apoq_batch.workbook.standard.layout import choice_name
from apoq_batch.workbook.standard.sheets import SHEET_OF
from apoq_batch.workbook.standard.sheets import SHEETS

Rows = Mapping[Section, Sequence[Mapping[str, object]]]

_HEADING = {"bold": True, "font_color": "#FFFFFF", "text_wrap": True, "valign": "top"}
_REQUIRED = {**_HEADING, "bg_color": LEAF}
_OPTIONAL = {**_HEADING, "bg_color": "#6B8F7B"}
# Nothing of today may reach the file: the same rows give the same bytes.
_CREATED = datetime(2026, 1, 1)


def blank(texts: Texts, language: str) -> bytes:
    """The empty standard workbook."""
    return filled(texts, language, {}, {})


def filled(
    texts: Texts, language: str, settings: Mapping[str, object], rows: Rows
) -> bytes:
    """The standard workbook with rows (field -> value) and settings (English key -> value)."""
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(stream, options) as book:
        book.set_properties({"created": _CREATED})
        book.set_calc_mode("auto")
        draw_guide(book, texts, language)
        drawer = _SheetDrawer(book, texts, language)
        drawer.settings(setting_rows(language, settings))
        for sheet in SHEETS:
            if sheet.section is not Section.SETTINGS:
                drawer.sheet(sheet, rows.get(sheet.section, ()))
    return stream.getvalue()


class _SheetDrawer:
    """Draws the input sheets of one workbook."""

    def __init__(self, book: Workbook, texts: Texts, language: str) -> None:
        self.book = book
        self.texts = texts
        self.language = language
        self.cell_formats = cell_formats(book)

    def sheet(self, sheet: Sheet, rows: Sequence[Mapping[str, object]]) -> None:
        """One input sheet with its rows."""
        page = self._table(sheet, [], max(1, len(rows)))
        for place, column in enumerate(sheet.columns):
            self._validate(page, place, column)
        for index, row in enumerate(rows, start=1):
            for place, column in enumerate(sheet.columns):
                form = self.cell_formats[column.kind]
                self._write(page, index, place, form, row.get(column.field))
        self._finish(page, sheet.title(self.language))

    def settings(self, rows: Sequence[SettingRow]) -> None:
        """The sheet of settings: key, value and, free, what each one is for."""
        sheet = SHEET_OF[Section.SETTINGS]
        help_heading = self.texts("Help")
        page = self._table(sheet, [help_heading], len(rows))
        page.write_string(0, 2, help_heading, self.book.add_format(_OPTIONAL))
        required = self.book.add_format(_REQUIRED)
        plain = self.book.add_format({"text_wrap": True, "valign": "top"})
        forms = value_formats(self.book)
        for index, (setting, value) in enumerate(rows, start=1):
            key, help = setting.heading(self.language), self.texts(setting.help)
            page.write_string(index, 0, key, required if setting.required else plain)
            page.write_blank(index, 1, None, forms[setting.kind])
            self._write(page, index, 1, forms[setting.kind], value)
            need = f" {self.texts('Required.')}" if setting.required else ""
            page.write_string(index, 2, f"{help}{need}", plain)
            rule = setting_rule(setting)
            if rule is not None:
                page.data_validation(index, 1, index, 1, {**rule, "error_type": "warning"})
        page.set_column(0, 0, 26)
        page.set_column(1, 1, 38)
        page.set_column(2, 2, 78)
        self._finish(page, sheet.title(self.language))

    def _table(self, sheet: Sheet, extra_headings: list[str], last: int) -> Worksheet:
        """A new page with the sheet's headings as an Excel table of so many rows."""
        page = self.book.add_worksheet(sheet.title(self.language))
        headings = [heading_text(column.heading(self.language)) for column in sheet.columns]
        all_headings = [*headings, *extra_headings]
        options = {
            "name": f"T_{sheet.section.value}",
            "style": "Table Style Light 1",
            "columns": [{"header": heading} for heading in all_headings],
        }
        page.add_table(0, 0, last, len(all_headings) - 1, options)
        for place, column in enumerate(sheet.columns):
            self._head(page, place, column, headings[place])
        return page

    def _head(self, page: Worksheet, place: int, column: Column, heading: str) -> None:
        look = _REQUIRED if column.required else _OPTIONAL
        form = self.book.add_format({**look, **side(column.kind)})
        page.write_string(0, place, heading, form)
        need = self.texts("Required.") if column.required else self.texts("Can be blank.")
        note = f"{self.texts(column.help)} {need}"
        page.write_comment(0, place, note, note_size(note))
        width = column_width(column, heading)
        page.set_column(place, place, width, self.cell_formats[column.kind])

    def _validate(self, page: Worksheet, place: int, column: Column) -> None:
        """A list to choose from; it advises, so that rows can be pasted in."""
        source = list_source(column, self.language)
        if source is not None:
            rule = {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_title": self.texts("Not on the list"),
                "error_message": self.texts("Choose from the list if you can."),
            }
            page.data_validation(1, place, LAST_VALIDATED_ROW - 1, place, rule)

    def _write(
        self, page: Worksheet, row: int, place: int, form: Format, value: object
    ) -> None:
        match value:
            case None:
                return
            case bool():
                answers = YES if value else NO
                page.write_string(row, place, answers[self.language], form)
            case StrEnum():
                page.write_string(row, place, choice_name(value, self.language), form)
            case str():
                page.write_string(row, place, value, form)
            case date():
                day = datetime.combine(value, time())
                page.write_datetime(row, place, day, form)
            case int() | Decimal():
                page.write_number(row, place, float(value), form)
            case _:
                raise TypeError(f"no cell holds {value!r}")

    def _finish(self, page: Worksheet, title: str) -> None:
        page.freeze_panes(1, 0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)
        page.set_footer(f"&L{title}&R&P / &N")
        page.set_row(0, 32)
        # DNIs and codes are text on purpose: no green corners.
        page.ignore_errors({"number_stored_as_text": "A1:Z1048576"})
