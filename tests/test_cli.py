"""The shell: what goes to stdout and stderr, and with which exit code."""

import json
import math
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

import sim.verify
from dashboard.access import read_passwords
from sim.cli.app import app, main
from sim.cli.output import time_text
from sim.cli.progress import position, seconds_left
from sim.scenario.schema import schema_text
from sim.tables import shipped
from sim.verify.check import Check
from tests.support.make_run import make_run

ROOT = Path(__file__).parents[1]
HEAVY = {"pandas", "numba", "numpy", "pvlib", "dash", "plotly", "pydantic", "scipy", "pyarrow"}
QUICK = ["--set", "period.days=1", "--set", "fleets.on_demand.taxis.vehicles=10"]


def greenpark(capfd, *words: object) -> tuple[int, str, str]:
    """Run a command as the shell would; return exit code, stdout and stderr."""
    with pytest.raises(SystemExit) as ended:
        main([str(word) for word in words])
    out, err = capfd.readouterr()
    return int(ended.value.code or 0), out, err


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Commands must not depend on the folder one stands in."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs")
    return make_run(folder / "grey", green=False, days=2), make_run(folder / "green", days=2)


def test_help_is_quick_and_imports_nothing_heavy():
    code = (
        "import sys\nfrom sim.cli import main\ntry:\n    main(['--help'])\n"
        "except SystemExit as ended:\n    print(ended.code, *sys.modules, file=sys.stderr)"
    )
    times_s = []
    for _ in range(3):
        before = os.times()
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
        )
        after = os.times()
        # Processor time: what the clock says depends on who else uses the machine.
        times_s.append(sum(after[2:4]) - sum(before[2:4]))
    exit_code, *modules = done.stderr.split()
    assert exit_code == "0"
    assert not HEAVY & set(modules)
    assert min(times_s) < 0.6


@pytest.mark.parametrize(
    "command", ["new", "validate", "run", "compare", "batch", "serve", "verify", "schema"]
)
def test_every_command_explains_itself(command):
    result = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert f"greenpark {command}" in result.output or f"{command} [OPTIONS]" in result.output


def test_a_shipped_scenario_is_valid_from_anywhere(capfd):
    code, out, err = greenpark(capfd, "validate", "small", "lanzhou/green-plan")
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "small: valid (small, 7 days)",
        "lanzhou/green-plan: valid (green-plan, 365 days)",
    ]


def test_faults_come_one_a_line_with_their_place(capfd, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: Bad Name\ntitle: {zh: 坏, en: Bad}\nareas: []\nsites: []\nseed: -1\n")
    code, out, err = greenpark(capfd, "validate", "small", bad)
    assert code == 2
    assert out == "small: valid (small, 7 days)\n"
    lines = err.splitlines()
    assert len(lines) >= 4
    assert all(re.match(rf"{re.escape(str(bad))}:\d+: [\w.]+: .+", line) for line in lines)


def test_an_invalid_scenario_leaves_no_run_folder(capfd, tmp_path):
    code, out, err = greenpark(capfd, "run", "small", "--set", "period.dais=3", "--json")
    assert (code, out) == (2, "")
    assert "days" in err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["lanzhou/green-plam", "nowhere.yaml"])
def test_an_unknown_scenario_gets_a_hint(capfd, name):
    code, out, err = greenpark(capfd, "run", name)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "lanzhou/green-plan" in err


def test_wrong_usage_is_invalid_input(capfd):
    assert greenpark(capfd, "run")[0] == 2
    assert greenpark(capfd, "rum", "small")[0] == 2
    assert greenpark(capfd, "batch", "small", "--jobs", "0")[0] == 2


def test_cancelling_is_130(capfd, monkeypatch):
    def cancelled(folder):
        raise KeyboardInterrupt

    monkeypatch.setattr(sim.verify, "all_checks", cancelled)
    assert greenpark(capfd, "verify", "--json")[:2] == (130, "")


def test_a_machine_that_fails_is_a_message_and_not_a_trace(capfd, tmp_path):
    (tmp_path / "full").symlink_to("/dev/full")
    code, out, err = greenpark(capfd, "schema", "--out", tmp_path / "full")
    assert (code, out) == (1, "")
    assert err.startswith("greenpark: ")
    assert "No space left" in err
    assert len(err.splitlines()) == 1


def test_a_folder_that_is_not_there_is_made(capfd, tmp_path):
    target = tmp_path / "not" / "there" / "schema.json"
    assert greenpark(capfd, "schema", "--out", target)[0] == 0
    assert target.read_text(encoding="utf-8") == schema_text()


def test_what_cannot_be_written_there_is_said_of_what_was_asked_for(capfd, tmp_path):
    (tmp_path / "file").write_text("in the way")
    code, out, err = greenpark(capfd, "schema", "--out", tmp_path / "file" / "schema.json")
    assert (code, out) == (2, "")
    assert err == (
        f"{tmp_path / 'file' / 'schema.json'}: cannot be written: "
        "a file stands where its folder should be\n"
    )
    assert greenpark(capfd, "schema", "--out", tmp_path)[0] == 2


def test_validate_warns_of_what_has_no_effect(capfd):
    change = "sites.yantan-depot.charging.controller=equal_share"
    code, out, err = greenpark(capfd, "validate", "lanzhou/v2g", "--set", change)
    assert code == 0 and out.startswith("lanzhou/v2g: valid")
    v2g = shipped("scenarios") / "lanzhou" / "v2g.yaml"
    line = (
        v2g.read_text(encoding="utf-8")
        .splitlines()
        .index("    - {id: trunk-buses, feed_back: {power_kw: 60, soc_min: 0.6}}")
    )
    assert err.splitlines() == [
        f"warning: {v2g}:{line + 1}: fleets.timetabled.trunk-buses.feed_back: "
        "nothing is ever fed back: controller equal_share of site 'yantan-depot' never feeds "
        "back; an optimum or a rule in Python may"
    ]


def test_schema_is_printed_or_written(capfd, tmp_path):
    code, out, _ = greenpark(capfd, "schema")
    assert (code, out) == (0, schema_text())
    code, out, _ = greenpark(capfd, "schema", "--out", tmp_path / "schema.json")
    assert (code, out) == (0, "")
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == schema_text()


def test_a_new_scenario_is_whole_and_never_overwrites(capfd, tmp_path):
    code, out, _ = greenpark(capfd, "new", "my-park")
    assert (code, out) == (0, "my-park.yaml\n")
    text = (tmp_path / "my-park.yaml").read_text(encoding="utf-8")
    assert text.startswith("# yaml-language-server: $schema=schema.json\n")
    assert "name: my-park\n" in text
    assert "small/" not in text
    assert greenpark(capfd, "validate", "my-park.yaml")[0] == 0
    (tmp_path / "my-park.yaml").write_text("mine")
    assert greenpark(capfd, "new", "my-park")[0] == 2
    assert (tmp_path / "my-park.yaml").read_text() == "mine"
    assert greenpark(capfd, "new", "My Park")[0] == 2


def test_comparison_as_json(capfd, runs):
    grey, green = runs
    code, out, err = greenpark(capfd, "compare", grey, green, "--json")
    assert (code, err) == (0, "")
    content = json.loads(out)
    assert content["baseline"] == str(grey)
    assert [run["run"] for run in content["runs"]] == [str(grey), str(green)]
    second = content["runs"][1]
    name = "carbon_total"
    difference = second["kpis"][name]["value"] - content["runs"][0]["kpis"][name]["value"]
    assert second["difference"][name]["absolute"] == pytest.approx(difference)
    assert second["baseline"] == str(grey)


def test_comparison_for_people_and_as_a_page(capfd, runs, tmp_path):
    grey, green = runs
    page = tmp_path / "new" / "page.html"
    code, out, _ = greenpark(
        capfd, "compare", green, "--baseline", grey, "--html", page, "--lang", "zh"
    )
    assert code == 0
    assert "碳排放" in out
    assert "%)" in out
    assert "<html" in page.read_text(encoding="utf-8")


def test_comparing_what_is_no_run_is_invalid(capfd, tmp_path):
    code, out, err = greenpark(capfd, "compare", tmp_path)
    assert (code, out) == (2, "")
    assert "manifest.json" in err


@pytest.mark.parametrize("wrong", ["nix", "folder", "bad.yaml"])
def test_comparing_checks_every_name_before_it_runs_any(capfd, tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    (tmp_path / "bad.yaml").write_text("name: 3", encoding="utf-8")
    before = sorted(tmp_path.rglob("*"))
    for words in (["small", wrong], ["small", "--baseline", wrong]):
        code, out, err = greenpark(capfd, "compare", *words)
        assert (code, out) == (2, "")
        assert wrong in err
        assert sorted(tmp_path.rglob("*")) == before


def test_comparing_tells_all_wrong_names_at_once(capfd, tmp_path):
    code, _, err = greenpark(capfd, "compare", "nix", "nox", "small", "--out", tmp_path)
    assert code == 2
    assert "nix: there is no such file" in err
    assert "nox: there is no such file" in err


ROWS = [
    Check("good", 1.0, 1.0, 0.01, "kWh", "a book"),
    Check("bad", 2.0, 1.0, 0.01, "kWh", "a [book]"),
    Check.skipped("absent", "kWh", "a file", "no data"),
]


@pytest.mark.parametrize(("rows", "wanted"), [(ROWS, 1), (ROWS[::2], 0)])
def test_verify_fails_if_one_row_does(capfd, monkeypatch, rows, wanted):
    monkeypatch.setattr(sim.verify, "all_checks", lambda folder: rows)
    code, out, _ = greenpark(capfd, "verify", "--json")
    content = json.loads(out)
    assert code == wanted
    assert [row["ok"] for row in content] == [row.ok for row in rows]
    assert {"name", "ours", "reference", "limit", "ok", "source"} <= set(content[0])
    assert content[-1]["ours"] is None
    code, out, _ = greenpark(capfd, "verify")
    assert code == wanted
    assert ("BAD" in out) is bool(wanted)
    assert "not run: no data" in out
    assert math.isnan(rows[-1].ours)


def test_verify_prints_numbers_of_numpy_too(capfd, monkeypatch):
    rows = [Check("a", np.float32(1.0), np.float64(1.0), np.float64(0.1), "1", "b")]
    monkeypatch.setattr(sim.verify, "all_checks", lambda folder: rows)
    code, out, _ = greenpark(capfd, "verify", "--json")
    assert (code, json.loads(out)[0]["ok"]) == (0, True)


def test_verify_collects_the_rows_of_the_models():
    names = [row.name for row in sim.verify.all_checks(None)]
    assert len(names) > 5
    assert len(set(names)) == len(names)


def test_durations_and_time_left_are_honest():
    assert [time_text(s) for s in (0.04, 59.9, 60, 3599.6, 4800)] == [
        "0.0 s",
        "59.9 s",
        "1 min 00 s",
        "1 h 00 min",
        "1 h 20 min",
    ]
    assert seconds_left(0.01, 100.0) is None
    stages = ["weather", "buildings", "clock", "collect", "write", "done"]
    places = [position(stage, share) for stage in stages for share in (0.0, 0.5)]
    assert places == sorted(places)
    assert (places[0], places[-2], position("clock", 1.0)) == (0.0, 1.0, position("collect", 0.0))
    assert position("another", 0.5) is None
    assert seconds_left(0.5, 1.0) is None
    assert seconds_left(0.25, 10.0) == pytest.approx(30.0)


@pytest.fixture(scope="module")
def first_run(tmp_path_factory):
    """Run a day of the small scenario as a user would; return its folder of runs and JSON."""
    pytest.importorskip("sim.run")
    out = tmp_path_factory.mktemp("out")
    words = ["-m", "sim.cli", "run", "small", *QUICK]
    done = subprocess.run(
        [sys.executable, *words, "--json", "--out", str(out)],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return out, json.loads(done.stdout)


def test_run_prints_one_json_object(first_run):
    out, content = first_run
    assert set(content) == {"run", "kpis"}
    assert Path(content["run"]).parent == out
    assert {"value", "unit"} == set(content["kpis"]["grid_import"])


def test_run_for_people_comes_from_the_finished_run(capfd, first_run):
    out, content = first_run
    before = (Path(content["run"]) / "manifest.json").stat().st_mtime_ns
    code, printed, _ = greenpark(capfd, "run", "small", *QUICK, "--out", out, "--lang", "zh")
    assert code == 0
    assert "能源" in printed
    assert content["run"] in printed.replace("\n", "")
    assert (Path(content["run"]) / "manifest.json").stat().st_mtime_ns == before


def test_batch_goes_on_after_a_failure(capfd, first_run, tmp_path):
    out, content = first_run
    (tmp_path / "bad.yaml").write_text("name: bad\n")
    code, printed, err = greenpark(
        capfd, "batch", "bad.yaml", "small", "nowhere", *QUICK, "--out", out, "--jobs", 1, "--json"
    )
    assert code == 3
    bad, good, absent = json.loads(printed)["runs"]
    for failed in (bad, absent):
        assert failed["run"] is None
        assert failed["errors"]
        assert all(message in err for message in failed["errors"])
    assert good["run"] == content["run"]
    assert good["kpis"] == content["kpis"]


def test_a_batch_of_nothing_valid_is_invalid(capfd, tmp_path):
    (tmp_path / "bad.yaml").write_text("name: bad\n")
    code, printed, err = greenpark(capfd, "batch", tmp_path, "--jobs", 1)
    assert code == 2
    assert "invalid input" in printed
    assert "bad.yaml" in err


def test_password_prints_a_line_that_serve_reads(tmp_path):
    done = CliRunner().invoke(app, ["password", "wang"], input="correct horse\ncorrect horse\n")
    assert done.exit_code == 0
    file = tmp_path / "logins"
    file.write_text(done.stdout, encoding="utf-8")
    ((name, hashed),) = read_passwords(file)
    assert name == "wang"
    assert "correct horse" not in hashed


@pytest.mark.parametrize("content", ["", "wang:plain"])
def test_serve_refuses_a_password_file_that_protects_nothing(capfd, tmp_path, content):
    file = tmp_path / "logins"
    file.write_text(content, encoding="utf-8")
    code, _, err = greenpark(capfd, "serve", "--password-file", file, "--port", "0")
    assert code == 2
    assert str(file) in err
