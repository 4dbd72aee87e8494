"""compare: runs side by side."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sim.cli.output import Language, print_json, results
from sim.destination import place_for

if TYPE_CHECKING:
    from sim.kpi.compare import Comparison
    from sim.results.folder import RunFolder


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(help="Run folders, or scenarios (run first if they have not been)."),
    ],
    baseline: Annotated[
        str | None, typer.Option(help="The one to compare with; by default the first.")
    ] = None,
    out: Annotated[Path, typer.Option(help="Folder of the runs of scenarios named here.")] = Path(
        "runs"
    ),
    html: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help="Write the comparison as a page, too (zh and en)."),
    ] = None,
    lang: Annotated[Language, typer.Option(help="Language of the table.")] = Language.en,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Compare runs with a baseline: every KPI with its difference."""
    from sim.kpi.compare import compare as compare_runs

    _check_names([*runs, *([] if baseline is None else [baseline])], out)
    named = {name: _run_folder(name, out) for name in runs}
    base = None
    if baseline is not None:
        base = named[baseline] if baseline in named else _run_folder(baseline, out)
        if base.path.resolve() not in [run.path.resolve() for run in named.values()]:
            named = {baseline: base, **named}
        base = next(run for run in named.values() if run.path.resolve() == base.path.resolve())
    comparison = compare_runs(list(named.values()), base)
    if html is not None:
        from dashboard.reports.comparison import write_page

        write_page(comparison, place_for(html))
    if as_json:
        print_json(comparison.json())
    else:
        _print_table(comparison, lang)


def _check_names(names: list[str], out: Path) -> None:
    """Say what is wrong with any of the names, before anything runs."""
    from sim.results.folder import RunFolder
    from sim.study.scenarios import check_scenarios

    scenarios = []
    for name in dict.fromkeys(names):
        folder = _existing(name, out)
        if folder is None:
            scenarios.append(name)
        else:
            RunFolder(folder)
    check_scenarios(scenarios)


def _run_folder(name: str, out: Path) -> "RunFolder":
    """Open a run: a folder, the name of one in `out`, or a scenario, which is run if need be."""
    from sim.results.folder import RunFolder

    folder = _existing(name, out)
    if folder is not None:
        return RunFolder(folder)
    from sim.cli.running import run_scenario

    return RunFolder(run_scenario(name, [], out))


def _existing(name: str, out: Path) -> Path | None:
    """Return the folder that a name stands for; None if it must be a scenario."""
    return next((folder for folder in (Path(name), out / name) if folder.is_dir()), None)


def _print_table(comparison: "Comparison", lang: Language) -> None:
    from rich.table import Table

    from sim.kpi.registry import GROUPS

    head, *lines = comparison.plain(lang)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for number, title in enumerate(head):
        table.add_column(title, justify="left" if number < 2 else "right", no_wrap=number == 1)
    group = None
    for row, line in zip(comparison.rows, lines, strict=True):
        if row.group != group:
            group = row.group
            zh, en = GROUPS.get(group, (group, group))
            table.add_row(f"[bold]{zh if lang == 'zh' else en}[/bold]")
        table.add_row(f"  {line[0]}", *line[1:])
    console = results()
    console.print(table)
    for caution in comparison.cautions:
        console.print(f"! {caution.text(lang)}", markup=False)
