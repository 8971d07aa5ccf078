"""The recipe: another one as soon as anything the bytes hang on is another."""

import shutil
from pathlib import Path

import pytest

from apoq_batch.pages import fingerprint as module
from apoq_batch.pages.fingerprint import recipe
from apoq_batch.pages.shipped import folder


@pytest.fixture(name="templates")
def _templates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = Path(shutil.copytree(folder("templates"), tmp_path / "templates"))
    monkeypatch.setattr(module, "folder", lambda _: copy)
    recipe.cache_clear()
    return copy


@pytest.fixture(autouse=True)
def _forget() -> None:
    recipe.cache_clear()


def anew(options: str = "") -> str:
    recipe.cache_clear()
    return recipe(options)


def test_it_is_the_same_twice_and_wherever_the_templates_lie(templates: Path) -> None:
    here = anew()
    assert here == anew() != ""
    elsewhere = templates.parent / "b"
    shutil.copytree(templates, elsewhere)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "folder", lambda _: elsewhere)
        assert anew() == here


@pytest.mark.parametrize("name", ["letter.css", "fonts/CartaSans-Bold.ttf"])
def test_looks_and_fonts_are_in_it(templates: Path, name: str) -> None:
    before = anew()
    path = templates / name
    path.write_bytes(path.read_bytes() + b" ")
    assert anew() != before


def test_what_the_pages_hold_anyway_is_not(templates: Path) -> None:
    before = anew()
    (templates / "es" / "letter.html").write_text("another")
    assert anew() == before


def test_options_and_versions_are_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [anew(), anew("options")]
    monkeypatch.setattr(module, "__version__", "0.0.0")
    found.append(anew())
    monkeypatch.setattr(module, "version", lambda name: f"{name} 1")
    found.append(anew())
    assert len(set(found)) == 4


def test_a_package_without_facts_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_PACKAGES", ("no-such-package",))
    assert anew() != ""


def test_without_the_version_of_a_library_there_is_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "_LIBRARIES", ((("libnothing.so",), "version"),))
    assert anew() == ""


@pytest.mark.parametrize("name", ["qr.py", "standing.py", "booklet.py"])
def test_what_draws_on_the_way_is_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = anew()
    sources = shutil.copytree(Path(module.__file__).parent, tmp_path / "output")
    monkeypatch.setattr(module, "__file__", str(sources / "recipe.py"))
    assert anew() == before
    (sources / name).write_text("another")
    assert anew() != before
