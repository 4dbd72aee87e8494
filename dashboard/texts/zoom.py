"""Words of figures to zoom into."""

TEXTS: dict[str, tuple[str, str]] = {
    "zoom.nothing": ("所选运行都没有这一数据。", "None of the runs has this series."),
}
"""Key: (Chinese, English)."""
