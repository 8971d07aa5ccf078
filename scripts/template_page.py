"""docs/templates.md: what each template is given, read off the dataclasses that fill it.

`FILLED` and `PARTS` name every shipped template; tests/docs/test_templates.py holds both to
the folder, and every name that a template uses to the dataclasses.
"""

import inspect
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from types import UnionType
from typing import Union
from typing import get_args
from typing import get_origin
from typing import get_type_hints

from jinja2 import Environment
from jinja2 import nodes

from apoq_batch.batch.examine import examine
from apoq_batch.batch.examine import settled
from apoq_batch.core.check_code import LetterId
from apoq_batch.letters.claims import SupportContent
from apoq_batch.letters.delivery_lists import ListContent
from apoq_batch.letters.delivery_lists import delivery_lists
from apoq_batch.letters.files import letters_of
from apoq_batch.letters.handover_deeds import DeedContent
from apoq_batch.letters.index_page import IndexContent
from apoq_batch.letters.member import MemberContent
from apoq_batch.mail.message import MailContent
from apoq_batch.report import board
from apoq_batch.report import profile
from apoq_batch.report.board import Report
from apoq_batch.report.profile import Profile

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"
SMALL = ROOT / "workbooks" / "pequeno-2026-09.xlsx"
# Of an example, in characters.
LONGEST = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A template that the program fills: what it makes, and the names it is given."""

    makes: str
    names: Mapping[str, object]


def _letter(makes: str, content: type) -> Filled:
    return Filled(
        makes=makes, names={"content": content, "letter_id": LetterId, "logo": str}
    )


FILLED: Mapping[str, Filled] = {
    "letter.html": _letter("the letter to a member, `cartas/`", MemberContent),
    "support.html": _letter("the answer to a claim, `cartas/apoyo-*.pdf`", SupportContent),
    "deed.html": _letter("the deed of handover, `cartas/entrega-*.pdf`", DeedContent),
    "list.html": Filled(
        makes="a list to sign, `listas/`", names={"content": ListContent, "logo": str}
    ),
    "index.html": Filled(
        makes="the index of all letters, `cartas.html`", names={"content": IndexContent}
    ),
    "board.html": Filled(
        makes="the report to the board, `informe-directiva.pdf`",
        names={"content": Report, "logo": str},
    ),
    "profile-pages.html": Filled(
        makes="the profile for buyers, `perfil.pdf`, from `profile.html` of each language",
        names={"pages": tuple[Profile, ...], "logo": str},
    ),
    "mail.html": Filled(makes="the mail as a page", names={"content": MailContent}),
    "mail.txt": Filled(makes="the mail as text", names={"content": MailContent}),
    "mail-subject.txt": Filled(makes="the mail's subject", names={"content": str}),
}
PARTS: Mapping[str, str] = {
    "layout.html": "what every letter has around its body; `letter.html`, `support.html` and `deed.html` extend it",
    "page.html": "addressee, subject and closing of a letter to a member, in one language",
    "letterhead.html": "who writes, at the top of letters and of lists",
    "amount.html": "the one figure that matters, in figures and in words, named `label`",
    "profile.html": "the text of the profile, once a language; `content` is a [Profile](#profile)",
    "board-macros.html": "charts and changes of the report and the profile",
    "board-colours.html": "**every colour of the report and the profile**",
    "board.css": "the looks of the report and the profile, on top of `letter.css`",
    "letter.css": "the looks of letters and lists, and their colours; read as it is, not filled",
    "index.css": "the looks of the index and their colours",
    "index.js": "the search of the index",
}
HEAD = """\
# Templates · Plantillas

{made}

The texts and looks of letters, reports and mail are templates of [Jinja2](https://jinja.palletsprojects.com/en/stable/templates/), for you to change: those in `templates/es/` are in Spanish, those in `templates/en/` in English, those beside them serve both. No figure is computed there: all of them arrive as finished text.

## How to change one safely

1. **Keep a copy** of the file, or work in a branch of git. Only the wording is yours: what stands in `{{{{ … }}}}` and `{{% … %}}` is filled by the program.
2. Change the text. `{{{{ content.month }}}}` shows a value, `{{% if content.projects %}} … {{% endif %}}` keeps what is between only where there are projects, `{{% for row in … %}} … {{% endfor %}}` repeats it. A text that is empty and a value that is none count as no, so that a sentence can be left out.
3. **Look at the result**: `make run` closes the example and puts letters, report and profile into `demo/salidas/`; `make run WORKBOOK=my-book.xlsx` does so with a copy of yours. `.venv/bin/apoq send demo/salidas/2026-09 --dry-run` writes the mail as a draft and sends nothing. Change the other language too.
4. **A name that does not exist** is never left blank in silence. The run stops, nothing is written, and it says which template, which line and which name: *The template «es/board.html» cannot be filled: line 14: 'apoq_batch.report.board.Report object' has no attribute 'mounth'*. The same happens with a tag that is not closed, and with a value that is not text, such as a whole list.
5. **Everything shown is escaped**: a member called `<Rosa & Cía>` appears just so and cannot change the page. Do not use the filter `safe`. In `.txt` there is nothing to escape.
6. A PDF with a problem stops the run as well: a fault in CSS, or a file that is not in `templates/`. Nothing is fetched from the internet.
7. `make test` says whether both languages still show the same figures, and where a letter is no longer the one in `tests/golden/`.

**Colours**: report and profile in `board-colours.html`, letters and lists in `letter.css`, the index in `index.css`, the mail in `mail.html`; those of the result sheets are in `apoq_batch/workbook/results/formats.py`.
"""


def templates_page(made: str) -> str:
    """The whole page; `made` says that it is made, and from what."""
    examples = _examples()
    return "\n".join(
        [
            HEAD.format(made=made),
            *_templates(),
            *_tools(),
            "## What the names hold\n\nExamples are from the small year, in English.\n",
            *(_class(kind, examples) for kind in classes()),
        ]
    )


def _templates() -> Iterator[str]:
    yield "## Templates and what they are given\n"
    yield "| template | makes | names |\n| --- | --- | --- |"
    for name, filled in FILLED.items():
        names = ", ".join(f"`{one}`: {words(kind)}" for one, kind in filled.names.items())
        yield f"| `{name}` | {filled.makes} | {names} |"
    yield "\n`letter_id` is the letter's number and check code; `logo` the association's logo as a picture's address, empty when there is none. `content` of `mail-subject.txt` is the month.\n"
    yield "These are parts of others and know the same names:\n"
    yield "| part | what it is |\n| --- | --- |"
    yield from (f"| `{name}` | {about} |" for name, about in PARTS.items())
    yield ""


def _tools() -> Iterator[str]:
    filters = sorted(
        {
            node.name
            for path in template_files()
            for node in _parsed(path).find_all(nodes.Filter)
        }
    )
    yield "## Filters and macros\n"
    named = ", ".join(f"`{name}`" for name in filters)
    yield f"All [filters](https://jinja.palletsprojects.com/en/stable/templates/#list-of-builtin-filters) and functions that Jinja2 brings along can be used; the shipped templates use {named}. There are none of our own.\n"
    yield "| macro | in |\n| --- | --- |"
    for path in template_files():
        for macro in _parsed(path).find_all(nodes.Macro):
            names = ", ".join(argument.name for argument in macro.args)
            yield f"| `{macro.name}({names})` | `{path.relative_to(TEMPLATES)}` |"
    yield ""


def template_files() -> list[Path]:
    """Every shipped file that is filled, or part of one that is."""
    kinds = (".html", ".txt", ".css", ".js")
    return sorted(
        path
        for path in TEMPLATES.rglob("*")
        if path.suffix in kinds and path.parent.name != "fonts"
    )


def _parsed(path: Path) -> nodes.Template:
    return Environment(autoescape=True).parse(path.read_text(encoding="utf-8"))


def classes() -> list[type]:
    """Every dataclass that can be reached from a template, each before what it holds."""
    found: dict[type, None] = {}

    def reach(kind: object) -> None:
        if isinstance(kind, type) and is_dataclass(kind):
            if kind not in found:
                found[kind] = None
                for held in fields_of(kind).values():
                    reach(held)
        else:
            for part in get_args(kind):
                reach(part)

    for filled in FILLED.values():
        for kind in filled.names.values():
            reach(kind)
    return list(found)


def fields_of(kind: type) -> dict[str, object]:
    """The fields and properties of a dataclass, each with its type."""
    hints = get_type_hints(kind)
    known: dict[str, object] = {field.name: hints[field.name] for field in fields(kind)}
    for name, member in inspect.getmembers(kind, lambda one: isinstance(one, property)):
        known[name] = get_type_hints(member.fget)["return"]
    return known


def _class(kind: type, examples: Mapping[tuple[type, str], str]) -> str:
    about = inspect.cleandoc(kind.__doc__ or "")
    notes = _notes(kind)
    rows = "\n".join(
        f"| `{name}` | {'. '.join(filter(None, (words(held), notes.get(name))))} | {examples.get((kind, name), '')} |"
        for name, held in fields_of(kind).items()
    )
    return f"### {kind.__name__}\n\n{about}\n\n| name | holds | for example |\n| --- | --- | --- |\n{rows}\n"


def _examples() -> dict[tuple[type, str], str]:
    """For each field the first text that stands in it in the small example year."""
    examined = examine(SMALL, "en")
    settlement = settled(examined)
    origin = board.Origin(sha256=examined.original.sha256, version="1.0")
    report = board.compose(settlement, examined.findings, examined.proofs, origin, "en")
    letters = letters_of(settlement, "en", ())
    contents = [report, profile.compose(settlement, "en")]
    found: dict[tuple[type, str], str] = {}
    for content in (*contents, *letters, *delivery_lists(settlement.book, letters)):
        _collect(content, found)
    return found


def _collect(value: object, found: dict[tuple[type, str], str]) -> None:
    if isinstance(value, tuple):
        for part in value:
            _collect(part, found)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            held = getattr(value, field.name)
            if type(held) is str and held:
                text = held if len(held) <= LONGEST else f"{held[:LONGEST]}…"
                found.setdefault((type(value), field.name), text.replace("|", "\\|"))
            _collect(held, found)


def _notes(kind: type) -> dict[str, str]:
    """What the code says of a field, in comments above it, or in a property's docstring."""
    notes: dict[str, str] = {}
    comment: list[str] = []
    for line in map(str.strip, inspect.getsource(kind).splitlines()):
        if line.startswith("#"):
            comment.append(line.lstrip("# "))
        else:
            notes[line.partition(":")[0]] = " ".join(comment)
            comment = []
    for name, member in inspect.getmembers(kind, lambda one: isinstance(one, property)):
        notes[name] = inspect.cleandoc(member.__doc__ or "")
    return notes


def words(kind: object) -> str:
    """A type in words, with a link to the class where it is one of ours."""
    parts = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        known = [words(part) for part in parts if part is not type(None)]
        return " or ".join(known) + (", or none" if type(None) in parts else "")
    if get_origin(kind) is tuple:
        return f"list of {words(parts[0])}"
    if kind is str:
        return "text"
    if kind is bool:
        return "yes or no, to be asked by `if`"
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "one of " + ", ".join(f"`{member.value}`" for member in kind)
    if isinstance(kind, type) and is_dataclass(kind):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    raise TypeError(f"no words for {kind}")
