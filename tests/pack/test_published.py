"""A pack is read back whole and proven, or it is not read at all."""

import json
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.period import Month
from apoq_batch.disk import sha256_of
from apoq_batch.pack import publishing
from apoq_batch.pack.published import BoardMember
from apoq_batch.pack.published import MonthFigures
from apoq_batch.pack.published import open_pack
from tests.mail.packs import LUIS
from tests.mail.packs import ROSA
from tests.mail.packs import files_of
from tests.mail.packs import make_pack
from tests.mail.packs import published_folder
from tests.mail.packs import results


def refused(folder: Path) -> BatchError:
    with pytest.raises(BatchError) as caught:
        open_pack(folder)
    return caught.value


def test_what_mail_needs_is_read(tmp_path: Path) -> None:
    pack = open_pack(make_pack(tmp_path, ROSA, language="en"))
    assert (pack.month, pack.language) == (Month(2026, 9), "en")
    assert pack.organisation == "Asociación de Querecotillo"
    assert pack.board == (
        BoardMember(role="Presidenta", name="Rosa Inés Chero", address="rosa@apoq.example"),
    )
    assert pack.figures == MonthFigures(
        boxes_month=35_740,
        boxes_year=296_484,
        premium_month=61_500_25,
        premium_year=1_052_596_51,
        loans=295,
        loans_total=97_190_00,
        owed=14_487_88,
        late=Fraction(345671, 1448788),
        available=8_39,
    )


def test_a_month_without_proposals_has_no_loans(tmp_path: Path) -> None:
    blank: dict[tuple[str, str], Any] = {
        ("Loans", "Loans proposed"): None,
        ("Loans", "Amount proposed"): None,
        ("Loans", "PAR30"): None,
    }
    folder = published_folder(tmp_path, files_of(results(figures=blank)))
    figures = open_pack(folder).figures
    assert (figures.loans, figures.loans_total, figures.late) == (None, None, None)


def changed_file(folder: Path) -> str:
    (folder / "informe-directiva.pdf").write_bytes(b"%PDF another")
    return "informe-directiva.pdf"


def missing_file(folder: Path) -> str:
    (folder / "original" / "libro.xlsx").unlink()
    return "original/libro.xlsx"


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / publishing.MANIFEST).read_bytes())
    return found


def with_files(folder: Path, **files: str) -> None:
    manifest = manifest_of(folder)
    manifest["files"] |= files
    (folder / publishing.MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")


def outside(folder: Path) -> str:
    secret = folder.parent / "secreto.txt"
    secret.write_bytes(b"x")
    with_files(folder, **{"../secreto.txt": sha256_of(secret)})
    return "../secreto.txt"


def absolute(folder: Path) -> str:
    with_files(folder, **{"/etc/hostname": "00"})
    return "/etc/hostname"


def no_json(folder: Path) -> str:
    (folder / publishing.MANIFEST).write_bytes(b"{")
    return publishing.MANIFEST


def no_files(folder: Path) -> str:
    (folder / publishing.MANIFEST).write_bytes(b'{"files": 5}')
    return publishing.MANIFEST


@pytest.mark.parametrize(
    "change", [changed_file, missing_file, outside, absolute, no_json, no_files]
)
def test_a_pack_that_was_changed_is_not_read(
    tmp_path: Path, change: Callable[[Path], str]
) -> None:
    folder = make_pack(tmp_path)
    name = change(folder)
    problem = refused(folder)
    assert problem.trouble is troubles.PACK_CHANGED
    assert dict(problem.facts)["file"] == name


def test_what_the_computer_leaves_in_a_folder_is_no_change(tmp_path: Path) -> None:
    folder = make_pack(tmp_path)
    (folder / "Thumbs.db").write_bytes(b"x")
    assert "Thumbs.db" not in open_pack(folder).files


def test_a_folder_that_is_no_pack_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path).trouble is troubles.NO_PACK
    assert refused(tmp_path / "nada").trouble is troubles.NO_PACK


@pytest.mark.parametrize(
    "told",
    [
        {"board": None},
        {"month": "setiembre"},
        {"parameters": {}},
        {"sheets": {}},
        {"sheets": {"summary": [], "funds": []}},
        results(figures={("Loans", "Portfolio"): "12"}),
        results(figures={("Loans", "Portfolio"): {"centimos": "12"}}),
    ],
)
def test_a_pack_that_says_too_little_is_too_old(tmp_path: Path, told: Any) -> None:
    folder = published_folder(tmp_path, files_of({**results(), **told}))
    assert refused(folder).trouble is troubles.PACK_TOO_OLD


def test_a_language_that_is_not_known_is_too_little(tmp_path: Path) -> None:
    folder = published_folder(tmp_path, files_of(results()), language="qu")
    assert refused(folder).trouble is troubles.PACK_TOO_OLD


def test_the_same_figures_are_the_same_pack_whoever_is_on_the_board(
    tmp_path: Path,
) -> None:
    first = open_pack(make_pack(tmp_path, ROSA)).key
    assert open_pack(make_pack(tmp_path, ROSA, LUIS, report=b"%PDF new")).key == first
    newer = files_of(results(version="9.9.9"))
    assert open_pack(published_folder(tmp_path, newer)).key == first
    other = files_of(results(figures={("Loans", "Loans proposed"): 294}))
    assert open_pack(published_folder(tmp_path, other)).key != first
