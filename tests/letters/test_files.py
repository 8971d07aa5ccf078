"""The letters of a month as files of a pack: places, order, what the manifest says."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from apoq_batch.core.rules.settlement import Settlement
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters import files
from apoq_batch.pack import publishing
from apoq_batch.pack.recovery import PlannedWrite
from apoq_batch.pages import booklet
from apoq_batch.pages import pdf_files
from apoq_batch.pages.booklet import Chapter
from tests import builders as build
from tests.builders import on
from tests.pages.reading import LANGUAGES
from tests.shared import shared_folder

MONTH = "2026-03"
PLANNED_WRITE = PlannedWrite(workbook=Path("libro.xlsx"), before="", after=None)


def settled() -> Settlement:
    return settle(
        build.book(
            members=(
                build.member("S1", surnames="Zapata", sector="La Horca"),
                build.member("S2", surnames="Ávila", sector="La Horca", phone="987654321"),
                build.member("S3", surnames="Mena"),
            ),
            loans=tuple(build.loan(f"P{n}", "S2", date=on(1, n + 1)) for n in range(14)),
            deliveries=(build.delivery(), build.delivery("S3")),
            claims=(build.claim(),),
            projects=(build.project(handed_over=on(3, 2)),),
        )
    )


def published(
    output: Path, language: str, members: tuple[str, ...] = (), store: Path | None = None
) -> Path:
    settlement = settled()
    letters = files.letters_of(settlement, language, members)
    with publishing.building(output, MONTH) as staging:
        for name in files.FOLDERS:
            (staging.folder / name).mkdir()
        pages = files.pages_of(settlement.book, letters, staging.folder, language, "")
        pdf_files.write_all(pages, lambda: None, workers=1, cache_folder=store)
        kept = pdf_files.open_cache(store)
        files.bind_all(staging, settlement.book, letters, language, kept)
        publishing.write_manifest(
            staging, {"month": MONTH, "letters": files.letter_index(letters)}
        )
        return publishing.publish(staging, PLANNED_WRITE)


@pytest.fixture(name="folders", scope="module")
def _folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {language: issued(tmp_path_factory, language) for language in LANGUAGES}


def issued(factory: pytest.TempPathFactory, language: str) -> Path:
    """The pack of the month, to be looked at only."""
    folder = shared_folder(
        factory, f"issued-{language}", lambda folder: published(folder, language)
    )
    return folder / MONTH


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pack_has_letters_lists_all_in_one_and_an_index(
    folders: dict[str, Path], language: str
) -> None:
    folder = folders[language]
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    assert names == {
        "cartas/S1-zapata-ana.pdf",
        "cartas/S2-avila-ana.pdf",
        "cartas/S3-mena-ana.pdf",
        "cartas/apoyo-E1.pdf",
        "cartas/entrega-Y1.pdf",
        "listas/01-la-horca.pdf",
        "listas/02-sin-sector.pdf",
        "listas/03-instituciones.pdf",
        "cartas-todas.pdf",
        "cartas.html",
        "manifiesto.json",
    }


@pytest.mark.parametrize(
    ("language", "list_of", "letter", "deed"),
    [
        ("es", "Lista de entrega de cartas", "Carta N.°", "Acta de entrega"),
        ("en", "Delivery list of letters", "Letter no.", "Deed of handover"),
    ],
)
def test_all_in_one_goes_sector_by_sector_each_letter_on_an_odd_page(
    folders: dict[str, Path], language: str, list_of: str, letter: str, deed: str
) -> None:
    reader = PdfReader(folders[language] / files.BOOKLET)
    texts = [" ".join(page.extract_text().split()) for page in reader.pages]
    wanted = [
        (list_of, "La Horca"),
        (letter, "C-2026-03-S2"),
        (letter, "C-2026-03-S1"),
        (letter, "A-2026-03-E1"),
        (list_of, "Mena"),
        (letter, "C-2026-03-S3"),
        (list_of, "IE 14780"),
        (deed, "E-2026-03-Y1"),
    ]
    starts = [
        number
        for number, text in enumerate(texts)
        if (list_of in text or letter in text or deed in text) and text.split()
    ]
    assert len(starts) == len(wanted)
    for number, parts in zip(starts, wanted, strict=True):
        assert number % 2 == 0
        assert all(part in texts[number] for part in parts)
    assert len(texts) % 2 == 0


def test_the_manifest_knows_each_letter_and_no_dni(folders: dict[str, Path]) -> None:
    text = (folders["es"] / publishing.MANIFEST).read_text(encoding="utf-8")
    told: dict[str, Any] = json.loads(text)["letters"]
    letters = files.letters_of(settled(), "es", ())
    assert {name: one["code"] for name, one in told.items()} == {
        letter.number: letter.id.code for letter in letters
    }
    assert told["C-2026-03-S2"] | {"code": ""} == {
        "about": "no_loan",
        "code": "",
        "figure": "",
        "file": "cartas/S2-avila-ana.pdf",
        "member": "S2",
        "owed": "S/\xa04,200.00",
        "to": "Ana Ávila",
    }
    for code in ("S1", "S2", "S3"):
        assert build.dni_of(code) not in text


def test_letters_of_one_member_have_a_list_and_an_index_of_their_own(
    tmp_path: Path,
) -> None:
    folder = published(tmp_path, "es", ("S3",))
    assert [path.name for path in (folder / "cartas").iterdir()] == ["S3-mena-ana.pdf"]
    assert [path.name for path in (folder / "listas").iterdir()] == ["01-sin-sector.pdf"]
    assert (folder / files.INDEX).read_text(encoding="utf-8").count("<li ") == 1


def test_the_same_month_gives_the_same_bytes(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    again = published(tmp_path, "es")
    first = folders["es"]
    for path in sorted(first.rglob("*.*")):
        assert (again / path.relative_to(first)).read_bytes() == path.read_bytes()


def test_all_in_one_is_made_once_of_the_same_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = []
    real = booklet.bind

    def counted(title: str, language: str, chapters: Sequence[Chapter]) -> bytes:
        made.append(title)
        return real(title, language, chapters)

    monkeypatch.setattr(files, "bind", counted)
    store = tmp_path / "store"
    packs = [published(tmp_path / name, "es", store=store) for name in ("1", "2")]
    alone = published(tmp_path / "3", "es")
    other = published(tmp_path / "4", "es", ("S1",), store=store)
    assert len(made) == 3
    first, second, third, fourth = (
        (folder / files.BOOKLET).read_bytes() for folder in (*packs, alone, other)
    )
    assert first == second == third != fourth
