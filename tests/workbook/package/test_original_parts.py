"""Our sheets go out again and every part of hers is as it was, to the byte."""

import re
from io import BytesIO
from zipfile import ZipFile

import pytest
import xlsxwriter

from tests.workbook.package_books import BOTH
from tests.workbook.package_books import FUNDS
from tests.workbook.package_books import HERS
from tests.workbook.package_books import STRICT
from tests.workbook.package_books import TRANSITIONAL
from tests.workbook.package_books import edited
from tests.workbook.package_books import her_book
from tests.workbook.package_books import loaded
from tests.workbook.package_books import names_in
from tests.workbook.package_books import page
from tests.workbook.package_books import put
from tests.workbook.package_books import put_in
from tests.workbook.package_books import saved
from tests.workbook.package_books import swap
from tests.workbook.package_books import take_out
from tests.workbook.package_books import text
from tests.workbook.package_books import titles

CHAIN = (
    '<?xml version="1.0"?><calcChain xmlns="http://schemas.openxmlformats.org/'
    'spreadsheetml/2006/main"><c r="C2" i="1"/></calcChain>'
)
CHAIN_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"


def contents(file: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(file)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_chain() -> bytes:
    """A workbook with the list of formulas that Excel keeps."""
    kept = BytesIO(
        edited(
            HERS,
            {
                "[Content_Types].xml": swap(
                    "</Types>",
                    f'<Override PartName="/xl/calcChain.xml" ContentType="{CHAIN_TYPE}"/>'
                    "</Types>",
                ),
                "xl/_rels/workbook.xml.rels": swap(
                    "</Relationships>",
                    f'<Relationship Id="rId77" Type="{TRANSITIONAL}officeDocument/2006/'
                    'relationships/calcChain" Target="calcChain.xml"/></Relationships>',
                ),
            },
        )
    )
    with ZipFile(kept, "a") as archive:
        archive.writestr("xl/calcChain.xml", CHAIN)
    return kept.getvalue()


def strict_book() -> bytes:
    def to_strict(content: str) -> str:
        for family in ("spreadsheetml", "officeDocument", "drawingml"):
            content = content.replace(f"{TRANSITIONAL}{family}/2006/", f"{STRICT}{family}/")
        return content

    return edited(HERS, dict.fromkeys(names_in(HERS), to_strict))


BOOKS = {
    "plain": HERS,
    "1904": her_book(date_1904=True),
    "chain": with_chain(),
    "strict": strict_book(),
}


@pytest.mark.parametrize("kind", BOOKS)
def test_taken_out_again_every_part_is_as_it_was(kind: str) -> None:
    original = BOOKS[kind]
    assert contents(take_out(put_in(original))) == contents(original)


@pytest.mark.parametrize("kind", BOOKS)
def test_taken_out_after_several_runs_every_part_is_as_it_was(kind: str) -> None:
    original = BOOKS[kind]
    file = put_in(put_in(put_in(original, (FUNDS,))), BOTH)
    assert contents(take_out(file)) == contents(original)
    assert put_in(take_out(file)) == put_in(original)


def test_the_list_of_formulas_goes_with_our_sheets_and_comes_back() -> None:
    original = with_chain()
    assert "xl/calcChain.xml" not in names_in(put_in(original))
    assert text(take_out(put_in(original)), "xl/calcChain.xml") == CHAIN


def test_what_she_types_into_a_result_sheet_is_no_change_of_hers() -> None:
    file = put_in(HERS)
    ours = min(names_in(file, "xl/worksheets/sheet") - names_in(HERS))
    scribbled = edited(file, {ours: swap("12.5", "99.5")})
    assert contents(take_out(scribbled)) == contents(HERS)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
def test_what_she_changed_since_stays_changed(part: str) -> None:
    changed = edited(put_in(HERS), {part: lambda t: t.replace("Socios", "Gente", 1) + "\n"})
    after = take_out(changed)
    assert contents(after) != contents(HERS)
    assert contents(after).keys() == contents(HERS).keys()
    if part != "xl/workbook.xml":
        assert contents(after)[part] == contents(changed)[part]


def test_a_part_added_since_stays() -> None:
    kept = BytesIO(put_in(HERS))
    with ZipFile(kept, "a") as archive:
        archive.writestr("xl/printerSettings/printerSettings1.bin", b"A4")
    assert "xl/printerSettings/printerSettings1.bin" in names_in(take_out(kept.getvalue()))


def test_after_another_program_saved_it_nothing_of_ours_is_left() -> None:
    file = put_in(saved(loaded(put_in(HERS))))
    assert put_in(file) == file
    cleaned = take_out(file)
    assert loaded(cleaned).sheetnames == ["Socios", "Fondos"]
    assert not [name for name in names_in(cleaned) if "customXml" in name]
    assert contents(take_out(put_in(cleaned))) == contents(cleaned)


def test_formats_of_an_earlier_version_do_not_pile_up() -> None:
    first, settled = put_in(HERS), titles(HERS, BOTH)
    bare = BytesIO()
    book = xlsxwriter.Workbook(bare, {"in_memory": True})
    rare = book.add_format({"num_format": "0.0000000", "bg_color": "#123456"})
    for sheet in settled:
        book.add_worksheet(sheet.title).write(0, 0, 1, rare)
    book.close()
    between = put(first, bare.getvalue(), settled)
    assert "123456" in text(between, "xl/styles.xml")
    assert put_in(between) == first


def test_sheets_deleted_by_her_leave_no_growing_record() -> None:
    gone = put_in(HERS)
    book = loaded(gone)
    for title in ("R Fondos", "R Préstamos"):
        del book[title]
    file = put_in(saved(book))
    for _ in range(3):
        file = put_in(take_out(file))
    assert len(file) < len(gone) * 1.2
    assert len([name for name in names_in(file) if "customXml/item" in name]) == 2


def test_dead_names_go_although_no_sheet_and_no_record_is_left() -> None:
    book = loaded(put_in(HERS))
    for title in ("R Fondos", "R Préstamos"):
        del book[title]
    file = saved(book)
    assert "_apoq." in text(file, "xl/workbook.xml")
    assert "_apoq." not in text(take_out(file), "xl/workbook.xml")


def test_a_book_of_hers_that_she_hid_is_seen_again() -> None:
    book = loaded(put_in(HERS))
    for title in ("Socios", "Fondos"):
        page(book, title).sheet_state = "hidden"
    left = loaded(take_out(saved(book)))
    assert [sheet.sheet_state for sheet in left.worksheets] == ["visible", "hidden"]


def test_numbers_of_sheets_stay_within_what_excel_counts() -> None:
    high = edited(HERS, {"xl/workbook.xml": swap('sheetId="2"', 'sheetId="65534"')})
    found = re.findall(r'sheetId="(\d+)"', text(put_in(high), "xl/workbook.xml"))
    assert found == ["1", "65534", "2", "3"]


def test_a_record_that_lost_its_link_is_found_and_goes() -> None:
    """LibreOffice keeps the part and drops the relationship that leads to it."""
    file = put_in(HERS)
    links = re.sub(
        r"<Relationship [^<>]*customXml[^<>]*/>",
        "",
        text(file, "xl/_rels/workbook.xml.rels"),
    )
    orphan = edited(file, {"xl/_rels/workbook.xml.rels": lambda _: links})
    assert not [name for name in names_in(take_out(orphan)) if "customXml" in name]
    again = put_in(orphan)
    assert len([name for name in names_in(again) if "customXml/item" in name]) == 2


@pytest.mark.parametrize("spoiled", ["!!!!", "AAAA", "eJwDAAAAAAE="])
def test_a_spoiled_record_is_no_record(spoiled: str) -> None:
    def spoil(record: str) -> str:
        return re.sub(r'(name="xl/styles.xml"[^<>]*>)[^<]+', rf"\g<1>{spoiled}", record)

    file = edited(put_in(HERS), {"customXml/item1.xml": spoil})
    assert loaded(take_out(file)).sheetnames == ["Socios", "Fondos"]
    assert loaded(put_in(file)).sheetnames == [
        "Socios",
        "Fondos",
        "R Fondos",
        "R Préstamos",
    ]
