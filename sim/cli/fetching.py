"""fetch-weather: weather files from PVGIS."""

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.output import messages


def fetch_weather(
    out: Annotated[
        Path, typer.Argument(dir_okay=False, help="File to write, ending in .json or .csv.")
    ],
    latitude: Annotated[
        float | None, typer.Option(min=-66.0, max=66.0, help="Degrees north; default: Lanzhou's.")
    ] = None,
    longitude: Annotated[
        float | None, typer.Option(min=-180.0, max=180.0, help="Degrees east; default: Lanzhou's.")
    ] = None,
    years: Annotated[
        tuple[int, int] | None,
        typer.Option(metavar="FIRST LAST", help="Hours of real years instead of a typical year."),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Address of the service.")] = None,
    timeout: Annotated[
        float, typer.Option(min=0.1, max=3600.0, help="Seconds to wait for an answer.")
    ] = 60.0,
) -> None:
    """Download the weather of a place from PVGIS, for `weather.file` of a scenario."""
    if out.suffix.lower() not in (".json", ".csv"):
        raise typer.BadParameter(f"'{out.suffix}' is not .json or .csv", param_hint="OUT")
    if url is not None and not url.lower().startswith(("http://", "https://")):
        raise typer.BadParameter(f"'{url}' is not an http address", param_hint="--url")
    if years is not None and years[0] > years[1]:
        raise typer.BadParameter(f"{years[0]} is after {years[1]}", param_hint="--years")
    from sim.inputs.weather.fetch import URL, fetch_pvgis
    from sim.scenario.world import Place

    place = Place()
    latitude = place.latitude if latitude is None else latitude
    longitude = place.longitude if longitude is None else longitude
    console = messages()
    console.print(f"Asking PVGIS for {latitude:g} N, {longitude:g} E", soft_wrap=True)
    notes = fetch_pvgis(out, latitude, longitude, years=years, url=url or URL, timeout_s=timeout)
    for note in notes:
        console.print(note, markup=False, soft_wrap=True)
    typer.echo(str(out))
