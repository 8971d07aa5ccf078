"""The generated parts of docs/architecture.md: rooms, steps of a close, owners of libraries.

Everything is read from the syntax trees of `apoq_batch/`: which room imports which, which
functions of other rooms one close calls, in which order and what each gives, and which
module imports which library. Used by scripts/docs.py.
"""

import ast
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "apoq_batch"
# The function that is one close, and the room whose functions are followed into.
CLOSE = (f"{PACKAGE}.batch.close", "run")
ORDER = f"{PACKAGE}.batch."
# What every step may use, and nobody needs to see in a list of steps.
NO_STEPS = ("core.findings", "core.records", "disk", "wording")
# What only puts errors into words, around other steps.
NOT_STEPS = ("writing",)
_PART = re.compile(r"(<!-- made: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One call of a close into another room."""

    module: str
    function: str
    gives: str
    about: str


def with_made_parts(page: str) -> str:
    """The page with each part between `<!-- made: name -->` and `<!-- end -->` renewed."""
    parts = {"rooms": rooms_drawing, "steps": steps_table, "libraries": libraries_table}
    return _PART.sub(lambda part: part[1] + parts[part[2]]() + part[3], page)


@cache
def trees() -> dict[str, ast.Module]:
    """Every module of the package by its name, as a syntax tree."""
    found = {}
    for path in sorted((ROOT / PACKAGE).rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        found[name.removesuffix(".__init__")] = ast.parse(path.read_text(encoding="utf-8"))
    return found


def room_of(module: str) -> str:
    """The folder a module is in, as `workbook/reading`; a module beside them is its own."""
    parts = module.split(".")[1:]
    is_folder = (ROOT / PACKAGE).joinpath(*parts).is_dir()
    return "/".join(parts if is_folder else parts[:-1] or parts)


def imports_of(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Every name that is imported, with where it comes from: a module, or a name in one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((name.asname or name.name, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            for name in node.names:
                yield name.asname or name.name, f"{node.module}.{name.name}"


def arrows() -> dict[str, set[str]]:
    """Which rooms each room imports."""
    imported: dict[str, set[str]] = defaultdict(set)
    for module, tree in trees().items():
        for _, source in imports_of(tree):
            if source.startswith(f"{PACKAGE}."):
                where = source if source in trees() else source.rpartition(".")[0]
                imported[room_of(module)].add(room_of(where))
    for room, others in imported.items():
        others -= {room, ""}
    imported.pop("", None)
    return {room: others for room, others in imported.items() if room != "__main__"}


def without_detours(graph: dict[str, set[str]]) -> dict[str, set[str]]:
    """The arrows that no chain of other arrows stands for; the graph has no circles."""

    @cache
    def reached(room: str) -> frozenset[str]:
        nearest = graph.get(room, set())
        return frozenset(nearest).union(*(reached(other) for other in nearest))

    return {
        room: {
            other
            for other in others
            if not any(other in reached(third) for third in others - {other})
        }
        for room, others in graph.items()
    }


def rooms_drawing() -> str:
    """Rooms and arrows for Mermaid, each room with its steps of one close."""
    graph = arrows()
    numbers: dict[str, list[int]] = defaultdict(list)
    for number, step in enumerate(steps(), start=1):
        numbers[room_of(step.module)].append(number)
    folders: dict[str, list[str]] = defaultdict(list)
    for room in sorted(set(graph).union(*graph.values())):
        listed = ", ".join(map(str, numbers[room]))
        label = f"<b>{room}</b><br/>{listed}" if listed else f"<b>{room}</b>"
        folders[room.partition("/")[0]].append(f'{_node(room)}["{label}"]')
    lines = ["```mermaid", "flowchart TD"]
    for folder, nodes in folders.items():
        inside = len(nodes) > 1
        lines += [f'    subgraph in_{folder}[" "]'] if inside else []
        lines += [f"    {'    ' * inside}{node}" for node in nodes]
        lines += ["    end"] if inside else []
    for room, others in sorted(without_detours(graph).items()):
        lines += [f"    {_node(room)} --> {_node(other)}" for other in sorted(others)]
    on_the_way = ",".join(_node(room) for room in sorted(numbers) if numbers[room])
    lines.append("    classDef way fill:#e6f2e6,stroke:#2f6b2f,color:#1c1c1c;")
    lines.append(f"    class {on_the_way} way;")
    return "\n".join([*lines, "```", ""])


def _node(room: str) -> str:
    return room.replace("/", "_")


def steps() -> tuple[Step, ...]:
    """The functions of other rooms that one close uses, in the order it names them."""
    return tuple(dict.fromkeys(_steps_of(*CLOSE, seen=set())))


def _steps_of(module: str, name: str, seen: set[str]) -> Iterator[Step]:
    """The steps of a function or class of `batch`, those of what it uses there within."""
    seen.add(f"{module}.{name}")
    names = dict(imports_of(trees()[module]))
    for used in _used_names(_definition(module, name)):
        owner, _, attribute = used.partition(".")
        source = names.get(owner, f"{module}.{owner}")
        where, _, what = (f"{source}.{attribute}" if attribute else source).rpartition(".")
        if where.startswith(ORDER):
            if f"{where}.{what}" not in seen and _defines(where, what):
                yield from _steps_of(where, what, seen)
        elif where in trees() and not _room_path(where).startswith(NO_STEPS):
            yield from _step(where, what)


def _room_path(module: str) -> str:
    return module.removeprefix(f"{PACKAGE}.")


def _step(module: str, name: str) -> Iterator[Step]:
    """The function as a step; none for anything else."""
    names = dict(imports_of(trees()[module]))
    if name in names:
        module, _, name = names[name].rpartition(".")
    if not _defines(module, name):
        return
    node = _definition(module, name)
    if isinstance(node, ast.FunctionDef) and node.returns:
        gives = ast.unparse(node.returns).strip("'")
        about = (ast.get_docstring(node) or "").partition("\n")[0]
        if name not in NOT_STEPS:
            yield Step(module=module, function=name, gives=gives, about=about)


def _defines(module: str, name: str) -> bool:
    return module in trees() and name in _definitions(module)


def _definition(module: str, name: str) -> ast.FunctionDef | ast.ClassDef:
    return _definitions(module)[name]


@cache
def _definitions(module: str) -> dict[str, ast.FunctionDef | ast.ClassDef]:
    return {
        node.name: node
        for node in trees()[module].body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    }


def _used_names(node: ast.AST) -> Iterator[str]:
    """Names, and names of modules with what is taken from them; arguments before calls."""
    match node:
        case ast.FunctionDef(body=body):
            parts: list[ast.AST] = [*body]
        case ast.Call(func=function, args=args, keywords=keywords):
            parts = [*args, *keywords, function]
        case ast.AnnAssign(value=value):
            parts = [value] if value else []
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            yield f"{owner}.{name}"
            return
        case ast.Name(id=name):
            yield name
            return
        case _:
            parts = [*ast.iter_child_nodes(node)]
    for part in parts:
        yield from _used_names(part)


def steps_table() -> str:
    """The steps of one close: in which room, which call, what it gives."""
    rows = ["| step | room | call | gives |", "| --- | --- | --- | --- |"]
    for number, step in enumerate(steps(), start=1):
        module = step.module.rpartition(".")[2]
        call = f"`{module}.{step.function}` {step.about}".replace("|", "\\|")
        gives = f"`{step.gives}`".replace("|", "\\|")
        rows.append(f"| {number} | {room_of(step.module)} | {call} | {gives} |")
    return "\n".join([*rows, ""])


def libraries_table() -> str:
    """Which room imports which library: the module, where it is one, else the folder."""
    users: dict[str, set[str]] = defaultdict(set)
    for module, tree in trees().items():
        for _, source in imports_of(tree):
            library = source.partition(".")[0]
            if library not in sys.stdlib_module_names and library != PACKAGE:
                users[library].add(module)
    rows = ["| library | imported by |", "| --- | --- |"]
    for library in sorted(users, key=str.lower):
        by_room: dict[str, list[str]] = defaultdict(list)
        for module in sorted(users[library]):
            by_room[room_of(module)].append(module)
        owners = [
            f"`{room}`" if len(modules) > 1 else f"`{_room_path(modules[0])}`"
            for room, modules in by_room.items()
        ]
        rows.append(f"| {library} | {', '.join(owners)} |")
    return "\n".join([*rows, ""])
