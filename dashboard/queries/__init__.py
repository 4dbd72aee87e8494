"""What the pages ask of runs: pure functions from a run folder to a table, remembered."""
