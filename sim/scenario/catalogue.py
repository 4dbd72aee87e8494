"""Vehicles, plugs and charge curves of a scenario's own, beside those that ship in ``data/``.

A row of one's own begins from a shipped one and says what differs; everything downstream reads
`vehicles`, `chargers` and `curves` here and does not ask where a row came from.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Annotated, Literal

import numpy as np
import pandas as pd
from pydantic import Field

from sim.errors import Fault, nearest
from sim.scenario.base import Identifier, Model, NonNegative, Positive, Share, Text
from sim.scenario.heating import OwnHeatPump, check_own_heat_pumps
from sim.tables import table

Celsius = Annotated[float, Field(ge=-60.0, le=60.0)]


class OwnVehicle(Model):
    """A vehicle type: a row of ``data/vehicles.csv`` with other figures (null: that row's)."""

    id: Identifier
    like: str
    """The row of ``data/vehicles.csv`` that it begins from."""
    name: Text | None = None
    battery_kwh: Positive | None = None
    usable_soc_min: Share | None = None
    usable_soc_max: Share | None = None
    battery_pack: str | None = None
    """A row of ``data/battery_packs.csv``: chemistry, heat and behaviour in the cold."""
    max_charge_kw: Positive | None = None
    charge_curve: str | None = None
    """A curve of ``data/charge_curves.csv`` or of this catalogue."""
    plugs: Annotated[tuple[Literal["ac", "dc"], ...], Field(min_length=1)] | None = None
    traction_kwh_per_km: Positive | None = None
    aux_base_kw: NonNegative | None = None
    cabin_ua_w_per_k: NonNegative | None = None
    cabin_gain_w: NonNegative | None = None
    heat_below_c: Celsius | None = None
    cool_above_c: Celsius | None = None
    seats: Annotated[int, Field(ge=1, le=500)] | None = None
    mass_kg: Positive | None = None
    frontal_area_m2: Positive | None = None
    drag_coefficient: NonNegative | None = None
    rolling_coefficient: Positive | None = None
    drivetrain_efficiency: Annotated[float, Field(gt=0.1, le=1.0)] | None = None
    recuperation_efficiency: Share | None = None
    reference_km_per_h: Annotated[float, Field(ge=1.0, le=150.0)] | None = None
    """Mean speed at which `traction_kwh_per_km` holds."""
    reference_stop_km: Annotated[float, Field(gt=0.0, le=1000.0)] | None = None
    reference_passengers: NonNegative | None = None
    cabin_kwh_per_k: NonNegative | None = None


class OwnCharger(Model):
    """A kind of plug."""

    id: Identifier
    name: Text | None = None
    plug: Literal["ac", "dc"]
    power_kw: Annotated[float, Field(gt=0.0, le=5000.0)]
    """Drawn from the grid at full power, kW."""
    efficiency: Annotated[float, Field(gt=0.5, le=1.0)]
    """From the grid to the battery."""
    min_kw: NonNegative = 0.0
    """Least power of a plug that charges at all, grid side, kW."""
    step_kw: NonNegative = 0.0
    """Step in which its power is set, grid side, kW; 0: any power."""
    feed_kw: NonNegative = 0.0
    """What it can take back from a vehicle, grid side, kW."""


class OwnCurve(Model):
    """Share of a vehicle's greatest charging power that it accepts, linear between points."""

    id: Identifier
    points: Annotated[tuple[tuple[Share, Share], ...], Field(min_length=2, max_length=50)]
    """(soc, share): soc rises from 0 to 1, shares are above 0."""


class Catalogue(Model):
    """What a scenario adds to the tables that ship with the program."""

    vehicles: tuple[OwnVehicle, ...] = ()
    chargers: tuple[OwnCharger, ...] = ()
    charge_curves: tuple[OwnCurve, ...] = ()
    heat_pumps: tuple[OwnHeatPump, ...] = ()

    def vehicle_table(self) -> pd.DataFrame:
        """Return ``data/vehicles.csv`` with the rows of one's own."""
        shipped = table("vehicles")
        rows = {one.id: _vehicle_row(one, shipped) for one in self.vehicles}
        return _extended(shipped, rows)

    def charger_table(self) -> pd.DataFrame:
        """Return ``data/chargers.csv`` with the rows of one's own."""
        rows = {one.id: {**_names(one), **one.model_dump(exclude={"id", "name"})}
                for one in self.chargers}  # fmt: skip
        return _extended(table("chargers"), rows)

    def curve_table(self) -> pd.DataFrame:
        """Return ``data/charge_curves.csv`` with the points of one's own."""
        shipped = table("charge_curves")
        points = [(one.id, *point) for one in self.charge_curves for point in one.points]
        if not points:
            return shipped
        names = pd.Index([name for name, _, _ in points], name=shipped.index.name)
        own = pd.DataFrame(
            {"soc": [soc for _, soc, _ in points], "share": [share for *_, share in points]}, names
        )
        return pd.concat([shipped, own])


def _vehicle_row(one: OwnVehicle, shipped: pd.DataFrame) -> dict[str, object]:
    if one.like not in shipped.index:
        return {}  # `check_catalogue` says so
    own = one.model_dump(exclude={"id", "like", "name"}, exclude_none=True)
    if one.plugs is not None:
        own["plugs"] = "|".join(one.plugs)
    row = {str(name): value for name, value in shipped.loc[one.like].items()}
    return {**row, **(_names(one) if one.name is not None else {}), **own}


def _names(one: OwnVehicle | OwnCharger) -> dict[str, str]:
    name = one.name or Text(zh=one.id, en=one.id)
    return {"name_zh": name.zh, "name_en": name.en}


def _extended(shipped: pd.DataFrame, rows: dict[str, dict[str, object]]) -> pd.DataFrame:
    """Return the shipped rows and those of one's own, with the shipped types of columns."""
    rows = {name: row for name, row in rows.items() if row}
    if not rows:
        return shipped
    own = pd.DataFrame.from_dict(rows, orient="index").reindex(columns=shipped.columns)
    own["source"] = "the scenario's catalogue"
    own = own.astype({name: "float64" if np.issubdtype(kind, np.number) else kind
                      for name, kind in shipped.dtypes.items()
                      if isinstance(kind, np.dtype)})  # fmt: skip
    own.index.name = shipped.index.name
    return pd.concat([shipped, own])


def check_catalogue(catalogue: Catalogue) -> Iterator[Fault]:
    """Yield the faults of a scenario's own vehicles, plugs, curves and heat pumps."""
    yield from check_own_heat_pumps(catalogue.heat_pumps)
    vehicles = table("vehicles")
    curves = catalogue.curve_table().index.unique()
    yield from _ids("vehicles", (one.id for one in catalogue.vehicles), vehicles.index)
    yield from _ids("chargers", (one.id for one in catalogue.chargers), table("chargers").index)
    own_curves = (one.id for one in catalogue.charge_curves)
    yield from _ids("charge_curves", own_curves, table("charge_curves").index)
    for one in catalogue.vehicles:
        path = f"catalogue.vehicles.{one.id}"
        if one.like not in vehicles.index:
            message = (
                f"'{one.like}' is not in data/vehicles.csv.{nearest(one.like, vehicles.index)}"
            )
            yield Fault(message, path=f"{path}.like")
        elif vehicles.loc[one.like, "energy"] != "battery":
            message = (
                f"'{one.like}' has no battery; a vehicle of one's own begins from one that has"
            )
            yield Fault(message, path=f"{path}.like")
        yield from _window(path, one)
        packs = table("battery_packs").index
        if one.battery_pack is not None and one.battery_pack not in packs:
            message = (
                f"'{one.battery_pack}' is not in data/battery_packs.csv."
                f"{nearest(one.battery_pack, packs)}"
            )
            yield Fault(message, path=f"{path}.battery_pack")
        if one.charge_curve is not None and one.charge_curve not in curves:
            message = f"'{one.charge_curve}' is no charge curve.{nearest(one.charge_curve, curves)}"
            yield Fault(message, path=f"{path}.charge_curve")
    for curve in catalogue.charge_curves:
        yield from _curve(f"catalogue.charge_curves.{curve.id}.points", curve)


def _window(path: str, one: OwnVehicle) -> Iterator[Fault]:
    """Check that some of the battery can be used."""
    row = _vehicle_row(one, table("vehicles"))
    if row and float(str(row["usable_soc_min"])) >= float(str(row["usable_soc_max"])):
        message = f"{row['usable_soc_max']} must be above usable_soc_min, {row['usable_soc_min']}"
        yield Fault(message, path=f"{path}.usable_soc_max")


def _ids(part: str, ids: Iterable[str], shipped: Iterable[object]) -> Iterator[Fault]:
    taken = {str(name): f"data/{part}.csv" for name in shipped}
    for name in ids:
        if name in taken:
            yield Fault(f"'{name}' is in {taken[name]} already", path=f"catalogue.{part}.{name}.id")
        taken[name] = "this catalogue"


def _curve(path: str, curve: OwnCurve) -> Iterator[Fault]:
    soc, share = zip(*curve.points, strict=True)
    for number, (before, after) in enumerate(pairwise(soc), 1):
        if after <= before:
            message = f"soc must rise from point to point, but {after:g} follows {before:g}"
            yield Fault(message, path=f"{path}.{number}")
    if soc[0] != 0.0 or soc[-1] != 1.0:
        yield Fault(f"soc must run from 0 to 1, not from {soc[0]:g} to {soc[-1]:g}", path=path)
    for number, value in enumerate(share):
        if value <= 0.0:
            yield Fault("a share of 0 would never end a charge", path=f"{path}.{number}")
