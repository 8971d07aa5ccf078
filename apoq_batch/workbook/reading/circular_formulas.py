"""Formulas of hers that look at the result sheets of an earlier run -> findings.

Knows which sheets are input; must not know how such formulas are found.
"""

from collections.abc import Iterator
from itertools import groupby

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import finding
from apoq_batch.core.messages import cells as say
from apoq_batch.core.places import Place
from apoq_batch.workbook.package.package import Package
from apoq_batch.workbook.reading.headings import FoundSheets
from apoq_batch.workbook.references import address_of


def circular_formulas(package: Package, found: FoundSheets) -> Iterator[Finding]:
    """One finding a sheet that has such formulas, at the first of them.

    In an input sheet it is a warning: the value read is that of the last run.
    """
    if not package.our_sheets:
        return
    from apoq_batch.workbook.package.archive import Refused
    from apoq_batch.workbook.package.result_sheets import formulas_using_results

    try:
        dependants = formulas_using_results(package)
    except Refused:
        # Then the results go into a workbook of their own, and these sheets stay as they are.
        return
    sections = {part.title: section for section, part in found.parts.items()}
    for title, group in groupby(dependants, key=lambda dependant: dependant.sheet):
        formulas = tuple(group)
        section = sections.get(title)
        kind = say.INPUT_LOOKS_AT_RESULTS if section else say.SHEET_LOOKS_AT_RESULTS
        row, column = address_of(formulas[0].cell)
        where = Place(section=section, sheet=title, row=row, column=column)
        yield finding(kind, where, title=formulas[0].result, count=len(formulas))
