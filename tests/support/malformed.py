"""Malformed scenarios: what is in the file, and what must be said about it.

Most lie over ``tests/cases/malformed/good.yaml``, so each shows one mistake.
"""

from dataclasses import dataclass, field

OVER = "extends: good.yaml\n"


@dataclass(frozen=True)
class Malformed:
    """A file (or files) and what the message about it must contain."""

    name: str
    content: str | bytes
    expected: tuple[str, ...]
    others: dict[str, str] = field(default_factory=dict)


def _case(name: str, content: str | bytes, *expected: str, **others: str) -> Malformed:
    named = {f"{stem}.yaml": text for stem, text in others.items()}
    return Malformed(name, content, expected, named)


def _bomb() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines)


NOT_A_SCENARIO = [
    _case("empty", "", "case.yaml", "is empty"),
    _case("only-comments", "# nothing\n---\n", "is empty"),
    _case("list", "- name: x\n", "case.yaml:1", "mapping of keys", "is a list"),
    _case("text", "hello\n", "mapping of keys", "single value"),
    _case("unclosed", "name: x\nsites: [1, 2\n", "case.yaml:3", "is not YAML"),
    _case("tab", "name: x\nperiod:\n\tdays: 3\n", "case.yaml:3", "a tab stands"),
    _case("indentation", "name: x\n  days: 3\n", "case.yaml:2", "is not YAML"),
    _case("two-documents", "name: x\n---\nname: y\n", "case.yaml:2", "more than one YAML document"),
    _case("utf-16", "name: 兰州\n".encode("utf-16"), "UTF-16", "Save it as UTF-8"),
    _case("gbk", "name: x\ntitle: 兰州高新区\n".encode("gbk"), "case.yaml:2", "GBK", "UTF-8"),
    _case("binary", bytes(range(128, 256)) * 20, "not text in UTF-8"),
    _case("nul", "name: x\ntitle: a\0b\n", "case.yaml:2", "U+0000 is not allowed"),
    _case("huge", b"# " + b"x" * 8_000_000, "too large", "8 MB"),
    _case("alias-bomb", _bomb(), "aliases", "100,000", "case.yaml:"),
    _case("alias-loop", "name: &a [*a]\n", "case.yaml:1", "contains itself"),
    _case("deep", "name: " + "[" * 3000 + "]" * 3000, "nested too deeply"),
    _case("unknown-alias", "name: *nobody\n", "case.yaml:1", "nobody"),
    _case("tag", f"{OVER}name: !!python/name:os.system x\n", "case.yaml:2", "name", "tag"),
]

EXTENDING = [
    _case("no-base", "extends: goood.yaml\n", "case.yaml:1", "'goood.yaml'", "'good.yaml'?"),
    _case("no-folder", "extends: x/good.yaml\n", "case.yaml:1", "there is no folder", "x"),
    _case("itself", "extends: case.yaml\n", "case.yaml:1", "extends itself", "case.yaml → "),
    _case(
        "cycle",
        "extends: a.yaml\n",
        "b.yaml:2: extends: 'case.yaml' extends itself",
        "case.yaml → ",
        "a.yaml → ",
        "b.yaml → ",
        a="extends: b.yaml\n",
        b="# b\nextends: case.yaml\n",
    ),
    _case("extends-a-number", "extends: 3\n", "case.yaml:1", "extends", "name of a file"),
    _case("extends-a-folder", "extends: [good.yaml, .]\n", "'.'", "is a folder"),
    _case("bad-base", "extends: bad.yaml\n", "bad.yaml:1", "is not YAML", bad="{"),
    _case(
        "fault-in-the-base",
        "extends: middle.yaml\nperiod: {step_minutes: 15}\n",
        "middle.yaml:3: period.days",
        "'two'",
        middle=f"{OVER}period:\n  days: two\n",
    ),
    _case(
        "removes-nothing",
        f"{OVER}sites:\n  - id: yt-03\n    remove: true\n",
        "case.yaml:3: sites.yt-03: there is no 'yt-03' to remove",
        "Did you mean 'yt-0",
    ),
]

WRONG_VALUES = [
    _case("key-twice", f"{OVER}seed: 1\nseed: 2\n", "case.yaml:3: seed", "first on line 2"),
    _case(
        "id-twice",
        f"{OVER}areas:\n  - id: yantan\n  - id: yantan\n",
        "case.yaml:4: areas.yantan",
        "first on line 3",
    ),
    _case(
        "unknown-key",
        f"{OVER}sites:\n  - id: yt-01\n    transformer_kw: 3\n",
        "case.yaml:4: sites.yt-01.transformer_kw: unknown key",
        "Did you mean 'transformer_kva'?",
        "Allowed here: area,",
    ),
    _case("unknown-section", f"{OVER}site: []\n", "case.yaml:2: site:", "Did you mean 'sites'?"),
    _case(
        "unit-in-the-value",
        f"{OVER}sites:\n- {{id: yt-01, pv: [{{id: roof-1, kwp: 12 kW}}]}}\n",
        "case.yaml:3: sites.yt-01.pv.roof-1.kwp",
        "'12 kW'",
        "the unit is in the key's name",
    ),
    _case("quoted-number", f'{OVER}seed: "12"\n', "case.yaml:2: seed", "'12'", "without quotes"),
    _case(
        "out-of-bounds",
        f"{OVER}sites:\n- id: yt-01\n  pv:\n  - {{id: roof-2, tilt_deg: 91}}\n",
        "case.yaml:5: sites.yt-01.pv.roof-2.tilt_deg",
        "at least 0 and at most 90",
        "91",
    ),
    _case("negative", f"{OVER}areas: [{{id: yantan, connection_kw: -5}}]\n", "than 0", "-5"),
    _case("step", f"{OVER}period: {{step_minutes: 7}}\n", "period.step_minutes", "12, 15", "7"),
    _case("whole-number", f"{OVER}period: {{days: 2.5}}\n", "period.days", "whole number", "2.5"),
    _case("no-date", f"{OVER}period: {{start: 2025-02-30}}\n", "period.start", "YYYY-MM-DD"),
    _case("infinite", f"{OVER}money: {{discount_rate: .inf}}\n", "discount_rate", "finite", "inf"),
    _case("not-a-number", f"{OVER}money: {{prices: {{gas: .nan}}}}\n", "prices.gas", "finite"),
    _case("boolean", f"{OVER}outages: {{mean_time_to_repair_h: yes}}\n", "a number", "'yes'"),
    _case("true", f"{OVER}outages: {{mean_time_to_repair_h: true}}\n", "a number", "is true"),
    _case("null", f"{OVER}period:\n", "case.yaml:2: period", "mapping", "empty (null)"),
    _case("list-for-mapping", f"{OVER}period: [1]\n", "period: must be a mapping", "a list of 1"),
    _case("mapping-for-list", f"{OVER}sites: {{id: x}}\n", "sites: must be a list", "mapping of 1"),
    _case("number-for-text", f"{OVER}title: {{zh: 3}}\n", "title.zh", "must be text", "in quotes"),
    _case("bad-name", f"{OVER}name: Green Plan\n", "name", "lower-case", "'Green Plan'"),
    _case("no-areas", f"{OVER}areas: []\n", "case.yaml:2: areas", "at least 1", "has 0"),
    _case("missing-keys", "name: x\n", "case.yaml:1: title: is required", "sites: is required"),
    _case("one-of-a-pair", f"{OVER}links: [{{id: l, between: [a], capacity_kw: 3}}]\n", "between"),
    _case("choice", f"{OVER}sites: [{{id: yt-01, charging: {{controller: equalshare}}}}]\n",
          "sites.yt-01.charging.controller", "'equalshare'", "Did you mean 'equal_share'?"),
    _case("no-file", f"{OVER}weather: {{file: goood.yaml}}\n", "case.yaml:2: weather.file",
          "'goood.yaml' is not there", "Did you mean 'good.yaml'?"),
    _case("folder-for-file", f"{OVER}weather: {{file: .}}\n", "weather.file", "is a folder"),
    _case("merge-key", f"{OVER}period:\n  <<: {{days: 3}}\n", "case.yaml:3: period", "extends"),
    _case("many", f"{OVER}seed: -1\nperiod: {{days: 0}}\nfoo: 1\n", "yaml:2: seed",
          "yaml:3: period.days", "yaml:4: foo"),
]  # fmt: skip

STATION = """extends: good.yaml
sites:
- id: yt-01
  stations:
  - id: st
    plugs:
    - {{id: ones, kind: ac-7, count: 4}}
    - {{id: fast, kind: dc-60, count: 4}}
    {}
"""


def _station(name: str, more: str, *expected: str) -> Malformed:
    return _case(name, STATION.format(more), *expected)


RULE = "class Mine:\n    def plan(self, view):\n        return view.max_kw\n"
IDLE = "class Mine:\n    def plam(self, view):\n        return view.max_kw\n"


def _controller(name: str, text: str, *expected: str, **others: str) -> Malformed:
    tree = f"{OVER}sites:\n- id: yt-01\n  charging: {{controller: {text}}}\n"
    return Malformed(name, tree, expected, others)


CHARGING = [
    _station("feeder-of-unknown-group",
             "supply: {feeders: [{id: f, plugs: [ones, fasst], limit_a: 32}]}",
             "case.yaml:9: sites.yt-01.stations.st.supply.feeders.f.plugs", "'fasst'",
             "Did you mean 'fast'?"),
    _station("group-twice", "- {id: ones, kind: ac-7, count: 1}", "case.yaml:9", "ones"),
    _station("half-a-cabinet",
             "- {kind: dc-60, count: 3, cabinet: {plugs: 2, modules: 6, module_kw: 20}}",
             "case.yaml:9: sites.yt-01.stations.st.plugs", "2 does not divide", "count, 3"),
    _station("dc-on-one-phase", "- {kind: dc-60, count: 1, phase: b}\n    supply: {}",
             "case.yaml:9", "phase", "all three phases (abc), not by 'b'"),
    _station("swap-of-unknown-vehicle", "swap: {vehicle: yutong-e13, batteries: 3}",
             "case.yaml:9: sites.yt-01.stations.st.swap.vehicle", "not in data/vehicles.csv"),
    _station("swap-that-nobody-drives", "swap: {vehicle: yutong-e12, batteries: 3}",
             "case.yaml:9: sites.yt-01.stations.st.swap.vehicle", "no fleet that may charge here"),
    _station("swap-without-a-battery", "swap: {vehicle: diesel-bus, batteries: 3}",
             "case.yaml:9", "'diesel-bus' has no battery to swap"),
    _case("empty-station", f"{OVER}sites: [{{id: yt-01, stations: [{{id: st}}]}}]\n",
          "case.yaml:2: sites.yt-01.stations.st", "needed where there is no 'swap'"),
    _case("target-of-nobody", f"{OVER}sites:\n- id: yt-01\n  charging: {{target_kw: 50}}\n",
          "case.yaml:4: sites.yt-01.charging.target_kw", "nothing at this site shaves peaks"),
    _station("phase-of-no-supply", "- {kind: ac-7, count: 1, phase: b}",
             "case.yaml:9: sites.yt-01.stations.st.plugs.2.phase", "'b' has no effect",
             "Write `supply: {}`"),
    _controller("horizon-shorter-than-its-interval",
                "{kind: optimum, horizon_h: 2, replan_minutes: 180}",
                "case.yaml:4: sites.yt-01.charging.controller.horizon_h",
                "2 h are shorter than replan_minutes, 180: for 60 min nothing would be planned"),
    _controller("unknown-key-of-the-optimum", "{kind: optimum, horizon: 2}",
                "case.yaml:4: sites.yt-01.charging.controller.horizon", "Did you mean 'horizon_h'?",
                "Allowed here: forecast_error, horizon_h, kind, replan_minutes, step_minutes, "
                "unserved_cny_per_kwh"),
    _controller("unknown-key-of-a-rule", "{python: rule.py:Mine, replan: 2}",
                "case.yaml:4: sites.yt-01.charging.controller.replan", "'replan_minutes'?",
                "Allowed here: python, replan_minutes", **{"rule.py": RULE}),
    _controller("rule-without-a-file", "{python: ruel.py:Mine}",
                "case.yaml:4: sites.yt-01.charging.controller.python", "Did you mean 'rule.py'?",
                **{"rule.py": RULE}),
    _controller("rule-that-is-not-python", "{python: rule.py:Mine}",
                "case.yaml:4: sites.yt-01.charging.controller.python", "rule.py:2: is not Python",
                **{"rule.py": "x = 1\nclass Mine\n"}),
    _controller("rule-without-its-class", "{python: rule.py:Mien}",
                "case.yaml:4: sites.yt-01.charging.controller.python",
                "rule.py: there is no class 'Mien' (there are: Mine)", "Did you mean 'Mine'?",
                **{"rule.py": RULE}),
    _controller("rule-without-a-plan", "{python: rule.py:Mine}",
                "case.yaml:4: sites.yt-01.charging.controller.python",
                "rule.py:3: class 'Mine' has no method plan(self, view)",
                **{"rule.py": "raise SystemExit('validating must not run this')\n\n" + IDLE}),
    _case("controller-with-a-typo-in-its-kind",
          f"{OVER}sites: [{{id: yt-01, charging: {{controller: {{kind: optimal}}}}}}]\n",
          "case.yaml:2: sites.yt-01.charging.controller", "optimal"),
]  # fmt: skip


def _heating(name: str, system: str, *expected: str) -> Malformed:
    return _case(name, f"{OVER}heating:\n  systems:\n  - {{id: h, {system}}}\n", *expected)


def _pump(name: str, more: str, *expected: str, **others: str) -> Malformed:
    pump = f"{{id: mine, cut_off_c: -8, flow_max_c: 60, {more}}}"
    tree = f"{OVER}catalogue:\n  heat_pumps:\n  - {pump}\n"
    named = {f"{stem}.csv": text for stem, text in others.items()}
    return Malformed(name, tree, expected, named)


FLEXIBLE = "flexible: {follows: [tariff_valley]"
PLANT = "kind: plant, units: [{kind: air_source}, {kind: gas_boiler}]"
WATER = "temperature_c: [9, 9, 10, 12, 15, 18, 20, 20, 18, 15, 12, 10]"
AT = "case.yaml:4: heating.systems.h"

HEATING = [
    _heating("plant-without-units", "kind: plant", f"{AT}.units", "needs at least one of them"),
    _heating("plant-of-no-units", "kind: plant, units: [], sequence: {bivalent_point_c: -5}",
             f"{AT}.units", "needs at least one of them"),
    _heating("units-of-a-boiler", "kind: gas_boiler, units: [{kind: electric}]", f"{AT}.units",
             "'gas_boiler' has none: write `kind: plant`"),
    _heating("unknown-unit-of-a-plant", "kind: plant, units: [{kind: air_source, unit: aokol}]",
             f"{AT}.units.0.unit", "'aokol' is not in data/heat_pump_units.csv"),
    _heating("unit-of-another-kind",
             "kind: plant, units: [{kind: ground_source, unit: aokol_ash_35chw}]",
             f"{AT}.units.0.unit", "as ground_source"),
    _heating("share-of-nothing", "kind: plant, units: [{kind: electric, share: 0}]",
             f"{AT}.units.0.share", "greater than 0"),
    _heating("bivalent-point-of-one-kind",
             "kind: plant, units: [{kind: electric}], sequence: {bivalent_point_c: -5}",
             f"{AT}.sequence.bivalent_point_c", "needs heat pumps and something else"),
    _heating("alternative-without-a-point", f"{PLANT}, sequence: {{bivalence: alternative}}",
             f"{AT}.sequence.bivalence", "needs a bivalent_point_c"),
    _heating("source-of-an-air-source-unit",
             "kind: plant, units: [{kind: air_source, source_c: 5}]",
             f"{AT}.units.0.source_c", "only ground-source units have a source"),
    _heating("flow-hotter-than-the-unit", "kind: plant, flow_c: 90, units: [{kind: air_source}]",
             f"{AT}.flow_c", "90 °C is more than 'aokol_ash_35chw' gives"),
    _heating("store-that-nothing-fills", f"{PLANT}, store: {{}}", f"{AT}.store",
             "say when in `flexible`"),
    _heating("store-of-too-many-layers", f"{PLANT}, store: {{layers: 50}}, {FLEXIBLE}}}",
             f"{AT}.store.layers", "at most 20"),
    _heating("flexible-without-a-store", f"{PLANT}, {FLEXIBLE}}}", f"{AT}.flexible",
             "nothing is kept: there is no store"),
    _heating("flexible-central-heating", f"kind: central, store: {{}}, {FLEXIBLE}}}",
             f"{AT}.flexible", "'central' cannot make heat early"),
    _heating("flexible-by-nothing", f"{PLANT}, store: {{}}, flexible: {{follows: []}}",
             f"{AT}.flexible.follows", "at least 1"),
    _heating("flexible-by-the-same-twice",
             f"{PLANT}, store: {{}}, flexible: {{follows: [pv_surplus, pv_surplus]}}",
             f"{AT}.flexible.follows.1", "'pv_surplus' stands twice"),
    _heating("lowered-by-no-tariff",
             f"{PLANT}, store: {{}}, flexible: {{follows: [pv_surplus], lower_k: 1}}",
             f"{AT}.flexible.lower_k", "tariff_valley"),
    _heating("field-of-a-boiler", "kind: gas_boiler, field: {}", f"{AT}.field",
             "have a bore field"),
    _heating("half-a-field", "kind: ground_source, field: {rows: 4}", f"{AT}.field.columns",
             "rows and columns are given both, or none"),
    _heating("field-of-too-many", "kind: ground_source, field: {rows: 100, columns: 100}",
             f"{AT}.field.rows", "10000 boreholes are more than 4000"),
    _heating("pipes-too-wide", "kind: ground_source, field: {diameter_mm: 90}",
             f"{AT}.field.pipes_apart_mm", "the pipes need 107 mm, the borehole has 90 mm"),
    _heating("years-before-two-days", "kind: ground_source, field: {years_before: 5}",
             f"{AT}.field.years_before", "365 or 366 days"),
    _heating("shallow-field", "kind: ground_source, field: {depth_m: 5}", f"{AT}.field.depth_m",
             "at least 20"),
    _heating("cooling-boiler", "kind: gas_boiler, cools: true", f"{AT}.cools",
             "only ground_source can cool"),
    _heating("sewage-without-a-source", "kind: sewage_source", f"{AT}.source", "limit_kw"),
    _heating("source-of-a-boiler", f"kind: gas_boiler, source: {{{WATER}, limit_kw: 500}}",
             f"{AT}.source", "only sewage_source and waste_heat"),
    _heating("source-of-eleven-months",
             "kind: sewage_source, source: {temperature_c: [9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9], "
             "limit_kw: 500}", f"{AT}.source.temperature_c", "at least 12"),
    _heating("source-without-a-limit", f"kind: waste_heat, source: {{{WATER}}}",
             f"{AT}.source.limit_kw", "is required"),
    _pump("no-table-of-points", "kind: air_source, points: mine.csv",
          "case.yaml:4: catalogue.heat_pumps.mine.points", "'mine.csv' is not there",
          "Did you mean 'mina.csv'?", mina="load\n"),
    _case("dust-above-its-most", f"{OVER}solar: {{soiling: {{most: 0.1, at_start: 0.2}}}}\n",
          "case.yaml:2: solar.soiling.at_start", "0.2 must not be above most, 0.1"),
]  # fmt: skip

CASES = [*NOT_A_SCENARIO, *EXTENDING, *WRONG_VALUES, *CHARGING, *HEATING]
