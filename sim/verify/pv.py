"""Checks of the sun and of PV against PVWatts, NREL's SPA and pvlib."""

import warnings
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.inputs.weather import Place, Weather, read, synthetic
from sim.inputs.weather.clouds import with_clouds
from sim.models.clouds import MEMORY_MINUTES, sunny_minutes
from sim.models.irradiance import sky_by_hay_davies, sky_by_perez
from sim.models.pv import Air, Surroundings, ac_kw, generate, none_around, yield_kwh_per_kwp
from sim.models.pv_roofs import roofs
from sim.models.shading import skyline
from sim.models.sun import SEA_LEVEL_PA, Sun, standard_pressure_pa, sun_at
from sim.streams import stream_key
from sim.tables import table
from sim.verify.check import Check
from sim.verify.pv_chain import pvlib_chain

Floats = npt.NDArray[np.float64]

LANZHOU = Place(36.05, 103.88, 1517.2)
EPW = Path("weather") / "CHN_Gansu.Lanzhou.528890_CSWD.epw"
PVWATTS = "PVWatts v8 (NREL-PySAM 7.1.1), Greensboro TMY3 of pvlib's wheel"


def checks(reference_data: Path | None) -> list[Check]:
    """Return all rows. `reference_data` holds ``weather/*.epw``; two rows need it."""
    made = synthetic(TimeGrid(date(2025, 1, 1), 365, 60), LANZHOU, seed=1, replication=0)
    rows = [sun_against_spa(), *pvwatts_greensboro(), *sky_against_pvlib(made)]
    rows += [*chain_against_pvlib(made), model_chain("synthetic Lanzhou", made), *clouds()]
    name, source = "PV yield, Lanzhou EPW, 30° south", "pvlib ModelChain.with_pvwatts"
    file = None if reference_data is None else reference_data / EPW
    if file is None or not file.is_file():
        reason = f"no reference data ({EPW.name})"
        as_pvwatts = "PV yield, Lanzhou EPW as PVWatts takes it, year"
        rows.append(Check.skipped(as_pvwatts, "kWh/kWp", "PVWatts v8", reason))
        return [*rows, Check.skipped(name, "kWh/kWp", source, reason)]
    weather = read(file, TimeGrid(made.grid.start, 365, 15))
    return [*rows, pvwatts_lanzhou(file), model_chain("Lanzhou EPW", weather)]


def sun_against_spa() -> Check:
    """Compare the height of the sun with the NREL Solar Position Algorithm over a year."""
    from pvlib.solarposition import spa_python

    times = TimeGrid(date(2025, 1, 1), 365, 60).middles
    ours = sun_at(times, LANZHOU.latitude, LANZHOU.longitude, LANZHOU.altitude_m)
    pressure = standard_pressure_pa(LANZHOU.altitude_m)
    spa = spa_python(
        times, LANZHOU.latitude, LANZHOU.longitude, LANZHOU.altitude_m, pressure=pressure
    )
    up = spa["elevation"].to_numpy() > 0.0
    apart = np.abs(ours.zenith_deg - spa["apparent_zenith"].to_numpy())[up].max()
    source = "NREL SPA by pvlib (Reda and Andreas 2004)"
    return Check(
        "Sun: zenith, greatest difference by day", apart, 0.0, 0.02, "deg", source, "absolute"
    )


def greensboro() -> tuple[pd.DatetimeIndex, Sun, Air]:
    """Return the TMY3 file that ships with pvlib, with the sun at the hours' middles."""
    import pvlib

    file = Path(pvlib.__file__).parent / "data" / "723170TYA.CSV"
    frame, meta = pvlib.iotools.read_tmy3(str(file), coerce_year=1990)
    times = pd.DatetimeIndex(frame.index) - pd.Timedelta(minutes=30)
    sun = sun_at(times, meta["latitude"], meta["longitude"], meta["altitude"])
    names = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    ghi, dni, dhi, warm, wind = (frame[name].to_numpy(dtype=np.float64) for name in names)
    # sea level: PVWatts does not cool its modules less in thin air
    return times, sun, Air(ghi, dni, dhi, warm, wind, np.full(len(frame), SEA_LEVEL_PA))


def pvwatts_greensboro() -> list[Check]:
    """Compare the year's yield, and that of the month that is farthest off."""
    times, sun, air = greensboro()
    ac = ac_kw(sun, air, roofs(1.0, 30.0, 180.0, mount="roof"))[0]
    ours = np.bincount(np.asarray(times.month), ac, 13)[1:]
    reference = table("pv_reference")["ac_kwh_per_kwp"].to_numpy(dtype=np.float64)
    worst = int(np.argmax(np.abs(ours / reference - 1.0)))
    return [
        Check(
            "PV yield, Greensboro, year",
            float(ours.sum()),
            float(reference.sum()),
            0.01,
            "kWh/kWp",
            PVWATTS,
        ),
        Check(
            f"PV yield, Greensboro, worst month ({worst + 1})",
            float(ours[worst]),
            float(reference[worst]),
            0.01,
            "kWh/kWp",
            PVWATTS,
        ),
    ]


def sky_against_pvlib(weather: Weather) -> list[Check]:
    """Compare diffuse light on a plane at 30° to the south-west, both sky models."""
    from pvlib import irradiance

    sun, dni, dhi = weather.sun, weather.dni_w_m2, weather.dhi_w_m2
    up = sun.cos_zenith > 0.0
    tilt, azimuth = 30.0, 225.0
    cos_aoi = irradiance.aoi_projection(tilt, azimuth, sun.zenith_deg, sun.azimuth_deg)
    cos_aoi = np.maximum(cos_aoi, 0.0)
    common = (tilt, azimuth, dhi, dni, sun.extraterrestrial_w_m2, sun.zenith_deg, sun.azimuth_deg)
    rows = []
    for name, ours, theirs in (
        ("Hay-Davies", sky_by_hay_davies(dni, dhi, sun), irradiance.haydavies(*common)),
        ("Perez", sky_by_perez(dni, dhi, sun), irradiance.perez(*common, sun.airmass)),
    ):
        dome, around, horizon = ours
        cos_tilt, sin_tilt = np.cos(np.radians(tilt)), np.sin(np.radians(tilt))
        plane = dome * 0.5 * (1.0 + cos_tilt) + around * cos_aoi + horizon * sin_tilt
        apart = float(np.abs(np.maximum(plane, 0.0) - theirs)[up].max())
        rows.append(
            Check(
                f"Sky on a plane, {name}, greatest difference",
                apart,
                0.0,
                1e-6,
                "W/m²",
                f"pvlib.irradiance.{name.lower().replace('-', '')}",
                "absolute",
            )
        )
    return rows


def clouds() -> list[Check]:
    """Compare the made clouds with what they must keep, and with a measured month."""
    made = synthetic(TimeGrid(date(2025, 6, 1), 60, 5), LANZHOU, seed=1, replication=0)
    cloudy = with_clouds(made, seed=1, replication=0)

    def hours(weather: Weather) -> Floats:
        return np.asarray(weather.ghi_w_m2.reshape(-1, 12).mean(axis=1))

    minutes = np.empty(200 * 1440)
    key = stream_key(1, 0, "verify.clouds")
    sunny_minutes(key, 0, np.full(200 * 24, 0.5), 60, 1, MEMORY_MINUTES, minutes)
    after_5 = float(np.corrcoef(minutes[5:], minutes[:-5])[0, 1])
    apart = float(np.abs(hours(cloudy) - hours(made)).max())
    name, source = "Clouds: hourly means of GHI, greatest difference", "the weather without them"
    measured = "BSRN Payerne, June 2016, one-minute beam in hours of sun and clouds"
    return [
        Check(name, apart, 0.0, 1e-9, "W/m²", source, "absolute"),
        Check("Clouds: correlation after 5 minutes", after_5, 0.554, 0.03, "1", measured,
              "absolute"),
    ]  # fmt: skip


VALLEY = ((0.0, 12.0), (60.0, 6.0), (120.0, 4.0), (180.0, 14.0), (240.0, 5.0), (300.0, 4.0))
"""A skyline for the checks: hills in the north and the south, as a valley from west to east has."""


def hard_case(weather: Weather) -> tuple[dict[str, Any], Surroundings]:
    """Return a roof with all that a roof can have but a rear, and what is around it."""
    grid = weather.grid
    around = none_around(1, grid.steps, grid.step_h)._replace(
        skylines_deg=np.stack([skyline(()), skyline(VALLEY)]),
        clean=1.0 - 0.2 * np.linspace(0.0, 1.0, grid.days)[None, :],
        aged=np.array([[0.93]]),
        day=grid.day_of_step,
    )
    # hours of snow on two days
    around.snows[[grid.steps_per_day // 3, grid.steps // 5, grid.steps // 5 + 1]] = True
    keys = {"gcr": 0.55, "blocks": 3, "skyline": 1, "strings": 2, "availability": 0.97}
    return {**keys, "module": "jinko-410", "inverter": "sungrow-60"}, around


def chain_against_pvlib(weather: Weather) -> list[Check]:
    """Compare every step of three roofs with pvlib's functions."""
    grid = weather.grid
    hard, around = hard_case(weather)
    rear = {"gcr": 0.45, "bifacial": True, "module": "longi-385-bifacial"}
    nothing = none_around(1, grid.steps, grid.step_h)
    rows = []
    for name, keys, place in (
        ("steep", {}, nothing),
        ("with skyline, rows, dust, snow, age", hard, around),
        ("bifacial", rear, nothing),
    ):
        roof = roofs(100.0, 40.0, 230.0, dc_ac_ratio=1.4, **keys)
        out = np.zeros((1, grid.steps))
        generate(weather.sun, weather.air, roof, place, out, np.zeros(1, dtype=np.int64))
        inverter = str(keys.get("inverter", "standard"))
        theirs = pvlib_chain(weather, roof, inverter=inverter, around=place)
        # relative, but for hours below a thousandth of the roof's power
        apart = float((np.abs(out[0] - theirs) / np.maximum(theirs, 0.1)).max())
        source = "the same equations by pvlib's functions"
        title = f"PV power, roof {name}, greatest relative difference of any hour"
        rows.append(Check(title, apart, 0.0, 1e-6, "1", source, "absolute"))
    return rows


PVWATTS_LANZHOU_KWH_PER_KWP = 1086.4
"""What PVWatts v8 gave for the EPW with its own DNI and DHI: 30° south, roof mount, DC/AC 1.2,
losses 14.08 % (NREL-PySAM 7.1.1; run again for this check it gave 1087.5)."""


def pvwatts_lanzhou(file: Path) -> Check:
    """Compare the year's yield of the EPW, its three irradiances taken as they stand."""
    import pvlib

    frame, meta = pvlib.iotools.read_epw(str(file), coerce_year=2005)
    times = pd.DatetimeIndex(frame.index) + pd.Timedelta(minutes=30)
    sun = sun_at(times, meta["latitude"], meta["longitude"], meta["altitude"])
    names = ("ghi", "dni", "dhi", "temp_air", "wind_speed")
    ghi, dni, dhi, warm, wind = (frame[name].to_numpy(dtype=np.float64) for name in names)
    air = Air(ghi, dni, dhi, warm, wind, np.full(len(frame), SEA_LEVEL_PA))
    roof = roofs(1.0, 30.0, 180.0, mount="roof")
    return Check(
        "PV yield, Lanzhou EPW as PVWatts takes it, year",
        float(yield_kwh_per_kwp(ac_kw(sun, air, roof), roof, 1.0)[0]),
        PVWATTS_LANZHOU_KWH_PER_KWP,
        0.02,
        "kWh/kWp",
        "PVWatts v8 (NREL-PySAM 7.1.1)",
    )


def model_chain(name: str, weather: Weather) -> Check:
    """Compare the yield at 30° south with pvlib's own PVWatts chain on the same weather.

    That chain is of PVWatts version 5's kind: Hay-Davies sky, uncoated glass for the beam only,
    no spectral loss, and SAPM cell temperatures; so the limit is wider than that of the rows
    that hold the same equations against each other.
    """
    from pvlib.location import Location
    from pvlib.modelchain import ModelChain
    from pvlib.pvsystem import PVSystem
    from pvlib.temperature import TEMPERATURE_MODEL_PARAMETERS

    place, roof = weather.place, roofs(1.0, 30.0, 180.0)
    system = PVSystem(
        surface_tilt=30.0,
        surface_azimuth=180.0,
        albedo=0.2,
        module_parameters={"pdc0": float(roof.dc_kept[0]), "gamma_pdc": -0.0037},
        inverter_parameters={"pdc0": 1.0 / 1.2 / 0.96, "eta_inv_nom": 0.96},
        temperature_model_parameters=TEMPERATURE_MODEL_PARAMETERS["sapm"][
            "open_rack_glass_polymer"
        ],
    )
    chain = ModelChain.with_pvwatts(
        system,
        Location(place.latitude, place.longitude, "Asia/Shanghai", place.altitude_m),
        losses_model="no_loss",
    )
    air = weather.air
    columns = {
        "ghi": air.ghi_w_m2,
        "dni": air.dni_w_m2,
        "dhi": air.dhi_w_m2,
        "temp_air": air.temperature_c,
        "wind_speed": air.wind_m_s,
    }
    with warnings.catch_warnings():
        # pvlib 0.16 still says `dayofyear`, which pandas 3.1 has renamed
        warnings.filterwarnings("ignore", message=".*dayofyear", category=DeprecationWarning)
        chain.run_model(pd.DataFrame(columns, index=weather.grid.middles))
    reference = float(chain.results.ac.clip(lower=0.0).sum()) * weather.grid.step_h
    ours = yield_kwh_per_kwp(ac_kw(weather.sun, air, roof), roof, weather.grid.step_h)
    return Check(
        f"PV yield, {name}, 30° south",
        float(ours[0]),
        reference,
        0.05,
        "kWh/kWp",
        "pvlib ModelChain.with_pvwatts on the same weather",
    )
