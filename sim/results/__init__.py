"""The run folder: write, read, query."""

from sim.results.convert import timestamps
from sim.results.folder import MemoryTables, RunFolder, TableFolder, Tables, find_runs
from sim.results.writer import FolderWriter, TableWriter, write

__all__ = [
    "FolderWriter",
    "MemoryTables",
    "RunFolder",
    "TableFolder",
    "TableWriter",
    "Tables",
    "find_runs",
    "timestamps",
    "write",
]
