"""`apoq doctor`: what the program needs, and what to do about what is missing.

Knows where the program runs; must not know how a need is found out.
"""

from pathlib import Path

import click

from apoq_batch.cli.cache_folder import cache_folder
from apoq_batch.cli.exit_codes import DONE
from apoq_batch.cli.exit_codes import WORLD_SAID_NO
from apoq_batch.cli.language import command_language
from apoq_batch.cli.output import print_lines
from apoq_batch.terminal import outcome
from apoq_batch.terminal.doctor import doctor_lines
from apoq_batch.terminal.doctor import examine_machine
from apoq_batch.wording.texts import texts


def doctor(language: str | None) -> int:
    """Say what is there and what is missing, and where finished letters are kept."""
    t = texts(command_language(language))
    needs = examine_machine(Path.cwd())
    print_lines(doctor_lines(needs, t))
    click.echo(outcome.cache_line(cache_folder(), t))
    return DONE if all(need.met for need in needs) else WORLD_SAID_NO
