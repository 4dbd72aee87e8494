"""Where the dashboard reads and writes, and what its operator allows."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dashboard.library import Library
from dashboard.shelf import Shelf


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

    @cached_property
    def library(self) -> Library:
        """The run folders."""
        return Library(self.runs)

    @cached_property
    def shelf(self) -> Shelf:
        """The scenarios that can be run."""
        return Shelf(self.scenarios)
