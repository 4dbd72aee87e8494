"""Words of the library of scenarios."""

TEXTS: dict[str, tuple[str, str]] = {
    "page.scenarios": ("情景库", "Scenarios"),
    "scenarios.lead": (
        "选择、复制、修改并运行情景，再把结果放在一起比较。",
        "Choose, copy, change and run scenarios; then compare their results.",
    ),
}
"""Key: (Chinese, English)."""
