"""Findings, totals and progress as terminal lines and JSON.

Knows how a terminal is read; must not compute a figure.
"""

import json
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from typing import TextIO

from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.rules.emergencies import Decision
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.wording import findings as wording
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.explain import Chapter
from apoq_batch.wording.labels import label
from apoq_batch.wording.numbers import dollars
from apoq_batch.wording.numbers import integer
from apoq_batch.wording.numbers import percent
from apoq_batch.wording.numbers import soles
from apoq_batch.wording.texts import Texts

SHOWN_OF_A_CODE = 20
_BAR_WIDTH = 30


def finding_lines(findings: Iterable[Finding], texts: Texts) -> Iterator[str]:
    """Findings grouped by sheet; of a code that repeats, the first 20 and how many more."""
    listed = tuple(findings)
    counts = Counter(finding.code for finding in listed)
    shown: Counter[str] = Counter()
    sheet: str | None = None
    for finding in listed:
        if finding.sheet != sheet:
            sheet = finding.sheet
            yield ""
            yield sheet or texts("Workbook")
        shown[finding.code] += 1
        if shown[finding.code] <= SHOWN_OF_A_CODE:
            where = f" {finding.cell}" if finding.cell else ""
            yield f"  {label(finding.severity, texts)} {finding.code}{where}: {wording.message(finding, texts)}"
            yield f"      → {wording.hint(finding, texts)}"
        elif shown[finding.code] == counts[finding.code]:
            more = counts[finding.code] - SHOWN_OF_A_CODE
            yield "  " + texts(
                "{code}: and {more} more.", code=finding.code, more=integer(more)
            )


def counts_line(findings: Iterable[Finding], texts: Texts) -> str:
    """How many errors, warnings and notes there are."""
    counts = Counter(finding.severity for finding in findings)
    errors, warnings, notes = (counts[severity] for severity in Severity)
    return ", ".join(
        (
            texts.plural("{count} error", "{count} errors", count=errors),
            texts.plural("{count} warning", "{count} warnings", count=warnings),
            texts.plural("{count} note", "{count} notes", count=notes),
        )
    )


def findings_json(findings: Iterable[Finding], texts: Texts) -> str:
    """The findings as JSON, for other programs."""
    rows = [
        {
            "severity": finding.severity.value,
            "code": finding.code,
            "sheet": finding.sheet,
            "cell": finding.cell,
            "message": wording.message(finding, texts),
            "hint": wording.hint(finding, texts),
        }
        for finding in findings
    ]
    return json.dumps({"findings": rows}, ensure_ascii=False, indent=1)


def trouble_lines(error: BatchError, texts: Texts) -> tuple[str, str]:
    """What the world refused, and what to do."""
    return (
        wording.trouble_message(error, texts),
        f"  → {wording.trouble_hint(error, texts)}",
    )


def summary_lines(
    settlement: Settlement, findings: Iterable[Finding], texts: Texts
) -> Iterator[str]:
    """The month in lines a treasurer understands."""
    month = month_year(settlement.month, texts.language)
    yield texts("Month: {month}", month=month)
    active = sum(line.member.active_on(settlement.month.end) for line in settlement.members)
    members = integer(len(settlement.members))
    yield texts(
        "Members: {members}, of whom active {active}", members=members, active=active
    )
    yield texts(
        "Boxes: {month} in the month, {year} in the year",
        month=integer(sum(line.boxes_month for line in settlement.members)),
        year=integer(sum(line.boxes_year for line in settlement.members)),
    )
    premium = settlement.premium
    usd, total = dollars(premium.usd), soles(premium.soles)
    yield texts("Premium of the year: {usd}, {soles}", usd=usd, soles=total)
    yield _loans_line(settlement, texts)
    yield _portfolio_line(settlement, texts)
    yield _claims_line(settlement, texts)
    for line in settlement.funds:
        yield texts(
            "Fund {fund}: closing {closing}, available {available}",
            fund=f"{line.fund.code} ({line.fund.name})",
            closing=soles(line.balance.closing_cash),
            available=soles(line.balance.available),
        )
    yield texts("Findings: {counts}", counts=counts_line(findings, texts))


def _loans_line(settlement: Settlement, texts: Texts) -> str:
    allocation = settlement.allocation
    if allocation.no_proposals is not None:
        return texts("Loans proposed: none this month")
    count, total = len(allocation.proposed), soles(allocation.total)
    return texts("Loans proposed: {count}, {total}", count=integer(count), total=total)


def _portfolio_line(settlement: Settlement, texts: Texts) -> str:
    owed = soles(settlement.portfolio)
    if settlement.par30 is None:
        return texts("Owed by members: {owed}", owed=owed)
    late = percent(settlement.par30, 1)
    return texts("Owed by members: {owed}, over 30 days late {late}", owed=owed, late=late)


def _claims_line(settlement: Settlement, texts: Texts) -> str:
    counts = Counter(row.decision for row in settlement.emergencies.claims)
    parts = [
        f"{label(decision, texts)} {counts[decision]}"
        for decision in Decision
        if counts[decision]
    ]
    listed = ", ".join(parts) or "0"
    return texts("Claims: {listed}", listed=listed)


def story_lines(chapters: Iterable[Chapter]) -> Iterator[str]:
    """A member's story with its chapters set apart."""
    for chapter in chapters:
        yield ""
        yield chapter.title
        yield "─" * len(chapter.title)
        yield from (f"  {step}" for step in chapter.steps)


class Progress:
    """A bar on a terminal, nothing on a pipe."""

    def __init__(self, stream: TextIO, title: str) -> None:
        self.stream = stream
        self.title = title
        self.visible = stream.isatty()

    def show(self, done: int, total: int) -> None:
        """Draw how far the work is; the last call clears the line."""
        if not self.visible:
            return
        filled = _BAR_WIDTH * done // max(total, 1)
        bar = "█" * filled + "░" * (_BAR_WIDTH - filled)
        self.stream.write(f"\r{self.title} {bar} {done}/{total}")
        if done >= total:
            self.stream.write("\r" + " " * (len(self.title) + _BAR_WIDTH + 24) + "\r")
        self.stream.flush()
