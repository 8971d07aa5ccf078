"""Why her workbook is not written to, in words she can act on.

Knows the reasons of the package; must not know what is to be written.
"""

from collections.abc import Mapping
from types import MappingProxyType

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.workbook.package import Reason

TROUBLES: Mapping[Reason, Trouble] = MappingProxyType(
    {
        Reason.PASSWORD: troubles.IS_PROTECTED,
        Reason.OLD_FORMAT: troubles.IS_OLD_EXCEL,
        Reason.BINARY: troubles.IS_BINARY_EXCEL,
        Reason.NOT_A_WORKBOOK: troubles.IS_OTHER,
        Reason.DAMAGED: troubles.PART_IS_DAMAGED,
        Reason.SIGNED: troubles.IS_SIGNED,
        Reason.SHARED: troubles.IS_SHARED,
        Reason.FINAL: troubles.IS_FINAL,
        Reason.NO_SHEET_LEFT: troubles.ONLY_RESULT_SHEETS,
        Reason.TOO_LARGE: troubles.IS_TOO_LARGE,
        Reason.TOO_MANY_FORMATS: troubles.TOO_MANY_FORMATS,
    }
)
