"""Nothing of a member leaves by mail but in what is attached when it is asked for."""

import shutil
from email import message_from_bytes
from pathlib import Path

import openpyxl
import pytest

from apoq_batch.batch.close import run
from apoq_batch.batch.request import Request
from tests.mail.mail_server import Certificates
from tests.mail.mail_server import Conduct
from tests.mail.mail_server import serving
from tests.mail.sends import ROOT
from tests.mail.sends import told
from tests.mail.sends import variables

SMALL = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
NAME, DNI, HEALTH = "Canarioquispe", "70817263", "leucemia"


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pack of a month whose workbook holds three canaries."""
    place = tmp_path_factory.mktemp("mes")
    book = openpyxl.load_workbook(SMALL)
    put(book["Socios"], "apellidos", NAME)
    put(book["Socios"], "dni", DNI)
    put(book["Emergencias"], "acta", HEALTH)
    workbook = place / "libro.xlsx"
    book.save(workbook)
    request = Request(workbook=workbook, output=place / "salidas", letters=False)
    done = run(request, lambda *_: None)
    assert done.pack is not None
    found = (done.pack / "resultados.json").read_text(encoding="utf-8")
    assert NAME in found
    return done.pack


def put(sheet: object, heading: str, value: str) -> None:
    rows = list(sheet.iter_rows())  # type: ignore[attr-defined]
    for row in rows:
        titles = [str(cell.value).strip("* ").lower() for cell in row]
        if heading in titles:
            place = titles.index(heading)
            filled = next(
                below for below in rows[rows.index(row) + 1 :] if below[place].value
            )
            filled[place].value = value
            return
    raise AssertionError(heading)


@pytest.mark.parametrize("does", ["", "drop", "550 No"])
def test_no_canary_in_mail_listing_or_terminal(
    trusting: Certificates,
    folder: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    does: str,
) -> None:
    mine = Path(shutil.copytree(folder, tmp_path / "salidas" / folder.name))
    conduct = Conduct(at="end" if does else "", does=does)
    with serving(conduct, trusting.good) as port:
        sent = told(capsys, "send", mine, "--yes", variables=variables(port))
    drafts = told(capsys, "send", mine, "--dry-run", variables={})
    listed = told(capsys, "outbox", mine, variables={})
    said = [one.out + one.err for one in (sent, drafts, listed)]
    assert len(conduct.delivered) == 2
    for one in conduct.delivered:
        found = message_from_bytes(one.content)
        said += [f"{name}: {value}" for name, value in found.items()]
        bodies = (part for part in found.walk() if part.get_content_maintype() == "text")
        for part in bodies:
            payload = part.get_payload(decode=True)
            assert isinstance(payload, bytes)
            said.append(payload.decode())
    for canary in (NAME, DNI, HEALTH):
        assert [text for text in said if canary.lower() in text.lower()] == []
    assert "setiembre de 2026" in "".join(said)
