"""Exit codes; they are part of the interface."""

FAILED = 1
INVALID = 2
PARTLY_FAILED = 3
CANCELLED = 130
