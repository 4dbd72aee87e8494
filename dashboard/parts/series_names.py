"""The series of a run in words: what they are of, what they tell, and in which unit."""

from dataclasses import dataclass
from functools import lru_cache

from dashboard.page import Option
from dashboard.parts.names import name_of
from dashboard.view import LANGS, Lang
from sim.kpi.words import scale
from sim.results import RunFolder

LEVELS: dict[str, tuple[str, str, str]] = {
    "park": ("", "园区合计", "Whole park"),
    "area": ("areas", "片区", "Areas"),
    "site": ("sites", "场地", "Sites"),
    "station": ("stations", "充电站", "Charging stations"),
    "link": ("links", "联络线", "Links between areas"),
    "source": ("", "热源", "Heat sources"),
    "building": ("buildings", "建筑组", "Building groups"),
    "world": ("", "气象与电价", "Weather and prices"),
}
"""First part of a series' name: list of the scenario that names its ids, Chinese, English."""

QUANTITIES: dict[str, tuple[str, str]] = {
    "net_kw": ("净功率（购电为正）", "Net power (import positive)"),
    "import_kw": ("购电功率", "Grid import"),
    "export_kw": ("上网功率", "Grid export"),
    "building_kw": ("照明与设备", "Lights and plugs"),
    "heating_kw": ("供热用电", "Electricity for heat"),
    "cooling_kw": ("制冷用电", "Electricity for cooling"),
    "charging_kw": ("充电功率", "Charging"),
    "pv_kw": ("光伏发电", "PV"),
    "battery_kw": ("储能（充电为正）", "Battery (charging positive)"),
    "loading": ("变压器负载率", "Transformer loading"),
    "flow_kw": ("联络线功率", "Flow on the link"),
    "power_kw": ("充电站功率", "Power of the station"),
    "busy": ("使用中的充电枪", "Plugs in use"),
    "queue": ("排队车辆", "Vehicles waiting"),
    "unbalance": ("三相不平衡度", "Unbalance of phases"),
    "fluid_c": ("循环液温度", "Temperature of the fluid"),
    "wall_c": ("钻孔壁温度", "Temperature of the borehole wall"),
    "heat_kw": ("取热功率（取出为正）", "Heat taken out"),
    "indoor_c": ("室内温度", "Indoor temperature"),
    "stored_kwh": ("蓄热量", "Heat stored"),
    "temperature_c": ("室外气温", "Outdoor temperature"),
    "ghi_w_m2": ("水平面总辐照度", "Global horizontal irradiance"),
    "price_cny_per_kwh": ("分时电价", "Price of electricity"),
    "period": ("电价时段（0 谷 1 平 2 峰）", "Tariff period (0 valley, 1 flat, 2 peak)"),
}
"""Last part of a series' name: (Chinese, English)."""

_UNITS: dict[str, tuple[str, float]] = {
    "loading": ("%", 100.0), "unbalance": ("%", 100.0), "busy": ("", 1.0), "queue": ("", 1.0),
    "period": ("", 1.0), "ghi_w_m2": ("W/m²", 1.0), "price_cny_per_kwh": ("CNY/kWh", 1.0),
}  # fmt: skip
_SUFFIXES = {"_kwh": "kWh", "_kw": "kW", "_c": "°C", "_a": "A", "_w_m2": "W/m²"}


@dataclass(frozen=True)
class Unit:
    """How values of a quantity are written: times `factor`, in `name`, with `digits`."""

    name: str
    factor: float
    digits: int


def parted(column: str) -> tuple[str, str]:
    """Return of what a series is ("park", "site/depot") and what it tells ("net_kw")."""
    place, _, quantity = column.rpartition("/")
    return place, quantity


def quantity_name(quantity: str, lang: Lang) -> str:
    """Return a quantity in words; one that is not known keeps its own."""
    words = QUANTITIES.get(quantity)
    return words[LANGS.index(lang)] if words else quantity.replace("_", " ")


def place_name(run: RunFolder, place: str, lang: Lang) -> str:
    """Return what a series is of, in words."""
    level, _, key = place.partition("/")
    listed, *words = LEVELS.get(level, ("", level, level))
    if not key:
        return words[LANGS.index(lang)]
    if level == "source" and "." in key:
        system, _, site = key.partition(".")
        return f"{name_of(run, 'sites', site, lang)} · {system}"
    return name_of(run, listed, key, lang) if listed else key


def unit(quantity: str, largest: float, lang: Lang) -> Unit:
    """Return the unit that suits values of a quantity up to `largest`."""
    if quantity in _UNITS:
        name, factor = _UNITS[quantity]
    else:
        name = next((one for end, one in _SUFFIXES.items() if quantity.endswith(end)), "")
        factor = 1.0
    divisor, written = scale(name, factor * largest, lang)
    small = factor * largest / divisor < 20.0
    whole = name == "" and quantity != "unbalance"
    return Unit(written, factor / divisor, 0 if whole else 3 if small else 1)


@lru_cache(maxsize=64)
def places(runs: tuple[RunFolder, ...], lang: Lang) -> list[Option]:
    """Return all that the runs have series of, in groups, as choices of a select."""
    groups: dict[str, dict[str, str]] = {level: {} for level in LEVELS}
    for run in runs:
        for place in dict.fromkeys(parted(column)[0] for column in run.series_columns):
            known = groups.setdefault(place.partition("/")[0], {})
            if place not in known:
                known[place] = place_name(run, place, lang)
    found = []
    for level, known in groups.items():
        words = LEVELS.get(level, ("", level, level))[1:]
        items = [{"value": place, "label": name} for place, name in known.items()]
        if items:
            found.append({"group": words[LANGS.index(lang)], "items": items})
    return found


@lru_cache(maxsize=512)
def quantities(runs: tuple[RunFolder, ...], place: str) -> list[str]:
    """Return what the runs tell of a place, in the order in which it is offered."""
    head = f"{place}/"
    there = {
        column.removeprefix(head)
        for run in runs
        for column in run.series_columns
        if column.startswith(head) and "/" not in column.removeprefix(head)
    }
    known = [name for name in QUANTITIES if name in there]
    return [*known, *sorted(there - set(known))]


def column_of(runs: tuple[RunFolder, ...], place: str, quantity: str) -> str:
    """Return the series that is asked for, or the first that there is of its kind.

    Anybody can write an address: what no run has becomes the park's import from the grid.
    """
    there = quantities(runs, place)
    if not there:
        place, there = "park", quantities(runs, "park")
    return f"{place}/{quantity if quantity in there else there[0]}"
