"""The shell command ``greenpark``. Results go to stdout, all else to stderr."""

from sim.cli.app import main

__all__ = ["main"]
