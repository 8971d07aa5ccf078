"""The order of one run, from file to pack; the only place where the steps are listed.

Knows which step follows which; must not know how a step is done, nor the terminal.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

from apoq_batch import __version__
from apoq_batch.core import troubles
from apoq_batch.core.checks import check
from apoq_batch.core.checks.advice import advise
from apoq_batch.core.findings import Finding
from apoq_batch.core.findings import has_errors
from apoq_batch.core.findings import in_order
from apoq_batch.core.proofs import Check
from apoq_batch.core.proofs import prove
from apoq_batch.core.records import compared
from apoq_batch.core.settlement import Settlement
from apoq_batch.core.settlement import settle
from apoq_batch.core.troubles import BatchError
from apoq_batch.core.troubles import Trouble
from apoq_batch.wording.dates import month_year
from apoq_batch.wording.explain import Chapter
from apoq_batch.wording.explain import member_story
from apoq_batch.wording.texts import ORIGINAL
from apoq_batch.wording.texts import texts
from apoq_batch.workbook.handback import HandBack
from apoq_batch.workbook.handback import hand_back
from apoq_batch.workbook.intake import Intake
from apoq_batch.workbook.intake import take_in
from apoq_batch.workbook.reader import read_book
from apoq_batch.workbook.result_titles import RESULT_TITLES
from apoq_batch.workbook.result_titles import result_title

if TYPE_CHECKING:
    from apoq_batch.output.crew import Hire
    from apoq_batch.output.letters import Letter
    from apoq_batch.output.recovery import Interrupted
    from apoq_batch.output.recovery import Promise
    from apoq_batch.output.recovery import Staging
    from apoq_batch.output.verify import Verdict
    from apoq_batch.tables.model import Table
    from apoq_batch.workbook.package import ResultSheet

OUTPUT_FOLDER = "salidas"
MARKED_SUFFIX = " - revisado"
RESULTS_SUFFIX = " - resultados.xlsx"

Watcher = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Examined:
    """A workbook read, checked and, without errors, settled and proven."""

    intake: Intake
    language: str
    findings: tuple[Finding, ...]
    settlement: Settlement | None
    proofs: tuple[Check, ...]

    @property
    def has_errors(self) -> bool:
        """Whether the run has to stop here."""
        return has_errors(self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What one run is asked for; `members` empty means letters for all of them.

    `store` is where finished letters are kept from run to run. Letters are made by as
    many `workers` as the machine has cores, or by whom `hire` brings.
    """

    workbook: Path
    output: Path
    language: str | None = None
    write_back: bool = True
    letters: bool = True
    members: tuple[str, ...] = ()
    logo: Path | None = None
    store: Path | None = None
    workers: int | None = None
    hire: "Hire | None" = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run did: where the pack is, or the marked copy when there are errors."""

    examined: Examined
    pack: Path | None = None
    marked: Path | None = None
    unmarked: BatchError | None = None
    letters: int = 0
    hand_back: HandBack = HandBack.NOT_WANTED
    refusal: Trouble | None = None


def examine(workbook: Path, language: str | None = None) -> Examined:
    """Read, check, settle, advise and prove; writes nothing."""
    intake = take_in(workbook)
    reading = read_book(intake)
    spoken = language or reading.language
    said = (*reading.findings, *check(reading.book, reading.findings, reading.broken_codes))
    if has_errors(said):
        found = in_order(said)
        return Examined(
            intake=intake, language=spoken, findings=found, settlement=None, proofs=()
        )
    settlement = settle(reading.book)
    return Examined(
        intake=intake,
        language=spoken,
        findings=in_order((*said, *advise(settlement))),
        settlement=settlement,
        proofs=prove(settlement),
    )


def mark(examined: Examined, target: Path) -> Path:
    """Write the marked copy of a workbook with errors, never in the workbook's place."""
    from apoq_batch.disk import make_folder
    from apoq_batch.disk import replace_file
    from apoq_batch.output import pack
    from apoq_batch.workbook.marked import marked_copy

    with pack.writing(target):
        if target.is_file() and target.read_bytes() == examined.intake.content:
            raise BatchError(troubles.MARKED_IS_INPUT, name=target.name)
        content = marked_copy(examined.intake, examined.findings, texts(examined.language))
        make_folder(target.parent)
        replace_file(target, content)
    return target


def write_new(target: Path, content: bytes) -> None:
    """Write a new workbook; BatchError when there is already a file of that name."""
    from apoq_batch.disk import make_folder
    from apoq_batch.disk import write_through
    from apoq_batch.output import pack

    with pack.writing(target):
        make_folder(target.parent)
        try:
            write_through(target, content)
        except FileExistsError as problem:
            raise BatchError(troubles.EXISTS_ALREADY, name=target.name) from problem


def marked_path(output: Path, workbook: Path) -> Path:
    """Where the marked copy goes when nothing else is said."""
    return output / f"{workbook.stem}{MARKED_SUFFIX}{_kind(workbook)}"


def _kind(workbook: Path) -> str:
    """How a copy's name must end, or Excel does not open it: macros stay in the copy."""
    return ".xlsm" if workbook.suffix.lower() == ".xlsm" else ".xlsx"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A workbook without result sheets: whether it had any, and who misses them.

    `looking` are the places of her formulas that looked at them, as Sheet!A1.
    """

    had_results: bool
    looking: tuple[str, ...]


def clean(workbook: Path) -> Cleaned:
    """Take the result sheets out of a workbook again; BatchError when it stays as it is."""
    from apoq_batch.workbook import package
    from apoq_batch.workbook.refusals import TROUBLES

    intake = take_in(workbook)
    try:
        looking = package.looking_at_results(intake.content)
        content = package.take_out(intake.content)
    except package.Refused as problem:
        raise BatchError(TROUBLES[problem.reason], name=intake.name) from problem
    ending = hand_back(workbook, intake, content)
    if ending is not HandBack.DONE:
        raise BatchError(_NOT_CLEANED.get(ending, troubles.NOT_REPLACED), name=intake.name)
    places = tuple(f"{one.sheet}!{one.cell}" for one in looking)
    return Cleaned(had_results=content != intake.content, looking=places)


_NOT_CLEANED = {
    HandBack.OPEN_ELSEWHERE: troubles.IS_OPEN_ELSEWHERE,
    HandBack.CHANGED: troubles.HAS_CHANGED,
    HandBack.DISK_FULL: troubles.DISK_FULL,
    HandBack.FORBIDDEN: troubles.OUTPUT_FORBIDDEN,
}


def explain(examined: Examined, member: str) -> tuple[Chapter, ...]:
    """The story of one member's figures; the workbook must have no errors."""
    settlement = _settled(examined)
    code = known_member(settlement, member)
    return member_story(settlement, code, texts(examined.language))


def known_member(settlement: Settlement, code: str) -> str:
    """A member's code as the workbook spells it; BatchError when there is none."""
    for known in settlement.member_lines:
        if compared(known) == compared(code.strip()):
            return known
    raise BatchError(troubles.NO_SUCH_MEMBER, name=code)


def verify(asked: str, pack: Path) -> "Verdict":
    """Whether a file, a folder or a code is as a pack has it; writes nothing."""
    from apoq_batch.output import verify as issued
    from apoq_batch.workbook.differences import differing_cells

    verdict = issued.verify(asked, pack)
    if verdict.answer is not issued.Answer.FILE_DIFFERS or not issued.is_workbook(asked):
        return verdict
    both = (pack / verdict.file).read_bytes(), Path(asked).read_bytes()
    return replace(verdict, cells=differing_cells(verdict.name, *both))


def recover(output: Path, tell: "Callable[[Interrupted], None]") -> None:
    """Tell what earlier runs left unfinished in the folder of results, and clear it."""
    from apoq_batch.output import pack

    pack.recover(output, tell)


def run(request: Request, watcher: Watcher) -> Outcome:
    """The main job: from her workbook to the pack, and back into her workbook."""
    from apoq_batch.output import pack
    from apoq_batch.output.figures import figures
    from apoq_batch.output.figures import manifest_facts
    from apoq_batch.output.issue import issued
    from apoq_batch.tables import result_tables

    examined = examine(request.workbook, request.language)
    if examined.has_errors:
        target = marked_path(request.output, request.workbook)
        try:
            return Outcome(examined=examined, marked=mark(examined, target))
        except BatchError as problem:
            return Outcome(examined=examined, unmarked=problem)
    settlement = _settled(examined)
    intake, language = examined.intake, examined.language
    said = settlement, examined.findings, examined.proofs
    tables = result_tables(*said, language)
    plain = tables if language == ORIGINAL else result_tables(*said, ORIGINAL)
    target = request.output / str(settlement.month)
    if request.workbook.resolve().is_relative_to(target.resolve()):
        raise BatchError(troubles.INSIDE_PACK, name=request.workbook.name)
    everybody = request.letters and not request.members
    with pack.building(request.output, str(settlement.month)) as staging:
        pack.spare_letters(staging.target, request.members, all_are_made=everybody)
        book = _result_workbook(examined, tables)
        pack.put(staging, book.name, book.content)
        pack.put(staging, f"{pack.ORIGINAL}/{intake.name}", intake.content)
        letters = _write_letters(staging, examined, request, watcher)
        pack.put(
            staging,
            pack.RESULTS,
            figures(plain, settlement, examined.findings, __version__),
        )
        facts = manifest_facts(settlement, intake.name, intake.sha256, __version__)
        facts = {**facts, "language": language, pack.ONLY: list(request.members)}
        pack.seal(staging, {**facts, "letters": issued(letters)})
        folder = pack.publish(staging, _promise(request, intake, book))
        handed_back = _hand_back(request, examined, book)
    return Outcome(
        examined=examined,
        pack=folder,
        letters=len(letters),
        hand_back=handed_back,
        refusal=book.refusal,
    )


def _settled(examined: Examined) -> Settlement:
    if examined.settlement is None:
        raise ValueError("a workbook with errors is not settled")
    return examined.settlement


@dataclass(frozen=True, slots=True, kw_only=True)
class _ResultBook:
    """The workbook with results; with a refusal when hers cannot take them in."""

    name: str
    content: bytes
    refusal: Trouble | None = None


def _result_workbook(examined: Examined, tables: "tuple[Table, ...]") -> _ResultBook:
    """Her workbook with the result sheets, or a workbook of their own."""
    from apoq_batch.workbook import package
    from apoq_batch.workbook.refusals import TROUBLES
    from apoq_batch.workbook.results import draw
    from apoq_batch.workbook.results import drawing

    intake, language = examined.intake, examined.language
    period = month_year(_settled(examined).month, language)
    try:
        sheets = package.titles(intake.content, _wanted_sheets(tables, language))
        drawn = drawing(
            tables,
            {sheet.key: sheet.title for sheet in sheets},
            language=language,
            period=period,
            uses_1904=intake.is_1904,
        )
        content = package.put(intake.content, drawn.content, sheets, drawn.bodies)
    except package.Refused as problem:
        plain = {table.key: result_title(table.key, language) for table in tables}
        alone = draw(tables, plain, language=language, period=period, uses_1904=False)
        stem = Path(intake.name).stem
        why = TROUBLES[problem.reason]
        return _ResultBook(name=f"{stem}{RESULTS_SUFFIX}", content=alone, refusal=why)
    return _ResultBook(name=_book_name(intake), content=content)


def _book_name(intake: Intake) -> str:
    """The workbook's name in the pack, which no other file of the pack can have."""
    is_plain = Path(intake.name).suffix.lower() in (".xlsx", ".xlsm")
    return intake.name if is_plain else f"{intake.name}.xlsx"


def _wanted_sheets(tables: "tuple[Table, ...]", language: str) -> "tuple[ResultSheet, ...]":
    from apoq_batch.workbook.package import ResultSheet

    return tuple(
        ResultSheet(
            key=table.key,
            title=result_title(table.key, language),
            aliases=RESULT_TITLES[table.key],
        )
        for table in tables
    )


def _write_letters(
    staging: "Staging", examined: Examined, request: Request, watcher: Watcher
) -> "tuple[Letter, ...]":
    """Compose every letter and report, then make PDF of them with all that goes along."""
    if not request.letters:
        return ()
    from apoq_batch.disk import make_folder
    from apoq_batch.output import board
    from apoq_batch.output import issue
    from apoq_batch.output import pack
    from apoq_batch.output import pdf
    from apoq_batch.output import reports
    from apoq_batch.output.letterhead import logo_of

    settlement, language = _settled(examined), examined.language
    book, said = settlement.book, (settlement, examined.findings, examined.proofs)
    logo = logo_of(request.logo, book.settings.logo, request.workbook.parent)
    known = dict.fromkeys(known_member(settlement, code) for code in request.members)
    letters = issue.letters_of(settlement, language, tuple(known))
    origin = board.Origin(sha256=examined.intake.sha256, version=__version__)
    with pack.writing(staging.folder):
        for name in issue.FOLDERS:
            make_folder(staging.folder / name)
        report = board.compose(*said, origin, language)
        pages = issue.pages_of(book, letters, staging.folder, language, logo)
        pages += reports.pages_of(report, settlement, staging.folder, logo)
        done = count(1)

        def tell() -> None:
            watcher(next(done), len(pages))

        pdf.write_all(pages, tell, request.workers, hire=request.hire, store=request.store)
    issue.put_together(staging, book, letters, language, pdf.store_at(request.store))
    return letters


def _promise(request: Request, intake: Intake, book: _ResultBook) -> "Promise":
    """What is to become of her workbook, for the next run if this one is stopped."""
    from apoq_batch.output.recovery import Promise

    is_replaced = request.write_back and book.refusal is None
    return Promise(
        workbook=request.workbook.resolve(),
        before=intake.sha256,
        after=hashlib.sha256(book.content).hexdigest() if is_replaced else None,
    )


def _hand_back(request: Request, examined: Examined, book: _ResultBook) -> HandBack:
    if not request.write_back:
        return HandBack.NOT_WANTED
    if book.refusal is not None:
        return HandBack.REFUSED
    return hand_back(request.workbook, examined.intake, book.content)
