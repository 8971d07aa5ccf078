"""Odd but readable workbooks, made from a seed, with the cells that each must give.

They are spelled as the programs of the world spell them: prefixes, cells without places,
inline and rich strings, formulas of all kinds, dates by formats, strict namespaces, other
encodings, and parts around the cells that a reader can stumble over.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from io import BytesIO
from random import Random
from xml.sax.saxutils import escape

from apoq_batch.core.places import column_letters
from apoq_batch.workbook.reading.cells import Raw
from apoq_batch.workbook.reading.parse_values import ErrorValue
from apoq_batch.workbook.reading.parse_values import OtherValue

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    MAIN: "http://purl.oclc.org/ooxml/spreadsheetml/main",
    LINKS: "http://purl.oclc.org/ooxml/officeDocument/relationships",
}
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Number formats by the index of their cell format, and whether they show dates.
FORMATS = (
    ("General", False),
    ("dd/mm/yyyy", True),
    ('[$-280A]d" de "mmmm" de "yyyy', True),
    ('"S/" #,##0.00', False),
    ("GENERAL", False),
    ('0" días"', False),
    ("[Red]0.00;[Blue]-0.00", False),
    ("yyyy\\-mm\\-dd;@", True),
    ("[h]:mm", True),
)
TEXTS = (
    "Ana Quispe",
    "  con espacios  ",
    "a & b < c > d",
    "uno\ndos",
    "Ñandú «x» €",
    "",
    "7",
    "#N/A",
    "x00e9",
    'dijo "sí"',
)
ERRORS = ("#N/A", "#DIV/0!", "#VALUE!", "#REF!", "#¡NULO!")
Cells = dict[tuple[str, int, int], tuple[str, str | None]]


@dataclass(frozen=True, kw_only=True)
class OddBook:
    content: bytes
    cells: Cells


@dataclass(frozen=True, kw_only=True)
class Stored:
    """One cell as XML without its place, and what it means."""

    kind: str
    inside: str
    value: Raw
    formula: str | None = None
    style: int = 0


class Maker:
    """Makes one book; every choice is the seed's."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.is_1904 = self.chance(0.15)
        self.is_strict = self.chance(0.15)
        self.prefix = "x:" if self.chance(0.2) else ""
        self.encoding = self.random.choices(
            ("utf-8", "utf-8-sig", "utf-16", "iso-8859-15"), (8, 1, 1, 1)
        )[0]
        self.strings: list[str] = []
        self.cells: Cells = {}

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def book(self) -> OddBook:
        titles = self.random.sample(["Socios", "Año 'A'", "R&D", "Hoja 1", "x"], 3)
        places = [self.part_name(number) for number in range(len(titles))]
        sheets = {
            place: self.sheet(title) for place, title in zip(places, titles, strict=True)
        }
        parts = {
            "[Content_Types].xml": self.types(places),
            "_rels/.rels": self.links([("officeDocument", "xl/workbook.xml")]),
            "xl/workbook.xml": self.workbook(titles),
            "xl/_rels/workbook.xml.rels": self.book_links(places),
            **sheets,
            "xl/styles.xml": self.styles(),
            "xl/sharedStrings.xml": self.shared_strings(),
            **self.stumbling_blocks(),
        }
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in parts.items():
                archive.writestr(self.odd_case(name), self.encoded(name, text))
        return OddBook(content=file.getvalue(), cells=self.cells)

    # Parts around the cells.

    def part_name(self, number: int) -> str:
        return self.random.choice(
            (f"xl/worksheets/sheet{number}.xml", f"xl/hojas/Hoja {number}.xml")
        )

    def odd_case(self, name: str) -> str:
        return name.upper() if self.chance(0.05) and name.startswith("xl/") else name

    def encoded(self, name: str, text: str) -> bytes:
        is_cells = "sheet" in name.lower() or "hoja" in name.lower()
        encoding = self.encoding if is_cells or "shared" in name.lower() else "utf-8"
        if self.is_strict:
            for loose, strict in STRICT.items():
                text = text.replace(loose, strict)
        label = encoding.removesuffix("-sig")
        declaration = f'<?xml version="1.0" encoding="{label}"?>\n'
        if encoding in ("utf-8", "utf-8-sig") and self.chance(0.2):
            declaration = ""
        return (declaration + text).encode(encoding, "xmlcharrefreplace")

    def types(self, places: list[str]) -> str:
        kinds = {"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"}
        kinds |= {"xl/sharedStrings.xml": "sharedStrings"} | dict.fromkeys(
            places, "worksheet"
        )
        listed = "".join(
            f'<Override PartName="/{name}" ContentType="{SHEET_TYPE}.{kind}+xml"/>'
            for name, kind in kinds.items()
        )
        return f'<Types xmlns="{PACKAGE}/content-types">{listed}</Types>'

    def links(self, targets: list[tuple[str, str]]) -> str:
        listed = "".join(
            f'<Relationship Id="rId{number}" Type="{LINKS}/{kind}" Target="{target}"/>'
            for number, (kind, target) in enumerate(targets, 1)
        )
        return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'

    def book_links(self, places: list[str]) -> str:
        targets = [("worksheet", self.target(place)) for place in places]
        targets += [("styles", "styles.xml"), ("sharedStrings", "/xl/sharedStrings.xml")]
        targets += [("theme", "theme/none.xml"), ("externalLink", "externalLinks/x.xml")]
        return self.links(targets)

    def target(self, place: str) -> str:
        near = place.removeprefix("xl/")
        return self.random.choice(
            (near, f"/{place}", f"../{place}", f"./{near}", near.replace(" ", "%20"))
        )

    def workbook(self, titles: list[str]) -> str:
        states = ("", ' state="hidden"', ' state="veryHidden"')
        listed = "".join(
            f'<sheet name="{escape(title)}" sheetId="{number + 3}"'
            f'{self.random.choice(states) if number > 1 else ""} r:id="rId{number}"/>'
            for number, title in enumerate(titles, 1)
        )
        flag = self.random.choice(("1", "true")) if self.is_1904 else "0"
        names = '<definedName name="malo">#REF!#REF!(((</definedName>'
        names += '<definedName name="_xlnm.Print_Area" localSheetId="77">nada</definedName>'
        return (
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><workbookPr date1904="{flag}"/>'
            f'<bookViews><workbookView activeTab="no"/></bookViews><sheets>{listed}</sheets>'
            f'<definedNames>{names}</definedNames><calcPr calcId="x" calcMode="perhaps"/>'
            '<pivotCaches><pivotCache cacheId="1" r:id="rId99"/></pivotCaches></workbook>'
        )

    def styles(self) -> str:
        own = "".join(
            f'<numFmt numFmtId="{164 + number}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>'
            for number, (code, _) in enumerate(FORMATS)
        )
        formats = "".join(
            f'<xf numFmtId="{164 + number}" fontId="99" fillId="-1"/>'
            for number in range(len(FORMATS))
        )
        # The built-in ones: a date, a number with two decimals, a text.
        formats += '<xf numFmtId="14"/><xf numFmtId="4"/><xf numFmtId="49"/>'
        return (
            f'<styleSheet xmlns="{MAIN}"><numFmts>{own}</numFmts>'
            '<fonts><font><sz val="grande"/><family val="99"/></font></fonts>'
            f"<cellXfs>{formats}</cellXfs></styleSheet>"
        )

    def stumbling_blocks(self) -> dict[str, str]:
        blocks = {
            "docProps/core.xml": "<coreProperties><created>ayer</created></coreProperties>",
            "docProps/app.xml": "",
            "xl/theme/none.xml": "<theme",
            "xl/externalLinks/x.xml": "<externalLink/>",
            "xl/charts/chart1.xml": "<chart/>",
            "xl/comments1.xml": "<comments><author/></comments>",
        }
        return {name: text for name, text in blocks.items() if self.chance(0.5)}

    # Sheets.

    def sheet(self, title: str) -> str:
        rows = "".join(self.rows(title))
        p = self.prefix
        space = f'xmlns:x="{MAIN}"' if p else f'xmlns="{MAIN}"'
        dimension = self.random.choice(
            ("", f'<{p}dimension ref="A1:XFD1048576"/>', f'<{p}dimension ref="A1"/>')
        )
        views = f'<{p}sheetViews><{p}sheetView workbookViewId="nope"/></{p}sheetViews>'
        head = self.random.choice(("", views, "<!-- <sheetData><row/></sheetData> -->"))
        data = f"<{p}sheetData>{rows}</{p}sheetData>" if rows else f"<{p}sheetData/>"
        tail = self.random.choice(
            (
                "",
                f'<{p}mergeCells><{p}mergeCell ref="A1:B2"/></{p}mergeCells>',
                f'<{p}mergeCells><{p}mergeCell ref="mal"/></{p}mergeCells>',
                f'<{p}dataValidations><{p}dataValidation type="odd"/></{p}dataValidations>',
                f'<{p}conditionalFormatting sqref="?"><{p}cfRule/></{p}conditionalFormatting>',
                f'<{p}pageSetup orientation="upside" scale="x"/>',
                f'<{p}extLst><{p}ext uri="{{X}}"/></{p}extLst>',
            )
        )
        extra = ' xmlns:r="http://r" xmlns:x14ac="http://ac" note="a>b"'
        return f"<{p}worksheet {space}{extra}>{dimension}{head}{data}{tail}</{p}worksheet>"

    def rows(self, title: str) -> Iterator[str]:
        number = 0
        line = self.random.choice(("", "\n  "))
        has_places = self.chance(0.75)
        for _ in range(self.random.randrange(12)):
            step = self.random.choice((1, 1, 1, 2, 40)) if has_places else 1
            number += step
            cells = "".join(self.row_cells(title, number, has_places))
            place = f' r="{number}"' if has_places or self.chance(0.5) else ""
            more = self.random.choice(
                ("", ' spans="1:9"', " x14ac:dyDescent='0.2' ht='15'")
            )
            yield f"{line}<{self.prefix}row{place}{more}>{cells}</{self.prefix}row>"
            if self.chance(0.1):
                yield f"<!-- <{self.prefix}row r='{number + 1}'/> -->"
            if has_places and self.chance(0.1):
                blanks = range(number + 1, number + 60)
                p = self.prefix
                yield "".join(
                    f'<{p}row r="{n}"><{p}c r="A{n}" s="1"/></{p}row>' for n in blanks
                )
                number = blanks[-1]

    def row_cells(self, title: str, row: int, has_places: bool) -> Iterator[str]:
        column = 0
        for _ in range(self.random.randrange(7)):
            column += self.random.choice((1, 1, 2, 25)) if has_places else 1
            cell = self.cell()
            if cell.value is not None or cell.formula is not None:
                self.cells[title, row, column] = (repr(cell.value), cell.formula)
            place = f'r="{column_letters(column)}{row}"' if has_places else ""
            kind = f't="{cell.kind}"' if cell.kind else ""
            style = f's="{cell.style}"' if cell.style or self.chance(0.3) else ""
            marks = [mark for mark in (place, style, kind) if mark]
            if self.chance(0.3):
                self.random.shuffle(marks)
            text = " ".join([f"<{self.prefix}c", *marks])
            if self.chance(0.2):
                text = text.replace('"', "'")
            yield f"{text}>{cell.inside}</{self.prefix}c>" if cell.inside else f"{text}/>"

    # Cells.

    def cell(self) -> Stored:
        makers = (self.number, self.number, self.day, self.text, self.text, self.inline)
        others = (self.truth, self.error, self.with_formula, self.blank, self.iso_day)
        return self.random.choice((*makers, *others))()

    def tag(self, name: str, text: str, attributes: str = "") -> str:
        return f"<{self.prefix}{name}{attributes}>{text}</{self.prefix}{name}>"

    def number(self) -> Stored:
        text, value = self.random.choice(
            (
                ("12", 12),
                ("12.0", 12),
                ("-7", -7),
                ("0.1", 0.1),
                ("1E3", 1000),
                ("1.5e-7", 1.5e-7),
                ("12345678901234567", 12345678901234568.0),
                ("999999999999999", 999999999999999),
                ("1e400", OtherValue("inf")),
                ("NaN", OtherValue("inf")),
                ("3.0000000000000004", 3.0000000000000004),
            )
        )
        style = self.random.choice((0, 3, 4, 5, 6, len(FORMATS) + 1, len(FORMATS) + 2))
        kind = self.random.choice(("", "n"))
        return Stored(kind=kind, inside=self.tag("v", text), value=value, style=style)

    def day(self) -> Stored:
        serial = self.random.choice((1, 45, 60, 61, 46266, 46266.75, 0.5, 0, -3, 2_958_466))
        style = self.random.choice((1, 2, 7, 8, len(FORMATS)))
        value: Raw = OtherValue(f"{serial:.15g}")
        if 1 <= serial < 2_957_004:
            epoch = datetime(1904, 1, 1) if self.is_1904 else datetime(1899, 12, 30)
            late = not self.is_1904 and serial < 61
            value = epoch + timedelta(days=int(serial) + late)
        return Stored(kind="", inside=self.tag("v", str(serial)), value=value, style=style)

    def written(self, text: str) -> str:
        if text and "]]" not in text and self.chance(0.1):
            return f"<![CDATA[{text}]]>"
        return escape(text).replace("\n", self.random.choice(("\n", "&#10;")))

    def text(self) -> Stored:
        text = self.random.choice(TEXTS)
        stored, value = self.escaped(text)
        item = self.tag("t", self.written(stored), ' xml:space="preserve"')
        if self.chance(0.3):
            half = len(stored) // 2 if "_" not in stored else 0
            odd = self.random.choice(("<{}b/>", '<{}sz val="x"/>', "<{}new/>"))
            odd = self.tag("rPr", odd.format(self.prefix))
            first = self.tag("r", self.tag("t", escape(stored[:half])))
            second = self.tag("r", odd + self.tag("t", escape(stored[half:])))
            hint = self.tag("rPh", self.tag("t", "no"), ' sb="0" eb="1"')
            item = first + second + self.random.choice(("", hint))
        self.strings.append(self.tag("si", item))
        at = str(len(self.strings) - 1)
        return Stored(kind="s", inside=self.tag("v", at), value=value)

    def escaped(self, text: str) -> tuple[str, str]:
        """A text with, now and then, what Excel writes for characters XML has not."""
        return self.random.choice(
            ((text, text),) * 6
            + ((f"{text}_x000D_", f"{text}\r"), (f"_x005F_x000D_{text}", f"_x000D_{text}"))
        )

    def inline(self) -> Stored:
        stored, value = self.escaped(self.random.choice(TEXTS))
        inside = self.tag("is", self.tag("t", self.written(stored)))
        return Stored(kind="inlineStr", inside=inside, value=value)

    def truth(self) -> Stored:
        text = self.random.choice(("1", "0", "true", "false"))
        return Stored(kind="b", inside=self.tag("v", text), value=text in ("1", "true"))

    def error(self) -> Stored:
        text = self.random.choice(ERRORS)
        return Stored(kind="e", inside=self.tag("v", text), value=ErrorValue(text))

    def iso_day(self) -> Stored:
        inside = self.tag("v", "2026-09-30T00:00:00")
        return Stored(kind="d", inside=inside, value=datetime(2026, 9, 30))

    def blank(self) -> Stored:
        inside = self.random.choice(("", f"<{self.prefix}v/>", self.tag("v", "")))
        return Stored(kind="", inside=inside, value=None, style=self.random.randrange(5))

    def with_formula(self) -> Stored:
        formula, attributes = self.random.choice(
            (
                ("A1+B2", ""),
                ('IF(A1<2,"a & b","")', ""),
                ("SUM(A1:A3)", ' t="array" ref="A1:A3"'),
                ("A1*2", ' t="shared" ref="A1:A9" si="0"'),
                ("", ' t="shared" si="0"'),
                ("((mal", ""),
                ("", ' t="dataTable" ref="B2:C3" dt2D="1" r1="A1"'),
            )
        )
        written = self.tag("f", escape(formula), attributes)
        kind, text, value = self.random.choice(
            (
                ("", "25", 25),
                ("str", "texto", "texto"),
                ("str", "", ""),
                ("e", "#REF!", ErrorValue("#REF!")),
                ("b", "1", True),
                ("", None, None),
            )
        )
        inside = written if text is None else written + self.tag("v", text)
        return Stored(kind=kind, inside=inside, value=value, formula=formula)

    def shared_strings(self) -> str:
        space = f'xmlns:x="{MAIN}"' if self.prefix else f'xmlns="{MAIN}"'
        count = self.random.choice(("", ' count="1" uniqueCount="99"'))
        return (
            f"<{self.prefix}sst {space}{count}>{''.join(self.strings)}</{self.prefix}sst>"
        )


def odd_book(seed: int) -> OddBook:
    return Maker(seed).book()
