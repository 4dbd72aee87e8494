"""Differences of paired replications: closed forms, and which runs are siblings."""

import json
import shutil
from pathlib import Path

import pytest
from scipy import stats

from sim.kpi.replications import interval, paired, replications
from sim.results import RunFolder
from tests.support.make_run import make_run


def _replicate(folder: Path, name: str, numbers: range, *, green: bool) -> None:
    for number in numbers:
        run = make_run(
            folder / (name + (f"-r{number}" if number else "")),
            green=green, days=2, step_minutes=60, seed=10 + number,
        )  # fmt: skip
        file = run / "manifest.json"
        manifest = json.loads(file.read_text(encoding="utf-8"))
        manifest |= {"hash": name[-8:] * 8, "replication": number}
        file.write_text(json.dumps(manifest), encoding="utf-8")


@pytest.fixture(scope="module", name="runs")
def _runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("runs")
    _replicate(folder, "baseline-aaaaaaaa", range(4), green=False)
    _replicate(folder, "green-plan-bbbbbbbb", range(1, 4), green=True)
    return folder


def test_interval_is_that_of_the_paired_t_test() -> None:
    before, after = [10.0, 12.0, 9.0, 14.0], [13.0, 13.5, 12.0, 18.5]
    found = interval("x", [b - a for a, b in zip(before, after, strict=True)])
    known = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert (found.mean - found.half, found.mean + found.half) == pytest.approx(tuple(known))
    assert found.certain
    assert not interval("x", [1.0, -1.2, 0.3]).certain


def test_siblings_are_of_the_same_hash_and_stem(runs: Path, tmp_path: Path) -> None:
    shutil.copytree(runs / "baseline-aaaaaaaa", tmp_path / "baseline-aaaaaaaa")
    shutil.copytree(runs / "baseline-aaaaaaaa-r1", tmp_path / "baseline-aaaaaaaa-r1")
    shutil.copytree(runs / "green-plan-bbbbbbbb-r2", tmp_path / "baseline-aaaaaaaa-r2")
    (tmp_path / "baseline-aaaaaaaa-r3").mkdir()
    (tmp_path / "baseline-aaaaaaaa-r3" / "manifest.json").write_text("{")
    found = replications(RunFolder(tmp_path / "baseline-aaaaaaaa-r1"))
    assert sorted(found) == [0, 1]


def test_pairs_are_the_replications_that_both_have(runs: Path) -> None:
    base = replications(RunFolder(runs / "baseline-aaaaaaaa"))
    green = replications(RunFolder(runs / "green-plan-bbbbbbbb-r1"))
    assert (sorted(base), sorted(green)) == ([0, 1, 2, 3], [1, 2, 3])
    found = {one.name: one for one in paired(base, green)}
    differences = []
    for number in (1, 2, 3):
        both = [
            run[number].kpis().set_index("name")["value"]["carbon_total"] for run in (base, green)
        ]
        differences.append(both[1] - both[0])
    assert found["carbon_total"].pairs == 3
    assert found["carbon_total"].mean == pytest.approx(sum(differences) / 3)


def test_one_pair_alone_has_no_interval(runs: Path) -> None:
    base = replications(RunFolder(runs / "baseline-aaaaaaaa"))
    green = replications(RunFolder(runs / "green-plan-bbbbbbbb-r1"))
    assert paired({1: base[1]}, green) == ()
