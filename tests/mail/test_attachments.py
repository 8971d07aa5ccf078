"""The report goes along by itself, the rest when it is asked for."""

import io
import zipfile
from pathlib import Path

import pytest

from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.mail.attachments import AttachmentKind
from apoq_batch.mail.attachments import attachments_of
from apoq_batch.pack.published import open_pack
from tests.mail.packs import REPORT
from tests.mail.packs import files_of
from tests.mail.packs import make_pack
from tests.mail.packs import published_folder
from tests.mail.packs import results


def test_the_report_goes_along_by_itself(tmp_path: Path) -> None:
    pack = open_pack(make_pack(tmp_path, letters=b"%PDF"))
    (one,) = attachments_of(pack, ())
    assert (one.kind, one.name, one.content) == (
        AttachmentKind.REPORT,
        "informe-directiva.pdf",
        REPORT,
    )


def test_a_pack_without_a_report_goes_without_unless_it_is_asked_for(
    tmp_path: Path,
) -> None:
    pack = open_pack(make_pack(tmp_path, report=None))
    assert attachments_of(pack, ()) == ()
    for kind in (AttachmentKind.REPORT, AttachmentKind.LETTERS, AttachmentKind.PROFILE):
        with pytest.raises(BatchError) as caught:
            attachments_of(pack, (kind,))
        assert caught.value.trouble is troubles.NOT_IN_PACK
        assert dict(caught.value.facts)["what"] == kind.value


def test_everything_that_is_asked_for_goes_along(tmp_path: Path) -> None:
    files = files_of(results(), letters=b"%PDF one") | {"perfil.pdf": b"%PDF profile"}
    pack = open_pack(published_folder(tmp_path, files))
    found = attachments_of(
        pack, (AttachmentKind.LETTERS, AttachmentKind.WORKBOOK, AttachmentKind.PROFILE)
    )
    assert [one.name for one in found] == [
        "informe-directiva.pdf",
        "perfil.pdf",
        "Año 2026 – libro.xlsx",
        "cartas-2026-09.zip",
    ]
    with zipfile.ZipFile(io.BytesIO(found[-1].content)) as letters:
        assert letters.testzip() is None
        assert {name: letters.read(name) for name in letters.namelist()} == {
            "S0001-uno.pdf": b"%PDF one",
            "S0002-dos.pdf": b"%PDF letter two",
        }
    assert attachments_of(pack, (AttachmentKind.LETTERS,))[-1] == found[-1]


def test_a_pack_without_a_workbook_says_so(tmp_path: Path) -> None:
    files = {
        name: content
        for name, content in files_of(results()).items()
        if not name.startswith("Año")
    }
    pack = open_pack(published_folder(tmp_path, files))
    with pytest.raises(BatchError) as caught:
        attachments_of(pack, (AttachmentKind.WORKBOOK,))
    assert caught.value.trouble is troubles.NOT_IN_PACK
