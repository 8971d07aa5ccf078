"""Click's own words in the user's language: usage, options, commands, help.

Knows how click lays out a help page; must not know what the commands do.
"""

from collections.abc import Callable
from collections.abc import Sequence

import click

from apoq_batch.wording.texts import Texts

Body = Callable[..., int]
Params = Sequence[click.Parameter]


class UsageMistake(click.UsageError):
    """A use of the command that is told in a sentence of its own, in the user's language."""


def help_option(texts: Texts) -> click.Option:
    """`--help`, with its own help in the user's language."""
    return click.Option(
        ["--help"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        help=texts("Show this help and stop."),
        callback=_show_help,
    )


def _show_help(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        click.echo(context.get_help())
        context.exit()


class LocalizedCommand(click.Command):
    """A command whose help page speaks one language."""

    def __init__(
        self, name: str, *, texts: Texts, help: str, callback: Body, params: Params
    ) -> None:
        localized = [*params, help_option(texts)]
        super().__init__(
            name, help=help, callback=callback, params=localized, add_help_option=False
        )
        self.texts = texts

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """`Usage:` in the user's language."""
        pieces = " ".join(self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=self.texts("Usage: "))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Arguments and then options, in the user's language."""
        arguments = [
            piece for param in self.params for piece in param.get_usage_pieces(ctx)
        ]
        return [*arguments, self.texts("[OPTIONS]")]

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options under their heading."""
        with formatter.section(self.texts("Options")):
            formatter.write_dl(_option_rows(self, ctx))


class LocalizedGroup(click.Group):
    """A group of commands whose help page speaks one language, commands in order."""

    def __init__(self, name: str, *, texts: Texts, help: str, params: Params) -> None:
        localized = [*params, help_option(texts)]
        super().__init__(
            name, help=help, params=localized, no_args_is_help=True, add_help_option=False
        )
        self.texts = texts

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands in the order in which they are used."""
        return list(self.commands)

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """`Usage:` in the user's language."""
        pieces = self.texts("COMMAND [OPTIONS]")
        formatter.write_usage(ctx.command_path, pieces, prefix=self.texts("Usage: "))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options and then the commands, each under its heading."""
        with formatter.section(self.texts("Options")):
            formatter.write_dl(_option_rows(self, ctx))
        rows = [
            (name, command.get_short_help_str(formatter.width))
            for name, command in self.commands.items()
        ]
        with formatter.section(self.texts("Commands")):
            formatter.write_dl(rows)


def _option_rows(command: click.Command, context: click.Context) -> list[tuple[str, str]]:
    options = (param for param in command.params if isinstance(param, click.Option))
    return [row for option in options if (row := option.get_help_record(context))]
