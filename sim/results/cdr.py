"""Charging sessions of a run as charge detail records, shaped as in OCPI 2.2.1 (module CDRs).

https://github.com/ocpi/ocpi, `mod_cdrs`. Sessions are read and written a batch at a time, so
millions need no memory. What the records say, and what they leave out, stands in ``docs/cli.md``.
"""

import json
import math
import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sim.errors import Fault, InputError
from sim.results.folder import RunFolder
from sim.tables import table
from sim.units import SECONDS_PER_HOUR

COUNTRY, COUNTRY_ALPHA_3, CURRENCY = "CN", "CHN", "CNY"
BATCH_ROWS = 20_000
PRICE = "world/price_cny_per_kwh"
COLUMNS = ("fleet", "vehicle", "station", "kind", "plug", "start", "end", "energy_kwh", "reason")
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
SINGLE_PHASE_KW = 7.5
"""An AC plug of up to 32 A at 230 V is taken as single-phase."""


@dataclass(frozen=True)
class _Place:
    """What the scenario of the run says of a station."""

    name: str
    site: str
    city: str
    latitude: float
    longitude: float
    fee_cny_per_kwh: float
    kinds: Mapping[str, tuple[str, float]]
    """Connector (ac or dc) and power [kW] of each kind of plug."""


@dataclass(frozen=True)
class _Prices:
    """The price of energy: it changes at `begin_s` (seconds since 1970), and holds until then."""

    begin_s: list[float]
    cny_per_kwh: list[float]

    def stretches(self, start_s: float, end_s: float) -> list[tuple[float, float, float]]:
        """Return (begin, share of the time, price) of each stretch of one price."""
        first = max(bisect_right(self.begin_s, start_s) - 1, 0)
        last = max(bisect_left(self.begin_s, end_s), first + 1)
        bounds = [start_s, *self.begin_s[first + 1 : last], end_s]
        long_s = end_s - start_s
        return [
            (begin, (until - begin) / long_s if long_s > 0.0 else 1.0, price)
            for begin, until, price in zip(
                bounds[:-1], bounds[1:], self.cny_per_kwh[first:last], strict=True
            )
        ]


def write_cdrs(run: RunFolder, target: Path, party_id: str) -> int:
    """Write the finished sessions of a run as a JSON list of CDRs, and return how many.

    Parameters
    ----------
    target : the file; it appears whole or not at all.
    party_id : the operator's three characters.

    Raises
    ------
    InputError
        The run folder lacks what a record needs.
    """
    places, prices = _places(run), _prices(run)
    aside = target.with_name(f".partial-{target.name}-{os.getpid()}")
    count = 0
    try:
        with aside.open("w", encoding="utf-8") as out:
            out.write("[")
            for record in _records(run, places, prices, party_id):
                out.write(",\n" if count else "\n")
                out.write(record)
                count += 1
            out.write("\n]\n")
        aside.replace(target)
    except OSError as error:
        if str(error.filename) != str(aside):
            raise
        # Said of the file that was asked for: the one aside is nobody's business.
        raise OSError(error.errno, error.strerror, str(target)) from error
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
    return count


def _places(run: RunFolder) -> dict[str, _Place]:
    """Return the stations of the run's scenario by id."""
    file = run.path / "scenario.yaml"
    try:
        content: Any = YAML(typ="safe", pure=True).load(file.read_text(encoding="utf-8"))
        kinds = _kinds(content)
        areas = {area["id"]: area["name"]["en"] for area in content["areas"]}
        return {
            station["id"]: _Place(
                name=_text(station), site=_text(site), city=areas[site["area"]],
                latitude=float(site["position"]["latitude"]),
                longitude=float(site["position"]["longitude"]),
                fee_cny_per_kwh=0.0 if station["open_to"] else station["service_fee_cny_per_kwh"],
                kinds=kinds,
            )
            for site in content["sites"] for station in site["stations"]
        }  # fmt: skip
    except (OSError, KeyError, TypeError, ValueError, YAMLError) as error:
        message = f"does not say where stations are: {type(error).__name__} {error}"
        raise InputError([Fault(message, file)]) from error


def _kinds(content: Mapping[str, Any]) -> dict[str, tuple[str, float]]:
    """Return connector and power of each kind of plug, those of the scenario's catalogue too."""
    rows = table("chargers")
    kinds = dict(zip(rows.index, zip(rows["plug"], rows["power_kw"], strict=True), strict=True))
    for own in content.get("catalogue", {}).get("chargers", ()):
        kinds[own["id"]] = own["plug"], float(own["power_kw"])
    return kinds


def _text(thing: Mapping[str, Any]) -> str:
    return str((thing.get("name") or {}).get("en") or thing["id"])


def _prices(run: RunFolder) -> _Prices:
    series = run.series([PRICE])[PRICE]
    value = series.to_numpy(dtype=np.float64).round(6)
    begin_s = pd.DatetimeIndex(series.index).as_unit("ms").asi8 / 1000.0
    changes = np.flatnonzero(np.diff(value, prepend=np.nan) != 0.0)
    return _Prices(begin_s[changes].tolist(), value[changes].tolist())


def _records(
    run: RunFolder, places: Mapping[str, _Place], prices: _Prices, party_id: str
) -> Iterator[str]:
    """Yield each finished session as JSON."""
    made = _clock(datetime.fromisoformat(str(run.manifest["created"])).timestamp())
    name = f"{str(run.manifest['hash'])[:8]}-r{run.manifest['replication']}"
    head = {"country_code": COUNTRY, "party_id": party_id}
    locations: dict[tuple[str, str, int], str] = {}
    number = 0
    for batch in _batches(run):
        for row in zip(*batch, strict=True):
            number += 1
            fleet, vehicle, station, kind, plug, start_s, end_s, kwh, reason = row
            if math.isnan(start_s) or math.isnan(end_s):
                continue
            where = (station, kind, plug)
            if where not in locations:
                locations[where] = json.dumps(_location(run, places, where, party_id))
            token = {"uid": _uid(fleet, vehicle), "type": "OTHER", "contract_id": fleet[:36]}
            record = {
                **head,
                "id": f"{name}-{number}",
                "session_id": str(number),
                "cdr_token": head | token,
                "auth_method": "WHITELIST",
                **_measured(prices, start_s, end_s, kwh, places[station].fee_cny_per_kwh),
                "remark": f"ended: {reason}",
                "last_updated": made,
            }
            text = _ENCODER.encode(record)
            yield f'{text[:-1]}, "cdr_location": {locations[where]}}}'


def _measured(
    prices: _Prices, start_s: float, end_s: float, kwh: float, fee_cny_per_kwh: float
) -> dict[str, Any]:
    """Return when, how much and how dear: energy is spread evenly over the session."""
    stretches = prices.stretches(start_s, end_s)
    mean_cny_per_kwh = sum(share * price for _, share, price in stretches)
    return {
        "start_date_time": _clock(start_s),
        "end_date_time": _clock(end_s),
        "currency": CURRENCY,
        "charging_periods": [
            {
                "start_date_time": _clock(begin),
                "dimensions": [{"type": "ENERGY", "volume": round(kwh * share, 4)}],
            }
            for begin, share, _ in stretches
        ],
        "total_cost": {"excl_vat": round(kwh * (mean_cny_per_kwh + fee_cny_per_kwh), 4)},
        "total_energy": round(kwh, 4),
        "total_time": round((end_s - start_s) / SECONDS_PER_HOUR, 4),
    }


def _batches(run: RunFolder) -> Iterator[list[list[Any]]]:
    """Yield the columns of the sessions, `BATCH_ROWS` at a time; times as seconds since 1970."""
    path = run.path / "sessions.parquet"
    if not path.is_file():
        raise InputError([Fault("is missing; the run folder is not complete", path)])
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=list(COLUMNS)):
            columns = []
            for name in COLUMNS:
                if name in ("start", "end"):
                    stamp = batch[name].cast("int64").to_numpy(zero_copy_only=False)
                    columns.append((stamp / 1000.0).tolist())
                else:
                    columns.append(batch[name].to_pylist())
            yield columns


def _location(
    run: RunFolder, places: Mapping[str, _Place], where: tuple[str, str, int], party_id: str
) -> dict[str, Any]:
    station, kind, plug = where
    if station not in places or kind not in places[station].kinds:
        what = f"station '{station}'" if station not in places else f"kind of plug '{kind}'"
        message = f"a session names the {what}, of which nothing is known"
        raise InputError([Fault(message, run.path / "sessions.parquet")])
    place = places[station]
    connector, power_kw = place.kinds[kind]
    direct, single = connector == "dc", power_kw <= SINGLE_PHASE_KW
    return {
        "id": station[:36],
        "name": place.name[:255],
        "address": place.site[:45],
        "city": place.city[:45],
        "country": COUNTRY_ALPHA_3,
        "coordinates": {
            "latitude": f"{place.latitude:.6f}", "longitude": f"{place.longitude:.6f}",
        },
        "evse_uid": f"{station[:28]}-{plug}",
        "evse_id": f"{COUNTRY}*{party_id}*E{station.upper().replace('_', '-')[:30]}*{plug}",
        "connector_id": "1",
        "connector_standard": "GBT_DC" if direct else "GBT_AC",
        "connector_format": "CABLE",
        "connector_power_type": "DC" if direct else "AC_1_PHASE" if single else "AC_3_PHASE",
    }  # fmt: skip


def _uid(fleet: str, vehicle: int) -> str:
    """Return the vehicle as a token; cars that come and go have no number."""
    return fleet[:36] if vehicle < 0 else f"{fleet[:28]}-{vehicle}"


def _clock(seconds: float) -> str:
    """Return seconds since 1970 as OCPI writes times, in UTC."""
    return datetime.fromtimestamp(round(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
