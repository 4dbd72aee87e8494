"""What lies on disk: run folders, scenarios, jobs, what was deleted."""
