"""What a scenario is, apart from how its file was written: its whole text, and its hash."""

import hashlib
import io
import json
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.representer import SafeRepresenter

from sim.scenario import shape
from sim.scenario.references import split_name


def resolved_yaml(scenario: BaseModel) -> str:
    """Return the whole scenario, defaults too, as YAML that loads as an equal scenario."""
    return yaml_text(scenario.model_dump(mode="json"))


class _Representer(SafeRepresenter):
    """Quotes text with unusual characters: the emitter's plain styles lose some line breaks."""

    def represent_str(self, data: str) -> Any:
        style = None if data.isprintable() else '"'
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)


_Representer.add_representer(str, _Representer.represent_str)


def yaml_text(values: Any) -> str:
    """Return plain data as YAML, in block style and in the order of its keys."""
    yaml: Any = YAML(typ="safe", pure=True)
    yaml.Representer = _Representer
    yaml.default_flow_style = False
    yaml.allow_unicode = True
    yaml.width = 100
    yaml.sort_base_mapping_type_on_output = False
    out = io.StringIO()
    yaml.dump(values, out)
    return out.getvalue()


def scenario_hash(scenario: BaseModel) -> str:
    """Return the SHA-256 of what decides the results: all values, and the contents of the files
    that are named, wherever they lie.
    """
    values: Any = scenario.model_dump(mode="json")
    for keys in list(shape.file_references(type(scenario), values)):
        parent: Any = values
        for key in keys[:-1]:
            parent = parent[key]
        parent[keys[-1]] = f"sha256:{_file_hash(parent[keys[-1]])}"
    return hashlib.sha256(_canonical(values)).hexdigest()


def scenario_parts(scenario: BaseModel) -> dict[str, str]:
    """Return hashes of the two parts of a scenario, so that it can be said which has changed:
    ``scenario``, its values, and ``files``, the contents of the files that it names.
    """
    values: Any = scenario.model_dump(mode="json")
    files = []
    for keys in list(shape.file_references(type(scenario), values)):
        parent: Any = values
        for key in keys[:-1]:
            parent = parent[key]
        files.append([*map(str, keys), _file_hash(parent[keys[-1]])])
        parent[keys[-1]] = ""
    parts = {"scenario": values, "files": files}
    return {name: hashlib.sha256(_canonical(part)).hexdigest()[:16] for name, part in parts.items()}


def _canonical(values: Any) -> bytes:
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text.encode()


def files_of(path: Path) -> list[tuple[str, Path]]:
    """Return what a scenario means by a path: the file, or the files of a folder, by name."""
    if not path.is_dir():
        return [(path.name, path)]
    return sorted((file.name, file) for file in path.iterdir() if file.is_file())


def _file_hash(path: str) -> str:
    named, name = split_name(path)
    if name and not Path(path).exists():
        return f"{_file_hash(named)}:{name}"
    files = files_of(Path(path))
    if not Path(path).is_dir():
        return hashlib.sha256(files[0][1].read_bytes()).hexdigest()
    digest = hashlib.sha256()
    for name, file in files:
        digest.update(f"{name}:{hashlib.sha256(file.read_bytes()).hexdigest()};".encode())
    return digest.hexdigest()
