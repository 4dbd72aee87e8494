"""A view with its runs opened: what the parts of a page draw from."""

from dataclasses import dataclass

from dashboard.files.library import Library, Problem
from dashboard.queries import park as frames
from dashboard.view import Lang, View, seen
from sim.kpi.compare import Comparison, titles
from sim.results import RunFolder


@dataclass(frozen=True)
class Look:
    """A view with its runs opened, the baseline first, and why others could not be."""

    view: View
    runs: tuple[RunFolder, ...]
    problems: tuple[Problem, ...]

    @property
    def lang(self) -> Lang:
        """Language of the view."""
        return self.view.lang

    @property
    def comparison(self) -> Comparison:
        """Every KPI of the runs beside the baseline's."""
        return frames.comparison(self.runs)

    @property
    def run(self) -> RunFolder:
        """The one run that pages about a single run show: chosen, or the first that is compared."""
        asked = {run.name: run for run in self.runs}
        first_other = self.runs[1] if len(self.runs) > 1 else self.runs[0]
        return asked.get(self.view.choice("run"), first_other)

    def titled(self) -> list[tuple[str, RunFolder]]:
        """Return the runs with what to call each in the view's language."""
        return list(zip(titles(self.runs, self.lang), self.runs, strict=True))


def look(library: Library, search: str | None) -> Look:
    """Open what a query asks for."""
    view = library.resolve(seen(search))
    chosen = library.chosen(view)
    return Look(view, chosen.runs, chosen.problems)
