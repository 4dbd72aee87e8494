"""What every scenario model shares: frozen, no unknown keys, and the common small types."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class Model(BaseModel):
    """A frozen record that refuses unknown keys and infinite numbers."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True
    )


@dataclass(frozen=True)
class FileReference:
    """Marks a path that is relative to the file it is written in, and must exist."""

    or_folder: bool = False
    """A folder of files will do, too."""
    with_name: bool = False
    """A colon and the name of something in the file follow: ``my_rule.py:MyRule``."""


Identifier = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
"""A short name: lower-case letters, digits, `-` and `_`."""

DataFile = Annotated[Path, FileReference()]
DataFileOrFolder = Annotated[Path, FileReference(or_folder=True)]
PythonName = Annotated[Path, FileReference(with_name=True)]
"""A Python file and a name in it, ``file.py:Name``."""
Share = Annotated[float, Field(ge=0.0, le=1.0)]
Positive = Annotated[float, Field(gt=0.0, le=1e9)]
NonNegative = Annotated[float, Field(ge=0.0, le=1e9)]
TimeOfDay = Annotated[str, Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""A time of day, HH:MM."""


class Text(Model):
    """A text in Chinese and English."""

    zh: str
    en: str


class Position(Model):
    """A place on the map (WGS 84)."""

    latitude: Annotated[float, Field(ge=-90.0, le=90.0)]
    longitude: Annotated[float, Field(ge=-180.0, le=180.0)]
