"""Alternating power of many PV roofs at once.

The chain is PVWatts version 8's: Perez (or Hay and Davies) transposition, reflection losses of
coated glass, spectral losses by air mass, SAM's NOCT cell temperature, linear PVWatts DC with
losses, PVWatts inverter with clipping. Equations and sources stand in ``docs/models/pv.md``.
"""

from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError, nearest
from sim.kernels import kernel
from sim.models.irradiance import sky_by_hay_davies, sky_by_perez
from sim.models.sun import SEA_LEVEL_PA, Sun
from sim.tables import table

Floats = npt.NDArray[np.float64]
SkyModel = Literal["perez", "hay-davies"]

PVWATTS_LOSSES = 0.1408  # PVWatts version 5 manual, NREL/TP-6A20-62641, table 6
_N_GLASS, _N_COATING, _GLASS_PER_M, _GLASS_M = 1.526, 1.3, 4.0, 0.002
_TRANSMITTANCE_ABSORPTANCE = 0.9
_WIND_AT_ARRAY = 0.51  # SAM: wind at an array lower than 22 ft, of that at 10 m
# Spectral loss by absolute air mass: De Soto, Klein, Beckman, Solar Energy 80, 2006, table A1
_SPECTRUM = (0.918093, 0.086257, -0.024459, 0.002816, -0.000126)
# Forced convection on a plate goes with Re^0.8 (turbulent), so with the density of the air
_DENSITY_EXPONENT = 0.8


class Air(NamedTuple):
    """What a roof feels of the weather; every array is [steps]."""

    ghi_w_m2: Floats
    dni_w_m2: Floats
    dhi_w_m2: Floats
    temperature_c: Floats
    wind_m_s: Floats
    pressure_pa: Floats


class Roofs(NamedTuple):
    """PV roofs as a struct of arrays [roofs]. Azimuth is from north, so 180 is south."""

    dc_kw: Floats
    tilt_deg: Floats
    azimuth_deg: Floats
    dc_ac_ratio: Floats
    losses_fraction: Floats
    albedo: Floats
    inverter_efficiency: Floats
    module_efficiency: Floats
    gamma_per_c: Floats
    noct_c: Floats


class _Light(NamedTuple):
    """What all roofs share [steps]: the sun's direction (east, north, up) and the sky."""

    sun_east: Floats
    sun_north: Floats
    sun_up: Floats
    beam: Floats
    dome: Floats
    around_sun: Floats
    horizon: Floats
    ground: Floats
    spectrum: Floats
    wind_loss: Floats
    temperature_c: Floats


def _numbers(name: str, key: str, columns: tuple[str, ...]) -> tuple[float, ...]:
    """Return figures of row `key` of ``data/<name>.csv``."""
    frame = table(name)
    if key not in frame.index:
        message = f"'{key}' is not in data/{name}.csv.{nearest(key, frame.index)}"
        raise InputError([Fault(message, path=name)])
    return tuple(float(frame[column][key]) for column in columns)


def roofs(
    dc_kw: npt.ArrayLike,
    tilt_deg: npt.ArrayLike,
    azimuth_deg: npt.ArrayLike,
    *,
    dc_ac_ratio: npt.ArrayLike = 1.2,
    losses_fraction: npt.ArrayLike = PVWATTS_LOSSES,
    albedo: npt.ArrayLike = 0.2,
    inverter_efficiency: npt.ArrayLike = 0.96,
    module: str = "standard",
    mount: str = "rack",
) -> Roofs:
    """Return `Roofs` of one kind of module and mount; everything broadcasts to [roofs].

    Defaults are those of PVWatts version 8, on an open rack: modules tilted on a flat roof have
    air behind them (`mount="roof"` lies flat on a pitched one). Raises `InputError` for an
    unknown module or mount.
    """
    efficiency, gamma_per_c = _numbers("pv_modules", module, ("efficiency", "gamma_per_c"))
    (noct_c,) = _numbers("pv_mounts", mount, ("noct_c",))
    arrays = np.broadcast_arrays(
        *(
            np.atleast_1d(np.asarray(x, dtype=np.float64))
            for x in (
                dc_kw,
                tilt_deg,
                azimuth_deg,
                dc_ac_ratio,
                losses_fraction,
                albedo,
                inverter_efficiency,
                efficiency,
                gamma_per_c,
                noct_c,
            )
        )
    )
    return Roofs(*(np.ascontiguousarray(array) for array in arrays))


@kernel
def _reflected(cos_1: float, cos_2: float, n_1: float, n_2: float) -> tuple[float, float]:
    """Fresnel's reflectances (s, p) going from n_1 to n_2, by the cosines of both angles."""
    s = (n_1 * cos_1 - n_2 * cos_2) / (n_1 * cos_1 + n_2 * cos_2)
    p = (n_1 * cos_2 - n_2 * cos_1) / (n_1 * cos_2 + n_2 * cos_1)
    return s * s, p * p


@kernel
def _transmitted(cos_aoi: float) -> float:
    """Transmittance of coated glass (Fresnel twice, Bouguer), not normalised."""
    sin_squared = 1.0 - cos_aoi * cos_aoi
    cos_coat = np.sqrt(1.0 - sin_squared / (_N_COATING * _N_COATING))
    cos_glass = np.sqrt(1.0 - sin_squared / (_N_GLASS * _N_GLASS))
    s_1, p_1 = _reflected(cos_aoi, cos_coat, 1.0, _N_COATING)
    s_2, p_2 = _reflected(cos_coat, cos_glass, _N_COATING, _N_GLASS)
    tau_s = (1.0 - s_1) * (1.0 - s_2) / (1.0 - s_1 * s_2)
    tau_p = (1.0 - p_1) * (1.0 - p_2) / (1.0 - p_1 * p_2)
    passed: float = 0.5 * (tau_s + tau_p) * np.exp(-_GLASS_PER_M * _GLASS_M / cos_glass)
    return passed


@kernel
def incidence_modifier(cos_aoi: float) -> float:
    """Return what passes the glass, relative to normal incidence (pvlib's `physical`, n_ar 1.3)."""
    if cos_aoi <= 0.0:
        return 0.0
    relative: float = _transmitted(cos_aoi) / _transmitted(1.0)
    return relative


@kernel
def _ac_kw(light: _Light, roof: Roofs, out: npt.NDArray[np.float32]) -> None:
    """Write AC power [roofs, steps], kW."""
    normal = _transmitted(1.0)
    for r in range(out.shape[0]):
        tilt, azimuth = np.radians(roof.tilt_deg[r]), np.radians(roof.azimuth_deg[r])
        cos_tilt, sin_tilt = np.cos(tilt), np.sin(tilt)
        east, north = sin_tilt * np.sin(azimuth), sin_tilt * np.cos(azimuth)
        degrees = roof.tilt_deg[r]
        # effective angles of diffuse light: Duffie and Beckman, eq. 5.4.2 and 5.4.1
        iam_sky = incidence_modifier(
            np.cos(np.radians(59.7 - 0.1388 * degrees + 0.001497 * degrees * degrees))
        )
        iam_ground = incidence_modifier(
            np.cos(np.radians(90.0 - 0.5788 * degrees + 0.002693 * degrees * degrees))
        )
        dc_kw = roof.dc_kw[r] * (1.0 - roof.losses_fraction[r])
        ac_limit = roof.dc_kw[r] / roof.dc_ac_ratio[r]
        eta = roof.inverter_efficiency[r]
        dc_limit = ac_limit / eta
        gamma, efficiency = roof.gamma_per_c[r], roof.module_efficiency[r]
        heating = (roof.noct_c[r] - 20.0) / 800.0
        ground_view = roof.albedo[r] * 0.5 * (1.0 - cos_tilt)
        for t in range(out.shape[1]):
            if light.ground[t] <= 0.0:
                out[r, t] = 0.0
                continue
            cos_aoi = (
                light.sun_east[t] * east + light.sun_north[t] * north + light.sun_up[t] * cos_tilt
            )
            cos_aoi = min(1.0, max(0.0, cos_aoi))
            beam = light.beam[t] * cos_aoi
            sky = max(
                0.0,
                light.dome[t] * 0.5 * (1.0 + cos_tilt)
                + light.around_sun[t] * cos_aoi
                + light.horizon[t] * sin_tilt,
            )
            ground = light.ground[t] * ground_view
            absorbed = sky * iam_sky + ground * iam_ground
            if beam > 0.0:
                absorbed += beam * _transmitted(cos_aoi) / normal
            absorbed *= light.spectrum[t]
            incident = beam + sky + ground
            if absorbed <= 0.0:
                out[r, t] = 0.0
                continue
            # SAM's NOCT model: incident·(1 - efficiency / (ta·absorbed/incident))
            warm = incident * (
                1.0 - efficiency * incident / (_TRANSMITTANCE_ABSORPTANCE * absorbed)
            )
            cell_c = light.temperature_c[t] + heating * warm * light.wind_loss[t]
            dc = dc_kw * absorbed * 1e-3 * (1.0 + gamma * (cell_c - 25.0))
            # PVWatts inverter: eta·dc with eta by load, written without the division
            ac = eta / 0.9637 * (dc * (0.9858 - 0.0162 * dc / dc_limit) - 0.0059 * dc_limit)
            out[r, t] = min(ac_limit, max(0.0, ac))


def _light(sun: Sun, air: Air, sky_model: SkyModel) -> _Light:
    """Work out once what does not depend on the roof."""
    sky = sky_by_perez if sky_model == "perez" else sky_by_hay_davies
    dome, around_sun, horizon = sky(air.dni_w_m2, air.dhi_w_m2, sun)
    zenith, azimuth = np.radians(sun.zenith_deg), np.radians(sun.azimuth_deg)
    a_0, a_1, a_2, a_3, a_4 = _SPECTRUM
    # SAM holds the zenith at 86 degrees here (air mass 12.3): the polynomial is a fit
    mass = np.minimum(sun.airmass, 12.3) * (sun.airmass_absolute / sun.airmass)
    spectrum = a_0 + mass * (a_1 + mass * (a_2 + mass * (a_3 + mass * a_4)))
    density = (air.pressure_pa / SEA_LEVEL_PA) ** _DENSITY_EXPONENT
    wind_loss = 9.5 / (5.7 + 3.8 * _WIND_AT_ARRAY * air.wind_m_s * density)
    up = sun.cos_zenith > 0.0
    beam = np.where(up, air.dni_w_m2, 0.0)
    return _Light(
        np.sin(zenith) * np.sin(azimuth),
        np.sin(zenith) * np.cos(azimuth),
        sun.cos_zenith,
        beam,
        dome,
        around_sun,
        horizon,
        np.maximum(air.ghi_w_m2, 0.0),
        np.maximum(spectrum, 0.0),
        wind_loss,
        air.temperature_c,
    )


def ac_kw(
    sun: Sun, air: Air, roof: Roofs, sky_model: SkyModel = "perez"
) -> npt.NDArray[np.float32]:
    """Return AC generation [roofs, steps] in kW; a positive number is generation.

    Parameters
    ----------
    sun, air
        At the middles of the same steps.
    sky_model
        ``perez`` (as PVWatts; the default) or ``hay-davies``.
    """
    out = np.empty((roof.dc_kw.size, sun.zenith_deg.size), dtype=np.float32)
    _ac_kw(_light(sun, air, sky_model), roof, out)
    return out


def yield_kwh_per_kwp(ac: npt.NDArray[np.float32], roof: Roofs, step_h: float) -> Floats:
    """Return the energy of the period per kW of DC rating [roofs]."""
    return np.asarray(ac.sum(axis=1, dtype=np.float64) * step_h / roof.dc_kw)
