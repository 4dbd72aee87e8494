"""Drawn once for all who look at the same: runs do not change, and figures take time to make."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from dash.development.base_component import Component

from dashboard.look import Look

Thing = TypeVar("Thing")
Draw = Callable[[Look], Component]
_MOST_DRAWN = 48


def remembered(draw: Draw, *choices: str) -> Draw:
    """Return what draws a section as `draw` does, but once for each runs, language and scheme.

    `choices` are the keys of those that `draw` reads; it sees no others.
    """
    drawings: Remembered[Component] = Remembered(_MOST_DRAWN)

    def drawn(shown: Look) -> Component:
        kept = tuple(pair for pair in shown.view.choices if pair[0] in choices)
        seen = Look(shown.view.but(choices=kept), shown.runs, ())
        return drawings.get(seen, lambda: draw(seen))

    return drawn


class Remembered(Generic[Thing]):
    """The latest `most` things by their key; safe to use from several threads.

    Whoever asks for what is being worked out waits for it, so that thirty people who open the same
    link make the server work once. A key holds all that its thing depends on.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._things: OrderedDict[Hashable, Thing] = OrderedDict()
        self._working: dict[Hashable, threading.Lock] = {}
        self._mutex = threading.Lock()

    def get(self, key: Hashable, work: Callable[[], Thing]) -> Thing:
        """Return the thing of a key; `work` makes it where it is not there."""
        with self._mutex:
            if key in self._things:
                self._things.move_to_end(key)
                return self._things[key]
            lock = self._working.setdefault(key, threading.Lock())
        with lock:
            return self._made(key, work)

    def _made(self, key: Hashable, work: Callable[[], Thing]) -> Thing:
        with self._mutex:
            if key in self._things:
                return self._things[key]
        try:
            thing = work()
        finally:
            with self._mutex:
                self._working.pop(key, None)
        with self._mutex:
            self._things[key] = thing
            while len(self._things) > self.most:
                self._things.popitem(last=False)
        return thing
