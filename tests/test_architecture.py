"""The house as it is drawn: a library that comes in is given an owner."""

import ast
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def imported_libraries() -> set[str]:
    trees = (
        ast.parse(path.read_text(encoding="utf-8"))
        for path in (ROOT / "apoq_batch").rglob("*.py")
    )
    names = {
        name.partition(".")[0]
        for tree in trees
        for node in ast.walk(tree)
        for name in names_of(node)
    }
    return names - sys.stdlib_module_names - {"apoq_batch"}


def names_of(node: ast.AST) -> list[str]:
    match node:
        case ast.Import():
            return [name.name for name in node.names]
        case ast.ImportFrom(module=str(module)):
            return [module]
    return []


def test_every_library_has_an_owner() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    (owners,) = (one for one in contracts if one["type"] == "forbidden")
    assert imported_libraries() <= set(owners["forbidden_modules"])
