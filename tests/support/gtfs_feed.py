"""GTFS feeds for tests: a small right one to be made wrong, and one as large as a country's."""

import zipfile
from pathlib import Path

import numpy as np

STOPS = """stop_id,stop_name,stop_lat,stop_lon
W,West,36.06,103.70
M,Middle,36.06,103.75
E1,East,36.06,103.80
E2,East,36.0601,103.8001
"""
RIGHT = {
    "agency.txt": "agency_id,agency_name,agency_url,agency_timezone\n"
    "a,City Bus,http://a.example,Asia/Shanghai\nb,Coaches,http://b.example,Asia/Shanghai\n",
    "routes.txt": "route_id,agency_id,route_short_name,route_type\nr1,a,1,3\nr2,b,K2,3\n",
    "stops.txt": STOPS,
    "calendar.txt": "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,"
    "start_date,end_date\nwk,1,1,1,1,1,0,0,20250303,20250330\n"
    "we,0,0,0,0,0,1,1,20250303,20250330\n",
    "trips.txt": "route_id,service_id,trip_id,direction_id,block_id\n"
    "r1,wk,out,0,b1\nr1,wk,back,1,b1\nr1,we,sat,0,\nr2,wk,coach,0,\n",
    "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence\n"
    "out,06:00:00,06:00:00,W,1\nout,,,M,2\nout,06:30:00,06:30:00,E1,3\n"
    "back,07:00:00,07:00:00,E2,1\nback,07:15:00,07:16:00,M,5\nback,07:30:00,07:30:00,W,9\n"
    "sat,25:00:00,25:00:00,W,1\nsat,25:30:00,25:30:00,E1,2\n"
    "coach,8:00:00,8:00:00,W,1\ncoach,8:20:00,8:20:00,E1,2\n",
}


def write_folder(folder: Path, **changes: str | None) -> Path:
    """Write the right feed with some files (named without .txt) changed, or left out (None)."""
    folder.mkdir(parents=True, exist_ok=True)
    texts = RIGHT | {f"{name}.txt": text for name, text in changes.items()}
    for name, text in texts.items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def zipped(folder: Path) -> Path:
    """Pack a feed's folder into a zip beside it."""
    target = folder.with_suffix(".zip")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        for file in sorted(folder.iterdir()):
            out.write(file, file.name)
    return target


def write_large(folder: Path, trips: int = 40_000, stops_per_trip: int = 30) -> Path:
    """Write a feed of many trips on 400 routes over 8,000 stops."""
    folder.mkdir(parents=True)
    rng = np.random.default_rng(1)
    routes, stops = 400, 8000
    north = 36.0 + np.arange(stops) // 200 * 0.01
    east = 103.0 + np.arange(stops) % 200 * 0.005
    (folder / "stops.txt").write_text(
        "stop_id,stop_name,stop_lat,stop_lon\n"
        + "".join(f"S{i},Stop {i},{north[i]:.5f},{east[i]:.5f}\n" for i in range(stops))
    )
    (folder / "routes.txt").write_text(
        "route_id,agency_id,route_short_name,route_type\n"
        + "".join(f"R{i},a{i % 3},{i},3\n" for i in range(routes))
    )
    (folder / "agency.txt").write_text(
        "agency_id,agency_name,agency_url,agency_timezone\n"
        + "".join(f"a{i},Agency {i},http://x.example,Asia/Shanghai\n" for i in range(3))
    )
    (folder / "calendar.txt").write_text(RIGHT["calendar.txt"])
    line = np.arange(trips) % routes
    service = np.where(np.arange(trips) % 5 == 0, "we", "wk")
    (folder / "trips.txt").write_text(
        "route_id,service_id,trip_id,direction_id\n"
        + "".join(f"R{line[i]},{service[i]},T{i},{i % 2}\n" for i in range(trips))
    )
    begin = rng.integers(5 * 3600, 24 * 3600, trips)
    first_stop = line * 20 % 160 + line // 8 % 40 * 200
    with (folder / "stop_times.txt").open("w") as out:
        out.write("trip_id,arrival_time,departure_time,stop_id,stop_sequence,shape_dist_traveled\n")
        for i in range(trips):
            out.write(
                "".join(
                    f"T{i},{_clock(begin[i] + 90 * k)},{_clock(begin[i] + 90 * k + 20)},"
                    f"S{first_stop[i] + k},{k + 1},{k * 520.0 + i % 7}\n"
                    for k in range(stops_per_trip)
                )
            )
    return folder


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
