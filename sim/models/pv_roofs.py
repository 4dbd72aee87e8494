"""PV roofs as rows of numbers, looked up in the tables of modules, mounts, inverters and losses."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError, nearest
from sim.models.inverter import curve_of, pvwatts_curve
from sim.models.rear import RearViews, rear_views
from sim.models.shading import diffuse_kept, sky_above
from sim.tables import table

Floats = npt.NDArray[np.float64]

REAR_STRUCTURE_LOSS = 0.02  # frames and racks behind the modules; pvlib's default `shade_factor`


class Roofs(NamedTuple):
    """PV roofs as a struct of arrays [roofs]. Azimuth is from north, so 180 is south."""

    dc_kw: Floats
    tilt_deg: Floats
    azimuth_deg: Floats
    dc_ac_ratio: Floats
    dc_kept: Floats
    """Share of DC power left by mismatch, wiring, … and whatever is not modelled."""
    available: Floats
    albedo: Floats
    inverter_a: Floats
    inverter_b: Floats
    inverter_c: Floats
    """The inverter's parabola, see `sim.models.inverter`."""
    module_efficiency: Floats
    gamma_per_c: Floats
    noct_c: Floats
    gcr: Floats
    """Slant length of a row over the distance of rows; 0: no rows."""
    blocks: Floats
    """Blocks of a row's height that bypass diodes can drop; 0: shade costs its own light only."""
    rear_share: Floats
    """Share of the rear's light that counts; 0: not bifacial."""
    skyline: Floats
    """Row of the skylines; 0 is flat."""
    soiling: Floats
    """Row of the days' dust."""
    strings: Floats
    """Strings one above the other along the slope, which snow covers from below; 0: no snow."""


def _rows(name: str, keys: Iterable[str]) -> list[Mapping[str, Any]]:
    """Return rows of ``data/<name>.csv``; raise `InputError` with all that are not there."""
    frame, keys = table(name), list(keys)
    faults = [
        Fault(f"'{key}' is not in data/{name}.csv.{nearest(key, frame.index)}", path=name)
        for key in dict.fromkeys(keys)
        if key not in frame.index
    ]
    if faults:
        raise InputError(faults)
    rows: dict[Any, Mapping[str, Any]] = frame.to_dict("index")  # type: ignore[assignment]
    return [rows[key] for key in keys]


def _figures(name: str, keys: Sequence[str], column: str) -> Floats:
    return np.array([float(row[column]) for row in _rows(name, keys)])


def flat_losses(*modelled: str) -> float:
    """Return the loss of PVWatts' list on the DC side, without what is modelled.

    Its availability is not among it: that is the AC side's.
    """
    shares = table("pv_losses")["share"].drop(["availability", *modelled])
    return float(1.0 - np.prod(1.0 - shares.to_numpy(dtype=np.float64)))


def roofs(
    dc_kw: npt.ArrayLike,
    tilt_deg: npt.ArrayLike,
    azimuth_deg: npt.ArrayLike,
    *,
    dc_ac_ratio: npt.ArrayLike = 1.2,
    losses_fraction: npt.ArrayLike = 0.1408,
    availability: npt.ArrayLike = 1.0,
    albedo: npt.ArrayLike = 0.2,
    module: str | Sequence[str] = "standard",
    mount: str | Sequence[str] = "rack",
    inverter: str | Sequence[str] = "standard",
    inverter_efficiency: float | None = None,
    gcr: npt.ArrayLike = 0.0,
    blocks: npt.ArrayLike = 0.0,
    bifacial: npt.ArrayLike = False,
    skyline: npt.ArrayLike = 0,
    soiling: npt.ArrayLike = 0,
    strings: npt.ArrayLike = 0,
) -> Roofs:
    """Return `Roofs`; everything broadcasts to [roofs].

    Defaults are those of PVWatts version 8, whose 14.08 % holds availability too, on an open
    rack: modules tilted on a flat roof have air behind them (`mount="roof"` lies flat on a pitched
    one). `inverter_efficiency` is of PVWatts' inverter, instead of a row of ``pv_inverters.csv``.
    Raises `InputError` for a module, mount or inverter that is not in its table.
    """
    modules, mounts, inverters = (
        [one] if isinstance(one, str) else list(one) for one in (module, mount, inverter)
    )
    curves = np.array([curve_of(row) for row in _rows("pv_inverters", inverters)])
    if inverter_efficiency is not None:
        curves = np.array([pvwatts_curve(inverter_efficiency)])
    rear = _figures("pv_modules", modules, "bifaciality") * (1.0 - REAR_STRUCTURE_LOSS)
    arrays = np.broadcast_arrays(
        *(
            np.atleast_1d(np.asarray(one, dtype=np.float64))
            for one in (
                dc_kw,
                tilt_deg,
                azimuth_deg,
                dc_ac_ratio,
                1.0 - np.asarray(losses_fraction, dtype=np.float64),
                availability,
                albedo,
                *curves.T,
                _figures("pv_modules", modules, "efficiency"),
                _figures("pv_modules", modules, "gamma_per_c"),
                _figures("pv_modules", modules, "noct_c")
                + _figures("pv_mounts", mounts, "noct_added_c"),
                gcr,
                blocks,
                np.where(bifacial, rear, 0.0),
                skyline,
                soiling,
                strings,
            )
        )
    )
    return Roofs(*(np.ascontiguousarray(array) for array in arrays))


def views_of(roof: Roofs, skylines_deg: Floats) -> tuple[RearViews, Floats]:
    """Return view factors, and what is left of the sky's light [3, roofs].

    The three: by the row in front; by the horizon, on the plane; by the horizon, on the ground.
    """
    above = [
        sky_above(skylines_deg[int(line)], tilt, azimuth)
        for line, tilt, azimuth in zip(roof.skyline, roof.tilt_deg, roof.azimuth_deg, strict=True)
    ]
    flat = [sky_above(skylines_deg[int(line)], 0.0, 180.0) for line in roof.skyline]
    kept = np.array([diffuse_kept(roof.tilt_deg, roof.gcr), above, flat])
    return rear_views(roof.tilt_deg, roof.gcr), np.ascontiguousarray(kept)
