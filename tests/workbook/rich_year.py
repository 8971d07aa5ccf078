"""The small example as she may have made it her own: macros, charts, notes, more sheets."""

from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import xlsxwriter
from lxml import etree

from tests.workbook.package_books import edited
from tests.workbook.package_books import swap
from tests.workbook.rich_books import MACROS
from tests.workbook.rich_books import made
from tests.workbook.rich_books import picture
from tests.workbook.rich_parts import BOOK
from tests.workbook.rich_parts import Arrow
from tests.workbook.rich_parts import Part
from tests.workbook.rich_parts import with_parts

SHIPPED = Path(__file__).parents[2] / "workbooks" / "pequeno-2026-09.xlsx"
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WITH_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLACE = "xl/junta/"
NOT_BROUGHT = ("xl/workbook.xml", "xl/_rels/", "xl/styles.xml", "xl/theme/")
OWN_SHEETS = ("Mis cuentas", "Borrador")


def fill_own(book: xlsxwriter.Workbook) -> None:
    """Two sheets without formats and shared texts, so that they fit into any book."""
    own, draft = (book.add_worksheet(title) for title in OWN_SHEETS)
    own.write_formula("A1", "=COUNTA(Socios!$A$2:$A$99)", None, 6)
    own.write_formula("A2", "=A1*2", None, 12)
    own.write_formula("A3", '=IF(A1>3,"varios","pocos")', None, "varios")
    own.write_formula("B1", "=SUM(Entregas!$C$2:$C$500)", None, 2310)
    own.write_comment("A1", "cuántos somos")
    own.insert_image("D2", "logo.png", picture())
    own.conditional_format("A1:A2", {"type": "data_bar", "data_bar_2010": True})
    own.data_validation("A9", {"validate": "list", "source": "=Socios!$A$2:$A$9"})
    chart = book.add_chart({"type": "column"})
    assert chart is not None
    chart.add_series({"values": "='Mis cuentas'!$A$1:$A$2"})
    own.insert_chart("D9", chart)
    draft.write_formula("A1", "='Mis cuentas'!A2+1", None, 13)
    draft.hide()


def rich_year() -> bytes:
    """The small example with her own sheets and macros, every part of them elsewhere."""
    own = made(fill_own)
    sheets = [f"{PLACE}worksheets/sheet{number}.xml" for number in (1, 2)]
    brought = {
        name.replace("xl/", PLACE): content
        for name, content in parts_of(own)
        if name.startswith("xl/") and not name.startswith(NOT_BROUGHT)
    }
    links = {f"rId{90 + place}": sheet for place, sheet in enumerate(sheets)}
    leading = {
        sheet: (Arrow(source=BOOK, kind="worksheet", id=link),)
        for link, sheet in links.items()
    }
    parts = [
        Part(
            name=name,
            content=content,
            arrows=leading.get(name, ()),
            declared=types_of(own, name),
        )
        for name, content in brought.items()
        if not name.endswith((".rels", ".png", ".vml")) and "_rels" not in name
    ]
    macros = Part(
        name="xl/vbaProject.bin",
        content=MACROS,
        arrows=(Arrow(source=BOOK, kind="vbaProject", id="rId99", space=VBA),),
        declared="application/vnd.ms-office.vbaProject",
    )
    kept = BytesIO(with_parts(SHIPPED.read_bytes(), *parts, macros))
    with ZipFile(kept, "a", ZIP_DEFLATED) as archive:
        for name in sorted(brought.keys() - {part.name for part in parts}):
            archive.writestr(name, brought[name])
    entries = "".join(
        f'<sheet name="{title}" sheetId="{90 + place}" {state}r:id="{link}"/>'
        for place, (link, title, state) in enumerate(
            zip(links, OWN_SHEETS, STATES, strict=True)
        )
    )
    return edited(
        kept.getvalue(),
        {
            BOOK: swap("</sheets>", f"{entries}</sheets>"),
            "[Content_Types].xml": lambda text: swap(PLAIN, WITH_MACROS)(text).replace(
                "<Override",
                '<Default Extension="png" ContentType="image/png"/><Override',
                1,
            ),
        },
    )


VBA = "http://schemas.microsoft.com/office/2006/relationships"
STATES = ("", 'state="hidden" ')


def parts_of(file: bytes) -> list[tuple[str, bytes]]:
    with ZipFile(BytesIO(file)) as archive:
        return [(name, archive.read(name)) for name in archive.namelist()]


def types_of(file: bytes, name: str) -> str:
    """What the book that a part comes from declares it to be."""
    with ZipFile(BytesIO(file)) as archive:
        types = etree.fromstring(archive.read("[Content_Types].xml"))
    there = f"/{name.replace(PLACE, 'xl/')}"
    return next(
        str(one.get("ContentType")) for one in types if one.get("PartName") == there
    )
