"""Where heat pumps take heat that is not in the air: bore fields, sewage, waste heat."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.base import Model, Positive

Celsius = Annotated[float, Field(ge=-5.0, le=90.0)]


class BoreField(Model):
    """Vertical boreholes with U-pipes in a rectangle, all in parallel."""

    rows: Annotated[int, Field(ge=1, le=100)] | None = None
    """null (with `columns`): as many boreholes as the design load of the buildings needs at
    `design_w_per_m`, as near to a square as can be, one field at each site."""
    columns: Annotated[int, Field(ge=1, le=100)] | None = None
    spacing_m: Annotated[float, Field(gt=0.0, le=50.0)] = 5.0
    """Between neighbours, m. Assumption."""
    depth_m: Annotated[float, Field(ge=20.0, le=400.0)] = 120.0
    """Length of each borehole that exchanges heat, m. Assumption."""
    buried_m: Annotated[float, Field(ge=0.1, le=20.0)] = 1.5
    """Depth at which it begins, m. Assumption: below the frost of Lanzhou, 0.98 m."""
    diameter_mm: Annotated[float, Field(ge=60.0, le=400.0)] = 150.0
    """Of the boreholes, mm. Assumption."""
    design_w_per_m: Annotated[float, Field(ge=5.0, le=120.0)] = 35.0
    """Heat from each metre at the design load, where the field is sized by it, W/m. Assumption."""
    conductivity_w_per_m_k: Annotated[float, Field(ge=0.3, le=8.0)] = 1.9
    """Of the ground, W/(m·K). Assumption: loess over gravel and sandstone, to be tested on site."""
    heat_capacity_mj_per_m3_k: Annotated[float, Field(ge=0.5, le=5.0)] = 2.2
    """Of the ground, MJ/(m³·K). Assumption."""
    undisturbed_c: Celsius | None = None
    """Ground far from boreholes, mean over their depth, °C; null: the mean of a year at 4 m in
    ``data/climate_lanzhou.csv``, and `gradient_k_per_m` to half of the depth."""
    gradient_k_per_m: Annotated[float, Field(ge=0.0, le=0.2)] = 0.025
    """By how much the ground is warmer with each metre of depth, K/m. Assumption."""
    resistance_m_k_per_w: Annotated[float, Field(ge=0.01, le=1.0)] | None = None
    """Effective resistance between fluid and borehole wall, m·K/W, as from a thermal response
    test; null: reckoned from pipes, grout and flow by the multipole method."""
    pipes: Literal["single_u", "double_u"] = "double_u"
    pipe_mm: Annotated[float, Field(ge=16.0, le=75.0)] = 32.0
    """Outer diameter of a pipe, mm (DN 32 PE 100, SDR 11)."""
    wall_mm: Annotated[float, Field(ge=1.0, le=10.0)] = 2.9
    """Thickness of a pipe, mm."""
    pipe_w_per_m_k: Annotated[float, Field(ge=0.1, le=100.0)] = 0.4
    """Conductivity of pipes, W/(m·K): polyethylene."""
    pipes_apart_mm: Annotated[float, Field(ge=16.0, le=350.0)] = 75.0
    """Between the axes of pipes that face each other, mm. Assumption."""
    grout_w_per_m_k: Annotated[float, Field(ge=0.3, le=5.0)] = 1.8
    """Conductivity of the backfill, W/(m·K). Assumption."""
    antifreeze_percent: Annotated[float, Field(ge=0.0, le=50.0)] = 25.0
    """Ethylene glycol in the fluid, % by mass; 0: water. Assumption."""
    flow_kg_per_s: Annotated[float, Field(ge=0.05, le=3.0)] = 0.4
    """Fluid through each borehole, kg/s. Assumption."""
    years_before: Annotated[int, Field(ge=0, le=50)] = 0
    """Years in which the field served the same buildings in the same weather before the run
    begins; needs a run of a year."""


class WaterSource(Model):
    """Water that is cooled down: sewage, or waste heat of works and data centres."""

    temperature_c: Annotated[tuple[Celsius, ...], Field(min_length=12, max_length=12)]
    """As it comes to the heat pumps, °C, mean of each month from January."""
    limit_kw: Positive
    """Most heat that all heat pumps together can take out of it, kW."""
    least_c: Celsius = 4.0
    """Colder water gives nothing, °C: it leaves 3 K colder (EN 14511-2, W10/W7) and must not
    freeze; 1 K to spare: assumption. Lower for brine or sea water alone."""
