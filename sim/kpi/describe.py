"""The list of KPIs as a Markdown table: ``python -m sim.kpi.describe`` writes it to stdout.

``docs/models/kpi.md`` holds this text; a test tells when it is out of date.
"""

import sys

from sim.kpi.registry import GROUPS, all_kpis

_BETTER = {"lower": "↓", "higher": "↑", "none": "–"}


def markdown() -> str:
    """Return a section a group with a row a KPI."""
    lines: list[str] = []
    for group, (zh, en) in GROUPS.items():
        lines += [f"### {en} · {zh}", "", "| name | unit | better | meaning |", "|-|-|-|-|"]
        for kpi in all_kpis():
            if kpi.group == group:
                meaning = f"**{kpi.label_en}**: {kpi.says_en}<br>**{kpi.label_zh}**：{kpi.says_zh}"
                lines.append(f"| `{kpi.name}` | {kpi.unit} | {_BETTER[kpi.better]} | {meaning} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(markdown())
