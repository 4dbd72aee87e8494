"""The zones of an on-demand fleet, read from its CSV."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.inputs.csv_rows import Row, read_csv
from sim.scenario.fleets import OnDemandFleet

FloatArray = npt.NDArray[np.float64]
_WEIGHTS = ("origin_weight", "destination_weight", "vehicle_weight")
COLUMNS = ("zone", "name_zh", "name_en", "area", "latitude", "longitude", *_WEIGHTS)


@dataclass(frozen=True)
class Zones:
    """Where taxis and passengers are.

    Attributes
    ----------
    ids, names_zh, names_en, areas : tuple of str
        Of each zone; the area may be empty (a zone outside the park).
    position_deg : numpy.ndarray
        Latitude and longitude [z, 2].
    origin_weight, destination_weight, vehicle_weight : numpy.ndarray
        Relative weights; none is all zero [z].
    """

    ids: tuple[str, ...]
    names_zh: tuple[str, ...]
    names_en: tuple[str, ...]
    areas: tuple[str, ...]
    position_deg: FloatArray
    origin_weight: FloatArray
    destination_weight: FloatArray
    vehicle_weight: FloatArray


def read_zones(fleet: OnDemandFleet) -> Zones:
    """Read the fleet's zones. Raises InputError with every fault of the file."""
    file = read_csv(fleet.zones, COLUMNS)
    line_of: dict[str, int] = {}
    numbers = [_numbers(row) for row in file]
    for row in file:
        zone = row.text("zone")
        first = line_of.setdefault(zone, row.line) if zone is not None else row.line
        if first != row.line:
            row.fault(f"zone '{zone}' is also on line {first}", "zone")
    file.raise_faults()
    table = np.array(numbers, dtype=np.float64)
    for column, name in enumerate(_WEIGHTS, start=2):
        if table[:, column].sum() == 0.0:
            file.fault("is zero in all zones", column=name)
    file.raise_faults()

    def texts(column: str) -> tuple[str, ...]:
        return tuple(row.cells[column] for row in file)

    return Zones(
        texts("zone"), texts("name_zh"), texts("name_en"), texts("area"),
        table[:, :2], table[:, 2], table[:, 3], table[:, 4],
    )  # fmt: skip


def _numbers(row: Row) -> list[float]:
    numbers = [row.number("latitude", -90.0, 90.0), row.number("longitude", -180.0, 180.0)]
    numbers += [row.number(name, low=0.0) for name in _WEIGHTS]
    return [np.nan if number is None else number for number in numbers]
