"""The fingerprint: another one as soon as anything the bytes depend on is another."""

import shutil
from pathlib import Path

import pytest

from apoq_batch.pages import fingerprint as module
from apoq_batch.pages.fingerprint import fingerprint
from apoq_batch.pages.libraries import Library
from apoq_batch.pages.shipped import PACKAGE
from apoq_batch.pages.shipped import folder


@pytest.fixture(name="templates")
def _templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = Path(shutil.copytree(folder("templates"), tmp_path / "templates"))
    monkeypatch.setattr(module, "folder", lambda _: copy)
    fingerprint.cache_clear()
    return copy


@pytest.fixture(autouse=True)
def _forget() -> None:
    fingerprint.cache_clear()


def anew() -> str:
    fingerprint.cache_clear()
    return fingerprint()


def test_it_is_the_same_twice_and_wherever_the_templates_lie(templates: Path) -> None:
    here = anew()
    assert here == anew() != ""
    elsewhere = templates.parent / "b"
    shutil.copytree(templates, elsewhere)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "folder", lambda _: elsewhere)
        assert anew() == here


@pytest.mark.parametrize("name", ["letter.css", "fonts/CartaSans-Bold.ttf", "layout.html"])
def test_looks_and_fonts_are_in_it(templates: Path, name: str) -> None:
    before = anew()
    path = templates / name
    path.write_bytes(path.read_bytes() + b" ")
    assert anew() != before


def test_versions_are_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    before = anew()
    monkeypatch.setattr(module, "version", lambda name: f"{name} 1")
    assert anew() != before


def test_a_package_without_facts_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PACKAGES", ("no-such-package",))
    assert anew() != ""


def test_without_the_version_of_a_library_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        module, "_LIBRARIES", (Library(files=("libnothing.so",), version="version"),)
    )
    assert anew() == ""


@pytest.mark.parametrize("name", ["pages/qr.py", "core/check_code.py", "pages/new.py"])
def test_every_module_of_the_program_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = anew()
    package = shutil.copytree(PACKAGE, tmp_path / "package")
    monkeypatch.setattr(module, "PACKAGE", package)
    assert anew() == before
    (package / name).write_text("another")
    assert anew() != before
