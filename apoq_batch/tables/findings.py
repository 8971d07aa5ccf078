"""R Observaciones: every finding of the run, with a link to its cell.

Knows findings and their words; must not know where else they are shown.
"""

from collections.abc import Iterable

from apoq_batch.core.findings import Finding
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import table
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_FINDINGS = (
    Column(
        key="severity",
        es="Gravedad",
        en="Severity",
        help=N_("An error stops the close, a warning asks for a look, a note informs."),
        alarm=Alarm.SEVERITY,
    ),
    Column(key="code", es="Código", en="Code", help=N_("The code of the finding.")),
    Column(key="sheet", es="Hoja", en="Sheet", help=N_("The sheet it is about.")),
    Column(
        key="cell",
        es="Celda",
        en="Cell",
        help=N_("The cell; it leads there."),
        link=Link.CELL,
    ),
    Column(
        key="message",
        es="Mensaje",
        en="Message",
        format=Format.LONG_TEXT,
        help=N_("What was found."),
    ),
    Column(
        key="hint",
        es="Qué hacer",
        en="Hint",
        format=Format.LONG_TEXT,
        help=N_("What to write instead, or what to look at."),
    ),
)


def findings_table(findings: Iterable[Finding], texts: Texts) -> Table:
    """One row a finding, in the order of the sheets."""
    rows = (
        (
            label(one.severity, texts),
            one.code,
            one.sheet or None,
            one.cell or None,
            message(one, texts),
            hint(one, texts),
        )
        for one in findings
    )
    return table("findings", _FINDINGS, rows)
