"""Settlement -> a deed of handover for each project handed over in the month.

Knows projects and what was bought for them; must not know members.
"""

from dataclasses import dataclass

from apoq_batch.core.check_code import letter_id_of
from apoq_batch.core.period import Month
from apoq_batch.core.records import Expense
from apoq_batch.core.rules.funds import ProjectLine
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.letters.member import Letter
from apoq_batch.letters.parts import Amount
from apoq_batch.letters.parts import Letterhead
from apoq_batch.letters.parts import LetterSummary
from apoq_batch.letters.parts import Topic
from apoq_batch.letters.parts import amount_of
from apoq_batch.letters.parts import letter_number
from apoq_batch.letters.parts import letterhead_of
from apoq_batch.letters.parts import numbered_file_names
from apoq_batch.wording.dates import long_date
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import soles

TEMPLATE = "deed.html"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedItem:
    """One thing handed over, as it stands among the expenses."""

    number: str
    description: str
    quantity: str
    supplier: str
    voucher: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeedContent:
    """What stands in a deed; `earlier` is what earlier years spent, empty when nothing."""

    frame: Letterhead
    code: str
    name: str
    institution: str
    resolution: str
    day: str
    items: tuple[DeedItem, ...]
    earlier: str
    total: Amount


def handover_deeds(settlement: Settlement, language: str) -> tuple[Letter, ...]:
    """One deed for each project whose day of handover lies in the month, by code."""
    lines = [
        line for line in settlement.projects if _is_handed_over(line, settlement.month)
    ]
    names = numbered_file_names("entrega", [line.project.code for line in lines])
    return tuple(
        _letter(settlement, line, name, language)
        for line, name in zip(lines, names, strict=True)
    )


def _letter(
    settlement: Settlement, line: ProjectLine, file_name: str, language: str
) -> Letter:
    content = content_of(settlement, line, language)
    number = letter_number("E", settlement.book, line.project.code)
    return Letter(
        file_name=file_name,
        id=letter_id_of(number, TEMPLATE, content),
        template=TEMPLATE,
        member=None,
        to=content.institution,
        summary=LetterSummary(about=Topic.DEED, figure=content.total.figures),
        content=content,
    )


def _is_handed_over(line: ProjectLine, month: Month) -> bool:
    day = line.project.handed_over
    return day is not None and Month.of(day) == month


def content_of(settlement: Settlement, line: ProjectLine, language: str) -> DeedContent:
    """Everything a deed says; it carries the day of the handover, not that of issue."""
    project = line.project
    day = project.handed_over or settlement.book.settings.issue_date
    earlier = project.spent_before
    return DeedContent(
        frame=letterhead_of(settlement.book, language, day),
        code=project.code,
        name=project.name,
        institution=project.institution,
        resolution=project.resolution,
        day=long_date(day, language),
        items=tuple(_item(number, row) for number, row in enumerate(line.items, start=1)),
        earlier=soles(earlier) if earlier else "",
        total=amount_of(line.spent, language),
    )


def _item(number: int, row: Expense) -> DeedItem:
    return DeedItem(
        number=integer(number),
        description=row.description,
        quantity="" if row.quantity is None else integer(row.quantity),
        supplier=row.supplier_ruc or "",
        voucher=row.voucher,
        amount=soles(row.amount),
    )
