"""Puts this folder on the path, so that its tests share `plans`."""

import sys
from pathlib import Path

import pytest

from planner.io.catalogue import load_catalogue
from planner.model.catalogue import Catalogue

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """The shipped catalogue; nothing changes it."""
    return load_catalogue()
