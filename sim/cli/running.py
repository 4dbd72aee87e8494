"""run and batch: from scenario files to run folders."""

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exits import FAILED, INVALID, PARTLY_FAILED
from sim.cli.output import Language, messages, print_json, results, time_text

if TYPE_CHECKING:
    from sim.cli.status import StatusFile
    from sim.study.batch import Outcome

Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change one value; may be repeated."),
]
Out = Annotated[Path, typer.Option(file_okay=False, help="Folder in which run folders are made.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Force = Annotated[bool, typer.Option("--force", help="Run again what has been run.")]


def run(
    file: Annotated[str, typer.Argument(help="Scenario file, or the name of a shipped one.")],
    overrides: Set = None,
    weather: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Weather file: EPW, TMY3, PVGIS or CSV."),
    ] = None,
    out: Out = Path("runs"),
    seed: Annotated[int | None, typer.Option(min=0, help="Seed, instead of the file's.")] = None,
    replication: Annotated[
        int, typer.Option(min=0, help="Number of the replication: other dice, same scenario.")
    ] = 0,
    lang: Annotated[Language, typer.Option(help="Language of the table.")] = Language.en,
    as_json: AsJson = False,
    force: Force = False,
    status: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Keep this JSON file up to date on how the run stands."),
    ] = None,
) -> None:
    """Simulate a scenario and write its run folder; one that is there is not run again."""
    from sim.cli.status import StatusFile

    changes = [*(overrides or ()), *_options(weather, seed)]
    begin = time.monotonic()
    with StatusFile(status) as told:
        folder = run_scenario(file, changes, out, replication=replication, force=force, told=told)
        told.finished(folder)
    _print_notes(folder)
    if as_json:
        print_json({"run": str(folder), "kpis": _kpis(folder)})
    else:
        _print_kpis(folder, lang, time.monotonic() - begin)


def run_scenario(
    file: str,
    changes: list[str],
    out: Path,
    *,
    replication: int = 0,
    force: bool = False,
    told: "StatusFile | None" = None,
) -> Path:
    """Read and run one scenario with a progress bar, and return its folder."""
    from sim.study.scenarios import read_scenario

    scenario = read_scenario(file, changes)
    from sim.cli.progress import RunProgress
    from sim.run import run as simulate  # slow to import, so not for an invalid scenario

    if _announce_compiling() and told is not None:
        told.compiles()

    def say(stage: str, share: float) -> None:
        bars.update(0, stage, share)
        if told is not None:
            told.update(stage, share)

    with RunProgress([scenario.name]) as bars:
        begin = time.monotonic()
        folder = simulate(
            scenario,
            out,
            replication=replication,
            force=force,
            progress=say,
        )
        bars.end(0, True, time_text(time.monotonic() - begin))
    return folder


def batch(
    files: Annotated[
        list[str], typer.Argument(help="Scenario files, names of shipped ones, or folders.")
    ],
    jobs: Annotated[
        int | None, typer.Option(min=1, help="Runs at a time; by default one a processor.")
    ] = None,
    overrides: Set = None,
    out: Out = Path("runs"),
    as_json: AsJson = False,
    force: Force = False,
) -> None:
    """Run many scenarios side by side; the failure of one does not stop the rest."""
    from sim.cli.progress import RunProgress
    from sim.study.batch import Task, run_batch
    from sim.study.scenarios import scenario_files

    paths = scenario_files(files)
    tasks = [Task(path, out, tuple(overrides or ()), force=force) for path in paths]
    _announce_compiling()
    with RunProgress([path.stem for path in paths]) as bars:
        outcomes = run_batch(
            tasks,
            jobs or _processors(),
            bars.update,
            lambda number, outcome: bars.end(number, outcome.ok, _ending(outcome)),
        )
    for outcome in outcomes:
        for fault in outcome.faults:
            typer.echo(fault if outcome.invalid else f"{outcome.task.path}: {fault}", err=True)
    if as_json:
        print_json({"runs": [_record(outcome) for outcome in outcomes]})
    else:
        for outcome in outcomes:
            typer.echo(f"{outcome.task.path}: {outcome.run or _ending(outcome)}")
    code = _exit_code(outcomes)
    if code:
        raise typer.Exit(code)


def _processors() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _options(weather: Path | None, seed: int | None) -> list[str]:
    """Return what --weather and --seed change, as --set would."""
    changes = []
    if weather is not None:
        quoted = str(weather.resolve()).replace("'", "''")
        changes.append(f"weather.file='{quoted}'")
    if seed is not None:
        changes.append(f"seed={seed}")
    return changes


def _announce_compiling() -> bool:
    """Say that a run takes longer, if this state of the program has not been compiled yet."""
    from sim.kernels import is_compiled

    if is_compiled():
        return False
    message = "The first run compiles the kernels, for some two minutes; later ones do not."
    messages().print(message, soft_wrap=True)
    return True


def _ending(outcome: "Outcome") -> str:
    if outcome.ok:
        return f"done in {time_text(outcome.seconds)}"
    return "invalid input" if outcome.invalid else "failed"


def _exit_code(outcomes: "list[Outcome]") -> int:
    bad = [outcome for outcome in outcomes if not outcome.ok]
    if not bad:
        return 0
    if len(bad) < len(outcomes):
        return PARTLY_FAILED
    return INVALID if all(outcome.invalid for outcome in bad) else FAILED


def _record(outcome: "Outcome") -> dict[str, Any]:
    record: dict[str, Any] = {
        "scenario": str(outcome.task.path),
        "run": None if outcome.run is None else str(outcome.run),
        "seconds": round(outcome.seconds, 3),
        "errors": list(outcome.faults),
    }
    if outcome.run is not None:
        record["kpis"] = _kpis(outcome.run)
    return record


def _kpis(folder: Path) -> dict[str, dict[str, Any]]:
    from sim.results.folder import RunFolder

    table = RunFolder(folder).kpis()
    rows = zip(table["name"], table["value"], table["unit"], strict=True)
    return {str(name): {"value": float(value), "unit": str(unit)} for name, value, unit in rows}


def _print_notes(folder: Path) -> None:
    """Say what the readers of weather and timetables did with their files."""
    from sim.results import RunFolder

    manifest = RunFolder(folder).manifest
    for warning in manifest.get("warnings", []):
        typer.echo(f"warning: {warning}", err=True)
    for note in [*manifest.get("weather_notes", []), *manifest.get("notes", [])]:
        typer.echo(f"note: {note}", err=True)
    for site, solves in manifest.get("solves", {}).items():
        took = f"mean {solves['mean_s']:.3f} s, longest {solves['max_s']:.3f} s"
        typer.echo(f"note: optimum at {site}: {solves['count']} solutions, {took}", err=True)


def _print_kpis(folder: Path, lang: Language, seconds: float) -> None:
    from rich.table import Table

    from sim.kpi.registry import GROUPS
    from sim.kpi.words import number, scale
    from sim.results.folder import RunFolder

    run = RunFolder(folder)
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    for group, rows in run.kpis().groupby("group", sort=False, observed=True):
        zh, en = GROUPS.get(str(group), (str(group), str(group)))
        table.add_row(f"[bold]{zh if lang == 'zh' else en}[/bold]")
        for label, value, unit in zip(
            rows[f"label_{lang}"], rows["value"], rows["unit"], strict=True
        ):
            divisor, written = scale(str(unit), abs(float(value)), lang)
            table.add_row(f"  {label}", number(float(value) / divisor), written)
    console = results()
    console.print(f"[bold]{run.title(lang)}[/bold]")
    console.print(table)
    console.print(f"{folder}  ({time_text(seconds)})", markup=False, soft_wrap=True)
