"""What the program needs of a machine, and what to do about what is not there."""

import sys
from pathlib import Path

import pytest

from apoq_batch.pages import pdf_page
from apoq_batch.terminal import doctor
from apoq_batch.terminal.doctor import Need
from apoq_batch.terminal.doctor import doctor_lines
from apoq_batch.terminal.doctor import examine_machine
from apoq_batch.wording.texts import N_
from apoq_batch.wording.texts import texts

PYTHON, PANGO, HARFBUZZ, TEMPLATES, WRITING = range(5)
FINE = Need(name=N_("Python 3.11 or newer"), met=True, detail="3.12.1")
LACKING = Need(
    name=N_("Pango, which lays out the letters"),
    met=False,
    remedy=N_("On Debian or Ubuntu: sudo apt install libpango-1.0-0 libpangoft2-1.0-0"),
)


def test_this_machine_has_everything(tmp_path: Path) -> None:
    needs = examine_machine(tmp_path)
    assert [need.met for need in needs] == [True] * 5
    assert needs[PYTHON].detail == ".".join(map(str, sys.version_info[:3]))
    assert needs[WRITING].detail == str(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_need_and_remedy_is_worded(language: str, tmp_path: Path) -> None:
    words = texts(language)
    said = [(words(need.name), words(need.remedy)) for need in examine_machine(tmp_path)]
    assert len(set(said)) == 5
    assert all(name and remedy.endswith((".", "0")) for name, remedy in said)


def unmet(needs: tuple[Need, ...]) -> list[int]:
    return [place for place, need in enumerate(needs) if not need.met]


@pytest.mark.parametrize(
    ("lacking", "places"),
    [(("Pango",), [PANGO, HARFBUZZ]), (("Pango", "HarfBuzz-Subset"), [PANGO, HARFBUZZ])],
)
def test_a_library_that_is_lacking_is_found_out(
    lacking: tuple[str, ...],
    places: list[int],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_page, "missing_libraries", lambda: lacking)
    assert unmet(examine_machine(tmp_path)) == places


def test_a_python_too_old_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "OLDEST_PYTHON", (99, 0))
    assert unmet(examine_machine(tmp_path)) == [PYTHON]


def test_templates_that_are_gone_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "folder", lambda _: tmp_path)
    assert unmet(examine_machine(tmp_path)) == [TEMPLATES]


def test_a_folder_that_cannot_be_written_in_is_found_out(tmp_path: Path) -> None:
    assert unmet(examine_machine(tmp_path / "nowhere")) == [WRITING]


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_need_that_is_met_has_a_tick_and_its_detail(language: str) -> None:
    need, blank, end = doctor_lines([FINE], texts(language))
    assert need == f"✓ {texts(language)(FINE.name)} (3.12.1)"
    assert blank == ""
    assert end == texts(language)("Everything the program needs is here.")


@pytest.mark.parametrize(
    ("language", "one", "two"),
    [
        ("es", "Falta 1 cosa.", "Faltan 2 cosas."),
        ("en", "1 thing is missing.", "2 things are missing."),
    ],
)
def test_what_is_missing_has_a_remedy_and_is_counted(
    language: str, one: str, two: str
) -> None:
    words = texts(language)
    lines = list(doctor_lines([FINE, LACKING], words))
    assert lines[1] == f"✗ {words(LACKING.name)}"
    assert lines[2] == f"    → {words(LACKING.remedy)}"
    assert lines[-1] == one
    assert list(doctor_lines([LACKING, FINE, LACKING], words))[-1] == two
