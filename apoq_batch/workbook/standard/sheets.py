"""The fourteen input sheets of the standard workbook, in order.

Data only; the columns stand in sheets_people.py and sheets_money.py.
"""

from collections.abc import Mapping
from types import MappingProxyType

from apoq_batch.core.places import Section
from apoq_batch.workbook.standard.layout import Sheet
from apoq_batch.workbook.standard.sheets_money import MONEY_SHEETS
from apoq_batch.workbook.standard.sheets_people import PEOPLE_SHEETS

SHEETS = PEOPLE_SHEETS + MONEY_SHEETS
SHEET_OF: Mapping[Section, Sheet] = MappingProxyType(
    {sheet.section: sheet for sheet in SHEETS}
)
