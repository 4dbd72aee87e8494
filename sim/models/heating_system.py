"""A heating system: the defaults of its kind, and what a user says instead."""

from typing import Any, NamedTuple

from sim.errors import Fault, InputError, nearest
from sim.models.heat_pump import Unit
from sim.tables import table


class Parameters(NamedTuple):
    """One heating system: a row of ``data/heating_systems.csv`` with the user's own values."""

    kind: str
    """A row of ``data/heating_systems.csv``: central, gas_boiler, air_source, …"""
    heat_pump: str
    """Unit of ``data/heat_pump_units.csv``; empty: none."""
    efficiency: float
    """Heat delivered per fuel (lower heating value), or per heat bought."""
    flow_c: float
    """Flow temperature at outdoor design temperature."""
    flow_min_c: float
    hot_water_by: str
    """``system``, or ``electric``: direct."""
    hot_water_flow_c: float
    backup_share: float
    """Power of the electric backup heater per design heat load."""
    pump_share: float
    """Electricity of pumps per heat delivered."""
    source_pump_share: float
    """Of which pumps on the source's side: boreholes, sewage. An air-source unit's fan is in the
    COP of its points (EN 14511)."""
    source_design_c: float
    """Boreholes: temperature of the fluid that units are sized for."""
    own_unit: Unit | None = None
    """A heat pump of the scenario's own, in place of `heat_pump`."""


def parameters(
    kind: str,
    unit: str | None = None,
    flow_c: float | None = None,
    efficiency: float | None = None,
    own_unit: Unit | None = None,
) -> Parameters:
    """Return the defaults of a kind of system, with what the user says instead.

    With `own_unit`, `unit` is but its name.

    Raises
    ------
    InputError
        If kind or unit is unknown, or the unit is not of this kind.
    """
    systems, units = table("heating_systems"), table("heat_pump_units")
    if kind not in systems.index:
        raise InputError([Fault(f"unknown kind '{kind}'.{nearest(kind, systems.index)}")])
    row: dict[str, Any] = dict(systems.loc[kind])
    default_unit = "" if not isinstance(row["heat_pump"], str) else row["heat_pump"]
    if unit is not None and own_unit is None:
        kinds = row["unit_kinds"].split() if isinstance(row["unit_kinds"], str) else []
        fitting = list(units.index[units["kind"].isin(kinds)])
        if unit not in fitting:
            allowed = ", ".join(fitting) or "none"
            hint = nearest(unit, fitting)
            raise InputError(
                [Fault(f"'{unit}' is no heat pump for '{kind}' (allowed: {allowed}).{hint}")]
            )
    return Parameters(
        kind=kind,
        heat_pump=default_unit if unit is None else unit,
        efficiency=float(row["efficiency"]) if efficiency is None else efficiency,
        flow_c=float(row["flow_c"]) if flow_c is None else flow_c,
        flow_min_c=float(row["flow_min_c"]),
        hot_water_by=str(row["hot_water_by"]),
        hot_water_flow_c=float(row["hot_water_flow_c"]),
        backup_share=float(row["backup_share"]),
        pump_share=float(row["pump_share"]),
        source_pump_share=float(row["source_pump_share"]),
        source_design_c=float(row["source_design_c"]),
        own_unit=own_unit,
    )
