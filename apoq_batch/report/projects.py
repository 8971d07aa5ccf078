"""The school projects in the board's report: budget, spent, left, things bought, handover.

Knows projects and their expenses; no text of theirs is shown that `privacy` hides.
"""

from dataclasses import dataclass
from datetime import date

from apoq_batch.core.records import Expense
from apoq_batch.core.rules.funds import ProjectLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.report.charts import NOTHING
from apoq_batch.report.charts import Chart
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import plain
from apoq_batch.report.charts import share
from apoq_batch.report.privacy import Privacy
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
    is_over: bool
    progress: str
    bar: Chart
    things: str
    standing: str
    handed_over: str
    earlier: str
    items: tuple[ItemRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectsSection:
    """All projects; `brief` are the first of them, `more` how many others there are."""

    brief: tuple[ProjectRow, ...]
    more: str
    rows: tuple[ProjectRow, ...]
    budget: str
    spent: str
    left: str


def projects_section(
    settlement: Settlement, privacy: Privacy, texts: Texts
) -> ProjectsSection | None:
    """The projects; None without any."""
    lines = settlement.projects
    if not lines:
        return None
    rows = tuple(_row(line, settlement.month.end, privacy, texts) for line in lines)
    return ProjectsSection(
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


def _row(line: ProjectLine, end: date, privacy: Privacy, texts: Texts) -> ProjectRow:
    project, day = line.project, line.project.handed_over
    return ProjectRow(
        code=privacy.shown(project.code),
        name=privacy.shown(project.name),
        institution=privacy.shown(project.institution),
        resolution=privacy.shown(project.resolution),
        budget=plain(project.budget),
        spent=plain(line.spent),
        left=plain(line.left),
        is_over=line.left < 0,
        progress=share(line.spent, project.budget),
        bar=_bar(line, privacy, texts),
        things=integer(things(line)) if line.items else NOTHING,
        standing=label(project.status, texts),
        handed_over="" if day is None or day > end else short_date(day),
        earlier=plain(project.spent_before) if project.spent_before else "",
        items=tuple(_item(row, privacy) for row in line.items),
    )


def _bar(line: ProjectLine, privacy: Privacy, texts: Texts) -> Chart:
    """Spent and left; beyond the line what is spent above the budget."""
    budget, spent = line.project.budget, line.spent
    parts = (
        (Tone.LEAF, min(spent, budget)),
        (Tone.PALE, line.left),
        (Tone.ROSE, -line.left),
    )
    alt = texts(
        "{code}: {spent} of {budget} spent",
        code=privacy.shown(line.project.code),
        spent=soles(spent),
        budget=soles(budget),
    )
    return bar(parts, max(spent, budget), alt, mark=budget if line.left < 0 else None)


def _item(row: Expense, privacy: Privacy) -> ItemRow:
    return ItemRow(
        day=short_date(row.date),
        description=privacy.shown(row.description),
        quantity=NOTHING if row.quantity is None else integer(row.quantity),
        voucher=privacy.shown(row.voucher),
        amount=plain(row.amount),
    )
