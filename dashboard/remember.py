"""Things worked out once for many people: the latest of them are kept."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Thing = TypeVar("Thing")


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
