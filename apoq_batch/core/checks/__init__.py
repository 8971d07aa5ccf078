"""Rules across rows and sheets: each check is a promise, and yields what breaks it.

Checks come in three rounds: codes that stand twice, then rows and what they refer to,
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
from apoq_batch.core.messages import cells as say
from apoq_batch.core.places import SECTION_ORDER
from apoq_batch.core.places import Place
from apoq_batch.core.places import Section
from apoq_batch.core.records import Book
from apoq_batch.core.records import compared

Promise = Callable[[Book], Iterator[Finding]]
Needs = tuple[Section, ...]

_CODES: tuple[tuple[Promise, Needs], ...] = (
    *association.CODES,
    *lending.CODES,
    *spending.CODES,
)
_REFERENCES: tuple[tuple[Promise, Section], ...] = (
    *association.REFERENCES,
    *lending.REFERENCES,
    *spending.REFERENCES,
)
_ROWS: tuple[tuple[Promise, Needs], ...] = (
    *association.PROMISES,
    *lending.PROMISES,
    *spending.PROMISES,
)


Codes = Mapping[Section, frozenset[str]]
_NO_CODES: Codes = MappingProxyType({})


def check(
    book: Book, said: Iterable[Finding], broken_codes: Codes = _NO_CODES
) -> tuple[Finding, ...]:
    """What the rows break, given what reading them has already said.

    `broken_codes` are the codes, as compared, of rows that are not in the book because
    something else in them is wrong, for the sheets in which no code is in doubt.
    """
    before = tuple(said)
    doubled = _run(_CODES, book, _spoiled(before))
    lost = {code: broken_codes[code] for code in broken_codes.keys() - _spoiled(doubled)}
    found = (*doubled, *_run(_ROWS, book, _spoiled((*before, *doubled))))
    found = (*found, *_unknown(book, _spoiled((*before, *doubled)), lost))
    found = (*found, *_run(computed.PROMISES, book, _spoiled((*before, *found))))
    return (*found, *skipped_note((*before, *found)))


def _unknown(
    book: Book, spoiled: frozenset[Section], broken_codes: Codes
) -> Iterator[Finding]:
    """References to what does not exist, as far as it is known what does."""
    for promise, section in _REFERENCES:
        if section not in spoiled or section in broken_codes:
            codes = broken_codes.get(section, frozenset())
            yield from (one for one in promise(book) if _named(one) not in codes)


def _named(unknown: Finding) -> str:
    """What a reference points at, as compared."""
    return compared(str(dict(unknown.facts)["value"]))


def skipped_note(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One note that names the sheets whose errors kept checks from being made."""
    order = {
        one.sheet: SECTION_ORDER[one.place.section]
        for one in findings
        if one.severity is Severity.ERROR and one.place.section
    }
    sheets = sorted(order, key=lambda sheet: (order[sheet], sheet))
    if sheets:
        yield finding(say.CHECKS_SKIPPED, Place(), sheets=", ".join(sheets))


def _run(
    promises: Iterable[tuple[Promise, Needs]], book: Book, spoiled: frozenset[Section]
) -> tuple[Finding, ...]:
    return tuple(
        one
        for promise, needs in promises
        if spoiled.isdisjoint(needs)
        for one in promise(book)
    )


def _spoiled(findings: Iterable[Finding]) -> frozenset[Section]:
    return frozenset(
        one.place.section
        for one in findings
        if one.place.section and one.severity is Severity.ERROR
    )
