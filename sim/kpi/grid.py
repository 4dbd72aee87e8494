"""Grid: peaks at the park's connections and the loading of its transformers."""

import numpy as np

from sim.kpi.facts import Facts
from sim.kpi.registry import kpi


@kpi(
    "grid",
    "peak_import",
    "kW",
    "lower",
    ("购电最大功率", "Peak import"),
    "全园区同时购电功率的最大值（步长平均）。",
)
def peak_import(facts: Facts) -> float:
    """Highest import of the whole park at one time (mean over a step)."""
    return float(facts.park("import_kw").max())


@kpi(
    "grid",
    "peak_export",
    "kW",
    "lower",
    ("上网最大功率", "Peak export"),
    "全园区同时上网功率的最大值（步长平均）。",
)
def peak_export(facts: Facts) -> float:
    """Highest export of the whole park at one time (mean over a step)."""
    return float(facts.park("export_kw").max())


@kpi(
    "grid",
    "peak_hour",
    "h",
    "none",
    ("购电高峰时刻", "Hour of peak import"),
    "购电最大功率出现的时刻（0–24 时，步长起点）。",
)
def peak_hour(facts: Facts) -> float | None:
    """Time of day of the peak import, 0–24 (begin of the step)."""
    power = facts.park("import_kw")
    if power.max() <= 0:
        return None
    return float(np.argmax(power) % facts.grid.steps_per_day * facts.grid.step_h)


@kpi(
    "grid",
    "load_factor",
    "%",
    "higher",
    ("负荷率", "Load factor"),
    "平均购电功率与最大购电功率之比。",
)
def load_factor(facts: Facts) -> float | None:
    """Mean import over peak import."""
    power = facts.park("import_kw")
    return 100.0 * float(power.mean() / power.max()) if power.max() > 0 else None


@kpi(
    "grid",
    "transformer_loading",
    "%",
    "lower",
    ("变压器最高负载率", "Highest transformer loading"),
    "各用电点变压器视在功率与额定容量之比的最大值。",
)
def transformer_loading(facts: Facts) -> float | None:
    """Highest apparent power over rating of any site's transformer."""
    columns = facts.columns("site", "/loading")
    if not columns:
        return None
    return 100.0 * max(float(facts.read(name).max()) for name in columns)


@kpi(
    "grid",
    "transformer_overload_hours",
    "h",
    "lower",
    ("变压器过载时长", "Transformer overload hours"),
    "各变压器负载率高于 100 % 的小时数之和。",
)
def transformer_overload_hours(facts: Facts) -> float | None:
    """Hours above rated power, summed over the transformers."""
    columns = facts.columns("site", "/loading")
    if not columns:
        return None
    steps = sum(int((facts.read(name) > 1.0).sum()) for name in columns)
    return steps * facts.grid.step_h


@kpi(
    "grid",
    "alarms",
    "1",
    "lower",
    ("告警次数", "Alarms"),
    "变压器负载告警的次数。",
)
def alarms(facts: Facts) -> float:
    """Alarms raised on transformer loading."""
    return float(len(facts.table("alarms", ["site"])))
