"""The script that holds the catalogues in step with the code, run on small trees."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "translations.py"
CODE = """
HELP = N_("Later")
NO_ROW = sheet_kind("SOC", 50, message="There is no row {row}.", hint="Write " "one.")
t("Closed {month}" if done else "Open")
t(HELP)
t.plural("{count} box", "{count} boxes", count=3)
texts("es")("Straight")
texts("Said by {who}", who=who)
texts("es", "main")
"""
SAID = [
    "Closed {month}",
    "Later",
    "Open",
    "Said by {who}",
    "Straight",
    "There is no row {row}.",
    "Write one.",
]
LAYOUT = """
sheet(
    Section.FUNDS,
    "Fondos | Funds",
    "The funds.",
    column("code", "codigo* | code", KIND, "A short code."),
    column("name", "nombre* | name", KIND, help="Its name.", bound=Bound.ANY),
    fund_column("fund", "fondo* | fund", "The fund that pays."),
    choice_column("type", "tipo* | type", "What it is for.", CHOICES),
)
_setting("mes* | month", KIND, "The month to " "close.", Bound.ANY)
def fund_column(field, headings, help):
    return column(field, headings, KIND, help)
column("cell", "not of the workbook")
"""


@pytest.fixture(name="root")
def _root(tmp_path: Path) -> Path:
    package = tmp_path / "apoq_batch"
    (package / "locale" / "es").mkdir(parents=True)
    (package / "cli").mkdir()
    (package / "cli" / "close.py").write_text('t("Close the month")', encoding="utf-8")
    (package / "cli_help.py").write_text('t("Help")', encoding="utf-8")
    (package / "letters.py").write_text(CODE, encoding="utf-8")
    return tmp_path


def run(root: Path, *options: str) -> tuple[int, list[str]]:
    command = [sys.executable, str(SCRIPT), "--root", str(root), *options]
    done = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    assert not done.stderr
    return done.returncode, done.stdout.splitlines()


def catalogue(root: Path, domain: str) -> Path:
    return root / "apoq_batch" / "locale" / "es" / f"{domain}.po"


def test_missing_texts_are_reported_for_each_catalogue(root: Path) -> None:
    code, lines = run(root)
    assert code == 1
    assert lines[0] == "es/cli.po: missing: 'Close the month' (cli/close.py:1)"
    assert lines[1] == "es/cli.po: missing: 'Help' (cli_help.py:1)"
    found = [line.split("'")[1] for line in lines[2:]]
    assert found == sorted([*SAID, "{count} box"])


def test_the_help_of_sheets_columns_and_settings_is_found(root: Path) -> None:
    (root / "apoq_batch" / "letters.py").unlink()
    (root / "apoq_batch" / "layout.py").write_text(LAYOUT, encoding="utf-8")
    _, lines = run(root)
    found = [line.split("'")[1] for line in lines if line.startswith("es/main.po")]
    assert found == [
        "A short code.",
        "Its name.",
        "The fund that pays.",
        "The funds.",
        "The month to close.",
        "What it is for.",
    ]


def test_update_adds_sorts_and_drops_and_keeps_translations(root: Path) -> None:
    path = catalogue(root, "main")
    run(root, "--update")
    new = path.read_text("utf-8")
    assert "Date" not in new
    assert "letters.py" not in new
    assert new.endswith('msgstr[1] ""\n')

    done = new.replace('msgstr ""\n\n', 'msgstr "{month}{row}"\n\n')
    done = done.replace('msgstr[0] ""', 'msgstr[0] "una caja"').replace(
        'msgstr[1] ""', 'msgstr[1] "{count} cajas"'
    )
    path.write_text("# Ours.\n" + done + '\nmsgid "Old"\nmsgstr "Viejo"\n', "utf-8")
    _, lines = run(root)
    assert "es/main.po: orphaned: 'Old'" in lines
    assert "es/main.po: other places in braces: 'Later' (letters.py:2)" in lines
    assert not any("{count} box" in line for line in lines)

    run(root, "--update")
    assert path.read_text("utf-8") == "# Ours.\n" + done
    run(root, "--update")
    assert path.read_text("utf-8") == "# Ours.\n" + done


def test_a_finished_catalogue_passes_and_a_doubtful_one_does_not(root: Path) -> None:
    (root / "apoq_batch" / "letters.py").unlink()
    run(root, "--update")
    path = catalogue(root, "cli")
    path.write_text(
        path.read_text("utf-8")
        .replace('month"\nmsgstr ""', 'month"\nmsgstr "Cerrar el mes"')
        .replace('Help"\nmsgstr ""', 'Help"\nmsgstr "Ayuda"'),
        "utf-8",
    )
    assert run(root) == (0, [])
    path.write_text(
        path.read_text("utf-8").replace('msgid "Help"', '#, fuzzy\nmsgid "Help"')
    )
    assert run(root, "--update") == (1, ["es/cli.po: unfinished: 'Help' (cli_help.py:1)"])


@pytest.mark.parametrize("text", ['f"Row {row}"', '"Row " + row'])
def test_a_text_put_together_in_the_code_is_refused(root: Path, text: str) -> None:
    (root / "apoq_batch" / "letters.py").write_text(f"\nt({text})\n", "utf-8")
    assert run(root) == (1, ["letters.py:2: a text must be written in one piece"])
