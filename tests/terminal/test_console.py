"""What a terminal shows: findings by sheet, the month in lines, a bar only for people."""

import json
import re
from collections import Counter
from io import StringIO
from itertools import pairwise

import pytest

from apoq_batch.core.findings import Finding
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.period import Month
from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.terminal.console import SHOWN_OF_A_CODE
from apoq_batch.terminal.console import Progress
from apoq_batch.terminal.console import counts_line
from apoq_batch.terminal.console import finding_lines
from apoq_batch.terminal.console import findings_json
from apoq_batch.terminal.console import story_lines
from apoq_batch.terminal.console import summary_lines
from apoq_batch.terminal.console import trouble_lines
from apoq_batch.wording.explain import ExplainedTopic
from apoq_batch.wording.findings import hint
from apoq_batch.wording.findings import message
from apoq_batch.wording.texts import texts
from tests.builders import book
from tests.builders import claim
from tests.builders import delivery
from tests.builders import loan
from tests.builders import member
from tests.builders import on
from tests.builders import receipt
from tests.builders import settings
from tests.gallery import findings_in
from tests.gallery import with_base

HEADINGS = ["fecha", "socio", "cajas", "descarte", "guia"]
NO_BREAK = "\N{NO-BREAK SPACE}"
WRONG = ["2026-07-10", "S1", "doce cajas", "", ""]


def broken(rows: int = 1) -> tuple[Finding, ...]:
    """Findings about the workbook, an extra sheet, and so many cells of deliveries."""
    deliveries = [HEADINGS, *([WRONG] * rows)]
    return findings_in(with_base({"Entregas": deliveries, "Apuntes": [["a"], ["b"]]}))


def code_of(findings: tuple[Finding, ...]) -> str:
    return next(one.code for one in findings if one.sheet == "Entregas")


@pytest.mark.parametrize(("language", "workbook"), [("es", "Libro"), ("en", "Workbook")])
def test_findings_stand_under_their_sheet(language: str, workbook: str) -> None:
    found = broken()
    lines = list(finding_lines(found, texts(language)))
    sheets = [line for before, line in pairwise(lines) if not before]
    assert sheets == [workbook, "Apuntes", "Entregas"]
    assert lines[0] == ""
    for one in found:
        where = f" {one.cell}" if one.cell else ""
        (place,) = (
            number for number, line in enumerate(lines) if f" {one.code}{where}: " in line
        )
        assert lines[place].endswith(f": {message(one, texts(language))}")
        assert lines[place + 1] == f"      → {hint(one, texts(language))}"


def test_without_findings_nothing_is_said() -> None:
    assert list(finding_lines((), texts("es"))) == []
    assert counts_line((), texts("en")) == "0 errors, 0 warnings, 0 notes"


@pytest.mark.parametrize(("language", "more"), [("es", "y 5 más"), ("en", "and 5 more")])
def test_of_a_code_that_repeats_the_first_20_are_shown(language: str, more: str) -> None:
    found = broken(SHOWN_OF_A_CODE + 5)
    code = code_of(found)
    lines = list(finding_lines(found, texts(language)))
    shown = [line for line in lines if f" {code} " in line]
    assert len(shown) == SHOWN_OF_A_CODE == 20
    (last,) = (line for line in lines if line.strip().startswith(f"{code}:"))
    assert more in last
    assert lines.index(last) > lines.index(shown[-1])


def test_of_a_code_that_repeats_20_times_all_are_shown() -> None:
    lines = list(finding_lines(broken(SHOWN_OF_A_CODE), texts("es")))
    assert not any("más" in line for line in lines)


def test_thousands_more_are_written_as_numbers_are() -> None:
    found = [one for one in broken() if one.sheet == "Entregas"] * (SHOWN_OF_A_CODE + 1234)
    said = "\n".join(finding_lines(found, texts("es")))
    assert "y 1,234 más" in said


@pytest.mark.parametrize(
    ("language", "line"),
    [("es", "1 error, 0 avisos, 2 notas"), ("en", "1 error, 0 warnings, 2 notes")],
)
def test_findings_are_counted_by_severity(language: str, line: str) -> None:
    found = broken()
    assert Counter(one.severity.value for one in found) == {"error": 1, "note": 2}
    assert counts_line(found, texts(language)) == line


@pytest.mark.parametrize("language", ["es", "en"])
def test_findings_as_json_are_all_there_whatever_the_number(language: str) -> None:
    found = broken(30)
    rows = json.loads(findings_json(found, texts(language)))["findings"]
    assert rows == [
        {
            "severity": one.severity.value,
            "code": one.code,
            "sheet": one.sheet,
            "cell": one.cell,
            "message": message(one, texts(language)),
            "hint": hint(one, texts(language)),
        }
        for one in found
    ]
    assert json.loads(findings_json((), texts(language))) == {"findings": []}


def test_json_is_readable_as_it_is() -> None:
    assert "«doce cajas»" in findings_json(broken(), texts("es"))


@pytest.mark.parametrize("language", ["es", "en"])
def test_what_the_world_refused_is_a_sentence_and_a_remedy(language: str) -> None:
    error = BatchError(troubles.NOT_FOUND, name="libro.xlsx")
    said, remedy = trouble_lines(error, texts(language))
    assert "libro.xlsx" in said
    assert remedy.startswith("  → ")


def month(**rows: object) -> Settlement:
    return settle(
        book(
            settings(Month(2026, 3), loan_maximum=100_00),
            **{
                "members": [member("S1"), member("S2", status="withdrawn")],
                "deliveries": [delivery("S1", 1200), delivery("S1", 30, date=on(3, 5))],
                "receipts": [receipt(1_250_00)],
                **rows,
            },
        )
    )


def test_the_month_in_lines() -> None:
    lines = summary_lines(month(), (), texts("en"))
    assert [line.replace(NO_BREAK, " ") for line in lines] == [
        "Month: March 2026",
        "Members: 2, of whom active 1",
        "Boxes: 30 in the month, 1,230 in the year",
        "Premium of the year: US$ 1,080.00, S/ 1,250.00",
        "Loans proposed: 1, S/ 100.00",
        "Owed by members: S/ 0.00",
        "Claims: 0",
        "Fund EDU (Fondo EDU): closing S/ 1,250.00, available S/ 1,250.00",
        "Fund EME (Fondo EME): closing S/ 1,375.00, available S/ 1,375.00",
        "Fund PRE (Fondo PRE): closing S/ 1,625.00, available S/ 1,525.00",
        "Findings: 0 errors, 0 warnings, 0 notes",
    ]


def test_the_month_in_lines_with_loans_and_claims() -> None:
    late = loan("P1", principal=300_00, first_due=on(2, 10))
    lines = summary_lines(
        month(loans=[late], claims=[claim(), claim("E2", date=on(3, 6), documents=False)]),
        broken(),
        texts("es"),
    )
    said = "\n".join(lines).replace(NO_BREAK, " ")
    assert "Mes: marzo de 2026" in said
    assert re.search(r"S/ 300\.00; .*30 días de mora: 100\.0 ?%", said)
    assert "procede 1, observado 1" in said
    assert "1 error, 0 avisos, 2 notas" in said


def test_a_month_without_proposals_says_so() -> None:
    done = settle(book(settings(Month(2026, 2))))
    assert "Loans proposed: none this month" in list(summary_lines(done, (), texts("en")))
    assert all(list(summary_lines(done, (), texts("es"))))


def test_a_story_has_its_chapters_set_apart() -> None:
    chapters = (
        ExplainedTopic(title="Cajas", steps=("una", "dos")),
        ExplainedTopic(title="Prima", steps=()),
    )
    assert list(story_lines(chapters)) == [
        "",
        "Cajas",
        "─────",
        "  una",
        "  dos",
        "",
        "Prima",
        "─────",
    ]


class Terminal(StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_pipe_there_is_no_bar() -> None:
    pipe = StringIO()
    progress = Progress(pipe, "Cartas")
    for done in range(4):
        progress.show(done, 3)
    assert pipe.getvalue() == ""


def test_on_a_terminal_the_bar_grows_and_goes() -> None:
    terminal = Terminal()
    progress = Progress(terminal, "Cartas")
    progress.show(1, 3)
    assert terminal.getvalue() == "\rCartas " + "█" * 10 + "░" * 20 + " 1/3"
    progress.show(2, 3)
    assert terminal.getvalue().endswith("\rCartas " + "█" * 20 + "░" * 10 + " 2/3")
    progress.show(3, 3)
    *_, drawn, cleared, rest = terminal.getvalue().split("\r")
    assert drawn == "Cartas " + "█" * 30 + " 3/3"
    assert cleared.isspace()
    assert len(cleared) >= len(drawn)
    assert rest == ""


def test_nothing_to_do_clears_the_bar_too() -> None:
    terminal = Terminal()
    Progress(terminal, "Cartas").show(0, 0)
    assert terminal.getvalue().endswith("\r")
