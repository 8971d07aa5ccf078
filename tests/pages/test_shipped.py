"""The folders that come with the program."""

from pathlib import Path

import pytest

from apoq_batch.pages import shipped


def test_a_checkout_has_its_folders_beside_the_package() -> None:
    assert (shipped.folder("templates") / "letter.css").is_file()


def test_an_installed_package_has_them_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "apoq_batch"
    inside = package / "_shipped" / "templates"
    inside.mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    monkeypatch.setattr(shipped, "PACKAGE", package)
    assert shipped.folder("templates") == inside


def test_a_folder_that_does_not_come_is_a_bug() -> None:
    with pytest.raises(FileNotFoundError, match="'nowhere'"):
        shipped.folder("nowhere")


def test_the_licence_of_the_fonts_comes_with_them() -> None:
    fonts = shipped.folder("templates") / "fonts"
    assert "SIL OPEN FONT LICENSE Version 1.1" in (fonts / "OFL.txt").read_text("utf-8")
    assert len(list(fonts.glob("*.ttf"))) == 3
