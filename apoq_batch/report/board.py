"""Settlement -> the report to the board: finished strings, and from them HTML.

Knows the parts of the report and their order; must not know how a page looks nor how it
becomes a PDF. No person is named in it, those of the board neither: they sign by role.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from apoq_batch.core.findings import Finding
from apoq_batch.core.records import Officer
from apoq_batch.core.rules.proofs import Check
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.pages.templates import fill
from apoq_batch.report.control import AgendaItem
from apoq_batch.report.control import ControlSection
from apoq_batch.report.control import agenda
from apoq_batch.report.control import control_section
from apoq_batch.report.funds import FundsSection
from apoq_batch.report.funds import funds_section
from apoq_batch.report.lending import LendingSection
from apoq_batch.report.lending import lending_section
from apoq_batch.report.month import FiveFigures
from apoq_batch.report.month import five_figures
from apoq_batch.report.portfolio import PortfolioSection
from apoq_batch.report.portfolio import portfolio_section
from apoq_batch.report.premium import PremiumSection
from apoq_batch.report.premium import premium_section
from apoq_batch.report.privacy import HIDDEN
from apoq_batch.report.privacy import Privacy
from apoq_batch.report.privacy import privacy_of
from apoq_batch.report.projects import ProjectsSection
from apoq_batch.report.projects import projects_section
from apoq_batch.report.support import SupportSection
from apoq_batch.report.support import support_section
from apoq_batch.report.year import YearSection
from apoq_batch.report.year import year_section
from apoq_batch.wording.dates import long_date
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.dates import quarter_name
from apoq_batch.wording.texts import texts

FILE_NAME = "informe-directiva.pdf"
_IN_A_ROW = 5
# With more rows than these, in all that can grow, the essentials are set closer together.
_ROOMY, _ROLES_TAKE = 17, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What a report was made from: the workbook's hash, and the program's version."""

    sha256: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything the report says; a part that is None has nothing to tell."""

    language: str
    organisation: str
    tax_id: str
    city: str
    issued: str
    month: str
    quarter: str
    figures: FiveFigures
    decisions: tuple[AgendaItem, ...]
    roles: tuple[tuple[str, ...], ...]
    funds: FundsSection
    lending: LendingSection | None
    portfolio: PortfolioSection | None
    support: SupportSection | None
    projects: ProjectsSection | None
    premium: PremiumSection
    control: ControlSection
    year: YearSection | None

    @property
    def has_hidden(self) -> bool:
        """Whether a text of the workbook is not shown, wherever that is."""
        return HIDDEN in repr(self)

    @property
    def is_dense(self) -> bool:
        """Whether two pages would otherwise be too few for the essentials."""
        rows = len(self.funds.rows) + len(self.premium.categories)
        rows += len(self.projects.brief) if self.projects else 0
        return rows + _ROLES_TAKE * len(self.roles) > _ROOMY


def compose(
    settlement: Settlement,
    findings: Sequence[Finding],
    checks: Sequence[Check],
    origin: Origin,
    language: str,
) -> Report:
    """The month's report in a language."""
    settings, t = settlement.book.settings, texts(language)
    privacy = privacy_of(settlement.book)
    return Report(
        language=language,
        organisation=settings.organisation,
        tax_id=settings.tax_id or "",
        city=settings.city,
        issued=long_date(settings.issue_date, language),
        month=month_year(settlement.month, language),
        quarter=quarter_name(settlement.quarter, language),
        figures=five_figures(settlement, language),
        decisions=agenda(settlement, findings, language),
        roles=_roles(settlement.book.board, privacy),
        funds=funds_section(settlement, privacy, t),
        lending=lending_section(settlement, privacy, t),
        portfolio=portfolio_section(settlement, t),
        support=support_section(settlement, privacy, t),
        projects=projects_section(settlement, privacy, t),
        premium=premium_section(settlement, privacy, t),
        control=control_section(
            findings, checks, privacy, origin.sha256, origin.version, t
        ),
        year=year_section(settlement, t),
    )


def render(report: Report, logo: str = "") -> str:
    """The report as HTML, whose looks are in `letter.css` and `board.css`."""
    return fill("board.html", report.language, content=report, logo=logo)


def _roles(board: Sequence[Officer], privacy: Privacy) -> tuple[tuple[str, ...], ...]:
    """The roles of those who sign, of all of the board where nobody does, in rows."""
    signing = [officer for officer in board if officer.signs] or list(board)
    roles = [privacy.shown(officer.role, "") for officer in signing]
    return tuple(
        tuple(roles[first : first + _IN_A_ROW]) for first in range(0, len(roles), _IN_A_ROW)
    )
