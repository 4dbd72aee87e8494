"""Capacity fade of batteries by time and by cycles.

Both published models have the form ``fade = k · x^p`` with x the time, or the charge moved, and a
stress factor k that changes. Going on from what is lost already (the "virtual time" of the papers)
is the same as adding up ``k^(1/p) · Δx`` and taking the power p at the end: `wear` is this sum. It
is exact, does not depend on the order, and can be added up while a run goes on. See
docs/models/ageing.md.

References
----------
Naumann et al. 2018, J. Energy Storage 17:153 and 2020, J. Power Sources 451:227666 (lfp);
Schmalstieg et al. 2014, J. Power Sources 257:325 (nmc).
"""

from functools import lru_cache
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from sim.errors import Fault, InputError, nearest
from sim.kernels import kernel
from sim.tables import shipped, table
from sim.units import SECONDS_PER_DAY, ZERO_CELSIUS_K

Floats = npt.NDArray[np.float64]

END_OF_LIFE_FADE = 0.2
"""Share of its capacity that a battery has lost when it is replaced."""
REFERENCE_K = 298.15
"""Temperature at which `temperature_stress` is 1."""

BY_SOC, BY_VOLTAGE = 0, 1
"""Forms: stress from the state of charge (lfp), or from the voltage at rest (nmc)."""

_COMMON = ("calendar_power", "calendar_ea_k", "cycle_power", "cycle_base")
_OF_FORM = {
    BY_SOC: (
        "calendar_k",
        "calendar_cubic",
        "calendar_base",
        "cycle_rate",
        "cycle_rate_base",
        "cycle_cubic",
    ),
    BY_VOLTAGE: (
        "calendar_volt",
        "calendar_volt_base",
        "cycle_volt",
        "cycle_volt_centre",
        "cycle_depth",
        "cell_ah",
    ),
}
_CHEMISTRY = np.dtype(
    [
        ("form", "i4"),
        *((name, "f8") for name in (*_COMMON, *_OF_FORM[BY_SOC], *_OF_FORM[BY_VOLTAGE])),
    ],
    align=True,
)


class Ageing(NamedTuple):
    """Constants of all chemistries; voltages are padded by repeating the last point."""

    chemistries: npt.NDArray[Any]
    volt_soc: Floats  # [chemistries, points]
    volt: Floats


class HasChemistry(Protocol):
    """A vehicle or a stationary battery."""

    @property
    def chemistry(self) -> str: ...


@lru_cache(maxsize=1)
def load_ageing() -> tuple[Ageing, tuple[str, ...]]:
    """Return the constants of ``data/battery_ageing.csv`` and the chemistries' names.

    Raises
    ------
    InputError
        If a chemistry lacks a constant, or its voltages do not rise from soc 0 to 1.
    """
    rows, volts = table("battery_ageing"), table("cell_voltage")
    names = tuple(dict.fromkeys(str(name) for name in rows.index))
    longest = int(volts.index.value_counts().max())
    chemistries = np.zeros(len(names), _CHEMISTRY)
    volt_soc, volt = np.ones((len(names), longest)), np.zeros((len(names), longest))
    faults: list[Fault] = []
    for number, name in enumerate(names):
        own = rows.loc[[name]].set_index("parameter")["value"].astype(float)
        form = BY_VOLTAGE if "calendar_volt" in own.index else BY_SOC
        wanted = {*_COMMON, *_OF_FORM[form]}
        if set(own.index) != wanted:
            odd = sorted(wanted ^ set(own.index))
            faults.append(_fault("battery_ageing", f"{name}: missing or unknown: {', '.join(odd)}"))
            continue
        chemistries[number]["form"] = form
        for parameter in wanted:
            chemistries[number][parameter] = own[parameter]
        if form == BY_VOLTAGE:
            points = volts.loc[[name]] if name in volts.index else volts.iloc[:0]
            soc, own_volt = points["soc"].to_numpy(float), points["volt"].to_numpy(float)
            if len(soc) < 2 or soc[0] != 0.0 or soc[-1] != 1.0 or (np.diff(soc) <= 0.0).any():
                text = f"{name}: soc must rise from 0 to 1, is {soc.tolist()}"
                faults.append(_fault("cell_voltage", text))
                continue
            volt_soc[number, : len(soc)], volt[number, : len(soc)] = soc, own_volt
            volt[number, len(soc) :] = own_volt[-1]
    if faults:
        raise InputError(faults)
    return Ageing(chemistries, volt_soc, volt), names


def _fault(name: str, message: str) -> Fault:
    return Fault(message, shipped("data") / f"{name}.csv")


def chemistry_number(name: str) -> int:
    """Return the index of a chemistry, or raise InputError with the nearest name."""
    names = load_ageing()[1]
    if name not in names:
        raise InputError([Fault(f"unknown chemistry '{name}'.{nearest(name, names)}")])
    return names.index(name)


@kernel
def rest_voltage(ageing: Ageing, chemistry: int, soc: float) -> float:
    """Return the voltage at rest of a cell [V], linear between the points."""
    last = ageing.volt_soc.shape[1] - 1
    for k in range(last):
        right = ageing.volt_soc[chemistry, k + 1]
        if soc <= right or k == last - 1:
            left = ageing.volt_soc[chemistry, k]
            weight = min(1.0, max(0.0, (soc - left) / (right - left))) if right > left else 1.0
            low, high = ageing.volt[chemistry, k], ageing.volt[chemistry, k + 1]
            volt: float = low + weight * (high - low)
            return volt
    return 0.0


@kernel
def temperature_stress(ageing: Ageing, chemistry: int, battery_c: float) -> float:
    """Return how much faster calendar wear grows than at 25 °C [1]: Arrhenius's law."""
    one = ageing.chemistries[chemistry]
    inverse = 1.0 / (battery_c + ZERO_CELSIUS_K) - 1.0 / REFERENCE_K
    stress: float = np.exp(-one.calendar_ea_k / one.calendar_power * inverse)
    return stress


@kernel
def soc_stress(ageing: Ageing, chemistry: int, soc: float) -> float:
    """Return the calendar wear at 25 °C [1/s] at a state of charge."""
    one = ageing.chemistries[chemistry]
    if one.form == BY_SOC:
        k = one.calendar_k * (one.calendar_cubic * (soc - 0.5) ** 3 + one.calendar_base)
        per_s = 1.0
    else:
        volt = rest_voltage(ageing, chemistry, soc)
        k = max(one.calendar_volt * volt + one.calendar_volt_base, 0.0)
        k *= np.exp(-one.calendar_ea_k / REFERENCE_K)
        per_s = 1.0 / SECONDS_PER_DAY
    stress: float = per_s * k ** (1.0 / one.calendar_power)
    return stress


@kernel
def cycle_stress(
    ageing: Ageing, chemistry: int, depth: float, mean_soc: float, c_rate: float
) -> float:
    """Return the wear of one equivalent full cycle [1] within cycles of a depth.

    Parameters
    ----------
    depth : swing of the state of charge, 0 to 1; a cycle of depth 0.5 is half a full one.
    c_rate : mean power over capacity while charging and discharging [1/h].
    """
    one = ageing.chemistries[chemistry]
    if one.form == BY_SOC:
        by_rate = one.cycle_rate * c_rate + one.cycle_rate_base
        k = 0.01 * by_rate * (one.cycle_cubic * (depth - 0.6) ** 3 + one.cycle_base)
        moved = 1.0
    else:
        off = rest_voltage(ageing, chemistry, mean_soc) - one.cycle_volt_centre
        k = one.cycle_volt * off * off + one.cycle_base + one.cycle_depth * depth
        moved = 2.0 * one.cell_ah
    stress: float = moved * k ** (1.0 / one.cycle_power)
    return stress


def fade(wear: npt.ArrayLike, power: npt.ArrayLike) -> Floats:
    """Return the lost share of the capacity [as `wear`], at most 1: wear to the power p."""
    return np.asarray(np.minimum(np.asarray(wear, float) ** np.asarray(power, float), 1.0))


def periods_to_fade(
    calendar: npt.ArrayLike,
    cycle: npt.ArrayLike,
    calendar_power: npt.ArrayLike,
    cycle_power: npt.ArrayLike,
    end_fade: npt.ArrayLike = END_OF_LIFE_FADE,
    before: npt.ArrayLike = 0.0,
) -> Floats:
    """Return after how many such periods a battery has lost `end_fade` of its new capacity.

    Parameters
    ----------
    calendar, cycle : what a new battery loses in one period by time and by cycles.
    before : what it has lost at the begin, half of it by time and half by cycles.

    Notes
    -----
    Every period wears as the first did, and a power p of the wear is lost: with ``c = calendar ^
    (1/p)`` and ``b = (before/2) ^ (1/p)`` by time, and as much by cycles, ``(b + c·x)^p + … =
    end_fade``. The left side rises with x; halving the logarithm of x finds it to 1e-12. Infinite
    without any fade.
    """
    calendar, cycle, p, q, end, lost_before = np.broadcast_arrays(
        *(np.asarray(one, float) for one in
          (calendar, cycle, calendar_power, cycle_power, end_fade, before))
    )  # fmt: skip
    parts = [
        ((0.5 * lost_before) ** (1.0 / power), lost ** (1.0 / power), power)
        for lost, power in ((calendar, p), (cycle, q))
    ]
    low, high = np.full(calendar.shape, -30.0), np.full(calendar.shape, 60.0)
    for _ in range(60):
        middle = 0.5 * (low + high)
        lost = sum((b + c * np.exp(middle)) ** power for b, c, power in parts)
        low, high = np.where(lost < end, middle, low), np.where(lost < end, high, middle)
    return np.where(calendar + cycle > 0.0, np.exp(0.5 * (low + high)), np.inf)


def wear_cny_per_kwh(
    battery: HasChemistry,
    battery_cny_per_kwh: float,
    *,
    depth: float = 0.5,
    mean_soc: float = 0.5,
    c_rate: float = 0.3,
    cycle_share: float = 0.5,
) -> float:
    """Return what one more kWh through the battery (in and out again) wears off [CNY/kWh].

    Parameters
    ----------
    battery : a vehicle or a stationary battery; its chemistry counts.
    battery_cny_per_kwh : price of a new battery [CNY/kWh of capacity].
    depth, mean_soc, c_rate : of the cycles in which the kWh is moved.
    cycle_share : how much of the fade at the end of life comes from cycles, the rest from time.
        Assumption: half.

    Notes
    -----
    The mean over a life, since the square-root law makes the first kWh dear and the last cheap:
    cycles alone have caused ``s · 20 %`` after ``N = (s · 0.2)^(1/q) / stress`` equivalent full
    cycles, and have used up the share s of the price by then: ``price · s / N``. For a controller's
    objective: charging and giving back 1 kWh costs this much; a kWh one way half of it.
    """
    ageing, _ = load_ageing()
    number = chemistry_number(battery.chemistry)
    stress = cycle_stress(ageing, number, depth, mean_soc, c_rate)
    power = float(ageing.chemistries["cycle_power"][number])
    cycles = (cycle_share * END_OF_LIFE_FADE) ** (1.0 / power) / stress
    return float(battery_cny_per_kwh * cycle_share / cycles)
