"""Taxis that charge nowhere but at battery-swap stations: a whole run, and its books."""

from pathlib import Path

from sim.inputs.network import BAY
from sim.results import RunFolder
from sim.run import run
from sim.study.scenarios import read_scenario

SMALL = Path(__file__).parents[2] / "scenarios" / "small.yaml"
SWAP = "{vehicle: byd-e6, bays: 2, minutes: 5, batteries: 8, charger: dc-60}"


def _station(site: str) -> str:
    """Return what gives a site a swap station in the place of its public plugs."""
    return (
        f"sites.{site}.stations=[{{id: {site}-public, remove: true}},"
        f"{{id: {site}-swap, open_to: [taxis], swap: {SWAP}}}]"
    )


def test_a_fleet_that_only_swaps_runs_and_its_books_close(tmp_path: Path) -> None:
    scenario = read_scenario(SMALL, ["period.days=2", _station("campus"), _station("depot")])
    folder = RunFolder(run(scenario, tmp_path))
    assert all(check["ok"] for check in folder.manifest["checks"])
    sessions = folder.table("sessions")
    taxis = sessions[sessions["fleet"].astype(str) == "taxis"]
    assert len(taxis) > 20
    assert (taxis["kind"].astype(str) == BAY).all()
    swapped = taxis[taxis["reason"].astype(str) == "swapped"]
    assert (swapped["soc_end"] >= 0.9).all()
    served = folder.table("requests")["served"].sum()
    assert served > 0.5 * folder.table("requests")["requests"].sum()
    assert folder.table("vehicles").query("fleet == 'taxis'")["towed"].sum() == 0
