"""Alternating power of many PV roofs at once, and where the light of each went.

The chain is PVWatts version 8's: Perez (or Hay and Davies) transposition, reflection losses of
coated glass, spectral losses by air mass, SAM's NOCT cell temperature, linear PVWatts DC with
losses, an inverter's parabola with clipping. A roof may add a horizon, rows, a bifacial rear, dust,
snow, age and availability. Equations and sources stand in ``docs/models/pv.md``.
"""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.kernels import kernel
from sim.models.glass import incidence_modifier, transmitted
from sim.models.inverter import inverted_kw
from sim.models.irradiance import sky_by_hay_davies, sky_by_perez
from sim.models.pv_roofs import Roofs, views_of
from sim.models.rear import RearViews, rear_w_m2
from sim.models.shading import AZIMUTHS, direct_kept, shaded_fraction, skyline_at
from sim.models.snow import slid
from sim.models.sun import SEA_LEVEL_PA, Sun

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Power = npt.NDArray[np.float32] | npt.NDArray[np.float64]
SkyModel = Literal["perez", "hay-davies"]

_TRANSMITTANCE_ABSORPTANCE = 0.9
_WIND_AT_ARRAY = 0.51  # SAM: wind at an array lower than 22 ft, of that at 10 m
# Spectral loss by absolute air mass: De Soto, Klein, Beckman, Solar Energy 80, 2006, table A1
_SPECTRUM = (0.918093, 0.086257, -0.024459, 0.002816, -0.000126)
# Forced convection on a plate goes with Re^0.8 (turbulent), so with the density of the air
_DENSITY_EXPONENT = 0.8
_STEPS_AT_ONCE = 2048
"""Steps that all roofs do before the next ones: their light then stays in the cache."""


class Air(NamedTuple):
    """What a roof feels of the weather; every array is [steps]."""

    ghi_w_m2: Floats
    dni_w_m2: Floats
    dhi_w_m2: Floats
    temperature_c: Floats
    wind_m_s: Floats
    pressure_pa: Floats


class Surroundings(NamedTuple):
    """What changes by the day or stands around the roofs; `none_around` makes an empty one."""

    skylines_deg: Floats
    """[skylines, 361] Elevation of the horizon by azimuth; the first is flat."""
    clean: Floats
    """[soilings, days] Share of light that dust leaves."""
    aged: Floats
    """[roofs, years] Share of power that age leaves."""
    day: Ints
    """[steps] Column of `clean`."""
    year: Ints
    """[steps] Column of `aged`."""
    snows: npt.NDArray[np.bool_]
    """[steps] Snow falls fast enough to cover modules."""
    step_h: float


class Books(NamedTuple):
    """Where each roof's energy went, float64 [roofs]; kWh if nothing else is said.

    `nominal` is what the light on the plane would give at 25 °C without any loss; it less all
    losses is `ac`.
    """

    ghi_kwh_m2: Floats
    plane_kwh_m2: Floats
    nominal: Floats
    horizon: Floats
    rows: Floats
    soiling: Floats
    reflection: Floats
    rear: Floats
    """A gain: light on the rear."""
    spectrum: Floats
    temperature: Floats
    snow: Floats
    age: Floats
    dc: Floats
    """Mismatch, wiring, nameplate and whatever is taken flat."""
    inverter: Floats
    clipping: Floats
    availability: Floats
    ac: Floats


class _Light(NamedTuple):
    """What all roofs share, at the steps that matter [lit]."""

    step: Ints
    sun_east: Floats
    sun_north: Floats
    sun_up: Floats
    azimuth_deg: Floats
    elevation_deg: Floats
    beam: Floats
    diffuse: Floats
    dome: Floats
    around_sun: Floats
    horizon: Floats
    ground: Floats
    spectrum: Floats
    wind_loss: Floats
    temperature_c: Floats


def none_around(roofs: int, steps: int, step_h: float = 1.0) -> Surroundings:
    """Return surroundings of new, clean roofs under an open sky."""
    zeros = np.zeros(steps, dtype=np.int64)
    flat, one, new = np.zeros((1, AZIMUTHS)), np.ones((1, 1)), np.ones((roofs, 1))
    return Surroundings(flat, one, new, zeros, zeros, np.zeros(steps, dtype=np.bool_), step_h)


class _Plane(NamedTuple):
    """What stays the same of one roof, as plain numbers."""

    cos_tilt: float
    sin_tilt: float
    facing_east: float
    facing_north: float
    sky_view: float
    ground_view: float
    iam_sky: float
    iam_ground: float
    masked: float
    sky_above: float
    sky_over_ground: float
    rated_kw: float
    heating: float


class _Seen(NamedTuple):
    """Light on a plane at one step, W/m²; `direct` is of the beam, `sky` of the sky."""

    plane: float
    under_skyline: float
    direct: float
    sky: float
    reflected: float
    rear: float


@kernel
def _plane_of(roof: Roofs, sky_kept: Floats, r: int) -> _Plane:
    tilt, azimuth = np.radians(roof.tilt_deg[r]), np.radians(roof.azimuth_deg[r])
    cos_tilt, degrees = np.cos(tilt), roof.tilt_deg[r]
    # effective angles of diffuse light: Duffie and Beckman, eq. 5.4.2 and 5.4.1
    sky = np.radians(59.7 - 0.1388 * degrees + 0.001497 * degrees * degrees)
    ground = np.radians(90.0 - 0.5788 * degrees + 0.002693 * degrees * degrees)
    return _Plane(
        cos_tilt,
        np.sin(tilt),
        np.sin(azimuth),
        np.cos(azimuth),
        0.5 * (1.0 + cos_tilt),
        0.5 * (1.0 - cos_tilt) * roof.albedo[r],
        incidence_modifier(np.cos(sky)),
        incidence_modifier(np.cos(ground)),
        sky_kept[0, r],
        sky_kept[1, r],
        sky_kept[2, r],
        roof.dc_kw[r] / roof.dc_ac_ratio[r],
        (roof.noct_c[r] - 20.0) / 800.0,
    )


@kernel
def _light_on(
    light: _Light, n: int, p: _Plane, roof: Roofs, view: RearViews, around: Surroundings, r: int
) -> tuple[float, _Seen]:
    """Return the cosine of incidence on the front, and the light that arrives."""
    up, ground, diffuse = light.sun_up[n], light.ground[n], light.diffuse[n]
    towards = light.sun_east[n] * p.facing_east + light.sun_north[n] * p.facing_north
    cos_signed = towards * p.sin_tilt + up * p.cos_tilt
    cos_aoi = min(1.0, max(0.0, cos_signed))
    arriving, near_sun = light.beam[n], light.around_sun[n] * cos_aoi
    dome, band = light.dome[n] * p.sky_view, light.horizon[n] * p.sin_tilt
    plane = arriving * cos_aoi + max(0.0, dome + near_sun + band) + ground * p.ground_view
    seen, skyline = plane, int(roof.skyline[r])
    if skyline > 0:
        edge_deg = skyline_at(around.skylines_deg[skyline], light.azimuth_deg[n])
        if light.elevation_deg[n] < edge_deg:
            ground -= arriving * max(0.0, up)
            arriving, near_sun = 0.0, 0.0
        ground = max(0.0, ground - diffuse * (1.0 - p.sky_over_ground))
        diffuse *= p.sky_over_ground
        dome, band = dome * p.sky_above, band * p.sky_above
        seen = arriving * cos_aoi + max(0.0, dome + near_sun + band) + ground * p.ground_view
    direct, gcr = arriving * cos_aoi, roof.gcr[r]
    if gcr > 0.0:
        kept = direct_kept(shaded_fraction(cos_aoi, up, gcr), roof.blocks[r])
        direct, near_sun = direct * kept, near_sun * kept
        dome, band = dome * p.masked, band * p.masked
    rear = 0.0
    if roof.rear_share[r] > 0.0:
        rear = roof.rear_share[r] * rear_w_m2(
            cos_signed, up, arriving, diffuse, roof.albedo[r], gcr,
            view.sky[r], view.ground[r], view.ground_to_sky[r], towards,
        )  # fmt: skip
    sky = max(0.0, dome + near_sun + band)
    return cos_aoi, _Seen(plane, seen, direct, sky, ground * p.ground_view, rear)


@kernel
def _run(
    light: _Light,
    roof: Roofs,
    view: RearViews,
    sky_kept: Floats,
    around: Surroundings,
    row: Ints,
    covered: Floats,
    out: Power,
    books: Books,
    snowy: bool,
) -> None:
    """Add AC power to `out` [rows, steps], kW, at each roof's `row`, and energy to `books`."""
    lit = light.step.size
    for begin in range(0, lit, _STEPS_AT_ONCE):
        end = min(lit, begin + _STEPS_AT_ONCE)
        for r in range(row.size):
            plane = _plane_of(roof, sky_kept, r)
            _roof(
                light, roof, plane, view, around, covered, out[row[r]], books, r, snowy, begin, end
            )


@kernel
def _roof(
    light: _Light,
    roof: Roofs,
    p: _Plane,
    view: RearViews,
    around: Surroundings,
    covered: Floats,
    out: Power,
    books: Books,
    r: int,
    snowy: bool,
    begin: int,
    end: int,
) -> None:
    """Work out roof `r` from place `begin` to `end` of the light."""
    normal, soiling = transmitted(1.0), int(roof.soiling[r])
    strings = roof.strings[r] if snowy else 0.0
    gamma, efficiency = roof.gamma_per_c[r], roof.module_efficiency[r]
    step_h, per_w_m2 = around.step_h, roof.dc_kw[r] * 1e-3
    for n in range(begin, end):
        t, air_c = light.step[n], light.temperature_c[n]
        cos_aoi, on = _light_on(light, n, p, roof, view, around, r)
        incident = on.direct + on.sky + on.reflected
        # dust, then glass
        clean = around.clean[soiling, around.day[t]]
        through = on.sky * p.iam_sky + on.reflected * p.iam_ground
        if on.direct > 0.0:
            through += on.direct * transmitted(cos_aoi) / normal
        through *= clean
        absorbed = (through + on.rear) * light.spectrum[n]
        if strings > 0.0:
            slide = p.sin_tilt * step_h
            covered[r] = slid(covered[r], around.snows[t], on.plane, air_c, slide, n == 0)
        if absorbed <= 0.0:
            continue
        # SAM's NOCT model: dusty·(1 - efficiency / (ta·absorbed/dusty))
        dusty = incident * clean
        warm = dusty * (1.0 - efficiency * dusty / (_TRANSMITTANCE_ABSORPTANCE * absorbed))
        cell_c = air_c + p.heating * warm * light.wind_loss[n]
        effective = absorbed * (1.0 + gamma * (cell_c - 25.0))
        free = effective
        if strings > 0.0 and covered[r] > 0.0:
            free *= 1.0 - np.ceil(covered[r] * strings) / strings
        young = free * around.aged[r, around.year[t]]
        dc = per_w_m2 * young * roof.dc_kept[r]
        raw = inverted_kw(
            dc, p.rated_kw, roof.inverter_a[r], roof.inverter_b[r], roof.inverter_c[r]
        )
        cut = min(p.rated_kw, raw)
        out[t] += cut * roof.available[r]
        books.ghi_kwh_m2[r] += light.ground[n] * 1e-3 * step_h
        books.plane_kwh_m2[r] += on.plane * 1e-3 * step_h
        kwh = per_w_m2 * step_h
        books.horizon[r] += kwh * (on.plane - on.under_skyline)
        books.rows[r] += kwh * (on.under_skyline - incident)
        books.soiling[r] += kwh * (incident - dusty)
        books.reflection[r] += kwh * (dusty - through)
        books.rear[r] += kwh * on.rear
        books.spectrum[r] += kwh * (through + on.rear - absorbed)
        books.temperature[r] += kwh * (absorbed - effective)
        books.snow[r] += kwh * (effective - free)
        books.age[r] += kwh * (free - young)
        books.dc[r] += kwh * young * (1.0 - roof.dc_kept[r])
        books.inverter[r] += step_h * (dc - raw)
        books.clipping[r] += step_h * (raw - cut)
        books.availability[r] += step_h * cut * (1.0 - roof.available[r])
        books.ac[r] += step_h * cut * roof.available[r]


def _light(sun: Sun, air: Air, sky_model: SkyModel, always: bool) -> _Light:
    """Work out once what does not depend on the roof, at the steps with light (or at all)."""
    step = np.arange(air.ghi_w_m2.size) if always else np.flatnonzero(air.ghi_w_m2 > 0.0)
    if not always:
        sun = Sun(*(array[step] for array in sun))
        air = Air(*(array[step] for array in air))
    sky = sky_by_perez if sky_model == "perez" else sky_by_hay_davies
    dome, around_sun, horizon = sky(air.dni_w_m2, air.dhi_w_m2, sun)
    zenith, azimuth = np.radians(sun.zenith_deg), np.radians(sun.azimuth_deg)
    a_0, a_1, a_2, a_3, a_4 = _SPECTRUM
    # SAM holds the zenith at 86 degrees here (air mass 12.3): the polynomial is a fit
    mass = np.minimum(sun.airmass, 12.3) * (sun.airmass_absolute / sun.airmass)
    spectrum = a_0 + mass * (a_1 + mass * (a_2 + mass * (a_3 + mass * a_4)))
    density = (air.pressure_pa / SEA_LEVEL_PA) ** _DENSITY_EXPONENT
    wind_loss = 9.5 / (5.7 + 3.8 * _WIND_AT_ARRAY * air.wind_m_s * density)
    dark = air.ghi_w_m2 <= 0.0
    return _Light(
        step.astype(np.int64),
        np.sin(zenith) * np.sin(azimuth),
        np.sin(zenith) * np.cos(azimuth),
        sun.cos_zenith,
        sun.azimuth_deg,
        90.0 - sun.zenith_deg,
        np.where((sun.cos_zenith > 0.0) & ~dark, air.dni_w_m2, 0.0),
        np.where(dark, 0.0, air.dhi_w_m2),
        np.where(dark, 0.0, dome),
        np.where(dark, 0.0, around_sun),
        np.where(dark, 0.0, horizon),
        np.maximum(air.ghi_w_m2, 0.0),
        np.maximum(spectrum, 0.0),
        wind_loss,
        air.temperature_c,
    )


def generate(
    sun: Sun,
    air: Air,
    roof: Roofs,
    around: Surroundings,
    out: Power,
    row: Ints,
    sky_model: SkyModel = "perez",
) -> Books:
    """Add the roofs' AC generation [kW] to `out` [rows, steps] and return their books.

    Parameters
    ----------
    sun, air
        At the middles of the same steps.
    row
        [roofs] The row of `out` that each roof adds to.
    sky_model
        ``perez`` (as PVWatts; the default) or ``hay-davies``.

    Memory beside `out` is that of some fifteen series, however many roofs there are.
    """
    view, kept = views_of(roof, around.skylines_deg)
    many = roof.dc_kw.size
    books = Books(*np.zeros((len(Books._fields), many)))
    snowy = bool(around.snows.any())  # then the nights count, too: snow slides off by night
    light = _light(sun, air, sky_model, always=snowy)
    row = np.ascontiguousarray(row, dtype=np.int64)
    _run(light, roof, view, kept, around, row, np.zeros(many), out, books, snowy)
    books.nominal[:] = books.plane_kwh_m2 * roof.dc_kw
    return books


def ac_kw(
    sun: Sun, air: Air, roof: Roofs, sky_model: SkyModel = "perez"
) -> npt.NDArray[np.float64]:
    """Return AC generation [roofs, steps] in kW of new, clean roofs under an open sky."""
    steps = sun.zenith_deg.size
    out = np.zeros((roof.dc_kw.size, steps))
    around = none_around(roof.dc_kw.size, steps)
    generate(sun, air, roof, around, out, np.arange(roof.dc_kw.size), sky_model)
    return out


def yield_kwh_per_kwp(ac: Power, roof: Roofs, step_h: float) -> Floats:
    """Return the energy of the period per kW of DC rating [roofs]."""
    return np.asarray(ac.sum(axis=1, dtype=np.float64) * step_h / roof.dc_kw)
