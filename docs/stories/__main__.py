"""Run stories, print their tables, draw their pictures: ``python -m docs.stories [NAME…]``."""

import argparse
import sys
from pathlib import Path

import pandas as pd

from docs.stories import (
    charger_outages,
    cold_wave,
    depot,
    green,
    heat_pumps,
    preheat,
    storage,
    taxis,
    v2g,
)
from docs.stories.picture import take
from docs.stories.story import Story
from sim.results import RunFolder
from sim.study.batch import Task, run_batch
from sim.study.scenarios import find_scenario, read_scenario

STORIES = {
    one.scenario: one
    for one in (
        depot.STORY,
        taxis.STORY,
        cold_wave.STORY,
        charger_outages.STORY,
        v2g.STORY,
        heat_pumps.STORY,
        green.STORY,
        preheat.STORY,
        storage.STORY,
    )
}
PICTURES = Path(__file__).parents[1] / "pictures"


def runs_of(story: Story, out: Path, jobs: int) -> dict[str, RunFolder]:
    """Run what has not been run yet, and return the run folder of each variant."""
    file = find_scenario(f"lanzhou/{story.scenario}")
    shipped = read_scenario(file)
    tasks = [Task(file, out, one.overrides(shipped)) for one in story.variants]
    outcomes = run_batch(tasks, jobs)
    faults = [fault for outcome in outcomes for fault in outcome.faults]
    if faults:
        sys.exit("\n".join(faults))
    return {
        variant.key: RunFolder(outcome.run)
        for variant, outcome in zip(story.variants, outcomes, strict=True)
        if outcome.run is not None
    }


def markdown(table: pd.DataFrame) -> str:
    """Return a table of a story as Markdown: variants across, figures down."""
    rows = [["", *table.index], ["-", *["-:"] * len(table)]]
    rows += [[str(name), *map(_cell, values)] for name, values in table.items()]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(value: object) -> str:
    if not isinstance(value, int | float):
        return str(value)
    if value != value:
        return "–"
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2
    return f"{value:,.{digits}f}"


def main() -> None:
    """Tell the stories that are named, or all."""
    parser = argparse.ArgumentParser(prog="python -m docs.stories", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*STORIES, []], default=[], metavar="NAME")
    parser.add_argument("--out", type=Path, default=Path("runs/stories"), help="folder of the runs")
    parser.add_argument("--jobs", type=int, default=2, help="runs at a time")
    parser.add_argument("--commands", action="store_true", help="print the commands, run nothing")
    parser.add_argument("--no-picture", action="store_true", help="draw nothing")
    given = parser.parse_args()
    for name in given.names or STORIES:
        story = STORIES[name]
        if given.commands:
            print("\n".join(story.commands()))
            continue
        runs = runs_of(story, given.out, given.jobs)
        table = story.table(runs)
        print(f"\n{name}\n\n{markdown(table)}")
        if not given.no_picture:
            take(story.draw(runs, table, story.variants), PICTURES / f"story-{name}.png")


if __name__ == "__main__":
    main()
