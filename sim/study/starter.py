"""A scenario to begin with: the shipped small one under a new name, with its files."""

import re
import shutil
from pathlib import Path

from sim.errors import Fault, InputError
from sim.scenario.schema import schema_text
from sim.tables import shipped

SOURCE = "small"
SCHEMA = "schema.json"
_NAME = re.compile(r"^[a-z0-9][a-z0-9_-]{0,63}$")


def write_starter(name: str, folder: Path) -> Path:
    """Write ``<name>.yaml``, its CSV files in ``<name>/``, and the schema for editors.

    Nothing that is there is overwritten (but the schema may be left as it is).

    Raises
    ------
    InputError
        The name is not an identifier, or is taken in this folder.
    """
    path, tables = folder / f"{name}.yaml", folder / name
    if not _NAME.match(name):
        raise InputError([Fault("must be a-z, 0-9, - and _, and at most 64 characters", name)])
    taken = [Fault("is there already", place) for place in (path, tables) if place.exists()]
    if taken:
        raise InputError(taken)
    folder.mkdir(parents=True, exist_ok=True)
    source = shipped("scenarios")
    shutil.copytree(source / SOURCE, tables)
    text = (source / f"{SOURCE}.yaml").read_text(encoding="utf-8")
    text = re.sub(rf"^name: {SOURCE}$", f"name: {name}", text, count=1, flags=re.MULTILINE)
    text = re.sub(rf"(: ){SOURCE}/", rf"\g<1>{name}/", text)
    path.write_text(text, encoding="utf-8")
    if not (folder / SCHEMA).exists():
        (folder / SCHEMA).write_text(schema_text(), encoding="utf-8")
    return path
