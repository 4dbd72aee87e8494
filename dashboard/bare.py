"""What the machine says as it may be shown: no folder of it reaches a browser."""

import re

_WORD = r"[^\s/'\"]+"
_SPACED = rf"(?![^\s/]*\.\w{{1,5}}\s){_WORD}(?:(?<![:,;.)])[ ][^\s/'\":,;]+){{0,3}}"
_FOLDERS = re.compile(
    rf"""
      (?<=') /+ (?: [^/'\n]+ /+ )+                         # in quotes a folder may hold anything
    | (?<=") /+ (?: [^/"\n]+ /+ )+
    | (?<![\w./]) (?: file:/+ | / ) (?: {_SPACED} / )+     # else a few words; none after "x.json "
    | (?<!\w) (?: [A-Za-z]:[\\/]+ | \\\\+ ) (?: [^\\/'":*?<>|\n]+ [\\/]+ )*
    """,
    re.VERBOSE,
)


def bare(words: str) -> str:
    """Return words in which of every absolute path the name alone is left."""
    return _FOLDERS.sub("", words)
