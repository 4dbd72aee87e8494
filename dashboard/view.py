"""What a planner looks at, as the query of the address: a link shows the same."""

import re
from dataclasses import dataclass, replace
from typing import Any, Literal
from urllib.parse import parse_qs, quote

import flask

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_RUNS = 12


@dataclass(frozen=True)
class View:
    """The choices of one look at the dashboard.

    `runs` are names of run folders; None is no choice yet (the library proposes some), empty is
    the choice of none. `week` is the ISO date of its first day; empty means the busiest week.
    """

    runs: tuple[str, ...] | None = None
    baseline: str = ""
    week: str = ""
    lang: Lang = "zh"
    dark: bool = False

    @classmethod
    def parse(cls, search: str | None, lang: Lang = "zh") -> "View":
        """Read a query; what it does not say, or says wrongly, has its default.

        `lang` is the language where the query names none.
        """
        query = parse_qs((search or "").removeprefix("?"), keep_blank_values=True)
        last = {key: values[-1] for key, values in query.items()}
        runs = tuple(dict.fromkeys(name for name in last.get("runs", "").split(",") if name))
        asked = last.get("lang", lang)
        return cls(
            runs=runs[:_MOST_RUNS] if "runs" in last else None,
            baseline=last.get("baseline", ""),
            week=last.get("week", "") if _DATE.fullmatch(last.get("week", "")) else "",
            lang=asked if asked in LANGS else lang,
            dark=last.get("dark") == "1",
        )

    def query(self) -> str:
        """Return the query that `parse` reads back, with its question mark."""
        parts = [] if self.runs is None else ["runs=" + ",".join(map(_quoted, self.runs))]
        parts += [
            f"{key}={_quoted(v)}" for key in ("baseline", "week") if (v := getattr(self, key))
        ]
        parts.append(f"lang={self.lang}")
        return "?" + "&".join(parts + (["dark=1"] if self.dark else []))

    def but(self, **changes: Any) -> "View":
        """Return this view with some choices changed."""
        return replace(self, **changes)


def seen(search: str | None) -> View:
    """Return the view of a query; where it names no language, the one the browser asks for."""
    asked = flask.request.accept_languages.best_match(LANGS, "zh")
    return View.parse(search, "en" if asked == "en" else "zh")


def _quoted(name: str) -> str:
    return quote(name, safe="")
