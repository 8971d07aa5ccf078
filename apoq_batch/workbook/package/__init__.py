"""Result sheets put into an existing workbook file, every other part left as it was.

`put`, `take_out`, `titles` and `marked` are in `result_sheets`. Below it: copying drawn
sheets (`copy_sheets`), merging formats (`styles`), marks in her own sheets
(`marked_cells`, `notes`), her formulas that use results (`formulas_using_results`), what
the file was before (`original_parts`), its list of sheets (`book`), its parts (`parts`,
`relationships`), the opened file (`package`) and the zip (`archive`).
"""

from apoq_batch.workbook.package.archive import RefusalReason
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.formulas_using_results import FormulaUsingResult
from apoq_batch.workbook.package.marked_cells import CellMark
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import SheetPart
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.package.result_sheets import ResultSheet
from apoq_batch.workbook.package.result_sheets import formulas_using_results
from apoq_batch.workbook.package.result_sheets import marked
from apoq_batch.workbook.package.result_sheets import put
from apoq_batch.workbook.package.result_sheets import take_out
from apoq_batch.workbook.package.result_sheets import titles

__all__ = [
    "CellMark",
    "FormulaUsingResult",
    "Package",
    "RefusalReason",
    "Refused",
    "ResultSheet",
    "SheetPart",
    "formulas_using_results",
    "marked",
    "open_package",
    "put",
    "take_out",
    "titles",
]
