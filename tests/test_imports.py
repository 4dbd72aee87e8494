"""Imports go one way, so that a part can be understood and tested without those above it."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

GROUND = {"units", "clock", "streams", "tables", "errors", "destination", "kernels", "text"}
SCENARIO = GROUND | {"scenario"}
WORLD = SCENARIO | {"models", "inputs"}
CLOCKWORK = WORLD | {"processes", "crowd", "control"}
# These know tables, never live objects: a run folder is all they need.
AFTERWARDS = {"kpi", "grid", "results"}
TABLES = AFTERWARDS | {"units", "clock", "tables", "errors", "destination"}
RUN = CLOCKWORK | AFTERWARDS | {"run"}
STUDY = RUN | {"study"}
TOP = STUDY | {"verify", "cli", "dashboard"}

# What each part of the program may import, itself included.
ALLOWED = {
    **dict.fromkeys(GROUND, GROUND),
    "scenario": SCENARIO,
    **dict.fromkeys(["models", "inputs"], WORLD),
    **dict.fromkeys(["processes", "crowd", "control"], CLOCKWORK),
    **dict.fromkeys(AFTERWARDS, TABLES),
    "run": RUN,
    "study": STUDY,
    "verify": RUN | {"verify"},
    **dict.fromkeys(["cli", "dashboard"], TOP),
    "the public API": RUN,
}


def part_of(module: str) -> str | None:
    """Return the part of the program that a module belongs to; None if it is none of ours."""
    head, *rest = module.split(".")
    if head == "dashboard":
        return "dashboard"
    if head != "sim":
        return None
    return rest[0] if rest else "the public API"


def imports(source: str) -> Iterator[str]:
    """Yield every module that a source imports, anywhere in it."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "sim":
                yield from (f"sim.{alias.name}" for alias in node.names)
            else:
                yield str(node.module)


def forbidden_imports(module: str, source: str) -> list[str]:
    allowed = ALLOWED[str(part_of(module))]
    return [name for name in imports(source) if part_of(name) not in {None, *allowed}]


def modules() -> dict[str, Path]:
    files = [*ROOT.glob("sim/**/*.py"), *ROOT.glob("dashboard/**/*.py")]
    names = [file.relative_to(ROOT).with_suffix("").parts for file in files]
    dotted = [".".join(parts).removesuffix(".__init__") for parts in names]
    return dict(zip(dotted, files, strict=True))


def test_every_part_has_its_place():
    parts = {part_of(module) for module in modules()}
    assert parts <= set(ALLOWED), "say in ALLOWED what a new part may import"


def test_imports_go_one_way():
    wrong = {
        module: forbidden_imports(module, file.read_text(encoding="utf-8"))
        for module, file in modules().items()
    }
    assert {module: names for module, names in wrong.items() if names} == {}


def circle(sources: dict[str, str]) -> list[str]:
    """Return parts each of which imports the one before, the first again at the end."""
    graph: dict[str, set[str]] = {}
    for module, source in sources.items():
        own = str(part_of(module))
        used = {part_of(name) for name in imports(source)}
        graph.setdefault(own, set()).update(str(part) for part in used - {None, own})
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_parts_do_not_depend_on_one_another_in_a_circle():
    sources = {module: file.read_text(encoding="utf-8") for module, file in modules().items()}
    assert circle(sources) == []
    found = circle(sources | {"sim.models.pv": "import sim.inputs.weather"})
    assert {"models", "inputs"} <= set(found)


def test_figures_know_no_dash():
    for module, file in modules().items():
        if module.startswith("dashboard.figures"):
            packages = {name.split(".")[0] for name in imports(file.read_text(encoding="utf-8"))}
            assert packages.isdisjoint({"dash", "dash_ag_grid", "dash_mantine_components"})


@pytest.mark.parametrize(
    ("module", "source", "culprit"),
    [
        ("sim.models.pv", "from sim.run import run", "sim.run"),
        ("sim.kpi.cost", "import sim.scenario.money", "sim.scenario.money"),
        ("sim.clock", "def f():\n    from sim import scenario", "sim.scenario"),
        ("sim.inputs.build", "import dashboard.app", "dashboard.app"),
    ],
)
def test_a_wrong_import_is_seen(module, source, culprit):
    assert forbidden_imports(module, source) == [culprit]
