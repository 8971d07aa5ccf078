"""Files that are odd but valid are handled, all others refused with a reason."""

import struct
from io import BytesIO
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook.package.archive import Refused
from tests.workbook.package_books import BOTH
from tests.workbook.package_books import HERS
from tests.workbook.package_books import LISTING
from tests.workbook.package_books import SOLES
from tests.workbook.package_books import STRICT
from tests.workbook.package_books import TRANSITIONAL
from tests.workbook.package_books import cell
from tests.workbook.package_books import edited
from tests.workbook.package_books import loaded
from tests.workbook.package_books import moved
from tests.workbook.package_books import names_in
from tests.workbook.package_books import new_sheets
from tests.workbook.package_books import opened
from tests.workbook.package_books import put
from tests.workbook.package_books import put_in
from tests.workbook.package_books import stored
from tests.workbook.package_books import swap
from tests.workbook.package_books import take_out
from tests.workbook.package_books import text


def strict(original: bytes) -> bytes:
    def edit(content: str) -> str:
        for family in ("spreadsheetml", "officeDocument", "drawingml"):
            content = content.replace(f"{TRANSITIONAL}{family}/2006/", f"{STRICT}{family}/")
        return content

    skipped = {"[Content_Types].xml"}
    return edited(original, dict.fromkeys(names_in(original) - skipped, edit))


def test_a_strict_book_stays_strict() -> None:
    hers = strict(HERS)
    file = put_in(hers)
    assert put_in(file) == file
    for name in names_in(file) - {"[Content_Types].xml"}:
        for family in ("spreadsheetml", "officeDocument", "drawingml"):
            assert f"{TRANSITIONAL}{family}/2006/" not in text(file, name), name
    read = CalamineWorkbook.from_filelike(BytesIO(file))
    assert read.sheet_names == ["Socios", "Fondos", "R Fondos", "R Préstamos"]
    assert read.get_sheet_by_name("R Fondos").to_python()[1][:3] == ["S-1", 12.5, True]


def prefixed(content: str) -> str:
    content = content.replace("<", "<x:").replace("<x:/", "</x:").replace("<x:?", "<?")
    return content.replace("xmlns=", "xmlns:x=")


ODD = {
    "prefixed": edited(HERS, dict.fromkeys(["xl/workbook.xml", "xl/styles.xml"], prefixed)),
    "other place": moved(
        edited(
            HERS,
            {
                "_rels/.rels": swap('"xl/workbook.xml"', '"libro/uno.xml"'),
                "[Content_Types].xml": swap('"/xl/workbook.xml"', '"/libro/uno.xml"'),
                "xl/_rels/workbook.xml.rels": lambda t: t.replace('get="', 'get="../xl/'),
            },
        ),
        {
            "xl/workbook.xml": "libro/uno.xml",
            "xl/_rels/workbook.xml.rels": "libro/_rels/uno.xml.rels",
        },
    ),
    "no window": edited(
        HERS,
        {"xl/workbook.xml": lambda t: t[: t.index("<bookViews")] + t[t.index("<sheets") :]},
    ),
    "no names": edited(
        HERS,
        {"xl/workbook.xml": lambda t: t[: t.index("<definedN")] + t[t.index("<calcPr") :]},
    ),
}


@pytest.mark.parametrize("kind", ODD)
def test_odd_but_valid_books_are_handled(kind: str) -> None:
    file = put_in(ODD[kind])
    assert put_in(file) == file
    book = loaded(file)
    assert book.sheetnames == ["Socios", "Fondos", "R Fondos", "R Préstamos"]
    assert cell(book, "R Fondos", "B4").number_format == SOLES
    assert loaded(take_out(file)).sheetnames == ["Socios", "Fondos"]


def test_a_book_without_formats_and_texts_gets_formats() -> None:
    kept = BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True})
    book.add_worksheet("Hoja1").write("A1", 5)
    book.close()
    link = f'<Relationship Id="rId3" Type="{TRANSITIONAL}officeDocument/2006/relationships'
    styles = f'{link}/styles" Target="styles.xml"/>'
    without = {"xl/_rels/workbook.xml.rels": swap(styles, "")}
    hers = moved(edited(kept.getvalue(), without), {"xl/styles.xml": ""})
    assert "xl/styles.xml" not in names_in(hers)
    file = put_in(hers)
    assert cell(loaded(file), "R Fondos", "B4").number_format == SOLES
    assert put_in(file) == file


def test_targets_may_be_absolute_encoded_and_in_another_case() -> None:
    links = "xl/_rels/workbook.xml.rels"
    hers = edited(HERS, {links: odd_targets})
    file = put_in(hers)
    assert put_in(file) == file
    assert names_in(file, "xl/styles") == {"xl/styles.xml"}
    # openpyxl finds neither such a sheet nor such formats; with plain targets it does.
    plain = loaded(edited(file, {links: plain_targets}))
    assert cell(plain, "Socios", "B2").value == "Ana Quispe"
    assert cell(plain, "R Fondos", "B4").number_format == SOLES


def odd_targets(content: str) -> str:
    content = content.replace('"worksheets/sheet1.xml"', '"/xl/Worksheets/Sheet%31.xml"')
    return content.replace('"styles.xml"', '".\\STYLES.xml"')


def plain_targets(content: str) -> str:
    content = content.replace('"/xl/Worksheets/Sheet%31.xml"', '"worksheets/sheet1.xml"')
    return content.replace('".\\STYLES.xml"', '"styles.xml"')


class Stream(BytesIO):
    """A target that cannot be rewound, so that sizes follow their member."""

    def seekable(self) -> bool:
        return False

    def tell(self) -> int:
        raise OSError


def streamed(original: bytes) -> bytes:
    kept = Stream()
    with ZipFile(BytesIO(original)) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            with after.open(name, "w", force_zip64=True) as member:
                member.write(before.read(name))
    return kept.getvalue()


def test_sizes_behind_the_member_and_long_sizes_are_understood() -> None:
    hers = streamed(HERS)
    with ZipFile(BytesIO(hers)) as archive:
        assert all(info.flag_bits & 8 for info in archive.infolist())
    file = put_in(hers)
    with ZipFile(BytesIO(file)) as archive:
        assert archive.testzip() is None
    assert {n: s[0] for n, s in stored(file).items() if n in names_in(HERS)}.items() >= {
        (n, s[0]) for n, s in stored(hers).items() if n not in LISTING | {"xl/styles.xml"}
    }


def with_member(name: str, content: str = "<a/>") -> bytes:
    kept = BytesIO(HERS)
    with ZipFile(kept, "a") as archive:
        archive.writestr(name, content)
    return kept.getvalue()


def final() -> bytes:
    link = f'<Relationship Id="rId9" Type="{TRANSITIONAL}officeDocument/2006/relationships'
    listed = f'{link}/custom-properties" Target="docProps/custom.xml"/></Relationships>'
    kept = BytesIO(edited(HERS, {"_rels/.rels": swap("</Relationships>", listed)}))
    with ZipFile(kept, "a") as archive:
        mark = '<p name="_MarkAsFinal"><b>true</b></p>'
        archive.writestr("docProps/custom.xml", f"<Properties>{mark}</Properties>")
    return kept.getvalue()


def shared() -> bytes:
    link = f'<Relationship Id="rId9" Type="{TRANSITIONAL}officeDocument/2006/relationships'
    listed = f'{link}/revisionHeaders" Target="revisions/h.xml"/></Relationships>'
    return edited(HERS, {"xl/_rels/workbook.xml.rels": swap("</Relationships>", listed)})


def with_flipped_bytes(name: str) -> bytes:
    with ZipFile(BytesIO(HERS)) as archive:
        at = archive.getinfo(name).header_offset + 30 + len(name) + 20
    return HERS[:at] + bytes(255 - byte for byte in HERS[at : at + 20]) + HERS[at + 20 :]


def with_header_field(place: int, number: int) -> bytes:
    """The file with one field of every entry in its directory set."""
    file = bytearray(HERS)
    at = file.find(b"PK\1\2")
    while at >= 0:
        struct.pack_into("<H", file, at + place, number)
        at = file.find(b"PK\1\2", at + 4)
    return bytes(file)


SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSB = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
NOT_OPENED = {
    "encrypted members": (troubles.IS_PROTECTED, with_header_field(8, 1)),
    "packed in an unknown way": (troubles.IS_DAMAGED, with_header_field(10, 98)),
    "flipped": (troubles.IS_DAMAGED, with_flipped_bytes("xl/workbook.xml")),
    "no types": (troubles.IS_OTHER, moved(HERS, {"[Content_Types].xml": ""})),
    "two of one name": (troubles.IS_DAMAGED, with_member("XL/workbook.xml")),
    "xlsb": (
        troubles.IS_BINARY_EXCEL,
        edited(HERS, {"[Content_Types].xml": swap(SHEET, XLSB)}),
    ),
    "entities": (
        troubles.HAS_ENTITIES,
        edited(
            HERS, {"xl/workbook.xml": swap("<workbook ", "<!DOCTYPE workbook><workbook ")}
        ),
    ),
}
REFUSED = {
    "flipped": (troubles.PART_IS_DAMAGED, with_flipped_bytes("xl/styles.xml")),
    "signed": (troubles.IS_SIGNED, with_member("_xmlsignatures/sig1.xml")),
    "shared": (troubles.IS_SHARED, shared()),
    "final": (troubles.IS_FINAL, final()),
    "word": (
        troubles.IS_OTHER,
        edited(HERS, {"[Content_Types].xml": swap(SHEET, WORD)}),
    ),
    "one id twice": (
        troubles.PART_IS_DAMAGED,
        edited(HERS, {"xl/_rels/workbook.xml.rels": swap('"rId2"', '"rId1"')}),
    ),
    "no styles": (troubles.PART_IS_DAMAGED, moved(HERS, {"xl/styles.xml": ""})),
    "too many formats": (
        troubles.TOO_MANY_FORMATS,
        edited(
            HERS,
            {
                "xl/styles.xml": swap(
                    "</cellXfs>", '<xf numFmtId="1"/>' * 64_000 + "</cellXfs>"
                )
            },
        ),
    ),
}


@pytest.mark.parametrize("kind", NOT_OPENED)
def test_what_is_no_workbook_is_named_for_what_it_is(kind: str) -> None:
    trouble, content = NOT_OPENED[kind]
    with pytest.raises(BatchError) as caught:
        opened(content)
    assert caught.value.trouble is trouble


@pytest.mark.parametrize("kind", REFUSED)
def test_what_must_not_be_touched_is_refused_and_told(kind: str) -> None:
    trouble, original = REFUSED[kind]
    with pytest.raises(Refused) as caught:
        put(original, new_sheets(BOTH), BOTH)
    assert caught.value.trouble is trouble


def test_a_book_of_nothing_but_results_is_not_emptied() -> None:
    file = put_in(HERS)
    ours = edited(
        file,
        {
            "xl/workbook.xml": lambda t: (
                t[: t.index("<sheet ")] + t[t.index('<sheet name="R F') :]
            )
        },
    )
    with pytest.raises(Refused) as caught:
        take_out(ours)
    assert caught.value.trouble is troubles.ONLY_RESULT_SHEETS
