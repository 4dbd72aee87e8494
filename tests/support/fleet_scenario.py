"""A small right scenario with all kinds of fleets, to be made wrong by tests."""

from pathlib import Path
from typing import Any

NAME = {"zh": "甲", "en": "A"}
WEST = {"latitude": 36.06, "longitude": 103.70}
EAST = {"latitude": 36.06, "longitude": 103.80}
TIMETABLE = """line,direction,service,depart,until,headway_min,run_min,km,from,to
1,out,daily,06:00,22:00,20,30,11,west,east
1,back,daily,06:35,22:35,20,30,11,east,west
"""
ZONES = (
    "zone,name_zh,name_en,area,latitude,longitude,origin_weight,destination_weight,vehicle_weight\n"
    "z1,甲,A,core,36.06,103.70,1,1,1\nz2,乙,B,,36.07,103.80,1,1,1\n"
)
PROFILE = "hour,workday,restday\n" + "".join(f"{hour},{1 / 24},{1 / 24}\n" for hour in range(24))


def right_tree(folder: Path) -> dict[str, Any]:
    """Write the files of the scenario into `folder` and return its tree."""
    for name, text in (("timetable", TIMETABLE), ("zones", ZONES), ("profile", PROFILE)):
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    building = {
        "id": "b1", "archetype": "office", "heated_area_m2": 1000.0, "heating": "pumps",
    }  # fmt: skip
    stations = [
        {"id": "depot-dc", "plugs": [{"kind": "dc-60", "count": 20}], "open_to": ["buses"]},
        {"id": "public", "plugs": [{"kind": "dc-60", "count": 8}, {"kind": "ac-7", "count": 20}]},
    ]
    sites = [
        {"id": "s1", "area": "core", "position": WEST, "transformer_kva": 1000.0,
         "buildings": [building], "stations": stations,
         "batteries": [{"id": "bat", "capacity_kwh": 100.0, "power_kw": 50.0}]},
        {"id": "s2", "area": "edge", "position": EAST, "transformer_kva": 1000.0},
    ]  # fmt: skip
    areas = [
        {"id": name, "name": NAME, "position": WEST, "connection_kw": 9999.0}
        for name in ("core", "edge")
    ]
    buses = {
        "id": "buses", "name": NAME, "vehicle": "yutong-e12",
        "timetable": folder / "timetable.csv",
        "terminals": [{"id": "west", "position": WEST}, {"id": "east", "position": EAST}],
        "depots": [{"id": "d1", "site": "s1", "station": "depot-dc", "lines": ["1"],
                    "vehicles": 10}],
    }  # fmt: skip
    taxis = {
        "id": "taxis", "name": NAME, "vehicle": "byd-e6", "vehicles": 20,
        "zones": folder / "zones.csv", "profile": folder / "profile.csv",
        "requests_per_day": {"workday": 500, "restday": 400},
    }  # fmt: skip
    cars = {
        "id": "staff", "name": NAME, "vehicle": "car-generic", "stations": ["public"],
        "arrivals_per_day": {"workday": 50, "restday": 5},
    }  # fmt: skip
    return {
        "name": "right", "title": NAME, "areas": areas, "sites": sites,
        "links": [{"id": "l1", "between": ["core", "edge"], "capacity_kw": 500.0}],
        "heating": {"systems": [{"id": "pumps", "kind": "air_source"}]},
        "fleets": {"timetabled": [buses], "on_demand": [taxis], "sessions": [cars]},
    }  # fmt: skip


def put(tree: dict[str, Any], path: str, value: Any) -> None:
    """Set `path` (keys and numbers, with dots) to `value`."""
    *keys, last = (int(key) if key.isdigit() else key for key in path.split("."))
    node: Any = tree
    for key in keys:
        node = node.setdefault(key, {}) if isinstance(node, dict) else node[key]
    node[last] = value
