"""Rules across rows and sheets: each check is named after what it wants to be true.

Checks are made in three rounds: codes that stand twice, then rows and what they refer to,
then what is computed from them. A check that needs a sheet with errors is left out, so
that one bad row does not breed false findings; but what a row refers to is looked for
also in a sheet with errors as long as all its codes are known.
"""

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from types import MappingProxyType

from apoq_batch.core.checks import association
from apoq_batch.core.checks import computed
from apoq_batch.core.checks import lending
from apoq_batch.core.checks import spending
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import Severity
from apoq_batch.core.findings import finding
from apoq_batch.core.findings import sections_with_errors
from apoq_batch.core.messages.cells import CHECKS_SKIPPED
from apoq_batch.core.places import SECTION_ORDER
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from apoq_batch.core.records import compared

Check = Callable[[Book], Iterator[Finding]]
Needs = tuple[Section, ...]
Codes = Mapping[Section, frozenset[str]]

_NO_CODES: Codes = MappingProxyType({})
_UNIQUENESS: tuple[tuple[Check, Needs], ...] = (
    *association.UNIQUENESS,
    *lending.UNIQUENESS,
    *spending.UNIQUENESS,
)
_REFERENCES: tuple[tuple[Check, Section], ...] = (
    *association.REFERENCES,
    *lending.REFERENCES,
    *spending.REFERENCES,
)
_ROWS: tuple[tuple[Check, Needs], ...] = (
    *association.CHECKS,
    *lending.CHECKS,
    *spending.CHECKS,
)


def check(
    book: Book, reading: Iterable[Finding], broken_codes: Codes = _NO_CODES
) -> tuple[Finding, ...]:
    """Make every check that `reading`, the findings of the reader, leaves possible.

    `broken_codes` are the codes, in upper case, of rows that are not in the book because
    something else in them is wrong, for the sheets in which no code is in doubt. Gives
    the new findings only, in no order.
    """
    known = tuple(reading)
    duplicates = _run(_UNIQUENESS, book, sections_with_errors(known))
    in_doubt = sections_with_errors(duplicates)
    codes = {sheet: broken_codes[sheet] for sheet in broken_codes.keys() - in_doubt}
    with_errors = sections_with_errors((*known, *duplicates))
    rows = _run(_ROWS, book, with_errors)
    references = tuple(_unknown(book, with_errors, codes))
    findings = (*duplicates, *rows, *references)
    with_errors = sections_with_errors((*known, *findings))
    findings = (*findings, *_run(computed.CHECKS, book, with_errors))
    return (*findings, *skipped_note((*known, *findings)))


def _unknown(
    book: Book, with_errors: frozenset[Section], broken_codes: Codes
) -> Iterator[Finding]:
    """References to what does not exist, as far as it is known what does."""
    for references_exist, section in _REFERENCES:
        if section not in with_errors or section in broken_codes:
            codes = broken_codes.get(section, frozenset())
            for problem in references_exist(book):
                if compared(str(dict(problem.facts)["value"])) not in codes:
                    yield problem


def skipped_note(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One note that names the sheets whose errors kept checks from being made."""
    order = {
        problem.sheet: SECTION_ORDER[problem.place.section]
        for problem in findings
        if problem.severity is Severity.ERROR and problem.place.section
    }
    sheets = sorted(order, key=lambda sheet: (order[sheet], sheet))
    if sheets:
        yield finding(CHECKS_SKIPPED, Place(), sheets=", ".join(sheets))


def _run(
    checks: Iterable[tuple[Check, Needs]], book: Book, with_errors: frozenset[Section]
) -> tuple[Finding, ...]:
    return tuple(
        problem
        for is_true, needs in checks
        if with_errors.isdisjoint(needs)
        for problem in is_true(book)
    )
