"""Our sheets in rich books of hers: nothing of hers is lost, whatever a book holds."""

import posixpath
import re

import pytest
from lxml import etree

from apoq_batch.workbook.standard.result_titles import RESULT_TITLES
from tests.workbook.package_books import stored
from tests.workbook.package_books import take_out
from tests.workbook.package_books import titles
from tests.workbook.rich_checks import BOOKKEEPING
from tests.workbook.rich_checks import CHAIN
from tests.workbook.rich_checks import Cells
from tests.workbook.rich_checks import assert_hers_kept
from tests.workbook.rich_checks import assert_parts_identical
from tests.workbook.rich_checks import calamine
from tests.workbook.rich_checks import cells
from tests.workbook.rich_checks import close
from tests.workbook.rich_checks import closed
from tests.workbook.rich_checks import members
from tests.workbook.rich_checks import new_sheets_for
from tests.workbook.rich_checks import sheets_of
from tests.workbook.rich_checks import wanted
from tests.workbook.rich_forms import FOLDER
from tests.workbook.rich_forms import RICH
from tests.workbook.rich_forms import SAVED_BY_OFFICE
from tests.workbook.rich_forms import rich

LARGEST_FIXTURE = 30_000
EACH = pytest.mark.parametrize("name", RICH)


def test_the_set_is_as_rich_as_it_claims() -> None:
    """A builder that no longer builds would make all other tests easier."""
    held = b"".join(
        name.encode() + content
        for one in RICH
        for name, content in members(rich(one)).items()
    )
    for what in PROMISED.split():
        assert what.encode() in held, what


PROMISED = (
    "c:areaChart c:barChart c:lineChart c:pieChart c:doughnutChart c:radarChart "
    "c:scatterChart c:stockChart chartsheets/ media/image xdr:sp sparklineGroup "
    "x14:dataBar iconSet colorScale dataValidation x14:dataValidation totalsRowFormula "
    "totalsRowFunction calculatedColumnFormula comments1 FeaturePropertyBag sheetProtection "
    "workbookProtection protectedRange vbaProject.bin legacyDrawingHF externalLink "
    'state="hidden" state="veryHidden" date1904 localSheetId t="array" metadata.xml '
    "filterColumn outlineLevel hyperlink docProps/custom.xml rowBreaks fitToPage "
    "pivotTableDefinition pivotCacheRecords threadedComment personList printerSettings "
    "oleObject customXml/item calcChain slicerCache purl.oclc.org/ooxml/spreadsheetml rPh "
    "mc:AlternateContent x14ac:dyDescent <x:worksheet customSheetView connections "
    'queryTable richValue LibreOffice indexedColors t="shared"'
)


@EACH
def test_every_other_part_stays_byte_identical(name: str) -> None:
    assert_parts_identical(rich(name), closed(name))


@EACH
@pytest.mark.parametrize("part", BOOKKEEPING)
def test_in_the_changed_parts_all_of_hers_is_as_it_was(name: str, part: str) -> None:
    assert_hers_kept(rich(name), closed(name), part)


@EACH
def test_openpyxl_and_calamine_read_the_same_of_her_sheets(name: str) -> None:
    sheets = sheets_of(rich(name))
    assert sheets_of(closed(name))[: len(sheets)] == sheets
    before = cells(rich(name), sheets)
    assert any(before.values())
    assert cells(closed(name), sheets) == before
    assert calamine(closed(name), sheets) == calamine(rich(name), sheets)


@EACH
def test_our_sheets_show_cell_by_cell_what_was_drawn(name: str) -> None:
    settled = tuple(sheet.title for sheet in titles(rich(name), wanted()))
    new_sheets = new_sheets_for(rich(name))
    assert sheets_of(closed(name))[-len(RESULT_TITLES) :] == settled
    assert with_drawn_names(cells(closed(name), settled)) == with_drawn_names(
        cells(new_sheets, settled)
    )
    assert calamine(closed(name), settled) == calamine(new_sheets, settled)


def with_drawn_names(read: Cells) -> Cells:
    """Her table RFondos makes ours the second of that name, in our formulas too."""
    return {
        title: [
            (str(said).replace("RFondos_2[", "RFondos["), *rest) for said, *rest in page
        ]
        for title, page in read.items()
    }


@EACH
def test_a_second_run_gives_the_same_bytes(name: str) -> None:
    assert close(closed(name)) == closed(name)


@EACH
def test_a_run_in_english_and_back_gives_the_same_bytes(name: str) -> None:
    english = close(closed(name), "en")
    assert english != closed(name)
    assert close(english) == closed(name)


@EACH
def test_taken_out_again_every_part_of_hers_is_as_it_was(name: str) -> None:
    before, after = rich(name), take_out(closed(name))
    assert members(after) == members(before)
    changed = {part for part, was in stored(before).items() if stored(after)[part] != was}
    assert changed <= {*BOOKKEEPING, CHAIN}


@EACH
def test_taken_out_again_the_parts_lie_in_their_old_order(name: str) -> None:
    assert list(members(take_out(closed(name)))) == list(members(rich(name)))


@EACH
def test_each_part_is_declared_and_each_relationship_leads_somewhere(name: str) -> None:
    held = members(closed(name))
    types = etree.fromstring(held["[Content_Types].xml"])
    declared = [one.get("PartName") for one in types if one.get("PartName")]
    assert len(declared) == len(set(declared))
    assert {str(part).lstrip("/") for part in declared} <= set(held)
    extensions = {str(one.get("Extension")) for one in types if one.get("Extension")}
    for part in held:
        named = f"/{part}" in declared or part.rpartition(".")[2] in extensions
        assert named or part in ("[Content_Types].xml", "xl/"), part
    for listing in [part for part in held if part.endswith(".rels")]:
        for source, target in inside_targets(listing, held[listing]):
            assert posixpath.normpath(posixpath.join("/", source, target))[1:] in held


def inside_targets(listing: str, content: bytes) -> list[tuple[str, str]]:
    """The targets of relationships with the folder they are seen from."""
    folder = posixpath.dirname(posixpath.dirname(listing))
    links = [one for one in etree.fromstring(content) if not one.get("TargetMode")]
    return [(folder, str(link.get("Target")).partition("#")[0]) for link in links]


@pytest.mark.parametrize("name", SAVED_BY_OFFICE)
def test_the_files_of_libreoffice_are_small_and_its_own(name: str) -> None:
    assert (FOLDER / f"{name}.xlsx").stat().st_size < LARGEST_FIXTURE
    assert re.search(rb"<Application>LibreOffice", members(rich(name))["docProps/app.xml"])
