"""What all tests share."""

import os
from collections.abc import Iterator

import pytest
from hypothesis import settings

# The same examples on every machine, and no verdict on a slow one.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(scope="session", autouse=True)
def _no_power_fails() -> Iterator[None]:
    """Do not wait for the disk: what tests write need not outlive the machine."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield
