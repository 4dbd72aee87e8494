"""A heat pump of the user's own: its points from a CSV file, checked, and made into maps."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from sim.errors import Fault
from sim.inputs.csv_rows import CsvRows, Row, read_csv
from sim.models.heat_pump import Map, Unit, map_of, performance
from sim.scenario.heating import OwnHeatPump
from sim.units import ZERO_CELSIUS_K

COLUMNS = ("load", "source_c", "flow_c", "heat_kw", "cop")
OPTIONAL = ("unit", "source")


class _Point(NamedTuple):
    flow_c: float
    heat_kw: float
    cop: float
    line: int


_Points = dict[float, list[_Point]]
"""Points of one load by source temperature, by rising flow."""


def read_unit(own: OwnHeatPump) -> Unit:
    """Read the points of a heat pump.

    Raises
    ------
    InputError
        The file cannot be read, a value is missing or beyond its bounds, a point is there twice
        or lacking, or there are too few of them.
    """
    file = read_csv(own.points, COLUMNS, OPTIONAL)
    loads = _loads(file)
    if not file.faults:
        _check(file, loads)
    file.raise_faults()
    full = _map(loads["full"], own.kind == "air_source")
    return Unit(
        full=full,
        # a unit of fixed speed has full load only
        part=_map(loads["part"], own.kind == "air_source") if loads["part"] else full,
        cut_off_c=own.cut_off_c,
        flow_max_c=own.flow_max_c,
        capacity_per_k=own.capacity_per_k,
        cyclic_degradation=own.cyclic_degradation,
        frosts=own.kind == "air_source",
    )


def odd_points(own: OwnHeatPump) -> list[Fault]:
    """Return points that no compressor should have; they are used as they are.

    A COP below that of a colder source at the same flow, above that of a cooler flow at the
    same source or above Carnot's, and part load that gives more than full load. Measuring can
    come to that (a defrost within a short test), but more often two numbers are swapped.
    """
    loads = _loads(read_csv(own.points, COLUMNS, OPTIONAL))
    found = [
        remark
        for points in loads.values()
        for remark in (
            *_all_below_colder(own, points),
            *_above_cooler_flow(own, points),
            *_above_carnot(own, points),
        )
    ]
    return [*found, *_above_full_load(own, loads)]


def _all_below_colder(own: OwnHeatPump, points: _Points) -> Iterator[Fault]:
    for colder_c, source_c in pairwise(sorted(points)):
        yield from _below_colder(own, points, colder_c, source_c)


def _below_colder(
    own: OwnHeatPump, points: _Points, colder_c: float, source_c: float
) -> Iterator[Fault]:
    """Compare the points of one source with what the next colder one gives at their flows."""
    unit = _bare(points)
    for flow_c, _, cop, line in points[source_c]:
        colder = float(performance(unit, np.array([colder_c]), np.array([flow_c])).full_cop[0])
        if cop < colder * (1.0 - 1e-9):
            message = (
                f"COP {cop:g} at {source_c:g} °C source and {flow_c:g} °C flow is below that at "
                f"{colder_c:g} °C, {colder:.3g}; it should rise with the source"
            )
            yield Fault(message, own.points, line, "cop")


def _above_cooler_flow(own: OwnHeatPump, points: _Points) -> Iterator[Fault]:
    """Compare the points of each source with the next cooler flow's."""
    for source_c, row in sorted(points.items()):
        for cooler, one in pairwise(row):
            if one.cop > cooler.cop:
                message = (
                    f"COP {one.cop:g} at {source_c:g} °C source and {one.flow_c:g} °C flow is "
                    f"above that at {cooler.flow_c:g} °C, {cooler.cop:g}; it should fall with "
                    "hotter flow"
                )
                yield Fault(message, own.points, one.line, "cop")


def _above_carnot(own: OwnHeatPump, points: _Points) -> Iterator[Fault]:
    """Compare each point with an ideal process between its source and its flow."""
    for source_c, row in sorted(points.items()):
        for flow_c, _, cop, line in row:
            lift_k = flow_c - source_c
            if lift_k > 0.0 and cop * lift_k > flow_c + ZERO_CELSIUS_K:
                message = (
                    f"COP {cop:g} at {source_c:g} °C source and {flow_c:g} °C flow is above "
                    f"Carnot's, {(flow_c + ZERO_CELSIUS_K) / lift_k:.3g}: no process reaches that"
                )
                yield Fault(message, own.points, line, "cop")


def _above_full_load(own: OwnHeatPump, loads: dict[str, _Points]) -> Iterator[Fault]:
    """Compare points of part load with what full load gives there."""
    unit = _bare(loads["full"])
    for source_c, row in sorted(loads["part"].items()):
        for flow_c, heat_kw, _, line in row:
            full_kw = float(performance(unit, np.array([source_c]), np.array([flow_c])).full_kw[0])
            if heat_kw > full_kw * (1.0 + 1e-9):
                message = (
                    f"part load gives {heat_kw:g} kW at {source_c:g} °C source and {flow_c:g} °C "
                    f"flow, more than full load, {full_kw:.4g} kW; what exceeds it is cut off"
                )
                yield Fault(message, own.points, line, "heat_kw")


def _bare(points: _Points) -> Unit:
    """Return a unit that gives just what stands in the points."""
    tabled = _map(points, frosts=False)
    return Unit(tabled, tabled, -99.0, 999.0, 0.0, 1.0, frosts=False)


def _loads(file: CsvRows) -> dict[str, _Points]:
    loads: dict[str, _Points] = {"full": defaultdict(list), "part": defaultdict(list)}
    for row in file:
        load, source_c, point = row.choice("load", ("full", "part")), *_point(row)
        if load is None or source_c is None or point is None:
            continue
        known = loads[load][source_c]
        twin = next((one for one in known if one.flow_c == point.flow_c), None)
        if twin is not None:
            place = f"{source_c:g} °C source and {point.flow_c:g} °C flow"
            row.fault(f"a point at {place} is in line {twin.line} already", "flow_c")
        known.append(point)
        known.sort()
    return loads


def _point(row: Row) -> tuple[float | None, _Point | None]:
    source_c = row.number("source_c", -60.0, 60.0)
    flow_c, heat_kw = row.number("flow_c", 15.0, 100.0), row.number("heat_kw", above=0.0)
    cop = row.number("cop", 1.0, 15.0)
    if flow_c is None or heat_kw is None or cop is None:
        return source_c, None
    return source_c, _Point(flow_c, heat_kw, cop, row.line)


def _check(file: CsvRows, loads: dict[str, _Points]) -> None:
    if not loads["full"]:
        file.fault("has no point of full load", column="load")
    for load, points in loads.items():
        if len(points) == 1:
            file.fault(f"{load} load has one source temperature, it takes two", column="source_c")
        most = max((len(row) for row in points.values()), default=0)
        for source_c, row in sorted(points.items()):
            wanted = max(most, 2)
            if len(row) < wanted:
                message = (
                    f"{load} load at {source_c:g} °C source has {len(row)} of {wanted} flows: "
                    "every source needs as many, and at least two"
                )
                file.fault(message, row[-1].line, "flow_c")


def _map(points: _Points, frosts: bool) -> Map:
    sources = sorted(points)

    def rows(field: str) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        return np.array([[getattr(one, field) for one in points[at]] for at in sources])

    return map_of(np.array(sources), rows("flow_c"), rows("heat_kw"), rows("cop"), frosts)
