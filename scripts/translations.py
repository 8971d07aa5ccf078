"""Holds the catalogues in step with the code: reports, or with `--update` repairs.

    python scripts/translations.py [--update]

Texts are found in the syntax trees of `apoq_batch/`: the first argument of `t(...)`,
`texts(...)` and `N_(...)`, the first two of `t.plural(...)`, the `message=` and `hint=` of
the kinds of findings, and what the standard workbook says of a sheet and to help with a
column or setting. Those of `cli*.py` and `cli/` belong to the catalogue `cli.po`, all
others to `main.po`. The exit code is 1 when a text is missing, unfinished or no longer
used.
"""

import argparse
import ast
import sys
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from io import StringIO
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from babel.messages.pofile import write_po

DOMAINS = ("cli", "main")
ARGUMENTS = {"t": 1, "texts": 1, "N_": 1, "plural": 2}
KIND_KEYWORDS = ("message", "hint")
HELP_PLACES = {
    "column": 3,
    "choice_column": 2,
    "fund_column": 2,
    "sheet": 2,
    "_setting": 2,
}
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: apoq-batch\\n"
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n\""""

MessageId = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceText:
    """A text in the source, and where it stands."""

    message: MessageId
    where: str


class Unreadable(Exception):
    """A text that is put together in the code, so that nobody can translate it."""


def main(arguments: list[str]) -> int:
    """Report on every catalogue, after repairing it if asked to."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--update", action="store_true", help="add and drop entries")
    root = Path(__file__).parents[1]
    parser.add_argument("--root", type=Path, default=root, help="another source tree")
    options = parser.parse_args(arguments)
    package = options.root / "apoq_batch"
    try:
        by_domain = texts_by_domain(package)
    except Unreadable as problem:
        sys.stdout.write(f"{problem}\n")
        return 1
    complaints: list[str] = []
    for folder in sorted(path for path in (package / "locale").iterdir() if path.is_dir()):
        for domain, texts in by_domain.items():
            path = folder / f"{domain}.po"
            if options.update:
                update(path, {text.message for text in texts})
            complaints += complaints_about(path, texts)
    sys.stdout.writelines(f"{complaint}\n" for complaint in complaints)
    return 1 if complaints else 0


def texts_by_domain(package: Path) -> dict[str, list[SourceText]]:
    """Every text of the package, by catalogue; Unreadable."""
    texts: dict[str, list[SourceText]] = {domain: [] for domain in DOMAINS}
    for path in sorted(package.rglob("*.py")):
        name = path.relative_to(package)
        domain = "cli" if name.parts[0].startswith("cli") else "main"
        texts[domain] += texts_in(path.read_text(encoding="utf-8"), name.as_posix())
    return texts


def texts_in(source: str, name: str) -> Iterator[SourceText]:
    """The texts of one module; Unreadable."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            where = f"{name}:{node.lineno}"
            for arguments in texts_of(node):
                message = tuple(literal(argument, where) for argument in arguments)
                if all(message):
                    yield SourceText(message=message, where=where)


def texts_of(call: ast.Call) -> Iterator[tuple[ast.expr, ...]]:
    """The arguments that are texts: one or, for a plural, two together."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    if all(name in named for name in KIND_KEYWORDS):
        yield from ((named[name],) for name in KIND_KEYWORDS)
    name = called(call.func)
    if name in HELP_PLACES:
        yield from ((text,) for text in help_of(call, HELP_PLACES[name]))
    wanted = 0 if is_language(call.args[:1], name) else ARGUMENTS.get(name, 0)
    arguments = tuple(call.args[:wanted])
    if wanted == 1 and arguments and isinstance(arguments[0], ast.IfExp):
        yield from ((arguments[0].body,), (arguments[0].orelse,))
    elif wanted and len(arguments) == wanted:
        yield arguments


def help_of(call: ast.Call, place: int) -> list[ast.expr]:
    """The help text of a column or setting, given by place or by name."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "help"]
    return call.args[place : place + 1] or named


def is_language(arguments: list[ast.expr], name: str) -> bool:
    """Whether a call is `texts("es")`, which fetches a catalogue and has no text."""
    match name, arguments:
        case "texts", [ast.Constant(value=str(text))]:
            return len(text) == len("es")
    return False


def called(function: ast.expr) -> str:
    """The last name of what is called; `texts(...)(...)` is a `t(...)`."""
    match function:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case ast.Call(func=ast.Name(id="texts")):
            return "t"
    return ""


def literal(expression: ast.expr, where: str) -> str:
    """The text written there; nothing when it is a name, marked elsewhere; Unreadable."""
    match expression:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr() | ast.BinOp():
            raise Unreadable(f"{where}: a text must be written in one piece")
    return ""


def complaints_about(path: Path, texts: Iterable[SourceText]) -> Iterator[str]:
    """What is missing from a catalogue, unfinished, doubtful or orphaned."""
    name = f"{path.parent.name}/{path.name}"
    known = {ids(entry.id): entry for entry in entries(path)}
    where_of: dict[MessageId, str] = {}
    for text in texts:
        where_of.setdefault(text.message, text.where)
    for message, where in sorted(where_of.items()):
        fault = fault_of(message, known.get(message))
        if fault:
            yield f"{name}: {fault}: {message[0]!r} ({where})"
    for message in sorted(known.keys() - where_of.keys()):
        yield f"{name}: orphaned: {message[0]!r}"


def fault_of(message: MessageId, entry: Message | None) -> str:
    """What is wrong with the translation of a text, or nothing."""
    if entry is None:
        return "missing"
    forms = ids(entry.string)
    if not all(forms) or entry.fuzzy:
        return "unfinished"
    if places(forms) != places(message):
        return "other places in braces"
    return ""


def places(forms: MessageId) -> set[str]:
    """The names in braces, over all forms."""
    return {place for form in forms for _, place, _, _ in Formatter().parse(form) if place}


def update(path: Path, texts: set[MessageId]) -> None:
    """Add empty entries for new texts, drop the others, and sort."""
    header = HEADER.format(language=path.parent.name)
    if path.is_file():
        header = path.read_text(encoding="utf-8").partition("\n\n")[0].rstrip("\n")
    old = {ids(entry.id): entry for entry in entries(path)}
    catalogue = Catalog()
    for message in sorted(texts):
        kept = old.get(message)
        entry = catalogue.add(
            message[0] if len(message) == 1 else message,
            kept.string if kept else "",
            user_comments=kept.user_comments if kept else (),
            flags={"fuzzy"} if kept and kept.fuzzy else (),
        )
        # Babel takes "5% de" for a place of Python's older kind.
        entry.flags.discard("python-format")
    written = BytesIO()
    # One line for each text: no rewrapping in the history.
    write_po(
        written, catalogue, width=0, omit_header=True, no_location=True, sort_output=True
    )
    body = written.getvalue().decode("utf-8").strip("\n")
    content = f"{header}\n\n{body}".strip("\n") + "\n"
    path.write_text(content, encoding="utf-8", newline="\n")


def entries(path: Path) -> list[Message]:
    """The entries of a catalogue, without its header; none when there is no file."""
    body = path.read_text(encoding="utf-8").partition("\n\n")[2] if path.is_file() else ""
    messages = read_po(StringIO(body), ignore_obsolete=True)
    return [message for message in messages if message.id]


def ids(message: str | list[str] | tuple[str, ...] | None) -> MessageId:
    """One text or two as a tuple."""
    return (message,) if isinstance(message, str) else tuple(message or ("",))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
