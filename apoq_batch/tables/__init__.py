"""The twelve result sheets as plain tables, without Excel and without JSON.

Drawn by `workbook/results`, written as JSON by `pack/results_json.py`: one source, so that
both show the same figures.
"""

from collections.abc import Iterable

from apoq_batch.core.findings import Finding
from apoq_batch.core.rules.proofs import Check
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.findings import findings_table
from apoq_batch.tables.funds import funds_table
from apoq_batch.tables.funds import premium_table
from apoq_batch.tables.journal import checks_table
from apoq_batch.tables.journal import journal_table
from apoq_batch.tables.members import loans_table
from apoq_batch.tables.members import members_table
from apoq_batch.tables.model import Table
from apoq_batch.tables.portfolio import portfolio_table
from apoq_batch.tables.portfolio import schedule_table
from apoq_batch.tables.spending import emergencies_table
from apoq_batch.tables.spending import projects_table
from apoq_batch.tables.summary import summary_table
from apoq_batch.wording.texts import texts


def result_tables(
    settlement: Settlement,
    findings: Iterable[Finding],
    checks: Iterable[Check],
    language: str,
) -> tuple[Table, ...]:
    """The twelve tables in the order of the workbook (workbook.md, result sheets)."""
    t = texts(language)
    listed = tuple(findings)
    return (
        summary_table(settlement, listed, t),
        findings_table(listed, t),
        loans_table(settlement, t),
        portfolio_table(settlement, t),
        schedule_table(settlement),
        members_table(settlement, t),
        emergencies_table(settlement, t),
        projects_table(settlement),
        funds_table(settlement),
        premium_table(settlement, t),
        journal_table(settlement, t),
        checks_table(checks, t),
    )
