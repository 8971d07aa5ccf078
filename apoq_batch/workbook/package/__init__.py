"""Result sheets put into an existing workbook file, every other part left as it was.

One room a module: the zip (`archive`), what leads where in it (`relationships`), the file
as it is opened (`package`), its parts (`parts`), the list of sheets (`book`), formats (`styles`), copying a sheet (`graft`), what was before (`before`), who looks at us
(`dependants`), and marks in her own sheets (`marks`, `notes`, `shapes`).
"""

from apoq_batch.workbook.package.archive import Reason
from apoq_batch.workbook.package.archive import Refused
from apoq_batch.workbook.package.dependants import Dependant
from apoq_batch.workbook.package.graft import Body
from apoq_batch.workbook.package.marks import Spot
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.package.package import SheetPart
from apoq_batch.workbook.package.package import open_package
from apoq_batch.workbook.package.result_sheets import Bodies
from apoq_batch.workbook.package.result_sheets import ResultSheet
from apoq_batch.workbook.package.result_sheets import filled
from apoq_batch.workbook.package.result_sheets import looking_at_results
from apoq_batch.workbook.package.result_sheets import marked
from apoq_batch.workbook.package.result_sheets import put
from apoq_batch.workbook.package.result_sheets import take_out
from apoq_batch.workbook.package.result_sheets import titles

__all__ = [
    "Bodies",
    "Body",
    "Dependant",
    "Package",
    "Reason",
    "Refused",
    "ResultSheet",
    "SheetPart",
    "Spot",
    "filled",
    "looking_at_results",
    "marked",
    "open_package",
    "put",
    "take_out",
    "titles",
]
