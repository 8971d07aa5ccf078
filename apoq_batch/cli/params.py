"""What several commands have alike: the language, a path, a body that is loaded late.

Knows click; must not know any one command.
"""

from importlib import import_module
from pathlib import Path

import click

from apoq_batch.cli.language import LANGUAGES
from apoq_batch.cli.speech import Body
from apoq_batch.wording.texts import Texts


def language_option(help: str) -> click.Option:
    """`--lang`."""
    return click.Option(["--lang", "language"], type=click.Choice(LANGUAGES), help=help)


def path_argument(name: str, metavar: str) -> click.Argument:
    """A path that must be given."""
    kind = click.Path(path_type=Path)
    return click.Argument([name], metavar=metavar, required=True, type=kind)


def path_option(flag: str, metavar: str, help: str) -> click.Option:
    """A path that may be given."""
    kind = click.Path(path_type=Path)
    return click.Option([flag], metavar=metavar, type=kind, help=help)


def workbooks_argument(metavar: str) -> click.Argument:
    """One workbook or several."""
    kind = click.Path(path_type=Path)
    return click.Argument(
        ["workbooks"], metavar=metavar, required=True, nargs=-1, type=kind
    )


def crew_options(t: Texts) -> tuple[click.Option, ...]:
    """Who makes the letters, and whether finished ones are kept."""
    return (
        click.Option(
            ["--workers"],
            type=click.IntRange(min=1),
            metavar=t("NUMBER"),
            help=t("Processes that make letters; as many as there are cores by default."),
        ),
        click.Option(
            ["--scheduler"],
            metavar=t("ADDRESS"),
            help=t("A Dask cluster that makes the letters, such as tcp://host:8786."),
        ),
        click.Option(
            ["--no-cache", "cache"],
            flag_value=False,
            default=True,
            help=t("Make every letter anew and keep none for the next run."),
        ),
    )


def lazily(name: str, module: str = "actions") -> Body:
    """The body of a command, imported when it is called."""

    def body(**given: object) -> int:
        action: Body = getattr(import_module(f"apoq_batch.cli.{module}"), name)
        return action(**given)

    return body
