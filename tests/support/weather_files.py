"""Weather files as their makers write them: a clear sky over Lanzhou, in each format.

The headers, columns and line ends are those of files that were downloaded; the values are
Haurwitz' clear sky, 20 % of it diffuse, and a temperature that follows the clock.
"""

import json

import numpy as np
import pandas as pd

from sim.models.irradiance import haurwitz_w_m2
from sim.models.sun import sun_at
from sim.verify.pv import LANZHOU

LOCATION = {"latitude": 36.05, "longitude": 103.88, "elevation": 1517.0}


def sky(times):
    """Return GHI, DNI, DHI of a clear sky at instants, W/m²."""
    sun = sun_at(times, LANZHOU.latitude, LANZHOU.longitude, LANZHOU.altitude_m)
    ghi = haurwitz_w_m2(sun.cos_zenith)
    high = sun.cos_zenith > 0.06
    dni = np.where(high, 0.8 * ghi / np.maximum(sun.cos_zenith, 0.06), 0.0)
    return ghi, dni, np.where(high, 0.2 * ghi, ghi), sun


def temperature_c(times):
    """Return a temperature that tells the hour on the park's clock."""
    local = times.tz_convert("Asia/Shanghai")
    return 10.0 + 5.0 * np.cos(2.0 * np.pi * (local.hour + local.minute / 60.0 - 15.0) / 24.0)


def epw_text(year=2005, minute=0, zone=8.0, shift_h=0.0, edit=None, half_hours=False):
    """Return an EPW: hour h is the hour that ends at h. `edit` changes the frame's rows."""
    periods = 17520 if half_hours else (8784 if year % 4 == 0 else 8760)
    labels = pd.date_range(f"{year}-01-01", periods=periods, freq="30min" if half_hours else "h")
    times = (labels + pd.Timedelta(hours=0.5 + shift_h)).tz_localize("Asia/Shanghai")
    ghi, dni, dhi, _ = sky(pd.DatetimeIndex(times))
    frame = pd.DataFrame(
        {
            "year": year,
            "month": labels.month,
            "day": labels.day,
            "hour": labels.hour + 1,
            "temperature": temperature_c(pd.DatetimeIndex(times)),
            "humidity": 50,
            "pressure": 84900,
            "ghi": ghi,
            "dni": dni,
            "dhi": dhi,
            "wind": 1.5,
            "rain": 0.0,
        }
    )
    if edit is not None:
        frame = edit(frame)
    head = [
        f"LOCATION,Lanzhou,Gansu,CHN,Test,528890,36.05,103.88,{zone:.1f},1517.2",
        "DESIGN CONDITIONS,0",
        "TYPICAL/EXTREME PERIODS,0",
        "GROUND TEMPERATURES,0",
        "HOLIDAYS/DAYLIGHT SAVINGS,No,0,0,0",
        "COMMENTS 1,made for a test",
        "COMMENTS 2",
        f"DATA PERIODS,1,{2 if half_hours else 1},Data,Sunday, 1/ 1,12/31",
    ]
    rows = [
        f"{r.year},{r.month},{r.day},{r.hour},{minute},?9?9?9?9E0,{r.temperature:.1f},-5.0,"
        f"{r.humidity:g},{r.pressure:g},9999,9999,300,{r.ghi:.1f},{r.dni:.1f},{r.dhi:.1f},"
        f"999900,999900,999900,99990,90,{r.wind:g},5,5,20.0,77777,9,999999999,10,0.1,0,88,"
        f"0.2,{r.rain:g},1.0"
        for r in frame.itertuples()
    ]
    return "\n".join([*head, *rows]) + "\n"


def _tmy(offset_h):
    times = pd.date_range("2015-01-01", periods=8760, freq="h", tz="UTC")
    ghi, dni, dhi, _ = sky(times + pd.Timedelta(hours=offset_h))
    return pd.DataFrame(
        {
            "time(UTC)": times.strftime("%Y%m%d:%H%M"),
            "T2m": temperature_c(times).round(2),
            "RH": 50.0,
            "G(h)": ghi.round(2),
            "Gb(n)": dni.round(2),
            "Gd(h)": dhi.round(2),
            "IR(h)": 250.0,
            "WS10m": 1.0,
            "WD10m": 0.0,
            "SP": 85000.0,
        }
    )


def pvgis_tmy_json(offset_h=0.0, named=True):
    """Return PVGIS' typical year as JSON; version 5.3 names the pictures' offset from the hour."""
    location = LOCATION | ({"irradiance_time_offset": offset_h} if named else {})
    months = [{"month": month, "year": 2015} for month in range(1, 13)]
    document = {
        "inputs": {"location": location, "meteo_data": {"radiation_db": "PVGIS-SARAH3"}},
        "outputs": {"months_selected": months, "tmy_hourly": _tmy(offset_h).to_dict("records")},
        "meta": {"inputs": {}},
    }
    return json.dumps(document)


def pvgis_tmy_csv(offset_h=0.0, named=True):
    """Return PVGIS' typical year as CSV."""
    head = [
        "Latitude (decimal degrees): 36.050",
        "Longitude (decimal degrees): 103.880",
        "Elevation (m): 1517.0",
        *([f"Irradiance Time Offset (h): {offset_h:.4f}"] if named else []),
        "month,year",
        *(f"{month},2015" for month in range(1, 13)),
    ]
    foot = ["", "T2m: 2-m air temperature (degree Celsius)", "RH: relative humidity (%)", ""]
    table = _tmy(offset_h).to_csv(index=False, lineterminator="\r\n").rstrip("\r\n")
    return "\r\n".join([*head, table, *foot])


def _series(components, first="2024-12-31 00:10", hours=24 * 6):
    times = pd.date_range(first, periods=hours, freq="h", tz="UTC")
    ghi, _, dhi, sun = sky(times)
    light = {"G(i)": ghi.round(2)}
    if components:
        light = {"Gb(i)": (ghi - dhi).round(2), "Gd(i)": dhi.round(2), "Gr(i)": 0.0}
    height = np.degrees(np.arcsin(np.maximum(sun.cos_zenith, 0.0))).round(2)
    states = {"H_sun": height, "T2m": temperature_c(times).round(2), "WS10m": 1.4, "Int": 0.0}
    return pd.DataFrame({"time": times.strftime("%Y%m%d:%H%M"), **light, **states})


def pvgis_hourly_csv(slope="0 deg. ", components=True):
    """Return PVGIS' hours of real years (seriescalc) as CSV."""
    head = [
        "Latitude (decimal degrees):\t36.050",
        "Longitude (decimal degrees):\t103.880",
        "Elevation (m):\t1517",
        "Radiation database:\tPVGIS-SARAH3",
        "",
        "",
        f"Slope: {slope}",
        "Azimuth: 0 deg. ",
    ]
    foot = ["", "H_sun: Sun height (degree)", "", "PVGIS (c) European Union, 2001-2025"]
    table = _series(components).to_csv(index=False).rstrip("\n")
    return "\n".join([*head, table, *foot])


def pvgis_hourly_json(mounting=None, components=True):
    """Return PVGIS' hours of real years as JSON."""
    fixed = {"slope": {"value": 0, "optimal": False}, "azimuth": {"value": 0, "optimal": False}}
    document = {
        "inputs": {"location": LOCATION, "mounting_system": mounting or {"fixed": fixed}},
        "outputs": {"hourly": _series(components).to_dict("records")},
        "meta": {"inputs": {}},
    }
    return json.dumps(document)
