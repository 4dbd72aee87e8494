"""Batteries: fade against other programs' figures, cycles, temperature and the cold."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from sim.control.program import Conditions, Job, solve
from sim.control.storage.reserve import Reserve
from sim.control.storage.rules import RULES
from sim.models.ageing import cycle_stress, fade, load_ageing, soc_stress, temperature_stress
from sim.models.battery import drawn_at_kw, inverter_loss_kw, stored_at_kw
from sim.models.battery_temperature import (
    cold_limit_kw,
    excess_after_work,
    smoothed_ambient_c,
    warmth,
)
from sim.models.charge_curve import charge, curve_number, load_curves
from sim.models.cycles import end_cycles, new_wear, turn
from sim.models.storage import battery_rows, plant
from sim.models.vehicle import vehicle
from sim.scenario.storage import SiteBattery
from sim.tables import table
from sim.units import SECONDS_PER_DAY
from sim.verify.check import Check

_BLAST = "BLAST-Lite 1.1.1, Nmc111_Gr_Sanyo2Ah_Battery (Schmalstieg et al. 2014)"
_SIMSES = "SimSES 1.3.12, SonyLFP models (Naumann et al. 2018, 2020)"
_MINUTE_H = 1.0 / 60.0


def checks(reference_data: Path | None) -> list[Check]:
    """Compare batteries with published figures; no reference file is used."""
    del reference_data
    return [
        *_lfp(), *_nmc(), _rainflow(), _cooling(), _cold_charge(), *_stationary(), _two_prices(),
    ]  # fmt: skip


def _chemistry(name: str) -> int:
    return load_ageing()[1].index(name)


def _stored(name: str, phases: list[tuple[float, float, float]]) -> float:
    """Return the calendar fade after phases of soc, temperature [°C] and days."""
    ageing, number = load_ageing()[0], _chemistry(name)
    wear = sum(
        soc_stress(ageing, number, soc) * temperature_stress(ageing, number, c) * days
        for soc, c, days in phases
    )
    return float(fade(wear * SECONDS_PER_DAY, ageing.chemistries["calendar_power"][number]))


def _cycled(name: str, phases: list[tuple[float, float, float, float]]) -> float:
    """Return the cycle fade after phases of depth, mean soc, C-rate and equivalent full cycles."""
    ageing, number = load_ageing()[0], _chemistry(name)
    wear = sum(cycle_stress(ageing, number, *phase[:3]) * phase[3] for phase in phases)
    return float(fade(wear, ageing.chemistries["cycle_power"][number]))


def _lfp() -> list[Check]:
    stored = _stored("lfp", [(0.9, 10.0, 180.0), (0.4, 30.0, 185.0)])
    cycled = _cycled("lfp", [(0.8, 0.5, 0.3, 300.0), (0.3, 0.5, 0.1, 500.0)])
    first = "LFP fade, 180 d at 90 %, 10 °C, then 185 d at 40 %, 30 °C"
    second = "LFP fade, 300 cycles of 80 %, then 500 equivalents of 30 %"
    return [
        Check(first, stored, 0.04322532310262146, 1e-6, "1", _SIMSES),
        Check(second, cycled, 0.03205715261975364, 1e-6, "1", _SIMSES),
    ]


def _nmc() -> list[Check]:
    return [
        Check("NMC fade, a year at 50 %, 25 °C", _stored("nmc", [(0.5, 25.0, 365.0)]),
              0.02383543809257438, 2e-3, "1", _BLAST),
        Check("NMC fade, a year at 90 %, 35 °C", _stored("nmc", [(0.9, 35.0, 365.0)]),
              0.08578776640574359, 2e-3, "1", _BLAST),
        Check("NMC fade, 1000 full cycles of 80 % depth",
              _cycled("nmc", [(0.8, 0.5, 1.0, 1000.0)]), 0.26436958379416475, 2e-3, "1", _BLAST),
    ]  # fmt: skip


def _rainflow() -> Check:
    """The standard's example, in tenths: depth 0.3 ½, 0.4 1½, 0.6 ½, 0.8 1, 0.9 ½."""
    ageing, number = load_ageing()[0], _chemistry("lfp")
    wear = new_wear([number], [0.2])
    for soc in (0.5, 0.1, 0.9, 0.3, 0.7, 0.0, 0.8, 0.2):
        turn(ageing, wear, 0, soc, 0.3)
    end_cycles(ageing, wear)
    cycles = {0.3: 0.5, 0.4: 1.5, 0.6: 0.5, 0.8: 1.0, 0.9: 0.5}
    expected = sum(
        count * depth * cycle_stress(ageing, number, depth, 0.5, 0.3)
        for depth, count in cycles.items()
    )
    ours = float(wear.batteries["cycle"][0])
    source = "ASTM E1049-85, figure 6"
    return Check("wear of the rainflow example", ours, expected, 1e-9, "1", source)


def _cooling() -> Check:
    """A pack at 20 °C that stands at −10 °C for as long as its time constant, in a day's steps."""
    outside = np.r_[np.full(96, 20.0), np.full(48, -10.0)]
    after_c = float(smoothed_ambient_c(outside, 900.0, 12.0 * 3600.0)[-1])
    source = "closed form: T_a + (T − T_a)·e⁻¹"
    return Check("a pack after its time constant", after_c, -10.0 + 30.0 / np.e, 1e-9, "°C", source)


def _charged_soc(battery_c: float, soc: float, minutes: int) -> float:
    """Charge a car of 24 kWh at a plug of 50 kW, minute by minute, and return its soc."""
    car = replace(vehicle("car-generic"), battery_kwh=24.0, max_charge_kw=46.0)
    curves, names = load_curves()
    curve = curve_number(car.charge_curve, names)
    pack = warmth((car,), np.full(24, battery_c), 3600.0)
    energy, excess_k, capacity = soc * car.battery_kwh, 0.0, car.battery_kwh
    for _ in range(minutes):
        accepted = cold_limit_kw(pack, 0, battery_c + excess_k)
        after, _hours = charge(
            curves, curve, capacity, accepted, 50.0 * 0.94, energy, capacity, _MINUTE_H
        )
        excess_k = excess_after_work(pack, 0, excess_k, after - energy, 60.0)
        energy = after
    return energy / capacity


def _cold_charge() -> Check:
    """Taxis of 24 kWh at 50 kW plugs reach 36 % less in half an hour at 0 °C than at 25 °C."""
    lack = 1.0 - _charged_soc(0.0, 0.1, 30) / _charged_soc(25.0, 0.1, 30)
    source = (
        "Motoaki et al. 2018, Energy Policy 122 (500 fast charges of Nissan Leaf taxis, New York)"
    )
    name = "state of charge after 30 min at 0 °C, less than at 25 °C by"
    return Check(name, lack, 0.36, 0.1, "1", source)


def _stationary() -> list[Check]:
    """Notton's inverter at a tenth of its load and at full load, and the stated round trip."""
    battery = SiteBattery(id="b", capacity_kwh=200.0, power_kw=100.0)
    one = battery_rows([plant(0, battery, table("vehicles"))], RULES).view(np.recarray)[0]
    trip = stored_at_kw(one, 100.0) / drawn_at_kw(one, 100.0)
    source = "Notton et al. 2010, Renewable Energy 35:541, type 2: p / (p + 0.0072 + 0.0345 p²)"
    rows = [
        Check(f"inverter's efficiency at {load:g} of its rating",
              100.0 * load / (100.0 * load + inverter_loss_kw(one, 100.0 * load)),
              load / (load + 0.0072 + 0.0345 * load * load), 1e-9, "1", source)
        for load in (0.1, 1.0)
    ]  # fmt: skip
    stated = "the scenario's round_trip_efficiency"
    return [*rows, Check("round trip at rated power", trip, 0.88, 1e-9, "1", stated)]


def _two_prices() -> Check:
    """The cheapest day of a battery: filled at 0.4, given at 1.0 CNY/kWh, by the program."""
    prices, load_kw = np.repeat([0.4, 1.0], 12), np.full(24, 30.0)
    floor, full, gain, loss = 10.0, 100.0, 0.94, 1.06
    numbers = (50.0, gain, loss, floor, floor, full, 0.1)
    site = Conditions(
        step_h=1.0,
        price_cny_per_kwh=prices,
        feed_in_cny_per_kwh=0.3,
        base_kw=load_kw,
        room_kw=np.full(24, np.inf),
        station_limit_kw={},
        reserve=Reserve(*(np.array([number]) for number in numbers)),
        reserve_value_cny_per_kwh=np.zeros(1),
    )
    empty: dict[str, Any] = {
        name: np.zeros(0) for name in Job.__dataclass_fields__ if name != "share"
    }
    ours = solve(Job(share=np.zeros((0, 24)), **empty), site).cost_cny
    moved = full - floor
    expected = prices @ load_kw + 0.4 * moved / gain - (1.0 - 0.1) * moved / loss
    source = "closed form: 90 kWh bought at 0.4, sold to the own load at 1.0 less wear"
    return Check("cost of a day of two prices with a battery", ours, expected, 1e-6, "CNY", source)
