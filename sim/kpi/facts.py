"""What KPI functions read: the tables of one run, each looked up once."""

from collections.abc import Callable, Hashable, Sequence
from functools import cached_property
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.clock import TimeGrid
from sim.kpi.money import Prices
from sim.results.folder import Tables

Array = npt.NDArray[np.float64]
_KW_TO_MW = 1e-3
_T = TypeVar("_T")


class Facts:
    """A run's tables, with the sums that several KPIs share."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._known = set(tables.series_columns)
        self._made: dict[Hashable, Any] = {}

    @property
    def grid(self) -> TimeGrid:
        return self._tables.grid

    @property
    def hours(self) -> float:
        """Length of the simulated period [h]."""
        return self.grid.days * 24.0

    @property
    def years(self) -> float:
        """Length of the simulated period in years of 365 days."""
        return self.grid.days / 365.0

    def once(self, key: Hashable, make: Callable[[], _T]) -> _T:
        """Return what `make` returned the first time that `key` was asked for."""
        if key not in self._made:
            self._made[key] = make()
        made: _T = self._made[key]
        return made

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return a table, or some columns of it."""
        key = ("table", name, None if columns is None else tuple(columns))
        return self.once(key, lambda: self._tables.table(name, columns))

    def columns(self, level: str, quantity: str) -> list[str]:
        """Return the series ``<level>/<id>/<quantity>`` of all ids."""
        return sorted(
            name for name in self._known if name.startswith(level + "/") and name.endswith(quantity)
        )

    def read(self, column: str) -> Array:
        """Return a series [steps]; one that a run lacks is zero."""
        if column not in self._known:
            return np.zeros(self.grid.steps)
        return self._tables.series([column])[column].to_numpy(dtype=np.float64)

    def park(self, quantity: str) -> Array:
        """Return a series of the whole park [steps]."""
        return self.once(("park", quantity), lambda: self.read(f"park/{quantity}"))

    def park_mwh(self, quantity: str) -> float:
        """Return the energy of a park series in the period [MWh]."""
        return float(self.park(quantity).sum() * self.grid.step_h * _KW_TO_MW)

    @cached_property
    def demand_mwh(self) -> float:
        """Electricity that the park uses, without battery losses [MWh]."""
        uses = ("building_kw", "heating_kw", "cooling_kw", "charging_kw")
        return sum(self.park_mwh(use) for use in uses)

    @cached_property
    def prices(self) -> Prices:
        return Prices(self.table("prices"))

    def factor(self, name: str) -> float:
        """Return an emission factor or heating value in its unit."""
        rows = self.table("factors")
        return float(rows.loc[rows["name"] == name, "value"].iloc[0])

    def fleets(self, service: str) -> list[str]:
        """Return the ids of the fleets that give a service: bus, coach, taxi or car."""

        def made() -> list[str]:
            rows = self.table("fleets")
            return [str(fleet) for fleet in rows.loc[rows["service"] == service, "fleet"]]

        return self.once(("fleets", service), made)

    def of_service(
        self, name: str, service: str, columns: Sequence[str] | None = None
    ) -> pd.DataFrame:
        """Return the rows of a table that belong to fleets of a service."""

        def made() -> pd.DataFrame:
            rows = self.table(name, columns)
            return rows[rows["fleet"].isin(self.fleets(service))]

        return self.once((name, service, None if columns is None else tuple(columns)), made)

    def assets(self, kind: str) -> pd.DataFrame:
        """Return the assets of one kind."""
        rows = self.table("assets")
        return rows[rows["kind"] == kind]

    @cached_property
    def month_shares(self) -> dict[str, float]:
        """Share of each calendar month ("2025-01") that was simulated."""
        days = pd.date_range(self.grid.start, periods=self.grid.days, freq="D")
        counts = days.strftime("%Y-%m").value_counts()
        return {str(m): n / pd.Period(str(m)).days_in_month for m, n in counts.items()}

    @cached_property
    def month_starts(self) -> list[tuple[str, int]]:
        """Each simulated month with the number of its first step."""
        days = pd.date_range(self.grid.start, periods=self.grid.days, freq="D")
        months = pd.Series(days.strftime("%Y-%m"))
        first = np.flatnonzero(~months.duplicated())
        return [(str(months[day]), int(day) * self.grid.steps_per_day) for day in first]

    @cached_property
    def heated_area_m2(self) -> float:
        """Heated area of all buildings [m2]."""
        rows = self.table("buildings")[["building", "heated_area_m2"]]
        return float(rows.drop_duplicates("building")["heated_area_m2"].sum())
