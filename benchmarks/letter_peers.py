"""Other ways to make the same letters, each as plainly as its documentation shows it.

The content is taken out of our own pages: paragraphs and tables of text.
"""

import subprocess
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path
from shutil import which

from lxml import html as markup

from apoq_batch.pages.shipped import folder

Rows = list[list[str]]
STYLE = "letter.css"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph, or a table when there are rows."""

    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(page: str) -> Iterator[Block]:
    """What a page says, in reading order."""
    body = markup.fromstring(page).find("body")
    yield from _blocks(body) if body is not None else ()


def _blocks(element: markup.HtmlElement) -> Iterator[Block]:
    for child in element:
        if child.tag == "table":
            rows = (
                tuple(_text(cell) for cell in row if cell.tag in ("td", "th"))
                for row in child.iter("tr")
            )
            yield Block(rows=tuple(row for row in rows if row))
        elif child.tag in ("p", "h1", "h2", "address"):
            yield Block(text=_text(child))
        elif isinstance(child.tag, str) and child.tag != "svg":
            yield from _blocks(child)


def _text(element: markup.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def missing(name: str) -> str:
    """What a peer needs and is not installed."""
    modules = {"docx": "docx", "reportlab": "reportlab", "typst": "typst"}
    if name == "libreoffice":
        lacks = [] if _has_writer() else ["LibreOffice Writer"]
        return ", ".join([*lacks, *([] if find_spec("docx") else ["python-docx"])])
    module = modules.get(name)
    return module if module and not find_spec(module) else ""


def _has_writer() -> bool:
    """LibreOffice comes in parts, and may be there without the one for letters."""
    program = which("soffice")
    return bool(program) and any(Path(str(program)).resolve().parent.glob("*swlo*"))


def plain(pages: Sequence[str], target: Path) -> None:
    """WeasyPrint in a loop, with nothing kept from one letter to the next."""
    import weasyprint

    templates = folder("templates").resolve()
    for number, page in enumerate(pages):
        document = weasyprint.HTML(string=page, base_url=templates.as_uri() + "/")
        document.write_pdf(
            target / f"{number}.pdf",
            stylesheets=[templates / STYLE],
            pdf_variant="pdf/ua-1",
        )


def docx(pages: Sequence[str], target: Path) -> None:
    """The .docx files that LibreOffice converts, each with a QR and a footer; not timed."""
    import segno
    from docx import Document
    from docx.shared import Mm

    picture = BytesIO()
    segno.make("C-2026-09-S001 ABCDE-FGHIJ").save(picture, kind="png", scale=4)
    for number, page in enumerate(pages):
        document = Document()
        document.sections[0].footer.paragraphs[0].text = f"{number}"
        document.add_picture(picture, width=Mm(25))
        for block in blocks(page):
            if not block.rows:
                document.add_paragraph(block.text)
                continue
            width = max(map(len, block.rows))
            table = document.add_table(rows=0, cols=width, style="Table Grid")
            for row in block.rows:
                for cell, text in zip(table.add_row().cells, row, strict=False):
                    cell.text = text
        document.save(str(target / f"{number}.docx"))


# LibreOffice stops after the 247th file of a command, without a word.
_AT_ONCE = 200
_TAGGED = '{"PDFUACompliance":{"type":"boolean","value":"true"}}'


def libreoffice(pages: Sequence[str], target: Path) -> None:
    """LibreOffice converts the .docx files that lie in the folder, as many as it takes."""
    files = sorted((target.parent / "docx").glob("*.docx"))[: len(pages)]
    profile = (target.parent / "profile").resolve().as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless"]
    command += ["--convert-to", f"pdf:writer_pdf_Export:{_TAGGED}", "--outdir", str(target)]
    quiet = subprocess.DEVNULL
    for start in range(0, len(files), _AT_ONCE):
        some = map(str, files[start : start + _AT_ONCE])
        subprocess.run([*command, *some], check=True, stdout=quiet, stderr=quiet)
    if len(list(target.glob("*.pdf"))) != len(pages):
        raise SystemExit("LibreOffice did not convert all letters")


def reportlab(pages: Sequence[str], target: Path) -> None:
    """ReportLab's own flow of paragraphs and tables, one file a letter."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph
    from reportlab.platypus import SimpleDocTemplate
    from reportlab.platypus import Table

    style = getSampleStyleSheet()["Normal"]
    for number, page in enumerate(pages):
        flow = [
            Table([[Paragraph(text, style) for text in row] for row in _filled(block)])
            if block.rows
            else Paragraph(block.text, style)
            for block in blocks(page)
        ]
        SimpleDocTemplate(str(target / f"{number}.pdf"), pagesize=A4).build(flow)


def typst(pages: Sequence[str], target: Path) -> None:
    """Typst, all letters in one document."""
    import typst as compiler

    source = target / "all.typ"
    parts = []
    for page in pages:
        parts += [_typst(block) for block in blocks(page)]
        parts.append("#pagebreak(weak: true)")
    source.write_text("\n\n".join(parts), encoding="utf-8")
    compiler.compile(str(source), output=str(target / "all.pdf"))


def _typst(block: Block) -> str:
    if not block.rows:
        return f"#{_quoted(block.text)}"
    rows = _filled(block)
    cells = ", ".join(_quoted(text) for row in rows for text in row)
    return f"#table(columns: {len(rows[0])}, {cells})"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'text("{escaped}")'


def _filled(block: Block) -> Rows:
    """Every row as long as the longest."""
    width = max(map(len, block.rows))
    return [[*row, *[""] * (width - len(row))] for row in block.rows]


PEERS = {
    "plain": plain,
    "libreoffice": libreoffice,
    "reportlab": reportlab,
    "typst": typst,
}
