"""The PV chain once more, made of pvlib's own functions: what `sim.models.pv` is held against."""

import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.inputs.weather import Weather
from sim.models.pv import SkyModel, Surroundings
from sim.models.pv_roofs import Roofs
from sim.models.sun import SEA_LEVEL_PA
from sim.tables import table

Floats = npt.NDArray[np.float64]


def pvlib_chain(
    weather: Weather,
    roof: Roofs,
    sky_model: SkyModel = "perez",
    inverter: str = "standard",
    around: Surroundings | None = None,
) -> Floats:
    """Return AC power [steps] of the first roof; `inverter` must be the one it was made with.

    `Roofs` holds an inverter as a parabola only, so it is named once more.
    """
    from pvlib import iam, irradiance, temperature

    one = Roofs(*(array[:1] for array in roof))
    tilt, azimuth = float(one.tilt_deg[0]), float(one.azimuth_deg[0])
    sun, air = weather.sun, weather.air
    direct, sky, ground, rear = _light(weather, one, sky_model, around)
    aoi = irradiance.aoi(tilt, azimuth, sun.zenith_deg, sun.azimuth_deg)
    clean = 1.0 if around is None else around.clean[int(one.soiling[0]), around.day]
    glass = {
        "beam": iam.physical(aoi, n_ar=1.3),
        "sky": iam.physical(59.7 - 0.1388 * tilt + 0.001497 * tilt**2, n_ar=1.3),
        "ground": iam.physical(90.0 - 0.5788 * tilt + 0.002693 * tilt**2, n_ar=1.3),
    }
    absorbed = clean * (direct[0] * glass["beam"] + sky * glass["sky"] + ground * glass["ground"])
    # light of the sky around the sun passes the glass as the sky's, as SAM has it
    incident = clean * (direct[0] + sky + ground)
    absorbed = absorbed + one.rear_share[0] * rear
    mass = np.minimum(sun.airmass, 12.3) * sun.airmass_absolute / sun.airmass
    absorbed = absorbed * np.polyval([-0.000126, 0.002816, -0.024459, 0.086257, 0.918093], mass)
    cell_c = temperature.noct_sam(
        np.maximum(incident, 1e-9),
        air.temperature_c,
        air.wind_m_s * (air.pressure_pa / SEA_LEVEL_PA) ** 0.8,
        float(one.noct_c[0]),
        float(one.module_efficiency[0]),
        effective_irradiance=np.maximum(absorbed, 1e-9),
    )
    dc = one.dc_kw[0] * absorbed / 1000.0 * (1.0 + one.gamma_per_c[0] * (cell_c - 25.0))
    dc = dc * one.dc_kept[0] * _uncovered(weather, one, direct[1], around)
    if around is not None:
        dc = dc * around.aged[0, around.year]
    ac = _inverted(np.maximum(dc, 0.0), one, inverter) * one.available[0]
    return np.where(sun.cos_zenith > 0.0, np.nan_to_num(ac), 0.0)


def _light(
    weather: Weather, one: Roofs, sky_model: SkyModel, around: Surroundings | None
) -> tuple[tuple[Floats, Floats], Floats, Floats, Floats]:
    """Return ((direct, all light without shade), sky, ground, rear) on the plane [steps]."""
    from pvlib import irradiance, shading

    sun, air = weather.sun, weather.air
    tilt, azimuth, albedo = float(one.tilt_deg[0]), float(one.azimuth_deg[0]), float(one.albedo[0])
    where = (tilt, azimuth, air.dhi_w_m2, air.dni_w_m2, sun.extraterrestrial_w_m2,
             sun.zenith_deg, sun.azimuth_deg)  # fmt: skip
    if sky_model == "perez":
        parts = irradiance.perez(*where, sun.airmass, return_components=True)
    else:
        parts = irradiance.haydavies(*where, return_components=True)
    parts = {name: np.nan_to_num(np.asarray(part)) for name, part in parts.items()}
    band = parts.get("poa_horizon", 0.0)
    dome, near_sun = parts["poa_isotropic"], parts["poa_circumsolar"]
    beam = irradiance.beam_component(
        tilt, azimuth, sun.zenith_deg, sun.azimuth_deg, air.dni_w_m2
    ).clip(min=0.0)
    ghi, dhi, dni = air.ghi_w_m2, air.dhi_w_m2, air.dni_w_m2
    plain = beam + parts["poa_sky_diffuse"]
    plain = plain + irradiance.get_ground_diffuse(tilt, ghi, albedo)
    if around is not None and one.skyline[0] > 0:
        from sim.models.shading import sky_above

        line = around.skylines_deg[int(one.skyline[0])]
        open_ = 90.0 - sun.zenith_deg >= np.interp(sun.azimuth_deg, np.arange(361), line)
        over_ground, above = sky_above(line, 0.0, 180.0), sky_above(line, tilt, azimuth)
        ghi = ghi - np.where(open_, 0.0, dni * np.maximum(0.0, sun.cos_zenith))
        ghi = np.maximum(ghi - dhi * (1.0 - over_ground), 0.0)
        dhi, dni = dhi * over_ground, np.where(open_, dni, 0.0)
        beam, near_sun = np.where(open_, beam, 0.0), np.where(open_, near_sun, 0.0)
        dome, band = dome * above, band * above
    gcr = float(one.gcr[0])
    rear = np.zeros_like(beam)
    if gcr > 0.0:
        shaded = shading.shaded_fraction1d(
            sun.zenith_deg,
            sun.azimuth_deg,
            (azimuth - 90.0) % 360.0,
            tilt,
            collector_width=gcr,
            pitch=1.0,
        )
        shaded = np.where(beam + near_sun > 0.0, shaded, 0.0)
        kept, blocks = 1.0 - shaded, float(one.blocks[0])
        if blocks > 0.0:
            kept = 1.0 - shading.direct_martinez(1.0, 1.0, shaded, shaded * blocks, blocks)
        beam, near_sun = beam * kept, near_sun * kept
        masked = 1.0 - shading.sky_diffuse_passias(shading.masking_angle_passias(tilt, gcr))
        dome, band = dome * masked, band * masked
        rear = _rear(weather, one, ghi, dhi, dni)
    ground = irradiance.get_ground_diffuse(tilt, ghi, albedo)
    return (beam, plain), np.maximum(dome + near_sun + band, 0.0), ground, rear


def _rear(weather: Weather, one: Roofs, ghi: Floats, dhi: Floats, dni: Floats) -> Floats:
    """Return the rear's light by pvlib's infinite sheds, its views taken as far as they go.

    `get_irradiance_poa` adds up the ground between 20 rows to either side, with edges moved by
    1e-4 of a module's width, and the sky down to 5°: some 1e-5 of a roof's power. pvlib's views
    of points, and of as many rows as are wanted, take their place.
    """
    from pvlib.bifacial import infinite_sheds

    if one.rear_share[0] <= 0.0:
        return np.zeros_like(ghi)
    sun, tilt, gcr = weather.sun, 180.0 - float(one.tilt_deg[0]), float(one.gcr[0])
    albedo = float(one.albedo[0])
    beam = infinite_sheds.get_irradiance_poa(
        tilt,
        (one.azimuth_deg[0] + 180.0) % 360.0,
        sun.zenith_deg,
        sun.azimuth_deg,
        gcr,
        1.0,
        1.0,
        ghi - dhi,
        np.zeros_like(dhi),
        dni,
        albedo,
    )
    sky, ground, of_pvlib, ground_to_sky = rear_views_by_pvlib(tilt, gcr)
    reflected = beam["poa_ground_diffuse"] * (ground / of_pvlib)
    scattered = dhi * (sky + albedo * ground_to_sky * ground)
    return np.asarray(np.nan_to_num(beam["poa_direct"] + reflected) + scattered)


def rear_views_by_pvlib(tilt_deg: float, gcr: float) -> tuple[float, float, float, float]:
    """Return views of rows: to the sky, to the ground, that of 20 rows, from ground to sky."""
    from pvlib.bifacial import utils

    places, weights = np.polynomial.legendre.leggauss(64)
    ground = 0.5 * weights @ utils.vf_row_ground_2d(tilt_deg, gcr, 0.5 * (places + 1.0))
    return (
        float(utils.vf_row_sky_2d_integ(tilt_deg, gcr)),
        float(ground),
        float(utils.vf_row_ground_2d_integ(tilt_deg, gcr)),
        float(utils.vf_ground_sky_2d_integ(tilt_deg, gcr, 1.0, 1.0, max_rows=2000)),
    )


def _uncovered(
    weather: Weather, one: Roofs, plane: Floats, around: Surroundings | None
) -> Floats | float:
    """Return the share of strings that snow leaves [steps]."""
    from pvlib import snow

    if around is None or one.strings[0] <= 0.0:
        return 1.0
    times = weather.grid.middles
    air_c, light = pd.Series(weather.temperature_c, times), pd.Series(plane, times)
    fallen = pd.Series(np.where(around.snows, 10.0 * weather.grid.step_h, 0.0), times)
    with warnings.catch_warnings():
        # pvlib 0.16 asks pandas for a frequency in the way that is to change
        warnings.filterwarnings("ignore", message="A future version of pandas")
        covered = snow.coverage_nrel(fallen, light, air_c, float(one.tilt_deg[0]))
    return np.asarray(1.0 - snow.dc_loss_nrel(covered, float(one.strings[0])))


def _inverted(dc_kw: Floats, one: Roofs, name: str) -> Floats:
    """Return AC power [steps] by pvlib's inverters, as many as the roof's rating asks for."""
    from pvlib import inverter

    rated = float(one.dc_kw[0] / one.dc_ac_ratio[0])
    row: Any = table("pv_inverters").loc[name]
    if row["model"] == "pvwatts":
        eta = float(row["efficiency"])
        return np.asarray(inverter.pvwatts(dc_kw, rated / eta, eta))
    many = rated / (float(row["paco_w"]) / 1000.0)
    figures = {"Paco": row["paco_w"], "Pdco": row["pdco_w"], "Vdco": 600.0, "Pso": row["pso_w"],
               "C0": row["c0_per_w"], "C1": 0.0, "C2": 0.0, "C3": 0.0, "Pnt": 0.0}  # fmt: skip
    return np.asarray(inverter.sandia(600.0, dc_kw * 1000.0 / many, figures) * many / 1000.0)
