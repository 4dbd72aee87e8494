"""A run: build, start, loop, collect."""

from sim.run.runner import run, run_folder

__all__ = ["run", "run_folder"]
