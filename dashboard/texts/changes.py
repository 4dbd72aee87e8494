"""Words of the changes from the baseline to a run, on two pages."""

TEXTS: dict[str, tuple[str, str]] = {
    "changes.cost": ("从基准到所选运行的成本变化", "Cost from the baseline to the run"),
    "changes.carbon": ("从基准到所选运行的碳排放变化", "Carbon from the baseline to the run"),
    "changes.alone": (
        "再选一个运行，就能看到相对基准的变化。",
        "Choose one more run to see what changes from the baseline.",
    ),
    "changes.same": (
        "所选运行就是基准，请选择另一个运行。",
        "This run is the baseline itself; choose another.",
    ),
    "changes.rest": ("未列明", "Not itemised"),
}
"""Key: (Chinese, English)."""
