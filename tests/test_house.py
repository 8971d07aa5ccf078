"""The house keeps its own rules: public interfaces only, small rooms, plain names."""

import ast
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "apoq_batch"
FOLDERS = ("apoq_batch", "scripts", "benchmarks", "tests")

MOST_LINES_OF_A_MODULE = 350
MOST_LINES_OF_A_FUNCTION = 40
MOST_MODULES_OF_A_ROOM = 16
# Names that say nothing about what is inside.
BANNED = set("utils helpers common manager processor handler base misc data".split())

# Public in spite of their names: they are in the library's own manual.
PUBLIC_AFTER_ALL = {"os._exit"}
# Every module of a third-party library that its manual describes and that we import;
# jinja2.bccache for `Bucket`, platformdirs' two for their classes, all on their pages "API".
DOCUMENTED = set(
    """
    PIL aiosmtpd.smtp babel babel.dates babel.messages.catalog babel.messages.pofile
    babel.numbers click cogapp distributed distributed.comm docx docx.shared filelock
    fontTools.ttLib hypothesis hypothesis.strategies jinja2 jinja2.bccache jinja2.meta jinja2.nodes
    keyring keyring.backend keyring.backends.fail keyring.errors lxml.etree lxml.html
    num2words openpyxl openpyxl.cell openpyxl.cell.cell openpyxl.cell.read_only
    openpyxl.comments openpyxl.styles openpyxl.utils openpyxl.utils.datetime
    openpyxl.utils.exceptions openpyxl.workbook.defined_name openpyxl.worksheet.formula
    openpyxl.worksheet.table openpyxl.worksheet.worksheet pikepdf platformdirs
    platformdirs.macos platformdirs.windows pypdf pypdf.generic pytest python_calamine reportlab.lib.pagesizes reportlab.lib.styles
    reportlab.platypus segno stdnum.exceptions stdnum.pe stdnum.pe.dni stdnum.pe.ruc
    trustme typst weasyprint weasyprint.document weasyprint.text.fonts weasyprint.urls
    xlsxwriter xlsxwriter.chart xlsxwriter.exceptions xlsxwriter.format
    xlsxwriter.utility xlsxwriter.workbook xlsxwriter.worksheet
    """.split()
)


# All nodes of a module's syntax tree.
Nodes = tuple[ast.AST, ...]


def nodes_of(source: str) -> Nodes:
    return tuple(ast.walk(ast.parse(source)))


@cache
def modules() -> dict[str, Nodes]:
    """Every module of ours, by its path below the root."""
    return {
        path.relative_to(ROOT).as_posix(): nodes_of(path.read_text(encoding="utf-8"))
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
    }


@cache
def ours() -> frozenset[str]:
    """What we import by itself and is no library: our folders and what lies beside scripts."""
    beside = {path.stem for path in (ROOT / "scripts").iterdir()}
    return frozenset({*FOLDERS, *beside})


def imported(nodes: Nodes) -> Iterator[tuple[str, str, int]]:
    """Module, name ("" for the module itself) and line of all that comes from libraries."""
    for node in nodes:
        if isinstance(node, ast.Import):
            found = [(one.name, "") for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            found = [(node.module or "", one.name) for one in node.names]
        else:
            continue
        for module, name in found:
            if module.split(".")[0] not in ours():
                yield module, name, node.lineno


def is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


def defined(nodes: Nodes) -> Iterator[str]:
    """Private names that a module of ours gives to something."""
    for node in nodes:
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                # What only passes on to a library's own method is the library's name.
                if is_private(node.name) and not passes_on(node):
                    yield node.name
            case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                yield name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield name


def passes_on(node: ast.AST) -> bool:
    """Does a method call the same private method of the class above it?"""
    return any(
        isinstance(inner, ast.Attribute)
        and inner.attr == getattr(node, "name", "")
        and is_private(inner.attr)
        and isinstance(inner.value, ast.Call)
        and ast.unparse(inner.value.func) == "super"
        for inner in ast.walk(node)
    )


@cache
def private_names_of_ours() -> frozenset[str]:
    found = (name for nodes in modules().values() for name in defined(nodes))
    # A named tuple's own methods are in Python's manual.
    return frozenset({*filter(is_private, found), "_replace", "_asdict", "_fields"})


def private_uses(nodes: Nodes) -> Iterator[tuple[str, int]]:
    """Private names of libraries that a module asks for, however it does so."""
    known = names_of_libraries(nodes)
    for module, name, line in imported(nodes):
        if any(map(is_private, [*module.split("."), name])):
            yield f"{module}.{name}".rstrip("."), line
    for node in nodes:
        match node:
            case ast.Attribute(attr=name) if is_private(name):
                of_a_library = name not in private_names_of_ours()
                if of_a_library or roots(node) & known:
                    yield ast.unparse(node), node.lineno
            case ast.Call(
                func=ast.Name(id="getattr" | "setattr" | "hasattr"),
                args=[_, ast.Constant(value=str(name)), *_],
            ) if is_private(name) and name not in private_names_of_ours():
                yield name, node.lineno


def roots(node: ast.expr) -> set[str]:
    """The name that a chain of attributes begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return {node.id} if isinstance(node, ast.Name) else set()


def names_of_libraries(nodes: Nodes) -> set[str]:
    """Names by which a module knows libraries and what it took of them."""
    return {
        one.asname or one.name.split(".")[0]
        for node in nodes
        if isinstance(node, ast.Import)
        or (
            isinstance(node, ast.ImportFrom)
            and (node.module or "").split(".")[0] not in ours()
        )
        for one in node.names
        if one.name.split(".")[0] not in ours()
    }


def module_of(module: str, name: str) -> str:
    """`from lxml import etree` asks for a module just as `import lxml.etree` does."""
    return f"{module}.{name}" if f"{module}.{name}" in DOCUMENTED else module


def test_no_private_name_of_a_library_is_used() -> None:
    found = [
        f"{path}:{line} {name}"
        for path, nodes in modules().items()
        for name, line in private_uses(nodes)
        if name not in PUBLIC_AFTER_ALL
    ]
    assert not found, "\n".join(found)


def test_no_module_is_used_that_its_library_does_not_describe() -> None:
    found = [
        f"{path}:{line} {module}"
        for path, nodes in modules().items()
        for module, name, line in imported(nodes)
        if module.split(".")[0] not in sys.stdlib_module_names
        and module_of(module, name) not in DOCUMENTED
    ]
    assert not found, "\n".join(found)


def test_private_names_are_seen_however_they_are_asked_for() -> None:
    nodes = nodes_of(
        "import lib._a\n"
        "import lib as known\n"
        "from lib import _b\n"
        "from lib._c import d\n"
        "from lib import E\n"
        "known._f\n"
        "E()._g.h\n"
        "getattr(E, '_i')\n"
        "class Own(E):\n"
        "    def _j(self):\n"
        "        return super()._j()\n"
        "E.__name__, known.public\n"
    )
    found = sorted(line for _, line in private_uses(nodes))
    assert found == [1, 3, 4, 6, 7, 8, 11]


def package_modules() -> Iterator[tuple[Path, Nodes]]:
    for path, nodes in modules().items():
        if (ROOT / path).is_relative_to(PACKAGE):
            yield Path(path), nodes


def test_no_module_is_long() -> None:
    lengths = {
        path.as_posix(): len((ROOT / path).read_text(encoding="utf-8").splitlines())
        for path, _ in package_modules()
    }
    found = {path: n for path, n in lengths.items() if n > MOST_LINES_OF_A_MODULE}
    assert not found, found


def test_no_function_is_long() -> None:
    found = {
        f"{path}:{node.name}": length
        for path, nodes in package_modules()
        for node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > MOST_LINES_OF_A_FUNCTION
    }
    assert not found, found


def test_no_room_is_full() -> None:
    rooms = Counter(
        path.parent.as_posix()
        for path, _ in package_modules()
        if path.name != "__init__.py"
    )
    found = {room: n for room, n in rooms.items() if n > MOST_MODULES_OF_A_ROOM}
    assert not found, found


def test_a_name_of_a_class_means_one_thing() -> None:
    places: dict[str, list[str]] = {}
    for path, nodes in package_modules():
        for node in nodes:
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(path.as_posix())
    found = {name: paths for name, paths in places.items() if len(paths) > 1}
    assert not found, found


def test_every_module_has_a_name_that_says_something() -> None:
    names = {part for path, _ in package_modules() for part in (*path.parts, path.stem)}
    assert names & BANNED == set()
