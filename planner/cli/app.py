"""The `planner` command: finds the language and the command asked for, and nothing else.

Commands are imported when they are called or listed with their own help, so that `planner --help`
stays instant. Every text comes from the catalogues when it is shown.
"""

from __future__ import annotations

import errno
import gettext
import os
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Any

import click

from planner import __version__, text
from planner.cli.stdout import leave, reserve_output
from planner.errors import ExitCode, PlannerError
from planner.signals import exit_code, raised

COMMANDS = {
    "regions": "planner.cli.region_commands",
    "init": "planner.cli.region_commands",
    "check": "planner.cli.region_commands",
    "quota": "planner.cli.plan_commands",
    "solve": "planner.cli.plan_commands",
    "verify": "planner.cli.plan_commands",
    "explain": "planner.cli.explain_commands",
    "price": "planner.cli.whatif_commands",
    "frontier": "planner.cli.tradeoff_commands",
    "alternatives": "planner.cli.tradeoff_commands",
    "compare": "planner.cli.compare_commands",
    "lock": "planner.cli.years_commands",
    "settle": "planner.cli.years_commands",
    "monitor": "planner.cli.monitor_commands",
    "roll": "planner.cli.years_commands",
    "geo": "planner.cli.geo_commands",
}

# A disk, or a quota on it, that is full; one that cannot be written at all.
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO)


class Planner(click.Group):
    """The group of all commands, each loaded when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands in the order of the work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """The command of a name, or `None` for no such command."""
        if name not in COMMANDS:
            return None
        command = getattr(import_module(COMMANDS[name]), name)
        assert isinstance(command, click.Command)
        return command

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the planner is for, its commands and its options."""
        self.format_usage(ctx, formatter)
        formatter.write_paragraph()
        formatter.write_text(text.text("cli.planner.help"))
        with formatter.section(text.text("cli.commands")):
            formatter.write_dl([(name, text.text(f"cli.{name}.short")) for name in COMMANDS])
        self.format_options(ctx, formatter)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, without the list of commands that click would add."""
        click.Command.format_options(self, ctx, formatter)


@click.group(cls=Planner)
@click.version_option(__version__, prog_name="planner", message="%(prog)s %(version)s")
@click.option("--lang", type=click.Choice(text.LANGUAGES), expose_value=False)
def planner() -> None:
    """Plan dwellings for people who leave sheltered housing."""


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit with the code of `ExitCode`, or 130 or 143 where stopped."""
    reserve_output()
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        with raised():
            code = _run(arguments)
    except KeyboardInterrupt as stopped:
        for sentence in (text.text("cli.stopped"), *getattr(stopped, "__notes__", ())):
            click.echo(sentence, err=True)
        leave(exit_code(stopped))
    leave(code)


def _run(arguments: list[str]) -> int:
    """Run the command line; what it ends with."""
    _choose_language(arguments)
    planner.options_metavar = text.text("cli.options_metavar")
    planner.subcommand_metavar = text.text("cli.command_metavar")
    for parameter in planner.params:
        _describe(parameter)
    try:
        code: Any = planner.main(arguments, prog_name="planner", standalone_mode=False)
        sys.stdout.flush()
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        from planner.cli.layout import visible

        shown = StringIO()
        error.show(shown)
        click.echo(visible(shown.getvalue(), lines=True), err=True, nl=False)
        code = ExitCode.USAGE
    except click.Abort as abort:
        # So click names what stopped it, also where it asked a question.
        why = abort.__cause__ or abort.__context__
        raise why if isinstance(why, KeyboardInterrupt) else KeyboardInterrupt from None
    except PlannerError as error:
        if error.exit_code is ExitCode.DEFECT and os.environ.get("PLANNER_DEBUG"):
            raise
        _show(error)
        code = error.exit_code
    except (SystemExit, BrokenPipeError):
        # So click ends where whoever reads our output has stopped reading (`planner … | head`).
        code = ExitCode.OK
    except Exception as error:
        if os.environ.get("PLANNER_DEBUG"):
            raise
        code = _failed(error)
    return int(code or 0)


def _failed(error: Exception) -> ExitCode:
    """Say what went wrong that nobody foresaw: the disk, or a defect."""
    from planner.cli.tables import say

    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        say(text.text("cli.no_room", cause=os.strerror(error.errno), file=error.filename or ""))
        return ExitCode.USAGE
    say(text.text("cli.defect", cause=f"{type(error).__name__}: {error}"))
    return ExitCode.DEFECT


def _choose_language(arguments: list[str]) -> None:
    """Set the language before anything is said: from `--lang` anywhere, else the environment."""
    chosen = text.from_environment()
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            value = value if equals else "".join(arguments[position + 1 : position + 2])
            if value in text.LANGUAGES:
                chosen = value
    text.use(chosen)
    # Click's own words come through gettext, which looks at LANGUAGE.
    os.environ["LANGUAGE"] = chosen
    gettext.bindtextdomain("click", str(Path(text.__file__).parent / "locale"))
    gettext.textdomain("click")


def _describe(parameter: click.Parameter) -> None:
    if isinstance(parameter, click.Option) and parameter.name in ("lang", "version"):
        parameter.help = text.text(f"cli.option.{parameter.name}")


def _show(error: PlannerError) -> None:
    from planner.cli.tables import say, show_problems

    if error.exit_code is ExitCode.USAGE:
        for problem in error.problems:
            say(str(problem))
        return
    show_problems(error.problems)
