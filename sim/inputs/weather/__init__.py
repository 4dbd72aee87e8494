"""The weather of a run: made for Lanzhou, or read from a file."""
