"""R Emergencias and R Proyectos: what the funds do for families and for the school.

Knows decided claims and projects; no health word beyond the three types.
"""

from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.tables.members import CODE
from apoq_batch.tables.members import REASON_WIDTH
from apoq_batch.tables.model import Alarm
from apoq_batch.tables.model import Format
from apoq_batch.tables.model import Table
from apoq_batch.tables.model import column
from apoq_batch.tables.model import summed
from apoq_batch.tables.model import table
from apoq_batch.wording.labels import label
from apoq_batch.wording.reasons import claim_explanation
from apoq_batch.wording.reasons import codes
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts

_EMERGENCIES = (
    column("number", "Número", "Number", N_("The claim's number.")),
    column("date", "Fecha", "Date", N_("The day of the event."), Format.DATE),
    CODE,
    column("type", "Tipo", "Type", N_("Surgery, illness or funeral.")),
    summed("cost", "Costo", "Cost", N_("The cost, in soles.")),
    summed(
        "benefit",
        "Beneficio",
        "Benefit",
        N_("What the rules give, or would give once the claim is complete."),
    ),
    column(
        "decision",
        "Resolución",
        "Decision",
        N_("Paid, granted, incomplete, refused or waiting."),
        alarm=Alarm.DECISION,
    ),
    column(
        "reason",
        "Motivo",
        "Reason",
        N_("The codes of the rules that speak against the claim."),
        widest=REASON_WIDTH,
    ),
    column(
        "explanation",
        "Explicación",
        "Explanation",
        N_("The same in a sentence."),
        Format.LONG_TEXT,
        widest=64,
    ),
    summed("paid", "Pagado", "Paid", N_("What was paid up to the month's end.")),
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
    column("code", "Código", "Code", N_("The project's code.")),
    column("name", "Nombre", "Name", N_("Its name.")),
    column("institution", "Institución", "Institution", N_("Whom it is for.")),
    summed("budget", "Presupuesto", "Budget", N_("Its budget, in soles.")),
    summed("spent", "Gastado", "Spent", N_("What was spent on it, in earlier years too.")),
    summed(
        "left",
        "Saldo",
        "Left",
        N_("What is left of the budget; below 0 it is overspent."),
        alarm=Alarm.BELOW_ZERO,
    ),
    column(
        "progress",
        "Avance",
        "Progress",
        N_("Spent over budget; above 100% it is overspent."),
        Format.PERCENT,
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
