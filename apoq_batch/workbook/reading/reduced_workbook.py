"""A package -> the smallest workbook that holds the cells of its sheets, for openpyxl.

Knows the parts that cells need: rows, shared strings, which formats show dates. openpyxl
reads every part it finds, and one it does not understand, such as a chart or a defined
name, would keep it from reading her figures.
"""

import re
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import telling_damage
from apoq_batch.workbook.package.relationships import CONTENT_TYPES
from apoq_batch.workbook.package.relationships import LINKS_SPACE
from apoq_batch.workbook.package.relationships import TRANSITIONAL
from apoq_batch.workbook.package.relationships import TYPES_SPACE
from apoq_batch.workbook.package.relationships import parse
from apoq_batch.workbook.reading.sheet_xml import filled_rows
from apoq_batch.workbook.reading.sheet_xml import formulas_only
from apoq_batch.workbook.reading.sheet_xml import has_formula
from apoq_batch.workbook.reading.sheet_xml import plain_xml
from apoq_batch.workbook.reading.sheet_xml import without_text_formats

# The format of every cell whose number is a date: one that openpyxl takes for a number.
DATE_FORMAT = "@"
_DATE_FORMAT_ID = 49
# Sheets above this are packed again, so that they do not fill the memory.
_KEPT_UNPACKED = 32_000_000
_STRINGS = "xl/sharedStrings.xml"
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_DATE_FORMATS = frozenset((*range(14, 23), *range(27, 37), 45, 46, 47, *range(50, 59)))
_NO_DATE_LETTERS = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReducedWorkbook:
    """A file for openpyxl, its sheets titled 0, 1, ..., and which of them have formulas."""

    file: BytesIO
    with_formulas: frozenset[str]


def values_workbook(package: Package, paths: Iterable[str]) -> ReducedWorkbook:
    """The sheets at these paths with what their values need.

    A number that shows a date has DATE_FORMAT, every other cell the format General.
    BatchError when a part is damaged, too large or has entities.
    """
    sheets = {str(number): path for number, path in enumerate(paths)}
    strings = _shared_strings(package)
    file = BytesIO()
    with ZipFile(file, "w") as target:
        with_formulas = frozenset(
            title
            for title, path in sheets.items()
            if _write_sheet(target, package, title, filled_rows(package, path))
        )
        target.writestr(_STRINGS, strings)
        target.writestr("xl/styles.xml", _styles(package))
        _write_listings(target, sheets)
    return ReducedWorkbook(file=file, with_formulas=with_formulas)


def formulas_workbook(package: Package, paths: Mapping[str, str]) -> ReducedWorkbook:
    """The sheets at these paths, by title, with their formulas; their texts are not kept."""
    file = BytesIO()
    with ZipFile(file, "w") as target:
        for title, path in paths.items():
            pieces = formulas_only(filled_rows(package, path))
            _write_sheet(target, package, title, pieces)
        _write_listings(target, paths)
    return ReducedWorkbook(file=file, with_formulas=frozenset(paths))


def _write_sheet(
    target: ZipFile, package: Package, title: str, pieces: Iterable[bytes]
) -> bool:
    """Write one sheet; tells whether it has formulas."""
    info = ZipInfo(_part_of(title))
    is_large = sum(package.archive.sizes()) > _KEPT_UNPACKED
    info.compress_type = ZIP_DEFLATED if is_large else ZIP_STORED
    has_formulas = False
    with target.open(info, "w", force_zip64=True) as part:
        for piece in pieces:
            has_formulas = has_formulas or has_formula(piece)
            part.write(piece)
    return has_formulas


def _part_of(title: str) -> str:
    return f"xl/worksheets/{title}.xml"


def _shared_strings(package: Package) -> bytes:
    content = package.read_linked("sharedStrings")
    if content is None:
        return f'<sst xmlns="{TRANSITIONAL.main}"/>'.encode()
    plain = without_text_formats(b"".join(plain_xml(package, (content,))))
    # How Excel escapes an underscore, which openpyxl would leave out.
    return plain.replace(b"x005F_", b"x005f_")


def _styles(package: Package) -> bytes:
    """One format for each of the book's, of which nothing is kept but whether it is a date."""
    formats = "".join(
        f'<xf numFmtId="{_DATE_FORMAT_ID if shows_date else 0}" xfId="0"/>'
        for shows_date in _date_formats(package)
    )
    return (
        f'<styleSheet xmlns="{TRANSITIONAL.main}"><fonts><font/></fonts>'
        "<fills><fill><patternFill/></fill></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
        f"<cellXfs>{formats or '<xf/>'}</cellXfs><cellStyles>"
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    ).encode()


def _date_formats(package: Package) -> Iterator[bool]:
    """Whether each cell format of the book shows a number as a date."""
    content = package.read_linked("styles")
    if content is None:
        return
    with telling_damage(package.name):
        root = parse(content)
    own = {
        item.get("numFmtId"): item.get("formatCode", "")
        for item in root.iterfind("{*}numFmts/{*}numFmt")
    }
    for item in root.iterfind("{*}cellXfs/{*}xf"):
        yield _shows_date(item.get("numFmtId", "0"), own)


def _shows_date(number_format: str, own: Mapping[str | None, str]) -> bool:
    code = own.get(number_format)
    if code is None:
        return number_format.isdecimal() and int(number_format) in _DATE_FORMATS
    # LibreOffice writes the format General out in full, letters of dates and all.
    letters = _NO_DATE_LETTERS.sub("", code).split(";")[0].lower().replace("general", "")
    digits = any(char in letters for char in "0#?")
    return not digits and any(char in letters for char in "dmyhsaj")


def _write_listings(target: ZipFile, titles: Iterable[str]) -> None:
    """The parts that list the others."""
    sheets, links, types = [], [], []
    for title in titles:
        sheets.append(f'<sheet name="{title}" sheetId="{int(title) + 1}" r:id="r{title}"/>')
        links.append(
            f'<Relationship Id="r{title}" Type="{TRANSITIONAL.link_type("worksheet")}"'
            f' Target="/{_part_of(title)}"/>'
        )
        types.append(_override(_part_of(title), "worksheet"))
    types.append(_override("xl/workbook.xml", "sheet.main"))
    if _STRINGS in target.namelist():
        types.append(_override(_STRINGS, "sharedStrings"))
    parts = {
        CONTENT_TYPES: f'<Types xmlns="{TYPES_SPACE}">{"".join(types)}</Types>',
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{LINKS_SPACE}">{"".join(links)}</Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{TRANSITIONAL.main}" xmlns:r="{TRANSITIONAL.links}">'
            f"<sheets>{''.join(sheets)}</sheets></workbook>"
        ),
    }
    for name, content in parts.items():
        target.writestr(name, content)


def _override(part: str, kind: str) -> str:
    return f'<Override PartName="/{part}" ContentType="{_MAIN_TYPE}.{kind}+xml"/>'
