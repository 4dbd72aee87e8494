"""Random small parks, right by construction: what hypothesis draws becomes a scenario."""

from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from sim.control.plan import NAMES
from sim.scenario.checks import check
from sim.scenario.scenario import Scenario
from tests.support.crowd_world import NAME, tree

HOURS = range(24)
CONTROLLERS = (*NAMES[:-1], "optimum")
_PLACES = [
    {"latitude": 36.03 + 0.02 * number, "longitude": 103.80 + 0.03 * (number % 3)}
    for number in range(6)
]
_ZONES = (
    "zone,name_zh,name_en,area,latitude,longitude,origin_weight,destination_weight,vehicle_weight\n"
)


def _chance(draw: Any, share: float) -> bool:
    return bool(draw(st.floats(0.0, 1.0)) < share)


def _group(draw: Any, kind: str, number: int) -> dict[str, Any]:
    """Draw a group of plugs, of DC ones some with cabinets, of AC ones with phases."""
    group: dict[str, Any] = {"id": f"g{number}", "kind": kind, "count": draw(st.integers(1, 4))}
    if kind.startswith("ac"):
        group["phase"] = draw(st.sampled_from(["abc", "a", "b", "ca"]))
    elif _chance(draw, 0.3):
        plugs = draw(st.integers(1, 2))
        group["count"] = plugs * draw(st.integers(1, 2))
        modules = draw(st.integers(1, 6))
        group["cabinet"] = {"plugs": plugs, "modules": modules, "module_kw": 20.0}
    return group


def _supply(draw: Any, groups: list[dict[str, Any]]) -> dict[str, Any]:
    supply: dict[str, Any] = {"limit_a": draw(st.none() | st.floats(8.0, 300.0))}
    if _chance(draw, 0.5):
        supply["primary"] = {"limit_a": draw(st.floats(5.0, 100.0)), "ratio": 0.3}
    if _chance(draw, 0.5):
        limit_a = draw(st.floats(8.0, 150.0))
        supply["feeders"] = [{"id": "f", "plugs": [groups[0]["id"]], "limit_a": limit_a}]
    return supply


def _station(draw: Any, number: int) -> dict[str, Any]:
    kinds = draw(
        st.lists(
            st.sampled_from(["ac-7", "ac-22", "dc-30", "dc-60-v2g", "dc-120"]),
            min_size=1,
            max_size=2,
            unique=True,
        )
    )
    groups = [_group(draw, kind, k) for k, kind in enumerate(kinds)]
    station = {"id": f"st{number}", "plugs": groups, "limit_kw": _limit(draw, 3.0, 200.0)}
    if _chance(draw, 0.4):
        station["supply"] = _supply(draw, groups)
    else:
        for group in groups:
            group.pop("phase", None)
    return station


def _limit(draw: Any, least: float, most: float) -> float | None:
    limit: float | None = draw(st.none() | st.floats(least, most))
    return limit


def _charging(draw: Any) -> dict[str, Any]:
    controller = draw(st.sampled_from(CONTROLLERS))
    return {
        "controller": {"kind": "optimum", "step_minutes": 60, "replan_minutes": 60}
        if controller == "optimum"
        else controller,
        "limit_kw": _limit(draw, 5.0, 300.0),
        "keep_within_transformer": draw(st.booleans()),
        "target_kw": _limit(draw, 0.0, 200.0) if controller == "peak_shaving" else None,
    }


def _site(draw: Any, number: int) -> dict[str, Any]:
    site: dict[str, Any] = {
        "id": f"s{number}",
        "area": draw(st.sampled_from(["core", "edge"])),
        "position": _PLACES[number],
        "transformer_kva": draw(st.floats(60.0, 2000.0)),
        "stations": [_station(draw, 10 * number + k) for k in range(draw(st.integers(0, 2)))],
        "charging": _charging(draw),
    }
    if _chance(draw, 0.6):
        kinds = ["office", "dwelling", "factory", "hotel"]
        site["buildings"] = [
            {
                "id": f"b{number}",
                "archetype": draw(st.sampled_from(kinds)),
                "heated_area_m2": draw(st.floats(200.0, 30_000.0)),
                "heating": draw(st.sampled_from(["pumps", "boreholes", "central", "gas"])),
            }
        ]
    if _chance(draw, 0.5):
        site["pv"] = [{"id": f"pv{number}", "kwp": draw(st.floats(5.0, 900.0))}]
    if _chance(draw, 0.5):
        site["batteries"] = [
            {
                "id": f"bat{number}-{k}",
                "capacity_kwh": draw(st.floats(20.0, 600.0)),
                "power_kw": draw(st.floats(5.0, 300.0)),
                "soh": draw(st.floats(0.65, 1.0)),
                "rule": draw(st.sampled_from(["self_consumption", "tariff", "peak_shaving"])),
            }
            for k in range(draw(st.integers(1, 2)))
        ]
    return site


def _offers(site: dict[str, Any], *plugs: str) -> list[str]:
    """Ids of the site's stations that have a plug whose kind begins so."""
    return [
        station["id"]
        for station in site["stations"]
        if any(group["kind"].startswith(plugs) for group in station["plugs"])
    ]


def _yard(bays: int, lanes: int) -> dict[str, int]:
    return {"cleaning_bays": bays, "lanes": lanes, "places_per_lane": 2, "single_places": 1}


def _buses(draw: Any, sites: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    """Two terminals, one line out and back; without a DC plug at the depot they burn diesel."""
    depot = draw(st.sampled_from(sites))
    stations = _offers(depot, "dc")
    headway = draw(st.integers(20, 120))
    first, last = draw(st.integers(0, 8)), draw(st.integers(9, 23))
    rows = [
        f"1,{way},daily,{first:02}:{offset:02},{last:02}:{offset:02},{headway},"
        f"{draw(st.integers(35, 70))},{draw(st.floats(2.0, 30.0)):.2f},{ends}\n"
        for way, offset, ends in (("out", 0, "west,east"), ("back", 35, "east,west"))
    ]
    header = "line,direction,service,depart,until,headway_min,run_min,km,from,to\n"
    (folder / "timetable.csv").write_text(header + "".join(rows), encoding="utf-8")
    terminals: list[dict[str, Any]] = [
        {"id": "west", "position": _PLACES[4]},
        {"id": "east", "position": _PLACES[5]},
    ]
    if stations and _chance(draw, 0.5):
        terminals[0]["station"] = stations[0]
        if _chance(draw, 0.5):
            _station_of(sites, stations[0])["reservations"] = ["buses"]
    return {
        "id": "buses",
        "name": NAME,
        "vehicle": "yutong-e12" if stations else "diesel-bus",
        "timetable": folder / "timetable.csv",
        "terminals": terminals,
        "depots": [
            {
                "id": "d",
                "site": depot["id"],
                "station": stations[0] if stations else None,
                "lines": ["1"],
                "vehicles": draw(st.integers(1, 8)),
                "assignment": draw(st.sampled_from(["most_energy", "first_in_first_out"])),
                "preheat_minutes": draw(st.sampled_from([0.0, 25.0])),
                "yard": draw(st.none() | st.builds(_yard, st.integers(0, 2), st.integers(0, 4))),
            }
        ],
        "run_time_hour_cv": draw(st.sampled_from([0.0, 0.2])),
        "run_time_cv": draw(st.sampled_from([0.0, 0.1, 0.5])),
        "soc_start": draw(st.floats(0.2, 1.0)),
        "cancel_after_minutes": draw(st.floats(1.0, 60.0)),
        "feed_back": _feed_back(draw) if stations else None,
    }


def _station_of(sites: list[dict[str, Any]], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(
        station for site in sites for station in site["stations"] if station["id"] == name
    )
    return found


def _feed_back(draw: Any) -> dict[str, float] | None:
    if _chance(draw, 0.5):
        return None
    return {"power_kw": draw(st.floats(1.0, 80.0)), "soc_min": draw(st.floats(0.2, 0.9))}


def _add_swap(draw: Any, sites: list[dict[str, Any]], fleets: dict[str, Any]) -> None:
    """Let one station swap batteries of a vehicle that some fleet drives."""
    stations = [station for site in sites for station in site["stations"]]
    driven = [fleet["vehicle"] for group in fleets.values() for fleet in group]
    driven = [vehicle for vehicle in driven if vehicle not in ("diesel-bus", "cng-taxi")]
    if stations and driven and _chance(draw, 0.4):
        draw(st.sampled_from(stations))["swap"] = {
            "vehicle": draw(st.sampled_from(driven)),
            "bays": draw(st.integers(1, 2)),
            "batteries": draw(st.integers(1, 4)),
            "soc_start": draw(st.floats(0.1, 1.0)),
        }


def _taxis(draw: Any, sites: list[dict[str, Any]], folder: Path) -> dict[str, Any]:
    zones = draw(st.integers(1, 4))
    rows = [
        f"z{k},甲,A,core,{_PLACES[k]['latitude']},{_PLACES[k]['longitude']},1,{1 + k},1\n"
        for k in range(zones)
    ]
    (folder / "zones.csv").write_text(_ZONES + "".join(rows), encoding="utf-8")
    profile = "hour,workday,restday\n" + "".join(f"{h},{1 / 24},{1 / 24}\n" for h in HOURS)
    (folder / "profile.csv").write_text(profile, encoding="utf-8")
    electric = any(site["stations"] for site in sites)
    return {
        "id": "taxis",
        "name": NAME,
        "vehicle": "byd-e6" if electric else "cng-taxi",
        "vehicles": draw(st.integers(1, 15)),
        "zones": folder / "zones.csv",
        "profile": folder / "profile.csv",
        "requests_per_day": {"workday": draw(st.floats(0.0, 900.0)), "restday": 300.0},
        "patience_minutes": draw(st.floats(2.0, 30.0)),
        "cruise_km_per_h": draw(st.sampled_from([0.0, 8.0])),
        "soc_start": draw(st.floats(0.15, 0.9)),
        "max_queue_minutes": draw(st.floats(5.0, 120.0)),
        "shifts": draw(st.sampled_from([[], [{"at": "05:00"}, {"at": "17:00"}]])),
        "meal_breaks": draw(st.sampled_from([[], [{"at": "12:00"}]])),
    }


def _cars(draw: Any, sites: list[dict[str, Any]]) -> dict[str, Any] | None:
    stations = [station["id"] for site in sites for station in site["stations"]]
    if not stations:
        return None
    return {
        "id": "cars",
        "name": NAME,
        "vehicle": "car-generic",
        "stations": stations,
        "arrivals_per_day": {"workday": draw(st.floats(0.0, 120.0)), "restday": 20.0},
        "ends_when": draw(st.sampled_from(["leaves", "full", "stayed"])),
        "patience_minutes": draw(st.sampled_from([0.0, 15.0, 600.0])),
        "feed_back": _feed_back(draw),
    }


def _shifts(draw: Any, fleets: dict[str, Any]) -> list[dict[str, Any]]:
    """Some of the taxis' and cars' kilometres move to the buses, if there are both."""
    givers = [one["id"] for kind in ("on_demand", "sessions") for one in fleets.get(kind, [])]
    if "timetabled" not in fleets or not givers or _chance(draw, 0.5):
        return []
    share, hour = draw(st.floats(0.0, 1.0)), draw(st.integers(0, 22))
    return [
        {"id": "day", "from_fleets": givers, "share": share, "to_fleets": ["buses"]},
        {"id": "some", "from_fleets": givers, "share": 0.5, "to_fleets": ["buses"],
         "areas": ["core"], "from_hour": hour, "to_hour": hour + 2},
    ]  # fmt: skip


@st.composite
def parks(draw: Any, folder: Path) -> Scenario:
    """Draw a park of one to three sites, with the files of its fleets in `folder`."""
    sites = [_site(draw, number) for number in range(draw(st.integers(1, 3)))]
    fleets: dict[str, Any] = {}
    if _chance(draw, 0.7):
        fleets["timetabled"] = [_buses(draw, sites, folder)]
    if _chance(draw, 0.7):
        fleets["on_demand"] = [_taxis(draw, sites, folder)]
    if _chance(draw, 0.7) and (cars := _cars(draw, sites)) is not None:
        fleets["sessions"] = [cars]
    _add_swap(draw, sites, fleets)
    areas = [
        {"id": name, "name": NAME, "position": _PLACES[0], "connection_kw": 5000.0}
        for name in ("core", "edge")
    ]
    kinds = (("pumps", "air_source"), ("boreholes", "ground_source"), ("central", "central"),
             ("gas", "gas_boiler"))  # fmt: skip
    values = tree(
        *sites,
        seed=draw(st.integers(0, 1000)),
        period={
            "start": draw(st.sampled_from(["2025-01-17", "2025-07-04"])),
            "days": draw(st.integers(1, 2)),
            "step_minutes": draw(st.sampled_from([5, 10, 15, 30, 60])),
        },
        heating={"systems": [{"id": name, "kind": kind} for name, kind in kinds]},
        fleets=fleets,
        travel_shift=_shifts(draw, fleets),
        outages={"mean_time_between_failures_h": draw(st.sampled_from([None, 6.0])),
                 "mean_time_to_repair_h": 2.0},
    )  # fmt: skip
    values["areas"] = areas
    values["links"] = [{"id": "link", "between": ["core", "edge"], "capacity_kw": 100.0}]
    scenario = Scenario.model_validate(values)
    faults = check(scenario)
    # The dice may give a station plugs that none of its few users have; such a park is refused.
    assume(not any("fits no vehicle" in fault.message for fault in faults))
    assert not faults, faults
    return scenario
