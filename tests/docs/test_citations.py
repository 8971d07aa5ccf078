"""Every citation of a page or of one of its sections leads somewhere in this repository."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PLACES = ("apoq_batch", "tests", "scripts", "benchmarks")
PAGES = {"README.md"} | {path.name for path in (ROOT / "docs").glob("*.md")}
RULES = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
# `rules.md §6.3`, `rules.md §3, §7.1`, `rules.md §5 to §7`, with or without backticks.
SECTIONS = r"`?((?: |, | and | to )§\d+(?:\.\d+)?(?:(?:, | and | to )§\d+(?:\.\d+)?)*)"
CITATION = re.compile(rf"([\w-]+\.md)(?:{SECTIONS})?")
# The rooms that compute by the rules; what they have in public cites its section.
RULE_MODULES = sorted((ROOT / "apoq_batch" / "core" / "rules").glob("[a-z]*.py"))


def headings(page: str) -> set[str]:
    """The numbers of a page's headings: `6` and `6.3`."""
    return set(re.findall(r"^##+ (\d+(?:\.\d+)?) ", page, flags=re.MULTILINE))


def texts_of(path: Path) -> Iterator[str]:
    """The docstrings of a module; its comments are cited by their lines."""
    source = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield " ".join((ast.get_docstring(node) or "").split())
    for line in source.splitlines():
        yield line.partition("#")[2]


def citations(*folders: str) -> Iterator[tuple[str, str, list[str]]]:
    """Where a page is cited, which one, and the sections."""
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            for text in texts_of(path):
                for page, sections in CITATION.findall(text):
                    where = path.relative_to(ROOT).as_posix()
                    yield where, page, re.findall(r"§([\d.]*\d)", sections)


def test_every_page_that_is_cited_exists() -> None:
    cited = [(where, page) for where, page, _ in citations("apoq_batch")]
    assert [(where, page) for where, page in cited if page not in PAGES] == []


def test_every_section_that_is_cited_has_a_heading() -> None:
    numbers = {
        path.name: headings(path.read_text(encoding="utf-8"))
        for path in (ROOT / "docs").glob("*.md")
    }
    lost = [
        (where, page, section)
        for where, page, sections in citations(*PLACES)
        for section in sections
        if section not in numbers.get(page, set())
    ]
    assert lost == []


def test_every_section_of_a_page_that_a_page_cites_has_a_heading() -> None:
    known = headings(RULES)
    for path in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        text = path.read_text(encoding="utf-8")
        # The rules cite their own sections by number alone.
        pattern = r"§([\d.]*\d)" if path.name == "rules.md" else r"rules\.md`? §([\d.]*\d)"
        assert set(re.findall(pattern, text)) <= known, path.name


def test_every_rule_is_cited_by_the_code_that_computes_it() -> None:
    cited = {
        section
        for _, page, sections in citations("apoq_batch/core")
        if page == "rules.md"
        for section in sections
    }
    numbers = headings(RULES)
    # A section with parts is cited by them.
    whole = {number.partition(".")[0] for number in numbers if "." in number}
    assert numbers - whole - cited == set()


@pytest.mark.parametrize("path", RULE_MODULES, ids=lambda path: path.stem)
def test_every_public_function_of_the_rules_cites_its_section(path: Path) -> None:
    silent = [
        node.name
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and "rules.md §" not in (ast.get_docstring(node) or "")
    ]
    assert silent == []
