"""Is this what was issued: packs, letters, other files, codes and numbers."""

import json
import shutil
from pathlib import Path

import pikepdf
import pytest

from apoq_batch.core.check_code import check_code
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.core.rules.settlement import settle
from apoq_batch.letters import files
from apoq_batch.pack import publishing
from apoq_batch.pack.verify import Answer
from apoq_batch.pack.verify import FileChange
from apoq_batch.pack.verify import split_claim
from apoq_batch.pack.verify import verify
from tests import builders as build
from tests.letters import test_files as months

MONTH = months.MONTH
LETTER = "cartas/S1-zapata-ana.pdf"
NUMBER = "C-2026-03-S1"


@pytest.fixture(name="issued", scope="module")
def _issued(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return months.issued(tmp_path_factory, "es")


@pytest.fixture(name="copy")
def _copy(issued: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(issued, tmp_path / "copia"))


def code_of(folder: Path, number: str = NUMBER) -> str:
    manifest = json.loads((folder / publishing.MANIFEST).read_text(encoding="utf-8"))
    return str(manifest["letters"][number]["code"])


def saved(path: Path, change: str, target: Path) -> Path:
    """The letter saved by another program, with a change or with none."""
    with pikepdf.open(path) as file:
        if change == "page":
            drawn = file.pages[0].Contents.read_bytes() + b" 0 0 m"
            file.pages[0].Contents = file.make_stream(drawn)
        if change == "longer":
            file.add_blank_page()
        if change == "claim":
            file.docinfo["/Keywords"] = "C-2026-03-S9 7KQ4M-2XP9T"
        if change == "other code":
            file.docinfo["/Keywords"] = f"{NUMBER} 7KQ4M-2XP9T"
        if change == "no claim":
            del file.docinfo["/Keywords"]
        file.save(target)
    return target


def test_a_pack_and_a_copy_of_it_are_whole(issued: Path, copy: Path) -> None:
    seal = check_code((issued / publishing.MANIFEST).read_text(encoding="utf-8"))
    for folder in (issued, copy):
        verdict = verify(str(folder), issued)
        assert (verdict.answer, verdict.is_issued) == (Answer.PACK_WHOLE, True)
        assert (verdict.month, verdict.pack_code) == (MONTH, seal)


def test_what_differs_in_a_pack_is_named(issued: Path, copy: Path) -> None:
    (copy / LETTER).write_bytes(b"%PDF-")
    (copy / files.INDEX).unlink()
    (copy / "nuevo.txt").write_text("x")
    verdict = verify(str(copy), issued)
    assert (verdict.answer, verdict.is_issued) == (Answer.PACK_DIFFERS, False)
    assert [(one.change, one.file) for one in verdict.differences] == [
        (FileChange.MISSING, files.INDEX),
        (FileChange.CHANGED, LETTER),
        (FileChange.ADDED, "nuevo.txt"),
    ]


def test_another_manifest_makes_another_pack(issued: Path, copy: Path) -> None:
    manifest = copy / publishing.MANIFEST
    manifest.write_bytes(manifest.read_bytes().replace(b"Zapata", b"Zapato"))
    verdict = verify(str(copy), issued)
    assert [(one.change, one.file) for one in verdict.differences] == [
        (FileChange.CHANGED, publishing.MANIFEST)
    ]
    manifest.unlink()
    verdict = verify(str(copy), issued)
    assert [one.change for one in verdict.differences] == [FileChange.MISSING]


@pytest.mark.parametrize("name", ["carta.pdf", "S3-mena-ana.pdf"])
def test_a_letter_is_known_by_its_bytes_whatever_its_name(
    issued: Path, tmp_path: Path, name: str
) -> None:
    path = Path(shutil.copy(issued / LETTER, tmp_path / name))
    verdict = verify(str(path), issued)
    assert (verdict.answer, verdict.file) == (Answer.LETTER_ISSUED, LETTER)
    assert verdict.letter is not None
    assert (verdict.letter.number, verdict.letter.to) == (NUMBER, "Ana Zapata")
    index = verify(str(issued / files.INDEX), issued)
    assert (index.answer, index.letter) == (Answer.FILE_ISSUED, None)


@pytest.mark.parametrize(
    ("change", "answer", "pages"),
    [
        ("none", Answer.LETTER_ALTERED, ()),
        ("page", Answer.LETTER_ALTERED, (1,)),
        ("longer", Answer.LETTER_ALTERED, (2,)),
        ("claim", Answer.LETTER_UNKNOWN, ()),
        ("other code", Answer.LETTER_UNKNOWN, ()),
        ("no claim", Answer.FILE_UNKNOWN, ()),
    ],
)
def test_a_letter_that_is_not_the_file_says_what_it_claims(
    issued: Path, tmp_path: Path, change: str, answer: Answer, pages: tuple[int, ...]
) -> None:
    path = saved(issued / LETTER, change, tmp_path / "carta.pdf")
    verdict = verify(str(path), issued)
    assert (verdict.answer, verdict.pages, verdict.is_issued) == (answer, pages, False)
    if answer is Answer.LETTER_ALTERED:
        assert verdict.claim == f"{NUMBER} {code_of(issued)}"
        assert verdict.file == LETTER
    # A false code under a right number: whose the number is, is told.
    number = verdict.letter.number if verdict.letter else ""
    assert number == (NUMBER if change in ("none", "page", "longer", "other code") else "")


def test_without_the_letter_in_the_pack_no_page_is_compared(
    copy: Path, tmp_path: Path
) -> None:
    path = saved(copy / LETTER, "page", tmp_path / "carta.pdf")
    (copy / LETTER).unlink()
    verdict = verify(str(path), copy)
    assert (verdict.answer, verdict.pages) == (Answer.LETTER_ALTERED, ())


@pytest.mark.parametrize("content", [b"", b"%PDF-", b"%PDF-1.7\n\xff", b"hola"])
def test_a_file_that_is_nothing_is_no_file_of_the_pack(
    issued: Path, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "x.pdf"
    path.write_bytes(content)
    assert verify(str(path), issued).answer is Answer.FILE_UNKNOWN
    named = tmp_path / "CARTAS.html"
    named.write_bytes(content)
    verdict = verify(str(named), issued)
    assert (verdict.answer, verdict.file) == (Answer.FILE_DIFFERS, files.INDEX)


def test_a_code_alone_is_found_however_it_is_typed(issued: Path) -> None:
    code = code_of(issued)
    for typed in (code, code.lower(), code.replace("-", " "), f"{NUMBER} {code}", NUMBER):
        verdict = verify(typed, issued)
        assert (verdict.answer, verdict.file) == (Answer.CODE_ISSUED, LETTER)
        assert verdict.letter is not None
        assert verdict.letter.code == code


def test_a_code_that_was_not_issued_is_none(issued: Path) -> None:
    other = code_of(issued, "C-2026-03-S3")
    for typed in ("7KQ4M-2XP9T", "C-2026-03-S9", "C-2026-03-S9 7KQ4M-2XP9T"):
        assert verify(typed, issued).answer is Answer.CODE_UNKNOWN
    for typed in (f"{NUMBER} {other}", f"C-2026-03-S9 {other}", f"{NUMBER} 7KQ4M-2XP9T"):
        verdict = verify(typed, issued)
        assert verdict.answer is Answer.CODE_MISMATCH
        assert verdict.letter is not None


@pytest.mark.parametrize("asked", ["carta.pdf", "hola", "", "salidas/2026-03/x", "S1"])
def test_what_is_neither_file_nor_code_is_told(issued: Path, asked: str) -> None:
    with pytest.raises(BatchError) as caught:
        verify(asked or "?", issued)
    assert caught.value.trouble is troubles.NOT_A_CODE


def test_a_folder_without_a_manifest_is_no_pack(issued: Path, tmp_path: Path) -> None:
    with pytest.raises(BatchError) as caught:
        verify(str(issued), tmp_path)
    assert caught.value.trouble is troubles.NO_MANIFEST


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"month": "2026-03", "files": 3}', "\x00", '{"letters": {"C": 1}}'],
)
def test_a_manifest_that_says_nothing_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / publishing.MANIFEST).write_text(text)
    with pytest.raises(BatchError) as caught:
        verify("x", tmp_path)
    assert caught.value.trouble is troubles.BAD_MANIFEST


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("C-2026-09-S11", ("C-2026-09-S11", "")),
        ("C-2026-09-S11 7kq4m2xp9t", ("C-2026-09-S11", "7KQ4M-2XP9T")),
        ("  a-2026-09-E 1   7KQ4M-2XP9T ", ("a-2026-09-E 1", "7KQ4M-2XP9T")),
        ("7KQ4M 2XP9T", ("", "7KQ4M-2XP9T")),
        ("S1", ("S1", "")),
        ("", ("", "")),
    ],
)
def test_number_and_code_are_told_apart(text: str, claim: tuple[str, str]) -> None:
    assert split_claim(text) == claim


def test_a_month_without_letters_knows_no_code(tmp_path: Path) -> None:
    with publishing.building(tmp_path, MONTH) as staging:
        publishing.put(staging, "libro.xlsx", b"x")
        publishing.write_manifest(staging, {"month": MONTH})
        folder = publishing.publish(staging, months.PLANNED_WRITE)
    assert verify("7KQ4M-2XP9T", folder).answer is Answer.CODE_UNKNOWN
    assert verify(str(folder), folder).is_issued
    (tmp_path / "otro.xlsx").write_bytes(b"y")
    verdict = verify(str(tmp_path / "otro.xlsx"), folder)
    assert (verdict.answer, verdict.file) == (Answer.FILE_DIFFERS, "libro.xlsx")


def test_codes_tell_members_apart_who_have_the_same_figures() -> None:
    settlement = settle(build.book(members=build.members("S1", "S2")))
    codes = {
        one["code"]
        for one in files.letter_index(files.letters_of(settlement, "es", ())).values()
    }
    assert len(codes) == 2
