"""The templates of letters, reports and mail: finished strings in, HTML out.

Knows Jinja2 and the folder of templates; must not know what a template says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from traceback import extract_tb

from jinja2 import BytecodeCache
from jinja2 import Environment
from jinja2 import FileSystemLoader
from jinja2 import StrictUndefined
from jinja2 import TemplateError
from jinja2 import TemplateSyntaxError
from jinja2.bccache import Bucket

from apoq_batch.core.check_code import MISSING
from apoq_batch.core.messages import troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.pages import cache as file_cache
from apoq_batch.pages.cache import Cache
from apoq_batch.pages.shipped import folder


def fill(template: str, language: str, **values: object) -> str:
    """Fill a language's template with what it asks for, everything in it escaped.

    BatchError, with template and line, when it asks for what the content has not, would
    show anything but text, such as a bare number, or is not written as Jinja2 reads it.
    """
    return printable(show(template, language, **values))


def show(template: str, language: str, **values: object) -> str:
    """As `fill`, for a screen, which has fonts of its own for every character."""
    with _mendable(template):
        return environment(language).get_template(template).render(**values)


def fill_plain(template: str, language: str, content: object) -> str:
    """Fill a template of plain text, where nothing is escaped and no font decides."""
    plain = environment(language).overlay(autoescape=False)
    with _mendable(template):
        return plain.get_template(template).render(content=content)


def fill_page(template: str, language: str, content: object) -> str:
    """Fill a template of a page that is not printed: no font decides either."""
    return show(template, language, content=content)


def printable(text: str) -> str:
    """The text with a mark for each character the letters' font lacks, such as an emoji.

    Otherwise the machine's own fonts would decide how a letter looks.
    """
    strange = set(text) - letters_of_the_font() - {"\n", "\t"}
    return text.translate(dict.fromkeys(map(ord, strange), MISSING)) if strange else text


@cache
def letters_of_the_font() -> frozenset[str]:
    """Every character that all shipped fonts can show."""
    from fontTools.ttLib import TTFont

    covered = []
    for path in folder("templates").glob("fonts/*.ttf"):
        with TTFont(path) as font:
            covered.append(frozenset(map(chr, font.getBestCmap())))
    return frozenset.intersection(*covered)


@cache
def environment(language: str) -> Environment:
    """The templates of one language, with those that all languages share."""
    root = folder("templates")
    return Environment(
        loader=FileSystemLoader([root / language, root]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        finalize=only_text,
    )


class NotText(TypeError):
    """A template would show a value that is not text."""


def keep_compiled(language: str, cache: Cache) -> None:
    """Keep the templates of a language as Jinja compiles them, for the next run."""
    environment(language).bytecode_cache = _CompiledTemplates(cache)


class _CompiledTemplates(BytecodeCache):
    """Compiled templates beside the finished letters, as safe as these."""

    def __init__(self, cache: Cache) -> None:
        self.cache = cache

    def load_bytecode(self, bucket: Bucket) -> None:
        content = file_cache.get(self.cache, self._name(bucket))
        if content is not None:
            bucket.bytecode_from_string(content)

    def dump_bytecode(self, bucket: Bucket) -> None:
        file_cache.put(self.cache, self._name(bucket), bucket.bytecode_to_string())

    def _name(self, bucket: Bucket) -> str:
        return f"template {bucket.key} {bucket.checksum}"


def only_text(value: object) -> object:
    """Let text through; figures and dates must have been put into words before."""
    if not isinstance(value, str | StrictUndefined):
        raise NotText(f"a template was given {value!r}, which is not text")
    return value


@contextmanager
def _mendable(template: str) -> Iterator[None]:
    """A fault in a template, which anybody may change, becomes a BatchError that finds it."""
    try:
        yield
    except (TemplateError, NotText) as problem:
        name, line = _place(problem, template)
        raise BatchError(
            troubles.TEMPLATE_FAULT, name=name, line=line, problem=str(problem)
        ) from problem


def _place(problem: TemplateError | NotText, template: str) -> tuple[str, int]:
    """The template and the line where something went wrong."""
    root = folder("templates")
    trace = extract_tb(problem.__traceback__)
    frames = [(Path(frame.filename), frame.lineno) for frame in trace]
    if isinstance(problem, TemplateSyntaxError) and problem.filename:
        frames.append((Path(problem.filename), problem.lineno))
    places = [(path, line) for path, line in frames if path.is_relative_to(root)]
    if not places:
        return template, 1
    path, line = places[-1]
    return path.relative_to(root).as_posix(), line or 1
