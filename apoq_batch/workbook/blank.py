"""The standard workbook, blank or filled with rows, drawn with XlsxWriter.

Knows how an input sheet looks; its columns come from the layout, its words from the
catalogues. The same rows give the same bytes.
"""

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
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
from apoq_batch.core.places import column_letters
from apoq_batch.wording.texts import Texts
from apoq_batch.workbook.blank_guide import draw_guide
from apoq_batch.workbook.blank_settings import setting_rows
from apoq_batch.workbook.headings_text import heading_text
from apoq_batch.workbook.layout import NO
from apoq_batch.workbook.layout import YES
from apoq_batch.workbook.layout import CellKind
from apoq_batch.workbook.layout import Column
from apoq_batch.workbook.layout import Sheet
from apoq_batch.workbook.layout import choice_name
from apoq_batch.workbook.sheets import SHEET_OF
from apoq_batch.workbook.sheets import SHEETS

Rows = Mapping[Section, Sequence[Mapping[str, object]]]

LEAF = "#1F5C3A"
AMBER = "#B4690E"
LAST_VALIDATED_ROW = 20_000
_LONG_TEXTS = ("description", "name", "help", "institution")
# Nothing of today may reach the file: the same rows give the same bytes.
_CREATED = datetime(2026, 1, 1)
_NUMBER_FORMATS: Mapping[CellKind, str] = {
    CellKind.DATE: "dd/mm/yyyy",
    CellKind.MONEY: "#,##0.00",
    CellKind.USD: "#,##0.00",
    CellKind.INT: "#,##0",
    CellKind.DECIMAL: "0.00##",
    CellKind.PERCENT: "0.00",
    CellKind.CODE: "@",
    CellKind.DNI: "@",
    CellKind.RUC: "@",
    CellKind.QUARTER: "@",
}
_WIDTHS: Mapping[CellKind, int] = {
    CellKind.DATE: 13,
    CellKind.MONEY: 14,
    CellKind.USD: 12,
    CellKind.INT: 11,
    CellKind.DECIMAL: 12,
    CellKind.PERCENT: 13,
    CellKind.CODE: 15,
    CellKind.DNI: 13,
    CellKind.RUC: 15,
    CellKind.YES_NO: 12,
    CellKind.CHOICE: 15,
    CellKind.EMAIL: 28,
}


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
        pen = _Pen(book, texts, language)
        pen.settings(setting_rows(texts, language, settings))
        for sheet in SHEETS:
            if sheet.section is not Section.SETTINGS:
                pen.sheet(sheet, rows.get(sheet.section, ()))
    return stream.getvalue()


@dataclass(frozen=True, slots=True)
class _Formats:
    """The formats of headings and of each kind of cell, made once."""

    required: Format
    optional: Format
    cells: Mapping[CellKind, Format]


class _Pen:
    """Draws the input sheets of one workbook."""

    def __init__(self, book: Workbook, texts: Texts, language: str) -> None:
        self.book = book
        self.texts = texts
        self.language = language
        heading = {
            "bold": True,
            "font_color": "#FFFFFF",
            "text_wrap": True,
            "valign": "top",
        }
        self.formats = _Formats(
            required=book.add_format({**heading, "bg_color": LEAF}),
            optional=book.add_format({**heading, "bg_color": "#6B8F7B"}),
            cells={
                kind: book.add_format({"num_format": _NUMBER_FORMATS.get(kind, "General")})
                for kind in CellKind
            },
        )

    def sheet(self, sheet: Sheet, rows: Sequence[Mapping[str, object]]) -> None:
        """One input sheet with its rows."""
        page = self.book.add_worksheet(sheet.title(self.language))
        last = max(1, len(rows))
        headings = [heading_text(column.heading(self.language)) for column in sheet.columns]
        page.add_table(
            0,
            0,
            last,
            len(headings) - 1,
            {
                "name": f"T_{sheet.section.value}",
                "style": "Table Style Light 1",
                "columns": [{"header": heading} for heading in headings],
            },
        )
        for place, column in enumerate(sheet.columns):
            self._head(page, place, column, headings[place])
            self._validate(page, place, column)
        for index, row in enumerate(rows, start=1):
            for place, column in enumerate(sheet.columns):
                self._write(page, index, place, column.kind, row.get(column.field))
        self._finish(page, sheet.title(self.language))

    def settings(self, rows: Sequence[tuple[str, object, CellKind, str]]) -> None:
        """The sheet of settings: key, value and, free, what each one is for."""
        sheet = SHEET_OF[Section.SETTINGS]
        page = self.book.add_worksheet(sheet.title(self.language))
        headings = [heading_text(column.heading(self.language)) for column in sheet.columns]
        headings.append(self.texts("Help"))
        columns = [{"header": heading} for heading in headings]
        style = {"name": "T_PAR", "style": "Table Style Light 1", "columns": columns}
        page.add_table(0, 0, len(rows), len(headings) - 1, style)
        for place, column in enumerate(sheet.columns):
            self._head(page, place, column, headings[place])
        page.write_string(0, 2, headings[2], self.formats.optional)
        for index, (key, value, kind, help) in enumerate(rows, start=1):
            page.write_string(index, 0, key)
            self._write(page, index, 1, kind, value)
            page.write_string(index, 2, help)
        page.set_column(0, 0, 26)
        page.set_column(1, 1, 26)
        page.set_column(2, 2, 78)
        self._finish(page, sheet.title(self.language))

    def _head(self, page: Worksheet, place: int, column: Column, heading: str) -> None:
        form = self.formats.required if column.required else self.formats.optional
        page.write_string(0, place, heading, form)
        need = self.texts("Required.") if column.required else self.texts("Can be blank.")
        note = f"{self.texts(column.help)} {need}"
        page.write_comment(0, place, note, {"x_scale": 1.6, "y_scale": 0.7, "author": ""})
        width = 36 if column.field in _LONG_TEXTS else _WIDTHS.get(column.kind, 22)
        page.set_column(place, place, width, self.formats.cells[column.kind])

    def _validate(self, page: Worksheet, place: int, column: Column) -> None:
        """A list to choose from; it advises, so that rows can be pasted in."""
        rule: dict[str, object] = {"validate": "list", "error_type": "warning"}
        if column.kind is CellKind.CHOICE:
            rule["source"] = [choice.name(self.language) for choice in column.choices]
        elif column.kind is CellKind.YES_NO:
            rule["source"] = [YES[self.language], NO[self.language]]
        elif column.refers_to is not None:
            rule["source"] = self._codes_of(column.refers_to)
        else:
            return
        rule["error_title"] = self.texts("Not on the list")
        rule["error_message"] = self.texts("Choose from the list if you can.")
        page.data_validation(1, place, LAST_VALIDATED_ROW, place, rule)

    def _codes_of(self, section: Section) -> str:
        sheet = SHEET_OF[section]
        place = next(
            index
            for index, column in enumerate(sheet.columns, start=1)
            if column.field in ("code", "number")
        )
        letters = column_letters(place)
        title = sheet.title(self.language)
        return f"='{title}'!${letters}$2:${letters}${LAST_VALIDATED_ROW}"

    def _write(
        self, page: Worksheet, row: int, place: int, kind: CellKind, value: object
    ) -> None:
        form = self.formats.cells[kind]
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
