"""Rules of stationary batteries: how each answers to its site's net power, one a file."""
