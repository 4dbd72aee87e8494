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
    "report.menu": ("报告", "Report"),
    "report.menu.hint": ("把本页保存为报告", "This page as a report"),
    "report.open": ("打开报告", "Open the report"),
    "report.save": ("保存为 HTML（可离线打开）", "Save as HTML (opens offline)"),
    "report.print": ("保存为 PDF", "Save as PDF"),
    "report.run": ("运行", "Run"),
    "report.period": ("模拟期与步长", "Period and step"),
    "report.made": ("运行日期", "Run on"),
    "report.version": ("程序版本", "Version"),
    "report.foot": ("由绿色园区仿真生成，", "Made by the green park simulator,"),
    "report.more": (
        "另有 {count} 行未列出，请在页面上导出整张表。",
        "{count} more rows; the table’s own export on the page has them all.",
    ),
    "report.pdf.none": (
        "服务器上没有 Chromium，无法生成 PDF。请安装它，或打开 HTML 报告后用浏览器打印。",
        "There is no Chromium on the machine that serves this, which PDF needs. "
        "Install it, or open the HTML report and print it.",
    ),
    "report.pdf.busy": (
        "正在为其他人生成 PDF，请稍后再试。",
        "PDFs are being made for others. Try again in a minute.",
    ),
    "report.pdf.failed": (
        "PDF 没有生成成功。请打开 HTML 报告后用浏览器打印。",
        "The PDF could not be made. Open the HTML report and print it.",
    ),
}
"""Key: (Chinese, English)."""
