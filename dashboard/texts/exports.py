"""Words of exports: menus of figures and tables, the report of a page."""

TEXTS: dict[str, tuple[str, str]] = {
    "export.figure": ("导出此图：{name}", "Export the figure: {name}"),
    "export.table": ("导出此表", "Export the table"),
    "export.png": ("PNG 图片", "PNG picture"),
    "export.svg": ("SVG 矢量图", "SVG drawing"),
    "export.csv": ("CSV 数据", "CSV data"),
    "export.xlsx": ("XLSX 工作簿", "XLSX workbook"),
    "export.saved": ("已导出 {file}", "Exported {file}"),
    "export.about.what": ("内容", "Content"),
    "export.about.runs": ("运行", "Runs"),
    "export.about.baseline": ("基准", "Baseline"),
    "export.about.version": ("程序版本", "Program version"),
    "export.about.view": ("视图参数", "View"),
}
"""Key: (Chinese, English)."""
