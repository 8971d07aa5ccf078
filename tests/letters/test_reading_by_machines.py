"""A letter on paper, scanned at 150 dpi: its amounts and its QR are read by programs.

Only where Tesseract with Spanish, zbarimg and pdftoppm are installed.
"""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from apoq_batch.batch.examine import examine
from apoq_batch.letters import files
from apoq_batch.letters.member import render
from apoq_batch.pages.pdf_page import render_pdfs
from apoq_batch.pages.qr import with_qr
from tests.test_golden import EXAMPLE

DPI = "150"
TOOLS = ("pdftoppm", "tesseract", "zbarimg")
_AMOUNT = re.compile(r"S/[\s\u00a0]*([\d,]+\.\d\d)", re.IGNORECASE)

pytestmark = [
    pytest.mark.thorough,
    pytest.mark.skipif(
        not all(map(shutil.which, TOOLS)), reason=f"needs {', '.join(TOOLS)}"
    ),
]


def read(*command: str) -> str:
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return done.stdout


def scanned(page: str, folder: Path) -> str:
    """The picture of a letter's first page, in grey."""
    file = folder / "carta.pdf"
    file.write_bytes(*render_pdfs([(file.name, with_qr(page))]))
    read(
        "pdftoppm", "-r", DPI, "-gray", "-png", "-singlefile", str(file), str(folder / "1")
    )
    return str(folder / "1.png")


@pytest.mark.parametrize("number", [40])
def test_amounts_and_the_qr_are_read(number: int, tmp_path: Path) -> None:
    if "spa" not in read("tesseract", "--list-langs"):
        pytest.skip("needs Tesseract's Spanish")
    settlement = examine(EXAMPLE, "es").settlement
    assert settlement is not None
    letter = files.letters_of(settlement, "es", ())[number]
    page = render(letter, "es")
    picture = scanned(page, tmp_path)
    assert f"{letter.number} {letter.id.code}".upper() in read("zbarimg", "-q", picture)
    words = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", page, flags=re.DOTALL)
    written = set(_AMOUNT.findall(words))
    assert written
    assert written <= set(_AMOUNT.findall(read("tesseract", picture, "-", "-l", "spa")))
