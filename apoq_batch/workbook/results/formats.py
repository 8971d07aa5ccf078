"""The look of the result sheets: one leaf green, one banana yellow, and every format.

Knows XlsxWriter's formats; must not know what is on a sheet. The colours also print
apart from each other in grey.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from xlsxwriter.format import Format as CellFormat
from xlsxwriter.workbook import Workbook

from apoq_batch.tables.model import Format

LEAF = "#1F5C3A"
PALE_LEAF = "#E4EFE7"
BANANA = "#E3B341"
INK = "#2B2B2B"
QUIET_INK = "#8A8F8B"
HAIRLINE = "#D5DDD7"
AMBER = "#FCE8C8"
AMBER_INK = "#8A4B08"
ROSE = "#F8DAD6"
ROSE_INK = "#8E2A1E"
WHITE = "#FFFFFF"

_HAIR = 7
_THIN = 1
# Each leaves a little room on its right, as wide as a bracket: LibreOffice keeps that
# better than an indent.
_NUMBER_FORMATS: Mapping[Format, str] = {
    Format.TEXT: "General",
    Format.LONG_TEXT: "General",
    Format.INT: "#,##0_)",
    Format.MONEY: '"S/" #,##0.00_);[Red]-"S/" #,##0.00_)',
    Format.PERCENT: "0.00%_)",
    Format.DATE: "dd/mm/yyyy_)",
    Format.MIXED: "General",
}
_DOLLARS = '"US$" #,##0.00_)'
# Says that a text is one, so that Excel does not make a formula of it when it is edited.
_QUOTED = {"quote_prefix": True}
_TEXTS = (Format.TEXT, Format.LONG_TEXT)
_HEADING: Mapping[str, object] = {
    "bold": True,
    "font_size": 10,
    "font_color": WHITE,
    "bg_color": LEAF,
    "text_wrap": True,
    "valign": "vcenter",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Every format of the result sheets, made once."""

    heading: CellFormat
    heading_right: CellFormat
    link: CellFormat
    link_quoted: CellFormat
    link_money: CellFormat
    dollars: CellFormat
    group: CellFormat
    group_again: CellFormat
    total_text: CellFormat
    alarm: CellFormat
    caution: CellFormat
    fine: CellFormat
    quiet: CellFormat
    line: CellFormat
    cells: Mapping[Format, CellFormat]
    quoted: Mapping[Format, CellFormat]
    totals: Mapping[Format, CellFormat]

    def heading_of(self, kind: Format) -> CellFormat:
        """The format of a heading: above figures it stands to the right like them."""
        return self.heading if kind in _TEXTS else self.heading_right


def palette_of(workbook: Workbook) -> Palette:
    """Make the formats in a workbook."""
    plain: dict[str, object] = {"font_size": 10, "font_color": INK, "valign": "vcenter"}
    total = {
        **plain,
        "bold": True,
        "bg_color": PALE_LEAF,
        "top": _THIN,
        "top_color": LEAF,
    }
    link = {**plain, "font_color": LEAF, "underline": 1}
    line: dict[str, object] = {"bottom": _HAIR, "bottom_color": HAIRLINE}
    make = workbook.add_format
    return Palette(
        heading=make({**_HEADING, "align": "left", "indent": 1}),
        # Clear of the filter's arrow, which stands in the lower right corner.
        heading_right=make({**_HEADING, "align": "right", "indent": 2}),
        link=make({**link, **_of(Format.TEXT)}),
        link_quoted=make({**link, **_of(Format.TEXT), **_QUOTED}),
        link_money=make({**link, **_of(Format.MONEY)}),
        dollars=make({**plain, **_of(Format.MIXED), "num_format": _DOLLARS}),
        group=make({**plain, "bold": True, "font_color": LEAF, "indent": 1}),
        group_again=make({**plain, "font_color": QUIET_INK, "indent": 1}),
        total_text=make({**total, "indent": 1}),
        alarm=make({**line, "bg_color": ROSE, "font_color": ROSE_INK, "bold": True}),
        caution=make({**line, "bg_color": AMBER, "font_color": AMBER_INK}),
        fine=make({**line, "font_color": LEAF, "bold": True}),
        quiet=make({**line, "font_color": QUIET_INK}),
        line=make(line),
        cells={kind: make({**plain, **_of(kind)}) for kind in Format},
        quoted={kind: make({**plain, **_of(kind), **_QUOTED}) for kind in Format},
        totals={kind: make({**total, **_of(kind)}) for kind in Format},
    )


def _of(kind: Format) -> dict[str, object]:
    """What sets the cells of a kind apart; General is what XlsxWriter gives by itself."""
    code = _NUMBER_FORMATS[kind]
    number = {} if code == "General" else {"num_format": code}
    match kind:
        case Format.TEXT:
            return {**number, "align": "left", "indent": 1}
        case Format.LONG_TEXT:
            return {**number, "align": "left", "indent": 1, "text_wrap": True}
        case Format.MIXED:
            return {**number, "align": "right", "text_wrap": True}
        case _:
            return {**number, "align": "right"}
