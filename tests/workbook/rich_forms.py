"""The plain and the rich books in other forms: as other programs write the same things."""

import re
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED
from zipfile import ZIP_STORED
from zipfile import ZipFile
from zipfile import ZipInfo

from tests.workbook.package.test_files import Stream
from tests.workbook.package.test_files import prefixed
from tests.workbook.package_books import STRICT
from tests.workbook.package_books import TRANSITIONAL
from tests.workbook.package_books import edited
from tests.workbook.package_books import names_in
from tests.workbook.package_books import swap
from tests.workbook.rich_books import FILLS
from tests.workbook.rich_books import written
from tests.workbook.rich_parts import BOOK
from tests.workbook.rich_parts import BY_HAND
from tests.workbook.rich_parts import DATA
from tests.workbook.rich_parts import MC
from tests.workbook.rich_parts import MICROSOFT
from tests.workbook.rich_parts import OTHER
from tests.workbook.rich_parts import X14
from tests.workbook.rich_parts import plain
from tests.workbook.rich_parts import slicer

FOLDER = Path(__file__).parent / "rich"
TEXTS, LOOKS = "xl/sharedStrings.xml", "xl/styles.xml"
REVISION = f"{MICROSOFT}/spreadsheetml/2014/revision"
X14AC, X15AC = (f"{MICROSOFT}/spreadsheetml/{at}/ac" for at in ("2009/9", "2010/11"))


EXTENDED = (
    f'<extLst><ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" xmlns:x14="{X14}">'
    f'<x14:dataValidations count="1" xmlns:xm="{MICROSOFT}/excel/2006/main">'
    '<x14:dataValidation type="list" allowBlank="1"><x14:formula1><xm:f>Datos!$A$2:$A$5</xm:f>'
    "</x14:formula1><xm:sqref>E2:E9</xm:sqref></x14:dataValidation></x14:dataValidations>"
    "</ext></extLst>"
)


def strictly(original: bytes) -> bytes:
    """The book in the strict namespaces; pictures and macros as they are."""

    def edit(content: str) -> str:
        for family in ("spreadsheetml", "officeDocument", "drawingml"):
            content = content.replace(f"{TRANSITIONAL}{family}/2006/", f"{STRICT}{family}/")
        return content

    names = names_in(original) - {"[Content_Types].xml"}
    texts = {name for name in names if name.endswith((".xml", ".rels", ".vml"))}
    return edited(original, dict.fromkeys(texts, edit))


def with_prefixes() -> bytes:
    """Every spreadsheet part under a prefix, as the Open XML SDK writes them."""
    parts = {BOOK, DATA, OTHER, TEXTS, LOOKS, *names_in(plain(), "xl/tables/")}
    return edited(plain(), dict.fromkeys(parts, prefixed))


def streamed() -> bytes:
    """Lengths behind each member, as programs write that cannot go back."""
    stream = Stream()
    with (
        ZipFile(BytesIO(written("charts"))) as before,
        ZipFile(stream, "w", ZIP_DEFLATED) as z,
    ):
        for name in before.namelist():
            z.writestr(name, before.read(name))
    return stream.getvalue()


def long_sizes() -> bytes:
    """Sizes in 64 bits, some members not compressed, folders, a comment."""
    kept = BytesIO()
    with (
        ZipFile(BytesIO(written("tables"))) as before,
        ZipFile(kept, "w", ZIP_DEFLATED) as z,
    ):
        z.comment = b"copia de la junta"
        z.writestr("xl/", b"")
        for turn, name in enumerate(before.namelist()):
            info = ZipInfo(name, (2026, 9, 30, 18, 0, 0))
            info.compress_type = (ZIP_DEFLATED, ZIP_STORED)[turn % 2]
            with z.open(info, "w", force_zip64=True) as member:
                member.write(before.read(name))
    return kept.getvalue()


def phonetic() -> bytes:
    """Texts with readings, runs of the same look and one that is empty."""
    sounds = (
        '<si><t>revisar</t><rPh sb="0" eb="3"><t>レビ</t></rPh>'
        '<phoneticPr fontId="0" type="fullwidthKatakana"/></si>'
    )
    return edited(plain(), {TEXTS: swap("<si><t>revisar</t></si>", sounds)})


def modern() -> bytes:
    """What a new Excel adds everywhere: alternatives, revisions, heights, extensions."""
    ignored = f'xmlns:mc="{MC}" xmlns:xr="{REVISION}" xmlns:x14ac="{X14AC}" mc:Ignorable="xr x14ac"'
    path = (
        f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="x15"><x15ac:absPath '
        f'url="C:\\Junta\\" xmlns:x15ac="{X15AC}"/></mc:Choice></mc:AlternateContent>'
        '<xr:revisionPtr revIDLastSave="0" documentId="8_{1}"/><bookViews>'
    )

    def root(word: str) -> Callable[[str], str]:
        return lambda text: text.replace(f"<{word} ", f"<{word} {ignored} ", 1)

    def book(text: str) -> str:
        return swap("<bookViews>", path)(root("workbook")(text))

    def sheet(text: str) -> str:
        text = text.replace("<row ", '<row x14ac:dyDescent="0.25" ')
        text = text.replace("</worksheet>", f"{EXTENDED}</worksheet><!-- fin -->")
        return root("worksheet")(text)

    def data(text: str) -> str:
        first, second, third, rest = text.split("</row>", 3)
        shared = '<c r="F{}"><f t="shared" {}si="0">{}</f><v>{}</v></c></row>'
        second += shared.format(2, 'ref="F2:F3" ', "B2*2", 20)
        return sheet(
            first + "</row>" + second + third + shared.format(3, "", "", 40) + rest
        )

    def looks(text: str) -> str:
        known = re.sub(r"<fonts ", '<fonts x14ac:knownFonts="1" ', root("styleSheet")(text))
        styles = (
            f'<x14:slicerStyles xmlns:x14="{X14}" defaultSlicerStyle="SlicerStyleLight1"/>'
        )
        uri = "{EB79DEF2-80B8-43e5-95BD-54CBDDF9020C}"
        colours = (
            '<colors><indexedColors><rgbColor rgb="FF112233"/></indexedColors></colors>'
        )
        more = f'{colours}<extLst><ext uri="{uri}">{styles}</ext></extLst></styleSheet>'
        return known.replace("</styleSheet>", more)

    return edited(plain(), {BOOK: book, DATA: data, OTHER: sheet, LOOKS: looks})


def views() -> bytes:
    """Two windows, a view of her own with its hidden names, a locked structure."""
    guid = "{AAAAAAAA-0000-4000-8000-000000000001}"
    window = (
        '<workbookView xWindow="9" yWindow="9" activeTab="1" firstSheet="1"/></bookViews>'
    )
    own = (
        f'<customWorkbookViews><customWorkbookView name="Ana" guid="{guid}" '
        'windowWidth="900" windowHeight="600" activeSheetId="2"/></customWorkbookViews>'
    )
    name = f"Z_{guid[1:9]}_0000_4000_8000_000000000001_.wvu.PrintArea"
    hidden = (
        f'<definedName name="{name}" localSheetId="0" hidden="1">Datos!$A$1</definedName>'
    )
    shown = (
        f'<customSheetViews><customSheetView guid="{guid}" scale="80"/></customSheetViews>'
    )
    return edited(
        plain(),
        {
            BOOK: lambda text: (
                text.replace(
                    "<bookViews>", '<workbookProtection lockStructure="1"/><bookViews>'
                )
                .replace("</bookViews>", window)
                .replace("</definedNames>", f"{hidden}</definedNames>")
                .replace("</workbook>", f"{own}</workbook>")
            ),
            DATA: swap("</sheetData>", f"</sheetData>{shown}"),
        },
    )


FORMS: dict[str, Callable[[], bytes]] = {
    "strict charts": lambda: strictly(written("charts")),
    "strict drawings": lambda: strictly(written("drawings")),
    "strict tables": lambda: strictly(written("tables")),
    "strict slicer": lambda: strictly(slicer()),
    "prefixed": with_prefixes,
    "streamed": streamed,
    "long sizes": long_sizes,
    "phonetic": phonetic,
    "modern": modern,
    "views": views,
}
SAVED_BY_OFFICE = tuple(sorted(path.stem for path in FOLDER.glob("*.xlsx")))
RICH = (*FILLS, *BY_HAND, *FORMS, *SAVED_BY_OFFICE)


@cache
def rich(name: str) -> bytes:
    """The rich book of a name, of whatever origin."""
    if name in FILLS:
        return written(name)
    if name in SAVED_BY_OFFICE:
        return (FOLDER / f"{name}.xlsx").read_bytes()
    return (BY_HAND | FORMS)[name]()
