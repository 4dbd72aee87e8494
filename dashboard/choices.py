"""Choices that several pages offer."""

from dashboard.look import Look
from dashboard.page import Choice, Option


def _runs(shown: Look) -> list[Option]:
    return [{"value": run.name, "label": title} for title, run in shown.titled()]


RUN = Choice("run", _runs, lambda shown: shown.run.name, width=300)
"""Which of the runs a page about a single one shows."""
