"""The tables of a run folder: every column with its type, unit and meaning.

A run that writes anything else than what is declared here is refused. ``docs/run-folder.md``
lists the same columns for readers of the files.
"""

import re
from typing import Any

import pyarrow as pa

from sim.clock import ZONE

STRING = pa.dictionary(pa.int32(), pa.string())
TIMESTAMP = pa.timestamp("ms", tz=ZONE)
_TYPES: dict[str, Any] = {
    "text": STRING,
    "time": TIMESTAMP,
    "day": pa.date32(),
    "int": pa.int64(),
    "bool": pa.bool_(),
    "real": pa.float64(),
}


def _schema(columns: str) -> Any:
    """Build a schema from words ``name:type`` or ``name:type:unit``, parted by blanks."""
    fields = []
    for word in columns.split():
        name, kind, *unit = word.split(":")
        metadata = {"unit": unit[0]} if unit else None
        fields.append(pa.field(name, _TYPES[kind], metadata=metadata))
    return pa.schema(fields)


SCHEMAS: dict[str, Any] = {
    "kpis": _schema(
        "group:text name:text value:real unit:text label_zh:text label_en:text better:text"
    ),
    "fleets": _schema(
        "fleet:text service:text name_zh:text name_en:text on_time_minutes:real:min"
        " seats:int:1 places:real:1"
    ),
    "sessions": _schema(
        "fleet:text vehicle:int station:text site:text kind:text plug:int arrive:time start:time"
        " end:time wait_minutes:real:min soc_start:real:1 soc_end:real:1 energy_kwh:real:kWh"
        " fed_kwh:real:kWh heater_kwh:real:kWh battery_kwh:real:kWh battery_c_start:real:degC"
        " battery_c_end:real:degC short_kwh:real:kWh due:time reason:text"
    ),
    "plugs": _schema(
        "station:text plug:int kind:text sessions:int:1 energy_kwh:real:kWh fed_kwh:real:kWh"
        " taken_h:real:h down_h:real:h utilisation:real:1"
    ),
    "grid_calls": _schema(
        "call:text site:text begin:time end:time limit_kw:real:kW before_kw:real:kW"
        " energy_kwh:real:kWh delivered_kw:real:kW"
    ),
    "yardsticks": _schema(
        "site:text controller:text sessions:int:1 energy_kwh:real:kWh cost_cny:real:CNY"
        " short_kwh:real:kWh optimum_cny:real:CNY optimum_short_kwh:real:kWh gap:real:1 note:text"
    ),
    "balked": _schema("fleet:text station:text day:day hour:int:h count:int:1"),
    "trips": _schema(
        "fleet:text line:text block:text trip:int vehicle:int scheduled:time departed:time"
        " arrived:time delay_minutes:real:min km:real:km energy_kwh:real:kWh soc_end:real:1"
        " state:text swapped:bool passengers:real:1 load:real:1 left_behind:real:1"
    ),
    "depots": _schema(
        "fleet:text depot:text vehicles:int:1 needed:int:1 most_out:int:1 spares_used:int:1"
        " warmed_kwh:real:kWh yard_waited_minutes:real:min without_place:int:1 blocked:int:1"
    ),
    "yard": _schema(
        "fleet:text depot:text vehicle:int arrive:time clean_begin:time clean_end:time parked:time"
        " left:time lane:int waited_minutes:real:min blocked:int:1"
    ),
    "requests": _schema(
        "fleet:text zone:text day:day hour:int:h requests:int:1 served:int:1 lost:int:1"
        " moved:int:1 wait_minutes:real:min fare_cny:real:CNY lost_cny:real:CNY"
    ),
    "travel": _schema(
        "shift:text fleet:text day_kind:text hour:int:h days:int:d persons:real:1/d"
        " person_km:real:km/d carried_km:real:km/d left_behind:real:1/d"
    ),
    "waits": _schema("fleet:text wait_minutes:real:min count:int:1"),
    "vehicles": _schema(
        "fleet:text vehicle:int type:text energy:text battery_kwh:real:kWh km:real:km"
        " km_empty:real:km trips:int:1 driven_kwh:real:kWh charged_kwh:real:kWh soc_start:real:1"
        " soc_end:real:1 fuel:real fuel_unit:text charging_hours:real:h break_hours:real:h"
        " km_to_charge:real:km towed:int:1 soh_end:real:1 fade_calendar:real:1"
        " fade_cycle:real:1 equivalent_full_cycles:real:1 battery_life_years:real:a"
    ),
    "batteries": _schema(
        "site:text battery:text origin:text chemistry:text capacity_kwh:real:kWh power_kw:real:kW"
        " start_kwh:real:kWh charged_kwh:real:kWh discharged_kwh:real:kWh standby_kwh:real:kWh"
        " inverter_kwh:real:kWh cells_kwh:real:kWh end_kwh:real:kWh soh_start:real:1"
        " soh_end:real:1 fade_calendar:real:1 fade_cycle:real:1"
        " equivalent_full_cycles:real:1 battery_life_years:real:a"
    ),
    "pv": _schema(
        "site:text roof:text module:text inverter:text kwp:real:kWp tilt_deg:real:deg"
        " azimuth_deg:real:deg ghi_kwh_per_m2:real:kWh/m2 plane_kwh_per_m2:real:kWh/m2"
        " nominal_kwh:real:kWh horizon_kwh:real:kWh rows_kwh:real:kWh soiling_kwh:real:kWh"
        " reflection_kwh:real:kWh spectrum_kwh:real:kWh temperature_kwh:real:kWh snow_kwh:real:kWh"
        " age_kwh:real:kWh dc_kwh:real:kWh inverter_kwh:real:kWh clipping_kwh:real:kWh"
        " availability_kwh:real:kWh rear_kwh:real:kWh ac_kwh:real:kWh"
        " yield_kwh_per_kwp:real:kWh/kWp performance_ratio:real:1"
    ),
    "buildings": _schema(
        "building:text site:text archetype:text standard:text system:text heated_area_m2:real:m2"
        " month:time heat_kwh:real:kWh hot_water_kwh:real:kWh cooling_kwh:real:kWh"
        " heating_electricity_kwh:real:kWh backup_kwh:real:kWh defrost_kwh:real:kWh"
        " hot_water_electricity_kwh:real:kWh gas_kwh:real:kWh district_kwh:real:kWh"
        " unmet_kwh:real:kWh compressor_kwh:real:kWh ambient_kwh:real:kWh boiler_kwh:real:kWh"
        " source_pump_kwh:real:kWh pump_kwh:real:kWh store_in_kwh:real:kWh store_out_kwh:real:kWh"
        " cooling_electricity_kwh:real:kWh electricity_kwh:real:kWh"
        " hours_below_setpoint:real:h hours_overheated:real:h hours_in_use:real:h"
    ),
    "sources": _schema(
        "source:text system:text kind:text boreholes:int:1 depth_m:real:m taken_kwh:real:kWh"
        " coldest_c:real:degC warmest_c:real:degC too_cold_h:real:h limited_h:real:h"
        " drift_k:real:K"
    ),
    "alarms": _schema(
        "site:text kind:text begin:time end:time peak:real:1 building_kw:real:kW"
        " heating_kw:real:kW cooling_kw:real:kW charging_kw:real:kW pv_kw:real:kW"
    ),
    "outages": _schema("station:text plug:int begin:time end:time"),
    "assets": _schema("kind:text type:text id:text site:text quantity:real unit:text"),
    "prices": _schema(
        "name:text value:real unit:text life_years:real:a label_zh:text label_en:text source:text"
    ),
    "factors": _schema("name:text value:real unit:text label_zh:text label_en:text source:text"),
}
"""Schema of every table but ``series``, whose columns depend on the scenario."""

_SERIES_UNITS = {
    "_cny_per_kwh": "CNY/kWh",
    "_w_m2": "W/m2",
    "_kwh": "kWh",
    "_kw": "kW",
    "_c": "degC",
    "_a": "A",
    "/loading": "1",
    "/busy": "1",
    "/queue": "1",
    "/period": "1",
    "/unbalance": "1",
}
_SERIES_NAME = re.compile(r"(park|world|(area|link|site|source|station|building)/[^/]+)/[a-z0-9_]+")


def series_unit(column: str) -> str:
    """Return the unit of the series column ``<level>/<id>/<quantity>_<unit>``.

    Raises
    ------
    ValueError
        If the name has no known level, or does not end in a unit.
    """
    if _SERIES_NAME.fullmatch(column):
        for ending, unit in _SERIES_UNITS.items():
            if column.endswith(ending):
                return unit
    raise ValueError(
        f"series: '{column}' is not <park|world|area|link|site|station>/<id>/<quantity>_<unit>"
    )


def series_field(column: str) -> Any:
    """Return the field of a series column: float32, with its unit."""
    return pa.field(column, pa.float32(), metadata={"unit": series_unit(column)})
