"""The quick way through a worksheet says what the XML parser says, or nothing."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.workbook.reading.sheetxml import stored_rows
from apoq_batch.workbook.references import StoredRow
from apoq_batch.workbook.references import plain_rows

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>"
)
TAIL = "</sheetData><pageMargins/></worksheet>"
PLAIN_CELLS = (
    '<c r="B3"/>',
    '<c r="C3" s="4"></c>',
    '<c r="D3" s="4"><v>12.5</v></c>',
    '<c r="E3" t="s"><v>7</v></c>',
    '<c r="AA3" s="1" t="str"><f>A1&amp;"x"&lt;2</f><v>Ñandú</v></c>',
    '<c r="F3"><f t="shared" ref="F3:F9" si="0">D3*2</f><v>25</v></c>',
    '<c r="G3"><f t="shared" si="0"/><v>25</v></c>',
    '<c r="H3" t="str"><f>""</f><v></v></c>',
    '<c r="I3"><f>SUM(A1:A2)</f></c>',
    '<c r="J3" t="e"><v>#N/A</v></c>',
    '<c r="XFD3" t="b"><v>1</v></c>',
    '<c r="K3"><v/></c>',
    '<c r="L3"><f></f><v>4</v></c>',
)
ODD_CELLS = (
    '<c r="L3" t="inlineStr"><is><t>uno</t></is></c>',
    '<c r="M3" t="str"><v>a &amp; b</v></c>',
    '<c s="4" r="N3"><v>1</v></c>',
    '<c r="O3" cm="1"><v>1</v></c>',
    "<c><v>9</v></c>",
    '<c r="P3"><!-- no --><v>3</v></c>',
    '<c r="Q3"><v><![CDATA[4]]></v></c>',
    '<c r="R3" t="str"><f>"a&#10;b"</f><v>4</v></c>',
    '<c r="V3" t="str"><f>1\r\n+1</f><v>2</v></c>',
    '<x:c r="S3"><x:v>5</x:v></x:c>',
    "<c r='T3'><v>6</v></c>",
    '<c r="U3"><v>7</v><extLst><ext uri="x"/></extLst></c>',
)


def read(sheet: str) -> list[StoredRow]:
    return list(stored_rows(BytesIO(sheet.encode()), "libro.xlsx"))


def by_parser(rows: str) -> list[StoredRow]:
    """The same rows after a comment, which sends the whole sheet to the parser."""
    return read(f"{HEAD.replace('<sheetData>', '<!-- all -->')}<sheetData>{rows}{TAIL}")


def row(number: int, cells: str, more: str = "") -> str:
    return f'<row r="{number}"{more}>{cells}</row>'


@pytest.mark.parametrize("cell", PLAIN_CELLS)
def test_usual_cells_are_read_by_the_expression_as_the_parser_reads_them(cell: str) -> None:
    rows = row(3, cell, ' spans="1:9" ht="15"')
    quick = plain_rows(rows)
    assert quick is not None
    assert [one for one in quick if one[1]] == by_parser(rows)


@pytest.mark.parametrize("cell", ODD_CELLS)
def test_any_other_spelling_is_left_to_the_parser(cell: str) -> None:
    rows = row(2, PLAIN_CELLS[2]) + row(3, PLAIN_CELLS[3] + cell) + row(4, PLAIN_CELLS[4])
    assert plain_rows(rows) is None
    assert read(HEAD + rows + TAIL) == by_parser(rows)


@given(st.lists(st.lists(st.sampled_from((*PLAIN_CELLS, *ODD_CELLS)), max_size=4)))
def test_both_ways_agree_on_any_mixture(lines: list[list[str]]) -> None:
    rows = "".join(row(number, "".join(cells)) for number, cells in enumerate(lines, 1))
    assert read(HEAD + rows + TAIL) == by_parser(rows)


def test_a_large_sheet_goes_from_one_way_to_the_other_and_back() -> None:
    plain = row(1, PLAIN_CELLS[2] * 40_000)
    odd = row(2, ODD_CELLS[0] + PLAIN_CELLS[2] * 40_000)
    rows = plain + odd + "<row>" + PLAIN_CELLS[3] + "</row>" + row(9, PLAIN_CELLS[4])
    found = read(HEAD + rows + TAIL)
    assert [number for number, _ in found] == [1, 2, 3, 9]
    assert found == by_parser(rows)


def test_another_encoding_is_left_to_the_parser() -> None:
    rows = row(1, '<c r="A1" t="str"><v>Ñ</v></c>')
    sheet = (HEAD + rows + TAIL).replace("UTF-8", "ISO-8859-1")
    found = list(stored_rows(BytesIO(sheet.encode("latin-1")), "libro.xlsx"))
    assert found == [(1, [(1, "Ñ", "str", None, None)])]


def test_rows_inside_a_comment_are_no_rows() -> None:
    hidden = row(1, PLAIN_CELLS[2])
    assert read(f"{HEAD}<!-- {hidden} -->{row(2, PLAIN_CELLS[2])}{TAIL}")[0][0] == 2


@pytest.mark.parametrize(
    "rows",
    [
        row(0, PLAIN_CELLS[2]),
        row(1_048_577, PLAIN_CELLS[2]),
        row(1, '<c r="XFE1"><v>1</v></c>'),
    ],
)
def test_a_place_that_no_sheet_has_is_refused(rows: str) -> None:
    with pytest.raises(ValueError, match="no sheet has"):
        read(HEAD + rows + TAIL)


def test_a_document_type_is_refused_before_the_rows_are_read() -> None:
    sheet = HEAD.replace("<worksheet", "<!DOCTYPE x><worksheet")
    with pytest.raises(BatchError) as caught:
        read(sheet + row(1, PLAIN_CELLS[2]) + TAIL)
    assert caught.value.trouble is troubles.HAS_ENTITIES


def test_an_empty_cell_without_its_place_still_moves_those_behind_it() -> None:
    blanks = '<c s="0"/>' * 40
    rows = f'<row><c t="str"><v>a</v></c><c s="0"/><c><v>7</v></c>{blanks}</row>'
    assert read(HEAD + rows + TAIL) == [
        (1, [(1, "a", "str", None, None), (3, "7", None, None, None)])
    ]
    assert read(HEAD + "<row/>" * 90 + rows + TAIL)[0][0] == 91


def test_a_row_before_the_first_in_the_usual_spelling_comes_first() -> None:
    rows = "<row>" + PLAIN_CELLS[2] + "</row>" + row(2, PLAIN_CELLS[3])
    assert [number for number, _ in read(HEAD + rows + TAIL)] == [1, 2]


def test_a_comment_across_two_pieces_is_no_damage() -> None:
    many = row(1, PLAIN_CELLS[2] * 40_000)
    rows = (
        many
        + "<!-- "
        + many.replace('r="1"', 'r="2"') * 2
        + " -->"
        + row(9, PLAIN_CELLS[3])
    )
    assert [number for number, _ in read(HEAD + rows + TAIL)] == [1, 9]
