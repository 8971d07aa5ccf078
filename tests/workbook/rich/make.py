"""Makes the workbooks beside this file: books as a real LibreOffice saves them.

They are made once and committed; another LibreOffice writes other bytes, which is no
matter as long as the tests pass. Run it from the root of the project:

    PYTHONPATH=. python tests/workbook/rich/make.py [folder]

It writes into its own folder, or into the one given. `soffice` must be on the path.
"""

import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import openpyxl
from openpyxl.comments import Comment

from tests.workbook.rich_books import written

HERE = Path(__file__).parent
SHIPPED = HERE.parents[2] / "workbooks" / "pequeno-2026-09.xlsx"
CONVERTED = ("drawings", "pages", "tables")
LARGEST = 30_000
SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
    }.items()
)
CALC_EXTENSIONS = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"
SHEET = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {SPACES} xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2"
 xmlns:calcext="{CALC_EXTENSIONS}" xmlns:dc="http://purl.org/dc/elements/1.1/"
 office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.spreadsheet">
<office:styles><style:style style:name="Alto" style:family="table-cell">
<style:table-cell-properties fo:background-color="#ffcccc"/>
<style:text-properties fo:font-weight="bold"/></style:style></office:styles>
<office:automatic-styles><number:date-style style:name="D1"><number:day number:style="long"/>
<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>
<number:year number:style="long"/></number:date-style>
<style:style style:name="Fecha" style:family="table-cell" style:data-style-name="D1"/>
</office:automatic-styles><office:body><office:spreadsheet>
<table:content-validations><table:content-validation table:name="Sector"
 table:condition="of:cell-content-is-in-list(&quot;Norte&quot;;&quot;Sur&quot;)"
 table:base-cell-address="Cosecha.B2"><table:help-message table:title="Sector"
 table:display="true"><text:p>Norte o Sur</text:p></table:help-message>
</table:content-validation></table:content-validations>
<table:table table:name="Cosecha">
<table:table-row><table:table-cell office:value-type="string"><text:p>fecha</text:p>
<office:annotation><dc:creator>Ana</dc:creator><text:p>del cuaderno</text:p>
</office:annotation></table:table-cell><table:table-cell office:value-type="string">
<text:p>sector</text:p></table:table-cell><table:table-cell office:value-type="string">
<text:p>cajas</text:p></table:table-cell></table:table-row>
{{rows}}
<table:table-row><table:table-cell office:value-type="string"><text:p>total</text:p>
</table:table-cell><table:table-cell/><table:table-cell
 table:formula="of:=SUM([.C2:.C4])" office:value-type="float" office:value="60"/>
<table:table-cell table:formula="of:=IF([.C5]&gt;50;&quot;alto&quot;;&quot;bajo&quot;)"
 office:value-type="string" office:string-value="alto"/></table:table-row>
<calcext:conditional-formats><calcext:conditional-format
 calcext:target-range-address="Cosecha.C2:Cosecha.C4"><calcext:condition
 calcext:apply-style-name="Alto" calcext:value="&gt;15"
 calcext:base-cell-address="Cosecha.C2"/></calcext:conditional-format>
</calcext:conditional-formats></table:table>
<table:table table:name="Otra hoja"><table:table-row><table:table-cell
 table:formula="of:=[$Cosecha.C5]*2" office:value-type="float" office:value="120"/>
<table:table-cell table:formula="of:=SUM(Cajas)" office:value-type="float" office:value="60"/>
</table:table-row></table:table>
<table:named-expressions><table:named-range table:name="Cajas"
 table:base-cell-address="$Cosecha.$C$2" table:cell-range-address="$Cosecha.$C$2:.$C$4"/>
</table:named-expressions></office:spreadsheet></office:body></office:document>"""
ROW = """<table:table-row><table:table-cell table:style-name="Fecha" office:value-type="date"
 office:date-value="2026-09-0{day}"/><table:table-cell office:value-type="string"
 table:content-validation-name="Sector"><text:p>Norte</text:p></table:table-cell>
<table:table-cell office:value-type="float" office:value="{boxes}"/></table:table-row>"""


def small_year(target: Path) -> None:
    """The small example typed anew: its values and number formats, two notes, a sheet.

    The tables of the shipped workbook reach far down; LibreOffice would write every row.
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for page in openpyxl.load_workbook(SHIPPED, data_only=True).worksheets:
        made = book.create_sheet(page.title)
        for row in page.iter_rows():
            for cell in row:
                if cell.value is not None:
                    typed = made.cell(cell.row, cell.column, cell.value)
                    typed.number_format = cell.number_format
    own = book.create_sheet("Mis cuentas")
    own["A1"], own["A2"] = "=COUNTA(Socios!A2:A99)", "=A1*2"
    own["B1"] = '=IF(A1>3,"varios","pocos")'
    own["A1"].comment = Comment("cuántos somos", "Ana")
    own["B1"].number_format = "@"
    book.save(target)


def main(target: Path) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        rows = "".join(ROW.format(day=day, boxes=10 * day) for day in (1, 2, 3))
        (folder / "office-cosecha.fods").write_text(SHEET.format(rows=rows))
        for one in CONVERTED:
            (folder / f"office-{one}.xlsx").write_bytes(written(one))
        small_year(folder / "office-pequeno.xlsx")
        sources = sorted(map(str, folder.iterdir()))
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        kind = "xlsx:Calc MS Excel 2007 XML"
        command = ["soffice", profile, "--headless", "--convert-to", kind, "--outdir"]
        subprocess.run([*command, str(folder / "out"), *sources], check=True)
        for made in sorted((folder / "out").glob("*.xlsx")):
            if made.stat().st_size > LARGEST:
                raise SystemExit(f"{made.name} is too large to be kept")
            shutil.copy(made, target / made.name)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else HERE)
