"""What the commands have in common: class, arguments and options."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import Any

import click

from planner.text import LANGUAGES, catalogue, language, text


class Command(click.Command):
    """A command whose help and options are described in the language in use, with an example."""

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does and an example of it."""
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text(f"cli.{self.name}.help"))
        with formatter.section(text("cli.example")):
            for line in text(f"cli.{self.name}.example").splitlines():
                formatter.write(f"{'':>{formatter.current_indent}}{line}\n")

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters, each option with its help, and their values named where need be."""
        params = super().get_params(ctx)
        for param in params:
            if isinstance(param, click.Option) and "--help" not in param.opts:
                # An option that means something else here than elsewhere has words of its own.
                own = f"cli.{self.name}.option.{param.name}"
                known = own in catalogue(language())
                param.help = text(own if known else f"cli.option.{param.name}")
            if (metavar := f"cli.metavar.{param.name}") in catalogue(language()):
                param.metavar = text(metavar)
        return params

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """The parts of the usage line, the options named in the language in use."""
        return [text("cli.options_metavar"), *super().collect_usage_pieces(ctx)[1:]]


class Finite(click.FloatRange):
    """A number within a range; `nan` and `inf` are none, although they lie in some."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The number, or a usage error."""
        number = super().convert(value, param, ctx)
        if not isfinite(number):
            self.fail(text("cli.finite", value=value), param, ctx)
        return number


type Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

_LANG = click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False)
_JSON = click.option("--json", "as_json", is_flag=True)
_REGION = click.argument("region")
# What `planner.optimise.solver.Options` is made of.
_SOLVING = (
    click.option("--time-limit", type=Finite(min=0, min_open=True)),
    click.option("--gap", type=Finite(min=0), default=1e-3),
    click.option("--solver", type=click.Choice(["highs", "cbc"]), default="highs"),
    click.option("--seed", type=click.IntRange(min=0, max=2**31 - 1), default=0),
)
_QUIET = click.option("--quiet", is_flag=True)
_AUDIENCES = ["internal", "partners", "public"]
AUDIENCE = click.option("--audience", type=click.Choice(_AUDIENCES), default="internal")
AUDIENCES = click.option(
    "--audience", "audiences", type=click.Choice([*_AUDIENCES, "all"]), default="internal"
)


def _day(context: click.Context, option: click.Parameter, value: str | None) -> date | None:
    """A day as 2025-12-31 writes it."""
    if value is None:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise click.BadParameter(text("cli.day", value=value)) from None


DAY = click.option("--as-of", callback=_day)
_OVERRIDES = (
    click.option("--scenario", "scenarios", multiple=True),
    click.option("--set", "settings", multiple=True),
)


def command(
    name: str, *, region: bool = True, prints: bool = True, solves: bool = False
) -> Decorator:
    """A command of the planner.

    `region` gives it REGION, --scenario and --set; `prints` gives it --json; `solves` gives it the
    options of the solver, passed on together as the mapping `solving`, and --quiet.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        options = [_LANG, *([_JSON] if prints else []), *(_OVERRIDES if region else ())]
        function = _tidying(function)
        if solves:
            function = _together(function)
            options += [*_SOLVING, _QUIET]
        for option in options:
            function = option(function)
        if region:
            function = _REGION(function)
        return click.command(name, cls=Command)(function)

    return decorate


def _tidying(function: Callable[..., Any]) -> Callable[..., Any]:
    """See first to what killed commands left beside the folders and files that are named."""

    @wraps(function)
    def called(**arguments: Any) -> Any:
        from planner.cli.leftovers import tidy

        named = [Path(value) if name == "region" else value for name, value in arguments.items()]
        tidy(*named, quiet=arguments.get("quiet", False))
        return function(**arguments)

    return called


def _together(function: Callable[..., Any]) -> Callable[..., Any]:
    """Pass the options of the solver on as one mapping."""

    @wraps(function)
    def collected(
        *, time_limit: float | None, gap: float, solver: str, seed: int, **more: Any
    ) -> Any:
        solving = {"time_limit": time_limit, "gap": gap, "solver": solver, "seed": seed}
        return function(solving=solving, **more)

    return collected
