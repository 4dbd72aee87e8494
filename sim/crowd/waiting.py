"""Who waits for a plug of a site, as a controller may see it."""

import numpy as np

from sim.control.others import NOBODY, Others
from sim.crowd.state import Power


def waiting_at(power: Power, site: int) -> Others:
    """Return each user that waits at a site's pools, in the order of their queues."""
    rows = []
    for number in np.flatnonzero(power.pools["site"] == site).tolist():
        user = int(power.pools["head"][number])
        while user >= 0:
            rows.append(_row(power, user, number))
            user = int(power.users["next"][user])
    if not rows:
        return NOBODY
    station, *columns = zip(*rows, strict=True)
    return Others(np.array(station, np.int64), *(np.array(column) for column in columns))


def _row(power: Power, user: int, number: int) -> tuple[float, ...]:
    """Return what a user wants of a pool, by the fields of `Others`."""
    pool, vehicles = power.pools[number], power.vehicles.size
    if user < vehicles:
        vehicle = power.vehicles[user]
        battery = power.types[vehicle["type"]]
        # A driver who waits for a full battery has stated no departure.
        waits = vehicle["wish_s"] < 0.0
        wanted_kwh = vehicle["target_kwh"] if waits else vehicle["wish_kwh"]
        need_kwh = max(wanted_kwh - vehicle["energy_kwh"], 0.0)
        depart_s = np.inf if waits else vehicle["wish_s"]
    else:
        car = power.cars[user - vehicles]
        battery = power.types[car["type"]]
        need_kwh, depart_s = car["energy_kwh"], car["leave_s"]
    efficiency = pool["efficiency"]
    max_kw = min(pool["power_kw"], battery["max_charge_kw"]) / efficiency
    return pool["station"], 1.0, 0.0, depart_s, max_kw, need_kwh / efficiency
