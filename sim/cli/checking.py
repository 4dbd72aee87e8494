"""verify: the models against figures that others found."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.exits import FAILED
from sim.cli.output import print_json, results

if TYPE_CHECKING:
    from sim.verify.check import Check


def verify(
    reference_data: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            file_okay=False,
            help="Folder with reference files that do not ship; rows that need one are skipped.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Compare the models with published numbers, closed forms and independent results."""
    from sim.verify import all_checks

    rows = all_checks(reference_data)
    if as_json:
        print_json([_record(row) for row in rows])
    else:
        _print_table(rows)
    if not all(row.ok for row in rows):
        raise typer.Exit(FAILED)


def _record(row: "Check") -> dict[str, Any]:
    return {**asdict(row), "deviation": row.deviation, "ok": row.ok}


def _print_table(rows: "list[Check]") -> None:
    from rich.table import Table

    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("check", "ours", "reference", "unit", "deviation", "limit", "", "source"):
        right = name in ("ours", "reference", "deviation", "limit")
        table.add_column(name, justify="right" if right else "left", no_wrap=right)
    for row in rows:
        source = row.source if row.not_run is None else f"not run: {row.not_run}"
        table.add_row(row.name, *_figures(row), _verdict(row), source)
    console = results()
    console.print(table)
    bad = sum(not row.ok for row in rows)
    skipped = sum(row.not_run is not None for row in rows)
    console.print(f"{len(rows) - bad - skipped} good, {bad} bad, {skipped} not run")


def _figures(row: "Check") -> tuple[str, str, str, str, str]:
    if row.not_run is not None:
        return "–", "–", row.unit, "–", "–"
    if row.kind == "relative":
        deviation, limit = f"{row.deviation:.2%}", f"{row.limit:.2%}"
    else:
        deviation, limit = f"{row.deviation:.4g}", f"{row.limit:.4g}"
    return f"{row.ours:.6g}", f"{row.reference:.6g}", row.unit, deviation, limit


def _verdict(row: "Check") -> str:
    if row.not_run is not None:
        return "–"
    return "[green]good[/green]" if row.ok else "[red]BAD[/red]"
