"""What the validator says, in the planner's language."""

import re
from collections.abc import Callable

from dashboard.bare import bare
from dashboard.view import Lang

_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"is required, but missing(?:: .*)?", "必须填写"),
    (
        r"must be a(?P<whole> whole)? number, (?P<limits>.+?), but is (?P<value>.+?)(?:; .*)?",
        "必须是{whole}数，{limits}，现为 {value}",
    ),
    (
        r"must be a(?P<whole> whole)? number, but is (?P<value>.+?)(?:; .*)?",
        "必须是{whole}数，现为 {value}",
    ),
    (
        r"must be (?P<limits>(?:at least|at most|greater than|less than) .+?), but is "
        r"(?P<value>.+?)(?:; .*)?",
        "必须{limits}，现为 {value}",
    ),
    (
        r"must be one of (?P<value>.+?), but is (?P<is>.+?)\.(?: Did you mean '(?P<near>.+)'\?)?",
        "必须是 {value} 之一，现为 {is}{near}",
    ),
    (
        r"'(?P<value>.+?)' is not (?P<what>.+?) \(there are: (?P<known>.+?)\)\."
        r"(?: Did you mean '(?P<near>.+)'\?)?",
        "“{value}”不存在（{what}；现有：{known}）{near}",
    ),
    (
        r"unknown key '(?P<value>.+?)'\.(?: Did you mean '(?P<near>.+)'\?)? Allowed here: "
        r"(?P<known>.+)",
        "没有名为“{value}”的字段{near}（可用：{known}）",
    ),
    (r"must be text, but is (?P<value>.+?)(?:; .*)?", "必须是文字，现为 {value}"),
    (r"must be true or false, but is (?P<value>.+)", "必须是“是”或“否”，现为 {value}"),
    (r"must be a list, but is (?P<value>.+)", "必须是列表，现为 {value}"),
    (r"must be a mapping of keys to values, but is (?P<value>.+)", "必须是键值结构，现为 {value}"),
    (r"must be a mapping of keys to values", "须是一个情景：由键和值组成，不能是空文件或列表"),
    (r"is not text in UTF-8 .*", "不是 UTF-8 编码的文本（可能是二进制文件，或用 GBK 保存）"),
    (
        r"'(?P<value>.+?)' extends a file that is no scenario of this library",
        "“{value}”不是情景库中的情景，不能作为上级情景",
    ),
    (r"must be a date, YYYY-MM-DD, but is (?P<value>.+)", "必须是日期 YYYY-MM-DD，现为 {value}"),
    (
        r"must be a time of day, HH:MM .*, but is (?P<value>.+)",
        "必须是时刻 HH:MM（00:00–23:59），现为 {value}",
    ),
    (
        r"must be a short name of .*, but is (?P<value>.+)",
        "必须由小写字母、数字、“-”和“_”组成，现为 {value}",
    ),
    (
        r"needs at least (?P<value>\d+) entr(?:y|ies), but has (?P<is>\d+)",
        "至少要有 {value} 项，现有 {is} 项",
    ),
    (
        r"'(?P<value>.+?)' is not there(?:.*?)(?: Did you mean '(?P<near>.+)'\?)?",
        "找不到文件“{value}”{near}",
    ),
    (
        r"'(?P<value>.+?)' must lie in the folder of your scenarios or among those that ship",
        "“{value}”必须位于您的情景文件夹或自带情景之中",
    ),
    (
        r"a Python rule: whoever runs this server has not allowed them",
        "使用了 Python 规则：服务器管理员未允许",
    ),
    (r"there is no '(?P<value>.+?)' to remove\.?.*", "没有可移除的“{value}”"),
    (r"the id '(?P<value>.+?)' stands twice in this list.*", "标识“{value}”在列表中重复"),
    (r"this key stands twice \(first on line (?P<value>\d+)\)", "该键重复（首次在第 {value} 行）"),
    (r"is too large: at most (?P<value>\d+ kB) are taken", "内容过大：最多 {value}"),
    (r"is too large: at most (?P<value>\d+) values are taken", "内容过大：最多 {value} 个值"),
    (r"is too long: at most (?P<value>\d+) things are taken in a list", "一个列表最多 {value} 项"),
    (
        r"extends too many scenarios: at most (?P<value>\d+) are taken",
        "继承的情景过多：最多 {value} 个",
    ),
    (
        r"stands above the text: it cannot be changed here",
        "该键由上方的名称和上级情景决定，不能写在这里",
    ),
    (r"must be a finite number", "必须是有限的数"),
    (r"is nested too deeply.*", "嵌套过深或自我引用"),
    (r"aliases \(\*\) repeat more than (?P<value>.+) values", "别名（*）展开超过 {value} 个值"),
    (r"the YAML tag (?P<value>.+) is not allowed", "不允许使用 YAML 标签 {value}"),
    (r"is not YAML: a tab stands where .*", "不是合法的 YAML：缩进须用空格，不能用制表符"),
    (r"is not YAML: (?P<value>.+)", "不是合法的 YAML：{value}"),
    (r"is not YAML that can be read", "不是可读取的 YAML"),
    (r"holds more than one YAML document.*", "包含多个 YAML 文档（“---”开始了第二个）"),
    (r"is the name of another scenario", "该名称已被另一个情景使用"),
    (
        r"must be a-z, 0-9, - and _, and at most 64 characters",
        "只能用 a–z、0–9、“-”和“_”，最多 64 个字符",
    ),
    (r"was changed elsewhere since it was opened", "打开后已在别处被修改"),
    (
        r"(?P<what>.+): (?P<kw>[\d,.e+]+) kW are (?P<times>[\d,.e+]+) times what the site's "
        r"transformer carries, (?P<rated>[\d,.e+]+) kW",
        "{kw} kW，是本站变压器容量 {rated} kW 的 {times} 倍",
    ),
)
_LIMITS = (
    ("at least ", "不小于 "),
    ("at most ", "不大于 "),
    ("greater than ", "大于 "),
    ("less than ", "小于 "),
    (" and ", "、"),
)
_COMPILED = tuple((re.compile(pattern, re.DOTALL), words) for pattern, words in _PATTERNS)


def said(message: str, lang: Lang) -> str:
    """Return a message of the validator in a language; a rare one stays as it is."""
    message = bare(message)
    if lang == "en":
        return message[:1].upper() + message[1:]
    parts = message.split(", or ")
    return "；或".join(_in_chinese(part) for part in parts)


def _in_chinese(message: str) -> str:
    for pattern, words in _COMPILED:
        found = pattern.fullmatch(message)
        if found is not None:
            return words.format(
                **{
                    key: _WORDS.get(key, _same)(said or "")
                    for key, said in found.groupdict().items()
                }
            )
    return message


def _same(said: str) -> str:
    return {"empty (null)": "空"}.get(said, said)


def _limits(said: str) -> str:
    for english, chinese in _LIMITS:
        said = said.replace(english, chinese)
    return said


_WORDS: dict[str, Callable[[str], str]] = {
    "limits": _limits,
    "near": lambda said: f"；是否指“{said}”？" if said else "",
    "whole": lambda said: "整" if said else "",
    "what": lambda said: {
        "an area": "片区",
        "a site": "站点",
        "a station": "充电站",
        "a heating system": "供热系统",
        "a fleet": "车队",
    }.get(said, said),
}
