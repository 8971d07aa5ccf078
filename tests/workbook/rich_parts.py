"""What XlsxWriter cannot write, put into a plain book of hers by hand."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from zipfile import ZIP_DEFLATED
from zipfile import ZipFile

import xlsxwriter

from tests.workbook.package_books import TRANSITIONAL
from tests.workbook.package_books import edited
from tests.workbook.package_books import names_in
from tests.workbook.package_books import swap
from tests.workbook.rich_books import MACROS
from tests.workbook.rich_books import figures
from tests.workbook.rich_books import made

MAIN = f"{TRANSITIONAL}spreadsheetml/2006/main"
LINKS = f"{TRANSITIONAL}officeDocument/2006/relationships"
ARROWS = f"{TRANSITIONAL}package/2006/relationships"
MICROSOFT = "http://schemas.microsoft.com/office"
MC = f"{TRANSITIONAL}markup-compatibility/2006"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BOOK, DATA, OTHER = (
    "xl/workbook.xml",
    "xl/worksheets/sheet1.xml",
    "xl/worksheets/sheet2.xml",
)
DRAWING = "xl/drawings/drawing1.xml"
ANA, THREAD = (
    "{1A2B3C4D-0000-4000-8000-00000000000A}",
    "{1A2B3C4D-0000-4000-8000-00000000000B}",
)
FOREIGN = f'xmlns="{MAIN}" xmlns:r="{LINKS}"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """A relationship from a part of the book to another one."""

    source: str
    kind: str
    id: str = "rId90"
    space: str = LINKS


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part to be added, and what leads to it."""

    name: str
    content: str | bytes
    arrows: tuple[Arrow, ...]
    declared: str = ""

    @property
    def type(self) -> str:
        return self.declared or f"{SHEETS}.{self.arrows[0].kind}+xml"


def fill_plain(book: xlsxwriter.Workbook) -> None:
    data, other = book.add_worksheet("Datos"), book.add_worksheet("Otra")
    figures(data)
    chart = book.add_chart({"type": "column"})
    assert chart is not None
    chart.add_series({"values": "=Datos!$B$2:$B$5"})
    data.insert_chart("J2", chart)
    data.add_table(
        "G1:H3", {"name": "Lista", "columns": [{"header": "a"}, {"header": "b"}]}
    )
    data.set_paper(9)
    other.write("A1", "revisar")
    other.write_comment("A1", "el hilo de la junta", {"author": f"tc={THREAD}"})
    other.write_formula("B1", "=Datos!B6*2", None, 200)
    other.write_rich_string("C1", "de ", book.add_format({"bold": True}), "Ana")
    book.define_name("Total", "=Datos!$B$6")
    book.define_name("Otra!Aquí", "=Otra!$B$1")


@cache
def plain() -> bytes:
    return made(fill_plain)


def with_parts(original: bytes, *parts: Part) -> bytes:
    """The book with more parts, each declared and led to."""
    links: dict[str, str] = {}
    for part in parts:
        for arrow in part.arrows:
            folder, _, file = arrow.source.rpartition("/")
            listing = f"{folder}/_rels/{file}.rels"
            leads = (
                f'Id="{arrow.id}" Type="{arrow.space}/{arrow.kind}" Target="/{part.name}"'
            )
            links[listing] = links.get(listing, "") + f"<Relationship {leads}/>"
    declared = "".join(
        f'<Override PartName="/{part.name}" ContentType="{part.type}"/>' for part in parts
    )
    there, end = names_in(original), "</Relationships>"
    edits = {"[Content_Types].xml": swap("</Types>", declared + "</Types>")}
    edits |= {name: swap(end, links[name] + end) for name in links.keys() & there}
    kept = BytesIO(edited(original, edits))
    with ZipFile(kept, "a", ZIP_DEFLATED) as archive:
        for part in parts:
            archive.writestr(part.name, part.content)
        for name in sorted(links.keys() - there):
            start = f'{HEAD}<Relationships xmlns="{ARROWS}">'
            archive.writestr(name, start + links[name] + end)
    return kept.getvalue()


PIVOT_CACHE = f"""{HEAD}<pivotCacheDefinition {FOREIGN} r:id="rId1" refreshedBy="Ana"
 refreshOnLoad="1" recordCount="2"><cacheSource type="worksheet"><worksheetSource ref="A1:B3"
 sheet="Datos"/></cacheSource><cacheFields count="2"><cacheField name="mes" numFmtId="0">
<sharedItems count="2"><s v="enero"/><s v="febrero"/></sharedItems></cacheField>
<cacheField name="cajas" numFmtId="0"><sharedItems containsSemiMixedTypes="0"
 containsString="0" containsNumber="1" containsInteger="1" minValue="10" maxValue="20"/>
</cacheField></cacheFields></pivotCacheDefinition>"""
PIVOT_RECORDS = f"""{HEAD}<pivotCacheRecords {FOREIGN} count="2"><r><x v="0"/><n v="10"/></r>
<r><x v="1"/><n v="20"/></r></pivotCacheRecords>"""
PIVOT_TABLE = f"""{HEAD}<pivotTableDefinition {FOREIGN} name="Dinámica" cacheId="7"
 dataCaption="Valores" updatedVersion="6" createdVersion="6"><location ref="E3:F6"
 firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/><pivotFields count="2"><pivotField
 axis="axisRow" showAll="0"><items count="3"><item x="0"/><item x="1"/><item t="default"/>
</items></pivotField><pivotField dataField="1" showAll="0"/></pivotFields><rowFields count="1">
<field x="0"/></rowFields><rowItems count="3"><i><x/></i><i><x v="1"/></i><i t="grand"><x/></i>
</rowItems><colItems count="1"><i/></colItems><dataFields count="1"><dataField name="Suma"
 fld="1" baseField="0" baseItem="0"/></dataFields></pivotTableDefinition>"""


def pivot() -> bytes:
    cache_name = "xl/pivotCache/pivotCacheDefinition1.xml"
    shown = "xl/pivotTables/pivotTable1.xml"
    to_cache = tuple(
        Arrow(source=source, kind="pivotCacheDefinition") for source in (BOOK, shown)
    )
    records = Arrow(source=cache_name, kind="pivotCacheRecords", id="rId1")
    book = with_parts(
        plain(),
        Part(name=cache_name, content=PIVOT_CACHE, arrows=to_cache),
        Part(
            name="xl/pivotCache/pivotCacheRecords1.xml",
            content=PIVOT_RECORDS,
            arrows=(records,),
        ),
        Part(
            name=shown,
            content=PIVOT_TABLE,
            arrows=(Arrow(source=OTHER, kind="pivotTable"),),
        ),
    )
    listed = '<pivotCaches><pivotCache cacheId="7" r:id="rId90"/></pivotCaches></workbook>'
    return edited(book, {BOOK: swap("</workbook>", listed)})


THREADED = f"{MICROSOFT}/spreadsheetml/2018/threadedcomments"
PERSONS = f"""{HEAD}<personList xmlns="{THREADED}"><person displayName="Ana Quispe"
 id="{ANA}" userId="ana" providerId="None"/></personList>"""
THREADS = f"""{HEAD}<ThreadedComments xmlns="{THREADED}"><threadedComment ref="A1"
 dT="2026-09-30T18:00:00.00" personId="{ANA}" id="{THREAD}"><text>¿y las devueltas?</text>
</threadedComment></ThreadedComments>"""


def threads() -> bytes:
    space = f"{MICROSOFT}/2017/10/relationships"
    return with_parts(
        plain(),
        Part(
            name="xl/persons/person.xml",
            content=PERSONS,
            arrows=(Arrow(source=BOOK, kind="person", space=space),),
            declared="application/vnd.ms-excel.person+xml",
        ),
        Part(
            name="xl/threadedComments/threadedComment1.xml",
            content=THREADS,
            arrows=(Arrow(source=OTHER, kind="threadedComment", space=space),),
            declared="application/vnd.ms-excel.threadedcomments+xml",
        ),
    )


def objects() -> bytes:
    """Printer settings, an embedded object and custom XML, as offices leave them behind."""
    book = with_parts(
        plain(),
        Part(
            name="xl/printerSettings/printerSettings1.bin",
            content=bytes(range(200)),
            arrows=(Arrow(source=DATA, kind="printerSettings"),),
            declared=f"{SHEETS}.printerSettings",
        ),
        Part(
            name="xl/embeddings/oleObject1.bin",
            content=MACROS,
            arrows=(Arrow(source=OTHER, kind="oleObject"),),
            declared="application/vnd.openxmlformats-officedocument.oleObject",
        ),
        Part(
            name="customXml/item1.xml",
            content='<acta xmlns="urn:junta"><fecha>2026-09-30</fecha></acta>',
            arrows=(Arrow(source=BOOK, kind="customXml"),),
            declared="application/xml",
        ),
        Part(
            name="customXml/itemProps1.xml",
            content=f'<ds:datastoreItem ds:itemID="{ANA}" xmlns:ds="{TRANSITIONAL}'
            'officeDocument/2006/customXml"><ds:schemaRefs/></ds:datastoreItem>',
            arrows=(Arrow(source="customXml/item1.xml", kind="customXmlProps"),),
            declared="application/vnd.openxmlformats-officedocument.customXmlProperties+xml",
        ),
    )
    held = (
        '<oleObjects><oleObject progId="Package" shapeId="2049" r:id="rId90"/></oleObjects>'
    )
    return edited(
        book,
        {
            DATA: swap('paperSize="9"', 'paperSize="9" r:id="rId90"'),
            OTHER: swap("</worksheet>", f"{held}</worksheet>"),
        },
    )


CHAIN = f'{HEAD}<calcChain xmlns="{MAIN}"><c r="B1" i="2"/><c r="C6" i="1"/><c r="B6"/></calcChain>'
EXTERNAL = f"""{HEAD}<externalLink {FOREIGN}><externalBook r:id="rId1"><sheetNames>
<sheetName val="Hoja1"/></sheetNames><sheetDataSet><sheetData sheetId="0"><row r="1">
<cell r="A1"><v>4</v></cell></row></sheetData></sheetDataSet></externalBook></externalLink>"""
CONNECTIONS = f"""{HEAD}<connections {FOREIGN}><connection id="1" name="padrón" type="6"
 refreshedVersion="4"><textPr sourceFile="padron.csv"><textFields count="1"><textField/>
</textFields></textPr></connection></connections>"""
QUERY = f'{HEAD}<queryTable {FOREIGN} name="padrón" connectionId="1" autoFormatId="16"/>'


def sources() -> bytes:
    """A formula chain, a linked workbook with its stored cell, a connection with a query."""
    outside = "xl/externalLinks/externalLink1.xml"
    book = with_parts(
        plain(),
        Part(
            name="xl/calcChain.xml",
            content=CHAIN,
            arrows=(Arrow(source=BOOK, kind="calcChain"),),
        ),
        Part(
            name=outside,
            content=EXTERNAL,
            arrows=(Arrow(source=BOOK, kind="externalLink", id="rId91"),),
        ),
        Part(
            name="xl/connections.xml",
            content=CONNECTIONS,
            arrows=(Arrow(source=BOOK, kind="connections", id="rId92"),),
        ),
        Part(
            name="xl/queryTables/queryTable1.xml",
            content=QUERY,
            arrows=(Arrow(source=OTHER, kind="queryTable"),),
        ),
    )
    link = f'Id="rId1" Type="{LINKS}/externalLinkPath" Target="otro.xlsx" TargetMode="External"'
    kept = BytesIO(book)
    with ZipFile(kept, "a", ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/externalLinks/_rels/externalLink1.xml.rels",
            f'{HEAD}<Relationships xmlns="{ARROWS}"><Relationship {link}/></Relationships>',
        )
    listed = '</sheets><externalReferences><externalReference r:id="rId91"/></externalReferences>'
    linked = '<c r="D1"><f>[1]Hoja1!$A$1*2</f><v>8</v></c></row>'
    return edited(
        kept.getvalue(),
        {BOOK: swap("</sheets>", listed), OTHER: lambda t: t.replace("</row>", linked, 1)},
    )


X14, X15 = (
    f"{MICROSOFT}/spreadsheetml/2009/9/main",
    f"{MICROSOFT}/spreadsheetml/2010/11/main",
)
SLICER_CACHE = f"""{HEAD}<slicerCacheDefinition xmlns="{X14}" name="Corte_a" sourceName="a">
<extLst><x:ext xmlns:x="{MAIN}" xmlns:x15="{X15}" uri="{{2F2917AC-EB37-4324-AD4E-5DD8C200BD13}}">
<x15:tableSlicerCache tableId="1" column="1"/></x:ext></extLst></slicerCacheDefinition>"""
SLICERS = f"""{HEAD}<slicers xmlns="{X14}"><slicer name="a" cache="Corte_a" caption="a"
 rowHeight="234950"/></slicers>"""
SLICER_FRAME = f"""<xdr:twoCellAnchor editAs="oneCell"><xdr:from><xdr:col>9</xdr:col>
<xdr:colOff>0</xdr:colOff><xdr:row>20</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:from><xdr:to>
<xdr:col>11</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>30</xdr:row><xdr:rowOff>0</xdr:rowOff>
</xdr:to><mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="sle15"
 xmlns:sle15="{MICROSOFT}/drawing/2012/slicer"><xdr:graphicFrame macro=""><xdr:nvGraphicFramePr>
<xdr:cNvPr id="9" name="a"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr><xdr:xfrm>
<a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic><a:graphicData
 uri="{MICROSOFT}/drawing/2010/slicer"><sle:slicer xmlns:sle="{MICROSOFT}/drawing/2010/slicer"
 name="a"/></a:graphicData></a:graphic></xdr:graphicFrame></mc:Choice><mc:Fallback/>
</mc:AlternateContent><xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"""


def slicer() -> bytes:
    space = f"{MICROSOFT}/2007/relationships"
    book = with_parts(
        plain(),
        Part(
            name="xl/slicerCaches/slicerCache1.xml",
            content=SLICER_CACHE,
            arrows=(Arrow(source=BOOK, kind="slicerCache", space=space),),
            declared="application/vnd.ms-excel.slicerCache+xml",
        ),
        Part(
            name="xl/slicers/slicer1.xml",
            content=SLICERS,
            arrows=(Arrow(source=DATA, kind="slicer", space=space),),
            declared="application/vnd.ms-excel.slicer+xml",
        ),
    )
    caches, lists = (
        "{46BE6895-7355-4a93-B00E-2C351335B9C9}",
        "{3A4CF648-6AED-40f4-86FF-DC5316D8AED3}",
    )
    return edited(
        book,
        {
            BOOK: swap(
                "</workbook>", extension(caches, "slicerCache", "x15:") + "</workbook>"
            ),
            DATA: swap("</worksheet>", extension(lists, "slicer", "x14:") + "</worksheet>"),
            DRAWING: swap("</xdr:wsDr>", SLICER_FRAME),
        },
    )


def extension(uri: str, kind: str, prefix: str) -> str:
    """The list of extensions that names slicers or their caches."""
    held = f'<x14:{kind} r:id="rId90"/>'
    many = f"{prefix}{kind}{'s' if kind.endswith('Cache') else 'List'}"
    spaces = f'xmlns:x14="{X14}" xmlns:x15="{X15}"'
    return f'<extLst><ext uri="{uri}" {spaces}><{many}>{held}</{many}></ext></extLst>'


BY_HAND: dict[str, Callable[[], bytes]] = {
    "pivot": pivot,
    "threads": threads,
    "objects": objects,
    "sources": sources,
    "slicer": slicer,
}
