"""The logo: small, the same every time, and refused in a plain sentence."""

import base64
import io
from pathlib import Path

import pytest
from PIL import Image

from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.messages.troubles import Trouble
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters import logo
from apoq_batch.letters.logo import LARGEST
from apoq_batch.letters.logo import logo_address
from apoq_batch.letters.logo import logo_of
from apoq_batch.letters.member import member_letter
from apoq_batch.letters.member import render
from apoq_batch.pages import pdf_files
from tests import builders as build
from tests.pages.reading import LANGUAGES


def picture(path: Path, size: tuple[int, int] = (900, 300), mode: str = "RGBA") -> Path:
    Image.new(mode, size).save(path)
    return path


def shown(address: str) -> Image.Image:
    kind, _, content = address.partition(",")
    assert kind == "data:image/png;base64"
    return Image.open(io.BytesIO(base64.b64decode(content)))


@pytest.mark.parametrize(
    ("name", "mode"), [("l.png", "RGBA"), ("l.png", "P"), ("l.jpg", "L"), ("l.gif", "P")]
)
def test_a_picture_is_made_as_small_as_it_is_shown(
    tmp_path: Path, name: str, mode: str
) -> None:
    path = picture(tmp_path / name, mode=mode)
    address = logo_address(path)
    assert shown(address).size == (400, 133)
    assert logo_address(path) == address


def test_a_small_picture_stays_as_it_is(tmp_path: Path) -> None:
    assert shown(logo_address(picture(tmp_path / "l.png", (10, 20)))).size == (10, 20)


@pytest.mark.parametrize(
    ("name", "content", "trouble"),
    [
        ("no.png", None, troubles.NO_LOGO),
        ("texto.png", b"hola", troubles.BAD_LOGO),
        ("vacio.png", b"", troubles.BAD_LOGO),
        ("roto.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", troubles.BAD_LOGO),
        ("l.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", troubles.BAD_LOGO),
    ],
)
def test_what_is_no_picture_is_refused(
    tmp_path: Path, name: str, content: bytes | None, trouble: Trouble
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BatchError) as caught:
        logo_address(path)
    assert caught.value.trouble is trouble
    assert dict(caught.value.facts) == {"name": name}


@pytest.mark.parametrize("limit", ["MOST_BYTES", "MOST_DOTS"])
def test_a_picture_without_measure_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str
) -> None:
    path = picture(tmp_path / "l.png")
    monkeypatch.setattr(logo, limit, 10)
    with pytest.raises(BatchError) as caught:
        logo_address(path)
    assert caught.value.trouble is troubles.BAD_LOGO


def test_the_one_asked_for_goes_before_the_one_of_the_workbook(tmp_path: Path) -> None:
    named = picture(tmp_path / "del-libro.png", (10, 10))
    asked = picture(tmp_path / "pedido.png", (20, 20))
    assert logo_of(asked, named.name, tmp_path) == logo_address(asked)
    assert logo_of(None, named.name, tmp_path) == logo_address(named)
    assert logo_of(None, None, tmp_path) == ""


@pytest.mark.parametrize("name", ["../l.png", "a/l.png", "/etc/l.png", ".."])
def test_the_workbook_names_a_file_beside_it_and_no_other(
    tmp_path: Path, name: str
) -> None:
    (tmp_path / "a").mkdir()
    with pytest.raises(BatchError):
        logo_of(None, name, tmp_path)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_carries_the_logo_with_the_associations_name(
    tmp_path: Path, language: str
) -> None:
    address = logo_address(picture(tmp_path / "l.png", LARGEST))
    letter = member_letter(settle(build.book()), "S1", language)
    assert f'<img class="logo" src="{address}" alt="APOQ">' in render(
        letter, language, address
    )
    assert "<img" not in render(letter, language)


def test_a_logo_is_printed(tmp_path: Path) -> None:
    address = logo_address(picture(tmp_path / "l.png"))
    page = render(member_letter(settle(build.book()), "S1", "es"), "es", address)
    pdf_files.write_all([(page, tmp_path / "a.pdf")], lambda: None)
    assert b"/Image" in (tmp_path / "a.pdf").read_bytes()
