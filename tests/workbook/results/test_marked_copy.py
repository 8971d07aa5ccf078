"""The marked copy: faulty cells in colour with a comment, and the list that leads there."""

import re
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.cell import Cell
from openpyxl.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook

from apoq_batch.batch.examine import examine
from apoq_batch.batch.jobs import mark
from apoq_batch.batch.jobs import marked_path
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.package import marked_cells as package_marks
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.results.marked_copy import marked_copy
from tests.gallery import Table
from tests.gallery import findings_in
from tests.gallery import with_base
from tests.gallery import workbook

RED, YELLOW = "FFF4B6B0", "FFFFF2CC"
LISTS = {"es": "R Observaciones", "en": "R Findings"}
DELIVERIES = [
    ["fecha", "socio", "cajas", "descarte", "guia"],
    ["2026-07-10", "S1", "12,5 cajas", "2", "G-101"],
    ["2026-08-14", "S9", "20", "", "G-102"],
    ["2026-09-11", "S1", "50", "", "G-103"],
]
# A number as text is a warning, a blank required cell an error.
MEMBERS = [
    ["codigo", "dni", "apellidos", "nombres", "fecha_ingreso", "estado", "hectareas"],
    ["S1", "'02650001", "", "Ana", "2019-03-04", "hábil", "'1.5"],
    ["S2", "'02650002", "Ramos Silva", "Luis", "2021-06-15", "hábil", "0.75"],
]
BROKEN: dict[str, Table] = with_base({"Entregas": DELIVERIES, "Socios": MEMBERS})


def broken_workbook(name: str = "libro.xlsx", content: bytes | None = None) -> Package:
    return open_package(name, workbook(BROKEN) if content is None else content)


def copied(
    language: str = "es",
    original: Package | None = None,
    findings: Iterable[Finding] | None = None,
) -> openpyxl.Workbook:
    held = findings_in(BROKEN) if findings is None else findings
    content = marked_copy(original or broken_workbook(), held, texts(language))
    return openpyxl.load_workbook(BytesIO(content), rich_text=True)


def page_of(book: openpyxl.Workbook, title: str) -> Worksheet:
    page = book[title]
    assert isinstance(page, Worksheet)
    return page


def colour_of(cell: Cell | MergedCell) -> object:
    return cell.fill.start_color.rgb if cell.fill.fill_type == "solid" else None


def edited(content: bytes, edit: Callable[[str, str], str]) -> bytes:
    """The file with the text of each XML part rewritten: edit(name, text)."""
    kept = BytesIO()
    with ZipFile(BytesIO(content)) as before, ZipFile(kept, "w", ZIP_DEFLATED) as after:
        for name in before.namelist():
            after.writestr(name, edit(name, before.read(name).decode()))
    return kept.getvalue()


@pytest.mark.parametrize("language", ["es", "en"])
def test_faulty_cells_are_red_and_doubtful_ones_yellow(language: str) -> None:
    found = findings_in(BROKEN)
    book = copied(language, findings=found)
    wanted = {
        (one.sheet, one.cell): RED if one.severity is Severity.ERROR else YELLOW
        for one in reversed(found)
        if one.cell and one.severity is not Severity.NOTE
    }
    coloured = {
        (title, cell.coordinate): colour_of(cell)
        for title in BROKEN
        for row in page_of(book, title).iter_rows()
        for cell in row
        if colour_of(cell) is not None
    }
    assert coloured == wanted
    assert set(wanted.values()) == {RED, YELLOW}
    assert wanted["Entregas", "C2"] == RED


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_comment_says_code_what_is_wrong_and_what_to_do(language: str) -> None:
    found = findings_in(BROKEN)
    book = copied(language, findings=found)
    words = texts(language)
    for one in found:
        if one.cell:
            cell = page_of(book, one.sheet)[one.cell]
            assert cell.comment is not None
            for part in (one.code, message(one, words), hint(one, words)):
                assert part in cell.comment.text
            assert cell.comment.author == "apoq"


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_list_comes_first_and_leads_to_every_cell(language: str) -> None:
    found = findings_in(BROKEN)
    book = copied(language, findings=found)
    words = texts(language)
    page = page_of(book, LISTS[language])
    assert book.sheetnames == [LISTS[language], *BROKEN]
    assert book.active is page
    assert [sheet.sheet_view.tabSelected for sheet in book.worksheets].count(True) == 1
    assert page.freeze_panes == "A2"
    (table,) = page.tables.values()
    assert table.ref == f"A1:F{len(found) + 1}"
    assert page.print_title_rows == "$1:$1"
    for row, one in enumerate(found, start=2):
        severity, *values = (cell.value for cell in page[row][:6])
        said = [message(one, words), hint(one, words)]
        assert values == [one.code, one.sheet or None, one.cell or None, *said]
        assert severity
        link = page.cell(row, 4).hyperlink
        if one.cell:
            assert link is not None
            assert f"'{one.sheet}'!{one.cell}" in (link.location, str(link.target)[1:])
        else:
            assert link is None


def of_the_boxes() -> Finding:
    found = findings_in(BROKEN)
    return next(one for one in found if (one.sheet, one.cell) == ("Entregas", "C2"))


def test_two_findings_of_one_cell_share_its_comment() -> None:
    first = of_the_boxes()
    book = copied(findings=[first, first])
    comment = page_of(book, "Entregas")["C2"].comment
    assert comment is not None
    assert comment.text.count(first.code) == 2


def test_a_comment_has_an_end() -> None:
    first = of_the_boxes()
    comment = page_of(copied(findings=[first] * 60), "Entregas")["C2"].comment
    assert comment is not None
    assert len(comment.text) == 2000


def test_findings_of_the_same_cell_that_stand_apart_lose_nothing() -> None:
    first = of_the_boxes()
    other = next(one for one in findings_in(BROKEN) if one.sheet == "Socios")
    comment = page_of(copied(findings=[first, other, first]), "Entregas")["C2"].comment
    assert comment is not None
    assert first.code in comment.text


def test_the_cells_of_her_sheets_are_as_they_were() -> None:
    before = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    after = copied()
    for title in BROKEN:
        kept = [
            [(cell.value, cell.number_format) for cell in row]
            for row in page_of(before, title).iter_rows()
        ]
        now = [
            [(cell.value, cell.number_format) for cell in row]
            for row in page_of(after, title).iter_rows()
        ]
        assert now == kept


def test_the_list_of_an_earlier_copy_is_replaced() -> None:
    first = marked_copy(broken_workbook(), findings_in(BROKEN), texts("es"))
    again = copied("en", original=broken_workbook(content=first))
    assert again.sheetnames == ["R Findings", *BROKEN]
    assert again.active is not None
    assert again.active.title == "R Findings"


def test_a_sheet_of_hers_with_the_title_of_the_list_stays() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    book.create_sheet("r observaciones")["A1"] = "hers"
    stream = BytesIO()
    book.save(stream)
    after = copied(original=broken_workbook(content=stream.getvalue()))
    assert after.sheetnames == ["R Observaciones (2)", *BROKEN, "r observaciones"]
    assert page_of(after, "r observaciones")["A1"].value == "hers"


def test_a_finding_inside_a_merged_range_is_marked_on_its_first_cell() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    page_of(book, "Entregas").merge_cells("B2:C2")
    stream = BytesIO()
    book.save(stream)
    one = of_the_boxes()
    after = copied(original=broken_workbook(content=stream.getvalue()), findings=[one])
    page = page_of(after, "Entregas")
    assert isinstance(page["C2"], MergedCell)
    assert colour_of(page["B2"]) == RED
    comment = page["B2"].comment
    assert comment is not None
    assert one.code in comment.text


def alone(book: openpyxl.Workbook) -> bool:
    """The list stands alone, whole, without links to sheets that are not there."""
    page = page_of(book, "R Observaciones")
    links = [cell for row in page.iter_rows() for cell in row if cell.hyperlink]
    codes = [cell.value for cell in page["B"]][1:]
    whole = codes == [one.code for one in findings_in(BROKEN)]
    return book.sheetnames == ["R Observaciones"] and whole and not links


def signed() -> bytes:
    kept = BytesIO(workbook(BROKEN))
    with ZipFile(kept, "a") as package:
        package.writestr("_xmlsignatures/origin.sigs", b"")
    return kept.getvalue()


def test_a_signed_workbook_gets_the_list_alone() -> None:
    assert not alone(copied())
    assert alone(copied(original=broken_workbook(content=signed())))


def test_a_sheet_too_large_for_a_tree_stays_without_marks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(package_marks, "LARGEST_SHEET", 1000)
    after = copied()
    assert after.sheetnames == ["R Observaciones", *BROKEN]
    assert colour_of(page_of(after, "Entregas")["C2"]) is None
    codes = [cell.value for cell in page_of(after, "R Observaciones")["B"]][1:]
    assert codes == [one.code for one in findings_in(BROKEN)]


def strict(_: str, text: str) -> str:
    return text.replace(
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    ).replace(
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
    )


def test_a_strict_workbook_is_marked_in_its_own_dialect() -> None:
    content = edited(workbook(BROKEN), strict)
    marked = marked_copy(broken_workbook(content=content), findings_in(BROKEN), texts("es"))
    back = edited(marked, lambda name, text: from_strict(text))
    book = openpyxl.load_workbook(BytesIO(back))
    assert book.sheetnames == ["R Observaciones", *BROKEN]
    assert colour_of(page_of(book, "Entregas")["C2"]) == RED
    assert page_of(book, "Entregas")["C2"].comment is not None


def from_strict(text: str) -> str:
    return text.replace(
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ).replace(
        "http://purl.oclc.org/ooxml/officeDocument/relationships",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    )


def unknown_fill(name: str, text: str) -> str:
    if name != "xl/styles.xml":
        return text
    return re.sub(
        r"<patternFill[^>]*/>", '<patternFill patternType="plaid"/>', text, count=1
    )


def unknown_orientation(name: str, text: str) -> str:
    if not name.startswith("xl/worksheets/sheet"):
        return text
    return text.replace("</worksheet>", '<pageSetup orientation="askew"/></worksheet>')


def empty_fill(name: str, text: str) -> str:
    return text.replace('<patternFill patternType="gray125"/>', "")


@pytest.mark.parametrize("edit", [unknown_fill, unknown_orientation, empty_fill])
def test_what_openpyxl_cannot_open_is_marked_all_the_same(
    edit: Callable[[str, str], str],
) -> None:
    content = edited(workbook(BROKEN), edit)
    assert content != workbook(BROKEN)
    marked = marked_copy(broken_workbook(content=content), findings_in(BROKEN), texts("es"))
    book = CalamineWorkbook.from_filelike(BytesIO(marked))
    assert book.sheet_names == ["R Observaciones", *BROKEN]
    with ZipFile(BytesIO(marked)) as package:
        assert RED in package.read("xl/styles.xml").decode()
        notes = [name for name in package.namelist() if "comments" in name]
        assert any("ENT-" in package.read(name).decode() for name in notes)


def test_what_looks_like_a_formula_stays_a_text() -> None:
    tables = with_base({"Entregas": [DELIVERIES[0], ["2026-07-10", "'=1+1", "5", "", ""]]})
    found = findings_in(tables)
    content = marked_copy(open_package("a.xlsx", workbook(tables)), found, texts("es"))
    with ZipFile(BytesIO(content)) as package:
        sheets = [name for name in package.namelist() if "worksheets/sheet" in name]
        assert not any(b"<f>" in package.read(name) for name in sheets)
    page = page_of(openpyxl.load_workbook(BytesIO(content)), "R Observaciones")
    assert any("=1+1" in str(cell.value) for cell in page["E"])


def test_control_characters_in_what_she_typed_do_no_harm() -> None:
    tables = with_base(
        {"Entregas": [DELIVERIES[0], ["2026-07-10", "S1", "doce\\u0001\\u0008", "", ""]]}
    )
    found = findings_in(tables)
    book = copied(original=open_package("a.xlsx", workbook(tables)), findings=found)
    assert any("doce" in str(cell.value) for cell in page_of(book, "R Observaciones")["E"])


def test_a_title_with_a_quote_is_led_to() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    page_of(book, "Entregas").title = "Entregas"
    extra = book.create_sheet("D'Angelo")
    extra["A1"] = "apuntes"
    stream = BytesIO()
    book.save(stream)
    tables: dict[str, Table] = {**BROKEN, "D'Angelo": [["apuntes"], ["x"]]}
    found = [one for one in findings_in(tables) if one.sheet == "D'Angelo"]
    assert found
    after = copied(original=broken_workbook(content=stream.getvalue()), findings=found)
    assert page_of(after, "R Observaciones")["C2"].value == "D'Angelo"


def test_macros_stay_and_the_name_says_so() -> None:
    kept = BytesIO(workbook(BROKEN))
    with ZipFile(kept, "a") as package:
        package.writestr("xl/vbaProject.bin", b"macros")
    original = broken_workbook("libro.xlsm", kept.getvalue())
    content = marked_copy(original, findings_in(BROKEN), texts("es"))
    with ZipFile(BytesIO(content)) as package:
        assert package.read("xl/vbaProject.bin") == b"macros"
    assert marked_path(Path("salidas"), Path("libro.xlsm")).name == "libro - revisado.xlsm"


def test_only_marked_sheets_formats_and_notes_differ() -> None:
    before, found = workbook(BROKEN), findings_in(BROKEN)
    after = marked_copy(broken_workbook(content=before), found, texts("es"))
    with ZipFile(BytesIO(before)) as old, ZipFile(BytesIO(after)) as new:
        changed = {name for name in old.namelist() if old.read(name) != new.read(name)}
    book = openpyxl.load_workbook(BytesIO(before))
    touched = {one.sheet for one in found if one.cell} | {book.sheetnames[0]}
    sheets = {f"xl/worksheets/sheet{book.sheetnames.index(one) + 1}.xml" for one in touched}
    listings = {"[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    assert changed <= sheets | listings | {"xl/styles.xml"}
    assert changed >= listings | {"xl/styles.xml"}


def test_a_note_of_hers_stays_behind_ours() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    page_of(book, "Entregas")["C2"].comment = Comment("ver la guía", "Rosa")
    page_of(book, "Entregas")["A1"].comment = Comment("fecha de la guía", "Rosa")
    stream = BytesIO()
    book.save(stream)
    after = copied(original=broken_workbook(content=stream.getvalue()))
    page = page_of(after, "Entregas")
    both, other = page["C2"].comment, page["A1"].comment
    assert both is not None
    assert other is not None
    assert both.text.startswith(of_the_boxes().code)
    assert both.text.endswith("ver la guía")
    assert both.author == "Rosa"
    assert other.text == "fecha de la guía"


def test_a_cell_that_was_not_there_is_marked_in_its_place() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    first = of_the_boxes()
    far = replace(first, place=replace(first.place, row=40, column=27))
    near = replace(first, place=replace(first.place, row=2, column=2))
    page_of(book, "Entregas")["B2"].value = None
    stream = BytesIO()
    book.save(stream)
    original = broken_workbook(content=stream.getvalue())
    page = page_of(copied(original=original, findings=[far, near]), "Entregas")
    assert colour_of(page["AA40"]) == RED
    assert colour_of(page["B2"]) == RED
    places = [cell.column or 0 for cell in page[2]]
    assert places == sorted(places)


def test_thousands_of_notes_have_numbers_of_their_own() -> None:
    first = of_the_boxes()
    many = [
        replace(first, place=replace(first.place, row=row, column=column))
        for row in range(2, 500)
        for column in (1, 2, 3)
    ]
    content = marked_copy(broken_workbook(), many, texts("es"))
    with ZipFile(BytesIO(content)) as package:
        drawings = [package.read(n).decode() for n in package.namelist() if "vml" in n]
    numbers = [n for one in drawings for n in re.findall(r'id="_x0000_s(\d+)"', one)]
    assert len(numbers) == len(set(numbers))
    assert len(numbers) >= 1000


def test_her_file_is_not_touched_and_the_copy_goes_beside_the_results(
    tmp_path: Path,
) -> None:
    path = tmp_path / "libro.xlsx"
    path.write_bytes(workbook(BROKEN))
    before = path.read_bytes()
    target = marked_path(tmp_path / "salidas", path)
    assert mark(examine(path), target) == target
    assert target.name == "libro - revisado.xlsx"
    assert path.read_bytes() == before
    assert openpyxl.load_workbook(target).sheetnames[0] == "R Observaciones"


def test_a_drawing_with_other_prefixes_gets_no_number_twice() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    page_of(book, "Entregas")["A1"].comment = Comment("fecha de la guía", "Rosa")
    stream = BytesIO()
    book.save(stream)
    content = edited(
        stream.getvalue(),
        lambda name, text: text.replace("o:", "ns0:") if "vml" in name.lower() else text,
    )
    after = marked_copy(broken_workbook(content=content), findings_in(BROKEN), texts("es"))
    with ZipFile(BytesIO(after)) as package:
        for name in package.namelist():
            if "drawing" in name.lower():
                drawing = package.read(name).decode()
                numbers = re.findall(r'id="_x0000_s(\d+)"', drawing)
                assert len(numbers) == len(set(numbers)), name


def test_tall_and_low_merged_ranges_lead_to_their_first_cell() -> None:
    book = openpyxl.load_workbook(BytesIO(workbook(BROKEN)))
    page = page_of(book, "Entregas")
    page.merge_cells("H2:I3000")
    page.merge_cells("J5:K6")
    stream = BytesIO()
    book.save(stream)
    first = of_the_boxes()
    spots = [
        replace(first, place=replace(first.place, row=row, column=column))
        for row, column in ((2900, 9), (6, 11))
    ]
    after = copied(original=broken_workbook(content=stream.getvalue()), findings=spots)
    assert colour_of(page_of(after, "Entregas")["H2"]) == RED
    assert colour_of(page_of(after, "Entregas")["J5"]) == RED
