"""R Observaciones: every finding of the run, with a link to its cell.

Knows findings and their words; must not know where else they are shown.
"""

from collections.abc import Iterable

from apoq_batch.core.findings import Finding
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Link
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import column
from apoq_batch.tables.model import table
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.labels import label
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_FINDINGS = (
    column(
        "severity",
        "Gravedad",
        "Severity",
        N_("An error stops the close, a warning asks for a look, a note informs."),
        alarm=Alarm.SEVERITY,
    ),
    column("code", "Código", "Code", N_("The code of the finding.")),
    column("sheet", "Hoja", "Sheet", N_("The sheet it is about.")),
    column("cell", "Celda", "Cell", N_("The cell; it leads there."), link=Link.CELL),
    column("message", "Mensaje", "Message", N_("What was found."), Format.LONG_TEXT),
    column(
        "hint",
        "Qué hacer",
        "Hint",
        N_("What to write instead, or what to look at."),
        Format.LONG_TEXT,
    ),
)


def findings_table(findings: Iterable[Finding], texts: Texts) -> Table:
    """One row a finding, in the order of the sheets."""
    rows = (
        (
            label(finding.severity, texts),
            finding.code,
            finding.sheet or None,
            finding.cell or None,
            message(finding, texts),
            hint(finding, texts),
        )
        for finding in findings
    )
    return table("findings", _FINDINGS, rows)
