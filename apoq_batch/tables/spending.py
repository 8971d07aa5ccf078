"""R Emergencias and R Proyectos: what the funds do for families and for the school.

Knows decided claims and projects; no health word beyond the three types.
"""

from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.members import CODE
from apoq_batch.tables.members import REASON_WIDTH
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Column
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import table
from apoq_batch.wording.labels import label
from apoq_batch.wording.reasons import claim_explanation
from apoq_batch.wording.reasons import codes
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_EMERGENCIES = (
    Column(key="number", es="Número", en="Number", help=N_("The claim's number.")),
    Column(
        key="date",
        es="Fecha",
        en="Date",
        format=Format.DATE,
        help=N_("The day of the event."),
    ),
    CODE,
    Column(key="type", es="Tipo", en="Type", help=N_("Surgery, illness or funeral.")),
    Column(
        key="cost",
        es="Costo",
        en="Cost",
        format=Format.MONEY,
        help=N_("The cost, in soles."),
        is_summed=True,
    ),
    Column(
        key="benefit",
        es="Beneficio",
        en="Benefit",
        format=Format.MONEY,
        help=N_("What the rules give, or would give once the claim is complete."),
        is_summed=True,
    ),
    Column(
        key="decision",
        es="Resolución",
        en="Decision",
        help=N_("Paid, granted, incomplete, refused or waiting."),
        alarm=Alarm.DECISION,
    ),
    Column(
        key="reason",
        es="Motivo",
        en="Reason",
        help=N_("The codes of the rules that speak against the claim."),
        widest=REASON_WIDTH,
    ),
    Column(
        key="explanation",
        es="Explicación",
        en="Explanation",
        format=Format.LONG_TEXT,
        help=N_("The same in a sentence."),
        widest=64,
    ),
    Column(
        key="paid",
        es="Pagado",
        en="Paid",
        format=Format.MONEY,
        help=N_("What was paid up to the month's end."),
        is_summed=True,
    ),
)


def emergencies_table(settlement: Settlement, texts: Texts) -> Table:
    """R Emergencias: every claim up to the month's end, by (date, number)."""
    rows = (
        (
            row.claim.number,
            row.claim.date,
            row.claim.member,
            label(row.claim.type, texts),
            row.claim.cost,
            row.benefit,
            label(row.decision, texts),
            codes(row.refusals) or None,
            claim_explanation(row, texts) or None,
            row.paid,
        )
        for row in settlement.emergencies.claims
    )
    return table("emergencies", _EMERGENCIES, rows, has_total=True)


_PROJECTS = (
    Column(key="code", es="Código", en="Code", help=N_("The project's code.")),
    Column(key="name", es="Nombre", en="Name", help=N_("Its name.")),
    Column(
        key="institution", es="Institución", en="Institution", help=N_("Whom it is for.")
    ),
    Column(
        key="budget",
        es="Presupuesto",
        en="Budget",
        format=Format.MONEY,
        help=N_("Its budget, in soles."),
        is_summed=True,
    ),
    Column(
        key="spent",
        es="Gastado",
        en="Spent",
        format=Format.MONEY,
        help=N_("What was spent on it, in earlier years too."),
        is_summed=True,
    ),
    Column(
        key="left",
        es="Saldo",
        en="Left",
        format=Format.MONEY,
        help=N_("What is left of the budget; below 0 it is overspent."),
        is_summed=True,
        alarm=Alarm.BELOW_ZERO,
    ),
    Column(
        key="progress",
        es="Avance",
        en="Progress",
        format=Format.PERCENT,
        help=N_("Spent over budget; above 100% it is overspent."),
        alarm=Alarm.OVERSPENT,
    ),
)


def projects_table(settlement: Settlement) -> Table:
    """R Proyectos: every project, by code."""
    rows = (
        (
            line.project.code,
            line.project.name,
            line.project.institution,
            line.project.budget,
            line.spent,
            line.left,
            line.progress,
        )
        for line in settlement.projects
    )
    return table("projects", _PROJECTS, rows, has_total=True)
