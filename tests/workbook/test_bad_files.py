"""Every file that is no workbook gets its own sentence, never a traceback."""

import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from apoq_batch.core.findings import has_errors
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.workbook import limits
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.reading.book import read_book
from apoq_batch.workbook.reading.opening import open_workbook

CASE = Path(__file__).parents[1] / "conformance" / "case-2-es.xlsx"
GOOD = CASE.read_bytes()


def members(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return stream.getvalue()


def changed(part: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = members(GOOD)
    return zipped({**parts, part: change(parts[part])})


def part_of(title: str) -> str:
    return next(sheet.path for sheet in open_workbook(CASE).sheets if sheet.title == title)


def with_entities(content: bytes) -> bytes:
    declared = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    head, tail = content.split(b"?>", 1)
    return head + b"?>" + declared + tail


def compound(inside: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + inside.encode("utf-16-le")


def bomb() -> bytes:
    parts = members(GOOD)
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, content in parts.items():
            package.writestr(name, content)
        with package.open("xl/media/zeros.bin", "w", force_zip64=True) as member:
            for _ in range(limits.MAX_PART_BYTES // 10_000_000 + 1):
                member.write(bytes(10_000_000))
    return stream.getvalue()


FILES: tuple[tuple[str, bytes | Callable[[], bytes], Trouble], ...] = (
    ("vacio.xlsx", b"", troubles.IS_EMPTY),
    ("foto.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(100), troubles.IS_PICTURE),
    ("foto.xlsx", b"\xff\xd8\xff\xe0" + bytes(100), troubles.IS_PICTURE),
    ("antiguo.xls", compound("Workbook"), troubles.IS_OLD_EXCEL),
    ("clave.xlsx", compound("EncryptedPackage"), troubles.IS_PROTECTED),
    ("datos.csv", b"fecha;socio;cajas\n1/9/2026;S1;5\n", troubles.IS_TEXT),
    ("datos.xlsx", "fecha,año\n".encode("latin-1"), troubles.IS_TEXT),
    ("carta.xlsx", b"%PDF-1.7\n%\xe2\xe3", troubles.IS_OTHER),
    ("cortado.xlsx", GOOD[: len(GOOD) // 2], troubles.IS_CUT_OFF),
    ("otro.zip", zipped({"a.txt": b"a"}), troubles.IS_OTHER),
    (
        "hoja.ods",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}),
        troubles.IS_OPENDOCUMENT,
    ),
    ("bomba.xlsx", bomb, troubles.IS_TOO_LARGE),
    ("entidades.xlsx", changed("xl/workbook.xml", with_entities), troubles.HAS_ENTITIES),
)


@pytest.mark.parametrize(("name", "content", "trouble"), FILES)
def test_a_wrong_file_is_named_for_what_it_is(
    tmp_path: Path, name: str, content: bytes | Callable[[], bytes], trouble: Trouble
) -> None:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content())
    with pytest.raises(BatchError) as caught:
        open_workbook(path)
    assert caught.value.trouble is trouble


def test_a_binary_workbook_is_named() -> None:
    rels = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    link = b'<Relationship Id="r1" Type="a/officeDocument" Target="xl/workbook.bin"/>'
    parts = {
        "[Content_Types].xml": b"<Types/>",
        "_rels/.rels": rels + link + b"</Relationships>",
        "xl/workbook.bin": b"\x00",
    }
    with pytest.raises(BatchError) as caught:
        open_package("libro.xlsb", zipped(parts))
    assert caught.value.trouble is troubles.IS_BINARY_EXCEL


def test_a_folder_a_missing_file_and_an_owner_mark_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "~$libro.xlsx").write_bytes(b"x")
    (tmp_path / "carpeta.xlsx").mkdir()
    expected = {
        "nada.xlsx": troubles.NOT_FOUND,
        "~$libro.xlsx": troubles.IS_OWNER_FILE,
        "carpeta.xlsx": troubles.IS_FOLDER,
    }
    for name, trouble in expected.items():
        with pytest.raises(BatchError) as caught:
            open_workbook(tmp_path / name)
        assert caught.value.trouble is trouble


def test_flipped_bytes_inside_a_sheet_are_damage() -> None:
    part = part_of("Entregas")
    with zipfile.ZipFile(BytesIO(GOOD)) as package:
        info = package.getinfo(part)
    broken = bytearray(GOOD)
    middle = info.header_offset + 30 + len(part) + info.compress_size // 2
    broken[middle : middle + 40] = bytes(40)
    with pytest.raises(BatchError) as caught:
        read_book(open_package("libro.xlsx", bytes(broken)))
    assert caught.value.trouble is troubles.IS_DAMAGED


def test_entities_in_a_sheet_are_refused() -> None:
    content = changed(part_of("Fondos"), with_entities)
    with pytest.raises(BatchError) as caught:
        read_book(open_package("libro.xlsx", content))
    assert caught.value.trouble is troubles.HAS_ENTITIES


@pytest.mark.parametrize("part", ["xl/sharedStrings.xml", "xl/styles.xml"])
def test_a_missing_part_is_damage_or_does_no_harm(part: str) -> None:
    parts = members(GOOD)
    del parts[part]
    with pytest.raises(BatchError) as caught:
        read_book(open_package("libro.xlsx", zipped(parts)))
    assert caught.value.trouble is troubles.IS_DAMAGED


def test_rows_formatted_to_the_end_are_read_past() -> None:
    def pad(content: bytes) -> bytes:
        rows = b"".join(
            b'<row r="%d"><c r="A%d" s="1"/><c r="B%d" s="1"></c></row>' % (row, row, row)
            for row in range(5_000, 60_000)
        )
        return content.replace(b"</sheetData>", rows + b"</sheetData>")

    plain = read_book(open_workbook(CASE))
    padded = read_book(open_package(CASE.name, changed(part_of("Entregas"), pad)))
    assert plain.book is not None
    assert padded.book is not None
    assert padded.book.deliveries == plain.book.deliveries
    assert not has_errors(padded.findings)


def test_strict_namespaces_are_read_alike() -> None:
    swaps = {
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
            b"http://purl.oclc.org/ooxml/spreadsheetml/main"
        ),
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
            b"http://purl.oclc.org/ooxml/officeDocument/relationships"
        ),
    }
    parts = members(GOOD)
    for old, new in swaps.items():
        parts = {name: content.replace(old, new) for name, content in parts.items()}
    strict = read_book(open_package(CASE.name, zipped(parts)))
    assert vars(strict.book) == vars(read_book(open_workbook(CASE)).book)


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("Entregas", lambda content: content.replace(b' t="s"><v>', b' t="s"><v>99999', 1)),
        ("Entregas", lambda content: content.replace(b' t="s"><v>', b' t="s"><v>-', 1)),
        ("Entregas", lambda content: content.replace(b'<row r="', b'<row r="9999999', 1)),
        ("Entregas", lambda content: content.replace(b'<c r="A', b'<c r="ZZZZA', 1)),
    ],
)
def test_what_no_sheet_can_hold_is_damage(
    part: str, change: Callable[[bytes], bytes]
) -> None:
    before = members(GOOD)[part_of(part)]
    assert change(before) != before
    with pytest.raises(BatchError) as caught:
        read_book(open_package("libro.xlsx", changed(part_of(part), change)))
    assert caught.value.trouble is troubles.IS_DAMAGED


def test_no_number_is_not_taken_for_one() -> None:
    def spoil(content: bytes) -> bytes:
        return re.sub(rb"><v>\d+\.\d+</v>", b"><v>NaN</v>", content, count=1)

    content = changed(part_of("Fondos"), spoil)
    assert content != GOOD
    reading = read_book(open_package("libro.xlsx", content))
    assert [one.code for one in reading.findings if has_errors([one])] == ["FON-005"]


@pytest.mark.parametrize(
    "part", ["_rels/.rels", "xl/styles.xml", "xl/workbook.xml", "xl/sharedStrings.xml"]
)
def test_a_small_part_that_is_huge_is_refused(part: str) -> None:
    def swell(content: bytes) -> bytes:
        head, end = content[: content.rindex(b"</")], content[content.rindex(b"</") :]
        return head + b"<a/>" * (limits.MAX_SMALL_PART_BYTES // 4) + end

    with pytest.raises(BatchError) as caught:
        read_book(open_package("libro.xlsx", changed(part, swell)))
    assert caught.value.trouble is troubles.IS_TOO_LARGE


def test_a_row_without_an_end_is_damage() -> None:
    def endless(content: bytes) -> bytes:
        cells = b'<c r="A1"><v>1</v></c>' * (limits.MAX_UNBROKEN_BYTES // 20)
        return content.replace(b"<sheetData>", b'<sheetData><row r="1">' + cells)

    with pytest.raises(BatchError) as caught:
        read_book(open_package("libro.xlsx", changed(part_of("Entregas"), endless)))
    assert caught.value.trouble is troubles.IS_DAMAGED
