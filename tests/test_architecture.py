"""The house as it is drawn: a library that comes in is given an owner."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

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
    (owners,) = (one for one in contracts if one.get("source_modules") == ["apoq_batch"])
    assert imported_libraries() <= set(owners["forbidden_modules"])


WHERE_TO_GO = re.compile(r"`([\w*./-]+/[\w*./-]*)`(?: \(`(\w+)`\))?")


def places_to_go() -> list[tuple[str, str]]:
    """Every path of the table of changes, with the function named behind it, if any."""
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    table = page.partition("## Which room")[2].partition("\n## ")[0]
    return sorted(set(WHERE_TO_GO.findall(table)))


@pytest.mark.parametrize(("path", "function"), places_to_go())
def test_where_to_go_is_there(path: str, function: str) -> None:
    found = [file for place in (ROOT, ROOT / "apoq_batch") for file in place.glob(path)]
    assert found
    assert not function or f"def {function}(" in found[0].read_text(encoding="utf-8")
