"""The message: readable everywhere, headers nobody can break, the same bytes each time."""

from dataclasses import replace
from datetime import UTC
from datetime import datetime
from email import message_from_bytes
from email import policy
from email.header import decode_header
from email.header import make_header
from email.message import EmailMessage
from email.message import Message
from email.utils import collapse_rfc2231_value
from email.utils import parseaddr
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from apoq_batch.mail.attachments import Attachment
from apoq_batch.mail.attachments import AttachmentKind
from apoq_batch.mail.message import HTML
from apoq_batch.mail.message import SUBJECT
from apoq_batch.mail.message import TEXT
from apoq_batch.mail.message import MessageIdentity
from apoq_batch.mail.message import ascii_file_name
from apoq_batch.mail.message import clean
from apoq_batch.mail.message import draft
from apoq_batch.mail.message import full_file_name
from apoq_batch.mail.message import mail_content
from apoq_batch.mail.message import message
from apoq_batch.mail.message import named_address
from apoq_batch.mail.message import subject_of
from apoq_batch.pack.published import BoardMember
from apoq_batch.pack.published import PublishedPack
from apoq_batch.pack.published import open_pack
from apoq_batch.pages.shipped import folder
from apoq_batch.pages.templates import environment
from tests.mail.packs import REPORT
from tests.mail.packs import make_pack

IDENTITY = MessageIdentity(
    message_id="<apoq.0123456789abcdef@apoq.example>",
    date=datetime(2026, 10, 2, 9, 30, tzinfo=UTC),
)
SENDER = "tesoreria@apoq.example"
ROSA = BoardMember(role="Presidenta", name="Rosa Inés Chero", address="rosa@apoq.example")
REPORTED = Attachment(
    kind=AttachmentKind.REPORT, name="informe-directiva.pdf", content=REPORT
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> PublishedPack:
    return open_pack(make_pack(tmp_path_factory.mktemp("salidas")))


def written(pack: PublishedPack, to: BoardMember = ROSA, *files: Attachment) -> bytes:
    return message(pack, to, files or (REPORTED,), SENDER, IDENTITY)


def parsed(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    assert not found.defects
    return found


def body(content: bytes, kind: str) -> str:
    part = parsed(content).get_body((kind,))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text


def test_the_headers_are_those_of_a_letter(pack: PublishedPack) -> None:
    found = parsed(written(pack))
    assert found["From"] == f"Asociación de Querecotillo <{SENDER}>"
    assert found["To"] == "Rosa Inés Chero <rosa@apoq.example>"
    assert found["Subject"] == (
        "Cierre de setiembre de 2026: informe para la Junta Directiva"
    )
    assert found["Date"] == "Fri, 02 Oct 2026 09:30:00 +0000"
    assert found["Message-ID"] == IDENTITY.message_id
    assert sorted(found.keys()) == [
        "Content-Type",
        "Date",
        "From",
        "MIME-Version",
        "Message-ID",
        "Subject",
        "To",
    ]


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize("language", ["es", "en"])
def test_both_bodies_tell_the_five_figures(
    pack: PublishedPack, kind: str, language: str
) -> None:
    said = body(written(replace(pack, language=language)), kind).replace("\u00a0", " ")
    figures = ("35,740", "S/ 1,052,596.51", "S/ 97,190.00", "S/ 14,487.88", "S/ 8.39")
    more = (
        "S/ 61,500.25",
        "296,484",
        "295",
        "23.9%",
        "Rosa Inés Chero",
        "informe-directiva.pdf",
    )
    assert [figure for figure in (*figures, *more) if figure not in said] == []
    month = {"es": "setiembre de 2026", "en": "September 2026"}[language]
    assert month in said
    assert month in subject_of(replace(pack, language=language))


@pytest.mark.parametrize("kind", ["plain", "html"])
@pytest.mark.parametrize(
    ("language", "words"), [("es", "no corresponde"), ("en", "none are due")]
)
def test_what_is_not_there_is_not_shown(
    pack: PublishedPack, kind: str, language: str, words: str
) -> None:
    figures = replace(pack.figures, loans=None, loans_total=None, late=None)
    bare = replace(pack, figures=figures, language=language)
    nobody = BoardMember(role="", name="", address="x@apoq.example")
    said = body(message(bare, nobody, (), SENDER, IDENTITY), kind)
    assert words in said
    assert "%" not in said.partition("<body")[0] or kind == "html"
    assert {"es": "Junta Directiva", "en": "members of the board"}[language] in said
    assert {"es": "adjunto:", "en": "Attached:"}[language] not in said


def test_no_loan_granted_is_not_none_due(pack: PublishedPack) -> None:
    figures = replace(pack.figures, loans=0, loans_total=0, late=Fraction(0))
    content = mail_content(replace(pack, figures=figures), ROSA, ())
    assert (content.loans, content.late) == ("0", "0.0%")


@pytest.mark.parametrize("name", [HTML, TEXT, SUBJECT])
def test_every_language_says_the_same(name: str) -> None:
    def asked(language: str) -> list[str]:
        source = (folder("templates") / language / name).read_text("utf-8")
        parsed = environment(language).parse(source)
        return sorted(node.attr for node in parsed.find_all(nodes.Getattr))

    assert asked("es") == asked("en")


def test_the_same_stamp_gives_the_same_bytes(pack: PublishedPack) -> None:
    content = written(pack)
    assert content == written(pack)
    other = replace(IDENTITY, message_id="<apoq.other@apoq.example>")
    assert message(pack, ROSA, (REPORTED,), SENDER, other) != content


def test_every_line_is_one_that_every_server_takes(pack: PublishedPack) -> None:
    long = Attachment(
        kind=AttachmentKind.WORKBOOK, name=f"{'ñandú 日本 ' * 40}.xlsx", content=b"x"
    )
    content = written(pack, ROSA, long, REPORTED)
    assert content.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    assert b"\r" not in content.replace(b"\r\n", b"")
    lengths = [len(line) for line in content.split(b"\r\n")]
    assert max(lengths) <= 998
    # The type of a workbook, and a long name in percent signs, have no place to be folded.
    assert sum(length > 78 for length in lengths) == 2


def test_text_of_the_workbook_is_escaped_in_the_page(pack: PublishedPack) -> None:
    named = replace(pack, organisation="<b>Asociación & Co</b>")
    assert "&lt;b&gt;Asociación &amp; Co&lt;/b&gt;" in body(written(named), "html")
    assert "<b>Asociación & Co</b>" in body(written(named), "plain")


@pytest.mark.parametrize(
    "name",
    [
        "Rosa\r\nBcc: todos@apoq.example",
        "Rosa\nX: y",
        'Rosa "la Jefa" Chero',
        "Chero, Rosa <otra@apoq.example>",
        "Ñique; Inés (tesorera)",
        "=?utf-8?q?falso?=",
        "Rosa \u202egro.elpmaxe@asor",
        "日本 太郎",
        "Rosa" * 60,
        "a, b@c.pe, d",
        "\\",
        "\x00\x1b[31mRosa",
        "  ",
    ],
)
def test_no_name_breaks_a_header(pack: PublishedPack, name: str) -> None:
    to = replace(ROSA, name=name)
    content = written(replace(pack, organisation=name), to)
    plain = message_from_bytes(content)
    assert "Bcc" not in plain
    assert len(plain.keys()) == 7
    for header, address in (("To", to.address), ("From", SENDER)):
        shown, found = parseaddr(str(plain[header]).replace("\n", ""))
        assert found == address
        assert str(make_header(decode_header(shown))) == clean(name)
        (one,) = parsed(content)[header].addresses
        assert (one.display_name, one.addr_spec) == (clean(name), address)


@given(st.text(max_size=90))
def test_any_name_comes_back_cleaned(name: str) -> None:
    header = named_address(name, "rosa@apoq.example")
    assert header.isascii()
    assert all(line.startswith(" ") for line in header.split("\n")[1:])
    assert all(len(line) <= 100 for line in header.split("\n"))
    shown, found = parseaddr(header.replace("\n", ""))
    assert found == "rosa@apoq.example"
    assert str(make_header(decode_header(shown))) == clean(name)


def attachments(content: bytes) -> list[Message]:
    return [
        part
        for part in message_from_bytes(content).walk()
        if part.get_filename() is not None
    ]


def test_attachments_have_their_types_and_arrive_whole(pack: PublishedPack) -> None:
    files = (
        REPORTED,
        Attachment(
            kind=AttachmentKind.WORKBOOK, name="libro.xlsx", content=bytes(range(256)) * 9
        ),
        Attachment(kind=AttachmentKind.WORKBOOK, name="libro.xlsm", content=b"m"),
        Attachment(kind=AttachmentKind.LETTERS, name="cartas-2026-09.zip", content=b""),
        Attachment(kind=AttachmentKind.WORKBOOK, name="raro.odd", content=b"o"),
    )
    found = attachments(written(pack, ROSA, *files))
    assert [part.get_content_type() for part in found] == [
        "application/pdf",
        XLSX,
        "application/vnd.ms-excel.sheet.macroenabled.12",
        "application/zip",
        "application/octet-stream",
    ]
    assert [part.get_payload(decode=True) for part in found] == [
        one.content for one in files
    ]
    assert [part.get_filename() for part in found] == [one.name for one in files]
    assert [part.get_content_disposition() for part in found] == ["attachment"] * 5


def test_a_name_with_accents_is_there_in_both_ways(pack: PublishedPack) -> None:
    name = "Año 2026 – libro Ñ.xlsx"
    book = Attachment(kind=AttachmentKind.WORKBOOK, name=name, content=b"x")
    (part,) = attachments(written(pack, ROSA, book))
    header = str(part["Content-Disposition"])
    assert 'filename="Ano 2026 _ libro N.xlsx"' in header
    assert "filename*=utf-8''A%C3%B1o%202026%20%E2%80%93%20libro%20%C3%91.xlsx" in header
    assert 'name="Ano 2026 _ libro N.xlsx"' in str(part["Content-Type"])
    extended = Message()
    extended["Content-Disposition"] = f"attachment;{header.rpartition(';')[2]}"
    value: Any = extended.get_param("filename", header="content-disposition")
    assert collapse_rfc2231_value(value) == name


@pytest.mark.parametrize(
    ("name", "plain", "full"),
    [
        ("libro.xlsx", "libro.xlsx", "libro.xlsx"),
        ('a"b\r\nX: y.xlsx', "a_b X_ y.xlsx", "a_b X_ y.xlsx"),
        ("..\\..\\libro.xlsx", "_.._libro.xlsx", "_.._libro.xlsx"),
        ("../libro.xlsx", "_libro.xlsx", "_libro.xlsx"),
        ("日本.xlsx", "__.xlsx", "日本.xlsx"),
        ("\u202ecod.xlsx", "cod.xlsx", "cod.xlsx"),
        (" . ", "sin-nombre", "sin-nombre"),
        (f"{'x' * 90}.xlsx", f"{'x' * 55}.xlsx", f"{'x' * 55}.xlsx"),
    ],
)
def test_file_names_can_be_kept_on_any_disk(name: str, plain: str, full: str) -> None:
    assert (ascii_file_name(name), full_file_name(name)) == (plain, full)


def test_a_draft_says_that_it_is_one_and_is_not_dated(pack: PublishedPack) -> None:
    found = parsed(draft(pack, ROSA, (REPORTED,), None))
    assert found["X-Unsent"] == "1"
    assert [found[name] for name in ("From", "Date", "Message-ID")] == [None] * 3
    assert parsed(draft(pack, ROSA, (), SENDER))["From"] is not None
