"""What pages ask of run folders: pure functions, remembered for as long as a run is."""
