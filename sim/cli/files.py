"""validate, schema, new: commands about scenario files."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.exits import INVALID
from sim.destination import place_for
from sim.errors import InputError


def validate(
    files: Annotated[list[str], typer.Argument(help="Scenario files, or names of shipped ones.")],
    overrides: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Change one value; may be repeated."),
    ] = None,
) -> None:
    """Check scenario files and print every fault, one a line: file:line: path: message.

    Warnings, on stderr too, say what is no fault but odd, or has no effect.
    """
    from sim.inputs.checks import remarks
    from sim.study.scenarios import read_scenario

    valid = True
    for file in files:
        try:
            scenario = read_scenario(file, overrides or ())
        except InputError as error:
            valid = False
            for fault in error.told:
                typer.echo(str(fault), err=True)
        else:
            for remark in remarks(scenario):
                typer.echo(f"warning: {remark}", err=True)
            typer.echo(f"{file}: valid ({scenario.name}, {scenario.period.days} days)")
    if not valid:
        raise typer.Exit(INVALID)


def schema(
    out: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write it to this file instead of printing it."),
    ] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario.schema import schema_text

    if out is None:
        typer.echo(schema_text(), nl=False)
    else:
        place_for(out).write_text(schema_text(), encoding="utf-8")
        typer.echo(f"Wrote {out}", err=True)


def new(
    name: Annotated[str, typer.Argument(help="Name of the scenario: a-z, 0-9, - and _.")],
    folder: Annotated[Path, typer.Option(help="Where to write it.")] = Path(),
) -> None:
    """Write a small commented scenario that runs, to begin with."""
    from sim.study.starter import write_starter

    path = write_starter(name, folder)
    typer.echo(str(path))
    typer.echo(f"Run it with: greenpark run {path}", err=True)
