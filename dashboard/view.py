"""What a planner looks at, as the query of the address: a link shows the same."""

import re
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import parse_qs, quote, unquote

import flask

Lang = Literal["zh", "en"]
LANGS: tuple[Lang, ...] = ("zh", "en")

_OWN = ("runs", "baseline", "lang", "dark")
_KEY = re.compile(r"[a-z][a-z_]{0,23}")
MOST_RUNS = 12
_MOST_CHOICES = 32
_LONGEST = 400


@dataclass(frozen=True)
class View:
    """The choices of one look at the dashboard.

    `runs` are names of run folders; None is no choice yet (the library proposes some), empty is
    the choice of none. `choices` are what the controls of pages say (week, station, series, …),
    by their key and sorted by it; a page that reads one checks it, for anybody can write a link.
    """

    runs: tuple[str, ...] | None = None
    baseline: str = ""
    lang: Lang = "zh"
    dark: bool = False
    choices: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = field(default=(), compare=False)
    """Runs that the query names beyond the most that are shown."""

    @classmethod
    def parse(cls, search: str | None, lang: Lang = "zh") -> "View":
        """Read a query; what it does not say, or says wrongly, has its default.

        `lang` is the language where the query names none.
        """
        query = parse_qs((search or "").removeprefix("?"), keep_blank_values=True)
        last = {key: values[-1] for key, values in query.items()}
        named = (_unescaped(name) for name in last.get("runs", "").split(",") if name)
        runs = tuple(dict.fromkeys(named))
        asked = last.get("lang", lang)
        return cls(
            runs=runs[:MOST_RUNS] if "runs" in last else None,
            left_out=runs[MOST_RUNS:],
            baseline=last.get("baseline", ""),
            lang=asked if asked in LANGS else lang,
            dark=last.get("dark") == "1",
        ).choosing(**{key: value for key, value in last.items() if key not in _OWN})

    def query(self) -> str:
        """Return the query that `parse` reads back, with its question mark."""
        named = [_quoted(_escaped(name)) for name in (*(self.runs or ()), *self.left_out)]
        parts = [] if self.runs is None else ["runs=" + ",".join(named)]
        parts += [f"baseline={_quoted(self.baseline)}"] if self.baseline else []
        parts += [f"{key}={_quoted(value)}" for key, value in self.choices]
        parts.append(f"lang={self.lang}")
        return "?" + "&".join(parts + (["dark=1"] if self.dark else []))

    def but(self, **changes: Any) -> "View":
        """Return this view with some of its fields changed; new runs leave none out."""
        changed: dict[str, Any] = {"left_out": (), **changes} if "runs" in changes else changes
        return replace(self, **changed)

    def choice(self, key: str, default: str = "") -> str:
        """Return what a control says, or its default."""
        return dict(self.choices).get(key, default)

    def choosing(self, **changes: str) -> "View":
        """Return this view with some choices changed; an empty one is taken out."""
        merged = dict(self.choices) | changes
        kept = {
            key: value
            for key, value in merged.items()
            if value and len(value) <= _LONGEST and _KEY.fullmatch(key) and key not in _OWN
        }
        return replace(self, choices=tuple(sorted(kept.items())[:_MOST_CHOICES]))


def seen(search: str | None) -> View:
    """Return the view of a query; where it names no language, the one the browser asks for."""
    asked = flask.request.accept_languages.best_match(LANGS, "zh")
    return View.parse(search, "en" if asked == "en" else "zh")


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _escaped(name: str) -> str:
    """Return a name that stands in a list with commas."""
    return name.replace("%", "%25").replace(",", "%2C")


def _unescaped(written: str) -> str:
    return unquote(written)
