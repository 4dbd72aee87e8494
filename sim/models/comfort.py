"""When a step counts as too cold or too warm: limits that all rooms share."""

COMFORT_K = 1.0
"""Air that is colder than the set-point by more counts, and warmer than `WARM_C` by more.
Assumption."""
WARM_C = 26.0
"""Warmest that sitting people in summer clothes should feel, °C: EN 16798-1:2019, annex B,
category II with cooling."""
SHORT_SHARE = 0.03
"""Heat that is missing counts from this share of the design load: about `COMFORT_K` of the 29 K
between rooms and the outdoor design temperature. Assumption."""
