"""PV roofs, and what lies on them, in front of them and around them."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Identifier, Model, NonNegative, Positive, Share
from sim.tables import table

HorizonPoint = tuple[
    Annotated[float, Field(ge=0.0, lt=360.0)], Annotated[float, Field(ge=0.0, lt=90.0)]
]
"""(azimuth clockwise from north, elevation of the skyline above the horizontal), degrees."""
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-([0-2]\d|3[01])$")]
"""A day of every year, MM-DD."""


class Rows(Model):
    """Rows of tilted modules on a flat roof, one in the shade of another when the sun is low."""

    gcr: Annotated[float, Field(ge=0.05, le=0.98)]
    """Ground coverage ratio: slant length of a row over the distance from row to row."""
    blocks: Annotated[int, Field(ge=0, le=24)] = 3
    """Blocks of a row's height that bypass diodes drop as soon as a part of them is shaded: 3 for
    one module lying on its long side. 0: only the shaded light itself is lost."""


class Roof(Model):
    """PV on one roof, or on roofs that face alike."""

    id: Identifier
    kwp: Positive | None = None
    """Direct-current power at standard test conditions, kWp; null: `area_m2` says how much."""
    area_m2: Positive | None = None
    """Area of the modules, m², in place of `kwp`: times the module's efficiency."""
    tilt_deg: Annotated[float, Field(ge=0.0, le=90.0)] = 20.0
    azimuth_deg: Annotated[float, Field(ge=0.0, lt=360.0)] = 180.0
    """Clockwise from north; 180 faces south."""
    module: str = "standard"
    """A row of ``data/pv_modules.csv``."""
    mount: Literal["rack", "roof"] = "rack"
    """A row of ``data/pv_mounts.csv``: air behind the modules, or close to a pitched roof."""
    inverter: str = "standard"
    """A row of ``data/pv_inverters.csv``."""
    dc_ac_ratio: Annotated[float, Field(gt=0.3, le=3.0)] = 1.2
    """Module power over inverter power; what exceeds the inverter is clipped."""
    losses: Share | None = None
    """Flat loss on the DC side; null: PVWatts' list (``data/pv_losses.csv``) without availability,
    without soiling where `solar.soiling` models it, without shading where there are rows or a
    horizon."""
    availability: Annotated[float, Field(gt=0.0, le=1.0)] = 0.97
    """Share of its energy that is not lost to standing still; PVWatts' default."""
    albedo: Share = 0.2
    """Share of light that the ground reflects; PVWatts' default."""
    age_years: Annotated[float, Field(ge=0.0, le=60.0)] = 0.0
    """Age of the modules at the start of the run."""
    degradation_per_year: Annotated[float, Field(ge=0.0, le=0.1)] = 0.005
    """Loss of power in each year of age; median of crystalline silicon in Jordan and Kurtz,
    Progress in Photovoltaics 21, 2013."""
    rows: Rows | None = None
    """null: one plane without rows in front of each other."""
    bifacial: bool = False
    """Light on the rear counts; needs rows and a module with a bifaciality."""
    horizon: tuple[HorizonPoint, ...] | None = None
    """The roof's own skyline; null: that of `solar`."""
    cleaning: tuple[MonthDay, ...] | None = None
    """Days of each year on which its modules are cleaned; null: those of `solar.soiling`."""
    strings: Annotated[int, Field(ge=1, le=50)] = 1
    """Strings one above the other along the slope: snow covers the lowest one longest."""

    @property
    def installed_kwp(self) -> float:
        """`kwp`, or what fits on `area_m2` [kWp]; nan where the module is unknown."""
        if self.kwp is not None:
            return self.kwp
        efficiency = table("pv_modules")["efficiency"].to_dict()
        return (self.area_m2 or 0.0) * float(efficiency.get(self.module, float("nan")))


class Soiling(Model):
    """Dust that builds up by the day and goes with rain or a brush (Kimber et al. 2006)."""

    loss_per_day: Annotated[float, Field(ge=0.0, le=0.05)] = 0.0015
    """Share of light lost more each day. Assumption: Kimber's for an urban site in California;
    measure it, Lanzhou has much dust. Dust storms of the weather multiply it."""
    cleaning_rain_mm: NonNegative = 6.0
    """Rain of a day above which modules are clean, mm (Kimber's)."""
    grace_days: Annotated[int, Field(ge=1, le=60)] = 14
    """Days from such a rain on in which the ground is damp and gives no dust (Kimber's)."""
    most: Share = 0.3
    """Greatest loss."""
    at_start: Share = 0.02
    """Loss at the start of the run; PVWatts' mean."""
    cleaning: tuple[MonthDay, ...] = ()
    """Days of each year on which modules are cleaned by hand."""


class Solar(Model):
    """How all PV of the park is modelled."""

    sky_model: Literal["perez", "hay-davies"] = "perez"
    """How the sky's light lies on a tilted plane."""
    horizon: tuple[HorizonPoint, ...] = ()
    """Skyline around the park; none: flat. Leave it out where the weather was measured under it."""
    soiling: Soiling | None = None
    """null: the flat soiling of PVWatts' list."""
    snow: bool = True
    """Snow of the weather covers modules and slides off (Marion et al. 2013)."""
