"""In which order elements may follow each other in the parts of a workbook.

A model is a row of words as ECMA-376 has them in its sequences: `a|b` is a choice, `*` may
repeat, `!` must be there, `...` holds anything. Children are of the family of their parent
unless they say another. An element without a model has no children. What is of a foreign
family (extensions, alternatives) is passed over.
"""

import re
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from lxml import etree

from apoq_batch.workbook.package.xml_element import Element

OPEN = "..."
FAMILIES = {
    "x": ("spreadsheetml/2006/main", "spreadsheetml/main"),
    "c": ("drawingml/2006/chart", "drawingml/chart"),
    "xdr": ("drawingml/2006/spreadsheetDrawing", "drawingml/spreadsheetDrawing"),
    "a": ("drawingml/2006/main", "drawingml/main"),
    "types": ("package/2006/content-types",),
    "links": ("package/2006/relationships",),
}
HOSTS = ("http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/")
BY_SPACE = {
    host + path: family
    for family, paths in FAMILIES.items()
    for path in paths
    for host in HOSTS
}

FONT = "b i strike condense extend outline shadow u vertAlign sz color name family charset scheme"
RUN = "rFont|charset|family|b|i|strike|outline|shadow|condense|extend|color|sz|u|vertAlign|scheme*"
TEXT = "t r* rPh* phoneticPr"
SHEETS = {
    "worksheet": (
        "sheetPr dimension sheetViews sheetFormatPr cols* sheetData! sheetCalcPr "
        "sheetProtection protectedRanges scenarios autoFilter sortState dataConsolidate "
        "customSheetViews mergeCells phoneticPr conditionalFormatting* dataValidations "
        "hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks "
        "customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing "
        "legacyDrawingHF drawingHF picture oleObjects controls webPublishItems tableParts extLst"
    ),
    "sheetPr": "tabColor outlinePr pageSetUpPr",
    "sheetViews": "sheetView*! extLst",
    "sheetView": "pane selection* pivotSelection* extLst",
    "cols": "col*!",
    "sheetData": "row*",
    "row": "c* extLst",
    "c": "f v is extLst",
    "is": TEXT,
    "text": TEXT,
    "r": "rPr t!",
    "rPr": RUN,
    "rPh": "t!",
    "protectedRanges": "protectedRange*!",
    "autoFilter": "filterColumn* sortState extLst",
    "filterColumn": (
        "filters|top10|customFilters|dynamicFilter|colorFilter|iconFilter extLst"
    ),
    "filters": "filter* dateGroupItem*",
    "customFilters": "customFilter*!",
    "customSheetViews": OPEN,
    "mergeCells": "mergeCell*!",
    "conditionalFormatting": "cfRule*! extLst",
    "cfRule": "formula* colorScale dataBar iconSet extLst",
    "colorScale": "cfvo*! color*!",
    "dataBar": "cfvo*! color!",
    "iconSet": "cfvo*!",
    "dataValidations": "dataValidation*!",
    "dataValidation": "formula1 formula2",
    "hyperlinks": "hyperlink*!",
    "headerFooter": "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter",
    "rowBreaks": "brk*",
    "colBreaks": "brk*",
    "ignoredErrors": "ignoredError*! extLst",
    "oleObjects": "oleObject*!",
    "tableParts": "tablePart*",
    "extLst": OPEN,
    "workbook": (
        "fileVersion fileSharing workbookPr workbookProtection bookViews sheets! "
        "functionGroups externalReferences definedNames calcPr oleSize customWorkbookViews "
        "pivotCaches smartTagPr smartTagTypes webPublishing fileRecoveryPr* "
        "webPublishObjects extLst"
    ),
    "bookViews": "workbookView*!",
    "workbookView": "extLst",
    "sheets": "sheet*!",
    "externalReferences": "externalReference*!",
    "definedNames": "definedName*",
    "customWorkbookViews": "customWorkbookView*!",
    "pivotCaches": "pivotCache*!",
    "styleSheet": (
        "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors "
        "extLst"
    ),
    "numFmts": "numFmt*!",
    "fonts": "font*",
    "font": FONT,
    "fills": "fill*",
    "fill": "patternFill|gradientFill!",
    "patternFill": "fgColor bgColor",
    "gradientFill": "stop*",
    "stop": "color!",
    "borders": "border*",
    "border": "start end left right top bottom diagonal vertical horizontal",
    **dict.fromkeys("left right top bottom diagonal vertical horizontal".split(), "color"),
    "cellStyleXfs": "xf*!",
    "cellXfs": "xf*!",
    "xf": "alignment protection extLst",
    "cellStyles": "cellStyle*!",
    "cellStyle": "extLst",
    "dxfs": "dxf*",
    "dxf": "font numFmt fill alignment border protection extLst",
    "tableStyles": "tableStyle*",
    "tableStyle": "tableStyleElement*",
    "colors": "indexedColors mruColors",
    "indexedColors": "rgbColor*!",
    "mruColors": "color*!",
    "table": "autoFilter sortState tableColumns! tableStyleInfo extLst",
    "tableColumns": "tableColumn*!",
    "tableColumn": "calculatedColumnFormula totalsRowFormula xmlColumnPr extLst",
    "comments": "authors! commentList! extLst",
    "authors": "author*",
    "commentList": "comment*",
    "comment": "text! commentPr",
}

OBJECT = "sp|grpSp|graphicFrame|cxnSp|pic|contentPart"
SHAPE = (
    "a:xfrm a:custGeom|a:prstGeom a:noFill|a:solidFill|a:gradFill|a:blipFill|a:pattFill|"
    "a:grpFill a:ln a:effectLst|a:effectDag a:scene3d a:sp3d a:extLst"
)
BODY = "a:bodyPr! a:lstStyle a:p*!"
DRAWINGS = {
    "wsDr": "twoCellAnchor|oneCellAnchor|absoluteAnchor*",
    "twoCellAnchor": f"from! to! {OBJECT}! clientData!",
    "oneCellAnchor": f"from! ext! {OBJECT}! clientData!",
    "absoluteAnchor": f"pos! ext! {OBJECT}! clientData!",
    "from": "col! colOff! row! rowOff!",
    "to": "col! colOff! row! rowOff!",
    "graphicFrame": "nvGraphicFramePr! xfrm! a:graphic!",
    "nvGraphicFramePr": "cNvPr! cNvGraphicFramePr!",
    "cNvGraphicFramePr": "a:graphicFrameLocks a:extLst",
    "cNvPr": "a:hlinkClick a:hlinkHover a:extLst",
    "xfrm": "a:off a:ext",
    "pic": "nvPicPr! blipFill! spPr! style",
    "nvPicPr": "cNvPr! cNvPicPr!",
    "cNvPicPr": "a:picLocks a:extLst",
    "blipFill": "a:blip a:srcRect a:tile|a:stretch",
    "sp": "nvSpPr! spPr! style txBody",
    "nvSpPr": "cNvPr! cNvSpPr!",
    "cNvSpPr": "a:spLocks a:extLst",
    "spPr": SHAPE,
    "style": OPEN,
    "txBody": BODY,
}

LINE_FILL = "noFill|solidFill|gradFill|pattFill"
ANY_FILL = "noFill|solidFill|gradFill|blipFill|pattFill|grpFill"
COLOUR = "scrgbClr|srgbClr|hslClr|sysClr|schemeClr|prstClr"
CHARACTERS = (
    f"ln {ANY_FILL} effectLst|effectDag highlight uLnTx|uLn uFillTx|uFill latin ea cs sym "
    "hlinkClick hlinkMouseOver rtl extLst"
)
MAIN = {
    "graphic": "graphicData!",
    "graphicData": OPEN,
    "xfrm": "off ext",
    "prstGeom": "avLst",
    "ln": f"{LINE_FILL} prstDash|custDash round|bevel|miter headEnd tailEnd extLst",
    "solidFill": COLOUR,
    "pattFill": "fgClr bgClr",
    "fgClr": f"{COLOUR}!",
    "bgClr": f"{COLOUR}!",
    "gradFill": "gsLst lin|path tileRect",
    "gsLst": "gs*!",
    "gs": f"{COLOUR}!",
    **dict.fromkeys(COLOUR.split("|"), OPEN),
    "bodyPr": "prstTxWarp noAutofit|normAutofit|spAutoFit scene3d sp3d|flatTx extLst",
    "p": "pPr r|br|fld* endParaRPr",
    "pPr": "lnSpc spcBef spcAft tabLst defRPr extLst",
    "r": "rPr t!",
    "fld": "rPr pPr t",
    "lnSpc": "spcPct|spcPts!",
    **dict.fromkeys(("rPr", "defRPr", "endParaRPr"), CHARACTERS),
    "blip": OPEN,
    "stretch": "fillRect",
    "extLst": OPEN,
}

SERIES = "idx! order! tx spPr"
AXIS = (
    "axId! scaling! delete axPos! majorGridlines minorGridlines title numFmt majorTickMark "
    "minorTickMark tickLblPos spPr txPr crossAx! crosses|crossesAt"
)
POINTS = "ser* dLbls"
REFERENCE = "multiLvlStrRef|numRef|numLit|strRef|strLit!"
ON_LINES = f"{SERIES} marker dPt* dLbls trendline* errBars cat val smooth extLst"
ON_PIES = f"{SERIES} explosion dPt* dLbls cat val extLst"
PLOTS = (
    "areaChart|area3DChart|lineChart|line3DChart|stockChart|radarChart|scatterChart|pieChart|"
    "pie3DChart|doughnutChart|barChart|bar3DChart|ofPieChart|surfaceChart|surface3DChart|"
    "bubbleChart*!"
)
SHOWN = (
    "dLbl* delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName "
    "showPercent showBubbleSize separator showLeaderLines leaderLines extLst"
)
CHARTS = {
    "chartSpace": (
        "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart! spPr txPr "
        "externalData printSettings userShapes extLst"
    ),
    "chart": (
        "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea! legend "
        "plotVisOnly dispBlanksAs showDLblsOverMax extLst"
    ),
    "plotArea": f"layout {PLOTS} valAx|catAx|dateAx|serAx* dTable spPr extLst",
    "title": "tx layout overlay spPr txPr extLst",
    "tx": "strRef|rich!",
    "ser/tx": "strRef|v!",
    "rich": BODY,
    "txPr": BODY,
    "spPr": SHAPE,
    "strRef": "f! strCache extLst",
    "strCache": "ptCount pt* extLst",
    "numRef": "f! numCache extLst",
    "numCache": "formatCode ptCount pt* extLst",
    "pt": "v!",
    "layout": "manualLayout extLst",
    "manualLayout": "layoutTarget xMode yMode wMode hMode x y w h extLst",
    "legend": "legendPos legendEntry* layout overlay spPr txPr extLst",
    "legendEntry": "idx! delete txPr extLst",
    "areaChart": f"grouping varyColors {POINTS} dropLines axId*! extLst",
    "barChart": f"barDir! grouping varyColors {POINTS} gapWidth overlap serLines* axId*! extLst",
    "lineChart": (
        f"grouping! varyColors {POINTS} dropLines hiLowLines upDownBars marker smooth axId*! "
        "extLst"
    ),
    "stockChart": f"{POINTS} dropLines hiLowLines upDownBars axId*! extLst",
    "pieChart": f"varyColors {POINTS} firstSliceAng extLst",
    "doughnutChart": f"varyColors {POINTS} firstSliceAng holeSize extLst",
    "radarChart": f"radarStyle! varyColors {POINTS} axId*! extLst",
    "scatterChart": f"scatterStyle! varyColors {POINTS} axId*! extLst",
    "areaChart/ser": f"{SERIES} pictureOptions dPt* dLbls trendline* errBars* cat val extLst",
    "barChart/ser": (
        f"{SERIES} invertIfNegative pictureOptions dPt* dLbls trendline* errBars cat val shape "
        "extLst"
    ),
    "lineChart/ser": ON_LINES,
    "stockChart/ser": ON_LINES,
    "pieChart/ser": ON_PIES,
    "doughnutChart/ser": ON_PIES,
    "radarChart/ser": f"{SERIES} marker dPt* dLbls cat val extLst",
    "scatterChart/ser": (
        f"{SERIES} marker dPt* dLbls trendline* errBars* xVal yVal smooth extLst"
    ),
    "cat": REFERENCE,
    "xVal": REFERENCE,
    "ser/val": "numRef|numLit!",
    "yVal": "numRef|numLit!",
    "dPt": "idx! invertIfNegative marker bubble3D explosion spPr pictureOptions extLst",
    "ser/marker": "symbol size spPr extLst",
    "dPt/marker": "symbol size spPr extLst",
    "dLbls": SHOWN,
    "trendline": (
        "name spPr trendlineType! order period forward backward intercept dispRSqr dispEq "
        "trendlineLbl extLst"
    ),
    "errBars": "errDir errBarType! errValType! noEndCap plus minus val spPr extLst",
    "catAx": f"{AXIS} auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl extLst",
    "valAx": f"{AXIS} crossBetween majorUnit minorUnit dispUnits extLst",
    "dateAx": (
        f"{AXIS} auto lblOffset baseTimeUnit majorUnit majorTimeUnit minorUnit minorTimeUnit "
        "extLst"
    ),
    "serAx": f"{AXIS} tickLblSkip tickMarkSkip extLst",
    "scaling": "logBase orientation max min extLst",
    **dict.fromkeys(
        "majorGridlines minorGridlines dropLines hiLowLines serLines leaderLines".split(),
        "spPr",
    ),
    "upDownBars": "gapWidth upBars downBars extLst",
    "upBars": "spPr",
    "downBars": "spPr",
    "dTable": "showHorzBorder showVertBorder showOutline showKeys spPr txPr extLst",
    "printSettings": "headerFooter pageMargins pageSetup legacyDrawingHF",
    "headerFooter": "oddHeader oddFooter evenHeader evenFooter firstHeader firstFooter",
    "extLst": OPEN,
}
MODELS: Mapping[str, Mapping[str, str]] = {
    "x": SHEETS,
    "xdr": DRAWINGS,
    "a": MAIN,
    "c": CHARTS,
    "types": {"Types": "Default|Override*"},
    "links": {"Relationships": "Relationship*"},
}
_WORD = re.compile(r"([^*!]+)(\*?)(!?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One place in a sequence: what may stand there, how often, whether it must."""

    names: frozenset[str]
    repeats: bool
    is_needed: bool


@cache
def places(family: str, model: str) -> tuple[Place, ...]:
    found = []
    for word in model.split():
        match = _WORD.fullmatch(word)
        assert match is not None, word
        names = (n if ":" in n else f"{family}:{n}" for n in match[1].split("|"))
        found.append(
            Place(names=frozenset(names), repeats=bool(match[2]), is_needed=bool(match[3]))
        )
    return tuple(found)


def named(element: Element) -> str | None:
    """An element as `family:name`; None when it is of a foreign family or a comment."""
    if not isinstance(element.tag, str):
        return None
    name = etree.QName(element)
    family = BY_SPACE.get(name.namespace or "")
    return None if family is None else f"{family}:{name.localname}"


def model_of(element: Element, name: str) -> str:
    family, _, local = name.partition(":")
    parent = element.getparent()
    above = "" if parent is None else etree.QName(parent).localname
    models = MODELS[family]
    return models.get(f"{above}/{local}", models.get(local, ""))


def complaints(content: bytes) -> list[str]:
    """What is out of order in a part, as sentences; none for a part that is in order."""
    return list(_complaints(etree.fromstring(content)))


def _complaints(element: Element) -> Iterator[str]:
    name = named(element)
    if name is None:
        return
    model = model_of(element, name)
    if model == OPEN:
        return
    children = [child for child in element if named(child)]
    yield from _order(name, [str(named(child)) for child in children], model)
    for child in children:
        yield from _complaints(child)


def _order(name: str, children: list[str], model: str) -> Iterator[str]:
    sequence = places(name.partition(":")[0], model)
    at, used = 0, [0] * len(sequence)
    for child in children:
        ranks = [rank for rank, place in enumerate(sequence) if child in place.names]
        if not ranks:
            yield f"{child} does not belong into {name}"
        elif ranks[-1] < at:
            yield f"{child} comes too late in {name}"
        else:
            at = next(rank for rank in ranks if rank >= at)
            used[at] += 1
            if used[at] > 1 and not sequence[at].repeats:
                yield f"{child} comes twice in {name}"
    for place, count in zip(sequence, used, strict=True):
        if place.is_needed and not count:
            yield f"{'|'.join(sorted(place.names))} is missing in {name}"
