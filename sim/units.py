"""Conversion constants. Every name in the program carries its unit; these join them."""

SECONDS_PER_MINUTE = 60.0
SECONDS_PER_HOUR = 3600.0
SECONDS_PER_DAY = 86400.0
HOURS_PER_DAY = 24
W_PER_KW = 1000.0
J_PER_KWH = 3.6e6
KG_PER_T = 1000.0
ZERO_CELSIUS_K = 273.15
