"""The school projects in the board's report: budget, spent, left, things bought, handover.

Knows projects and their expenses; their texts pass through the veil.
"""

from dataclasses import dataclass
from datetime import date

from apoq_batch.core.records import Expense
from apoq_batch.core.rules.funds import ProjectLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import Drawing
from apoq_batch.report.charts import Part
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.privacy import Veil
from apoq_batch.report.words import NOTHING
from apoq_batch.report.words import part
from apoq_batch.report.words import plain
from apoq_batch.wording.dates import short_date
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts

# More of them stand in the annex only.
MOST_IN_BRIEF = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemRow:
    """Something bought for a project."""

    day: str
    description: str
    quantity: str
    voucher: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectRow:
    """A project; `earlier` is what earlier years spent, empty when nothing."""

    code: str
    name: str
    institution: str
    resolution: str
    budget: str
    spent: str
    left: str
    is_over: str
    progress: str
    bar: Drawing
    things: str
    standing: str
    handed_over: str
    earlier: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsPart:
    """All projects; `brief` are the first of them, `more` how many others there are."""

    brief: tuple[ProjectRow, ...]
    more: str
    rows: tuple[ProjectRow, ...]
    budget: str
    spent: str
    left: str


def projects_part(settlement: Settlement, veil: Veil, texts: Texts) -> ProjectsPart | None:
    """The projects; None without any."""
    lines = settlement.projects
    if not lines:
        return None
    rows = tuple(_row(line, settlement.month.end, veil, texts) for line in lines)
    return ProjectsPart(
        brief=rows[:MOST_IN_BRIEF],
        more=integer(len(rows) - MOST_IN_BRIEF) if len(rows) > MOST_IN_BRIEF else "",
        rows=rows,
        budget=plain(sum(line.project.budget for line in lines)),
        spent=plain(sum(line.spent for line in lines)),
        left=plain(sum(line.left for line in lines)),
    )


def things(line: ProjectLine) -> int:
    """How many things were bought this year; a purchase without a number is one."""
    return sum(row.quantity or 1 for row in line.items)


def _row(line: ProjectLine, end: date, veil: Veil, texts: Texts) -> ProjectRow:
    project, day = line.project, line.project.handed_over
    return ProjectRow(
        code=veil.shown(project.code),
        name=veil.shown(project.name),
        institution=veil.shown(project.institution),
        resolution=veil.shown(project.resolution),
        budget=plain(project.budget),
        spent=plain(line.spent),
        left=plain(line.left),
        is_over="yes" if line.left < 0 else "",
        progress=part(line.spent, project.budget),
        bar=_bar(line, veil, texts),
        things=integer(things(line)) if line.items else NOTHING,
        standing=label(project.status, texts),
        handed_over="" if day is None or day > end else short_date(day),
        earlier=plain(project.spent_before) if project.spent_before else "",
        items=tuple(_item(row, veil) for row in line.items),
    )


def _bar(line: ProjectLine, veil: Veil, texts: Texts) -> Drawing:
    """Spent and left; beyond the line what is spent above the budget."""
    budget, spent = line.project.budget, line.spent
    parts = (
        Part(amount=min(spent, budget), tone=Tone.LEAF),
        Part(amount=line.left, tone=Tone.PALE),
        Part(amount=-line.left, tone=Tone.ROSE),
    )
    alt = texts(
        "{code}: {spent} of {budget} spent",
        code=veil.shown(line.project.code),
        spent=soles(spent),
        budget=soles(budget),
    )
    return bar(parts, max(spent, budget), alt, mark=budget if line.left < 0 else None)


def _item(row: Expense, veil: Veil) -> ItemRow:
    return ItemRow(
        day=short_date(row.date),
        description=veil.shown(row.description),
        quantity=NOTHING if row.quantity is None else integer(row.quantity),
        voucher=veil.shown(row.voucher),
        amount=plain(row.amount),
    )
