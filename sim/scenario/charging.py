"""How a site's charging power is shared, and what a station has besides plain plugs."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag

from sim.scenario.base import (
    Identifier,
    Model,
    NonNegative,
    Positive,
    PythonName,
    Share,
)

Named = Literal[
    "uncontrolled",
    "equal_share",
    "first_come",
    "earliest_deadline",
    "least_laxity",
    "round_robin",
    "valley_filling",
    "pv_following",
    "peak_shaving",
    "optimum",
]


class Optimum(Model):
    """A receding-horizon optimum: a linear program over what is known, solved again and again."""

    kind: Literal["optimum"]
    horizon_h: Annotated[float, Field(ge=1.0, le=72.0)] = 24.0
    """How far it looks ahead, h."""
    step_minutes: Annotated[int, Field(ge=1, le=60)] = 15
    """Length of its steps."""
    replan_minutes: Annotated[int, Field(ge=1, le=240)] = 15
    """How often it is solved."""
    forecast_error: Share = 0.1
    """Relative standard deviation of the forecast of sun and other loads, an hour ahead and more;
    the present step is known. Assumption."""
    unserved_cny_per_kwh: Positive = 20.0
    """What a kWh that is missing at the departure counts. Assumption."""


class PythonRule(Model):
    """A controller of one's own: a class in a Python file."""

    python: PythonName
    """``my_rule.py:MyRule``, the file relative to this one."""
    replan_minutes: Annotated[int, Field(ge=1, le=240)] = 5
    """How often it is asked."""


_NAMED, _OPTIMUM, _RULE = "<named>", "<optimum>", "<rule>"
"""Tags; no key of a mapping is so called, so that places of errors can be told from keys."""


def _tag_of(value: Any) -> str:
    if isinstance(value, str):
        return _NAMED
    if isinstance(value, dict):
        return _RULE if "python" in value else _OPTIMUM
    return _RULE if isinstance(value, PythonRule) else _OPTIMUM


Controller = Annotated[
    Annotated[Named, Tag(_NAMED)]
    | Annotated[Optimum, Tag(_OPTIMUM)]
    | Annotated[PythonRule, Tag(_RULE)],
    Discriminator(_tag_of),
]


class Charging(Model):
    """How the power of a site is shared between its plugs."""

    controller: Controller = "equal_share"
    """uncontrolled: every plug draws what it can, limits are only reported. equal_share: each the
    same, what one cannot use goes to the others. first_come, earliest_deadline, least_laxity:
    one after the other in that order. round_robin: in turns. valley_filling: in the cheapest
    hours before the departure. pv_following: with the sun's surplus. peak_shaving: below a
    target, with the site's batteries. optimum: a linear program, with feeding back where a fleet
    allows it; its parameters as a mapping with kind: optimum. {python: file.py:Class}: a rule of
    one's own."""
    limit_kw: Positive | None = None
    """Power that all plugs of the site together may draw, kW; null: none of its own."""
    keep_within_transformer: bool = True
    """With a controller: hold the site's total within the transformer's rating."""
    target_kw: NonNegative | None = None
    """Where peaks are shaved, by the controller or by a battery: power from the grid to stay
    below, kW; null: the month's highest so far, which has to be paid anyway."""
    yardstick: bool = False
    """After the run, work out the optimum with perfect foresight of the same sessions, and say
    how far the controller lies from it."""

    @property
    def kind(self) -> str:
        """The controller's name: one of `Named`, or python."""
        if isinstance(self.controller, str):
            return self.controller
        return "optimum" if isinstance(self.controller, Optimum) else "python"

    @property
    def is_controlled(self) -> bool:
        """Whether somebody keeps the limits."""
        return self.kind != "uncontrolled"


class Cabinet(Model):
    """Plugs that share the power modules of one charger (GB/T DC cabinets)."""

    plugs: Annotated[int, Field(ge=1, le=64)]
    """Plugs of one cabinet; the group's count is a multiple of it."""
    modules: Annotated[int, Field(ge=1, le=256)]
    module_kw: Positive
    """Power of one module, at the battery, kW."""


class Feeder(Model):
    """A cable or panel inside a station that supplies some of its groups of plugs."""

    id: Identifier
    plugs: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    """Ids of the groups of plugs behind it."""
    limit_a: Positive
    """Of each of its conductors, A."""


class Primary(Model):
    """The delta side of a delta-wye transformer that supplies the station alone."""

    limit_a: Positive
    ratio: Positive
    """Current of the primary for each ampere of the difference of two secondary conductors."""


class Supply(Model):
    """The three-phase supply of an AC station, whose currents are watched one by one."""

    line_voltage_v: Annotated[float, Field(ge=100.0, le=1000.0)] = 400.0
    """Between two phases, V."""
    limit_a: Positive | None = None
    """Of each phase conductor, A; null: only reported."""
    primary: Primary | None = None
    feeders: tuple[Feeder, ...] = ()


class Swap(Model):
    """A battery-swap station: bays, and a stock of batteries with chargers of its own."""

    vehicle: str
    """The vehicle whose batteries it holds, a row of ``data/vehicles.csv``."""
    bays: Annotated[int, Field(ge=1, le=100)] = 1
    minutes: Positive = 5.0
    """How long a swap takes. Assumption."""
    batteries: Annotated[int, Field(ge=1, le=1000)]
    """Batteries of the stock, each with a charger."""
    charger: str = "dc-60"
    """What charges them, a row of ``data/chargers.csv``."""
    soc_start: Share = 1.0
    soc_ready: Annotated[float, Field(gt=0.1, le=1.0)] = 0.95
    """A battery is charged up to this and then handed out."""


Phase = Literal["abc", "a", "b", "c", "ab", "bc", "ca"]
