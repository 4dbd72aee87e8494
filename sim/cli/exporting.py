"""export: a run's results in the formats of others."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.output import messages
from sim.destination import place_for


def export(
    run: Annotated[Path, typer.Argument(help="Run folder.")],
    cdr: Annotated[
        Path,
        typer.Option(dir_okay=False, help="Write charging sessions as OCPI 2.2.1 records (JSON)."),
    ],
    party: Annotated[str, typer.Option(help="Operator's id in the records, 3 characters.")] = "GPK",
) -> None:
    """Write the charging sessions of a run as charge detail records."""
    if len(party) != 3 or not party.isascii() or not party.isalnum():
        raise typer.BadParameter(f"'{party}' is not 3 letters or digits", param_hint="--party")
    from sim.results.cdr import write_cdrs
    from sim.results.folder import RunFolder

    folder = RunFolder(run)
    count = write_cdrs(folder, place_for(cdr), party.upper())
    messages().print(f"Wrote {count} charge detail records", markup=False, soft_wrap=True)
    typer.echo(str(cdr))
