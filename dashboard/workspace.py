"""Where the dashboard reads and writes, and what its operator allows."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dashboard.files.jobs import COMMAND, Jobs
from dashboard.files.library import Library
from dashboard.files.readings import Readings
from dashboard.files.shelf import Shelf
from dashboard.files.trash import Trash


@dataclass(frozen=True)
class Workspace:
    """The folders of a dashboard and its operator's choices.

    `runs` holds the run folders, and the jobs that make them in its ``.jobs``; `scenarios` the
    planner's own scenarios, which are written here alone; shipped ones are read-only.
    """

    runs: Path
    scenarios: Path
    prefix: str = "/"
    """The address below which a reverse proxy serves the dashboard."""
    jobs_at_once: int = 2
    allow_rules: bool = False
    """Whether a scenario that names a Python rule may be edited and run from the browser."""
    command: tuple[str, ...] = COMMAND
    """What runs a scenario."""

    @cached_property
    def library(self) -> Library:
        """The run folders."""
        return Library(self.runs)

    @cached_property
    def shelf(self) -> Shelf:
        """The scenarios that can be run."""
        return Shelf(self.scenarios)

    @cached_property
    def readings(self) -> Readings:
        """What the scenarios come to."""
        return Readings()

    @cached_property
    def jobs(self) -> Jobs:
        """The runs that were started in the browser."""
        allow, command = self.allow_rules, self.command
        return Jobs(self.runs, self.readings, self.jobs_at_once, allow_rules=allow, command=command)

    @cached_property
    def deleted_runs(self) -> Trash:
        """The runs that were deleted, for some days."""
        return Trash(self.runs)

    @cached_property
    def deleted_scenarios(self) -> Trash:
        """The planner's own scenarios that were deleted, for some days."""
        return Trash(self.scenarios)
