"""How a figure is written for people: scaled, rounded, with its unit in their language."""

_UNITS_ZH = {"1": "", "min": "分钟", "h": "小时", "CNY": "元", "t": "吨", "kg/m2": "kg/m²"}
_UNITS_EN = {"1": "", "kg/m2": "kg/m²", "kWh/m2": "kWh/m²"}
_SCALES: dict[str, dict[str, list[tuple[float, str]]]] = {
    "zh": {
        "MWh": [(1e4, "GWh")],
        "kW": [(1e4, "MW")],
        "CNY": [(1e8, "亿元"), (1e4, "万元")],
        "t": [(1e5, "万吨")],
        "km": [(1e5, "万公里")],
    },
    "en": {
        "MWh": [(1e4, "GWh")],
        "kW": [(1e4, "MW")],
        "CNY": [(1e6, "M CNY")],
        "t": [(1e5, "kt")],
        "km": [(1e6, "M km")],
    },
}
_DIVISORS = {
    "GWh": 1e3, "MW": 1e3, "亿元": 1e8, "万元": 1e4, "M CNY": 1e6,
    "万吨": 1e4, "kt": 1e3, "万公里": 1e4, "M km": 1e6,
}  # fmt: skip


_LONGEST = 48


def short(title: str) -> str:
    """Return a title, cut where it is longer than anybody reads in a heading or a legend."""
    return title if len(title) <= _LONGEST else title[: _LONGEST - 1].rstrip() + "…"


def scale(unit: str, largest: float, lang: str) -> tuple[float, str]:
    """Return (divisor, unit as written) that suit figures up to `largest` in `unit`."""
    for limit, written in _SCALES[lang].get(unit, []):
        if abs(largest) >= limit:
            return _DIVISORS[written], written
    named = (_UNITS_ZH if lang == "zh" else _UNITS_EN).get(unit)
    return 1.0, unit if named is None else named


def change(relative: float) -> str:
    """Return a relative difference: −8.7 %; what is more than four times as much as ×12."""
    if relative <= 3.0:
        return f"{100.0 * relative:+,.1f} %".replace("-", "−")
    return f"×{relative + 1.0:,.{0 if relative >= 9.0 else 1}f}"


def number(value: float, signed: bool = False) -> str:
    """Return a figure with four or so digits and commas; `signed` shows a plus."""
    size = abs(value)
    decimals = 0 if size >= 1000 or value == round(value) else 1 if size >= 100 else 2
    if 0 < size < 0.1:
        decimals = 3
    text = f"{value:+,.{decimals}f}" if signed else f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0.0:
        return "0"
    return text.replace("-", "−")
