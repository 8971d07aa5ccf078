"""Settlement -> the producer profile: one page for buyers, in English and in Spanish.

Knows the figures a buyer may see; must not show anything about a person. The texts around
them stand in the templates, to be edited there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from apoq_batch.core.money import round_half_up
from apoq_batch.core.period import Month
from apoq_batch.core.records import Claim
from apoq_batch.core.rules.emergencies import ClaimDecision
from apoq_batch.core.rules.funds import lent_in_year
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.pages.templates import fill
from apoq_batch.report.charts import Chart
from apoq_batch.report.charts import Tone
from apoq_batch.report.charts import bar
from apoq_batch.report.charts import columns
from apoq_batch.report.charts import plain
from apoq_batch.report.charts import share
from apoq_batch.report.month import boxes_in
from apoq_batch.report.privacy import Privacy
from apoq_batch.report.privacy import privacy_of
from apoq_batch.report.projects import things
from apoq_batch.wording.dates import month_name
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.numbers import dollars
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

FILE_NAME = "perfil.pdf"
# English first: it is for buyers.
LANGUAGES = ("en", "es")
# A box is 18.14 kg, so a tonne is 100,000 of these hundredths.
_BOX, _TONNE = 1_814, 100_000
_BOXES = N_("Boxes delivered each month")


@dataclass(frozen=True, slots=True, kw_only=True)
class UseRow:
    """A category of premium use."""

    name: str
    received: str
    share: str
    bar: Chart


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthColumn:
    """A month and its boxes."""

    name: str
    boxes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a buyer reads; a figure that is empty has nothing to tell."""

    language: str
    organisation: str
    city: str
    month: str
    year: str
    schemes: str
    members: str
    boxes: str
    tonnes: str
    premium: str
    premium_usd: str
    loans: str
    loans_total: str
    borrowers: str
    families: str
    support_total: str
    equipment: str
    projects: str
    projects_total: str
    uses: tuple[UseRow, ...]
    months: tuple[MonthColumn, ...]
    drawing: Chart


def compose(settlement: Settlement, language: str) -> Profile:
    """The year so far in a language."""
    settings, privacy = settlement.book.settings, privacy_of(settlement.book)
    end, lent = settlement.month.end, lent_in_year(settlement.book)
    boxes = sum(line.boxes_year for line in settlement.members)
    helped = _helped(settlement)
    monthly = {month: boxes_in(settlement, month) or 0 for month in _months(settlement)}
    running = [line for line in settlement.projects if line.items]
    handed_over = [
        line for line in running if (day := line.project.handed_over) and day <= end
    ]
    return Profile(
        language=language,
        organisation=settings.organisation,
        city=settings.city,
        month=month_year(settlement.month, language),
        year=str(settlement.month.year),
        schemes=_schemes(settlement, privacy),
        members=integer(sum(row.member.active_on(end) for row in settlement.members)),
        boxes=integer(boxes),
        tonnes=_count(round_half_up(Fraction(boxes * _BOX, _TONNE))),
        premium=soles(settlement.premium.soles),
        premium_usd=dollars(settlement.premium.usd),
        loans=_count(len(lent)),
        loans_total=soles(sum(loan.principal for loan in lent)),
        borrowers=integer(len({loan.member for loan in lent})),
        families=_count(len({claim.member for claim in helped})),
        support_total=soles(sum(claim.paid or 0 for claim in helped)),
        equipment=_count(sum(map(things, handed_over))),
        projects=_count(len(running)),
        projects_total=soles(sum(item.amount for line in running for item in line.items)),
        uses=tuple(_uses(settlement, privacy, texts(language))),
        months=tuple(
            MonthColumn(name=month_name(month.month, language)[:3], boxes=integer(count))
            for month, count in monthly.items()
        ),
        drawing=columns([(Tone.LEAF, [*monthly.values()])], texts(language)(_BOXES)),
    )


def render(settlement: Settlement, logo: str = "") -> str:
    """The profile as HTML, a page a language."""
    pages = tuple(compose(settlement, language) for language in LANGUAGES)
    return fill("profile-pages.html", LANGUAGES[0], pages=pages, logo=logo)


def _schemes(settlement: Settlement, privacy: Privacy) -> str:
    """The certifications that premium came by."""
    receipts = (shared.receipt for shared in settlement.premium.receipts)
    schemes = dict.fromkeys(privacy.shown(receipt.scheme, "") for receipt in receipts)
    return ", ".join(filter(None, schemes))


def _months(settlement: Settlement) -> list[Month]:
    """The months of the year up to the one that is closed."""
    opening, last = Month.of(settlement.book.settings.opening_date), settlement.month
    return [Month(last.year, number) for number in range(opening.month, last.month + 1)]


def _helped(settlement: Settlement) -> list[Claim]:
    """The claims paid in the year; a claim closed with nothing helped nobody."""
    settings = settlement.book.settings
    paid = (
        row.claim
        for row in settlement.emergencies.claims
        if row.decision is ClaimDecision.PAID and row.paid
    )
    return [claim for claim in paid if claim.paid_on and settings.counts(claim.paid_on)]


def _count(number: int) -> str:
    """A number; nothing for none, so that a sentence can be left out."""
    return integer(number) if number else ""


def _uses(settlement: Settlement, privacy: Privacy, t: Texts) -> Iterator[UseRow]:
    """Where the premium went, the largest part first."""
    uses = sorted(settlement.categories, key=lambda use: -use.received)
    most = max((use.received for use in uses), default=0)
    for use in uses:
        if use.received > 0:
            name = privacy.shown(use.category) if use.category else t("No category")
            yield UseRow(
                name=name,
                received=plain(use.received),
                share=share(use.received, settlement.premium.soles),
                bar=bar(
                    [(Tone.LEAF, use.received)], most, f"{name}: {soles(use.received)}"
                ),
            )
