"""Result sheets put into an existing workbook file, every other part left as it was.

One room a module: the zip (`archive`), its parts (`parts`), the list of sheets (`book`),
formats (`styles`), copying a sheet (`graft`), what was before (`before`), who looks at us
(`dependants`), and marks in her own sheets (`marks`, `notes`, `shapes`).
"""

from apoq_batch.workbook.package.archive import Reason
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.formulas_using_results import FormulaUsingResult
from apoq_batch.workbook.package.marked_cells import CellMark
from apoq_batch.workbook.package.result_sheets import ResultSheet
from apoq_batch.workbook.package.result_sheets import formulas_using_results
from apoq_batch.workbook.package.result_sheets import marked
from apoq_batch.workbook.package.result_sheets import put
from apoq_batch.workbook.package.result_sheets import take_out
from apoq_batch.workbook.package.result_sheets import titles
from apoq_batch.workbook.package.result_sheets import uses_1904

__all__ = [
    "CellMark",
    "FormulaUsingResult",
    "Reason",
    "Refused",
    "ResultSheet",
    "formulas_using_results",
    "marked",
    "put",
    "take_out",
    "titles",
    "uses_1904",
]
