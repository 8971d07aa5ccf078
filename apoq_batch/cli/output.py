"""Lines on the terminal: what was asked for, and what went wrong.

Knows click's echo; must not know what the lines say.
"""

from collections.abc import Iterable

import click


def print_lines(lines: Iterable[str]) -> None:
    """Print lines as the output of a command."""
    for line in lines:
        click.echo(line)


def print_errors(lines: Iterable[str]) -> None:
    """Print lines beside the output, where errors go."""
    for line in lines:
        click.echo(line, err=True)
