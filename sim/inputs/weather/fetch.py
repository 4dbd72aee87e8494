"""Weather from PVGIS, the European Commission's service: downloaded, read once, then kept."""

import json
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from sim.destination import place_for
from sim.errors import InputError
from sim.inputs.weather.read import look_into

URL = "https://re.jrc.ec.europa.eu/api/v5_3/"
PAGE = "https://re.jrc.ec.europa.eu/pvg_tools/"


class NotFetchedError(OSError):
    """The service could not be reached, or did not give weather."""


def pvgis_query(
    url: str, latitude: float, longitude: float, ending: str, years: tuple[int, int] | None
) -> str:
    """Return the address of a typical year (`tmy`) or of the hours of real years (`seriescalc`).

    PVGIS counts in UTC: the year before the first is asked for as well, as the park's own
    first hours lie in it.
    """
    query: dict[str, object] = {"lat": latitude, "lon": longitude, "outputformat": ending}
    tool = "tmy"
    if years is not None:
        tool = "seriescalc"
        query |= {"startyear": years[0] - 1, "endyear": years[1], "angle": 0, "components": 1}
    return f"{url.rstrip('/')}/{tool}?{urlencode(query)}"


def fetch_pvgis(
    out: Path,
    latitude: float,
    longitude: float,
    *,
    years: tuple[int, int] | None = None,
    url: str = URL,
    timeout_s: float = 60.0,
) -> tuple[str, ...]:
    """Write PVGIS' weather of a place to `out` (.json or .csv); return what is found in it.

    The file appears whole, and only if it can be read as weather.

    Raises
    ------
    NotFetchedError
        If there is no network, no such service, or no weather in its answer.
    """
    address = pvgis_query(url, latitude, longitude, out.suffix.lower().lstrip("."), years)
    content = _answer(address, timeout_s)
    part = place_for(out).with_name(f".{out.stem}.part{out.suffix}")
    try:
        part.write_bytes(content)
        try:
            notes = look_into(part)
        except InputError as error:
            told = error.faults[0].message
            raise NotFetchedError(f"the answer of {address} is no weather: {told}") from error
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)
    return notes


def _answer(address: str, timeout_s: float) -> bytes:
    try:
        with urlopen(
            Request(address, headers={"User-Agent": "greenpark"}), timeout=timeout_s
        ) as it:
            content: bytes = it.read()
    except HTTPError as error:
        raise NotFetchedError(f"{address} answered {error.code}: {_reason(error)}") from error
    except (OSError, HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or str(error) or type(error).__name__
        raise NotFetchedError(
            f"{address} cannot be reached ({why}). Without a network a file from {PAGE} does as "
            "well: name it as weather.file"
        ) from error
    return content


def _reason(error: HTTPError) -> str:
    """Return what the service says is wrong; it does so in JSON."""
    try:
        return str(json.loads(error.read(10_000))["message"])
    except (OSError, ValueError, KeyError, TypeError):
        return str(error.reason)
