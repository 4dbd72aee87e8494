"""What the machine says as it may be shown: no folder of it reaches a browser."""

import re

_FOLDERS = re.compile(r"(?<![\w.:/])/(?:[^\s/'\"]+/)+")


def bare(words: str) -> str:
    """Return words in which of every absolute path the name alone is left."""
    return _FOLDERS.sub("", words)
