"""Choices that several pages offer."""

from dashboard.look import Look
from dashboard.page import Choice, Option
from dashboard.parts import series_names, weeks


def _runs(shown: Look) -> list[Option]:
    return [{"value": run.name, "label": title} for title, run in shown.titled()]


RUN = Choice("run", _runs, lambda shown: shown.run.name, width=250)
"""Which of the runs a page about a single one shows."""


def _week_options(shown: Look) -> list[Option]:
    return weeks.options(shown.runs[0], shown.lang)


def _week(shown: Look) -> str:
    return weeks.chosen_week(shown.runs[0], shown.view.choice("week")).isoformat()


WEEK = Choice("week", _week_options, _week, shape="steps", width=300)
"""A week of the baseline, the peak week unless another is asked for."""


def _place_options(shown: Look) -> list[Option]:
    return series_names.places(shown.runs, shown.lang)


def series_of(shown: Look) -> str:
    """Return the series that a look asks for by `PLACE` and `QUANTITY`."""
    place, quantity = (shown.view.choice(key) for key in ("place", "quantity"))
    return series_names.column_of(shown.runs, place or "park", quantity or "import_kw")


def _quantity_options(shown: Look) -> list[Option]:
    place, _ = series_names.parted(series_of(shown))
    there = series_names.quantities(shown.runs, place)
    return [{"value": q, "label": series_names.quantity_name(q, shown.lang)} for q in there]


PLACE = Choice("place", _place_options, lambda shown: series_names.parted(series_of(shown))[0])
QUANTITY = Choice(
    "quantity", _quantity_options, lambda shown: series_names.parted(series_of(shown))[1]
)
"""With `PLACE`, any series of the runs: of what, and what of it (see `series_of`)."""


def series_name(shown: Look) -> str:
    """Return the series of a look in words: of what, and what of it."""
    place, quantity = series_names.parted(series_of(shown))
    run = next((run for run in shown.runs if f"{place}/{quantity}" in run.series_columns), None)
    name = place if run is None else series_names.place_name(run, place, shown.lang)
    return f"{name} · {series_names.quantity_name(quantity, shown.lang)}"
