"""Result sheets go in and out of a workbook; nothing else in it may change."""

import shutil
import subprocess
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from apoq_batch.workbook.package.result_sheets import ResultSheet
from tests.workbook.package_books import BOTH
from tests.workbook.package_books import FUNDS
from tests.workbook.package_books import HERS
from tests.workbook.package_books import LISTING
from tests.workbook.package_books import TRANSITIONAL
from tests.workbook.package_books import assert_same_cells
from tests.workbook.package_books import cell
from tests.workbook.package_books import edited
from tests.workbook.package_books import front
from tests.workbook.package_books import her_book
from tests.workbook.package_books import loaded
from tests.workbook.package_books import names_in
from tests.workbook.package_books import new_sheets
from tests.workbook.package_books import note
from tests.workbook.package_books import page
from tests.workbook.package_books import put
from tests.workbook.package_books import put_in
from tests.workbook.package_books import saved
from tests.workbook.package_books import stored
from tests.workbook.package_books import swap
from tests.workbook.package_books import take_out
from tests.workbook.package_books import text
from tests.workbook.package_books import titles
from tests.workbook.package_books import uses_1904


def test_every_other_part_stays_byte_identical() -> None:
    before, after = stored(HERS), stored(put_in(HERS))
    changed = {name for name in before if before[name] != after[name]}
    assert changed == LISTING | {"xl/styles.xml"}
    assert list(after)[: len(before)] == list(before)
    assert list(after)[len(before) :] == sorted(list(after)[len(before) :])


def test_the_same_run_gives_the_same_bytes() -> None:
    once = put_in(HERS)
    assert put_in(HERS) == once
    assert put_in(once) == once


def test_every_cell_is_as_it_was_drawn() -> None:
    settled = titles(HERS, BOTH)
    source = new_sheets(settled)
    file = put(HERS, source, settled)
    # The new_sheets's table Cuotas has a name of hers and is renamed.
    plain = edited(
        file, {n: lambda t: t.replace("Cuotas_2", "Cuotas") for n in result_parts(file)}
    )
    assert_same_cells(plain, source)


def result_parts(file: bytes) -> set[str]:
    return names_in(file, "xl/worksheets/sheet") - names_in(HERS)


def test_calamine_reads_the_drawn_values() -> None:
    settled = titles(HERS, BOTH)
    source = new_sheets(settled)
    result = CalamineWorkbook.from_filelike(BytesIO(put(HERS, source, settled)))
    expected = CalamineWorkbook.from_filelike(BytesIO(source))
    for title in expected.sheet_names:
        page = result.get_sheet_by_name(title).to_python()
        assert page == expected.get_sheet_by_name(title).to_python()


def test_new_sheets_stand_at_the_end_and_her_tab_stays_in_front() -> None:
    file = put_in(HERS)
    book = loaded(file)
    assert book.sheetnames == ["Socios", "Fondos", "R Fondos", "R Préstamos"]
    assert front(book) == "Fondos"
    assert not any("tabSelected" in text(file, name) for name in result_parts(file))


def test_print_titles_and_filters_belong_to_the_right_sheets() -> None:
    book = loaded(put_in(HERS))
    assert page(book, "R Préstamos").print_title_rows == "$1:$1"
    assert page(book, "R Préstamos").auto_filter.ref == "A1:D4"
    assert page(book, "Socios").print_area == "'Socios'!$A$1:$C$9"
    assert book.defined_names["Tasa"].value == "Fondos!$A$1"
    assert book.defined_names["_apoq.funds"].hidden


def test_her_title_is_kept_when_she_renames_a_sheet() -> None:
    book = loaded(put_in(HERS))
    page(book, "R Fondos").title = "Dinero de hoy"
    book.defined_names["_apoq.funds"].value = "'Dinero de hoy'!$1:$1048576"
    file = saved(book)
    for _ in range(3):
        file = put_in(file)
        assert loaded(file).sheetnames == [
            "Socios",
            "Fondos",
            "Dinero de hoy",
            "R Préstamos",
        ]
    assert titles(file, BOTH)[0].title == "Dinero de hoy"


def test_a_moved_sheet_is_replaced_where_it_is() -> None:
    book = loaded(put_in(HERS))
    book.move_sheet("R Préstamos", -3)
    file = put_in(saved(book))
    again = loaded(file)
    assert again.sheetnames == ["R Préstamos", "Socios", "Fondos", "R Fondos"]
    assert page(again, "R Préstamos").print_title_rows == "$1:$1"
    assert page(again, "R Fondos").print_title_rows == "$1:$1"
    assert page(again, "Socios").print_area == "'Socios'!$A$1:$C$9"
    assert put_in(file) == file


def test_a_deleted_sheet_comes_back_at_the_end() -> None:
    gone = edited(
        take_out_one(put_in(HERS), FUNDS),
        {"xl/workbook.xml": swap("</definedNames>", DEAD_MARK + "</definedNames>")},
    )
    file = put_in(gone)
    assert loaded(file).sheetnames == ["Socios", "Fondos", "R Préstamos", "R Fondos"]
    assert "#REF!" not in text(file, "xl/workbook.xml")


DEAD_MARK = '<definedName name="_apoq.funds">#REF!$1:$1048576</definedName>'


def take_out_one(file: bytes, sheet: ResultSheet) -> bytes:
    rest = tuple(kept for kept in BOTH if kept != sheet)
    return put_in(file, rest)


def test_what_a_run_no_longer_makes_is_removed() -> None:
    file = put_in(HERS)
    book = loaded(file)
    book.move_sheet("R Fondos", -2)
    book.active = 3
    less = take_out_one(saved(book), FUNDS)
    again = loaded(less)
    assert again.sheetnames == ["Socios", "Fondos", "R Préstamos"]
    assert front(again) == "R Préstamos"
    assert page(again, "Fondos").print_area == "'Fondos'!$A$1:$B$2"
    assert len(names_in(less, "xl/charts/")) == 2


def test_a_replaced_sheet_keeps_number_link_and_state() -> None:
    entry = '<sheet name="R Fondos" sheetId="3" r:id='
    hidden = '<sheet name="R Fondos" sheetId="77" state="hidden" r:id='
    file = put_in(edited(put_in(HERS), {"xl/workbook.xml": swap(entry, hidden)}))
    assert hidden in text(file, "xl/workbook.xml")
    assert put_in(file) == file


def test_our_sheet_in_front_stays_in_front() -> None:
    shown = swap('activeTab="1"', 'activeTab="3"')
    file = put_in(edited(put_in(HERS), {"xl/workbook.xml": shown}))
    assert 'activeTab="3"' in text(file, "xl/workbook.xml")
    selected = [n for n in result_parts(file) if 'tabSelected="1"' in text(file, n)]
    assert selected == ["xl/worksheets/sheet4.xml"]


def test_a_sheet_of_hers_with_our_title_is_left_alone() -> None:
    book = loaded(HERS)
    page(book, "Fondos").title = "r fondos"
    file = put_in(saved(book))
    assert loaded(file).sheetnames == ["Socios", "r fondos", "R Fondos (2)", "R Préstamos"]
    assert titles(file, BOTH)[0].title == "R Fondos (2)"
    assert put_in(file) == file


def test_a_long_title_has_room_for_its_number() -> None:
    book = loaded(HERS)
    page(book, "Fondos").title = "R" * 31
    sheet = ResultSheet(key="long", title="R" * 31)
    assert titles(saved(book), (sheet,))[0].title == "R" * 27 + " (2)"


@pytest.mark.parametrize("aliases", [(), ("R Fondos",)])
def test_a_run_in_the_other_language_replaces_the_same_sheets(
    aliases: tuple[str, ...],
) -> None:
    english = ResultSheet(key="funds", title="R Funds", aliases=aliases)
    file = put_in(put_in(HERS, (FUNDS,)), (english,))
    assert loaded(file).sheetnames == ["Socios", "Fondos", "R Funds"]


def test_marks_that_lost_their_attributes_still_count_and_are_hidden_again() -> None:
    once = put_in(HERS)
    bare = edited(
        once, {"xl/workbook.xml": lambda t: t.replace(' hidden="1" comment=', " x=")}
    )
    assert titles(bare, BOTH) == titles(once, BOTH)
    file = put_in(bare)
    assert loaded(file).sheetnames == loaded(once).sheetnames
    assert all(loaded(file).defined_names[f"_apoq.{s.key}"].hidden for s in BOTH)
    assert put_in(file) == file


def test_a_copy_she_made_of_our_sheet_is_hers() -> None:
    mark = (
        '<definedName name="_apoq.funds" localSheetId="1">Fondos!$1:$1048576</definedName>'
    )
    copied = edited(
        HERS, {"xl/workbook.xml": swap("<definedNames>", "<definedNames>" + mark)}
    )
    assert loaded(put_in(copied)).sheetnames == [
        "Socios",
        "Fondos",
        "R Fondos",
        "R Préstamos",
    ]


def test_titles_with_apostrophes_are_found_again() -> None:
    sheet = ResultSheet(key="funds", title="D'Ana 'hoy")
    file = put_in(HERS, (sheet,))
    assert put_in(file, (sheet,)) == file


def test_taking_out_leaves_her_book() -> None:
    file = take_out(put_in(HERS))
    before, after = stored(HERS), stored(file)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == LISTING | {"xl/styles.xml"}
    assert loaded(file).sheetnames == ["Socios", "Fondos"]
    assert take_out(HERS) == HERS
    assert put_in(file) == put_in(put_in(file))


def test_formats_are_added_once_and_hers_keep_their_numbers() -> None:
    before, once = text(HERS, "xl/styles.xml"), put_in(HERS)
    after = loaded(once)
    assert cell(after, "Socios", "A1").font.name == "Arial"
    more = (*BOTH, ResultSheet(key="more", title="R Más"))
    twice = put_in(once, more)
    assert text(twice, "xl/styles.xml") == text(once, "xl/styles.xml") != before
    assert stored(twice)["xl/styles.xml"] == stored(once)["xl/styles.xml"]


def test_formats_do_not_grow_when_another_program_saves_in_between() -> None:
    file = put_in(saved(loaded(put_in(HERS))))
    formats = text(file, "xl/styles.xml").count("<xf ")
    for _ in range(2):
        file = put_in(saved(loaded(file)))
    assert text(file, "xl/styles.xml").count("<xf ") == formats


def test_a_cell_without_format_does_not_take_her_default_font() -> None:
    plain = '<font><sz val="11"/><color theme="1"/><name val="Calibri"/>'
    hers = edited(HERS, {"xl/styles.xml": swap(plain, plain.replace("Calibri", "Georgia"))})
    book = loaded(put_in(hers))
    assert cell(book, "Fondos", "A1").font.name == "Georgia"
    assert cell(book, "R Fondos", "A2").font.name == "Calibri"


def test_tables_get_numbers_and_names_of_their_own() -> None:
    file = put_in(HERS)
    tables = [table for page in loaded(file) for table in page.tables.values()]
    assert [table.displayName for table in tables] == ["Cuotas", "Cuotas_2", "Otra"]
    assert sorted(table.id for table in tables) == [1, 2, 3]
    assert cell(loaded(file), "R Fondos", "H2").value == "=Cuotas_2[n]*2"
    assert tables[1].tableColumns[1].calculatedColumnFormula.attr_text == "Cuotas_2[n]*2"


def test_notes_do_not_share_shape_numbers_with_hers() -> None:
    file = put_in(HERS)
    drawings = [text(file, name) for name in sorted(names_in(file, "xl/drawings/vml"))]
    blocks = [d.partition('data="')[2].partition('"')[0] for d in drawings]
    assert sorted(blocks) == ["1", "2", "3"]
    assert all(
        f"_x0000_s{1024 * int(b) + 1}" in d for b, d in zip(blocks, drawings, strict=True)
    )
    book = loaded(file)
    assert note(book, "R Fondos") == "la clave"
    assert note(book, "Socios") == "su código"


def test_conditional_formats_keep_their_looks() -> None:
    settled = titles(HERS, BOTH)
    source = new_sheets(settled)
    result, expected = loaded(put(HERS, source, settled)), loaded(source)
    for sheet in settled:
        rules, wanted = (b[sheet.title].conditional_formatting for b in (result, expected))
        looks = [[repr(rule.dxf) for rule in area.rules] for area in rules]
        assert looks == [[repr(rule.dxf) for rule in area.rules] for area in wanted]


def test_charts_and_links_come_along() -> None:
    file = put_in(HERS)
    book = loaded(file)
    assert len(names_in(file, "xl/charts/chart")) == 3
    inside, outside = (cell(book, "R Fondos", place).hyperlink for place in ("A5", "A6"))
    assert inside is not None
    assert outside is not None
    assert inside.location == "'R Fondos'!B4"
    assert outside.target == "https://example.org/?a=1&b=2"
    assert "'R Fondos'!$B$2:$B$4" in text(file, "xl/charts/chart2.xml")


def test_the_formula_chain_goes_when_formulas_come() -> None:
    chain = '<calcChain xmlns="x"><c r="C2" i="1"/></calcChain>'
    link = f'<Relationship Id="rId90" Type="{TRANSITIONAL}officeDocument/2006/relationships'
    listed = f'{link}/calcChain" Target="calcChain.xml"/></Relationships>'
    override = '<Override PartName="/xl/calcChain.xml" ContentType="c"/></Types>'
    hers = edited(
        HERS,
        {
            "xl/_rels/workbook.xml.rels": swap("</Relationships>", listed),
            "[Content_Types].xml": swap("</Types>", override),
        },
    )
    kept = BytesIO(hers)
    with ZipFile(kept, "a") as archive:
        archive.writestr("xl/calcChain.xml", chain)
    file = put_in(kept.getvalue())
    assert "xl/calcChain.xml" not in names_in(file)
    assert "calcChain" not in text(file, "[Content_Types].xml")
    assert "calcChain" not in text(file, "xl/_rels/workbook.xml.rels")
    assert 'calcMode="manual"' in text(file, "xl/workbook.xml")


def test_macros_keep_their_content_type() -> None:
    plain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    macros = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    file = put_in(edited(HERS, {"[Content_Types].xml": swap(plain, macros)}))
    assert macros in text(file, "[Content_Types].xml")
    assert plain not in text(file, "[Content_Types].xml")


def test_dates_are_right_in_a_book_that_starts_in_1904() -> None:
    hers = her_book(date_1904=True)
    assert uses_1904(hers)
    assert not uses_1904(HERS)
    day = cell(loaded(put_in(hers)), "R Fondos", "C3").value
    assert str(day) == "2026-01-31 00:00:00"
    with pytest.raises(ValueError, match="days"):
        put(hers, new_sheets(BOTH), BOTH)


def test_drawn_sheets_that_break_the_contract_are_a_bug() -> None:
    with pytest.raises(ValueError, match="titles"):
        put(HERS, new_sheets(BOTH), (FUNDS,))
    with pytest.raises(ValueError, match="keys"):
        put(HERS, new_sheets(BOTH), (FUNDS, ResultSheet(key="funds", title="R Préstamos")))
    with pytest.raises(ValueError, match="of hers"):
        put(HERS, new_sheets((hers := ResultSheet(key="x", title="FONDOS"),)), (hers,))
    with pytest.raises(ValueError, match="whole book"):
        put(new_sheets((titled("x"),)), her_book(), (titled("Socios"), titled("Fondos")))


def titled(title: str) -> ResultSheet:
    return ResultSheet(key=title.lower(), title=title)


OFFICE = shutil.which("soffice")


@pytest.mark.thorough
@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_the_book_and_keeps_our_marks(tmp_path: Path) -> None:
    once = put_in(HERS)
    (tmp_path / "book.xlsx").write_bytes(once)
    command = [
        str(OFFICE),
        "--headless",
        f"-env:UserInstallation={tmp_path.as_uri()}/profile",
    ]
    command += [
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
    ]
    subprocess.run([*command, str(tmp_path / "book.xlsx")], check=True, capture_output=True)
    resaved = (tmp_path / "out" / "book.xlsx").read_bytes()
    book = loaded(resaved)
    assert [c.value for c in page(book, "R Fondos")["B"]][:4] == [
        "Saldo",
        12.5,
        7,
        "=SUM(B2:B3)",
    ]
    assert cell(book, "R Fondos", "B4").number_format == '"S/ "#,##0.00'
    file = put_in(resaved)
    assert loaded(file).sheetnames == ["Socios", "Fondos", "R Fondos", "R Préstamos"]
    assert put_in(file) == file
