"""Building groups that make heat early: gathered before the clock, told by month after it."""

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.inputs.bore_fields import PlannedField, SourceRun
from sim.inputs.plants import PlantOnField
from sim.models.archetype import HEATING_DESIGN_C, Group, from_archetypes
from sim.models.building import slot_loads
from sim.models.flexible_fields import end_run
from sim.models.flexible_groups import Habit, Place, Store, System, World, flexible_heat
from sim.models.flexible_state import (
    BELOW,
    COLD,
    COOLING_USE,
    HEAT,
    HOT_WATER,
    OVERHEATED,
    STORE_OUT,
    UNMET,
    WATER_USE,
    Early,
    FlexibleHeat,
)
from sim.models.heating import flow_temperature_c
from sim.models.heating_system import Parameters
from sim.models.occupancy import load_schedules
from sim.models.plant import (
    AMBIENT,
    BY_BOILERS,
    BY_HEATERS,
    CHARGED,
    COMPRESSOR,
    DEFROST,
    DISTRICT_USE,
    FROM_FIELD,
    GAS_USE,
    HEATER_USE,
    PUMP,
    SOURCE_PUMP,
    Plant,
)
from sim.models.source_pool import Seen
from sim.scenario.heating import HeatingSystem
from sim.scenario.scenario import Scenario

Floats = npt.NDArray[np.float64]
Singles = npt.NDArray[np.float32]

_COLUMNS = {
    "heat_kwh": HEAT,
    "hot_water_kwh": HOT_WATER,
    "cooling_kwh": COLD,
    "backup_kwh": HEATER_USE,
    "defrost_kwh": DEFROST,
    "gas_kwh": GAS_USE,
    "district_kwh": DISTRICT_USE,
    "unmet_kwh": UNMET,
    "compressor_kwh": COMPRESSOR,
    "ambient_kwh": AMBIENT,
    "boiler_kwh": BY_BOILERS,
    "source_pump_kwh": SOURCE_PUMP,
    "pump_kwh": PUMP,
    "store_in_kwh": CHARGED,
    "store_out_kwh": STORE_OUT,
    "cooling_electricity_kwh": COOLING_USE,
    "hours_below_setpoint": BELOW,
    "hours_overheated": OVERHEATED,
}


@dataclass(frozen=True)
class FlexibleLoads:
    """Groups for the clock, and what their tables need besides."""

    early: Early
    ids: tuple[str, ...]
    tables: tuple[pd.DataFrame, ...]
    """Months of each group as they would be without; text and own electricity are right."""
    fields: tuple[PlannedField, ...]
    """Bore fields as they were before the first step."""
    grid: TimeGrid

    @property
    def heat(self) -> FlexibleHeat:
        """The groups."""
        return self.early.heat

    def sources(self) -> tuple[SourceRun, ...]:
        """Return what became of the bore fields; to be asked when the run is over."""
        return tuple(self._source(f, one) for f, one in enumerate(self.fields))

    def _source(self, f: int, planned: PlannedField) -> SourceRun:
        seen, step_h = self.early.fields, self.grid.step_h
        short_h = np.array([seen.too_cold[f].sum(), seen.held_back[f].sum()]) * step_h
        own = self.heat.groups["field"] == f
        books = self.heat.books[: own.size][own].sum(axis=(0, 1))
        made = planned.after(
            end_run(seen),
            f,
            Seen(seen.source_c[f], seen.wall_c[f], seen.heat_kw[f], short_h),
            float(books[HEATER_USE]),
            float(books[UNMET]),
            self.grid.days,
        )
        given_kwh = books[HEAT] + books[HOT_WATER] + books[CHARGED] - books[STORE_OUT]
        not_taken_kwh = books[[UNMET, COMPRESSOR, BY_HEATERS, BY_BOILERS]].sum()
        others_kwh = books[AMBIENT] - books[FROM_FIELD]
        return replace(made, books_kwh=float(given_kwh - not_taken_kwh - others_kwh))

    def months(self) -> pd.DataFrame:
        """Return the months of all groups, from the books of the run so far."""
        told = []
        for books, table in zip(self.heat.books, self.tables, strict=True):
            table = table.assign(**{name: books[:, place] for name, place in _COLUMNS.items()})
            drawn = books[:, [COMPRESSOR, HEATER_USE, SOURCE_PUMP, PUMP]].sum(axis=1)
            for_water = books[:, WATER_USE]
            told.append(
                table.assign(
                    heating_electricity_kwh=drawn - for_water,
                    hot_water_electricity_kwh=for_water,
                )
            )
        return pd.concat(told, ignore_index=True)


@dataclass
class FlexibleParts:
    """What building groups bring, one by one."""

    systems: dict[str, tuple[HeatingSystem, Parameters, Plant, PlantOnField | None]] = field(
        default_factory=dict
    )
    fields: list[PlannedField] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    rows: list[Group] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    tables: list[pd.DataFrame] = field(default_factory=list)
    drawn: list[tuple[Singles, Singles]] = field(default_factory=list)

    def add_system(
        self, choice: HeatingSystem, system: Parameters, plant: Plant, bored: PlantOnField | None
    ) -> int:
        """Enter a system, once or again, and return its number."""
        self.systems.setdefault(choice.id, (choice, system, plant, bored))
        return list(self.systems).index(choice.id)

    def add_field(self, planned: PlannedField | None) -> int:
        """Enter a bore field, and return its number; of none -1."""
        if planned is None:
            return -1
        self.fields.append(planned)
        return len(self.fields) - 1

    def add_group(
        self,
        place: Place,
        row: Group,
        months: pd.DataFrame,
        heating_kw: Floats,
        cooling_kw: Singles,
    ) -> None:
        """Enter a group with its months and what it draws when heat is made as needed [steps]."""
        self.rows.append(row)
        self.places.append(place)
        self.ids.append(str(months["building"].iloc[0]))
        self.tables.append(months)
        self.drawn.append((heating_kw.astype(np.float32), cooling_kw))

    def laid_out(
        self,
        scenario: Scenario,
        grid: TimeGrid,
        world: World,
        heating_kw: Singles,
        cooling_kw: Singles,
    ) -> FlexibleLoads:
        """Lay the groups out; what they draw is added to the sites' heating and cooling."""
        rows = from_archetypes(self.rows, pressure_pa=world.pressure_pa)
        schedules = load_schedules()
        early = flexible_heat(
            rows,
            self.places,
            [_system(*one, world.outdoor_c) for one in self.systems.values()],
            slot_loads(rows, schedules).hot_water_kw,
            world,
            schedules,
            len(scenario.sites),
            [one.source for one in self.fields],
        )
        heat = early.heat
        heat.other_heating_kw[:], heat.other_cooling_kw[:] = heating_kw, cooling_kw
        for place, (heating, cooling) in zip(self.places, self.drawn, strict=True):
            heating_kw[place.site] += heating
            cooling_kw[place.site] += cooling
        heat.planned_heating_kw[:], heat.planned_cooling_kw[:] = heating_kw, cooling_kw
        return FlexibleLoads(early, tuple(self.ids), tuple(self.tables), tuple(self.fields), grid)


def _system(
    choice: HeatingSystem,
    system: Parameters,
    plant: Plant,
    bored: PlantOnField | None,
    outdoor_c: Floats,
) -> System:
    flexible, store = choice.flexible, choice.store
    follows = () if flexible is None else flexible.follows
    fill_kw = None if flexible is None else flexible.valley_fill_kw
    habit = Habit(
        follows_sun="pv_surplus" in follows,
        follows_tariff="tariff_valley" in follows,
        preheat_k=0.0 if flexible is None else flexible.preheat_k,
        lower_k=0.0 if flexible is None else flexible.lower_k,
        store=None if store is None else Store(**store.model_dump()),
        valley_fill_kw=np.inf if fill_kw is None else fill_kw,
    )
    flow_c = flow_temperature_c(outdoor_c, system.flow_c, system.flow_min_c, HEATING_DESIGN_C)
    return System(plant, flow_c, habit, None if bored is None else bored.bored)
