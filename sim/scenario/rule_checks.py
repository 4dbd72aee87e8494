"""Faults of controllers in Python files: looked for by reading the file, never by running it."""

import ast
import warnings
from collections.abc import Iterable, Iterator
from pathlib import Path

from sim.errors import Fault, nearest
from sim.scenario.charging import PythonRule
from sim.scenario.references import split_name
from sim.scenario.scenario import Scenario


def check_rules(scenario: Scenario) -> Iterator[Fault]:
    """Yield a fault for every controller whose file cannot hold it."""
    for site in scenario.sites:
        rule = site.charging.controller
        if isinstance(rule, PythonRule):
            file, name = split_name(str(rule.python))
            for message in rule_problems(Path(file), name):
                yield Fault(message, path=f"sites.{site.id}.charging.controller.python")


def rule_problems(file: Path, name: str) -> Iterator[str]:
    """Say why a file, as it stands, holds no class `name` with a method ``plan``.

    What the text does not decide (a class or a base that is imported) is left to the run.
    """
    try:
        tree = _parsed(file)
    except SyntaxError as error:
        yield f"{_place(file, error.lineno)}: is not Python: {error.msg}"
        return
    except (OSError, ValueError, RecursionError, MemoryError) as error:
        yield f"{file}: cannot be read: {getattr(error, 'strerror', None) or error}"
        return
    statements = list(_flat(tree.body))
    classes = {node.name: node for node in statements if isinstance(node, ast.ClassDef)}
    made = classes.get(name)
    if made is not None:
        if not _may_plan(made, classes, set()):
            yield f"{_place(file, made.lineno)}: class '{name}' has no method plan(self, view)"
    elif not {name, "*"} & _bound_otherwise(statements):
        some = ", ".join(classes) or "none"
        hint = nearest(name, classes)
        yield f"{file}: there is no class '{name}' (there are: {some}).{hint}"


def _parsed(file: Path) -> ast.Module:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of doubtful escapes in the text: no matter of ours
        return ast.parse(file.read_bytes(), str(file))


def _place(file: Path, line: int | None) -> str:
    return str(file) if line is None else f"{file}:{line}"


def _may_plan(made: ast.ClassDef, classes: dict[str, ast.ClassDef], seen: set[str]) -> bool:
    """Whether a class, or one that it may inherit from, may have a `plan`."""
    seen.add(made.name)
    if made.decorator_list or made.keywords or "plan" in _names_bound(made.body):
        return True
    for base in made.bases:
        if not isinstance(base, ast.Name) or (base.id not in classes and base.id != "object"):
            return True
        known = classes.get(base.id)
        if known is not None and known.name not in seen and _may_plan(known, classes, seen):
            return True
    return False


def _flat(body: Iterable[ast.AST]) -> Iterator[ast.stmt]:
    """Yield the statements of a body and of its branches, not those inside functions or classes."""
    for node in body:
        if isinstance(node, ast.stmt):
            yield node
        if isinstance(node, ast.stmt | ast.ExceptHandler | ast.match_case) and not isinstance(
            node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
        ):
            yield from _flat(ast.iter_child_nodes(node))


def _names_bound(body: list[ast.stmt]) -> set[str]:
    """Return the names of functions and values that the body of a class makes."""
    statements = list(_flat(body))
    functions = {node.name for node in statements if isinstance(node, ast.FunctionDef)}
    return functions | _bound_otherwise(statements)


def _bound_otherwise(statements: Iterable[ast.stmt]) -> set[str]:
    """Return the names that are imported, or that something else than a constant is given to."""
    found: set[str] = set()
    for node in statements:
        if isinstance(node, ast.Import | ast.ImportFrom):
            found |= {(one.asname or one.name).split(".")[0] for one in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign) and not isinstance(
            node.value, ast.Constant | None
        ):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names = (one for target in targets for one in ast.walk(target))
            found |= {one.id for one in names if isinstance(one, ast.Name)}
    return found
